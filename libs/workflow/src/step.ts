import { StationhouseError, text } from '@stationhouse/kernel';
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { answerTask } from './answers.js';
import { internalsOf, type Internals } from './compile.js';
import { Draft } from './draft.js';
import { ExpressionFailure } from './expressions.js';
import { waitEvent, waitPath, type MachineContext, type MachineEvent, type Run, type Sign } from './machine.js';
import { resultEvent } from './plan-actions.js';
import { namedEvent, taskEvent, timeoutEvent } from './plan.js';
import { activeStates } from './queries.js';
import { lookupsOf, misfitOf } from './lookups.js';
import { recalled, withRecall } from './recall.js';
import { requireMayStart } from './refused-starts.js';
import { sayNo } from './refusals.js';
import { refuse, Refused } from './refused.js';
import { requireSeparate, START, withDoer } from './separation.js';
import { askSigning, signatureProblems } from './signing.js';
import { withShare } from './share.js';
import { begin, resolveState, transition } from './transition.js';
import type { AnswerRule, CompiledTask, CompiledWorkflow, FormProblem, Found, Json, JsonObject, OpenTask, Refusal, Snapshot, StartEvent, StateValue, StepContext, StepDone, StepRefused, StepResult, TaskRef, WorkflowEvent } from './types.js';

/** The outcome of an instance that was called off. */
const CANCELLED = 'cancelled';

/** The error of a refusal, for callers that throw. */
export function refusalError(refusal: Refusal): StationhouseError {
  return new StationhouseError(refusal.code, refusal.text, refusal.details === undefined ? undefined : { ...refusal.details });
}

/**
 * Starts an instance. Pure: the same arguments give the same result.
 * @param input.data the first data: checked against the start form and the data schema, defaults filled in
 * @param input.found what `lookupsOf` a start asks for
 */
export function start(compiled: CompiledWorkflow, input: Omit<StartEvent, 'type'>, context: StepContext): StepResult {
  const internals = internalsOf(compiled);
  return refusable(() => {
    const data = startData(compiled, input.data, context);
    const found = checkedFound(compiled, { type: 'start', ...input });
    const run = runOf(context, found);
    const draft = new Draft(internals.plans, internals.clocks, { tasks: {}, timers: {}, clocks: {}, entered: {}, serial: 0, data }, context, internals.compensations);
    draft.found = found;
    if (input.by !== undefined && internals.separated.has(START)) draft.doers = withDoer(draft.doers, START, input.by);
    const [after, actions] = begin(internals.machine, { data, links: {}, run });
    return finish(compiled, data, after, actions, { type: 'start' }, draft, run);
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
    const draft = new Draft(internals.plans, internals.clocks, snapshot, context, internals.compensations);
    const shared = (done: StepDone) => withShare(compiled, snapshot, event, done, context.timeZone);
    if (event.type === 'cancel') return shared(cancelled(snapshot, draft));
    if (event.type === 'recall-task') return shared(recalled(compiled, snapshot, event, context));
    const found = checkedFound(compiled, event);
    const run = runOf(context, found);
    draft.found = found;
    const sent = admit(compiled, internals, snapshot, event, draft);
    if (sent === undefined && draft.clockBook.raised.length === 0) {
      const { recall: _, ...kept } = snapshot;
      return withRecall(compiled, snapshot, event, { ok: true, snapshot: { ...kept, ...draft.books() }, effects: draft.effects, left: [], entered: [] }, context);
    }
    const before = resolved(internals.machine, snapshot, { data: withAnswers(compiled, snapshot.data, sent?.form, sent?.payload), links: draft.books().links ?? {}, run });
    const [after, actions] = sent === undefined ? [before, []] : transition(internals.machine, before, sent);
    return withRecall(compiled, snapshot, event, shared(finish(compiled, snapshot.data, after, actions, sent, draft, run)), context);
  });
}

/** Checks an event against the books and translates it for the machine; undefined when the books alone answer it. */
function admit(compiled: CompiledWorkflow, internals: Internals, snapshot: Snapshot, event: Exclude<WorkflowEvent, { type: 'cancel' | 'recall-task' }>, draft: Draft): MachineEvent | undefined {
  switch (event.type) {
    case 'complete-task': {
      const { open, task } = openTask(compiled, snapshot, event);
      requireSeparate(task, draft.doers, event.by);
      const outcome = task.outcomes.find(({ id, automatic }) => id === event.outcome && automatic !== true);
      if (outcome === undefined) return refuse('OUTCOME_UNKNOWN', text(`任务没有“${event.outcome}”这个结果，请从选项中选择。`, `The task has no outcome "${event.outcome}". Pick one of its own.`));
      const payload = checkedForm(internals, task.form, event.form, outcome.requires);
      requireSigned(internals, task.form, payload, { data: snapshot.data, ...draft.context });
      const settled = task.answers === undefined ? event.outcome : answered(task.answers, open, event, draft);
      if (event.by !== undefined && internals.separated.has(task.key)) draft.doers = withDoer(draft.doers, task.key, event.by);
      if (task.answers === undefined) draft.closeTask(event.task, 'done', event.outcome);
      return settled === undefined ? undefined : { type: taskEvent(event.task, settled), payload, form: task.form };
    }
    case 'delegate-task': {
      const { open, task } = openTask(compiled, snapshot, event);
      if (!task.delegate) refuse('DELEGATION_NOT_ALLOWED', text('此任务不能转办，请自行办理或退回。', 'This task cannot be handed on. Do it yourself, or release it.'));
      if (event.to === event.by.accountId) refuse('DELEGATION_NOT_ALLOWED', text('不能转办给自己，请选择同事。', 'A task cannot be handed to yourself. Choose a colleague.'));
      draft.effects.push({ type: 'delegate-task', task: event.task, serial: open.serial, from: event.by.accountId, to: event.to });
      return undefined;
    }
    case 'event': {
      const declared = Object.hasOwn(compiled.events, event.name) ? compiled.events[event.name] : undefined;
      if (declared === undefined) return refuse('EVENT_NOT_ACCEPTED', text(`没有事件“${event.name}”。`, `There is no event "${event.name}".`));
      return { type: namedEvent(event.name), payload: checkedForm(internals, declared.form, event.payload ?? {}, []), form: declared.form };
    }
    case 'automation':
      return automationResult(internals, snapshot, event, draft);
    case 'linked':
      return linkedResult(snapshot, event, draft);
    case 'timer': {
      const pending = Object.hasOwn(snapshot.timers, event.timer) ? snapshot.timers[event.timer] : undefined;
      if (pending?.serial !== event.serial) refuse('TIMER_NOT_SET', text('该定时已取消或已触发。', 'This timer was cancelled or has fired.'));
      draft.consumeTimer(event.timer);
      const split = event.timer.lastIndexOf('@');
      const [owner, what] = [event.timer.slice(0, split), event.timer.slice(split + 1)];
      if (what === 'until') return { type: waitEvent(owner) };
      if (what.startsWith('after.')) return { type: timeoutEvent(owner, what.slice('after.'.length)), unheard: true };
      draft.fire(owner, what, snapshot.data);
      return undefined;
    }
    case 'edit-clock':
    case 'edit-timer':
    case 'approve-edit':
    case 'reject-edit':
    case 'determine':
      draft.handle(event, snapshot.data);
      return undefined;
  }
}

/** The machine's surroundings of one step. */
export function runOf({ now, timeZone, calendars }: StepContext, found: Found = {}): Run {
  return { now, timeZone, calendars, found, failures: [] };
}

/** The result of an automation somebody waits for. */
function automationResult(internals: Internals, snapshot: Snapshot, event: Extract<WorkflowEvent, { type: 'automation' }>, draft: Draft): MachineEvent {
  const call = snapshot.calls?.[event.serial];
  if (call === undefined) return refuse('CALL_NOT_PENDING', text('该自动步骤的结果已不再需要，不再采用。', 'Nobody waits for the result of this automation any more.'));
  const word = event.ok ? 'succeeded' : 'failed';
  const payload = event.ok ? checkedOutput(internals, call.action, event.output ?? {}) : { error: event.error };
  draft.settleCall(event.serial, word);
  return { type: resultEvent(call.action, word), payload, unheard: true };
}

function checkedOutput(internals: Internals, action: string, output: JsonObject): JsonObject {
  const checked = internals.checkOutput[action]?.check(output) ?? { value: output };
  if ('value' in checked) return checked.value as JsonObject;
  const fields = checked.problems.map(({ field }) => field).join(', ');
  return refuse('OUTPUT_INVALID', text(`自动步骤“${action}”的结果不符合约定：${fields}。`, `The automation "${action}" answered something else than it declares: ${fields}.`), { problems: checked.problems });
}

/** What became of an instance this one started. */
function linkedResult(snapshot: Snapshot, event: Extract<WorkflowEvent, { type: 'linked' }>, draft: Draft): MachineEvent {
  const link = snapshot.links?.[event.serial];
  if (link === undefined || link.status === 'closed' || (link.status === 'open' && event.status === 'started')) {
    return refuse('LINK_NOT_OPEN', text('该关联事项不在进行中，消息已不再适用。', 'This linked instance is not open, so the message is too late.'));
  }
  const ended: { outcome?: string } = event.status === 'closed' ? { outcome: event.outcome } : {};
  draft.settleLink(event.serial, { ...link, status: event.status === 'closed' ? 'closed' : 'open', instanceId: event.instanceId, ...ended });
  const payload: JsonObject = { instanceId: event.instanceId, ...(ended.outcome === undefined ? {} : { outcome: ended.outcome }), ...(link.item === undefined ? {} : { item: link.item }) };
  return { type: resultEvent(link.action, event.status), payload, unheard: true };
}

/** Calls an instance off: what is open closes from the inside out, what automations did is made good. */
function cancelled(snapshot: Snapshot, draft: Draft): StepDone {
  for (const path of activeStates(snapshot).sort().reverse()) {
    draft.leave(path, snapshot.data);
    draft.cancelWait(path);
  }
  draft.clockBook.stopAll();
  draft.abandonCalls(snapshot.data, () => true);
  draft.effects.push({ type: 'close-instance', outcome: CANCELLED });
  const { recall: _, ...before } = snapshot;
  return { ok: true, snapshot: { ...before, status: 'closed', outcome: CANCELLED, ...draft.books() }, effects: draft.effects, left: draft.left, entered: [] };
}

function openTask(compiled: CompiledWorkflow, snapshot: Snapshot, event: { readonly task: TaskRef; readonly serial?: number }): { open: OpenTask; task: CompiledTask } {
  const open = Object.hasOwn(snapshot.tasks, event.task) ? snapshot.tasks[event.task] : undefined;
  const task = compiled.tasks[event.task];
  if (open === undefined || task === undefined || (event.serial !== undefined && event.serial !== open.serial)) return refuse('TASK_NOT_OPEN', text('任务已不在待办，请刷新页面。', 'This task is no longer open. Reload the page.'));
  return { open, task };
}

/** One of several answers. @returns the task's outcome once it is settled */
function answered(rule: AnswerRule, open: OpenTask, event: Extract<WorkflowEvent, { type: 'complete-task' }>, draft: Draft): string | undefined {
  const answer = event.by === undefined ? { refused: 'TASK_NOT_YOURS' as const } : answerTask(rule, open.answers ?? [], event.by, event.outcome, draft.now);
  if (!('refused' in answer)) {
    draft.answer(event.task, open, rule, event.by?.accountId ?? '', answer.answers, answer.settled);
    return answer.settled;
  }
  return answer.refused === 'ALREADY_ANSWERED'
    ? refuse('ALREADY_ANSWERED', text('您已签过意见，等待其他人办理。', 'You have answered already. The others have yet to.'))
    : refuse('TASK_NOT_YOURS', text('此会签不由您的岗位办理，或该岗位已签。', 'Your role is not asked here, or somebody has answered for it.'));
}

/**
 * Brings a step to its end: the books follow the machine, and what breaches raise goes back into it. The engine's own: for `step` and `migrate`.
 * @param sent undefined when the books alone answered the event
 */
export function finish(compiled: CompiledWorkflow, dataBefore: JsonObject, moved: AnyMachineSnapshot, actions: readonly unknown[], sent: MachineEvent | undefined, draft: Draft, run: Run): StepDone {
  const internals = internalsOf(compiled);
  const taken = keepBooks(internals, actions, sent, draft, run);
  if (!taken && sent?.unheard !== true) refuse('EVENT_NOT_ACCEPTED', text('当前状态不能这样操作，请刷新页面后按可选操作办理。', 'This cannot be done in the present state. Reload the page and choose one of the actions on offer.'));
  let after = moved;
  let [raw, data] = [dataBefore, dataBefore];
  for (;;) {
    const context = after.context as MachineContext;
    if (context.data !== raw) [raw, data] = [context.data, checkedData(internals, context.data)];
    const [closed, value] = [after.status === 'done', after.value as StateValue];
    draft.settle(() => new Set(activeStates({ value })), data, closed);
    const raised = draft.clockBook.raised.shift();
    if (raised === undefined) break;
    // Heard, refused or neither: a breach stands.
    const event: MachineEvent = { type: namedEvent(raised), unheard: true };
    const [next, more] = closed ? [after, []] : transition(internals.machine, after, event);
    if (isRefused(internals, more)) continue;
    keepBooks(internals, more, event, draft, run);
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
function keepBooks(internals: Internals, actions: readonly unknown[], sent: MachineEvent | undefined, draft: Draft, run: Run): boolean {
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

/** Data that keep the last answer of a form's field (`x-form` names the form) take it over from an answer. */
function withAnswers(compiled: CompiledWorkflow, data: JsonObject, form: string | undefined, answer: JsonObject | undefined): JsonObject {
  const properties = (compiled.dataSchema['properties'] ?? {}) as Record<string, JsonObject>;
  const kept = Object.entries(answer ?? {}).filter(([key]) => form !== undefined && properties[key]?.['x-form'] === form);
  return kept.length === 0 ? data : { ...data, ...Object.fromEntries(kept) };
}

function takeStep(internals: Internals, number: number, draft: Draft, data: JsonObject, payload: JsonObject): void {
  const plan = internals.steps[number];
  if (plan === undefined) throw new Error(`no step ${number}`);
  if (plan.refuse !== undefined) {
    sayNo(internals.definition, { refuse: plan.refuse, say: plan.say }, draft.evaluation(data, draft.now, payload));
  }
  for (const action of plan.actions) draft.act(action, data, payload);
}

export function resolved(machine: AnyStateMachine, snapshot: Snapshot, context: MachineContext): AnyMachineSnapshot {
  const history = Object.entries(snapshot.history).map(([id, nodes]) => [id, nodes.map((node) => machine.getStateNodeById(node))]);
  return resolveState(machine, snapshot.value, context, Object.fromEntries(history) as AnyMachineSnapshot['historyValue']);
}

/** Sorted: XState remembers in the order of the state value's keys, which a database does not keep. */
function historyOf(after: AnyMachineSnapshot): Snapshot['history'] {
  return Object.fromEntries(Object.entries(after.historyValue).map(([id, nodes]) => [id, (nodes ?? []).map((node) => node.id).sort()]));
}

/** The first data of an instance, with defaults: such as it may begin with. */
function startData(compiled: CompiledWorkflow, answer: JsonObject, context: StepContext): JsonObject {
  const internals = internalsOf(compiled);
  const data = checkedData(internals, checkedForm(internals, compiled.startForm.key, answer, []));
  requireMayStart(compiled, data, context);
  return data;
}

/** Computes something on the data of a start, as the start itself would take them. The engine's own: for `matterOf`. */
export function checkedStart<Value>(compiled: CompiledWorkflow, answer: JsonObject, context: StepContext, compute: (data: JsonObject) => Value): { readonly ok: true; readonly value: Value } | StepRefused {
  return refusable(() => ({ ok: true, value: compute(startData(compiled, answer, context)) }));
}

/** What was looked up for an event: all that the definition asks for, as it declares it, and nothing else. */
function checkedFound(compiled: CompiledWorkflow, event: WorkflowEvent | StartEvent): Found {
  const asked = lookupsOf(compiled, event);
  const found = 'found' in event ? (event.found ?? {}) : {};
  return Object.fromEntries(
    asked.map(({ name, title }) => {
      const answer = found[name];
      if (answer !== undefined && misfitOf(compiled, name, answer) === undefined) return [name, answer];
      return refuse('LOOKUP_FAILED', text(`“${title['zh-CN']}”未能查到，不能继续。请稍后重试。`, `"${title.en}" could not be looked up, so this cannot go on. Try again shortly.`), { lookup: name });
    }),
  );
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

/** Signatures are of the text as it stands now. */
function requireSigned(internals: Internals, form: string | undefined, answer: JsonObject, facts: Parameters<typeof askSigning>[1]): void {
  const plan = form === undefined ? undefined : internals.signing[form];
  if (plan === undefined || isEmpty(answer[plan.field])) return;
  const problems = signatureProblems(askSigning(plan, facts), answer);
  if (problems.length > 0) refuseForm('FORM_INVALID', problems);
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
function refusable<Result>(run: () => Result): Result | StepRefused {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refused) return { ok: false, refusal: error.refusal };
    if (error instanceof ExpressionFailure) return { ok: false, refusal: { code: 'EXPRESSION_FAILED', text: error.text } };
    throw error;
  }
}
