import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { ExerciseDeed, ExerciseLogRow, ExerciseRow, ExerciseStatus } from './entities.js';

/** An exercise and what its clock shows now. */
export type TimedExercise = ExerciseRow & {
  /** Null before it has begun. */
  readonly now: Date | null;
};

export const EXERCISE_COLUMNS = `x.station_id AS "stationId", x.id, x.title, x.clock, x.begins_at AS "beginsAt", x.speed, x.roles, x.objectives, x.director_id AS "directorId", x.status, x.revision,
  x.run_at AS "runAt", x.real_at AS "realAt", x.planned_by AS "plannedBy", x.planned_at AS "plannedAt", x.started_at AS "startedAt", x.stopped_at AS "stoppedAt", x.stopped_by AS "stoppedBy", x.prepared_by AS "preparedBy",
  app.exercise_now(x, app.now()) AS now`;

/** Reads an exercise that nobody else may change, or step in, until the transaction ends. */
export async function lockExercise(tenant: Tenant, stationId: Id, id: Id): Promise<TimedExercise | undefined> {
  // Its clock is read after the lock: steps that went before may have set timers it waits for.
  await tenant.sql('SELECT FROM exercise WHERE station_id = $1 AND id = $2 FOR NO KEY UPDATE', [stationId, id]);
  const [row] = await tenant.sql<TimedExercise>(`SELECT ${EXERCISE_COLUMNS} FROM exercise x WHERE x.station_id = $1 AND x.id = $2`, [stationId, id]);
  return row;
}

/** How an exercise's clock goes on from now. */
export interface ClockTurn {
  readonly status: ExerciseStatus;
  readonly speed: number;
  /** What it shows now. */
  readonly runAt: Date;
}

/**
 * Sets an exercise's clock going, standing, or at another speed, and derives the real due moments of all its timers from it
 * in one statement. A stopped exercise has none.
 */
export async function turnClock(tenant: Tenant, stationId: Id, id: Id, { status, speed, runAt }: ClockTurn): Promise<void> {
  const stops = status === 'halted' || status === 'ended';
  await tenant.sql(
    `UPDATE exercise SET status = $3, speed = $4, run_at = $5, real_at = app.now(), revision = revision + 1, started_at = coalesce(started_at, app.now()),
            stopped_at = CASE WHEN $6 THEN app.now() END, stopped_by = CASE WHEN $6 THEN $7::uuid END WHERE station_id = $1 AND id = $2`,
    [stationId, id, status, speed, runAt, stops, tenant.context.accountId ?? null],
  );
  await tenant.sql(
    stops
      ? 'DELETE FROM timer WHERE station_id = $1 AND exercise_id = $2'
      : `UPDATE timer t SET due_at = app.exercise_due(x, t.run_due_at), try_at = app.exercise_due(x, t.run_due_at)
           FROM exercise x WHERE x.station_id = $1 AND x.id = $2 AND t.station_id = x.station_id AND t.exercise_id = x.id`,
    [stationId, id],
  );
}

/** Writes down what was done, and what both clocks show. The caller holds the exercise. */
export async function logDeed(tenant: Tenant, { stationId, id }: Pick<ExerciseRow, 'stationId' | 'id'>, kind: ExerciseDeed, turn: ClockTurn, injectId?: Id): Promise<void> {
  await tenant.sql(
    `INSERT INTO exercise_log (station_id, exercise_id, place, kind, real_at, run_at, rate, actor_id, inject_id)
     SELECT $1, $2, 1 + count(*), $3, app.now(), $4, $5, $6, $7 FROM exercise_log WHERE station_id = $1 AND exercise_id = $2`,
    [stationId, id, kind, turn.runAt, turn.status === 'running' ? turn.speed : 0, tenant.context.accountId ?? null, injectId ?? null],
  );
}

/** What an exercise's clock showed at a moment of domain time; undefined before it began. */
export function runMoment(log: readonly Pick<ExerciseLogRow, 'realAt' | 'runAt' | 'rate'>[], moment: Date): Date | undefined {
  const at = log.findLastIndex(({ realAt }) => realAt <= moment);
  const entry = log[at];
  if (entry === undefined) return undefined;
  const shown = entry.runAt.getTime() + (moment.getTime() - entry.realAt.getTime()) * entry.rate;
  // It may have waited for a timer: never later than what it showed at the next deed.
  return new Date(Math.min(shown, log[at + 1]?.runAt.getTime() ?? shown));
}

/** What the clocks of exercises show now, by id; none that has not begun. */
export async function exerciseClocks(tenant: Tenant, stationId: Id, ids: readonly Id[]): Promise<ReadonlyMap<Id, TimedExercise>> {
  if (ids.length === 0) return new Map();
  const rows = await tenant.sql<TimedExercise>(`SELECT ${EXERCISE_COLUMNS} FROM exercise x WHERE x.station_id = $1 AND x.id = ANY ($2)`, [stationId, [...new Set(ids)]]);
  return new Map(rows.map((row) => [row.id, row]));
}
