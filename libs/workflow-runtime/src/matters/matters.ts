import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';

/** Where instances of one matter meet: a workflow at a station, real or within one exercise. */
export interface MatterPlace {
  readonly stationId: Id;
  readonly workflow: string;
  /** See MatterKeys. */
  readonly key: string;
  readonly exercise: boolean;
  /** Null for what is real, and for exercises that are one by themselves. */
  readonly exerciseId: Id | null;
}

/** An instance that runs. */
export interface RunningOne {
  readonly id: Id;
  readonly number: string;
  readonly startedAt: Date;
}

/** Waits until everybody else who starts something of the matter has come to an end: starts of one matter take turns. Until the end of the transaction. */
export async function takeTurn(tenant: Tenant, { stationId, workflow, key, exerciseId }: MatterPlace): Promise<void> {
  await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`matter ${stationId} ${workflow} ${key} ${exerciseId ?? ''}`]);
}

/** The running instance of a matter that began last; undefined for none. */
export async function runningOf(tenant: Tenant, { stationId, workflow, key, exercise, exerciseId }: MatterPlace): Promise<RunningOne | undefined> {
  const [row] = await tenant.sql<RunningOne>(
    `SELECT i.id, i.number, i.started_at AS "startedAt" FROM matter m JOIN instance i ON i.station_id = m.station_id AND i.id = m.instance_id
      WHERE m.station_id = $1 AND m.workflow = $2 AND m.key = $3 AND i.status = 'running' AND i.exercise = $4 AND i.exercise_id IS NOT DISTINCT FROM $5 ORDER BY i.started_at DESC, i.id DESC LIMIT 1`,
    [stationId, workflow, key, exercise, exerciseId],
  );
  return row;
}

/** Keeps that an instance is of a matter. */
export async function noteMatter(tenant: Tenant, { stationId, workflow, key, exercise }: MatterPlace, instanceId: Id): Promise<void> {
  await tenant.sql(
    `INSERT INTO matter (station_id, instance_id, key, workflow, exercise, began_at) SELECT i.station_id, i.id, $3, $4, $5, i.started_at FROM instance i WHERE i.station_id = $1 AND i.id = $2 ON CONFLICT DO NOTHING`,
    [stationId, instanceId, key, workflow, exercise],
  );
}
