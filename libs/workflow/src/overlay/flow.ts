import { text, type Bilingual } from '@stationhouse/kernel';
import type { Definition, FreeClockDefinition, TaskDefinition } from '../grammar.js';
import { titleGiven, titleOf } from '../merge/words.js';
import type { StatePath, TaskRef } from '../types.js';
import { draftOf, findState, followReference, type Draft, type State, type Written } from './places.js';

/** A workflow from top to bottom, as its designer shows it: one card per thing that people know by name. */
export interface Flow {
  /** In reading order; what lies inside another stands right behind it, one deeper. */
  readonly cards: readonly FlowCard[];
  /** Parameters that no card shows: they decide something about the workflow as a whole. */
  readonly general: readonly string[];
}

export interface FlowCard {
  readonly path: StatePath;
  /** Other states it stands for: of a step that was added where several ways lead on, one on each way. */
  readonly also: readonly StatePath[];
  /** The key of the step that an overlay added here, or whose condition is asked here. */
  readonly step?: string;
  /** `group` and `parallel` hold the cards behind them; `branch` decides by itself; `end` is an outermost end. */
  readonly kind: 'step' | 'group' | 'parallel' | 'branch' | 'end';
  readonly title: Bilingual;
  readonly depth: number;
  /** The path of the card around it. */
  readonly inside?: StatePath;
  /** What people do here, its inner states included where they have no cards of their own. */
  readonly tasks: readonly FlowTask[];
  /** Clocks that run here: title, and the parameter or duration that is their budget. */
  readonly clocks: readonly { readonly title: Bilingual; readonly budget?: FlowValue }[];
  /** Every parameter that decides something here, in the order it is met. */
  readonly parameters: readonly string[];
  readonly ways: readonly FlowWay[];
  /** Optional steps here (its inner states included), with their titles. */
  readonly optional: readonly { readonly path: StatePath; readonly title: Bilingual }[];
  /** Extension points here, as written: `after registered`. */
  readonly points: readonly string[];
}

export interface FlowTask {
  readonly ref: TaskRef;
  readonly key: string;
  readonly title: Bilingual;
  /** The role it is for; undefined where it is worked out (`assign`). */
  readonly role?: string;
  /** The parameter that says the role, where one does. */
  readonly roleParameter?: string;
  readonly assign?: string;
  readonly form?: string;
  readonly due?: FlowValue;
  readonly remind?: FlowValue;
  readonly escalate: readonly { readonly after: FlowValue; readonly to: string }[];
}

/** What stands at a place: a duration, or the parameters that decide it (of a `dueAt` with its expression). */
export type FlowValue = { readonly value: string } | { readonly parameter: string } | { readonly expression: string; readonly parameters: readonly string[] };

/** A way on from a card to another one. */
export interface FlowWay {
  readonly to: StatePath;
  /** The card it leads to. */
  readonly card: StatePath;
  readonly title: Bilingual;
  /** The guard in CEL. */
  readonly when?: string;
  readonly because?: string;
}

interface FlowOptions {
  /** Each state that is written has a card of its own, for whoever writes the workflow; without it one card stands for one thing people know by name. */
  readonly every?: boolean;
  /** The keys of the steps that overlays added: each is one card where it stands, on however many ways. */
  readonly steps?: ReadonlySet<string>;
}

/** Lays a definition out from top to bottom. Works on any definition that the grammar lets through, also one with problems. */
export function describeFlow(definition: Definition, { every = false, steps = NO_STEPS }: FlowOptions = {}): Flow {
  return new FlowMaker(definition, every, steps).flow();
}

const NO_STEPS: ReadonlySet<string> = new Set();

const AUTOMATIC = text('自动', 'automatic');
const DONE = text('全部完成', 'all done');
const WAITED = text('到时', 'when the time comes');

class FlowMaker {
  private readonly draft: Draft;
  private readonly cards: (FlowCard & { readonly also: StatePath[] })[] = [];
  /** The card a state is shown on. */
  private readonly cardOf = new Map<StatePath, StatePath>();

  constructor(
    private readonly definition: Definition,
    private readonly every: boolean,
    private readonly steps: ReadonlySet<string>,
  ) {
    this.draft = draftOf(definition);
  }

  flow(): Flow {
    for (const key of Object.keys(this.draft.states)) this.add(key, 0, undefined);
    for (const { path, also } of this.cards) for (const one of [path, ...also]) this.note(one, path);
    const cards = this.cards.map((card) => ({ ...card, ways: this.waysOf(card.path) }));
    const shown = new Set(cards.flatMap(({ parameters }) => parameters));
    return { cards, general: Object.keys(this.definition.parameters ?? {}).filter((name) => !shown.has(name)) };
  }

  /** Adds the card of a state, and those of what lies inside of a compound or parallel one. */
  private add(path: StatePath, depth: number, inside: StatePath | undefined): void {
    const written = findState(this.draft, path);
    if (written === undefined) return;
    const { body, state, key } = written;
    // Where somebody was before, and the inner ends, are nothing one would look for.
    if (!this.every && (body.history !== undefined || (depth > 0 && body.final === true))) return;
    const open = this.every ? (state.use === undefined ? (body.parallel ?? body.states) : undefined) : (body.parallel ?? (inside === undefined ? body.states : undefined));
    const kind = body.parallel !== undefined ? 'parallel' : open !== undefined ? 'group' : body.final === true ? 'end' : isBranch(body) ? 'branch' : 'step';
    const step = kind === 'step' || kind === 'branch' ? this.stepAt(path) : undefined;
    const same = step === undefined ? undefined : this.cards.find((card) => card.step === step && card.kind === kind && card.inside === inside);
    if (same !== undefined) {
      same.also.push(path);
      return;
    }
    const covered = open === undefined ? this.within(path) : [path];
    const places = covered.flatMap((one) => findState(this.draft, one) ?? []);
    this.cards.push({
      path,
      also: [],
      ...(step === undefined ? {} : { step }),
      kind,
      title: titleOf(written, key),
      depth,
      ...(inside === undefined ? {} : { inside }),
      tasks: covered.flatMap((one) => this.tasksOf(one)),
      clocks: this.clocksOf(covered),
      parameters: [...new Set([...this.passedTo(state, written), ...places.flatMap((place) => this.named(place.body, place)), ...this.apart(covered).flatMap((clock) => this.named({ clock } as unknown as State, written))])],
      ways: [],
      optional: covered.flatMap((one, index) => (places[index]?.state.optional === undefined ? [] : [{ path: one, title: titleOf(places[index], one) }])),
      points: (this.definition['extension-points'] ?? []).filter((at) => !at.startsWith('form ') && at.split(' ')[1] === path),
    });
    for (const child of Object.keys(open ?? {})) this.add(`${path}.${child}`, depth + 1, path);
  }

  /** The key of the added step that a state is, or that it asks about. */
  private stepAt(path: StatePath): string | undefined {
    const tasks = this.within(path).flatMap((one) => Object.keys(findState(this.draft, one)?.body.tasks ?? {}));
    const [only] = tasks;
    if (only !== undefined) return tasks.length === 1 && this.steps.has(only) && path.split('.').at(-1)?.startsWith(only) === true ? only : undefined;
    const [asks] = findState(this.draft, path)?.body.choose ?? [];
    const next = asks?.to === undefined ? undefined : this.resolve(path, asks.to);
    // What asks is called after what it asks about (`addStep`).
    return next === undefined || !path.startsWith(`${next}If`) ? undefined : this.stepAt(next);
  }

  /** A state with everything inside of it. */
  private within(path: StatePath): StatePath[] {
    const body = findState(this.draft, path)?.body;
    return [path, ...Object.keys({ ...body?.states, ...body?.parallel }).flatMap((key) => this.within(`${path}.${key}`))];
  }

  /** Remembers on which card a state and what lies in it is shown. */
  private note(path: StatePath, card: StatePath): void {
    if (path !== card && this.cards.some((one) => one.path === path)) return;
    this.cardOf.set(path, card);
    const body = findState(this.draft, path)?.body;
    for (const key of Object.keys({ ...body?.states, ...body?.parallel })) this.note(`${path}.${key}`, card);
  }

  private tasksOf(path: StatePath): FlowTask[] {
    const written = findState(this.draft, path);
    return Object.entries(written?.body.tasks ?? {}).map(([key, task]): FlowTask => {
      const assign = task.assign ?? (task.role === undefined ? this.assignedAbove(path) : undefined);
      const role = this.given(task.role, written);
      const named = role === undefined ? this.valueOf(task.role, written) : undefined;
      const roleParameter = named !== undefined && 'parameter' in named ? named.parameter : undefined;
      const form = this.given(task.form, written);
      const due = task.dueAt === undefined ? this.valueOf(task.due, written) : this.expression(task.dueAt, written);
      const remind = this.valueOf(task.remind, written);
      return {
        ref: `${path}#${key}`,
        key,
        title: titleGiven(task.title, written) ?? text(key, key),
        ...(role === undefined ? {} : { role }),
        ...(roleParameter === undefined ? {} : { roleParameter }),
        ...(assign === undefined || role !== undefined ? {} : { assign }),
        ...(form === undefined ? {} : { form }),
        ...(due === undefined ? {} : { due }),
        ...(remind === undefined ? {} : { remind }),
        escalate: (task.escalate ?? []).flatMap(({ after, to }) => {
          const value = this.valueOf(after, written);
          return value === undefined ? [] : [{ after: value, to }];
        }),
      };
    });
  }

  /** The rule of the nearest state around that says who works in it. */
  private assignedAbove(path: StatePath): string | undefined {
    const keys = path.split('.');
    return keys.map((_, index) => findState(this.draft, keys.slice(0, keys.length - index).join('.'))?.body.assign).find((assign) => assign !== undefined);
  }

  /** A role or form: written out, or what the fragment was given. */
  private given(value: string | undefined, written: Written | undefined): string | undefined {
    if (value?.startsWith('$') !== true) return value;
    const reached = followReference(value, written?.uses ?? []);
    return reached !== undefined && 'given' in reached ? reached.given : undefined;
  }

  private valueOf(value: string | undefined, written: Written | undefined): FlowValue | undefined {
    if (value === undefined) return undefined;
    const reached = followReference(value, written?.uses ?? []);
    if (reached === undefined) return undefined;
    return 'parameter' in reached ? { parameter: reached.parameter } : { value: reached.given };
  }

  private expression(source: string, written: Written | undefined): FlowValue {
    return { expression: source, parameters: this.inExpression(source, written) };
  }

  /** The parameters an expression reads: `parameters.confirmation`, or `due` where the fragment was given `$visitSoon` for it. */
  private inExpression(source: string, written: Written | undefined): string[] {
    const plain = source.replace(/"[^"]*"|'[^']*'/g, '');
    const named = [...plain.matchAll(/(?<![\w.])parameters\.([A-Za-z]\w*)/g)].map(([, name = '']) => name);
    const words = [...plain.matchAll(/(?<![\w.])([a-z]\w*)/g)].map(([, name = '']) => name);
    const handed = words.flatMap((name) => this.parametersIn(`$${name}`, written));
    return [...new Set([...handed, ...named])].filter((name) => this.known(name));
  }

  private known(name: string): boolean {
    return Object.hasOwn(this.definition.parameters ?? {}, name);
  }

  private parametersIn(reference: string, written: Written | undefined): string[] {
    const reached = followReference(reference, written?.uses ?? []);
    if (reached === undefined) return [];
    const name = 'parameter' in reached ? reached.parameter : undefined;
    return name !== undefined && this.known(name) ? [name] : [];
  }

  /** What a state hands to its fragment. */
  private passedTo(state: State, written: Written): string[] {
    return Object.values(state.with ?? {}).flatMap((value) => (typeof value === 'string' && value.startsWith('$') ? this.parametersIn(value, { ...written, uses: written.uses.slice(0, -1) }) : []));
  }

  /** Every parameter that a body names, in its own words or through its fragment; what lies inside is asked by itself. */
  private named(body: State, written: Written): string[] {
    const found: string[] = [];
    const look = (value: unknown): void => {
      if (typeof value === 'string') found.push(...(value.startsWith('$') ? this.parametersIn(value, written) : this.inExpression(value, written)));
      else if (Array.isArray(value)) value.forEach(look);
      else if (typeof value === 'object' && value !== null && !('zh-CN' in value)) Object.values(value).forEach(look);
    };
    const { clock, until, after, tasks } = body;
    look([clock?.budget, clock?.warn, clock?.until, until?.at, Object.values(after ?? {}).map((one) => [one.in, one.at]), Object.values(tasks ?? {}).map(timesOf)]);
    return found;
  }

  private clocksOf(covered: readonly StatePath[]): FlowCard['clocks'] {
    const own = covered.flatMap((path) => {
      const written = findState(this.draft, path);
      const clock = written?.body.clock;
      if (written === undefined || clock === undefined) return [];
      const budget = clock.until === undefined ? this.valueOf(clock.budget, written) : this.expression(clock.until, written);
      return [{ title: titleGiven(clock.title, written) ?? titleOf(written, path), ...(budget === undefined ? {} : { budget }) }];
    });
    const apart = this.apart(covered).map((clock) => {
      const budget = this.valueOf(clock.budget, undefined);
      return { title: clock.title, ...(budget === undefined ? {} : { budget }) };
    });
    return [...own, ...apart];
  }

  /** The clocks apart from states whose condition asks about one of these, and that it does not hold. */
  private apart(covered: readonly StatePath[]): FreeClockDefinition[] {
    const asked = (source: string | undefined) => [...(source ?? '').matchAll(/active\("([^"]+)"\)/g)].map(([, path = '']) => path);
    return Object.values(this.definition.clocks ?? {}).filter(({ runs, pauses }) => asked(runs).some((path) => covered.includes(path) && !asked(pauses).includes(path)));
  }

  private waysOf(card: StatePath): FlowWay[] {
    const found = new Map<string, FlowWay>();
    for (const [path, shown] of this.cardOf) {
      if (shown !== card) continue;
      for (const { to: target, title, when, because } of this.leaving(path)) {
        const to = this.resolve(path, target);
        const onto = to === undefined ? undefined : this.cardOf.get(to);
        if (to === undefined || onto === undefined || onto === card) continue;
        found.set(`${title['zh-CN']}→${onto}`, { to, card: onto, title, ...(when === undefined ? {} : { when }), ...(because === undefined ? {} : { because }) });
      }
    }
    return [...found.values()];
  }

  private leaving(path: StatePath): { to: string; title: Bilingual; when?: string | undefined; because?: string | undefined }[] {
    const written = findState(this.draft, path);
    if (written === undefined) return [];
    const { body } = written;
    const from = (title: Bilingual, steps: readonly { to?: string | undefined; when?: string | undefined; because?: string | undefined }[]) =>
      steps.flatMap(({ to, when, because }) => (to === undefined ? [] : [{ to, title, when, because }]));
    return [
      ...Object.entries(body.on ?? {}).flatMap(([event, steps]) => from(this.eventTitle(path, event), steps)),
      ...from(AUTOMATIC, body.choose ?? []),
      ...(body.until === undefined ? [] : from(WAITED, [body.until])),
      ...Object.values(body.after ?? {}).flatMap((one) => from(titleGiven(one.title, written) ?? WAITED, [one])),
      ...from(DONE, body.done ?? []),
    ];
  }

  /** `visit.calm` by the title of the outcome; of an event, its own. */
  private eventTitle(path: StatePath, event: string): Bilingual {
    const [task = '', outcome = ''] = event.split('.');
    const inside = this.within(path).map((one) => findState(this.draft, one)?.body.tasks?.[task]?.outcomes?.[outcome]);
    const title = inside.find((one) => one !== undefined)?.title;
    return (title as Bilingual | undefined) ?? (this.definition.events?.[event]?.title as Bilingual | undefined) ?? text('完成', 'done');
  }

  /** Where a target written in a state leads: a neighbour, `^` further out, a path from the outside, or what the fragment was handed. */
  private resolve(path: StatePath, target: string): StatePath | undefined {
    let around = path.split('.').slice(0, -1);
    let name = target;
    for (let depth = 0; depth < 16 && name.startsWith('$'); depth++) {
      const handed = this.handed(around, name.slice(1));
      if (handed === undefined) return undefined;
      [around, name] = [handed.around, handed.target];
    }
    while (name.startsWith('^')) [around, name] = [around.slice(0, -1), name.slice(1)];
    const tries = around.map((_, index) => [...around.slice(0, around.length - index), name].join('.'));
    return [...tries, name].find((one) => findState(this.draft, one) !== undefined);
  }

  /** What the nearest fragment around was given under a name, and where that is read. */
  private handed(around: readonly string[], name: string): { around: string[]; target: string } | undefined {
    for (let length = around.length; length > 0; length--) {
      const state = findState(this.draft, around.slice(0, length).join('.'))?.state;
      if (state?.use === undefined) continue;
      const target = state.with?.[name];
      return typeof target === 'string' ? { around: around.slice(0, length - 1), target } : undefined;
    }
    return undefined;
  }
}

function isBranch(body: State): boolean {
  return body.choose !== undefined && body.tasks === undefined && body.states === undefined;
}

/** The parts of a task that say when. */
function timesOf({ due, dueAt, remind, escalate, recall }: TaskDefinition): unknown[] {
  return [due, dueAt, remind, (escalate ?? []).map(({ after }) => after), recall];
}
