import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { exerciseClocks } from '../exercises/clock.js';
import { readInstance } from '../reads/instances.js';

/** An instance of a plugin as the plugin's own server half works with it. */
export interface OwnInstance {
  readonly id: Id;
  readonly workflow: string;
  readonly number: string;
  readonly version: number;
  /** False once it is closed, and while the exercise it belongs to does not run: nothing is added to it then. */
  readonly open: boolean;
  readonly exercise: boolean;
  /** The paths of the states it is in. */
  readonly states: readonly string[];
  readonly startedAt: Date;
  readonly closedAt: Date | null;
  /** What its clock shows: that of its exercise, else the house's. */
  readonly now: Date;
  /** Its data in full, whoever asks; what is encrypted stays so. What is shown of them is marked with the reader, as any record. */
  readonly data: JsonObject;
}

/** @throws StationhouseError NOT_FOUND, also for an instance of another plugin */
export async function readOwnInstance(tenant: Tenant, catalog: Pick<WorkflowCatalog, 'find'>, stationId: Id, instanceId: Id, pluginId: string): Promise<OwnInstance> {
  const row = await readInstance(tenant, stationId, instanceId);
  if (catalog.find(row.workflow)?.pluginId !== pluginId) throw notFound(text('事项', 'Instance'));
  const exercise = row.exerciseId === null ? undefined : (await exerciseClocks(tenant, stationId, [row.exerciseId])).get(row.exerciseId);
  const { id, workflow, number, version, states, startedAt, closedAt, snapshot } = row;
  const runs = row.exerciseId === null || exercise?.status === 'running';
  return { id, workflow, number, version, open: row.status !== 'closed' && runs, exercise: row.exercise, states, startedAt, closedAt, now: exercise?.now ?? tenant.now, data: snapshot.data };
}
