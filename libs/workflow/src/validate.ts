import { addDuration, text } from '@stationhouse/kernel';
import { Temporal } from 'temporal-polyfill';
import type { ClockPlan } from './clock-plan.js';
import type { Expansion, Place } from './expand.js';
import { ExpressionFailure, type Expression } from './expressions.js';
import type { ActionDefinition, Definition } from './grammar.js';
import { taskEvent, type PlacePlan, type TaskPlan } from './plan.js';
import type { Problems } from './problems.js';
import { compileSchema, type Checker } from './schema.js';
import { Moment, Period, type Span } from './time-values.js';
import type { ClockRef, EffectiveParameter, JsonObject, StatePath } from './types.js';

type Path = readonly (string | number)[];
type Plans = ReadonlyMap<StatePath, PlacePlan>;

/** Sections that must agree before the states are looked at: schemas, forms, bounds. */
export function validateSections(definition: Definition, parameters: Readonly<Record<string, EffectiveParameter>>, problems: Problems): Checkers {
  const data = checkSchema(definition.data as JsonObject, ['data'], problems);
  const answers = Object.entries(definition.forms ?? {}).flatMap(([key, form]) => {
    const checker = checkSchema(form.schema as JsonObject, ['forms', key, 'schema'], problems);
    return checker === undefined ? [] : [[key, checker] as const];
  });
  const forms = definition.forms ?? {};
  if (!Object.hasOwn(forms, definition.startForm)) problems.add('UNKNOWN_FORM', ['startForm'], text(`没有表单“${definition.startForm}”。`, `There is no form "${definition.startForm}".`));
  for (const [name, event] of Object.entries(definition.events ?? {})) {
    if (event.form !== undefined && !Object.hasOwn(forms, event.form)) problems.add('UNKNOWN_FORM', ['events', name, 'form'], text(`没有表单“${event.form}”。`, `There is no form "${event.form}".`));
  }
  const fields = Object.keys((definition.data['properties'] as object | undefined) ?? {});
  for (const [index, field] of (definition.label ?? []).entries()) {
    if (!fields.includes(field)) problems.add('UNKNOWN_FIELD', ['label', index], text(`数据中没有字段“${field}”。`, `The data has no field "${field}".`));
  }
  if (!Object.hasOwn(definition.states, definition.start)) problems.add('UNKNOWN_START', ['start'], text(`start 须为 states 中的一个状态。`, 'start must name one of the states.'));
  for (const [name, action] of Object.entries(definition.actions ?? {})) {
    if (definition.apart === true && 'publish' in action) problems.add('KEPT_APART', ['actions', name, 'publish'], text('标为 apart 的流程不发布插件事件：资料只用于本流程。', 'A workflow that is kept apart publishes nothing: what it holds serves it alone.'));
  }
  const outputs = Object.entries(definition.actions ?? {}).flatMap(([name, action]) => {
    const checker = 'automation' in action && action.output !== undefined ? checkSchema(action.output as JsonObject, ['actions', name, 'output'], problems) : undefined;
    checkDry(name, action, checker, problems);
    return checker === undefined ? [] : [[name, checker] as const];
  });
  for (const name of Object.keys(definition.parameters ?? {})) checkBounds(name, definition, parameters, problems);
  return { data, forms: Object.fromEntries(answers), outputs: Object.fromEntries(outputs) };
}

/** The compiled schemas of a definition; one that is wrong is missing. */
export interface Checkers {
  readonly data: Checker | undefined;
  readonly forms: Readonly<Record<string, Checker>>;
  /** By automation. */
  readonly outputs: Readonly<Record<string, Checker>>;
}

/** What an exercise gets must be what the automation would answer. */
function checkDry(name: string, action: ActionDefinition, output: Checker | undefined, problems: Problems): void {
  if (!('automation' in action) || action.dry === undefined || output === undefined) return;
  const checked = output.check(action.dry as JsonObject);
  if ('value' in checked) return;
  const fields = checked.problems.map(({ field }) => field).join(', ');
  problems.add('DRY_RESULT', ['actions', name, 'dry'], text(`dry 不符合 output：${fields}。`, `The dry result does not fit the output: ${fields}.`));
}

function checkSchema(schema: JsonObject, at: Path, problems: Problems): Checker | undefined {
  if (schema['type'] !== 'object') problems.add('SCHEMA', at, text('JSON Schema 的最外层须为 type: object。', 'The outermost JSON Schema must be type: object.'));
  try {
    return compileSchema(schema);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    problems.add('SCHEMA', at, text(`JSON Schema 有误：${reason}`, `The JSON Schema is wrong: ${reason}`));
    return undefined;
  }
}

function checkBounds(name: string, definition: Definition, parameters: Readonly<Record<string, EffectiveParameter>>, problems: Problems): void {
  const declared = definition.parameters?.[name];
  const value = parameters[name]?.value;
  for (const bound of ['min', 'max'] as const) {
    const written = declared?.[bound];
    if (written === undefined || value === undefined) continue;
    const limit = typeof written === 'string' && written.startsWith('$') ? parameters[written.slice(1)]?.value : written;
    const at = ['parameters', name, bound];
    if (limit === undefined) {
      problems.add('UNKNOWN_REFERENCE', at, text(`没有参数“${String(written)}”。`, `There is no parameter "${String(written)}".`));
      continue;
    }
    const order = compareValues(value, limit);
    if (order === undefined) problems.add('PARAMETER_TYPE', at, text(`${String(limit)} 不能作为“${name}”的界限。`, `${String(limit)} cannot bound "${name}".`));
    else if (bound === 'max' ? order > 0 : order < 0) {
      problems.add('OUT_OF_BOUNDS', ['parameters', name, 'default'], bound === 'max' ? text(`“${name}”为 ${String(value)}，不得超过 ${String(limit)}（${String(written)}）。`, `"${name}" is ${String(value)} and may not exceed ${String(limit)} (${String(written)}).`) : text(`“${name}”为 ${String(value)}，不得少于 ${String(limit)}。`, `"${name}" is ${String(value)} and may not be below ${String(limit)}.`));
    }
  }
}

/** Order of two values of a parameter; undefined when they cannot be compared. Durations are measured from 1 January. */
export function compareValues(left: EffectiveParameter['value'], right: EffectiveParameter['value']): number | undefined {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left !== 'string' || typeof right !== 'string') return undefined;
  try {
    return Temporal.Duration.compare(left, right, { relativeTo: '2001-01-01' });
  } catch {
    return undefined; // not both durations: the caller says so
  }
}

/** What must hold between states: every one reachable, none a dead end, every answer of a task leading somewhere. */
export function validateStates(definition: Definition, expansion: Expansion, plans: Plans, problems: Problems): void {
  const reached = reachable(definition, expansion, plans);
  checkLoops(expansion, plans, problems);
  for (const place of expansion.places) {
    if (!reached.has(place.path) && (place.parent === undefined || reached.has(place.parent.path))) {
      problems.add('UNREACHABLE_STATE', place.at, text(`状态“${place.path}”无法到达：请加一个去向，或删除它。`, `No path leads to the state "${place.path}". Lead one there, or remove it.`));
    }
    const plan = plans.get(place.path);
    if (plan === undefined) continue;
    checkEnds(place, plan, plans, problems);
    for (const task of plan.tasks) checkTask(place, task, plans, problems);
    checkReminders(place, plan, plans, problems);
  }
  checkOutcomeHints(definition, plans, problems);
}

/** A field kept for an outcome that no task with its form has would never be asked for. */
function checkOutcomeHints(definition: Definition, plans: Plans, problems: Problems): void {
  const tasks = [...plans.values()].flatMap((plan) => plan.tasks.map(({ task }) => task));
  for (const [key, form] of Object.entries(definition.forms ?? {})) {
    const known = new Set(tasks.filter((task) => task.form === key).flatMap(({ outcomes }) => outcomes.map(({ id }) => id)));
    for (const [field, hints] of Object.entries(form.ui ?? {})) {
      const named = typeof hints === 'object' && hints !== null ? (hints as JsonObject)['ui:outcomes'] : undefined;
      if (named === undefined || (Array.isArray(named) && named.every((outcome) => known.has(outcome)))) continue;
      problems.add('UNKNOWN_OUTCOME', ['forms', key, 'ui', field, 'ui:outcomes'], text('ui:outcomes 须列出使用此表单的任务的结果。', 'ui:outcomes must list outcomes of the tasks that use this form.'));
    }
  }
}

function reachable(definition: Definition, expansion: Expansion, plans: Plans): Set<StatePath> {
  const reached = new Set<StatePath>();
  const enter = (place: Place | undefined): void => {
    if (place === undefined || reached.has(place.path)) return;
    reached.add(place.path);
    enter(place.parent);
    for (const child of place.children) if ((place.kind === 'parallel' && child.kind !== 'history') || child.key === place.body.start) enter(child);
    if (place.kind === 'history') enter(place.parent?.children.find(({ key }) => key === place.body.default));
    const plan = plans.get(place.path);
    const steps = [...(plan?.on.values() ?? [])].flat().concat(plan?.choose ?? [], plan?.done ?? [], plan?.until?.step ?? []);
    for (const step of steps) enter(step.to);
  };
  enter(expansion.byPath.get(definition.start));
  return reached;
}

/** States that are passed through by themselves must not lead in a circle: a step would never end. */
function checkLoops(expansion: Expansion, plans: Plans, problems: Problems): void {
  const passedTo = (place: Place): Place[] => {
    const plan = plans.get(place.path);
    const ended = place.children.some((child) => child.kind === 'final' && child.key === place.body.start);
    const passed = plan?.until !== undefined && plan.until.at === undefined ? [plan.until.step] : (plan?.choose ?? []);
    const steps = [...passed, ...(ended ? (plan?.done ?? []) : [])];
    const inside = place.children.filter((child) => (place.kind === 'parallel' && child.kind !== 'history') || child.key === place.body.start);
    return [...steps.flatMap((step) => step.to ?? []), ...inside];
  };
  const finished = new Set<Place>();
  const visit = (place: Place, trail: readonly Place[]): void => {
    if (trail.includes(place)) {
      const circle = trail.slice(trail.indexOf(place)).map(({ path }) => path).join(' → ');
      problems.add('AUTOMATIC_LOOP', place.at, text(`自动流转形成循环（${circle}），请在其中加一个任务或等待。`, `These states lead round in a circle by themselves (${circle}). Put a task or a wait between them.`));
      return;
    }
    if (finished.has(place)) return;
    for (const next of passedTo(place)) visit(next, [...trail, place]);
    finished.add(place);
  };
  for (const place of expansion.places) visit(place, []);
}

function checkEnds(place: Place, plan: PlacePlan, plans: Plans, problems: Problems): void {
  const outermost = place.parent === undefined;
  if (place.kind === 'final') {
    if (outermost && place.body.outcome === undefined) problems.add('NO_OUTCOME', place.at, text('最外层的终点须写 outcome。', 'An outermost final state needs an outcome.'));
    return;
  }
  if (place.kind === 'choose' && plan.choose.at(-1)?.when !== undefined) problems.add('NO_OTHERWISE', [...place.at, 'choose'], text('最后一个分支不能带条件，否则可能无路可走。', 'The last choice must have no condition, or an instance could get stuck.'));
  if (place.kind === 'choose' && plan.choose.some((step) => step.to === undefined)) problems.add('NO_TARGET', [...place.at, 'choose'], text('每个分支都须写 to。', 'Every choice needs a to.'));
  const canFinish = place.kind === 'parallel' ? regionsOf(place).every(finishes) : place.children.some((child) => child.kind === 'final');
  const inParallel = place.parent?.kind === 'parallel';
  if (canFinish && plan.done.length === 0 && !inParallel) problems.add('NO_DONE', place.at, text('内部全部结束后无处可去，请写 done。', 'Nothing happens when everything inside is over. Say where to go with done.'));
  if (plan.done.at(-1)?.when !== undefined && !plan.doneWaits) problems.add('NO_OTHERWISE', [...place.at, 'done'], text('done 的最后一项不能带条件，否则可能无路可走。', 'The last entry of done must have no condition, or an instance could get stuck.'));
  if (place.kind === 'simple' && !hasExit(place, plans)) problems.add('DEAD_END', place.at, text(`状态“${place.path}”进得去出不来：请加去向，或标为 final。`, `The state "${place.path}" can be entered but never left. Add a transition, or make it final.`));
}

/** What runs side by side inside a parallel state. */
function regionsOf(place: Place): Place[] {
  return place.children.filter((child) => child.kind !== 'history');
}

function finishes(place: Place): boolean {
  return place.kind === 'final' || (place.kind === 'parallel' ? regionsOf(place).every(finishes) : place.children.some((child) => child.kind === 'final'));
}

function hasExit(place: Place, plans: Plans): boolean {
  for (let around: Place | undefined = place; around !== undefined; around = around.parent) {
    const plan = plans.get(around.path);
    if (plan?.until !== undefined || [...(plan?.on.values() ?? [])].flat().some((step) => step.to !== undefined || step.raise !== undefined)) return true;
  }
  return false;
}

function checkTask(place: Place, plan: TaskPlan, plans: Plans, problems: Problems): void {
  const at = [...place.at, 'tasks', plan.task.key];
  for (const outcome of plan.task.outcomes) {
    const event = taskEvent(plan.task.ref, outcome.id);
    let handled = false;
    for (let around: Place | undefined = place; around !== undefined; around = around.parent) handled ||= plans.get(around.path)?.on.has(event) ?? false;
    if (!handled) problems.add('UNHANDLED_OUTCOME', [...at, 'outcomes', outcome.id], text(`结果“${outcome.id}”没有去向，请在 on 中加 ${plan.task.key}.${outcome.id}。`, `The outcome "${outcome.id}" leads nowhere. Add ${plan.task.key}.${outcome.id} to an "on".`));
  }
  if (plan.due !== undefined && 'after' in plan.due) {
    if (plan.due.after.calendar === 'natural' && plan.remind !== undefined && longer(plan.remind, plan.due.after)) {
      problems.add('REMINDER_TOO_LONG', [...at, 'remind'], text(`提醒（提前 ${plan.remind.iso}）早于任务开始，期限只有 ${plan.due.after.iso}。`, `The reminder (${plan.remind.iso} ahead) would precede the task, which has only ${plan.due.after.iso}. Shorten it.`));
    }
  }
}

/** A task that opens a lead before it is due must not be reminded of before it opens. Tried out on a sample moment. */
function checkReminders(place: Place, plan: PlacePlan, plans: Plans, problems: Problems): void {
  const opensAt = plan.until?.at;
  const next = plans.get(plan.until?.step.to?.path ?? '');
  if (opensAt === undefined || next === undefined) return;
  for (const task of next.tasks) {
    if (task.remind === undefined || task.due === undefined || !('at' in task.due)) continue;
    const [opens, due] = [sample(opensAt), sample(task.due.at)];
    if (opens === undefined || due === undefined) continue;
    const reminder = due.shifted(new Period(task.remind.iso), -1);
    if (reminder.date < opens.date) {
      problems.add('REMINDER_TOO_LONG', [...next.place.at, 'tasks', task.task.key, 'remind'], text(`“${place.path}”之后的提醒（提前 ${task.remind.iso}）早于任务打开，请缩短提醒或加长提前量。`, `The reminder (${task.remind.iso} ahead) after "${place.path}" would precede the opening of its task. Shorten it, or open the task earlier.`));
    }
  }
}

const SAMPLE = '2024-03-01T02:00:00.000Z';

/** The value of a moment expression with a sample moment for each moment its fragment was given; undefined when it reads data itself. */
function sample(expression: Expression): Moment | undefined {
  const moment = new Date(SAMPLE);
  try {
    const value = expression.evaluate({ data: {}, event: {}, now: moment, timeZone: 'Asia/Shanghai', enteredAt: () => moment, anchor: moment });
    return value instanceof Moment ? value : undefined;
  } catch (error) {
    if (error instanceof ExpressionFailure) return undefined;
    throw error;
  }
}

/** Clocks whose warnings would come before they start. */
export function validateClocks(clocks: ReadonlyMap<ClockRef, ClockPlan>, expansion: Expansion, problems: Problems): void {
  for (const [ref, { due, warn, clock }] of clocks) {
    if (!('after' in due)) continue;
    const place = expansion.byPath.get(ref);
    const at = place?.body.clock === undefined ? ['clocks', ref, 'warn'] : [...place.at, 'clock', 'warn'];
    const long = due.after.calendar === 'shifts' ? undefined : warn.find((lead) => longer(lead, due.after));
    if (long !== undefined) problems.add('WARNING_TOO_LONG', at, text(`预警（提前 ${long.iso}）超过时限 ${clock.budget}。`, `The warning (${long.iso} ahead) is longer than the clock (${clock.budget}). Shorten it.`));
  }
}

function longer(left: Span, right: Span): boolean {
  const end = ({ iso }: Span) => addDuration(new Date(SAMPLE), iso, 'Asia/Shanghai').getTime();
  return end(left) > end(right);
}
