import { text } from '@stationhouse/kernel';
import type { DuePlan } from './due.js';
import { checkCalendar, type Expansion, type Place, type Scope } from './expand.js';
import type { Expression, Expressions } from './expressions.js';
import type { ClockDefinition, Definition, FreeClockDefinition } from './grammar.js';
import type { ActionPlan } from './plan-actions.js';
import type { Problems } from './problems.js';
import type { Span } from './time-values.js';
import type { CompiledClock, EditRule } from './types.js';

type Path = readonly (string | number)[];

/** Everything the engine does with one clock, ready to run. */
export interface ClockPlan {
  readonly clock: CompiledClock;
  readonly key: string;
  readonly due: DuePlan;
  /** The moment it counts from; the moment it starts when absent, or while its datum is missing. */
  readonly from?: Expression;
  /** Leads before the due moment, as written. */
  readonly warn: readonly Span[];
  readonly breach: { readonly actions: readonly ActionPlan[]; readonly raise?: string };
  /** Of a clock apart from states: when it runs. A clock of a state runs while that is active. */
  readonly conditions?: { readonly runs: Expression; readonly stops?: Expression; readonly pauses?: Expression };
  /** When what a pause waited for came: a pause that ends took time until then. Until its end when absent, or while its datum is missing. */
  readonly pausedUntil?: Expression;
}

const OUTSIDE: Scope = { args: new Map() };

/** Makes the plans of clocks, noting what does not fit. */
export class ClockPlanner {
  constructor(
    private readonly definition: Definition,
    private readonly expansion: Expansion,
    private readonly expressions: Expressions,
    private readonly problems: Problems,
    private readonly planAction: (name: string, place: Place | undefined, at: Path) => ActionPlan[],
  ) {}

  /** The clock of a state. */
  ofState(place: Place): ClockPlan | undefined {
    const { clock } = place.body;
    return clock === undefined ? undefined : this.plan(clock, place.path, clock.key ?? place.key, place, [...place.at, 'clock']);
  }

  /** The clocks of the section `clocks`. */
  free(): ClockPlan[] {
    return Object.entries(this.definition.clocks ?? {}).flatMap(([key, clock]) => {
      const at = ['clocks', key];
      if (this.definition.states[key]?.clock !== undefined) this.problems.add('CLOCK', at, text(`状态“${key}”已有同名时限，请改名。`, `The state "${key}" has a clock of that name. Rename this one.`));
      const plan = this.plan(clock, key, key, undefined, at);
      const runs = this.condition(clock, 'runs', at);
      if (plan === undefined || runs === undefined) return [];
      const [stops, pauses] = [this.condition(clock, 'stops', at), this.condition(clock, 'pauses', at)];
      const pausedUntil = this.pausedUntil(clock, at);
      return [{ ...plan, ...(pausedUntil === undefined ? {} : { pausedUntil }), clock: { ...plan.clock, around: runs.states }, conditions: { runs, ...(stops === undefined ? {} : { stops }), ...(pauses === undefined ? {} : { pauses }) } }];
    });
  }

  private pausedUntil({ pauses, pausedUntil }: FreeClockDefinition, at: Path): Expression | undefined {
    if (pausedUntil === undefined) return undefined;
    if (pauses === undefined) this.problems.add('CLOCK', [...at, 'pausedUntil'], text('没有 pauses，pausedUntil 不起作用，请补上 pauses 或删除。', 'Nothing pauses this clock: add pauses, or leave pausedUntil out.'));
    return this.expressions.compile(pausedUntil, { place: undefined, scope: OUTSIDE, at: [...at, 'pausedUntil'], withState: false, expected: ['Moment'], strict: false });
  }

  private condition(clock: FreeClockDefinition, name: 'runs' | 'stops' | 'pauses', at: Path): Expression | undefined {
    const source = clock[name];
    if (source === undefined) return undefined;
    const condition = this.expressions.compile(source, { place: undefined, scope: OUTSIDE, at: [...at, name], withState: false, withActive: true, expected: ['bool'], strict: true });
    for (const path of condition?.states ?? []) {
      if (!this.expansion.byPath.has(path)) this.problems.add('UNKNOWN_STATE', [...at, name], text(`没有状态“${path}”，请写完整路径，例如 mediating.first。`, `There is no state "${path}". Write its whole path, like mediating.first.`));
    }
    return condition;
  }

  private plan(clock: ClockDefinition, ref: string, key: string, place: Place | undefined, at: Path): ClockPlan | undefined {
    const scope = place?.scope ?? OUTSIDE;
    if ((clock.budget === undefined) === (clock.until === undefined)) return void this.problems.add('CLOCK', at, text('时限须写 budget 或 until 之一。', 'A clock has a budget or an until, one of them.'));
    const moment = (source: string, name: string) => this.expressions.compile(source, { place, scope, at: [...at, name], withState: place !== undefined, expected: ['Moment'], strict: false });
    const budget = clock.budget === undefined ? undefined : this.budget(clock, clock.budget, scope, at);
    const until = clock.until === undefined ? undefined : moment(clock.until, 'until');
    const from = clock.from === undefined ? undefined : moment(clock.from, 'from');
    if (clock.until !== undefined && (clock.from !== undefined || clock.calendar !== undefined)) this.problems.add('CLOCK', at, text('写了 until 就不能再写 from 或 calendar。', 'A clock with until takes neither from nor calendar.'));
    const due = budget !== undefined ? { after: budget } : until !== undefined ? { at: until } : undefined;
    if (due === undefined) return undefined;
    const because = clock.because ?? budget?.because;
    const edit = this.editRule(clock.edit, scope, [...at, 'edit']);
    const compiled: CompiledClock = {
      ref,
      around: place === undefined ? [] : [place.path],
      title: clock.title === undefined ? (place?.title ?? text(key, key)) : this.expansion.title(clock.title, scope, at),
      ...(budget === undefined ? {} : { budget: budget.iso }),
      calendar: budget?.calendar ?? 'natural',
      ...(because === undefined ? {} : { because }),
      ...(budget?.max === undefined ? {} : { max: budget.max }),
      ...(edit === undefined ? {} : { edit }),
    };
    const warn = [clock.warn ?? []].flat().flatMap((written) => this.expansion.optionalSpan(written, scope, [...at, 'warn']) ?? []);
    return { clock: compiled, key, due, ...(from === undefined ? {} : { from }), warn, breach: this.breach(clock, place, at) };
  }

  private budget(clock: ClockDefinition, written: string, scope: Scope, at: Path): Span | undefined {
    const span = this.expansion.span(written, scope, [...at, 'budget']);
    if (span === undefined || clock.calendar === undefined) return span;
    if (span.calendar !== 'natural' && span.calendar !== clock.calendar) {
      this.problems.add('CLOCK', [...at, 'calendar'], text(`参数按 ${span.calendar} 计，时限不能改为 ${clock.calendar}。`, `The parameter counts by ${span.calendar}; the clock cannot say ${clock.calendar}.`));
    }
    checkCalendar(span.iso, clock.calendar, [...at, 'budget'], this.problems);
    return { ...span, calendar: clock.calendar };
  }

  private breach(clock: ClockDefinition, place: Place | undefined, at: Path): ClockPlan['breach'] {
    const actions = (clock.breach?.do ?? []).flatMap((name, index) => this.planAction(name, place, [...at, 'breach', 'do', index]));
    const raise = clock.breach?.raise;
    if (raise === undefined) return { actions };
    // Whether a state hears it depends on where the instance is when the clock is breached; nowhere at all is a mistake.
    const heard = this.expansion.places.some(({ body }) => body.on !== undefined && Object.hasOwn(body.on, raise));
    if (!heard || this.definition.events?.[raise] === undefined) this.problems.add('UNHEARD_EVENT', [...at, 'breach', 'raise'], text(`没有状态处理事件“${raise}”，请在 events 和 on 中加上。`, `No state reacts to "${raise}". Add it under events and to an "on".`));
    return { actions, raise };
  }

  /** Roles of a rule, those given to a fragment put in. */
  editRule(written: ClockDefinition['edit'], scope: Scope, at: Path): EditRule | undefined {
    if (written === undefined) return undefined;
    return { by: written.by.map((role) => this.expansion.word(role, scope, 'role', [...at, 'by'])), ...(written.approval === undefined ? {} : { approval: this.expansion.word(written.approval, scope, 'role', [...at, 'approval']) }) };
  }
}
