import { StationhouseError, text } from '@stationhouse/kernel';
import { initialTransition, transition, type AnyMachineSnapshot, type AnyStateMachine } from 'xstate';
import { internalsOf, type Internals } from './compile.js';
import { Draft } from './draft.js';
import { ExpressionFailure } from './expressions.js';
import { waitEvent, waitPath, type MachineContext, type MachineEvent, type Run, type Sign } from './machine.js';
import { namedEvent, taskEvent } from './plan.js';
import { activeStates } from './queries.js';
import { refuse, Refused } from './refusals.js';
import type { CompiledWorkflow, FormProblem, Json, JsonObject, Refusal, Snapshot, StateValue, StepContext, StepResult, WorkflowEvent } from './types.js';

/** The error of a refusal, for callers that throw. */
export function refusalError(refusal: Refusal): StationhouseError {
  return new StationhouseError(refusal.code, refusal.text, refusal.details === undefined ? undefined : { ...refusal.details });
}

/**
 * Starts an instance. Pure: the same arguments give the same result.
 * @param input.data the first data: checked against the start form and the data schema, defaults filled in
 */
export function start(compiled: CompiledWorkflow, input: { readonly data: JsonObject }, context: StepContext): StepResult {
  const internals = internalsOf(compiled);
  return refusable(() => {
    const answer = checkedForm(internals, compiled.startForm.key, input.data, []);
    const run = runOf(context);
    const data = checkedData(internals, answer);
    const draft = new Draft(internals.plans, internals.clocks, { tasks: {}, timers: {}, clocks: {}, entered: {}, serial: 0, data }, context);
    const [after, actions] = initialTransition(internals.machine, { data, run } satisfies MachineContext);
    return finish(compiled, data, { after, actions, sent: { type: 'start' } }, draft, run);
  });
}

/**
 * Moves an instance by one event. Pure, deterministic, compiles nothing.
 * @returns a new snapshot with effects, or a refusal with a stable code; a refused step changed nothing
 * @throws Error when the snapshot belongs to another definition: a mistake of the caller's
 */
export function step(compiled: CompiledWorkflow, snapshot: Snapshot, event: WorkflowEvent, context: StepContext): StepResult {
  if (snapshot.definition !== compiled.hash) throw new Error(`the snapshot runs on definition ${snapshot.definition}, not on ${compiled.hash}`);
  const internals = internalsOf(compiled);
  return refusable(() => {
    if (snapshot.status === 'closed') refuse('INSTANCE_CLOSED', text('事项已办结，不能再操作。', 'This instance is closed. Nothing more can happen to it.'));
    const draft = new Draft(internals.plans, internals.clocks, snapshot, context);
    const run = runOf(context);
    const sent = admit(compiled, internals, snapshot, event, draft);
    if (sent === undefined && draft.clockBook.raised.length === 0) return { ok: true, snapshot: { ...snapshot, ...draft.books() }, effects: draft.effects, left: [], entered: [] };
    const before = restore(internals.machine, snapshot, { data: snapshot.data, run });
    if (sent === undefined) return finish(compiled, snapshot.data, { after: before, actions: [], sent: undefined }, draft, run);
    const [after, actions] = transition(internals.machine, before, sent);
    return finish(compiled, snapshot.data, { after, actions, sent }, draft, run);
  });
}

/** Checks an event against the books and translates it for the machine; undefined when the books alone answer it. */
function admit(compiled: CompiledWorkflow, internals: Internals, snapshot: Snapshot, event: WorkflowEvent, draft: Draft): MachineEvent | undefined {
  switch (event.type) {
    case 'complete-task': {
      const open = Object.hasOwn(snapshot.tasks, event.task) ? snapshot.tasks[event.task] : undefined;
      const task = compiled.tasks[event.task];
      if (open === undefined || task === undefined || (event.serial !== undefined && event.serial !== open.serial)) refuse('TASK_NOT_OPEN', text('任务已不在待办，请刷新页面。', 'This task is no longer open. Reload the page.'));
      const outcome = task?.outcomes.find(({ id }) => id === event.outcome);
      if (task === undefined || outcome === undefined) return refuse('OUTCOME_UNKNOWN', text(`任务没有“${event.outcome}”这个结果，请从选项中选择。`, `The task has no outcome "${event.outcome}". Pick one of its own.`));
      const payload = checkedForm(internals, task.form, event.form, outcome.requires);
      draft.closeTask(event.task, 'done', event.outcome);
      return { type: taskEvent(event.task, event.outcome), payload };
    }
    case 'event': {
      const declared = Object.hasOwn(compiled.events, event.name) ? compiled.events[event.name] : undefined;
      if (declared === undefined) return refuse('EVENT_NOT_ACCEPTED', text(`没有事件“${event.name}”。`, `There is no event "${event.name}".`));
      return { type: namedEvent(event.name), payload: checkedForm(internals, declared.form, event.payload ?? {}, []) };
    }
    case 'timer': {
      const pending = Object.hasOwn(snapshot.timers, event.timer) ? snapshot.timers[event.timer] : undefined;
      if (pending?.serial !== event.serial) refuse('TIMER_NOT_SET', text('该定时已取消或已触发。', 'This timer was cancelled or has fired.'));
      draft.consumeTimer(event.timer);
      const split = event.timer.lastIndexOf('@');
      const [owner, what] = [event.timer.slice(0, split), event.timer.slice(split + 1)];
      if (what === 'until') return { type: waitEvent(owner) };
      draft.fire(owner, what, snapshot.data);
      return undefined;
    }
    default:
      draft.handle(event, snapshot.data);
      return undefined;
  }
}

function runOf({ now, timeZone, calendars }: StepContext): Run {
  return { now, timeZone, calendars, failures: [] };
}

/** What the machine answered to an event; to none when the books alone answered it. */
interface Moved {
  readonly after: AnyMachineSnapshot;
  readonly actions: readonly unknown[];
  readonly sent: MachineEvent | undefined;
}

/** Brings a step to its end: the books follow the machine, and what breaches raise goes back into it. */
function finish(compiled: CompiledWorkflow, dataBefore: JsonObject, moved: Moved, draft: Draft, run: Run): StepResult {
  const internals = internalsOf(compiled);
  if (!keepBooks(internals, moved, draft, run)) refuse('EVENT_NOT_ACCEPTED', text('当前状态不能这样操作，请刷新页面后按可选操作办理。', 'This cannot be done in the present state. Reload the page and choose one of the actions on offer.'));
  let { after } = moved;
  let [raw, data] = [dataBefore, dataBefore];
  for (;;) {
    const context = after.context as MachineContext;
    if (context.data !== raw) [raw, data] = [context.data, checkedData(internals, context.data)];
    const closed = after.status === 'done';
    const value = after.value as StateValue;
    draft.settle(() => new Set(activeStates({ value })), data, closed);
    const raised = draft.clockBook.raised.shift();
    if (raised === undefined) break;
    if (closed) continue;
    // Heard, refused or neither: a breach stands.
    const sent: MachineEvent = { type: namedEvent(raised) };
    const [next, actions] = transition(internals.machine, after, sent);
    if (isRefused(internals, actions)) continue;
    keepBooks(internals, { after: next, actions, sent }, draft, run);
    after = next;
  }
  const outcome = after.status === 'done' ? compiled.states[String(after.value)]?.outcome : undefined;
  if (outcome !== undefined) draft.effects.push({ type: 'close-instance', outcome });
  const snapshot: Snapshot = {
    format: 1,
    definition: compiled.hash,
    status: after.status === 'done' ? 'closed' : 'running',
    ...(outcome === undefined ? {} : { outcome }),
    value: after.value as StateValue,
    history: historyOf(after),
    data,
    ...draft.books(),
  };
  return { ok: true, snapshot, effects: draft.effects, left: draft.left, entered: draft.entered };
}

function isRefused(internals: Internals, actions: readonly unknown[]): boolean {
  return (actions as readonly Sign[]).some((sign) => sign.type === 'take' && internals.steps[sign.params.step]?.refuse !== undefined);
}

/** Reads XState's answer: its actions, in order, become effects. @returns whether anything took the event */
function keepBooks(internals: Internals, { actions, sent }: Moved, draft: Draft, run: Run): boolean {
  const signs = actions as readonly (Sign & { readonly info: { readonly context: MachineContext } })[];
  let taken = sent === undefined || sent.type === 'start';
  for (const sign of signs) {
    const { data } = sign.info.context;
    if (sign.type === 'take') {
      taken = true;
      takeStep(internals, sign.params.step, draft, data, sent?.payload ?? {});
    } else if (sign.type === 'enter') draft.enter(sign.params.path, data);
    else if (sign.type === 'leave') draft.leave(sign.params.path, data);
    else if (sign.type === 'xstate.raise' && sign.params.id !== undefined) draft.setWait(waitPath(sign.params.id), data);
    else if (sign.type === 'xstate.cancel') draft.cancelWait(waitPath(sign.params.sendId));
  }
  const [failure] = run.failures;
  if (failure !== undefined) throw failure;
  return taken;
}

function takeStep(internals: Internals, number: number, draft: Draft, data: JsonObject, payload: JsonObject): void {
  const plan = internals.steps[number];
  if (plan === undefined) throw new Error(`no step ${number}`);
  if (plan.refuse !== undefined) {
    const reason = internals.definition.refusals?.[plan.refuse];
    refuse('EVENT_REFUSED', reason ?? text('此操作被流程拒绝。', 'The workflow refuses this.'), { reason: plan.refuse });
  }
  for (const action of plan.actions) draft.act(action, data, payload);
}

function restore(machine: AnyStateMachine, snapshot: Snapshot, context: MachineContext): AnyMachineSnapshot {
  const history = Object.entries(snapshot.history).map(([id, nodes]) => [id, nodes.map((node) => machine.getStateNodeById(node))]);
  return machine.resolveState({ value: snapshot.value, context, historyValue: Object.fromEntries(history) });
}

function historyOf(after: AnyMachineSnapshot): Snapshot['history'] {
  return Object.fromEntries(Object.entries(after.historyValue).map(([id, nodes]) => [id, (nodes ?? []).map((node) => node.id)]));
}

/** The answer of a form with defaults, or a refusal that names each wrong field. */
function checkedForm(internals: Internals, form: string | undefined, answer: JsonObject, requires: readonly string[]): JsonObject {
  const checker = form === undefined ? undefined : internals.checkForm[form];
  if (checker === undefined) {
    const extra = Object.keys(answer).map((field): FormProblem => ({ field, text: text('没有这个字段，请删除。', 'There is no such field. Remove it.') }));
    return extra.length === 0 ? {} : refuseForm('FORM_INVALID', extra);
  }
  const checked = checker.check(answer);
  const problems = 'problems' in checked ? [...checked.problems] : [];
  for (const field of requires) {
    if (isEmpty(answer[field]) && !problems.some((problem) => problem.field === field)) problems.push({ field, text: text('选择此结果时必填。', 'Required for this outcome.') });
  }
  return 'value' in checked && problems.length === 0 ? (checked.value as JsonObject) : refuseForm('FORM_INVALID', problems);
}

function checkedData(internals: Internals, data: JsonObject): JsonObject {
  const checked = internals.checkData.check(data);
  return 'value' in checked ? (checked.value as JsonObject) : refuseForm('DATA_INVALID', checked.problems);
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function refuseForm(code: 'FORM_INVALID' | 'DATA_INVALID', problems: readonly FormProblem[]): never {
  const fields = problems.map(({ field }) => field).filter(Boolean).slice(0, 5);
  return refuse(code, text(`填写有误：${fields.join('、')}。请按提示修改。`, `Not filled in correctly: ${fields.join(', ')}. Correct the marked fields.`), { problems });
}

/** Turns refusals into results; everything else is a mistake of the engine or its caller and goes on. */
function refusable(run: () => StepResult): StepResult {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refused) return { ok: false, refusal: error.refusal };
    if (error instanceof ExpressionFailure) return { ok: false, refusal: { code: 'EXPRESSION_FAILED', text: error.text } };
    throw error;
  }
}
