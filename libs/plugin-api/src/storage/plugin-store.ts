import { createHmac } from 'node:crypto';
import type { DynamicModule, FactoryProvider } from '@nestjs/common';
import { ACCESS_SETTINGS, currentRequest, deriveKey, TenantGate, type AccessSettings, type Permission, type Reader, type Unit } from '@stationhouse/access';
import { audit, type AuditDeed, type AuditRecord } from '@stationhouse/audit';
import { asPlugin, Database, refuseInsideWork, type PluginTenant, type PluginWork, type Tenant } from '@stationhouse/database';
import { Jobs } from '@stationhouse/jobs';
import { durationMilliseconds, newId, StationhouseError, text, type Id, type IsoDuration } from '@stationhouse/kernel';
import { Notices, type NewNotice } from '@stationhouse/notify';
import type { JsonObject } from '@stationhouse/workflow';
import { EventPublisher, PluginGate, PluginSettings, requireFit, WorkflowCatalog, WorkflowRuntime, type NewEvent, type PluginEventType } from '@stationhouse/workflow-runtime';
import type { PluginDeclaration } from '../plugin.js';
import { TELL_TOPIC, tellJob, tellJobOf } from './telling.js';

/** A deed of a plugin for the audit record: what, on which record, why, with which facts (never personal data). */
export type PluginDeed = Pick<AuditDeed, 'action' | 'record' | 'purpose' | 'details'>;

/** What is told to whoever answers at the unit that the work is done at; texts hold numbers and static words, never personal data. */
export type PluginNotice = Pick<NewNotice, 'key' | 'kind' | 'urgency' | 'title' | 'body' | 'roles'>;

/** What a plugin's own instance hears of the plugin's server, at whichever station of the bureau it is. */
export interface PluginWord {
  readonly stationId: Id;
  readonly instanceId: Id;
  /** A named event of its workflow. Where it is not heard now it is left; where its job runs twice it is heard twice. */
  readonly event: string;
}

/** A plugin's rows of the caller's bureau, within one transaction. Whatever is told or recorded goes out together with what the work writes. */
export interface PluginBureauRows extends PluginTenant {
  readonly bureauId: Id;
  /** Who asks, as the house shows them to colleagues, with the ids of the roles they hold at the unit itself. */
  readonly caller: { readonly accountId: Id; readonly name: string; readonly roles: readonly string[] };
  /** The plugin's settings at the station; those of the bureau where the work is done at the bureau. */
  readonly settings: JsonObject;
  /** A value as it may be kept to know it again without keeping it: a hash under a key of the plugin and the installation. */
  keyed(value: string): string;
  /** Records a deed together with what the work writes: both are there afterwards, or neither. */
  audit(deed: PluginDeed): void;
  /** Tells people. */
  notify(notice: PluginNotice): void;
  /** Lets an instance hear an event, soon after the work is committed. */
  tell(word: PluginWord): void;
}

/** A plugin's rows at one station, within one transaction; those of its bureau as well where the work asks for them. */
export interface PluginRows extends PluginBureauRows {
  /** The station whose rows these are. */
  readonly stationId: Id;
  /** How far records may be shown to whoever asks: mark each with `withReader(record, rows.reader)`, or it is masked the most. */
  readonly reader: Reader;
  /**
   * Tells other plugins what happened, together with what the work writes: an event that the plugin declares.
   * @throws StationhouseError EVENT_DATA_INVALID naming the fields; PLUGIN_FAULT for an event that the plugin does not declare
   */
  publish<Data extends JsonObject>(event: PluginEventType<Data>, data: Data): void;
}

/** A read of personal data in full: why, and of which record. It is recorded. */
export interface PersonalRead {
  /** Why, in the reader's words; without it personal data stay masked. At most 200 characters. */
  readonly purpose: string | null | undefined;
  /** The record that is read. */
  readonly record: AuditRecord;
}

/**
 * A plugin's way to its rows, bound to the plugin: inject it into the resolvers of the plugin's server half. It asks for the permission,
 * for the station's use of the plugin and for its reach at once, and works as the plugin's own database role.
 */
export abstract class PluginStore {
  /**
   * Runs `work` in one transaction over the plugin's rows at a station, as whoever asks: all of it is written, or nothing. It does not nest.
   * @param permission the permission the operation names in `@Requires`
   * @param options.personal a record that may be shown in full to whoever may see it and says why
   * @param options.withBureau also reaches the plugin's tables of scope `bureau`, where its stations know of each other
   * @throws StationhouseError NOT_FOUND for a station out of sight, FORBIDDEN, PLUGIN_DISABLED, PURPOSE_REQUIRED, STATEMENT_TIMEOUT, PLUGIN_FAULT
   */
  abstract inStation<Result>(stationId: Id, permission: Permission, work: (rows: PluginRows) => Promise<Result>, options?: { readonly personal?: PersonalRead; readonly withBureau?: boolean }): Promise<Result>;

  /**
   * As {@link inStation}, over the plugin's tables of scope `bureau` alone, for whoever holds the permission at the bureau itself. No station's rows are in reach.
   * @throws StationhouseError NOT_FOUND for another bureau, FORBIDDEN, STATEMENT_TIMEOUT, PLUGIN_FAULT
   */
  abstract inBureau<Result>(bureauId: Id, permission: Permission, work: (rows: PluginBureauRows) => Promise<Result>): Promise<Result>;

  /** True when the caller holds a permission at a station: for `mayReturn` and the like. */
  abstract may(permission: Permission, stationId: Id): boolean;
}

/** What the store uses of the platform. */
interface Surroundings {
  readonly tenants: TenantGate;
  readonly plugins: PluginGate;
  readonly settings: PluginSettings;
  readonly publisher: EventPublisher;
  readonly notices: Notices;
  readonly jobs: Jobs;
  /** Of the plugin. */
  readonly publishes: readonly PluginEventType[];
  readonly key: Uint8Array;
}

class OwnStore extends PluginStore {
  constructor(
    private readonly plugin: PluginWork,
    private readonly house: Surroundings,
  ) {
    super();
  }

  inStation<Result>(stationId: Id, permission: Permission, work: (rows: PluginRows) => Promise<Result>, { personal, withBureau = false }: { readonly personal?: PersonalRead; readonly withBureau?: boolean } = {}): Promise<Result> {
    const { tenants, plugins, settings, publisher } = this.house;
    refuseInsideWork(this.plugin.pluginId);
    tenants.require(permission.id, { stationId });
    return tenants.inStation(stationId, async (tenant) => {
      await plugins.require(tenant, stationId, this.plugin.pluginId);
      const reader = personal === undefined ? tenants.reader(stationId) : await tenants.readPersonal(tenant, stationId, personal.purpose, personal.record);
      const events: NewEvent[] = [];
      const own = { stationId, reader, publish: (event: PluginEventType, data: JsonObject) => void events.push(this.checked(event, data)) };
      const result = await this.work(tenant, { stationId }, await settings.at(tenant, stationId, this.plugin.pluginId), (rows) => work({ ...rows, ...own }));
      for (const event of events) await publisher.publish(tenant, stationId, event);
      return result;
    }, { withBureau });
  }

  inBureau<Result>(bureauId: Id, permission: Permission, work: (rows: PluginBureauRows) => Promise<Result>): Promise<Result> {
    const { tenants, settings } = this.house;
    refuseInsideWork(this.plugin.pluginId);
    tenants.require(permission.id, { bureauId });
    return tenants.inBureau(bureauId, async (tenant) => {
      const set = settings.has(this.plugin.pluginId) ? (await settings.ofBureau(tenant, bureauId, this.plugin.pluginId)).values : {};
      return this.work(tenant, { bureauId }, set, work);
    });
  }

  /** Works as the plugin's role, and then, as the platform again – a plugin's role writes neither record nor notice –, says what the work has to say. */
  private async work<Result>(tenant: Tenant, unit: Unit, settings: JsonObject, work: (rows: PluginBureauRows) => Promise<Result>): Promise<Result> {
    const { account, abilities } = currentRequest();
    const said = { deeds: [] as PluginDeed[], notices: [] as PluginNotice[], words: [] as PluginWord[] };
    const own = {
      bureauId: account.bureauId,
      caller: { accountId: account.id, name: account.displayName, roles: abilities.rolesAt(unit).map(({ role }) => role) },
      settings,
      keyed: (value: string) => createHmac('sha256', this.house.key).update(JSON.stringify([this.plugin.pluginId, value])).digest('base64url'),
      audit: (deed: PluginDeed) => void said.deeds.push(deed),
      notify: (notice: PluginNotice) => void said.notices.push(notice),
      tell: (word: PluginWord) => void said.words.push(word),
    };
    const result = await asPlugin(tenant, this.plugin, (rows) => work({ ...rows, ...own }));
    for (const deed of said.deeds) await audit(tenant, { ...deed, ...unit });
    for (const notice of said.notices) await this.house.notices.notify(tenant, { ...notice, unit });
    for (const word of said.words) await this.house.jobs.outbox.enqueue(tenant, tellJobOf(unit, { ...word, pluginId: this.plugin.pluginId, bureauId: account.bureauId }));
    return result;
  }

  private checked({ type, version }: PluginEventType, data: JsonObject): NewEvent {
    const declared = this.house.publishes.find((event) => event.type === type && event.version === version);
    if (declared === undefined) throw new StationhouseError('PLUGIN_FAULT', text(`插件 ${this.plugin.pluginId} 未在 events.publishes 中声明事件 ${type}@${version}。`, `The plugin ${this.plugin.pluginId} does not declare the event ${type}@${version} in events.publishes.`));
    requireFit(declared, data);
    return { event: declared, data, origin: newId() };
  }

  may(permission: Permission, stationId: Id): boolean {
    return this.house.tenants.may(permission.id, { stationId });
  }
}

/**
 * A plugin's server half, as the composition imports it: with a {@link PluginStore} of its own, so that a plugin names no plugin.
 * @param statementTimeout how long one statement of the plugin may take
 */
export function pluginServer({ id, server, events }: PluginDeclaration, statementTimeout: IsoDuration): DynamicModule[] {
  if (server === undefined) return [];
  const own: DynamicModule = typeof server === 'function' ? { module: server } : server;
  const store: FactoryProvider<PluginStore> = {
    provide: PluginStore,
    useFactory: (tenants: TenantGate, plugins: PluginGate, settings: PluginSettings, publisher: EventPublisher, notices: Notices, jobs: Jobs, database: Database, catalog: WorkflowCatalog, runtime: WorkflowRuntime, { tokenKey }: AccessSettings) => {
      if (jobs.registry.get(TELL_TOPIC) === undefined) jobs.register(tellJob(database, catalog, runtime));
      return new OwnStore({ pluginId: id, statementTimeoutMs: durationMilliseconds(statementTimeout) }, { tenants, plugins, settings, publisher, notices, jobs, publishes: events?.publishes ?? [], key: deriveKey(tokenKey, 'plugin') });
    },
    inject: [TenantGate, PluginGate, PluginSettings, EventPublisher, Notices, Jobs, Database, WorkflowCatalog, WorkflowRuntime, ACCESS_SETTINGS],
  };
  return [{ ...own, providers: [...(own.providers ?? []), store] }];
}
