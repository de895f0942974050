import { covers, currentRequest, findRole, maskBySchema, type OpenSealed, type Reader, type TenantGate } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { badInput, inLocale, parseId, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { describeGraph, isAuthored, isSeparated, labelOf, stateTitle, type AnswerRule, type CompiledEvent, type CompiledTask, type CompiledWorkflow, type JsonObject } from '@stationhouse/workflow';
import DataLoader from 'dataloader';
import { dutyAt, type Actor, type Duty } from '../candidates.js';
import { standingIn, type StandingIn } from '../plugins/takeover.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { InstanceRow, TaskRow } from '../entities.js';
import { instancesById } from '../reads/instances.js';
import type { ListedTask } from '../reads/tasks.js';
import type { Call } from '../runtime.js';
import { exerciseClocks } from '../exercises/clock.js';
import { ExerciseStatusName, viewExerciseClock, type ExerciseClock } from './exercise-types.js';
import { TaskAnswer, TaskAnswers, type Instance, type InstanceSummary, type Task, type Workflow, type AcceptedEvent, type TaskOutcome, type WorkflowTask, type TaskStatusName } from './types.js';

/** The data of an instance as a reader sees them. @param open opens what is encrypted, where this one record is read */
export function maskedData(row: InstanceRow, compiled: CompiledWorkflow, reader: Reader, open?: OpenSealed): JsonObject {
  return maskBySchema(compiled.dataSchema, row.snapshot.data, reader.level, open) as JsonObject;
}

/** What names an instance, in the language of the request and without anything personal. */
function titleOf(row: InstanceRow, compiled: CompiledWorkflow): string {
  const data = maskBySchema(compiled.dataSchema, row.snapshot.data, 'P0') as JsonObject;
  const shown = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== null));
  return inLocale(labelOf(compiled, shown), currentRequest().locale);
}

/** An instance as GraphQL shows it; `Instance.data` and the lists are resolved when asked for. */
export function viewInstance(row: InstanceRow, compiled: CompiledWorkflow, reader: Reader): Instance {
  const { id, stationId, number, version, outcome, exercise, exerciseId, startedAt, closedAt, incidentId } = row;
  return {
    row,
    compiled,
    reader,
    incidentId,
    id,
    stationId,
    number,
    version,
    get title() {
      return titleOf(row, compiled);
    },
    get stateTitle() {
      return stateTitle(compiled, row.snapshot);
    },
    closed: row.status === 'closed',
    outcome,
    exercise,
    exerciseId,
    masked: !covers(reader.level, 'P2'),
    startedAt,
    closedAt,
  };
}

/** The short form of an instance, also for `Incident.instances`. */
export async function summariesOf(tenant: Tenant, catalog: WorkflowCatalog, rows: readonly InstanceRow[]): Promise<InstanceSummary[]> {
  const versions = await catalog.versionsOf(tenant, rows.map((row) => row.definition));
  return rows.map((row) => summaryOf(row, versionIn(versions, row), null));
}

/** What names an instance and where it stands: see {@link SummaryView}. */
export function summaryOf(row: InstanceRow, compiled: CompiledWorkflow, exerciseClock: ExerciseClock | null): InstanceSummary {
  return new SummaryView(row, compiled, exerciseClock);
}

/**
 * An instance in short, over its row. Everything is worked out when it is asked for: a list may have read only what that needs. (A class, since an object
 * with getters of its own is made with a function for each of them, and a page has hundreds.)
 */
class SummaryView implements InstanceSummary {
  constructor(
    private readonly row: InstanceRow,
    private readonly compiled: CompiledWorkflow,
    readonly exerciseClock: ExerciseClock | null,
  ) {}

  get stationId() {
    return this.row.stationId;
  }
  get id() {
    return this.row.id;
  }
  get number() {
    return this.row.number;
  }
  get workflow() {
    return this.row.workflow;
  }
  get title() {
    return titleOf(this.row, this.compiled);
  }
  get workflowTitle() {
    return this.compiled.title;
  }
  get state() {
    return this.row.states[0] ?? '';
  }
  get stateTitle() {
    return stateTitle(this.compiled, this.row.snapshot);
  }
  get closed() {
    return this.row.status === 'closed';
  }
  get exercise() {
    return this.row.exercise;
  }
}

/** Tasks as GraphQL shows them, with their instances read in one statement. */
export async function viewTasks(tenant: Tenant, catalog: WorkflowCatalog, stationId: Id, rows: readonly ListedTask[]): Promise<Task[]> {
  if (rows.length === 0) return [];
  const instances = new Map((await instancesById(tenant, stationId, [...new Set(rows.map((row) => row.instanceId))])).map((row) => [row.id, row]));
  const versions = await catalog.versionsOf(tenant, [...instances.values()].map((row) => row.definition));
  const clocks = await exerciseClocks(tenant, stationId, [...instances.values()].flatMap(({ exerciseId }) => exerciseId ?? []));
  return rows.flatMap((row) => {
    const instance = instances.get(row.instanceId);
    if (instance === undefined) return [];
    const exercise = clocks.get(instance.exerciseId ?? '');
    return [viewTask(row, instance, versionIn(versions, instance), { now: exercise?.now ?? tenant.now, clock: exercise === undefined ? null : viewExerciseClock(exercise, tenant.now) })];
  });
}

/** What a task is seen with: the moment, and the clock of the exercise it belongs to. */
interface SeenWith {
  readonly now: Date;
  readonly clock: ExerciseClock | null;
}

/** A task as GraphQL shows it: see {@link TaskView}. */
export function viewTask(row: ListedTask, instance: InstanceRow, compiled: CompiledWorkflow, seen: SeenWith): Task {
  return new TaskView(row, instance, compiled, seen);
}

/** A task over its row, made as {@link SummaryView} is. */
class TaskView implements Task {
  readonly compiled: CompiledTask | undefined;

  constructor(
    readonly row: ListedTask,
    private readonly of: InstanceRow,
    private readonly definition: CompiledWorkflow,
    private readonly seen: SeenWith,
  ) {
    this.compiled = definition.tasks[row.ref];
  }

  private get shownForm() {
    const key = this.compiled?.form;
    return key === undefined ? undefined : this.definition.forms[key];
  }
  get id() {
    return this.row.id;
  }
  get stationId() {
    return this.row.stationId;
  }
  get instanceId() {
    return this.row.instanceId;
  }
  get instance() {
    return summaryOf(this.of, this.definition, this.seen.clock);
  }
  get standing() {
    return this.seen.clock !== null && this.seen.clock.status !== ExerciseStatusName.RUNNING;
  }
  get separated() {
    return this.compiled !== undefined && isSeparated(this.compiled, this.of.snapshot, currentRequest().account.id);
  }
  get key() {
    return this.row.key;
  }
  get title() {
    return this.compiled?.title ?? text(this.row.key, this.row.key);
  }
  get status() {
    return this.row.status as TaskStatusName;
  }
  get version() {
    return this.of.version;
  }
  get role() {
    return this.row.roles[0] ?? '';
  }
  get roleTitle() {
    return roleTitle(this.role);
  }
  get outcomes() {
    return this.compiled === undefined ? [] : outcomesOf(this.compiled);
  }
  get answers() {
    return answersOf(this.row, this.of, this.compiled);
  }
  get delegable() {
    return this.compiled?.delegate ?? false;
  }
  get recallable() {
    return this.compiled?.recall !== undefined;
  }
  get recallableUntil() {
    return recallableUntil(this.row, this.of, this.seen.now);
  }
  get help() {
    return this.shownForm?.help ?? null;
  }
  get form() {
    return this.shownForm?.schema ?? null;
  }
  get uiSchema() {
    return this.shownForm?.ui ?? null;
  }
  get openedAt() {
    return this.row.openedAt;
  }
  get dueAt() {
    return this.row.dueAt;
  }
  get overdue() {
    const { dueAt, status } = this.row;
    return dueAt !== null && dueAt <= this.seen.now && (status === 'OPEN' || status === 'CLAIMED');
  }
  get dueExplanation() {
    return explanationOf(this.row, this.definition);
  }
  get completedAt() {
    return this.row.completedAt;
  }
  get outcome() {
    return this.row.outcome;
  }
}

/** Why a task is due then; that of a clock around it names the clock. */
function explanationOf({ clock, dueExplanation }: ListedTask, compiled: CompiledWorkflow): Bilingual | null {
  const title = clock === null ? undefined : compiled.clocks[clock]?.title;
  if (title === undefined || dueExplanation === null) return dueExplanation;
  return text(`按“${title['zh-CN']}”：${dueExplanation['zh-CN']}`, `${title.en}: ${dueExplanation.en}`);
}

function answersOf(row: TaskRow, instance: InstanceRow, task: CompiledTask | undefined): TaskAnswers | null {
  const rule = task?.answers;
  if (rule === undefined) return null;
  const open = instance.snapshot.tasks[row.ref];
  const answers = open?.serial === row.serial ? (open.answers ?? []) : [];
  const signed = answers.map(({ by, at, outcome, role }) =>
    Object.assign(new TaskAnswer(), { stationId: row.stationId, accountId: by, at: new Date(at), outcome: task?.outcomes.find(({ id }) => id === outcome)?.title ?? text(outcome, outcome), roleTitle: role === undefined ? null : roleTitle(role) }),
  );
  const missing = open?.serial === row.serial ? missingRoles(rule, answers.map(({ role }) => role)).map(roleTitle) : [];
  return Object.assign(new TaskAnswers(), { given: answers.length, need: rule.need, of: rule.of ?? null, mine: answers.some(({ by }) => by === currentRequest().account.id), signed, missing });
}

/** The roles that have yet to answer; a role that is listed twice answers twice. */
function missingRoles({ from = [] }: AnswerRule, answered: readonly (string | undefined)[]): string[] {
  const left = [...answered];
  return from.filter((role) => {
    const at = left.indexOf(role);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function roleTitle(role: string): Bilingual {
  return findRole(role)?.title ?? text(role, role);
}

function recallableUntil(row: TaskRow, instance: InstanceRow, now: Date): Date | null {
  const { recall } = instance.snapshot;
  if (recall?.serial !== row.serial || recall.by !== currentRequest().account.id || recall.before === undefined) return null;
  const until = new Date(recall.until);
  return until < now ? null : until;
}

/** A version of a workflow as GraphQL shows it. */
export function viewWorkflow(compiled: CompiledWorkflow, pluginId: string): Workflow {
  const { title, help, schema, ui } = compiled.startForm;
  return { id: compiled.id, title: compiled.title, description: compiled.description, pluginId, authored: isAuthored(compiled.id), version: compiled.hash, graph: describeGraph(compiled), dataSchema: compiled.dataSchema, startForm: { title, help, schema, ui }, byHand: !compiled.linkedOnly, events: Object.keys(compiled.events), eventForms: Object.values(compiled.events).map((event) => viewEvent(compiled, event)), taskKinds: taskKinds(compiled) };
}

/** A named event with its form. */
export function viewEvent(compiled: CompiledWorkflow, { name, title, form: key }: CompiledEvent): AcceptedEvent {
  const form = key === undefined ? undefined : compiled.forms[key];
  return { id: name, title, help: form?.help ?? null, form: form?.schema ?? null, uiSchema: form?.ui ?? null };
}

/** Several tasks may share a key: the first speaks for them. */
function taskKinds(compiled: CompiledWorkflow): WorkflowTask[] {
  const kinds = new Map<string, WorkflowTask>();
  for (const task of Object.values(compiled.tasks)) if (!kinds.has(task.key)) kinds.set(task.key, { key: task.key, title: task.title, outcomes: outcomesOf(task) });
  return [...kinds.values()];
}

function outcomesOf(task: CompiledTask): TaskOutcome[] {
  return task.outcomes.filter(({ automatic }) => automatic !== true).map(({ id, title, requires }) => ({ id, title, requires }));
}

/** The signed-in account as it acts at a station. */
export function actorAt(stationId: Id): Actor {
  const request = currentRequest();
  return { accountId: request.account.id, roles: request.abilities.rolesAt({ stationId }).map((held) => held.role) };
}

/** A command of the signed-in account at a station. */
export function callAt(stationId: Id): Call {
  const { signedIn, address, requestId } = currentRequest();
  return { stationId, actor: actorAt(stationId), context: { stationIds: [stationId], bureauIds: [], accountId: signedIn.account.id, sessionId: signedIn.id, address, requestId } };
}

/** Who is on duty at a station, read once per request. */
export function dutyOf(gate: TenantGate, stationId: Id): Promise<Duty> {
  return currentRequest().once(`duty ${stationId}`, () => gate.inStation(stationId, (tenant) => dutyAt(tenant, stationId)));
}

/** What the station's disabled plugins mean for whoever is signed in, read once per request. */
export function standingInAt(gate: TenantGate, catalog: WorkflowCatalog, stationId: Id): Promise<StandingIn> {
  return currentRequest().once(`standing in ${stationId}`, () => gate.inStation(stationId, (tenant) => standingIn(tenant, catalog, stationId, actorAt(stationId), () => dutyAt(tenant, stationId))));
}

/** Whoever is signed in as they act on instances of a workflow; undefined where its plugin is disabled and others took over. */
export async function actorOn(gate: TenantGate, catalog: WorkflowCatalog, stationId: Id, workflow: string): Promise<Actor | undefined> {
  const { takenOver, closed } = await standingInAt(gate, catalog, stationId);
  if (closed.includes(workflow)) return undefined;
  return takenOver.includes(workflow) ? { ...actorAt(stationId), standsIn: true } : actorAt(stationId);
}

/** One batch per request for rows that hang on instances, or other records, of a station. */
export function batched<Row>(name: string, gate: TenantGate, stationId: Id, read: (tenant: Tenant, instanceIds: readonly Id[]) => Promise<Row[]>, keyOf: (row: Row) => Id): DataLoader<Id, Row[]> {
  return currentRequest().once(`${name} ${stationId}`, () =>
    new DataLoader<Id, Row[]>(async (instanceIds) => {
      const rows = await gate.inStation(stationId, (tenant) => read(tenant, instanceIds));
      return instanceIds.map((id) => rows.filter((row) => keyOf(row) === id));
    }, { cache: false }),
  );
}

/** @throws StationhouseError BAD_INPUT unless the value is a JSON object */
export function parseObject(value: unknown, field: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw badInput(field, text(`“${field}”须为 JSON 对象。`, `"${field}" must be a JSON object.`));
}

/** An id that may be left out. */
export function optionalId(value: Id | null | undefined, field: string): Id | undefined {
  return value === null || value === undefined ? undefined : parseId(value, field);
}

/** The version an instance runs on, among those that were read for it. */
export function versionIn(versions: ReadonlyMap<string, CompiledWorkflow>, row: InstanceRow): CompiledWorkflow {
  const compiled = versions.get(row.definition);
  if (compiled === undefined) throw new Error(`No version ${row.definition}.`);
  return compiled;
}
