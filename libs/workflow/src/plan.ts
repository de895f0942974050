import { ClockPlanner, type ClockPlan } from './clock-plan.js';
import type { DuePlan } from './due.js';
import type { Expansion, Place } from './expand.js';
import type { Expression, Expressions, Setting } from './expressions.js';
import type { ActionDefinition, Definition, StepDefinition, TaskDefinition } from './grammar.js';
import { text, type Bilingual } from '@stationhouse/kernel';
import type { Problems } from './problems.js';
import type { Span } from './time-values.js';
import type { ClockRef, CompiledTask, EditRule, StatePath, TaskRef } from './types.js';

type Path = readonly (string | number)[];

/** Everything the engine does at one task, ready to run. */
export interface TaskPlan {
  readonly task: CompiledTask;
  readonly place: Place;
  readonly roles: readonly string[] | Expression;
  readonly due?: DuePlan;
  readonly remind?: Span;
  readonly escalate: readonly { readonly after: Span; readonly to: string }[];
}

export interface ActionPlan {
  readonly name: string;
  readonly definition: ActionDefinition;
  readonly input: readonly (readonly [string, Expression])[];
  readonly forEach?: Expression;
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
}

/** What happens in one state. */
export interface PlacePlan {
  readonly place: Place;
  readonly tasks: readonly TaskPlan[];
  readonly clock?: ClockPlan;
  /** True when nothing follows inside the state around it. */
  readonly final: boolean;
  readonly pauses: readonly ClockRef[];
  readonly until?: { readonly at: Expression; readonly step: StepPlan; readonly edit?: EditRule };
  /** By XState's event type. */
  readonly on: ReadonlyMap<string, readonly StepPlan[]>;
  readonly choose: readonly StepPlan[];
  readonly done: readonly StepPlan[];
}

/** XState's event type of a completed task. */
export const taskEvent = (task: TaskRef, outcome: string) => `task:${task}:${outcome}`;
/** XState's event type of a named event. */
export const namedEvent = (name: string) => `event:${name}`;

const DONE: Bilingual = text('完成', 'Done');

/** Makes the plans of every state, noting what does not fit. */
export class Planner {
  private readonly tasks = new Map<TaskRef, TaskPlan>();
  /** By the clock's reference: the path of its state, or its key under `clocks`. */
  readonly clocks = new Map<ClockRef, ClockPlan>();
  private readonly clockPlanner: ClockPlanner;

  constructor(
    private readonly definition: Definition,
    private readonly expansion: Expansion,
    private readonly expressions: Expressions,
    private readonly problems: Problems,
  ) {
    this.clockPlanner = new ClockPlanner(definition, expansion, expressions, problems, (name, place, at) => this.planAction(name, place, { withState: false }, at));
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
    return {
      place,
      tasks: Object.keys(body.tasks ?? {}).flatMap((key) => this.tasks.get(`${place.path}#${key}`) ?? []),
      ...(clock === undefined ? {} : { clock }),
      final: place.kind === 'final',
      pauses: (body.pauses ?? []).flatMap((key, index) => this.pausedClock(place, key, [...at, 'pauses', index])),
      ...(until === undefined ? {} : { until }),
      on: this.planOn(place),
      choose: (body.choose ?? []).flatMap((step, index) => this.planStep(place, step, undefined, undefined, [...at, 'choose', index])),
      done: (body.done ?? []).flatMap((step, index) => this.planStep(place, step, undefined, undefined, [...at, 'done', index])),
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
    const form = task.form === undefined ? undefined : this.expansion.word(task.form, place.scope);
    if (form !== undefined && !Object.hasOwn(this.definition.forms ?? {}, form)) this.problems.add('UNKNOWN_FORM', [...at, 'form'], text(`没有表单“${form}”，请在 forms 下定义。`, `There is no form "${form}". Define it under forms.`));
    const roles = this.planRoles(place, task, at);
    const due = this.planDue(place, task, at);
    const remind = this.expansion.optionalSpan(task.remind, place.scope, [...at, 'remind']);
    const escalate = (task.escalate ?? []).flatMap((rung, index) => {
      const after = this.expansion.span(rung.after, place.scope, [...at, 'escalate', index, 'after']);
      return after === undefined ? [] : [{ after, to: this.expansion.word(rung.to, place.scope) }];
    });
    if (due === undefined && (remind !== undefined || escalate.length > 0)) this.problems.add('NO_DUE', at, text('有提醒或升级就须有 due 或 dueAt。', 'A reminder or an escalation needs due or dueAt.'));
    const outcomes = Object.entries(task.outcomes ?? { done: { title: DONE, requires: undefined } }).map(([id, outcome]) => ({ id, title: outcome.title, requires: outcome.requires ?? [] }));
    this.checkRequired(outcomes, form, at);
    const compiled: CompiledTask = { ref, key, state: place.path, title: this.expansion.title(task.title, place.scope, at), ...(form === undefined ? {} : { form }), outcomes };
    this.tasks.set(ref, { task: compiled, place, roles, ...(due === undefined ? {} : { due }), ...(remind === undefined ? {} : { remind }), escalate });
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
    if (task.role !== undefined) return [this.expansion.word(task.role, place.scope)];
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
    const at = this.expression(until.at, place, [...place.at, 'until', 'at'], ['Moment']);
    const [step] = this.planStep(place, { to: until.to }, undefined, undefined, [...place.at, 'until']);
    const edit = this.clockPlanner.editRule(until.edit, place.scope);
    return at === undefined || step === undefined ? undefined : { at, step, ...(edit === undefined ? {} : { edit }) };
  }

  private planOn(place: Place): Map<string, StepPlan[]> {
    const on = new Map<string, StepPlan[]>();
    for (const [name, steps] of Object.entries(place.body.on ?? {})) {
      const at = [...place.at, 'on', name];
      for (const { event, form } of this.eventsNamed(name, place, at)) {
        on.set(event, steps.flatMap((step, index) => this.planStep(place, step, event, form, steps.length === 1 ? at : [...at, index])));
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
    if (matching.length === 0) this.problems.add('UNKNOWN_EVENT', at, text(`此状态及其内部没有结果为“${outcome}”的任务“${key}”。`, `No task "${key}" with the outcome "${outcome}" is in this state or below.`));
    return matching.map(({ task }) => ({ event: taskEvent(task.ref, outcome), form: task.form }));
  }

  private planStep(place: Place, step: StepDefinition, event: string | undefined, eventForm: string | undefined, at: Path): StepPlan[] {
    const more = { withState: false, eventForm };
    const to = step.to === undefined ? undefined : this.expansion.target(step.to, place, at);
    const when = step.when === undefined ? undefined : this.expression(step.when, place, [...at, 'when'], ['bool'], { ...more, strict: true });
    const set = Object.entries(step.set ?? {}).flatMap(([field, source]) => {
      const type = this.expressions.dataField(field);
      if (type === undefined) this.problems.add('UNKNOWN_FIELD', [...at, 'set', field], text(`数据中没有字段“${field}”。`, `The data has no field "${field}".`));
      const value = this.expression(source, place, [...at, 'set', field], [type?.name ?? 'dyn'], more);
      const property = (this.definition.data['properties'] as Record<string, { format?: string }> | undefined)?.[field];
      return value === undefined ? [] : [[field, value, property?.format] as const];
    });
    const actions = (step.do ?? []).flatMap((name, index) => this.planAction(name, place, more, [...at, 'do', index]));
    if (step.refuse !== undefined && !Object.hasOwn(this.definition.refusals ?? {}, step.refuse)) this.problems.add('UNKNOWN_REFUSAL', [...at, 'refuse'], text(`refusals 下没有“${step.refuse}”的说明。`, `There is no text for "${step.refuse}" under refusals.`));
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
      },
    ];
  }

  private planAction(name: string, place: Place | undefined, more: Partial<Setting>, at: Path): ActionPlan[] {
    const definition = this.definition.actions?.[name];
    if (definition === undefined) {
      this.problems.add('UNKNOWN_ACTION', at, text(`没有动作“${name}”，请在 actions 下定义。`, `There is no action "${name}". Define it under actions.`));
      return [];
    }
    const inputs = 'automation' in definition ? definition.input : 'startLinked' in definition ? definition.startLinked.data : undefined;
    const where = ['actions', name];
    const scope = { args: new Map() };
    const input = Object.entries(inputs ?? {}).flatMap(([key, source]) => {
      const value = this.expression(source, place, [...where, key], ['dyn'], { ...more, scope });
      return value === undefined ? [] : [[key, value] as const];
    });
    const each = 'startLinked' in definition ? definition.startLinked.forEach : undefined;
    const forEach = each === undefined ? undefined : this.expression(each, place, [...where, 'startLinked', 'forEach'], ['list<dyn>'], { ...more, scope });
    return [{ name, definition, input, ...(forEach === undefined ? {} : { forEach }) }];
  }

  /** A raised event that nobody around hears would vanish silently. */
  private checkRaise(place: Place, name: string, at: Path): void {
    for (let around: Place | undefined = place; around !== undefined; around = around.parent) {
      if (around.body.on !== undefined && Object.hasOwn(around.body.on, name)) return;
    }
    this.problems.add('UNHEARD_EVENT', at, text(`外层状态没有处理事件“${name}”。`, `No state around this one reacts to "${name}". Add it to an "on".`));
  }
}
