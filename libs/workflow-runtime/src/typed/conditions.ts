import { badInput, parseId, parseText, text } from '@stationhouse/kernel';
import { higher, type DataClass } from '@stationhouse/access';
import { checked, fieldCondition } from './field-conditions.js';
import type { DateTimeFilter, FieldFilter, InstanceConditions, RecordConditions } from './inputs.js';
import type { TypedField } from './shape.js';
import type { VersionSchema } from './versions.js';

/** What a value must be. Times are Date, days are text. */
export type Test =
  | { readonly in: readonly (string | number | boolean)[] }
  | { readonly startsWith: string }
  | { readonly from: number | string | Date }
  /** Of a moment: before it; of a number or day: up to it. */
  | { readonly to: number | string | Date }
  | { readonly includes: readonly string[] }
  | { readonly missing: boolean };

/** What an instance must be, around its data. */
export type InstanceTest =
  | { readonly state: string }
  | { readonly closed: boolean }
  | { readonly outcome: readonly string[] }
  | { readonly column: 'started_at' | 'closed_at'; readonly test: Extract<Test, { from: unknown } | { to: unknown } | { missing: unknown }> }
  | { readonly incidentId: string }
  | { readonly parentId: string }
  | { readonly openTask: { readonly key: string | undefined; readonly dueBefore: Date | undefined } }
  | { readonly openLinked: string }
  | { readonly repeats: boolean; readonly by: readonly SameField[] };

/** A field of the elements of a list, by which the same person is known in two instances. */
export interface SameField {
  readonly list: readonly string[];
  readonly key: string;
}

/** A filter, read and checked: what must hold of an instance. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly instance: InstanceTest }
  /** @param declared only in versions that declare the field at the top of their data as this very kind */
  | { readonly field: TypedField; readonly test: Test; readonly declared?: true }
  /** At least one element of a list of objects is so. */
  | { readonly some: TypedField; readonly where: Condition };

/** How much one filter may ask. */
const MOST_CONDITIONS = 50;
const DEEPEST = 5;

type Input = Readonly<Record<string, unknown>>;

interface Reading {
  readonly versions: readonly VersionSchema[];
  left: number;
}

/**
 * Reads the filter of a typed list.
 * @param versions of the workflow, for fields by key
 * @throws StationhouseError BAD_INPUT, TEXT_TOO_LONG, TEXT_NOT_UNICODE
 */
export function readFilter(fields: readonly TypedField[], filter: Input, versions: readonly VersionSchema[]): Condition {
  return readGroup({ versions, left: MOST_CONDITIONS }, fields, filter, 0);
}

/** Reads conditions on fields by key. @throws StationhouseError BAD_INPUT, TEXT_TOO_LONG, TEXT_NOT_UNICODE */
export function readFieldFilters(filters: readonly FieldFilter[], versions: readonly VersionSchema[]): Condition {
  refuseTooMany(filters);
  return { all: filters.map((filter) => fieldCondition(filter, versions)) };
}

/** @throws StationhouseError BAD_INPUT for more conditions than a list takes */
export function refuseTooMany(filters: readonly unknown[]): void {
  if (filters.length > MOST_CONDITIONS) throw tooMuch();
}

/** The highest class of what a condition looks at, by the workflow's own schema. */
export function classOf(condition: Condition): DataClass {
  if ('all' in condition) return condition.all.map(classOf).reduce(higher, 'P0');
  if ('any' in condition) return condition.any.map(classOf).reduce(higher, 'P0');
  if ('not' in condition) return classOf(condition.not);
  if ('field' in condition) return condition.field.dataClass;
  return 'some' in condition ? classOf(condition.where) : 'P0';
}

function readGroup(reading: Reading, fields: readonly TypedField[], filter: Input, depth: number): Condition {
  if (depth > DEEPEST) throw tooMuch();
  const { and, or, not, instance, record, fields: byKey } = filter as { and?: Input[] | null; or?: Input[] | null; not?: Input | null; instance?: InstanceConditions | null; record?: RecordConditions | null; fields?: FieldFilter[] | null };
  const groups = (list: readonly Input[]) => list.map((one) => readGroup(reading, fields, one, depth + 1));
  return {
    all: [
      ...readFields(reading, fields, filter),
      ...readInstance(reading, instance ?? record ?? {}, fields),
      ...(byKey ?? []).map((one) => spend(reading, fieldCondition(one, reading.versions))),
      ...groups(and ?? []),
      ...(given(or) ? [{ any: groups(or) }] : []),
      ...(given(not) ? [{ not: readGroup(reading, fields, not, depth + 1) }] : []),
    ],
  };
}

function readFields(reading: Reading, fields: readonly TypedField[], filter: Input): Condition[] {
  return fields.flatMap((field) => {
    const said = filter[field.key] as Input | null | undefined;
    if (!given(said)) return [];
    if (field.kind !== 'object') return testsOf(field.path.join('.'), said, field.kind === 'moment').map((test) => spend(reading, { field, test }));
    if (!field.list) return readFields(reading, field.fields, said);
    const any = said['any'] as Input | null | undefined;
    const inner = given(any) ? readFields(reading, field.fields, any) : [];
    return inner.length === 0 ? [] : [spend(reading, { some: field, where: { all: inner } })];
  });
}

/** The operators of a filter input, in the words of the SQL. */
function testsOf(path: string, said: Input, moment: boolean): Test[] {
  return Object.entries(said).flatMap(([operator, value]): Test[] => {
    if (!given(value)) return [];
    switch (operator) {
      case 'equals':
        return [{ in: checked(path, [value]) }];
      case 'in':
        return [{ in: checked(path, value as unknown[]) }];
      case 'includes':
        return [{ includes: checked(path, value as unknown[]) as string[] }];
      case 'startsWith':
        return [{ startsWith: parseText(value as string, path, 200) }];
      case 'from':
      case 'to': {
        const bound = value as number | string | Date;
        if (moment && !(bound instanceof Date)) throw new Error(`${path}: a moment is bounded by a moment.`);
        return [operator === 'from' ? { from: bound } : { to: bound }];
      }
      case 'missing':
        return [{ missing: value as boolean }];
      default:
        throw new Error(`${path}: no operator ${operator}.`);
    }
  });
}

function readInstance(reading: Reading, { state, closed, outcome, startedAt, closedAt, incidentId, parentId, openTask, openLinked, repeats }: InstanceConditions, fields: readonly TypedField[]): Condition[] {
  const tests: InstanceTest[] = [
    ...(given(state) ? [{ state: parseText(state, 'filter.instance.state', 500) }] : []),
    ...(given(closed) ? [{ closed }] : []),
    ...(given(outcome) ? [{ outcome: checked('instance.outcome', outcome) as string[] }] : []),
    ...timeTests('started_at', startedAt),
    ...timeTests('closed_at', closedAt),
    ...(given(incidentId) ? [{ incidentId: parseId(incidentId, 'filter.instance.incidentId') }] : []),
    ...(given(parentId) ? [{ parentId: parseId(parentId, 'filter.instance.parentId') }] : []),
    ...(given(openTask) ? [{ openTask: { key: given(openTask.key) ? parseText(openTask.key, 'filter.instance.openTask.key', 100) : undefined, dueBefore: openTask.dueBefore ?? undefined } }] : []),
    ...(given(openLinked) ? [{ openLinked: parseText(openLinked, 'filter.instance.openLinked', 100) }] : []),
    ...(given(repeats) ? [{ repeats, by: sameFields(fields) }] : []),
  ];
  return tests.map((instance) => spend(reading, { instance }));
}

/** Those directly in a list of the data: a workflow that marks none has no repeats. */
function sameFields(fields: readonly TypedField[]): SameField[] {
  return fields.filter(({ list, kind }) => list && kind === 'object').flatMap((list) => list.fields.filter(({ same }) => same).map(({ key }) => ({ list: list.path, key })));
}

function timeTests(column: 'started_at' | 'closed_at', filter: DateTimeFilter | null | undefined): InstanceTest[] {
  return testsOf(column, { ...filter }, true).map((test) => ({ column, test: test as Extract<InstanceTest, { column: string }>['test'] }));
}

function spend(reading: Reading, condition: Condition): Condition {
  reading.left -= 1;
  if (reading.left < 0) throw tooMuch();
  return condition;
}

function given<Value>(value: Value): value is NonNullable<Value> {
  return value !== undefined && value !== null;
}

function tooMuch() {
  return badInput('filter', text(`筛选条件过多：最多 ${MOST_CONDITIONS} 个条件、嵌套 ${DEEPEST} 层，请精简。`, `The filter asks too much: at most ${MOST_CONDITIONS} conditions, ${DEEPEST} deep. Simplify it.`));
}
