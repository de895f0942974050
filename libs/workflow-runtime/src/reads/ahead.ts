import { accountShelf, parseFirst, unseenAccount, wantOf, withAhead, type Account, type Reader, type Selection, type Shelf, type TenantGate } from '@stationhouse/access';
import { columnsOf, momentText, type Relation, type Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { CompiledWorkflow } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { InstanceRow } from '../entities.js';
import type { Instance, InstanceSummary, Task } from '../graphql/types.js';
import { summaryOf, viewInstance, viewTask } from '../graphql/views.js';
import { TASK, tasksFor } from './task-columns.js';
import type { ListedTask } from './tasks.js';

/** What of a task takes no look into the data of its instance. */
const OF_TASK_ALONE: ReadonlySet<string> = new Set([
  'id', 'stationId', 'instanceId', 'key', 'title', 'status', 'version', 'role', 'roleTitle', 'outcomes', 'help', 'form', 'uiSchema', 'delegable', 'recallable', 'openedAt', 'dueAt', 'overdue', 'dueExplanation', 'completedAt', 'completedBy', 'outcome', 'assignee',
  'mayClaim', 'mayAssign',
]);

/** The tasks of an instance, in the order they opened, over aliases `t` and that of the instance. */
const taskShelf: Shelf = {
  reading: { columns: { ...TASK, openedAt: momentText(TASK.openedAt), dueAt: momentText(TASK.dueAt), completedAt: momentText(TASK.completedAt) }, relations: { assignee: { reading: () => accountShelf.reading, rows: () => 'account a WHERE a.id = t.assignee_id', one: true } } },
  always: ['stationId', 'id', 'instanceId', 'ref', 'key', 'status'],
  needs: {
    title: [], outcomes: [], help: [], form: [], uiSchema: [], delegable: [], recallable: [], version: [], instance: [], role: ['roles'], roleTitle: ['roles'],
    overdue: ['dueAt'], dueExplanation: ['dueExplanation', 'clock'], answers: ['serial'], recallableUntil: ['serial'],
  },
  ahead: { assignee: { shelf: () => accountShelf, above: () => ['assigneeId'] } },
  plain: ['id', 'stationId', 'instanceId', 'key', 'status', 'openedAt', 'dueAt', 'completedAt', 'outcome'],
};

/** What a task is shown by, of its instance. */
function ofInstance(selection: Selection): readonly string[] {
  const alone = [...selection.keys()].every((field) => OF_TASK_ALONE.has(field));
  return alone ? ['version', 'workflow'] : ['version', 'workflow', 'number', 'exercise', 'states', 'status', 'snapshot'];
}

/**
 * The summary of an instance and its tasks.
 * @param alias of the instance
 */
export function summaryShelf(alias: string): Shelf {
  const columns = { stationId: 'station_id', id: 'id', workflow: 'workflow', definition: 'definition', number: 'number', version: 'version', status: 'status', exercise: 'exercise', states: 'states', snapshot: 'snapshot' };
  return {
    reading: {
      columns: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, `${alias}.${column}`])),
      relations: { tasks: tasksOf(alias) },
    },
    always: ['stationId', 'id', 'definition'],
    needs: { title: ['snapshot'], workflowTitle: [], state: ['states'], stateTitle: ['snapshot'], closed: ['status'], exerciseClock: [] },
    ahead: { tasks: { shelf: () => taskShelf, above: ofInstance } },
    plain: ['stationId', 'id', 'number', 'workflow', 'exercise', 'tasks'],
    made: { closed: { column: 'status', of: (status) => status === 'closed' } },
  };
}

/** The tasks of the instance of an alias. */
export function tasksOf(alias: string): Relation {
  return { reading: () => taskShelf.reading, rows: (columns: ReadonlySet<string>) => `${tasksFor(columns)} WHERE t.station_id = ${alias}.station_id AND t.instance_id = ${alias}.id ORDER BY t.serial` };
}

/**
 * What a list of real instances over `i` reads besides their rows: their tasks, when they are asked for. (An exercise runs by a clock of its own, so
 * that its tasks are read with that.)
 * @param node what is asked for of an instance
 * @returns further columns of its SELECT, with their comma
 */
export function furtherColumns(node: Selection): string {
  const tasks = node.get('tasks');
  if (tasks === undefined) return '';
  const want = { columns: new Set<string>(), relations: new Map([['tasks', wantOf(taskShelf, tasks.below)]]) };
  return `, ${columnsOf({ columns: {}, relations: { tasks: tasksOf('i') } }, want)}`;
}

/** Instances as GraphQL shows them, with what was read besides their rows. */
export async function viewCarried(tenant: Tenant, catalog: WorkflowCatalog, rows: readonly CarriedInstance[], reader: Reader): Promise<Instance[]> {
  const versions = await catalog.versionsOf(tenant, rows.map((row) => row.definition));
  const views = new AheadViews(versions, tenant.now);
  return rows.map((row) => {
    const view = viewInstance(row, views.versionOf(row), reader);
    const { tasks } = row;
    return tasks === undefined ? view : withAhead(view, { tasks: () => views.tasks(row, tasks) });
  });
}

/** A task as JSON carries it: moments are text, and the account that holds it comes with it. */
type CarriedTask = ListedTask & { readonly assignee?: Account | null };
/** An instance that was read ahead: as much of its row as was wanted, and its tasks. */
export type CarriedInstance = InstanceRow & { readonly tasks?: readonly CarriedTask[] };

/** Shows what a list read ahead. */
export class AheadViews {
  constructor(
    private readonly versions: ReadonlyMap<string, CompiledWorkflow>,
    private readonly now: Date,
  ) {}

  /** An instance as its summary, with its tasks when they were read. */
  summary(row: CarriedInstance): InstanceSummary {
    const summary = summaryOf(row, this.versionOf(row), null);
    const { tasks } = row;
    return tasks === undefined ? summary : withAhead(summary, { tasks: ({ first }) => this.tasks(row, tasks.slice(0, parseFirst(first as number))) });
  }

  /** Tasks of an instance. */
  tasks(instance: InstanceRow, tasks: readonly CarriedTask[]): Task[] {
    const compiled = this.versionOf(instance);
    return tasks.map((task) => {
      const { assignee } = task;
      const view = viewTask(withMoments(task), instance, compiled, { now: this.now, clock: null });
      return assignee === undefined ? view : withAhead(view, { assignee: () => assignee ?? (task.assigneeId === null ? null : unseenAccount(task.assigneeId)) });
    });
  }

  /** The version it runs on. */
  versionOf({ definition }: InstanceRow): CompiledWorkflow {
    const compiled = this.versions.get(definition);
    if (compiled === undefined) throw new Error(`No version ${definition}.`);
    return compiled;
  }
}

/**
 * Views of what was read ahead at a station.
 * @param rows the instances among it; versions that are not in memory are read
 */
export async function aheadViews(gate: TenantGate, catalog: WorkflowCatalog, stationId: Id, rows: readonly InstanceRow[], now: Date): Promise<AheadViews> {
  const hashes = [...new Set(rows.map(({ definition }) => definition))];
  const known = new Map(hashes.map((hash) => [hash, catalog.loaded(hash)] as const).filter((each): each is [string, CompiledWorkflow] => each[1] !== undefined));
  return new AheadViews(known.size === hashes.length ? known : await gate.inStation(stationId, (tenant) => catalog.versionsOf(tenant, hashes)), now);
}

/** The same task with its moments as such: JSON brings them as text, and nobody else holds what was just read. */
function withMoments(task: { -readonly [Key in keyof CarriedTask]: CarriedTask[Key] }): CarriedTask {
  task.openedAt = moment(task.openedAt);
  task.dueAt = moment(task.dueAt);
  task.completedAt = moment(task.completedAt);
  return task;
}

function moment<At extends Date | null>(at: At): At {
  return (typeof at === 'string' ? new Date(at) : at) as At;
}
