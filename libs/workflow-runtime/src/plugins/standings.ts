import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { WorkflowCatalog, WorkflowPlugin } from '../catalog/catalog.js';
import type { PluginEnablement } from '../entities.js';
import type { PluginPolicyRow } from './entities.js';

/** Why a plugin is on or off at a station. */
export type Because = 'policy' | 'station' | 'default';

/** Whether a station works with a plugin, and why. */
export interface Standing {
  readonly stationId: Id;
  readonly plugin: WorkflowPlugin;
  readonly enabled: boolean;
  readonly because: Because;
  /** The station's own word; undefined while it has said nothing. */
  readonly own: boolean | undefined;
  readonly policy: 'mandated' | 'forbidden' | undefined;
  /** Goes up with every change; 0 before the first. */
  readonly version: number;
  readonly changedBy: Id | undefined;
  readonly changedAt: Date | undefined;
}

const COLUMNS = 'station_id AS "stationId", plugin_id AS "pluginId", enabled, own, policy, version, changed_by AS "changedBy", changed_at AS "changedAt"';

/** How every plugin stands at some stations; by station, in the order of the installation's plugins. */
export async function standingsAt(tenant: Tenant, catalog: WorkflowCatalog, stationIds: readonly Id[]): Promise<Standing[]> {
  const rows = await tenant.sql<PluginEnablement>(`SELECT ${COLUMNS} FROM plugin_enablement WHERE station_id = ANY ($1)`, [[...stationIds]]);
  const known = new Map(rows.map((row) => [`${row.stationId} ${row.pluginId}`, row]));
  const plugins = (await catalog.seen(tenant)).allPlugins();
  return stationIds.flatMap((stationId) => plugins.map((plugin) => standingOf(stationId, plugin, known.get(`${stationId} ${plugin.id}`))));
}

/** How one plugin stands at some stations, locked until the end of the transaction: two who change it come one after the other. */
export async function lockStandings(tenant: Tenant, plugin: WorkflowPlugin, stationIds: readonly Id[]): Promise<Standing[]> {
  // A row to lock must be there; one that says nothing leaves the default as it is.
  await tenant.sql(
    `INSERT INTO plugin_enablement (station_id, plugin_id, version) SELECT s, $2, 0 FROM unnest($1::uuid[]) AS s ORDER BY s ON CONFLICT (station_id, plugin_id) DO NOTHING`,
    [[...stationIds], plugin.id],
  );
  const rows = await tenant.sql<PluginEnablement>(`SELECT ${COLUMNS} FROM plugin_enablement WHERE station_id = ANY ($1) AND plugin_id = $2 ORDER BY station_id FOR UPDATE`, [[...stationIds], plugin.id]);
  const known = new Map(rows.map((row) => [row.stationId, row]));
  return stationIds.map((stationId) => standingOf(stationId, plugin, known.get(stationId)));
}

function standingOf(stationId: Id, plugin: WorkflowPlugin, row: PluginEnablement | undefined): Standing {
  const [own, policy] = [row?.own ?? undefined, row?.policy ?? undefined];
  return {
    stationId, plugin, own, policy,
    enabled: row?.enabled ?? plugin.enabledByDefault,
    because: policy !== undefined ? 'policy' : own !== undefined ? 'station' : 'default',
    version: row?.version ?? 0,
    changedBy: row?.changedBy ?? undefined,
    changedAt: row === undefined || row.version === 0 ? undefined : row.changedAt,
  };
}

/** What holds at a station under a policy. */
export function effective({ plugin, own }: Pick<Standing, 'plugin' | 'own'>, policy: Standing['policy']): boolean {
  if (policy !== undefined) return policy === 'mandated';
  return own ?? plugin.enabledByDefault;
}

/** Writes what the station says and the bureau's policy, and with them what holds. @param to the station's own word, and the policy */
export async function writeStanding(tenant: Tenant, standing: Standing, to: Pick<Standing, 'own' | 'policy'>): Promise<void> {
  const enabled = to.policy === undefined && to.own === undefined ? null : effective({ plugin: standing.plugin, own: to.own }, to.policy);
  await tenant.sql(
    `INSERT INTO plugin_enablement AS p (station_id, plugin_id, enabled, own, policy, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (station_id, plugin_id) DO UPDATE SET enabled = excluded.enabled, own = excluded.own, policy = excluded.policy, version = p.version + 1, changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
    [standing.stationId, standing.plugin.id, enabled, to.own ?? null, to.policy ?? null, tenant.context.accountId ?? null, tenant.now],
  );
}

const POLICY_COLUMNS = 'bureau_id AS "bureauId", plugin_id AS "pluginId", policy, reason, longest, version, set_by AS "setBy", since';

/** The policies of a bureau, or those a station's bureau has set, by plugin. */
export async function policiesOf(tenant: Tenant, place: { readonly bureauId: Id } | { readonly stationId: Id }): Promise<ReadonlyMap<string, PluginPolicyRow>> {
  const rows = 'bureauId' in place
    ? await tenant.sql<PluginPolicyRow>(`SELECT ${POLICY_COLUMNS} FROM plugin_policy WHERE bureau_id = $1`, [place.bureauId])
    : await tenant.sql<PluginPolicyRow>(`SELECT ${POLICY_COLUMNS} FROM plugin_policy WHERE bureau_id = (SELECT s.bureau_id FROM station s WHERE s.id = $1)`, [place.stationId]);
  return new Map(rows.map((row) => [row.pluginId, row]));
}
