import { decodeCursor, pageOf, parseFirst, type Page } from '@stationhouse/access';
import { columnsOf, type Tenant } from '@stationhouse/database';
import { notFound, text, type Id } from '@stationhouse/kernel';
import type { ClockRef } from '@stationhouse/workflow';
import { DUTY_COMMANDER, DUTY_OFFICER, type Actor, type Duty } from '../candidates.js';
import type { TaskRow, TaskStatus } from '../entities.js';
import type { StandingIn } from '../plugins/takeover.js';
import { TASK, TASKS } from './task-columns.js';

/** Which tasks of a station a list shows. */
export interface TaskSelection {
  /** Held by the reader, or open and theirs to take. */
  readonly mine?: { readonly actor: Actor; readonly duty: Duty; readonly standingIn?: StandingIn | undefined } | undefined;
  /** Open and claimed ones when absent. */
  readonly statuses?: readonly (TaskStatus | 'WAITING')[] | undefined;
  readonly workflow?: string | undefined;
  readonly instanceId?: Id | undefined;
  readonly overdue?: boolean | undefined;
  /** Those of exercises that have not stopped; they are left out otherwise, but for those of one instance. */
  readonly exercise?: boolean | undefined;
}

/** A task with the moment that limits it: its own due moment or, while it is open without one, that of a clock around it. */
export interface ListedTask extends TaskRow {
  /** The clock `dueAt` and `dueExplanation` are from; null where they are the task's own. */
  readonly clock: ClockRef | null;
}

const TASK_COLUMNS = columnsOf({ columns: TASK }, { columns: new Set(Object.keys(TASK)), relations: new Map() });

/** Of several who answer, the reader already has. */
const ANSWERED = `EXISTS (SELECT 1 FROM instance i WHERE i.station_id = t.station_id AND i.id = t.instance_id AND i.snapshot->'tasks'->t.ref->'serial' = to_jsonb(t.serial)
    AND i.snapshot->'tasks'->t.ref->'answers' @> jsonb_build_array(jsonb_build_object('by', ($3::uuid)::text)))`;
/** Of the exercise a task belongs to. */
const OF_EXERCISE = `FROM instance i JOIN exercise x ON x.station_id = i.station_id AND x.id = i.exercise_id WHERE i.station_id = t.station_id AND i.id = t.instance_id`;
const EXERCISE_NOW = `(SELECT app.exercise_now(x, $7) ${OF_EXERCISE})`;
const STOPPED = `EXISTS (SELECT ${OF_EXERCISE} AND x.status IN ('halted', 'ended'))`;

/** Of an instance whose workflow is one of a list that is empty as a rule. */
const OF_WORKFLOW = (list: string) => `(cardinality(${list}::text[]) > 0 AND EXISTS (SELECT FROM instance w WHERE w.station_id = t.station_id AND w.id = t.instance_id AND w.workflow = ANY (${list})))`;
/** Mine to do: held or for a role of mine, unless its plugin is disabled; then it is whose who took over. */
const MINE = `(((t.assignee_id = $3 OR (t.status = 'OPEN' AND t.roles && $4::text[] AND NOT ${ANSWERED})) AND NOT ${OF_WORKFLOW('$11')}) OR (${OF_WORKFLOW('$10')} AND NOT (t.status = 'OPEN' AND ${ANSWERED})))`;

const SELECTED = `t.station_id = $1 AND t.status = ANY ($2) AND ($3::uuid IS NULL OR (${MINE}))
  AND ($5::uuid IS NULL OR t.instance_id = $5) AND ($6::boolean IS NULL OR coalesce(coalesce(t.due_at, c.due_at) <= CASE WHEN t.exercise THEN coalesce(${EXERCISE_NOW}, $7) ELSE $7 END AND t.status IN ('OPEN', 'CLAIMED'), false) = $6)
  AND ($8::text IS NULL OR EXISTS (SELECT 1 FROM instance i WHERE i.station_id = t.station_id AND i.id = t.instance_id AND i.workflow = $8))
  AND ($9::boolean IS NULL OR (t.exercise = $9 AND NOT (t.exercise AND ${STOPPED})))`;

/** One page, merged from the tasks with a due moment of their own, which an index has in order, and the few others, which the clocks put in order. */
const PAGE = ((): string => {
  const half = (which: string, due: string) =>
    `(SELECT ${TASK_COLUMNS}, ${due} AS place FROM ${TASKS} WHERE ${SELECTED} AND ${which} AND ($12::timestamptz IS NULL OR (${due}, t.id) > ($12, $13::uuid)) ORDER BY ${due}, t.id LIMIT $14)`;
  const [own, others] = [half('t.due_at IS NOT NULL', `coalesce(t.due_at, 'infinity')`), half('t.due_at IS NULL', `coalesce(c.due_at, 'infinity')`)];
  return `SELECT * FROM (${own} UNION ALL ${others}) p ORDER BY p.place, p.id LIMIT $14`;
})();

function parametersOf(tenant: Tenant, stationId: Id, selection: TaskSelection): unknown[] {
  const statuses = selection.statuses ?? ['OPEN', 'CLAIMED'];
  const roles = selection.mine === undefined ? [] : rolesAnswered(selection.mine.actor, selection.mine.duty);
  return [stationId, [...statuses], selection.mine?.actor.accountId ?? null, roles, selection.instanceId ?? null, selection.overdue ?? null, tenant.now, selection.workflow ?? null, selection.exercise ?? (selection.instanceId === undefined ? false : null), [...(selection.mine?.standingIn?.takenOver ?? [])], [...(selection.mine?.standingIn?.closed ?? [])]];
}

/** The roles whose tasks the actor may take now; as `isCandidate` decides it for one task. */
function rolesAnswered(actor: Actor, duty: Duty): string[] {
  const roles = actor.roles.filter((role) => role !== DUTY_OFFICER);
  if (duty.officers.has(actor.accountId)) roles.push(DUTY_OFFICER);
  if (duty.commanders.has(actor.accountId)) roles.push(DUTY_COMMANDER);
  return roles;
}

/** One page of a station's tasks, soonest due first, those without a due moment last. @throws StationhouseError BAD_CURSOR, BAD_INPUT */
export async function listTasks(tenant: Tenant, stationId: Id, selection: TaskSelection, first: number, after: string | null | undefined): Promise<Page<ListedTask>> {
  const most = parseFirst(first);
  const key = decodeCursor(after, ['moment', 'id']);
  const rows = await tenant.sql<ListedTask>(PAGE, [...parametersOf(tenant, stationId, selection), key?.[0] ?? null, key?.[1] ?? null, most + 1]);
  return pageOf(rows, most, (row) => [row.dueAt?.toISOString() ?? 'infinity', row.id]);
}

/** How many tasks a list has in all. */
export async function countTasks(tenant: Tenant, stationId: Id, selection: TaskSelection): Promise<number> {
  const [row] = await tenant.sql<{ count: number }>(`SELECT count(*)::int AS count FROM ${TASKS} WHERE ${SELECTED}`, parametersOf(tenant, stationId, selection));
  return row?.count ?? 0;
}

/** @throws StationhouseError NOT_FOUND */
export async function readTask(tenant: Tenant, stationId: Id, id: Id): Promise<ListedTask> {
  const [row] = await tenant.sql<ListedTask>(`SELECT ${TASK_COLUMNS} FROM ${TASKS} WHERE t.station_id = $1 AND t.id = $2`, [stationId, id]);
  if (row === undefined) throw notFound(text('任务', 'Task'));
  return row;
}

/** The tasks of these ids, in no order; those out of reach are left out. */
export function readTasks(tenant: Tenant, stationId: Id, ids: readonly Id[]): Promise<ListedTask[]> {
  return tenant.sql<ListedTask>(`SELECT ${TASK_COLUMNS} FROM ${TASKS} WHERE t.station_id = $1 AND t.id = ANY ($2)`, [stationId, [...ids]]);
}

/** Every task of some instances, in the order they opened. */
export function tasksOfInstances(tenant: Tenant, stationId: Id, instanceIds: readonly Id[]): Promise<ListedTask[]> {
  return tenant.sql<ListedTask>(`SELECT ${TASK_COLUMNS} FROM ${TASKS} WHERE t.station_id = $1 AND t.instance_id = ANY ($2) ORDER BY t.serial`, [stationId, [...instanceIds]]);
}
