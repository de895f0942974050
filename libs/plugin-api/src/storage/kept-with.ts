import { asPlugin, type PluginWork, type Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { KeepsPersonal, WorkflowCatalog } from '@stationhouse/workflow-runtime';

/** What a plugin keeps of its instances in tables of its own goes with the field it is kept as long as. */
export class PluginRetention implements KeepsPersonal {
  /** @param keptWith the field of each table; see `PluginDeclaration.keptWith` */
  constructor(
    private readonly keptWith: Readonly<Record<string, string>>,
    private readonly plugin: PluginWork,
    private readonly catalog: Pick<WorkflowCatalog, 'find'>,
  ) {}

  async eraseWith(tenant: Tenant, stationId: Id, { id, workflow }: { readonly id: Id; readonly workflow: string }, field: string): Promise<number> {
    const tables = Object.keys(this.keptWith).filter((table) => this.keptWith[table] === field);
    if (tables.length === 0 || this.catalog.find(workflow)?.pluginId !== this.plugin.pluginId) return 0;
    return asPlugin(tenant, this.plugin, async ({ sql }) => {
      let gone = 0;
      for (const table of tables) gone += (await sql(`DELETE FROM ${table} WHERE station_id = $1 AND instance_id = $2 RETURNING station_id`, [stationId, id])).length;
      return gone;
    });
  }
}
