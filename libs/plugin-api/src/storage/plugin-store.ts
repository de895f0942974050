import type { DynamicModule, FactoryProvider } from '@nestjs/common';
import { TenantGate, type Permission, type Reader } from '@stationhouse/access';
import { audit, type AuditDeed, type AuditRecord } from '@stationhouse/audit';
import { asPlugin, refuseInsideWork, type PluginTenant, type PluginWork } from '@stationhouse/database';
import { durationMilliseconds, newId, StationhouseError, text, type Id, type IsoDuration } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import { EventPublisher, PluginGate, PluginSettings, requireFit, type NewEvent, type PluginEventType } from '@stationhouse/workflow-runtime';
import type { PluginDeclaration } from '../plugin.js';

/** A deed of a plugin for the audit record: what, on which record, why, with which facts (never personal data). */
export type PluginDeed = Pick<AuditDeed, 'action' | 'record' | 'purpose' | 'details'>;

/** A plugin's rows at one station, within one transaction. */
export interface PluginRows extends PluginTenant {
  /** The station whose rows these are. */
  readonly stationId: Id;
  /** How far records may be shown to whoever asks: mark each with `withReader(record, rows.reader)`, or it is masked the most. */
  readonly reader: Reader;
  /** The plugin's settings at the station. */
  readonly settings: JsonObject;
  /**
   * Tells other plugins what happened, together with what the work writes: an event that the plugin declares.
   * @throws StationhouseError EVENT_DATA_INVALID naming the fields; PLUGIN_FAULT for an event that the plugin does not declare
   */
  publish<Data extends JsonObject>(event: PluginEventType<Data>, data: Data): void;
  /** Records a deed together with what the work writes: both are there afterwards, or neither. */
  audit(deed: PluginDeed): void;
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
   * @throws StationhouseError NOT_FOUND for a station out of sight, FORBIDDEN, PLUGIN_DISABLED, PURPOSE_REQUIRED, STATEMENT_TIMEOUT, PLUGIN_FAULT
   */
  abstract inStation<Result>(stationId: Id, permission: Permission, work: (rows: PluginRows) => Promise<Result>, options?: { readonly personal?: PersonalRead }): Promise<Result>;

  /** True when the caller holds a permission at a station: for `mayReturn` and the like. */
  abstract may(permission: Permission, stationId: Id): boolean;
}

class OwnStore extends PluginStore {
  constructor(
    private readonly plugin: PluginWork,
    private readonly tenants: TenantGate,
    private readonly plugins: PluginGate,
    private readonly between: { readonly settings: PluginSettings; readonly publisher: EventPublisher; readonly publishes: readonly PluginEventType[] },
  ) {
    super();
  }

  inStation<Result>(stationId: Id, permission: Permission, work: (rows: PluginRows) => Promise<Result>, { personal }: { readonly personal?: PersonalRead } = {}): Promise<Result> {
    refuseInsideWork(this.plugin.pluginId);
    this.tenants.require(permission.id, { stationId });
    return this.tenants.inStation(stationId, async (tenant) => {
      await this.plugins.require(tenant, stationId, this.plugin.pluginId);
      const reader = personal === undefined ? this.tenants.reader(stationId) : await this.tenants.readPersonal(tenant, stationId, personal.purpose, personal.record);
      const deeds: PluginDeed[] = [];
      const events: NewEvent[] = [];
      const settings = await this.between.settings.at(tenant, stationId, this.plugin.pluginId);
      const own = { stationId, reader, settings, audit: (deed: PluginDeed) => void deeds.push(deed), publish: (event: PluginEventType, data: JsonObject) => void events.push(this.checked(event, data)) };
      const result = await asPlugin(tenant, this.plugin, (rows) => work({ ...rows, ...own }));
      // As the platform again: a plugin's role does not write the record.
      for (const deed of deeds) await audit(tenant, { ...deed, stationId });
      for (const event of events) await this.between.publisher.publish(tenant, stationId, event);
      return result;
    });
  }

  private checked({ type, version }: PluginEventType, data: JsonObject): NewEvent {
    const declared = this.between.publishes.find((event) => event.type === type && event.version === version);
    if (declared === undefined) throw new StationhouseError('PLUGIN_FAULT', text(`插件 ${this.plugin.pluginId} 未在 events.publishes 中声明事件 ${type}@${version}。`, `The plugin ${this.plugin.pluginId} does not declare the event ${type}@${version} in events.publishes.`));
    requireFit(declared, data);
    return { event: declared, data, origin: newId() };
  }

  may(permission: Permission, stationId: Id): boolean {
    return this.tenants.may(permission.id, { stationId });
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
    useFactory: (tenants: TenantGate, plugins: PluginGate, settings: PluginSettings, publisher: EventPublisher) => new OwnStore({ pluginId: id, statementTimeoutMs: durationMilliseconds(statementTimeout) }, tenants, plugins, { settings, publisher, publishes: events?.publishes ?? [] }),
    inject: [TenantGate, PluginGate, PluginSettings, EventPublisher],
  };
  return [{ ...own, providers: [...(own.providers ?? []), store] }];
}
