import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { notFound, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { pluginToggled } from '../audit-actions.js';
import type { WorkflowCatalog } from './catalog.js';

/** Which plugins a station works with: its rows, else each plugin's own default. */
export class PluginGate {
  constructor(private readonly catalog: WorkflowCatalog) {}

  /** The ids of the plugins a station works with. */
  async enabledAt(tenant: Tenant, stationId: Id): Promise<ReadonlySet<string>> {
    const rows = await tenant.sql<{ plugin_id: string; enabled: boolean }>('SELECT plugin_id, enabled FROM plugin_enablement WHERE station_id = $1', [stationId]);
    const said = new Map(rows.map((row) => [row.plugin_id, row.enabled]));
    return new Set(this.catalog.allPlugins().filter((plugin) => said.get(plugin.id) ?? plugin.enabledByDefault).map((plugin) => plugin.id));
  }

  /** For a plugin's own resolvers. @throws StationhouseError PLUGIN_DISABLED */
  async require(tenant: Tenant, stationId: Id, pluginId: string): Promise<void> {
    if (!(await this.enabledAt(tenant, stationId)).has(pluginId)) throw pluginDisabled(pluginId);
  }

  /** Enables or disables a plugin at a station; its data and running instances stay. @throws StationhouseError NOT_FOUND */
  async set(tenant: Tenant, stationId: Id, pluginId: string, enabled: boolean): Promise<void> {
    if (this.catalog.plugin(pluginId) === undefined) throw notFound(text('插件', 'Plugin'));
    await tenant.sql(
      `INSERT INTO plugin_enablement (station_id, plugin_id, enabled, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (station_id, plugin_id) DO UPDATE SET enabled = excluded.enabled, changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
      [stationId, pluginId, enabled, tenant.context.accountId ?? null, tenant.now],
    );
    await audit(tenant, { action: pluginToggled, stationId, details: { pluginId, enabled } });
  }
}

/** The refusal of an operation of a plugin that the station does not use. */
export function pluginDisabled(pluginId: string | undefined): StationhouseError {
  return new StationhouseError('PLUGIN_DISABLED', text('本所未启用此功能，请联系所长启用后再试。', 'Your station does not use this feature. Ask the chief to enable it.'), pluginId === undefined ? undefined : { pluginId });
}
