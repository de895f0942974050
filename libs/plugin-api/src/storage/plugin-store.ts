import type { DynamicModule, FactoryProvider } from '@nestjs/common';
import { ACCESS_SETTINGS, currentRequest, deriveKey, TenantGate, withReader, type AccessSettings, type Permission, type Reader, type Unit } from '@stationhouse/access';
import type { AuditRecord } from '@stationhouse/audit';
import { Database, refuseInsideWork, type PluginWork, type Tenant } from '@stationhouse/database';
import { readIncidents } from '@stationhouse/incidents';
import { Jobs } from '@stationhouse/jobs';
import { durationMilliseconds, newId, StationhouseError, text, type Id, type IsoDuration } from '@stationhouse/kernel';
import { Notices } from '@stationhouse/notify';
import type { JsonObject } from '@stationhouse/workflow';
import { compareInstances, EventPublisher, PluginGate, PluginSettings, readInstances, readOwnInstance, requireFit, Retention, StationTraces, WorkflowCatalog, WorkflowRuntime, type Compared, type Comparison, type NewEvent, type OwnInstance, type PluginEventType, type StationTrace } from '@stationhouse/workflow-runtime';
import type { PluginDeclaration } from '../plugin.js';
import { PluginRetention } from './kept-with.js';
import { asPluginSaying, type PluginPublicRows, type Saying } from './saying.js';
import { TELL_TOPIC, tellJob } from './telling.js';

/** A plugin's rows of the caller's bureau. */
export interface PluginBureauRows extends PluginPublicRows {
  /** Who asks, as the house shows them to colleagues, with the ids of the roles they hold at the unit itself. */
  readonly caller: { readonly accountId: Id; readonly name: string; readonly roles: readonly string[] };
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

/** A plugin's rows at a station, beside one instance of its own that whoever asks may read. */
export interface PluginInstanceRows extends PluginRows {
  readonly instance: OwnInstance;
  /** Tells open pages, once the work is committed, that what belongs to the instance has changed: they read it again. */
  changed(): void;
}

/** A read of personal data in full: why, and of which record. It is recorded. */
export interface PersonalRead {
  /** Why, in the reader's words; without it personal data stay masked. At most 200 characters. */
  readonly purpose: string | null | undefined;
  /** The record that is read. */
  readonly record: AuditRecord;
}

/** By which telephone number of which instance of the plugin a station's records are looked through, and why: it is recorded as a personal read. */
export interface TracesOf {
  readonly instanceId: Id;
  /** Keys to the number in the instance's data: `['person', 'phone']`. */
  readonly field: readonly string[];
  /** In the reader's words; at most 200 characters. */
  readonly purpose: string;
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
   * As {@link inStation}, beside one instance of the plugin's own, for whoever may read it. With a purpose what is marked with `rows.reader` is shown in full to those who may see it, and the read is recorded.
   * @throws StationhouseError NOT_FOUND for an instance that is out of sight, sealed, or another plugin's; PURPOSE_REQUIRED and what inStation throws
   */
  abstract inInstance<Result>(stationId: Id, instanceId: Id, permission: Permission, work: (rows: PluginInstanceRows) => Promise<Result>, options?: { readonly purpose?: string | null | undefined }): Promise<Result>;

  /**
   * As {@link inStation}, over the plugin's tables of scope `bureau` alone, for whoever holds the permission at the bureau itself. No station's rows are in reach.
   * @throws StationhouseError NOT_FOUND for another bureau, FORBIDDEN, STATEMENT_TIMEOUT, PLUGIN_FAULT
   */
  abstract inBureau<Result>(bureauId: Id, permission: Permission, work: (rows: PluginBureauRows) => Promise<Result>): Promise<Result>;

  /**
   * The other records of the station in which a telephone number of the plugin's own instance stands, the latest first, at most 20 instances and 20 incidents; each is marked with its
   * reader. Incidents only for whoever reads incidents; nothing that is sealed; no other station's.
   * @throws StationhouseError NOT_FOUND, FORBIDDEN, PLUGIN_DISABLED, PURPOSE_REQUIRED
   */
  abstract traces(stationId: Id, permission: Permission, of: TracesOf): Promise<readonly StationTrace[]>;

  /**
   * Compares one of the plugin's instances with those of another of its workflows that run at the station, by a pure function of the plugin's over their data. What it answers is shown to
   * whoever holds the permission, so it holds codes and numbers and no value of the data; nobody reads these by it. Nothing that is sealed; no other station's.
   * @throws StationhouseError NOT_FOUND, FORBIDDEN, PLUGIN_DISABLED
   */
  abstract compare<Found>(stationId: Id, permission: Permission, comparison: Comparison<Found>): Promise<readonly Compared<Found>[]>;

  /** True when the caller holds a permission at a station: for `mayReturn` and the like. */
  abstract may(permission: Permission, stationId: Id): boolean;
}

/** What the store uses of the platform. */
interface Surroundings extends Saying {
  readonly tenants: TenantGate;
  readonly plugins: PluginGate;
  readonly settings: PluginSettings;
  readonly publisher: EventPublisher;
  readonly traces: StationTraces;
  readonly catalog: Pick<WorkflowCatalog, 'find'>;
  /** Of the plugin. */
  readonly publishes: readonly PluginEventType[];
}

class OwnStore extends PluginStore {
  constructor(
    private readonly plugin: PluginWork,
    private readonly house: Surroundings,
  ) {
    super();
  }

  inInstance<Result>(stationId: Id, instanceId: Id, permission: Permission, work: (rows: PluginInstanceRows) => Promise<Result>, { purpose }: { readonly purpose?: string | null | undefined } = {}): Promise<Result> {
    const { tenants, catalog, jobs } = this.house;
    refuseInsideWork(this.plugin.pluginId);
    for (const { id } of [permission, readInstances]) tenants.require(id, { stationId });
    return tenants.inStation(stationId, async (tenant) => {
      const instance = await readOwnInstance(tenant, catalog, stationId, instanceId, this.plugin.pluginId);
      const reader = await tenants.readPersonal(tenant, stationId, purpose, { kind: 'instance', id: instance.id, number: instance.number });
      const changed = () => tenant.afterCommit(() => jobs.live.publish({ kind: 'INSTANCE', id: instance.id, stationId }));
      return this.atStation(tenant, stationId, reader, (rows) => work({ ...rows, instance, changed }));
    });
  }

  inStation<Result>(stationId: Id, permission: Permission, work: (rows: PluginRows) => Promise<Result>, { personal, withBureau = false }: { readonly personal?: PersonalRead; readonly withBureau?: boolean } = {}): Promise<Result> {
    const { tenants } = this.house;
    refuseInsideWork(this.plugin.pluginId);
    tenants.require(permission.id, { stationId });
    return tenants.inStation(stationId, async (tenant) => {
      const reader = personal === undefined ? tenants.reader(stationId) : await tenants.readPersonal(tenant, stationId, personal.purpose, personal.record);
      return this.atStation(tenant, stationId, reader, work);
    }, { withBureau });
  }

  private async atStation<Result>(tenant: Tenant, stationId: Id, reader: Reader, work: (rows: PluginRows) => Promise<Result>): Promise<Result> {
    const { plugins, settings, publisher } = this.house;
    await plugins.require(tenant, stationId, this.plugin.pluginId);
    const events: NewEvent[] = [];
    const own = { stationId, reader, publish: (event: PluginEventType, data: JsonObject) => void events.push(this.checked(event, data)) };
    const result = await this.work(tenant, { stationId }, await settings.at(tenant, stationId, this.plugin.pluginId), (rows) => work({ ...rows, ...own }));
    for (const event of events) await publisher.publish(tenant, stationId, event);
    return result;
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

  traces(stationId: Id, permission: Permission, { instanceId, field, purpose }: TracesOf): Promise<readonly StationTrace[]> {
    const { tenants, plugins, traces } = this.house;
    tenants.require(permission.id, { stationId });
    return tenants.inStation(stationId, async (tenant) => {
      await plugins.require(tenant, stationId, this.plugin.pluginId);
      const question = { instanceId, field, pluginId: this.plugin.pluginId, incidents: tenants.may(readIncidents.id, { stationId }) };
      const reader = await tenants.readPersonal(tenant, stationId, purpose, await traces.recordOf(tenant, stationId, question));
      return (await traces.find(tenant, stationId, question)).map((trace) => withReader(trace, reader));
    });
  }

  compare<Found>(stationId: Id, permission: Permission, comparison: Comparison<Found>): Promise<readonly Compared<Found>[]> {
    const { tenants, plugins, catalog } = this.house;
    tenants.require(permission.id, { stationId });
    return tenants.inStation(stationId, async (tenant) => {
      await plugins.require(tenant, stationId, this.plugin.pluginId);
      return compareInstances(tenant, catalog, stationId, this.plugin.pluginId, comparison);
    });
  }

  /** Work of somebody who is signed in, at a unit. */
  private work<Result>(tenant: Tenant, unit: Unit, settings: JsonObject, work: (rows: PluginBureauRows) => Promise<Result>): Promise<Result> {
    const { account, abilities } = currentRequest();
    const caller = { accountId: account.id, name: account.displayName, roles: abilities.rolesAt(unit).map(({ role }) => role) };
    return asPluginSaying(this.house, this.plugin, tenant, { unit, bureauId: account.bureauId, settings }, (rows) => work({ ...rows, caller }));
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
export function pluginServer(declaration: PluginDeclaration, statementTimeout: IsoDuration): DynamicModule[] {
  const { id, server, events } = declaration;
  if (server === undefined) return [];
  const plugin = { pluginId: id, statementTimeoutMs: durationMilliseconds(statementTimeout) };
  const own: DynamicModule = typeof server === 'function' ? { module: server } : server;
  const store: FactoryProvider<PluginStore> = {
    provide: PluginStore,
    useFactory: (tenants: TenantGate, plugins: PluginGate, settings: PluginSettings, publisher: EventPublisher, notices: Notices, jobs: Jobs, database: Database, catalog: WorkflowCatalog, runtime: WorkflowRuntime, traces: StationTraces, retention: Retention, { tokenKey }: AccessSettings) => {
      if (jobs.registry.get(TELL_TOPIC) === undefined) jobs.register(tellJob(database, catalog, runtime));
      if (declaration.keptWith !== undefined) retention.also(new PluginRetention(declaration.keptWith, plugin, catalog));
      return new OwnStore(plugin, { tenants, plugins, settings, publisher, traces, catalog, notices, jobs, publishes: events?.publishes ?? [], key: deriveKey(tokenKey, 'plugin') });
    },
    inject: [TenantGate, PluginGate, PluginSettings, EventPublisher, Notices, Jobs, Database, WorkflowCatalog, WorkflowRuntime, StationTraces, Retention, ACCESS_SETTINGS],
  };
  return [{ ...own, providers: [...(own.providers ?? []), store] }];
}
