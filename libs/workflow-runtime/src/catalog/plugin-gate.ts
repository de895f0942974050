import type { Tenant } from '@stationhouse/database';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { WorkflowCatalog } from './catalog.js';

/** Which plugins a station works with: what its rows say, else each plugin's own default. */
export class PluginGate {
  constructor(private readonly catalog: WorkflowCatalog) {}

  /** The ids of the plugins a station works with. */
  async enabledAt(tenant: Tenant, stationId: Id): Promise<ReadonlySet<string>> {
    const rows = await tenant.sql<{ plugin_id: string; enabled: boolean | null }>('SELECT plugin_id, enabled FROM plugin_enablement WHERE station_id = $1', [stationId]);
    const said = new Map(rows.map((row) => [row.plugin_id, row.enabled]));
    return new Set((await this.catalog.seen(tenant)).allPlugins().filter((plugin) => said.get(plugin.id) ?? plugin.enabledByDefault).map((plugin) => plugin.id));
  }

  /** Whether a station works with a plugin; false for one that is not installed. For what arrives from outside, in its own transaction. */
  async isEnabled(tenant: Tenant, stationId: Id, pluginId: string): Promise<boolean> {
    return (await this.enabledAt(tenant, stationId)).has(pluginId);
  }

  /** For a plugin's own resolvers. @throws StationhouseError PLUGIN_DISABLED */
  async require(tenant: Tenant, stationId: Id, pluginId: string): Promise<void> {
    if (!(await this.isEnabled(tenant, stationId, pluginId))) throw pluginDisabled(pluginId);
  }
}

/** The refusal of an operation of a plugin that the station does not use. */
export function pluginDisabled(pluginId: string | undefined): StationhouseError {
  return new StationhouseError('PLUGIN_DISABLED', text('本所未启用此功能，请联系所长启用后再试。', 'Your station does not use this feature. Ask the chief to enable it.'), pluginId === undefined ? undefined : { pluginId });
}
