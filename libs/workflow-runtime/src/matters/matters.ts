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

/**
 * Waits until everybody else who starts something of one of these matters has come to an end: starts of one matter take turns. Until the end of the transaction.
 * The locks are taken in one order everywhere.
 */
async function takeTurns(tenant: Tenant, places: readonly MatterPlace[]): Promise<void> {
  await tenant.prepared('SELECT pg_advisory_xact_lock(turn) FROM (SELECT DISTINCT hashtextextended(name, 0) AS turn FROM unnest($1::text[]) AS name ORDER BY 1) turns', [places.map(nameOf)]);
}

/** What a matter at its place is called among turns. */
export const nameOf = ({ stationId, workflow, key, exerciseId }: MatterPlace): string => `matter ${stationId} ${workflow} ${key} ${exerciseId ?? ''}`;

/** The running instance of each matter that began last; undefined for none. Waits for its turn, which lasts until the end of the transaction. */
export async function meetAll(tenant: Tenant, places: readonly MatterPlace[]): Promise<(RunningOne | undefined)[]> {
  await takeTurns(tenant, places);
  const rows = await tenant.prepared<RunningOne & { place: number }>(
    `SELECT p.place::int, r.id, r.number, r.started_at AS "startedAt" FROM unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[], $5::uuid[]) WITH ORDINALITY AS p (station_id, workflow, key, exercise, exercise_id, place)
      CROSS JOIN LATERAL (
        SELECT i.id, i.number, i.started_at FROM matter m JOIN instance i ON i.station_id = m.station_id AND i.id = m.instance_id
         WHERE m.station_id = p.station_id AND m.workflow = p.workflow AND m.key = p.key AND i.status = 'running' AND i.exercise = p.exercise AND i.exercise_id IS NOT DISTINCT FROM p.exercise_id ORDER BY i.started_at DESC, i.id DESC LIMIT 1) r`,
    [places.map(({ stationId }) => stationId), places.map(({ workflow }) => workflow), places.map(({ key }) => key), places.map(({ exercise }) => exercise), places.map(({ exerciseId }) => exerciseId)],
  );
  const byPlace = new Map(rows.map(({ place, ...running }) => [place - 1, running]));
  return places.map((_, place) => byPlace.get(place));
}

/** Keeps that an instance is of a matter. */
export async function noteMatter(tenant: Tenant, { stationId, workflow, key, exercise }: MatterPlace, instanceId: Id): Promise<void> {
  await tenant.sql(
    `INSERT INTO matter (station_id, instance_id, key, workflow, exercise, began_at) SELECT i.station_id, i.id, $3, $4, $5, i.started_at FROM instance i WHERE i.station_id = $1 AND i.id = $2 ON CONFLICT DO NOTHING`,
    [stationId, instanceId, key, workflow, exercise],
  );
}
