import type { Database, Tenant } from '@stationhouse/database';
import { notFound, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { Snapshot } from '@stationhouse/workflow';
import type { Trial } from '../drafts/trials.js';
import type { TaskStatus } from '../entities.js';
import type { ExerciseStatus } from '../exercises/entities.js';

/** What a command needs to know before it computes its step, read in one statement. */
export interface Stage {
  readonly stationId: Id;
  /** The step's own moment: domain time of the reading or, in an exercise, what its clock showed. */
  readonly now: Date;
  /** Domain time of the reading. */
  readonly readAt: Date;
  readonly station: { readonly code: string; readonly timeZone: string; readonly closed: boolean; readonly bureauId: Id };
  /** The first answer to this idempotency key. */
  readonly known: { readonly command: string; readonly answer: { readonly instanceId: Id; readonly version: number } } | null;
  readonly instance: StagedInstance | null;
  readonly task: StagedTask | null;
  readonly timer: { readonly id: Id; readonly serial: number; readonly timer: string; readonly dueAt: string } | null;
  /** Goes up with every change of what the station's clocks count by; 0 while nothing goes beyond the built-in years. */
  readonly calendarRevision: number;
  /** Hash of the version a new instance of the cast's workflow starts on; null where the station works with the plugin's own. */
  readonly definition: string | null;
  /** The trial that its station, or the bureau, makes of that version; null where it is everybody's. */
  readonly trial: Trial | null;
  /** The exercise the instance is part of. */
  readonly exercise: StagedExercise | null;
  /** Which plugins hold at the station, where that is not (null, absent) their own default. */
  readonly plugins: Readonly<Record<string, boolean | null>>;
  /** Names what the station's own facts were: its code, time zone, calendars and plugins. */
  readonly revision: string;
  /** True for what was not read but remembered: see `StageMemory`. */
  readonly remembered?: boolean;
}

export interface StagedExercise {
  readonly id: Id;
  readonly status: ExerciseStatus;
  readonly revision: number;
  /** What its clock would show if it waited for nothing: what is due by then is due. */
  readonly time: string;
  /** What it shows: never later than the first timer or inject that has yet to fire, never before the instance's last step. */
  readonly now: string;
  /** The timer, or inject, that comes first. */
  readonly next: Id | null;
}

export interface StagedInstance {
  readonly id: Id;
  readonly workflow: string;
  readonly definition: string;
  readonly number: string;
  readonly version: number;
  readonly exercise: boolean;
  readonly incidentId: Id | null;
  /** The instance that started it. */
  readonly parentId: Id | null;
  /** Who sees it; null where it is not restricted. */
  readonly team: readonly Id[] | null;
  readonly snapshot: Snapshot;
}

export interface StagedTask {
  readonly id: Id;
  readonly serial: number;
  readonly ref: string;
  readonly status: TaskStatus;
  readonly roles: string[];
  readonly assigneeId: Id | null;
}

/** Which rows to read of a station: an instance by itself, or by one of its tasks or timers. */
export interface Cast {
  readonly stationId: Id;
  /** Of a start. */
  readonly workflow?: string | undefined;
  readonly instanceId?: Id | undefined;
  readonly taskId?: Id | undefined;
  readonly timerId?: Id | undefined;
  /** Of an instance to be started. */
  readonly exerciseId?: Id | undefined;
  readonly key?: { readonly accountId: Id; readonly key: string } | undefined;
}

interface StageRow {
  readonly place: number;
  readonly moment: Date;
  readonly stage: Omit<Stage, 'now' | 'readAt' | 'station' | 'stationId' | 'remembered'> & { readonly station: Stage['station'] | null };
}

/** Reads the rows of a command inside the caller's transaction. @throws StationhouseError NOT_FOUND when the station is out of reach */
export async function readStage(tenant: Tenant, cast: Cast): Promise<Stage> {
  const [stage] = await readStagesIn(tenant, [cast]);
  return requireStage(stage);
}

/** As {@link readStages}, inside the caller's transaction. */
export async function readStagesIn(tenant: Tenant, casts: readonly Cast[]): Promise<(Stage | undefined)[]> {
  return inOrder(casts, await tenant.sql<StageRow>('SELECT * FROM app.stages($1)', [JSON.stringify(casts.map(inColumns))]));
}

/** Reads the rows of many commands, of one or many stations, in one round trip; undefined for a station that is not there. */
export async function readStages(database: Database, casts: readonly Cast[]): Promise<(Stage | undefined)[]> {
  return inOrder(casts, await database.atOnce<StageRow>('read_stages', [...new Set(casts.map(({ stationId }) => stationId))], JSON.stringify(casts.map(inColumns))));
}

/** @throws StationhouseError NOT_FOUND when there is no such station in reach */
export function requireStage(stage: Stage | undefined): Stage {
  if (stage === undefined) throw notFound(text('派出所', 'Station'));
  return stage;
}

function inColumns(cast: Cast, place: number): Record<string, unknown> {
  return { place, station_id: cast.stationId, account_id: cast.key?.accountId, key: cast.key?.key, workflow: cast.workflow, instance_id: cast.instanceId, task_id: cast.taskId, timer_id: cast.timerId, exercise_id: cast.exerciseId };
}

function inOrder(casts: readonly Cast[], rows: readonly StageRow[]): (Stage | undefined)[] {
  const byPlace = new Map(rows.map((row) => [row.place, row]));
  return casts.map(({ stationId }, place) => {
    const row = byPlace.get(place);
    const station = row?.stage.station ?? null;
    if (row === undefined || station === null) return undefined;
    const { exercise } = row.stage;
    return { ...row.stage, stationId, station, readAt: row.moment, now: exercise === null || exercise.status === 'planned' ? row.moment : new Date(exercise.now) };
  });
}

/** @throws StationhouseError NOT_FOUND */
export function instanceOn(stage: Stage): StagedInstance {
  if (stage.instance === null) throw notFound(text('事项', 'Instance'));
  return stage.instance;
}

/** @throws StationhouseError NOT_FOUND */
export function taskOn(stage: Stage): StagedTask {
  if (stage.task === null) throw notFound(text('任务', 'Task'));
  return stage.task;
}

/** @throws StationhouseError STALE_VERSION when the caller saw an older state */
export function requireVersion(instance: StagedInstance, expected: number | undefined): void {
  if (expected === undefined || expected === instance.version) return;
  throw new StationhouseError(
    'STALE_VERSION',
    text('事项在您打开页面之后已有变化，请刷新后核对再提交。', 'This instance has changed since you opened it. Reload, check, and submit again.'),
    { expectedVersion: expected, version: instance.version },
  );
}
