import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';

/** Instances that one is compared with at most, the latest first. */
const MOST = 2_000;

/** What one instance of a plugin is compared with, and how. */
export interface Comparison<Found> {
  readonly instanceId: Id;
  /** By the instance's own workflow: with the instances of which other one. */
  readonly against: Readonly<Record<string, string>>;
  /**
   * What two have to do with each other, by their data as they lie there; undefined for nothing. It runs as the platform and whoever asked sees its answer: codes and numbers, never a value of
   * the data.
   * @param own whose workflow it is, and its data
   */
  readonly judge: (own: { readonly workflow: string; readonly data: JsonObject }, other: JsonObject) => Found | undefined;
}

/** An instance that was found worth telling. */
export interface Compared<Found> {
  readonly instanceId: Id;
  readonly number: string;
  readonly found: Found;
}

/**
 * Compares an instance that runs with those of another workflow of the same plugin that run at the same station; exercises meet exercises alone.
 * @returns nothing for an instance that is closed
 * @throws StationhouseError NOT_FOUND, also for an instance of another plugin or of a workflow that is compared with nothing
 */
export async function compareInstances<Found>(tenant: Tenant, catalog: Pick<WorkflowCatalog, 'find'>, stationId: Id, pluginId: string, { instanceId, against, judge }: Comparison<Found>): Promise<Compared<Found>[]> {
  const [own] = await tenant.sql<{ workflow: string; status: string; exercise: boolean; data: JsonObject }>(`SELECT workflow, status, exercise, snapshot -> 'data' AS data FROM instance WHERE station_id = $1 AND id = $2`, [stationId, instanceId]);
  const other = own === undefined ? undefined : against[own.workflow];
  if (own === undefined || other === undefined || [own.workflow, other].some((workflow) => catalog.find(workflow)?.pluginId !== pluginId)) throw notFound(text('事项', 'Instance'));
  if (own.status !== 'running') return [];
  const rows = await tenant.sql<{ id: Id; number: string; data: JsonObject }>(
    `SELECT id, number, snapshot -> 'data' AS data FROM instance WHERE station_id = $1 AND workflow = $2 AND status = 'running' AND exercise = $3 AND id <> $4 ORDER BY started_at DESC, id DESC LIMIT ${MOST}`,
    [stationId, other, own.exercise, instanceId],
  );
  return rows.flatMap(({ id, number, data }) => {
    const found = judge(own, data);
    return found === undefined ? [] : [{ instanceId: id, number, found }];
  });
}
