import { covers, DateTime, Json, LocalDate, PageInfo, Text } from '@stationhouse/access';
import type { Type } from '@nestjs/common';
import { Field, type FieldOptions, Float, ID, InputType, Int, ObjectType, registerEnumType, type ReturnTypeFunc } from '@nestjs/graphql';
import type { Bilingual } from '@stationhouse/kernel';
import { Instance } from '../graphql/types.js';
import { FieldValue } from './field-values.js';
import { BooleanFilter, DateTimeFilter, FieldFilter, FloatFilter, InstanceConditions, IntFilter, LocalDateFilter, SortDirection, TextFilter, TextListFilter } from './inputs.js';
import { titleField, type FieldKind, type TypedField, type TypedShape } from './shape.js';

/** What stands beside the data in a typed object and in its filter: the run, or what a reader sees in its place. */
export interface Frame {
  /** What it is called in both; reserved, so that no field of the data is called so. */
  readonly key: 'instance' | 'record';
  readonly type: Type<object>;
  readonly conditions: Type<object>;
  /** What one object is, and what stands beside its data. */
  readonly words: { readonly object: string; readonly beside: string };
  /** Whether the object has an id, and tells among its own fields what has no type. */
  readonly identified: boolean;
  /** Whether data may hold what has no type: a filter takes it by its key. */
  readonly byKey: boolean;
}

const OF_OFFICERS: Frame = {
  key: 'instance',
  type: Instance,
  conditions: InstanceConditions,
  words: { object: 'One instance of the workflow, its data typed; masked as Instance.data is.', beside: 'The run itself: number, state, clocks, tasks.' },
  identified: true,
  byKey: true,
};

/** The GraphQL types of a workflow, made from its shape: each is what a class with the same decorators would be. */
export interface TypedClasses {
  readonly shape: TypedShape;
  /** Lists of values, and the conditions on them, by their names. */
  readonly values: Values;
  /** `DisputeMediation`. */
  readonly node: Type<object>;
  readonly connection: Type<object>;
  readonly filter: Type<object>;
  readonly order: Type<object>;
}

/** What is one and the same in every object and filter that says it. */
export interface Values {
  readonly enums: Map<string, object>;
  readonly filters: Map<string, Type<object>>;
}

/** Orders of the instance itself; in capitals, so that no field of the data is called so. */
export const STARTED_AT = 'STARTED_AT';
export const CLOSED_AT = 'CLOSED_AT';

/** Nest keeps one book of types per process, and puts every type of it into every schema: what is made for a shape is made once. */
const known = new Map<string, TypedClasses>();

/** The GraphQL types of a workflow. */
export function classesOf(shape: TypedShape): TypedClasses {
  return once(shape, OF_OFFICERS, () => ({ enums: new Map(), filters: new Map() }));
}

/**
 * Types of the same workflow for other readers, or of a record that no workflow leads.
 * @param shape a part of that of the classes; objects in it have names of their own, lists of values those that they have there
 */
export function classesBeside({ values }: Pick<TypedClasses, 'values'>, shape: TypedShape, frame: Frame): TypedClasses {
  return once(shape, frame, () => values);
}

function once(shape: TypedShape, frame: Frame, values: () => Values): TypedClasses {
  const key = JSON.stringify([frame.key, shape]);
  const classes = known.get(key) ?? newClasses(shape, frame, values());
  known.set(key, classes);
  return classes;
}

function newClasses(shape: TypedShape, frame: Frame, values: Values): TypedClasses {
  const node = objectClass(shape.typeName, describe(shape.title, shape.description, frame.words.object), shape.fields, values.enums);
  if (frame.identified) add(node, 'id', () => ID, { description: 'The id of the instance.' });
  add(node, frame.key, () => frame.type, { description: frame.words.beside });
  if (frame.identified) add(node, 'fields', () => [FieldValue], { description: 'What this type does not say: fields an overlay added, and values that an older version allowed.' });
  const edge = declared(`${shape.typeName}Edge`, ObjectType);
  add(edge, 'cursor', () => String);
  add(edge, 'node', () => node);
  const connection = declared(`${shape.typeName}Connection`, ObjectType);
  add(connection, 'edges', () => [edge]);
  add(connection, 'pageInfo', () => PageInfo);
  return { shape, values, node, connection, filter: filterClass(shape, frame, values), order: orderClass(shape) };
}

function objectClass(name: string, description: string, fields: readonly TypedField[], enums: Values['enums']): Type<object> {
  const type = declared(name, ObjectType, description);
  for (const field of fields) {
    const output = outputOf(field, enums);
    add(type, field.key, () => (field.list ? [output] : output), { nullable: field.list && field.kind !== 'object' ? 'itemsAndList' : true, description: describeField(field) });
    if (field.choices.length > 0) add(type, titleField(field), () => (field.list ? [Text] : Text), { nullable: field.list ? 'itemsAndList' : true, description: describe(field.title, undefined, field.list ? 'The titles of its values, in their order.' : 'The title of its value.') });
  }
  return type;
}

const OUTPUTS: Readonly<Record<Exclude<FieldKind, 'choice' | 'object'>, object>> = { text: String, integer: Int, number: Float, boolean: Boolean, date: LocalDate, moment: DateTime, json: Json };

function outputOf(field: TypedField, enums: Values['enums']): object {
  if (field.kind === 'object') return objectClass(field.typeName, describeField(field), field.fields, enums);
  if (field.kind !== 'choice') return OUTPUTS[field.kind];
  const known = enums.get(field.typeName);
  if (known !== undefined) return known;
  const values = Object.fromEntries(field.choices.map(({ value }) => [value, value]));
  registerEnumType(values, { name: field.typeName, description: describe(field.title, field.description), valuesMap: Object.fromEntries(field.choices.map(({ value, title }) => [value, { description: describe(title) }])) });
  enums.set(field.typeName, values);
  return values;
}

/** Nobody filters or sorts by P3; what is JSON has no order and no comparison. */
export function isComparable(field: TypedField): boolean {
  if (field.kind === 'object') return field.fields.some(isComparable);
  if (field.list && field.kind !== 'choice' && field.kind !== 'text') return false;
  return field.kind !== 'json' && field.dataClass !== 'P3';
}

/** Texts, numbers, choices and times at the top of the data. Nobody sorts by P2: the place a page goes on from is the value itself. */
export function isSortable(field: TypedField): boolean {
  return isComparable(field) && !field.list && field.kind !== 'object' && covers('P1', field.dataClass);
}

function filterClass(shape: TypedShape, frame: Frame, values: Values): Type<object> {
  const filter = declared(`${shape.typeName}Filter`, InputType, 'Conditions; all of them hold. They see what a list shows you: what is masked there cannot be asked for (PERSONAL_DATA_MASKED).');
  addConditions(filter, shape.fields, values);
  add(filter, frame.key, () => frame.conditions, { nullable: true });
  if (frame.byKey) add(filter, 'fields', () => [FieldFilter], { nullable: true, description: 'Fields an overlay added, by their keys.' });
  add(filter, 'and', () => [filter], { nullable: true, description: 'All of these hold.' });
  add(filter, 'or', () => [filter], { nullable: true, description: 'At least one of these holds.' });
  add(filter, 'not', () => filter, { nullable: true, description: 'This does not hold.' });
  return filter;
}

function addConditions(filter: Type<object>, fields: readonly TypedField[], values: Values): void {
  for (const field of fields.filter(isComparable)) {
    const input = inputOf(field, values);
    add(filter, field.key, () => input, { nullable: true, description: describeField(field) });
  }
}

const INPUTS: Readonly<Record<Exclude<FieldKind, 'choice' | 'object' | 'json'>, Type<object>>> = { text: TextFilter, integer: IntFilter, number: FloatFilter, boolean: BooleanFilter, date: LocalDateFilter, moment: DateTimeFilter };

function inputOf(field: TypedField, values: Values): Type<object> {
  if (field.kind === 'object') return objectInput(field, values);
  if (field.kind === 'choice') return choiceInput(field, values);
  if (field.kind === 'json') throw new Error(`${field.key} is not comparable.`);
  return field.list ? TextListFilter : INPUTS[field.kind];
}

function choiceInput({ typeName, title, list }: TypedField, { enums, filters }: Values): Type<object> {
  const made = filters.get(typeName);
  if (made !== undefined) return made;
  const values = enums.get(typeName) as object;
  const input = declared(`${typeName}Filter`, InputType, describe(title));
  add(input, list ? 'includes' : 'in', () => [values], { nullable: true, description: list ? 'Those that hold at least one of these.' : 'One of these.' });
  add(input, 'missing', () => Boolean, { nullable: true, description: 'True: those without a value you may see; false: those with one.' });
  filters.set(typeName, input);
  return input;
}

function objectInput({ typeName, title, list, fields }: TypedField, values: Values): Type<object> {
  const input = declared(`${typeName}Filter`, InputType, describe(title, undefined, 'All of them hold.'));
  addConditions(input, fields, values);
  if (!list) return input;
  const several = declared(`${typeName}ListFilter`, InputType, describe(title));
  add(several, 'any', () => input, { nullable: true, description: 'At least one of them is so.' });
  return several;
}

function orderClass(shape: TypedShape): Type<object> {
  const values: Record<string, string> = { [STARTED_AT]: STARTED_AT, [CLOSED_AT]: CLOSED_AT };
  const words: Record<string, { description: string }> = { [STARTED_AT]: { description: '登记时间 · When it was started.' }, [CLOSED_AT]: { description: '办结时间 · When it was closed.' } };
  for (const field of shape.fields.filter(isSortable)) {
    values[field.key] = field.key;
    words[field.key] = { description: describeField(field) };
  }
  registerEnumType(values, { name: `${shape.typeName}OrderKey`, description: 'What a list is ordered by. Values out of a list come in the order the workflow lists them.', valuesMap: words });
  const order = declared(`${shape.typeName}Order`, InputType, 'How a list is ordered; the newest first among equals.');
  add(order, 'by', () => values);
  add(order, 'direction', () => SortDirection, { defaultValue: SortDirection.ASC });
  return order;
}

const made = new WeakSet<object>();

/** Whether a class was made here. */
export function isMade(type: object): boolean {
  return made.has(type);
}

function declared(name: string, decorate: typeof ObjectType | typeof InputType, description?: string): Type<object> {
  const type = { [name]: class {} }[name] as Type<object>;
  decorate(name, description === undefined ? {} : { description })(type);
  made.add(type);
  return type;
}

function add(type: Type<object>, key: string, returns: () => unknown, options: { nullable?: true | 'itemsAndList'; description?: string; defaultValue?: unknown } = {}): void {
  Field(returns as ReturnTypeFunc, options as FieldOptions)(type.prototype as object, key);
}

function describeField({ title, description, dataClass }: TypedField): string {
  return describe(title, description, dataClass === 'P0' ? undefined : `${dataClass}: ${PERSONAL[dataClass]}`);
}

const PERSONAL = { P1: 'masked below P1', P2: 'masked without a purpose', P3: 'always masked here' } as const;

/** Both languages, then what the platform has to say of it. */
function describe(title: Bilingual, description?: Bilingual, more?: string): string {
  const said = (each: Bilingual) => (each['zh-CN'] === each.en ? each.en : `${each['zh-CN']} · ${each.en}`);
  return [said(title), ...(description === undefined ? [] : [said(description)]), ...(more === undefined ? [] : [more])].map((line) => line.replace(/[.。]?$/, '.')).join('\n');
}
