import { isDuration, text, type Bilingual } from '@stationhouse/kernel';
import type { Definition, FragmentParameter, ParameterDefinition, StateDefinition, TitleDefinition } from './grammar.js';
import type { Problems } from './problems.js';
import { isBilingual } from './schema.js';
import type { Span } from './time-values.js';
import type { CalendarKind, EffectiveParameter, StateKind, StatePath } from './types.js';

type Path = readonly (string | number)[];

/** A state of the expanded workflow: fragments put in their places, each place with its own path. */
export interface Place {
  readonly path: StatePath;
  readonly key: string;
  readonly kind: StateKind;
  readonly parent: Place | undefined;
  readonly children: Place[];
  readonly body: StateDefinition;
  readonly title: Bilingual;
  /** What names mean inside the body. */
  readonly scope: Scope;
  /** True for the state a fragment was put in. */
  readonly fragmentRoot: boolean;
  /** Where the body is written, for messages. */
  readonly at: Path;
}

/** What a fragment was given; empty outside of fragments. */
export interface Scope {
  readonly args: ReadonlyMap<string, Argument>;
}

export type Argument =
  | { readonly type: 'duration'; readonly span: Span }
  /** An expression that is read where the fragment is used: its `state` is that place, its names are those of its surroundings. */
  | { readonly type: 'moment'; readonly source: string; readonly place: Place; readonly scope: Scope; readonly at: Path }
  | { readonly type: 'form' | 'role'; readonly value: string }
  | { readonly type: 'title'; readonly value: Bilingual }
  | { readonly type: 'target'; readonly name: string; readonly place: Place; readonly scope: Scope };

const OUTSIDE: Scope = { args: new Map() };
const MAX_NESTING = 8;
/** States a workflow may have, fragments put in: several times what anybody can read, and few enough to be compiled in a moment. */
const MAX_STATES = 1_000;
const NO_TITLE = text('（无标题）', '(untitled)');

/** The effective values of a definition's parameters: a station's where it set one, else the default. */
export function effectiveParameters(definition: Definition, values: Readonly<Record<string, EffectiveParameter['value']>>, problems: Problems): Record<string, EffectiveParameter> {
  const declared = definition.parameters ?? {};
  for (const name of Object.keys(values)) {
    if (!(name in declared)) problems.add('UNKNOWN_PARAMETER', ['parameters', name], text(`没有参数“${name}”。`, `There is no parameter "${name}".`));
  }
  return Object.fromEntries(
    Object.entries(declared).map(([name, parameter]) => {
      const { type, title, because } = parameter;
      const value = values[name] ?? parameter.default;
      checkParameter(name, parameter, value, problems);
      const [min, max] = [parameter.min, parameter.max].map((bound) => boundOf(bound, declared, values));
      return [name, { value, type, title, default: parameter.default, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }), locked: parameter.locked === true, ...(because === undefined ? {} : { because }) }];
    }),
  );
}

/** A bound as it is in effect: written out, or the value of the parameter it names. */
function boundOf(bound: string | number | undefined, declared: Readonly<Record<string, ParameterDefinition>>, values: Readonly<Record<string, EffectiveParameter['value']>>): string | number | undefined {
  if (typeof bound !== 'string' || !bound.startsWith('$')) return bound;
  const name = bound.slice(1);
  const value = values[name] ?? declared[name]?.default;
  return typeof value === 'boolean' ? undefined : value;
}

function checkParameter(name: string, parameter: ParameterDefinition, value: EffectiveParameter['value'], problems: Problems): void {
  if (parameter.locked === true && value !== parameter.default) problems.add('LOCKED_PARAMETER', ['parameters', name, 'default'], text(`参数“${name}”已锁定，只能为 ${String(parameter.default)}。`, `The parameter "${name}" is locked to ${String(parameter.default)}.`));
  if (parameter.type !== 'duration' && parameter.calendar !== undefined) problems.add('PARAMETER_TYPE', ['parameters', name, 'calendar'], text('只有时长才有 calendar，请删除。', 'Only a duration has a calendar. Remove it.'));
  if (parameter.type !== 'duration' && parameter.type !== 'number' && (parameter.min ?? parameter.max) !== undefined) problems.add('PARAMETER_TYPE', ['parameters', name], text('只有时长和数字才有 min、max，请删除。', 'Only durations and numbers have min and max. Remove them.'));
  const fits = { duration: isDuration(value), number: typeof value === 'number', boolean: typeof value === 'boolean', text: typeof value === 'string', role: typeof value === 'string' };
  if (!fits[parameter.type]) problems.add('PARAMETER_TYPE', ['parameters', name, 'default'], text(`参数“${name}”的值 ${String(value)} 不是${parameter.type}。`, `The value ${String(value)} of "${name}" is no ${parameter.type}.`));
  checkCalendar(String(value), parameter.calendar ?? 'natural', ['parameters', name, 'default'], problems);
}

/** Working days are whole days; shifts are hours and minutes, since a day has no length there. */
export function checkCalendar(iso: string, calendar: CalendarKind, at: Path, problems: Problems): void {
  if (calendar === 'workingDays' && !/^P\d+D$/.test(iso)) problems.add('WORKING_DAYS', at, text('工作日时长须为整天，例如 P3D。', 'A duration in working days is whole days, like P3D.'));
  if (calendar === 'shifts' && !iso.startsWith('PT')) problems.add('SHIFT_HOURS', at, text('按班次计的时长须写小时或分钟，例如 PT8H。', 'A duration in shifts is hours and minutes, like PT8H.'));
}

/** Puts fragments in their places and names every state by its path. */
export class Expansion {
  readonly places: Place[] = [];
  readonly byPath = new Map<StatePath, Place>();
  private readonly definition: Definition;
  private readonly parameters: Readonly<Record<string, EffectiveParameter>>;
  private readonly problems: Problems;

  constructor(definition: Definition, parameters: Readonly<Record<string, EffectiveParameter>>, problems: Problems) {
    this.definition = definition;
    this.parameters = parameters;
    this.problems = problems;
    for (const [key, state] of Object.entries(definition.states)) this.add(key, state, undefined, OUTSIDE, ['states', key], 0);
  }

  /** The outermost states. */
  get roots(): Place[] {
    return this.places.filter((place) => place.parent === undefined);
  }

  /** False once there are more states than a workflow may have: nothing further is looked at. */
  get complete(): boolean {
    return this.places.length < MAX_STATES;
  }

  private add(key: string, written: StateDefinition, parent: Place | undefined, scope: Scope, at: Path, nesting: number): void {
    if (!this.complete) return;
    const path = parent === undefined ? key : `${parent.path}.${key}`;
    const used = written.use === undefined ? undefined : this.definition.fragments?.[written.use];
    if (written.use !== undefined && used === undefined) this.problems.add('UNKNOWN_FRAGMENT', [...at, 'use'], text(`没有片段“${written.use}”，请在 fragments 下定义。`, `There is no fragment "${written.use}". Define it under fragments.`));
    if (nesting > MAX_NESTING) return this.problems.add('FRAGMENT_LOOP', [...at, 'use'], text('片段嵌套过深或自我引用。', 'Fragments are nested too deeply or use themselves.'));
    const body: StateDefinition = used ?? written;
    const inner: { args: Map<string, Argument> } = { args: new Map() };
    const place: Place = {
      path,
      key,
      kind: kindOf(body),
      parent,
      children: [],
      body,
      title: NO_TITLE,
      scope: used === undefined ? scope : inner,
      fragmentRoot: used !== undefined,
      at: used === undefined ? at : ['fragments', written.use ?? ''],
    };
    this.places.push(place);
    if (!this.complete) return this.problems.add('TOO_MANY_STATES', at, text(`状态超过 ${MAX_STATES} 个（含片段展开后的），请拆成几个关联的流程。`, `There are more than ${MAX_STATES} states, those of fragments included. Make several linked workflows of it.`));
    this.byPath.set(path, place);
    parent?.children.push(place);
    if (used !== undefined) this.bind(used.parameters ?? {}, written.with ?? {}, place, scope, at, inner.args);
    const title = written.title === undefined ? this.title(used?.title, place.scope, place.at) : this.title(written.title, scope, at);
    Object.assign(place, { title });
    this.checkShape(written, place, at);
    const [group, children] = body.parallel === undefined ? (['states', body.states] as const) : (['parallel', body.parallel] as const);
    for (const [childKey, child] of Object.entries(children ?? {})) {
      this.add(childKey, child, place, place.scope, [...place.at, group, childKey], nesting + (used === undefined ? 0 : 1));
    }
  }

  private checkShape(written: StateDefinition, place: Place, at: Path): void {
    const { body } = place;
    const shapes = ['final', 'history', 'choose', 'until', 'states', 'parallel'].filter((shape) => shape in body);
    if (shapes.length > 1) this.problems.add('SHAPE', at, text(`一个状态只能是 ${shapes.join('、')} 之一。`, `A state is only one of ${shapes.join(', ')}.`));
    if (written.title === undefined && body.title === undefined) this.problems.add('NO_TITLE', at, text('缺少中英文标题 title。', 'The title in both languages is missing.'));
    if (body.states !== undefined && !(body.start !== undefined && Object.hasOwn(body.states, body.start))) this.problems.add('UNKNOWN_START', [...place.at, 'start'], text('start 须为 states 中的一个状态。', 'start must name one of the states below it.'));
    this.checkHistory(place);
    const beside = written.use === undefined ? [] : Object.keys(written).filter((key) => !['use', 'with', 'title'].includes(key));
    if (beside.length > 0) this.problems.add('SHAPE', at, text(`使用片段的状态不能再写 ${beside.join('、')}。`, `A state that uses a fragment cannot also say ${beside.join(', ')}.`));
  }

  private checkHistory({ body, kind, parent, at }: Place): void {
    if (kind !== 'history') {
      if (body.default !== undefined) this.problems.add('SHAPE', [...at, 'default'], text('只有 history 状态才有 default，请删除。', 'Only a history state has a default. Remove it.'));
      return;
    }
    const beside = Object.keys(body).filter((key) => !['history', 'default', 'title'].includes(key));
    if (beside.length > 0) this.problems.add('SHAPE', at, text(`history 状态只记住上次的位置，不能再写 ${beside.join('、')}。`, `A history state only remembers where one was: it cannot also say ${beside.join(', ')}.`));
    const group = parent?.body.states ?? parent?.body.parallel;
    const target = body.default === undefined ? undefined : group?.[body.default];
    if (group === undefined) this.problems.add('SHAPE', at, text('history 状态须写在它所记住的状态之内。', 'A history state stands inside the state it remembers.'));
    else if (body.default !== undefined && (target === undefined || target.history !== undefined)) this.problems.add('UNKNOWN_TARGET', [...at, 'default'], text(`旁边没有状态“${body.default}”。`, `There is no state "${body.default}" beside it.`));
  }

  private bind(declared: Readonly<Record<string, FragmentParameter>>, given: Readonly<Record<string, string | Bilingual>>, place: Place, outer: Scope, at: Path, args: Map<string, Argument>): void {
    for (const name of Object.keys(given)) {
      if (!(name in declared)) this.problems.add('UNKNOWN_ARGUMENT', [...at, 'with', name], text(`片段没有参数“${name}”。`, `The fragment takes no "${name}".`));
    }
    for (const [name, parameter] of Object.entries(declared)) {
      const value = given[name] ?? parameter.default;
      const where = [...at, 'with', name];
      if (value === undefined) {
        if (parameter.optional !== true) this.problems.add('MISSING_ARGUMENT', [...at, 'with'], text(`缺少片段参数“${name}”。`, `The fragment needs "${name}".`));
        continue;
      }
      const argument = this.argument(parameter.type, value, place, outer, where);
      if (argument === undefined) this.problems.add('ARGUMENT_TYPE', where, text(`参数“${name}”应为 ${parameter.type}。`, `"${name}" must be a ${parameter.type}.`));
      else args.set(name, argument);
    }
  }

  private argument(type: FragmentParameter['type'], value: string | Bilingual, place: Place, scope: Scope, at: Path): Argument | undefined {
    const passed = typeof value === 'string' && value.startsWith('$') ? scope.args.get(value.slice(1)) : undefined;
    if (passed !== undefined) return passed.type === type ? passed : undefined;
    if (type === 'title') return isBilingual(value) ? { type, value } : undefined;
    if (typeof value !== 'string') return undefined;
    switch (type) {
      case 'duration': {
        const span = this.span(value, scope, at);
        return span === undefined ? undefined : { type, span };
      }
      case 'moment':
        return { type, source: value, place, scope, at };
      case 'target':
        return { type, name: value, place, scope };
      default:
        return { type, value: this.word(value, scope, type, at) };
    }
  }

  /** A duration as written, `P3D` or `$visitLead`. */
  span(value: string, scope: Scope, at: Path): Span | undefined {
    if (!value.startsWith('$')) return { iso: value, calendar: 'natural' };
    const name = value.slice(1);
    const argument = scope.args.get(name);
    if (argument?.type === 'duration') return argument.span;
    const declared = this.definition.parameters?.[name];
    const effective = this.parameters[name];
    if (declared?.type !== 'duration' || effective === undefined) {
      this.problems.add('UNKNOWN_REFERENCE', at, text(`没有时长参数“${value}”，请在 parameters 下定义。`, `There is no duration "${value}". Define it under parameters.`));
      return undefined;
    }
    const max = String(typeof declared.max === 'string' && declared.max.startsWith('$') ? this.parameters[declared.max.slice(1)]?.value : declared.max);
    return { iso: String(effective.value), calendar: declared.calendar ?? 'natural', ...(declared.because === undefined ? {} : { because: declared.because }), ...(isDuration(max) ? { max } : {}) };
  }

  /** A duration that a fragment may have been left without. */
  optionalSpan(value: string | undefined, scope: Scope, at: Path): Span | undefined {
    if (value === undefined) return undefined;
    const name = value.slice(1);
    if (value.startsWith('$') && !scope.args.has(name) && this.isOptional(name, at)) return undefined;
    return this.span(value, scope, at);
  }

  private isOptional(name: string, at: Path): boolean {
    const fragment = at[0] === 'fragments' ? this.definition.fragments?.[String(at[1])] : undefined;
    return fragment?.parameters?.[name]?.optional === true;
  }

  /** A role or form as written, `chief` or `$role`. */
  word(value: string, scope: Scope, type: 'role' | 'form', at: Path): string {
    if (!value.startsWith('$')) return value;
    const name = value.slice(1);
    const argument = scope.args.get(name);
    if (argument?.type === type) return argument.value;
    if (argument === undefined && type === 'role' && this.definition.parameters?.[name]?.type === 'role') return String(this.parameters[name]?.value ?? '');
    const [chinese, english] = type === 'role' ? ['岗位', 'role'] : ['表单', 'form'];
    this.problems.add('UNKNOWN_REFERENCE', at, text(`没有${chinese}参数“${value}”，请定义或改正。`, `There is no ${english} "${value}". Define it, or correct the name.`));
    return '';
  }

  /** A form that a fragment may have been left without. */
  optionalForm(value: string | undefined, scope: Scope, at: Path): string | undefined {
    if (value === undefined || (value.startsWith('$') && !scope.args.has(value.slice(1)) && this.isOptional(value.slice(1), at))) return undefined;
    return this.word(value, scope, 'form', at);
  }

  /** A whole number as written, `2` or `$signers`. */
  count(value: number | string, at: Path): number | undefined {
    if (typeof value === 'number') return value;
    const name = value.slice(1);
    const number = Number(this.parameters[name]?.value);
    if (this.definition.parameters?.[name]?.type === 'number' && Number.isInteger(number) && number >= 1) return number;
    this.problems.add('UNKNOWN_REFERENCE', at, text(`没有取正整数的数字参数“${value}”，请在 parameters 下定义。`, `There is no number "${value}" of 1 or more, whole. Define it under parameters.`));
    return undefined;
  }

  /** A title as written, or the one the fragment was given. */
  title(value: TitleDefinition | undefined, scope: Scope, at: Path): Bilingual {
    if (value === undefined) return NO_TITLE;
    if (typeof value !== 'string') return value;
    const argument = scope.args.get(value.slice(1));
    if (argument?.type === 'title') return argument.value;
    this.problems.add('UNKNOWN_REFERENCE', [...at, 'title'], text(`没有标题参数“${value}”。`, `There is no title "${value}".`));
    return NO_TITLE;
  }

  /** The place a target names, seen from a place; undefined and a problem when there is none. */
  target(name: string, from: Place, at: Path, scope: Scope = from.scope): Place | undefined {
    if (name.startsWith('$')) {
      const argument = scope.args.get(name.slice(1));
      if (argument?.type === 'target') return this.target(argument.name, argument.place, at, argument.scope);
      this.problems.add('UNKNOWN_TARGET', at, text(`没有去向参数“${name}”。`, `There is no target "${name}".`));
      return undefined;
    }
    const outward = name.startsWith('^');
    const [wanted = '', ...inside] = (outward ? name.slice(1) : name).split('.');
    // A name written inside a fragment never reaches a state outside of it: only a target handed in does.
    const closedAt = (place: Place) => place.fragmentRoot && place.scope === scope;
    let place: Place | undefined = from;
    if (outward && !closedAt(from)) place = from.parent;
    while (place !== undefined && !closedAt(place)) {
      const found: Place | undefined = (place.parent?.children ?? this.roots).find((sibling) => sibling.key === wanted);
      const inner = inside.reduce<Place | undefined>((around, key) => (around?.fragmentRoot === true ? undefined : around?.children.find((child) => child.key === key)), found);
      if (inner !== undefined) return inner;
      if (found !== undefined || !outward) break;
      place = place.parent;
    }
    const further = outward ? undefined : this.places.find((other) => other.key === wanted);
    const hint = further === undefined ? text('请核对名称。', 'Check the name.') : text(`若指外层状态，请写 ^${wanted}。`, `For the outer state write ^${wanted}.`);
    this.problems.add('UNKNOWN_TARGET', at, text(`从“${from.path}”找不到去向“${name}”。${hint['zh-CN']}`, `"${name}" is no state that "${from.path}" can go to. ${hint.en}`));
    return undefined;
  }
}

function kindOf(body: StateDefinition): StateKind {
  if (body.final === true) return 'final';
  if (body.history !== undefined) return 'history';
  if (body.choose !== undefined) return 'choose';
  if (body.until !== undefined) return 'wait';
  if (body.parallel !== undefined) return 'parallel';
  return body.states === undefined ? 'simple' : 'compound';
}
