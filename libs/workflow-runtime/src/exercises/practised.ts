import type { Database, Tenant } from '@stationhouse/database';
import { isStationhouseError, parseId, type Bilingual, type Id } from '@stationhouse/kernel';
import type { ExerciseFacts } from '../automations/automation.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { runMoment } from './clock.js';
import type { ExerciseStatus } from './entities.js';
import { measureObjectives, type MeasuredObjective } from './objectives.js';
import { exerciseLines, readExercise, readRecord } from './reads.js';

/** A deed or step of an exercise: titles come from definitions and the plan, never from data. */
export interface PractisedLine {
  /** By the exercise's clock. */
  readonly at: Date;
  readonly kind: string;
  readonly title: Bilingual;
  readonly detail?: Bilingual | undefined;
}

/** An exercise as it went, or goes: what a look-up of a plugin may know of it. Nothing in it is personal. */
export interface PractisedExercise {
  readonly id: Id;
  readonly title: string;
  readonly status: ExerciseStatus;
  /** Whoever directs it. */
  readonly directorId: Id;
  /** Real time. */
  readonly startedAt: Date | null;
  readonly stoppedAt: Date | null;
  /** What its clock shows now, or showed at its end; null before it has begun. */
  readonly now: Date | null;
  /** What its clock showed at its start; null before. */
  readonly beganAt: Date | null;
  readonly objectives: readonly MeasuredObjective[];
  /** Oldest first. */
  readonly lines: readonly PractisedLine[];
  /** Who completed a task of it: who played is no observer of their own play. */
  readonly playedBy: readonly Id[];
  /** What its clock showed at a real moment; undefined before it began. */
  runMoment(at: Date): Date | undefined;
}

/** Reads an exercise of a station as it went; undefined where there is none. */
export async function practised(tenant: Tenant, catalog: Pick<WorkflowCatalog, 'version' | 'versionsOf'>, stationId: Id, id: Id): Promise<PractisedExercise | undefined> {
  const exercise = await readExercise(tenant, stationId, id).catch((error: unknown) => {
    if (isStationhouseError(error) && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
  if (exercise === undefined) return undefined;
  const record = await readRecord(tenant, exercise);
  const played = await tenant.sql<{ id: Id }>(
    `SELECT DISTINCT h.actor_id AS id FROM history h JOIN instance i ON i.station_id = h.station_id AND i.id = h.instance_id
      WHERE i.station_id = $1 AND i.exercise_id = $2 AND h.kind = 'complete-task' AND h.actor_id IS NOT NULL ORDER BY 1`,
    [stationId, id],
  );
  const { title, status, directorId, startedAt, stoppedAt, now } = exercise;
  return {
    id, title, status, directorId, startedAt, stoppedAt, now,
    beganAt: record.log[0]?.runAt ?? null,
    objectives: await measureObjectives(tenant, record, (definition) => catalog.version(tenant, definition)),
    lines: (await exerciseLines(tenant, catalog, record)).map(({ at, kind, title: what, detail }) => ({ at, kind, title: what, detail })),
    playedBy: played.map((row) => row.id),
    runMoment: (at) => runMoment(record.log, at),
  };
}

/** Tells handlers of automations how an exercise went. */
export class ExerciseTeller {
  constructor(
    private readonly database: Database,
    private readonly catalog: WorkflowCatalog,
  ) {}

  /** @throws StationhouseError BAD_INPUT for what is no id */
  async facts(stationId: Id, id: string): Promise<ExerciseFacts | null> {
    const exerciseId = parseId(id, 'exercise');
    const found = await this.database.inTenant({ stationIds: [stationId], bureauIds: [] }, (tenant) => practised(tenant, this.catalog, stationId, exerciseId));
    if (found === undefined) return null;
    const { title, status, startedAt, stoppedAt, objectives, lines } = found;
    return {
      title, status, startedAt: startedAt?.toISOString() ?? null, stoppedAt: stoppedAt?.toISOString() ?? null,
      objectives: objectives.map(({ place, title: what, result, targetSeconds, measuredSeconds }) => ({ place, title: what, result, targetSeconds, measuredSeconds })),
      lines: lines.map(({ at, kind, title: what, detail }) => ({ at: at.toISOString(), kind, title: what, ...(detail === undefined ? {} : { detail }) })),
    };
  }
}
