import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { pastLines, PAST_STEP_COLUMNS, type PastStep } from '../reads/timeline.js';
import { EXERCISE_COLUMNS, runMoment, type TimedExercise } from './clock.js';
import type { ExerciseInjectRow, ExerciseLogRow } from './entities.js';
import { INJECT_COLUMNS } from './injects.js';
import type { ExerciseRecord } from './objectives.js';

/** The station's exercises, newest first, at most 200. */
export function listExercises(tenant: Tenant, stationId: Id, live: boolean | undefined): Promise<TimedExercise[]> {
  return tenant.sql<TimedExercise>(
    `SELECT ${EXERCISE_COLUMNS} FROM exercise x WHERE x.station_id = $1 AND ($2::boolean IS NULL OR (x.status IN ('running', 'paused')) = $2) ORDER BY x.id DESC LIMIT 200`,
    [stationId, live ?? null],
  );
}

/** @throws StationhouseError NOT_FOUND */
export async function readExercise(tenant: Tenant, stationId: Id, id: Id): Promise<TimedExercise> {
  const [row] = await tenant.sql<TimedExercise>(`SELECT ${EXERCISE_COLUMNS} FROM exercise x WHERE x.station_id = $1 AND x.id = $2`, [stationId, id]);
  if (row === undefined) throw notFound(text('演练', 'Exercise'));
  return row;
}

/** Everything an exercise is measured by. */
export async function readRecord(tenant: Tenant, exercise: TimedExercise): Promise<ExerciseRecord> {
  const of = [exercise.stationId, exercise.id];
  const injects = await tenant.sql<ExerciseInjectRow>(`SELECT ${INJECT_COLUMNS} FROM exercise_inject WHERE station_id = $1 AND exercise_id = $2 ORDER BY place`, of);
  const log = await tenant.sql<ExerciseLogRow>(
    `SELECT station_id AS "stationId", exercise_id AS "exerciseId", place, kind, real_at AS "realAt", run_at AS "runAt", rate, actor_id AS "actorId", inject_id AS "injectId" FROM exercise_log WHERE station_id = $1 AND exercise_id = $2 ORDER BY place`,
    of,
  );
  return { exercise, injects, log };
}

/** One line of what happened, by the exercise's clock. */
export interface ExerciseLine {
  readonly at: Date;
  readonly kind: string;
  readonly title: Bilingual;
  readonly detail?: Bilingual | undefined;
  readonly actorId?: Id | null | undefined;
  readonly instanceId?: Id | undefined;
  readonly number?: string | undefined;
}

const DEEDS: Readonly<Record<ExerciseLogRow['kind'], Bilingual>> = {
  started: text('演练开始', 'Exercise started'), paused: text('演练暂停', 'Exercise paused'), resumed: text('演练继续', 'Exercise resumed'), speed: text('调整倍速', 'Speed set'), fired: text('导调触发', 'Inject fired'),
  skipped: text('导调跳过', 'Inject skipped'), failed: text('导调未能触发', 'Inject failed'), halted: text('停止演练，转实警', 'Exercise halted: real'), ended: text('演练结束', 'Exercise ended'),
};

/** What was done with an exercise, what its instances went through, and who signed its urgent messages; oldest first. */
export async function exerciseLines(tenant: Tenant, catalog: Pick<WorkflowCatalog, 'versionsOf'>, { exercise, injects, log }: ExerciseRecord): Promise<ExerciseLine[]> {
  const deeds = log.map((entry): ExerciseLine => {
    const inject = injects.find(({ id }) => id === entry.injectId);
    const detail = inject !== undefined ? text(inject.title, inject.title) : entry.kind === 'speed' || entry.kind === 'started' ? text(`${entry.rate || exercise.speed} 倍速`, `${entry.rate || exercise.speed}× speed`) : undefined;
    return { at: entry.runAt, kind: `exercise.${entry.kind}`, title: DEEDS[entry.kind], detail, actorId: entry.actorId };
  });
  const steps = await tenant.sql<PastStep & { instanceId: Id; number: string }>(
    `SELECT s.*, i.number
       FROM (SELECT ${PAST_STEP_COLUMNS}, instance_id AS "instanceId" FROM history WHERE station_id = $1 AND instance_id IN (SELECT id FROM instance WHERE station_id = $1 AND exercise_id = $2)) s
       JOIN instance i ON i.station_id = $1 AND i.id = s."instanceId" ORDER BY s.at, s.version`,
    [exercise.stationId, exercise.id],
  );
  const versions = await catalog.versionsOf(tenant, steps.map((step) => step.definition));
  const happened = steps.flatMap((step) => pastLines([step], versions).map((line): ExerciseLine => ({ ...line, instanceId: step.instanceId, number: step.number })));
  return [...deeds, ...happened, ...(await signatures(tenant, injects, log))].sort((left, right) => left.at.getTime() - right.at.getTime());
}

async function signatures(tenant: Tenant, injects: readonly ExerciseInjectRow[], log: readonly ExerciseLogRow[]): Promise<ExerciseLine[]> {
  const told = injects.flatMap(({ stationId, noticeId }) => (noticeId === null ? [] : [{ stationId, noticeId }]));
  if (told.length === 0) return [];
  const rows = await tenant.sql<{ title: Bilingual; signedBy: Id; signedAt: Date }>(
    'SELECT title, signed_by AS "signedBy", signed_at AS "signedAt" FROM notice WHERE unit_id = ANY ($1) AND id = ANY ($2) AND signed_by IS NOT NULL',
    [[...new Set(told.map(({ stationId }) => stationId))], told.map(({ noticeId }) => noticeId)],
  );
  return rows.flatMap(({ title, signedBy, signedAt }) => {
    const at = runMoment(log, signedAt);
    return at === undefined ? [] : [{ at, kind: 'exercise.signed', title: text('签收通知', 'Notice signed'), detail: title, actorId: signedBy }];
  });
}
