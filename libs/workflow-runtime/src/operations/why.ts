import { bureauHolders } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import { timerInWords, waysOn, type CompiledWorkflow, type Way } from '@stationhouse/workflow';
import { isOfBureau } from '../bureau-tasks/tasks.js';
import { dutyAt, isCandidate, type Duty } from '../candidates.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { InstanceRow } from '../entities.js';
import { instancesById } from '../reads/instances.js';
import { tasksOfInstances, type ListedTask } from '../reads/tasks.js';
import { pastLines, PAST_STEP_COLUMNS, type PastStep, type TimelineLine } from '../reads/timeline.js';

/** Why an instance stands where it does, without anything of its data. */
export interface Why {
  /** One sentence: what it waits for. */
  readonly summary: Bilingual;
  /** The last lines of its history, newest first. */
  readonly lastEvents: readonly TimelineLine[];
  readonly tasks: readonly WaitingTask[];
  /** Pending timers, soonest first. */
  readonly timers: readonly WaitingTimer[];
  readonly calls: readonly WaitingCall[];
  readonly links: readonly WaitingLink[];
  readonly ways: readonly Way[];
}

export interface WaitingTask {
  readonly task: ListedTask;
  readonly title: Bilingual;
  /** The people who may do it now, those who hold it first. */
  readonly people: readonly string[];
}

export interface WaitingTimer {
  readonly timer: string;
  readonly title: Bilingual;
  readonly dueAt: Date;
  readonly late: boolean;
}

export interface WaitingCall {
  readonly action: string;
  readonly since: Date;
}

export interface WaitingLink {
  readonly workflowTitle: Bilingual;
  readonly starting: boolean;
  readonly instanceId: Id | null;
  /** Null where it lies with another station, or has not started. */
  readonly number: string | null;
}

/** Lines of the past that are told. */
const TOLD = 6;
/** Steps read for them: some tell nothing. */
const READ = 12;

/** Reads why an instance stands where it does. */
export async function readWhy(tenant: Tenant, catalog: WorkflowCatalog, row: InstanceRow, timeZone: string): Promise<Why> {
  const { stationId, id } = row;
  const compiled = await catalog.version(tenant, row.definition);
  const steps = await tenant.sql<PastStep>(`SELECT ${PAST_STEP_COLUMNS} FROM history WHERE station_id = $1 AND instance_id = $2 ORDER BY version DESC LIMIT ${READ}`, [stationId, id]);
  const versions = await catalog.versionsOf(tenant, steps.map((step) => step.definition));
  const open = (await tasksOfInstances(tenant, stationId, [id])).filter(({ status }) => status === 'OPEN' || status === 'CLAIMED');
  const waiting = {
    tasks: await withPeople(tenant, compiled, open),
    timers: timersOf(compiled, row, tenant.now),
    calls: Object.values(row.snapshot.calls ?? {}).map(({ action, at }): WaitingCall => ({ action, since: new Date(at) })),
    links: await linksOf(tenant, catalog, row),
    ways: waysOn(compiled, row.snapshot, { now: tenant.now, timeZone }),
  };
  return { summary: summaryOf(row, waiting), lastEvents: pastLines([...steps].reverse(), versions).slice(-TOLD).reverse(), ...waiting };
}

async function withPeople(tenant: Tenant, compiled: CompiledWorkflow, tasks: readonly ListedTask[]): Promise<WaitingTask[]> {
  const [first] = tasks;
  if (first === undefined) return [];
  const duty = await dutyAt(tenant, first.stationId);
  const people = await tenant.sql<Person>(
    `SELECT a.id AS "accountId", a.display_name AS name, array_agg(m.role) AS roles FROM serving m JOIN account a ON a.id = m.account_id
      WHERE m.station_id = $1 AND a.active GROUP BY a.id, a.display_name ORDER BY a.display_name, a.id`,
    [first.stationId],
  );
  const titled = tasks.map((task) => ({ task, title: compiled.tasks[task.ref]?.title ?? text(task.key, task.key) }));
  const waiting: WaitingTask[] = [];
  for (const one of titled) waiting.push({ ...one, people: isOfBureau(one.task) ? await atBureau(tenant, one.task) : whoMay(one.task, people, duty) });
  return waiting;
}

/** Whoever at the bureau may do what it does for the station, who holds it first. */
async function atBureau(tenant: Tenant, { stationId, roles, assigneeId }: ListedTask): Promise<string[]> {
  const names = new Map<Id, string>();
  for (const role of roles) for (const { id, displayName } of await bureauHolders(tenant, stationId, role)) names.set(id, displayName);
  return assigneeId === null ? [...names.values()] : [names.get(assigneeId) ?? []].flat();
}

interface Person {
  readonly accountId: Id;
  readonly name: string;
  readonly roles: readonly string[];
}

function whoMay(task: ListedTask, people: readonly Person[], duty: Duty): string[] {
  const may = (person: Person) => (task.assigneeId === null ? isCandidate(task, person, duty) : person.accountId === task.assigneeId);
  return people.filter(may).map(({ name }) => name);
}

function timersOf(compiled: CompiledWorkflow, row: InstanceRow, now: Date): WaitingTimer[] {
  return Object.entries(row.snapshot.timers)
    .map(([timer, { dueAt }]) => ({ timer, title: timerInWords(compiled, timer), dueAt: new Date(dueAt), late: Date.parse(dueAt) < now.getTime() }))
    .sort((left, right) => left.dueAt.getTime() - right.dueAt.getTime());
}

async function linksOf(tenant: Tenant, catalog: WorkflowCatalog, row: InstanceRow): Promise<WaitingLink[]> {
  const workflows = await catalog.seen(tenant);
  const open = Object.values(row.snapshot.links ?? {}).filter(({ status }) => status !== 'closed');
  const numbers = new Map((await instancesById(tenant, row.stationId, open.flatMap(({ instanceId }) => instanceId ?? []))).map(({ id, number }) => [id, number]));
  return open.map(({ workflow, status, instanceId }) => ({
    workflowTitle: workflows.find(workflow)?.compiled.title ?? text(workflow, workflow),
    starting: status === 'starting',
    instanceId: instanceId ?? null,
    number: numbers.get(instanceId ?? '') ?? null,
  }));
}

/** The first thing that can move it on: people before machines, machines before time. */
function summaryOf(row: InstanceRow, { tasks, timers, calls, links, ways }: Omit<Why, 'summary' | 'lastEvents'>): Bilingual {
  if (row.status === 'closed') return text('已办结，不再变化。', 'It is closed; nothing more happens.');
  const [task] = tasks;
  if (task !== undefined && tasks.every(({ people }) => people.length === 0)) return text(`等待任务“${task.title['zh-CN']}”，但目前无人可办。`, `It waits for the task "${task.title.en}", and nobody can do it.`);
  if (task !== undefined) {
    const titles = tasks.map(({ title }) => title);
    return text(`等待办理任务：${titles.map((title) => title['zh-CN']).join('、')}。`, `It waits for somebody to do: ${titles.map((title) => title.en).join(', ')}.`);
  }
  if (calls.length > 0) return text(`等待 ${calls.length} 个自动步骤的结果。`, `It waits for the result of ${calls.length} automations.`);
  if (links.length > 0) return text(`等待 ${links.length} 件关联事项办结。`, `It waits for ${links.length} linked instances to close.`);
  const [timer] = timers;
  if (timer?.late === true) return text(`定时已到但未触发：${timer.title['zh-CN']}。`, `A timer is due and has not fired: ${timer.title.en}.`);
  if (timer !== undefined) return text(`等待时间到来：${timer.title['zh-CN']}。`, `It waits for time to pass: ${timer.title.en}.`);
  const events = ways.filter(({ kind, refusal }) => kind === 'event' && refusal === undefined);
  if (events.length > 0) return text(`没有任务和定时，只能由人员登记：${events.map(({ title }) => title['zh-CN']).join('、')}。`, `No task and no timer: only somebody who reports moves it on: ${events.map(({ title }) => title.en).join(', ')}.`);
  return text('没有任务、定时、自动步骤或关联事项能推动它，请联系流程负责人。', 'No task, timer, automation or linked instance can move it. Ask whoever answers for the workflow.');
}
