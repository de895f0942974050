import { checkedCard } from './card.js';
import { ClockPlanner, type ClockPlan } from './clock-plan.js';
import type { DuePlan } from './due.js';
import type { Expansion, Place } from './expand.js';
import type { Expression, Expressions, Setting } from './expressions.js';
import { neverHolds } from './guard-hold.js';
import { foundSchema } from './lookups.js';
import type { Definition, StepDefinition, TaskDefinition, TimeoutDefinition } from './grammar.js';
import { ActionPlanner, resultEvent, resultsOf, type ActionPlan } from './plan-actions.js';
import { planAnswers } from './plan-answers.js';
import { text, type Bilingual } from '@stationhouse/kernel';
import type { Problems } from './problems.js';
import { saidIn, type SaidRefusal } from './refusals.js';
import type { Span } from './time-values.js';
import { schemaAt } from './values.js';
import type { ClockRef, CompiledTask, EditRule, JsonObject, StatePath, TaskRef } from './types.js';

type Path = readonly (string | number)[];
type Outcome = NonNullable<TaskDefinition['outcomes']>[string];

/** Everything the engine does at one task, ready to run. */
export interface TaskPlan {
  readonly task: CompiledTask;
  readonly place: Place;
  readonly roles: readonly string[] | Expression;
  readonly due?: DuePlan;
  readonly remind?: Span;
  readonly escalate: readonly { readonly after: Span; readonly to: string }[];
}

/** A named timeout of a state. */
export interface TimeoutPlan {
  readonly name: string;
  readonly title: Bilingual | undefined;
  readonly due: DuePlan;
}

/** One transition, ready to run. */
export interface StepPlan {
  readonly from: Place;
  readonly to?: Place;
  /** XState's event type, undefined for automatic transitions. */
  readonly event: string | undefined;
  readonly source: StepDefinition;
  readonly when?: Expression;
  readonly set: readonly (readonly [field: string, value: Expression, format: string | undefined])[];
  readonly actions: readonly ActionPlan[];
  readonly raise?: string;
  readonly refuse?: string;
  readonly say: SaidRefusal['say'];
}

/** What happens in one state. */
export interface PlacePlan {
  readonly place: Place;
  readonly tasks: readonly TaskPlan[];
  readonly clock?: ClockPlan;
  /** True when nothing follows inside the state around it. */
  readonly final: boolean;
  readonly pauses: readonly ClockRef[];
  /** A wait: until a moment, or until a condition holds. */
  readonly until?: { readonly at?: Expression; readonly step: StepPlan; readonly edit?: EditRule };
  readonly timeouts: readonly TimeoutPlan[];
  /** By XState's event type. */
  readonly on: ReadonlyMap<string, readonly StepPlan[]>;
  readonly choose: readonly StepPlan[];
  readonly done: readonly StepPlan[];
  /** True when the guards of `done` are asked again at every event until one holds. */
  readonly doneWaits: boolean;
}

/** What leads to a transition, and what its expressions read of that. */
interface Heard extends Pick<Setting, 'eventForm' | 'foundOn'> {
  /** XState's event type; absent for automatic transitions. */
  readonly event?: string;
}

/** XState's event type of a completed task. */
export const taskEvent = (task: TaskRef, outcome: string) => `task:${task}:${outcome}`;
/** XState's event type of a timeout. */
export const timeoutEvent = (path: StatePath, name: string) => `after:${path}:${name}`;
/** XState's event type of a named event. */
export const namedEvent = (name: string) => `event:${name}`;

const DONE: Bilingual = text('完成', 'Done');

/** Makes the plans of every state, noting what does not fit. */
export class Planner {
  private readonly tasks = new Map<TaskRef, TaskPlan>();
  /** By the clock's reference: the path of its state, or its key under `clocks`. */
  readonly clocks = new Map<ClockRef, ClockPlan>();
  private readonly clockPlanner: ClockPlanner;
  /** How its actions are planned; its compensations are asked for by the compiler. */
  readonly actions: ActionPlanner;

  constructor(
    private readonly definition: Definition,
    private readonly expansion: Expansion,
    private readonly expressions: Expressions,
    private readonly problems: Problems,
  ) {
    this.actions = new ActionPlanner(definition, expansion, expressions, problems, () => this.tasks.values());
    this.clockPlanner = new ClockPlanner(definition, expansion, expressions, problems, (name, place, at) => this.actions.plan(name, place, { withState: false }, at, undefined));
  }

  /** The plans by state path. */
  plan(): Map<StatePath, PlacePlan> {
    for (const place of this.expansion.places) {
      for (const key of Object.keys(place.body.tasks ?? {})) this.planTask(place, key);
      const clock = this.clockPlanner.ofState(place);
      if (clock !== undefined) this.clocks.set(place.path, clock);
    }
    for (const clock of this.clockPlanner.free()) this.clocks.set(clock.clock.ref, clock);
    return new Map(this.expansion.places.map((place) => [place.path, this.planPlace(place)]));
  }

  private planPlace(place: Place): PlacePlan {
    const { body, at } = place;
    const clock = this.clocks.get(place.path);
    const until = this.planUntil(place);
    if (body.optional !== undefined) this.expansion.target(body.optional, place, [...at, 'optional']);
    return {
      place,
      tasks: Object.keys(body.tasks ?? {}).flatMap((key) => this.tasks.get(`${place.path}#${key}`) ?? []),
      ...(clock === undefined ? {} : { clock }),
      final: place.kind === 'final',
      pauses: (body.pauses ?? []).flatMap((key, index) => this.pausedClock(place, key, [...at, 'pauses', index])),
      ...(until === undefined ? {} : { until }),
      timeouts: Object.entries(body.after ?? {}).flatMap(([name, timeout]) => this.planTimeout(place, name, timeout)),
      on: this.planOn(place),
      choose: (body.choose ?? []).flatMap((step, index) => this.planStep(place, step, { foundOn: null }, [...at, 'choose', index])),
      done: (body.done ?? []).flatMap((step, index) => this.planStep(place, step, {}, [...at, 'done', index])),
      doneWaits: (body.done ?? []).some(({ otherwise }) => otherwise === 'wait'),
    };
  }

  private expression(source: string, place: Place | undefined, at: Path, expected: readonly string[], more: Partial<Setting> = {}): Expression | undefined {
    return this.expressions.compile(source, { place, scope: place?.scope ?? { args: new Map() }, at, withState: true, strict: false, expected, ...more });
  }

  private planTask(place: Place, key: string): void {
    const task = place.body.tasks?.[key];
    if (task === undefined) return;
    const at = [...place.at, 'tasks', key];
    const ref = `${place.path}#${key}`;
    const form = this.expansion.optionalForm(task.form, place.scope, [...at, 'form']);
    if (form !== undefined && form !== '' && !Object.hasOwn(this.definition.forms ?? {}, form)) this.problems.add('UNKNOWN_FORM', [...at, 'form'], text(`没有表单“${form}”，请在 forms 下定义。`, `There is no form "${form}". Define it under forms.`));
    const due = this.planDue(place, task, at);
    const remind = this.naturalSpan(task.remind, place, [...at, 'remind']);
    const escalate = (task.escalate ?? []).flatMap((rung, index) => {
      const after = this.naturalSpan(rung.after, place, [...at, 'escalate', index, 'after']);
      return after === undefined ? [] : [{ after, to: this.expansion.word(rung.to, place.scope, 'role', [...at, 'escalate', index, 'to']) }];
    });
    if (due === undefined && (remind !== undefined || escalate.length > 0)) this.problems.add('NO_DUE', at, text('有提醒或升级就须有 due 或 dueAt。', 'A reminder or an escalation needs due or dueAt.'));
    const outcomes = Object.entries(task.outcomes ?? { done: { title: DONE } as Outcome }).map(([id, outcome]) => ({ id, title: outcome.title, requires: outcome.requires ?? [], ...(outcome.automatic === true ? { automatic: true as const } : {}) }));
    this.checkRequired(outcomes, form, at);
    const answers = planAnswers(place, task, outcomes, at, this.expansion, this.problems);
    const roles = answers?.from ?? (task.answers?.from === undefined ? this.planRoles(place, task, at) : []);
    const recall = this.naturalSpan(task.recall, place, [...at, 'recall'])?.iso;
    const compiled: CompiledTask = {
      ref,
      key,
      state: place.path,
      title: this.expansion.title(task.title, place.scope, at),
      ...(form === undefined ? {} : { form }),
      outcomes,
      take: task.take ?? 'claim',
      ...(answers === undefined ? {} : { answers }),
      delegate: task.delegate === true,
      ...(recall === undefined ? {} : { recall }),
      ...(task.separateFrom === undefined ? {} : { separateFrom: task.separateFrom }),
      ...(task.card === undefined ? {} : { card: checkedCard(this.definition, task.card, [...at, 'card'], this.problems) }),
    };
    this.tasks.set(ref, { task: compiled, place, roles, ...(due === undefined ? {} : { due }), ...(remind === undefined ? {} : { remind }), escalate });
  }

  /** A span that is added to or taken from a moment, where working days have no meaning. */
  private naturalSpan(value: string | undefined, place: Place, at: Path): Span | undefined {
    const span = this.expansion.optionalSpan(value, place.scope, at);
    if (span?.calendar === 'workingDays') this.problems.add('WORKING_DAYS', at, text('此处不能用工作日时长，请用自然时长。', 'A duration in working days cannot stand here. Use a natural one.'));
    return span;
  }

  private checkRequired(outcomes: CompiledTask['outcomes'], form: string | undefined, at: Path): void {
    const properties = this.definition.forms?.[form ?? '']?.schema['properties'];
    const known = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
    for (const outcome of outcomes) {
      for (const field of outcome.requires.filter((name) => !known.includes(name))) {
        this.problems.add('UNKNOWN_FIELD', [...at, 'outcomes', outcome.id, 'requires'], text(`表单没有字段“${field}”。`, `The form has no field "${field}".`));
      }
    }
  }

  /** Roles of the task itself, else of the nearest state around it that assigns. */
  private planRoles(place: Place, task: TaskDefinition, at: Path): readonly string[] | Expression {
    if (task.role !== undefined) return [this.expansion.word(task.role, place.scope, 'role', [...at, 'role'])];
    if (task.assign !== undefined) return this.expression(task.assign, place, [...at, 'assign'], ['list<string>'], { strict: true }) ?? [];
    for (let around: Place | undefined = place; around !== undefined; around = around.parent) {
      if (around.body.assign !== undefined) return this.expression(around.body.assign, around, [...around.at, 'assign'], ['list<string>'], { strict: true }) ?? [];
    }
    this.problems.add('UNASSIGNABLE_TASK', at, text('任务无人可办：请写 role，或在任务或外层状态写 assign。', 'Nobody could do this task. Give it a role, or an assign here or on a state around it.'));
    return [];
  }

  private planDue(place: Place, task: TaskDefinition, at: Path): TaskPlan['due'] | undefined {
    if (task.due !== undefined) {
      const after = this.expansion.span(task.due, place.scope, [...at, 'due']);
      return after === undefined ? undefined : { after };
    }
    if (task.dueAt === undefined) return undefined;
    const moment = this.expression(task.dueAt, place, [...at, 'dueAt'], ['Moment']);
    return moment === undefined ? undefined : { at: moment };
  }

  private pausedClock(place: Place, key: string, at: Path): ClockRef[] {
    for (let around = place.parent; around !== undefined; around = around.parent) {
      if (this.clocks.get(around.path)?.key === key) return [around.path];
    }
    this.problems.add('UNKNOWN_CLOCK', at, text(`外层状态没有名为“${key}”的时限。`, `No state around this one has a clock named "${key}".`));
    return [];
  }

  private planUntil(place: Place): PlacePlan['until'] {
    const { until } = place.body;
    if (until === undefined) return undefined;
    const at = until.at === undefined ? undefined : this.expression(until.at, place, [...place.at, 'until', 'at'], ['Moment']);
    if ((until.at === undefined) === (until.when === undefined)) this.problems.add('SHAPE', [...place.at, 'until'], text('until 须写 at（到时）或 when（条件）之一。', 'A wait has an at (a moment) or a when (a condition), one of them.'));
    const [step] = this.planStep(place, { to: until.to, when: until.when }, {}, [...place.at, 'until']);
    const edit = this.clockPlanner.editRule(until.edit, place.scope, [...place.at, 'until', 'edit']);
    return step === undefined ? undefined : { ...(at === undefined ? {} : { at }), step, ...(edit === undefined ? {} : { edit }) };
  }

  private planTimeout(place: Place, name: string, timeout: TimeoutDefinition): TimeoutPlan[] {
    const at = [...place.at, 'after', name];
    const title = timeout.title === undefined ? undefined : this.expansion.title(timeout.title, place.scope, at);
    if ((timeout.in === undefined) === (timeout.at === undefined)) this.problems.add('SHAPE', at, text('after 须写 in（多久之后）或 at（何时）之一。', 'A timeout has an in (how long) or an at (when), one of them.'));
    if (timeout.to === undefined && timeout.set === undefined && timeout.do === undefined && timeout.raise === undefined) this.problems.add('SHAPE', at, text('到时后无事可做：请写 to、do、set 或 raise。', 'Nothing happens when the time comes: say to, do, set or raise.'));
    const after = this.expansion.optionalSpan(timeout.in, place.scope, [...at, 'in']);
    if (after !== undefined) return [{ name, title, due: { after } }];
    const moment = timeout.at === undefined ? undefined : this.expression(timeout.at, place, [...at, 'at'], ['Moment']);
    return moment === undefined ? [] : [{ name, title, due: { at: moment } }];
  }

  private planOn(place: Place): Map<string, StepPlan[]> {
    const on = new Map<string, StepPlan[]>();
    for (const [name, { title: _title, in: _in, at: _at, ...step }] of Object.entries(place.body.after ?? {})) {
      on.set(timeoutEvent(place.path, name), this.planStep(place, step, { event: timeoutEvent(place.path, name) }, [...place.at, 'after', name]));
    }
    for (const [name, steps] of Object.entries(place.body.on ?? {})) {
      const at = [...place.at, 'on', name];
      for (const { event, form } of this.eventsNamed(name, place, at)) {
        on.set(event, steps.flatMap((step, index) => this.planStep(place, step, { event, eventForm: form, foundOn: name }, steps.length === 1 ? at : [...at, index])));
      }
    }
    return on;
  }

  /** `mediate.agreed` means that outcome of every task `mediate` in this state or below; anything else is a named event. */
  private eventsNamed(name: string, place: Place, at: Path): { event: string; form: string | undefined }[] {
    const [key = '', outcome] = name.split('.');
    if (outcome === undefined) {
      const declared = this.definition.events?.[name];
      if (declared === undefined) this.problems.add('UNKNOWN_EVENT', at, text(`没有事件“${name}”，请在 events 下定义。`, `There is no event "${name}". Define it under events.`));
      return declared === undefined ? [] : [{ event: namedEvent(name), form: declared.form }];
    }
    const below = [...this.tasks.values()].filter(({ task, place: where }) => task.key === key && (where === place || where.path.startsWith(`${place.path}.`)));
    const matching = below.filter(({ task }) => task.outcomes.some(({ id }) => id === outcome));
    if (resultsOf(this.definition.actions?.[key]).includes(outcome)) {
      if (below.length > 0) this.problems.add('AMBIGUOUS_EVENT', at, text(`“${key}”既是任务又是动作，请改名。`, `"${key}" is a task and an action. Rename one.`));
      return [{ event: resultEvent(key, outcome), form: name }];
    }
    if (matching.length === 0) this.problems.add('UNKNOWN_EVENT', at, text(`此状态及其内部没有结果为“${outcome}”的任务“${key}”，也没有这样的动作结果。`, `No task "${key}" with the outcome "${outcome}" is in this state or below, and no action "${key}" ends so.`));
    return matching.map(({ task }) => ({ event: taskEvent(task.ref, outcome), form: task.form }));
  }

  /** @param heard what leads to it: XState's event type, and what expressions read of it; nothing for automatic transitions */
  private planStep(place: Place, step: StepDefinition, { event, ...read }: Heard, at: Path): StepPlan[] {
    const more = { withState: false, ...read };
    const to = step.to === undefined ? undefined : this.expansion.target(step.to, place, at);
    const when = step.when === undefined ? undefined : this.expression(step.when, place, [...at, 'when'], ['bool'], { ...more, strict: true });
    if (when !== undefined && neverHolds(when.ast, (path) => this.schemaAt(path, read))) {
      this.problems.add('GUARD_NEVER_HOLDS', [...at, 'when'], text(`条件“${when.source}”永远不成立：请核对取值和前后是否矛盾，或删除这一去向。`, `The condition "${when.source}" can never hold: check its values and whether its parts contradict each other, or remove this way.`));
    }
    const set = Object.entries(step.set ?? {}).flatMap(([field, source]) => {
      const type = this.expressions.dataField(field);
      if (type === undefined) this.problems.add('UNKNOWN_FIELD', [...at, 'set', field], text(`数据中没有字段“${field}”。`, `The data has no field "${field}".`));
      const property = schemaAt(this.definition.data as JsonObject, [field]);
      const value = this.expression(source, place, [...at, 'set', field], [type?.name ?? 'dyn'], { ...more, into: property });
      return value === undefined ? [] : [[field, value, property?.['format'] as string | undefined] as const];
    });
    const actions = (step.do ?? []).flatMap((name, index) => this.actions.plan(name, place, more, [...at, 'do', index], to ?? place));
    this.checkOtherwise(place, step, at);
    const say = saidIn(this.definition, step, at, this.problems, (source, where) => this.expression(source, place, where, ['Moment', 'string'], more));
    if (step.raise !== undefined) this.checkRaise(place, step.raise, [...at, 'raise']);
    return [
      {
        from: place,
        event,
        source: step,
        ...(to === undefined ? {} : { to }),
        ...(when === undefined ? {} : { when }),
        set,
        actions,
        ...(step.raise === undefined ? {} : { raise: namedEvent(step.raise) }),
        ...(step.refuse === undefined ? {} : { refuse: step.refuse }),
        say,
      },
    ];
  }

  /** The schema of a field that a guard reads. */
  private schemaAt([root, ...keys]: readonly string[], { eventForm, foundOn }: Heard): JsonObject | undefined {
    const whole = root === 'data' ? this.definition.data : root === 'found' ? foundSchema(this.definition, foundOn ?? undefined) : this.definition.forms?.[eventForm ?? '']?.schema;
    return schemaAt(whole as JsonObject | undefined, keys);
  }

  private checkOtherwise(place: Place, step: StepDefinition, at: Path): void {
    if (step.otherwise === undefined) return;
    if (place.body.done?.at(-1) !== step || step.when === undefined || step.to === undefined) this.problems.add('SHAPE', [...at, 'otherwise'], text('otherwise: wait 只能写在 done 的最后一项，并须有 when 和 to。', 'otherwise: wait stands in the last entry of done, with a when and a to.'));
  }

  /** A raised event that nobody around hears would vanish silently. */
  private checkRaise(place: Place, name: string, at: Path): void {
    for (let around: Place | undefined = place; around !== undefined; around = around.parent) {
      if (around.body.on !== undefined && Object.hasOwn(around.body.on, name)) return;
    }
    this.problems.add('UNHEARD_EVENT', at, text(`外层状态没有处理事件“${name}”。`, `No state around this one reacts to "${name}". Add it to an "on".`));
  }
}
