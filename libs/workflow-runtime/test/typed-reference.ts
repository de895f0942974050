import type { JsonObject } from '@stationhouse/workflow';
import fc from 'fast-check';

/** Data as the workflow of typed-workflow.ts allows them, few values of each so that filters meet some. */
const sparse = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 4 });
const word = fc.constantFrom('甲', '乙', 'alpha', 'alphabet', 'Beta', '100%', 'a_b', "o'clock", 'é', '🙂', '');
const day = fc.integer({ min: 0, max: 20 }).map((days) => new Date(Date.UTC(2026, 0, 1 + days)).toISOString().slice(0, 10));
const moment = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom('Z', '+08:00', '-03:30')).map(([hours, zone]) => `2026-01-0${1 + (hours % 5)}T${String(hours % 24).padStart(2, '0')}:30:00${zone}`);
const number = fc.constantFrom(-1.5, 0, 0.1, 2, 3.25, 1e21);
const party = fc.record({ name: word, side: fc.constantFrom('first', 'second'), age: fc.integer({ min: 0, max: 5 }), minor: fc.boolean() }, { requiredKeys: [] });

export const anyData: fc.Arbitrary<JsonObject> = fc
  .record({
    risk: fc.constantFrom('red', 'amber', 'blue'),
    dangers: sparse(fc.uniqueArray(fc.constantFrom('weapon', 'fire'))),
    grade: sparse(fc.constantFrom(1, 2, 3)),
    reference: sparse(word),
    place: sparse(word),
    summary: sparse(word),
    reporter: sparse(fc.constantFrom('张三丰', '欧阳修', 'Smith', '李')),
    illness: sparse(word),
    persons: sparse(fc.integer({ min: 0, max: 6 })),
    fen: sparse(fc.constantFrom(0, 100, 8_999_999_999_999)),
    share: sparse(number),
    urgent: sparse(fc.boolean()),
    dueOn: fc.option(fc.option(day, { nil: null }), { nil: undefined }),
    seenAt: sparse(moment),
    tags: sparse(fc.array(word, { maxLength: 3 })),
    marks: sparse(fc.array(number, { maxLength: 3 })),
    site: sparse(fc.record({ area: word, keeper: word, contact: fc.record({ name: word, since: day }, { requiredKeys: [] }) }, { requiredKeys: [] })),
    parties: sparse(fc.array(party, { maxLength: 3 })),
    extra: sparse(fc.dictionary(fc.constantFrom('a', 'b'), word, { maxKeys: 2 })),
    matrix: sparse(fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }), { maxLength: 2 })),
  })
  .map((data) => JSON.parse(JSON.stringify(data)) as JsonObject);

const missing = fc.record({ missing: fc.boolean() });
const some = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { maxLength: 3 });
const text = fc.oneof(fc.record({ equals: word }), fc.record({ in: some(word) }), fc.record({ startsWith: word }), fc.record({ startsWith: word, missing: fc.boolean() }), missing);
const range = <Value>(value: fc.Arbitrary<Value>) => fc.oneof(fc.record({ from: value, to: value }, { requiredKeys: [] }), missing);
const numbers = fc.oneof(range(number), fc.record({ in: some(number) }));
const integers = fc.oneof(range(fc.integer({ min: 0, max: 6 })), fc.record({ in: some(fc.integer({ min: 0, max: 6 })) }));
const choice = <Value>(...values: Value[]) => fc.oneof(fc.record({ in: some(fc.constantFrom(...values)) }), missing);
const instant = moment.map((said) => new Date(said).toISOString());

/** Conditions a reader of P1 may ask. */
const conditions = fc.record(
  {
    risk: choice('red', 'amber', 'blue'),
    dangers: fc.oneof(fc.record({ includes: some(fc.constantFrom('weapon', 'fire')) }), missing),
    grade: integers, reference: text, place: text, persons: integers, fen: numbers, share: numbers,
    urgent: fc.oneof(fc.record({ equals: fc.boolean() }), missing),
    dueOn: range(day),
    seenAt: range(instant),
    tags: fc.oneof(fc.record({ includes: some(word) }), missing),
    site: fc.record({ area: text, contact: fc.record({ since: range(day) }) }, { requiredKeys: [] }),
    parties: fc.record({ any: fc.record({ side: choice('first', 'second'), age: integers }, { requiredKeys: [] }) }),
    instance: fc.record({ closed: fc.boolean(), state: fc.constantFrom('open', 'settled'), outcome: some(fc.constantFrom('settled', 'other')), startedAt: range(instant), closedAt: range(instant) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

type Filter = Readonly<Record<string, unknown>>;
const few = conditions.map((all) => Object.fromEntries(Object.entries(all).slice(0, 2)) as Filter);
export const anyFilter: fc.Arbitrary<Filter> = fc.oneof(
  few,
  fc.record({ or: fc.array(few, { maxLength: 3 }) }),
  fc.record({ not: few, and: fc.array(few, { maxLength: 2 }) }),
  fc.record({ not: fc.record({ or: fc.array(few, { minLength: 1, maxLength: 2 }) }) }),
);
const keys = ['STARTED_AT', 'CLOSED_AT', 'risk', 'grade', 'reference', 'place', 'persons', 'fen', 'share', 'urgent', 'dueOn', 'seenAt'] as const;
export const anyOrder = fc.record({ by: fc.constantFrom(...keys), direction: fc.constantFrom('ASC', 'DESC') });

/** What a list shows of an instance. */
export interface Seen {
  readonly id: string;
  readonly data: JsonObject;
  readonly startedAt: string;
  readonly closedAt: string | null;
  readonly outcome: string | null;
  readonly closed: boolean;
}

/** The rules of filters, told once more and without SQL: over what the reader sees. */
export function matches(filter: Filter, seen: Seen): boolean {
  return Object.entries(filter).every(([key, said]) => {
    if (key === 'and') return (said as Filter[]).every((one) => matches(one, seen));
    if (key === 'or') return (said as Filter[]).length === 0 || (said as Filter[]).some((one) => matches(one, seen));
    if (key === 'not') return !matches(said as Filter, seen);
    if (key === 'instance') return ofInstance(said as Filter, seen);
    return ofField(said as Filter, seen.data[key], key === 'seenAt');
  });
}

function ofInstance(said: Filter, seen: Seen): boolean {
  return Object.entries(said).every(([key, value]) => {
    if (key === 'closed') return seen.closed === value;
    // The rows are written with the states of the one they were copied from.
    if (key === 'state') return value === 'open';
    if (key === 'outcome') return (value as unknown[]).includes(seen.outcome);
    return ofField(value as Filter, key === 'startedAt' ? seen.startedAt : seen.closedAt, true);
  });
}

function ofField(said: Filter, value: unknown, moment: boolean): boolean {
  if ('any' in said) {
    const inner = said['any'] as Filter;
    return Object.keys(inner).length === 0 || (Array.isArray(value) && value.some((item) => ofObject(inner, item)));
  }
  if (typeof Object.values(said)[0] === 'object' && !Array.isArray(Object.values(said)[0])) return ofObject(said, value);
  return Object.entries(said).every(([operator, wanted]) => holds(operator, wanted, value, moment));
}

function ofObject(said: Filter, value: unknown): boolean {
  const object = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  return Object.entries(said).every(([key, inner]) => ofField(inner as Filter, object[key], false));
}

function holds(operator: string, wanted: unknown, value: unknown, moment: boolean): boolean {
  const there = value !== undefined && value !== null;
  if (operator === 'missing') return there !== wanted;
  if (!there) return false;
  if (operator === 'equals') return value === wanted;
  if (operator === 'in') return (wanted as unknown[]).includes(value);
  if (operator === 'includes') return Array.isArray(value) && value.some((one) => (wanted as unknown[]).includes(one));
  if (operator === 'startsWith') return (value as string).startsWith(wanted as string);
  const [held, bound] = moment ? [Date.parse(value as string), Date.parse(wanted as string)] : [value as number, wanted as number];
  return operator === 'from' ? held >= bound : moment ? held < bound : held <= bound;
}

const RANKS: Readonly<Record<string, readonly string[]>> = { risk: ['red', 'amber', 'blue'] };

/** The rules of orders, told once more: those without a value last, equals newest first. */
export function sorted(seen: readonly Seen[], { by, direction }: { readonly by: string; readonly direction: string }): Seen[] {
  const sign = direction === 'ASC' ? 1 : -1;
  const keyOf = ({ data, startedAt, closedAt }: Seen): number | string | boolean | null => {
    const value = (by === 'STARTED_AT' ? startedAt : by === 'CLOSED_AT' ? closedAt : (data[by] ?? null)) as string | number | boolean | null;
    if (value === null) return null;
    if (by === 'seenAt' || by.endsWith('_AT')) return Date.parse(value as string);
    return by in RANKS ? (RANKS[by] ?? []).indexOf(value as string) : value;
  };
  const compare = (left: number | string | boolean, right: number | string | boolean) => (typeof left === 'string' ? Buffer.compare(Buffer.from(left), Buffer.from(right as string)) : Number(left) - Number(right));
  return [...seen].sort((a, b) => {
    const [left, right] = [keyOf(a), keyOf(b)];
    const newest = a.id < b.id ? 1 : -1;
    if (left === null || right === null) return left === right ? newest : left === null ? 1 : -1;
    const order = compare(left, right) * sign;
    return order !== 0 ? order : by === 'STARTED_AT' ? newest * -sign : newest;
  });
}
