import { text, type Bilingual } from '@stationhouse/kernel';
import type { ASTNode, Environment, ParseResult } from '@marcbachmann/cel-js';
import { baseEnvironment, CelTypes, FUNCTIONS, registerRules, type CelType } from './cel-types.js';
import type { Place, Scope } from './expand.js';
import type { Definition } from './grammar.js';
import type { Problems } from './problems.js';
import { encryptedPaths, sameFields } from './encrypted.js';
import { countLinks, type Links } from './links.js';
import { foundSchema } from './lookups.js';
import { Moment, Period, WorkingPeriod } from './time-values.js';
import type { Calendars } from './calendar.js';
import type { EffectiveParameter, JsonObject, Rules, StatePath } from './types.js';
import { schemaAt } from './values.js';

type Path = readonly (string | number)[];

/** What an expression reads while it runs. */
export interface Evaluation {
  readonly data: JsonObject;
  readonly event: JsonObject;
  /** What was looked up for the step. */
  readonly found?: JsonObject | undefined;
  readonly now: Date;
  readonly timeZone: string;
  readonly calendars?: Calendars | undefined;
  /** What `active("…")` answers by, in conditions of clocks. */
  readonly active?: ReadonlySet<StatePath>;
  /** Stands in for every moment a fragment was given: for checks without data. */
  readonly anchor?: Date;
  /** Instances this one started, for `linked`. */
  readonly links?: Links | undefined;
  /** When a state was last entered. */
  enteredAt(place: Place): Date;
}

/** A checked expression. */
export interface Expression {
  readonly source: string;
  /** What it says, for reading it back to people. */
  readonly ast: ASTNode;
  /** CEL type of its value. */
  readonly type: string;
  /** True for a plain field like `event.agreedOn`, which may be missing without being a mistake. */
  readonly plainField: boolean;
  /** True for a plain field that is plainly not there: `evaluate` would throw that it is missing. */
  lacks(evaluation: Evaluation): boolean;
  /** True when it reads `data`, itself or through an argument of its fragment. */
  readonly readsData: boolean;
  /** The states it asks `active("…")` about. */
  readonly states: readonly StatePath[];
  /** @throws ExpressionFailure when a value it needs is missing or does not fit */
  evaluate(evaluation: Evaluation): unknown;
}

/** An expression that could not be computed on the data at hand. */
export class ExpressionFailure extends Error {
  override readonly name = 'ExpressionFailure';
  readonly missing: boolean;
  readonly text: Bilingual;
  constructor(source: string, cause: unknown) {
    const reason = cause instanceof Error ? ((cause as Error & { summary?: string }).summary ?? cause.message) : String(cause);
    super(`${source}: ${reason}`, { cause });
    this.missing = (cause as { code?: string } | undefined)?.code === 'no_such_key';
    this.text = text(`表达式“${source}”无法计算（${reason}），请先补全所需数据。`, `The expression "${source}" cannot be computed (${reason}). Fill in the data it needs first.`);
  }
}

/** Where an expression stands and what it may read. */
export interface Setting {
  readonly place: Place | undefined;
  readonly scope: Scope;
  readonly at: Path;
  /** Form whose answer is `event`; undefined: no `event` here. */
  readonly eventForm?: string | undefined;
  /** The event, as written, whose look-ups are `found`; `null`: a choice, which steps of any event pass through; undefined: no `found` here. */
  readonly foundOn?: string | null | undefined;
  /** `state.entered` may be read: where tasks, clocks and waits begin, not in guards. */
  readonly withState: boolean;
  /** `active("path")` may be asked: in conditions of clocks. */
  readonly withActive?: boolean;
  /** Types the value may have; a field that may be missing must be guarded with has() when `strict`. */
  readonly expected: readonly string[];
  readonly strict: boolean;
  /** What the value becomes a part of, where it is put into the data: an encrypted field is copied into one alone. */
  readonly into?: JsonObject | undefined;
  /** True where an encrypted field is read before it is sealed. */
  readonly unsealed?: boolean;
}

/** Compiles the expressions of one definition, each checked against the data schema, the form of its event, and its fragment's arguments. */
export class Expressions {
  private readonly problems: Problems;
  private readonly base: Environment;
  private readonly dataType: CelType;
  private readonly schemas: { readonly data: JsonObject; readonly forms: Readonly<Record<string, JsonObject>> };
  private readonly formTypes = new Map<string, CelType>();
  private readonly environments = new Map<string, Environment>();
  /** By the event as written; of choices, by `null`. */
  private readonly foundTypes = new Map<string | null, CelType>();
  private readonly parameterValues: (timeZone: string) => unknown;
  /** Rules and functions an expression may call. */
  private readonly callable: readonly string[];
  /** What `active("…")` answers while an expression runs. */
  private active: ReadonlySet<StatePath> = new Set();
  private readonly linkedValue: (links: Links) => unknown;
  /** Data and answers as values of expressions: one step reads the same ones again and again. */
  private readonly converted = new WeakMap<JsonObject, { readonly type: CelType; readonly timeZone: string; readonly value: unknown }>();

  constructor(definition: Definition, parameters: Readonly<Record<string, EffectiveParameter>>, rules: Rules, problems: Problems) {
    this.problems = problems;
    this.schemas = { data: definition.data as JsonObject, forms: Object.fromEntries(Object.entries(definition.forms ?? {}).map(([key, { schema }]) => [key, schema as JsonObject])) };
    this.base = baseEnvironment();
    const types = new CelTypes(this.base);
    this.dataType = types.ofSchema(definition.data as JsonObject, 'Data');
    for (const [key, form] of Object.entries(definition.forms ?? {})) {
      this.formTypes.set(key, types.ofSchema(form.schema as JsonObject, `Event${key.charAt(0).toUpperCase()}${key.slice(1)}`));
    }
    for (const [name, schema] of resultSchemas(definition)) this.formTypes.set(name, types.ofSchema(schema, `Event${name.charAt(0).toUpperCase()}${name.slice(1).replace('.', 'As')}`));
    const heard = new Set(Object.values(definition.lookups ?? {}).flatMap(({ on }) => on));
    for (const [index, event] of [null, ...heard].entries()) {
      const schema = foundSchema(definition, event ?? undefined);
      if (schema !== undefined) this.foundTypes.set(event, types.ofSchema(schema, `Found${index}`));
    }
    this.parameterValues = registerParameters(this.base, definition, parameters);
    this.linkedValue = registerLinked(this.base, definition, problems);
    class State {
      constructor(readonly entered: Moment) {}
    }
    this.base.registerType('State', { ctor: State, fields: { entered: 'Moment' } }).registerVariable('data', this.dataType.name).registerVariable('now', 'Moment');
    registerRules(this.base, rules);
    this.callable = [...Object.keys(rules), ...FUNCTIONS];
    this.makeState = (date, timeZone, label) => new State(new Moment(date, timeZone, label));
  }

  private readonly makeState: (date: Date, timeZone: string, label: Bilingual | undefined) => unknown;

  /** CEL type of a field of the data, undefined when there is no such field. */
  dataField(name: string): CelType | undefined {
    return this.dataType.fields?.[name]?.type;
  }

  /** Compiles one expression; notes a problem and answers undefined when it does not fit. */
  compile(source: string, setting: Setting): Expression | undefined {
    const args = this.argumentsOf(setting);
    if (args === undefined) return undefined;
    let parsed: ParseResult;
    try {
      parsed = this.environment(setting, args).parse(source);
    } catch (error) {
      this.problems.add('EXPRESSION_SYNTAX', setting.at, text(`表达式“${source}”写法有误：${summary(error)}`, `The expression "${source}" is not CEL: ${summary(error)}`));
      return undefined;
    }
    const checked = parsed.check();
    if (!checked.valid) {
      const called = /no matching overload for '([A-Za-z]\w*)\(/.exec(summary(checked.error))?.[1];
      if (called !== undefined && !this.callable.includes(called)) {
        this.problems.add('UNKNOWN_RULE', setting.at, text(`没有规则或函数“${called}”。可用：${this.callable.join('、')}。`, `There is no rule or function "${called}". There are: ${this.callable.join(', ')}.`));
        return undefined;
      }
      const hint = summary(checked.error).includes('WorkingPeriod') ? text('工作日和班次时长只能用于 due 和 budget。', 'A duration in working days or shifts only stands in due and budget.') : text('请核对字段名和类型。', 'Check names and types.');
      this.problems.add('EXPRESSION_TYPE', setting.at, text(`表达式“${source}”类型不符：${summary(checked.error)}。${hint['zh-CN']}`, `The expression "${source}" does not type-check: ${summary(checked.error)}. ${hint.en}`));
      return undefined;
    }
    const type = checked.type ?? 'dyn';
    if (!setting.expected.some((expected) => fits(type, expected))) {
      this.problems.add('EXPRESSION_TYPE', setting.at, text(`表达式“${source}”的类型是 ${type}，此处需要 ${setting.expected.join(' 或 ')}。`, `The expression "${source}" is a ${type}; ${setting.expected.join(' or ')} is needed here.`));
      return undefined;
    }
    if (setting.strict) this.requireGuards(source, parsed.ast, setting);
    if (setting.unsealed !== true) this.requireSealed(source, parsed.ast, setting);
    return this.expression(source, type, parsed, setting, args);
  }

  private expression(source: string, type: string, parsed: ParseResult, setting: Setting, args: ReadonlyMap<string, Expression | Period | WorkingPeriod>): Expression {
    const names = identifiers(parsed.ast);
    const { place } = setting;
    const eventType = this.formTypes.get(setting.eventForm ?? '');
    const foundType = this.foundType(setting);
    const [root, field, ...deeper] = fieldPath(parsed.ast) ?? [];
    const ofRoot = deeper.length === 0 && (root === 'data' || root === 'event') && !args.has(root) ? root : undefined;
    return {
      source,
      ast: parsed.ast,
      type,
      plainField: isPlainField(parsed.ast),
      readsData: names.some((name) => name === 'data' || readsData(args.get(name))),
      states: statesAsked(parsed.ast),
      lacks: (evaluation) => ofRoot !== undefined && field !== undefined && !Object.hasOwn(evaluation[ofRoot], field),
      evaluate: (evaluation) => {
        this.active = evaluation.active ?? this.active;
        const context: Record<string, unknown> = {};
        for (const name of names) {
          const argument = args.get(name);
          if (argument !== undefined) context[name] = argumentValue(argument, evaluation);
          else if (name === 'data') context['data'] = this.valueOf(this.dataType, evaluation.data, evaluation.timeZone);
          else if (name === 'event') context['event'] = eventType === undefined ? evaluation.event : this.valueOf(eventType, evaluation.event, evaluation.timeZone);
          else if (name === 'found' && foundType !== undefined) context['found'] = this.valueOf(foundType, evaluation.found ?? {}, evaluation.timeZone);
          else if (name === 'now') context['now'] = new Moment(evaluation.now, evaluation.timeZone, undefined);
          else if (name === 'linked') context['linked'] = this.linkedValue(evaluation.links ?? {});
          else if (name === 'parameters') context['parameters'] = this.parameterValues(evaluation.timeZone);
          else if (name === 'state' && place !== undefined) context['state'] = this.makeState(evaluation.enteredAt(place), evaluation.timeZone, text(`进入“${place.title['zh-CN']}”`, `entering "${place.title.en}"`));
        }
        try {
          return parsed(context) as unknown;
        } catch (error) {
          throw new ExpressionFailure(source, error);
        }
      },
    };
  }

  private foundType({ foundOn }: Setting): CelType | undefined {
    return foundOn === undefined ? undefined : this.foundTypes.get(foundOn);
  }

  private valueOf(type: CelType, json: JsonObject, timeZone: string): unknown {
    const known = this.converted.get(json);
    if (known?.type === type && known.timeZone === timeZone) return known.value;
    const value = type.convert(json, timeZone);
    this.converted.set(json, { type, timeZone, value });
    return value;
  }

  private argumentsOf(setting: Setting): Map<string, Expression | Period | WorkingPeriod> | undefined {
    const args = new Map<string, Expression | Period | WorkingPeriod>();
    for (const [name, argument] of setting.scope.args) {
      if (argument.type === 'duration') args.set(name, argument.span.calendar !== 'natural' ? new WorkingPeriod(argument.span.iso) : new Period(argument.span.iso));
      if (argument.type !== 'moment') continue;
      const outer = this.compile(argument.source, { place: argument.place, scope: argument.scope, at: argument.at, withState: true, strict: false, expected: ['Moment'] });
      if (outer === undefined) return undefined;
      args.set(name, outer);
    }
    return args;
  }

  private environment(setting: Setting, args: ReadonlyMap<string, Expression | Period | WorkingPeriod>): Environment {
    const types = [...args].map(([name, argument]) => [name, typeOfArgument(argument)] as const);
    const found = this.foundType(setting)?.name;
    const key = JSON.stringify([setting.eventForm ?? null, found ?? null, setting.withState, setting.withActive ?? false, types]);
    const known = this.environments.get(key);
    if (known !== undefined) return known;
    const made = this.base.clone();
    if (setting.eventForm !== undefined) made.registerVariable('event', this.formTypes.get(setting.eventForm)?.name ?? 'dyn');
    if (found !== undefined) made.registerVariable('found', found);
    if (setting.withState) made.registerVariable('state', 'State');
    if (setting.withActive === true) made.registerFunction('active(string): bool', (path: string) => this.active.has(path));
    for (const [name, type] of types) made.registerVariable(name, type);
    this.environments.set(key, made);
    return made;
  }

  /** A guard that reads a field which may be missing would fail at run time: it must ask has() first. */
  private requireGuards(source: string, ast: ASTNode, setting: Setting): void {
    const guarded = new Set<string>();
    const read = new Set<string>();
    walk(ast, (node, insideHas) => {
      const path = fieldPath(node);
      if (path !== undefined && this.mayBeMissing(path, setting)) (insideHas ? guarded : read).add(path.join('.'));
    });
    for (const path of read) {
      if (guarded.has(path)) continue;
      this.problems.add('UNGUARDED_FIELD', setting.at, text(`“${path}”可能没有值，请写 has(${path}) && …，或在数据中设为必填或给出默认值。`, `"${path}" may be missing in "${source}". Write has(${path}) && …, or make it required or give it a default in the schema.`));
    }
  }

  /** What is encrypted is opaque here: it is copied whole into a field of the same kind, or asked for with has(). Nothing else comes into such a field. */
  private requireSealed(source: string, ast: ASTNode, setting: Setting): void {
    const copied = fieldPath(ast);
    const isCopy = setting.into !== undefined && copied !== undefined && sameFields(this.schemaOf(copied, setting), setting.into);
    if (isCopy) return;
    if (encryptedPaths(setting.into).length > 0) {
      this.problems.add('ENCRYPTED_FIELD', setting.at, text(`加密字段只能由同样加密的字段原样写入，不能写“${source}”。`, `An encrypted field only takes over another one as it is, not "${source}".`));
    }
    for (const path of new Set(fieldsRead(ast).filter((read) => encryptedPaths(this.schemaOf(read, setting)).length > 0).map((read) => read.join('.')))) {
      this.problems.add('ENCRYPTED_FIELD', setting.at, text(`“${path}”加密保存，表达式“${source}”不能读取；只能用 has() 判断有无，或原样写入加密字段。`, `"${path}" is encrypted, so "${source}" cannot read it: ask has(), or copy it as it is into an encrypted field.`));
    }
  }

  private schemaOf([root, ...keys]: readonly string[], { eventForm }: Setting): JsonObject | undefined {
    const whole = root === 'data' ? this.schemas.data : root === 'event' ? this.schemas.forms[eventForm ?? ''] : undefined;
    return schemaAt(whole, keys);
  }

  private mayBeMissing(path: readonly string[], setting: Setting): boolean {
    let type = path[0] === 'data' ? this.dataType : path[0] === 'event' ? this.formTypes.get(setting.eventForm ?? '') : path[0] === 'found' ? this.foundType(setting) : undefined;
    let optional = false;
    for (const key of path.slice(1)) {
      const field = type?.fields?.[key];
      optional = field?.optional ?? false;
      type = field?.type;
    }
    return optional;
  }
}

function registerParameters(environment: Environment, definition: Definition, parameters: Readonly<Record<string, EffectiveParameter>>): (timeZone: string) => unknown {
  class Parameters {}
  const fields: Record<string, string> = {};
  const values = new Parameters() as Parameters & Record<string, unknown>;
  for (const [name, declared] of Object.entries(definition.parameters ?? {})) {
    const value = parameters[name]?.value;
    const working = declared.calendar !== undefined && declared.calendar !== 'natural';
    fields[name] = { duration: working ? 'WorkingPeriod' : 'Period', number: 'double', boolean: 'bool', text: 'string', role: 'string' }[declared.type];
    values[name] = declared.type === 'duration' ? (working ? new WorkingPeriod(String(value)) : new Period(String(value))) : value;
  }
  environment.registerType('Parameters', { ctor: Parameters, fields }).registerVariable('parameters', 'Parameters');
  return () => values;
}

/** What `event` holds when an action is heard: `print.succeeded`, `print.failed`, `ask.closed`. */
function resultSchemas(definition: Definition): [string, JsonObject][] {
  return Object.entries(definition.actions ?? {}).flatMap(([name, action]): [string, JsonObject][] => {
    if ('automation' in action) return [...(action.output === undefined ? [] : [[`${name}.succeeded`, action.output as JsonObject] as [string, JsonObject]]), [`${name}.failed`, FAILURE]];
    if (!('startLinked' in action)) return [];
    const started: JsonObject = { instanceId: { type: 'string' }, ...(action.startLinked.forEach === undefined ? {} : { item: {} }) };
    return [[`${name}.started`, required(started)], [`${name}.closed`, required({ ...started, outcome: { type: 'string' } })]];
  });
}

const required = (properties: JsonObject): JsonObject => ({ type: 'object', required: Object.keys(properties), properties });
const FAILURE = required({ error: { type: 'string' } });

/** `linked.open`, `linked.closed`, and the same for each action: `linked.taskDepartments.open`. */
function registerLinked(environment: Environment, definition: Definition, problems: Problems): (links: Links) => unknown {
  class Counts {}
  class Linked {}
  const names = Object.entries(definition.actions ?? {}).flatMap(([name, action]) => ('startLinked' in action ? [name] : []));
  for (const name of names.filter((one) => one === 'open' || one === 'closed')) problems.add('RESERVED_NAME', ['actions', name], text(`动作不能名为“${name}”，请改名。`, `An action cannot be called "${name}". Rename it.`));
  const counts = { open: 'int', closed: 'int' };
  environment.registerType('LinkedCounts', { ctor: Counts, fields: counts }).registerType('Linked', { ctor: Linked, fields: { ...Object.fromEntries(names.map((name) => [name, 'LinkedCounts'])), ...counts } }).registerVariable('linked', 'Linked');
  const made = (links: Links, action?: string) => Object.fromEntries(Object.entries(countLinks(links, action)).map(([key, count]) => [key, BigInt(count)]));
  const value = (links: Links) => Object.assign(new Linked(), Object.fromEntries(names.map((name) => [name, Object.assign(new Counts(), made(links, name))])), made(links));
  // Most instances never start another.
  const none = value({});
  return (links) => (Object.keys(links).length === 0 ? none : value(links));
}

/** Whether a value of one type may stand where another is expected. Objects and lists are checked again against their schema when stored. */
export function fits(type: string, expected: string): boolean {
  if (type === expected || type === 'dyn' || expected === 'dyn') return true;
  if (type === 'int' && expected === 'double') return true;
  const shape = (name: string) => (name.startsWith('list') ? 'list' : /^(Data|Event|Found|map)/.test(name) ? 'object' : name);
  if (shape(type) === 'list' && shape(expected) === 'list') {
    const [inner, wanted] = [type.slice(5, -1), expected.slice(5, -1)];
    return fits(inner === '' ? 'dyn' : inner, wanted === '' ? 'dyn' : wanted);
  }
  return shape(type) === 'object' && shape(expected) === 'object';
}

function summary(error: unknown): string {
  return error instanceof Error ? ((error as Error & { summary?: string }).summary ?? error.message) : String(error);
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}

function walk(value: unknown, visit: (node: ASTNode, insideHas: boolean) => void, insideHas = false): void {
  if (Array.isArray(value)) return value.forEach((inner) => walk(inner, visit, insideHas));
  if (!isNode(value)) return;
  visit(value, insideHas);
  const isHas = value.op === 'call' && Array.isArray(value.args) && value.args[0] === 'has';
  walk(value.args, visit, insideHas || isHas);
}

/** The fields an expression reads as a whole, each by its longest path; what it only asks `has()` about is not read. */
function fieldsRead(value: unknown): readonly string[][] {
  if (Array.isArray(value)) return value.flatMap(fieldsRead);
  if (!isNode(value) || (value.op === 'call' && value.args[0] === 'has')) return [];
  const path = fieldPath(value);
  return path === undefined ? fieldsRead(value.args) : [path];
}

/** `data.risk` as `['data', 'risk']`; undefined for anything but a plain chain of fields. */
function fieldPath(node: ASTNode): string[] | undefined {
  if (node.op === 'id') return [node.args];
  if (node.op !== '.') return undefined;
  const [receiver, field] = node.args;
  const before = fieldPath(receiver);
  return before === undefined ? undefined : [...before, field];
}

function isPlainField(node: ASTNode): boolean {
  return node.op === '.' && fieldPath(node) !== undefined;
}

/** The names an expression reads, its own variables among them. */
export function identifiers(ast: ASTNode): string[] {
  const names = new Set<string>();
  walk(ast, (node) => {
    if (node.op === 'id') names.add(node.args);
  });
  return [...names];
}

/** The paths of `active("…")`. */
function statesAsked(ast: ASTNode): StatePath[] {
  const found = new Set<StatePath>();
  walk(ast, (node) => {
    if (node.op !== 'call' || node.args[0] !== 'active') return;
    for (const argument of node.args[1]) if (argument.op === 'value' && typeof argument.args === 'string') found.add(argument.args);
  });
  return [...found];
}

function readsData(argument: Expression | Period | WorkingPeriod | undefined): boolean {
  return argument !== undefined && 'evaluate' in argument && argument.readsData;
}

/** Named, not read off the class: a browser build renames classes. */
function typeOfArgument(argument: Expression | Period | WorkingPeriod): string {
  if ('evaluate' in argument) return 'Moment';
  return argument instanceof WorkingPeriod ? 'WorkingPeriod' : 'Period';
}

function argumentValue(argument: Expression | Period | WorkingPeriod, evaluation: Evaluation): unknown {
  if (!('evaluate' in argument)) return argument;
  return evaluation.anchor === undefined ? argument.evaluate(evaluation) : new Moment(evaluation.anchor, evaluation.timeZone, undefined);
}
