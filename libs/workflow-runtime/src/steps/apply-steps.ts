import type { Database, Tenant } from '@stationhouse/database';
import type { StepRecord } from './step-record.js';

/** A notice that rang for a task which the step ended; with the bureau where it lies in inboxes there, too. */
export interface NoticeOver {
  readonly id: string;
  readonly bureauId: string | null;
}

/** What became of one step of a batch; see the SQL function of the same name. */
export type StepAnswer = { readonly answer: 'done'; readonly version: number; readonly number: string; readonly taskIds: readonly string[]; readonly noticesOver: readonly NoticeOver[] } | { readonly answer: 'stale' | 'repeated' | 'late' };

interface AnswerRow {
  readonly place: number;
  readonly answer: StepAnswer['answer'];
  readonly instance_version: number | null;
  readonly instance_number: string | null;
  readonly task_ids: string[];
  readonly notices: readonly NoticeOver[];
}

/**
 * Writes a batch of steps, each of another instance, in one statement of the caller's transaction.
 * @returns one answer per step, in the order of the steps
 */
export async function applySteps(tenant: Tenant, steps: readonly StepRecord[]): Promise<StepAnswer[]> {
  return inOrder(steps, await tenant.sql<AnswerRow>('SELECT * FROM app.apply_steps($1)', [batchOf(steps)]));
}

/** As {@link applySteps}, in a transaction of its own that reaches exactly the stations of the steps. */
export async function commitSteps(database: Database, steps: readonly StepRecord[]): Promise<StepAnswer[]> {
  return inOrder(steps, await database.atOnce<AnswerRow>('commit_steps', [...new Set(steps.map(({ stationId }) => stationId))], batchOf(steps)));
}

function inOrder(steps: readonly StepRecord[], rows: readonly AnswerRow[]): StepAnswer[] {
  const byPlace = new Map(rows.map((row) => [row.place, row]));
  return steps.map((_, place): StepAnswer => {
    const row = byPlace.get(place);
    if (row === undefined) throw new Error('apply_steps left a step unanswered.');
    if (row.answer !== 'done') return { answer: row.answer };
    return { answer: 'done', version: row.instance_version ?? 0, number: row.instance_number ?? '', taskIds: row.task_ids, noticesOver: row.notices };
  });
}

const TABLES = ['tasksOpened', 'tasksChanged', 'clocksStarted', 'clocksChanged', 'timersSet', 'callsMade', 'callsSettled', 'linksMade', 'linksSettled', 'jobs'] as const;

/**
 * The rows of all steps, table by table, as `app.apply_steps` takes them: JSON of `{table: [row, …]}`. Put together as
 * text, since what every row of a step begins with is the same.
 */
function batchOf(steps: readonly StepRecord[]): string {
  const tables = new Map<string, string[]>(['steps', 'exercises', 'moved', 'begun', 'history', 'audit', 'migrated', 'matters', 'timersGone', ...TABLES].map((table) => [table, []]));
  for (const [place, step] of steps.entries()) {
    const { stationId, instanceId, expected, at, exercise, history, idempotency } = step;
    const owner = JSON.stringify({ place, station_id: stationId, instance_id: instanceId, expected, at, exercise_id: exercise?.id, exercise: step.instance?.exercise === true ? true : undefined }).slice(0, -1);
    const add = (table: string, row: object) => {
      const rest = JSON.stringify(row).slice(1);
      tables.get(table)?.push(rest === '}' ? `${owner}}` : `${owner},${rest}`);
    };
    if (exercise !== undefined) add('exercises', { revision: exercise.revision });
    add('steps', { revision: step.revision, readAt: exercise?.readAt, account_id: idempotency?.accountId, key: idempotency?.key, command: idempotency?.command });
    if (expected > 0) add('moved', step.instance ?? {});
    else add('begun', { ...step.instance, actor_id: history.actorId, ...step.series });
    add('history', history);
    if (step.migrated !== undefined) add('migrated', step.migrated);
    if (step.matter !== undefined) add('matters', step.matter);
    if (step.audit !== undefined) add('audit', step.audit);
    for (const serial of step.timersGone) add('timersGone', { serial });
    for (const table of TABLES) for (const row of step[table]) add(table, row);
  }
  return `{${[...tables].map(([table, rows]) => `"${table}":[${rows.join()}]`).join()}}`;
}
