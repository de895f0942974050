import { badInput, FORBIDDEN_KEYS, isStorableText, StationhouseError, text } from '@stationhouse/kernel';
import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { GraphQLDateTimeISO } from 'graphql-scalars';

/** How deep, how large and how long JSON from outside may be. */
const DEEPEST_JSON = 32;
const MOST_JSON_VALUES = 20_000;
const LONGEST_JSON_TEXT = 100_000;

/** A moment as it is answered. What a list reads is written so by PostgreSQL already. */
const ANSWERED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** A moment: ISO 8601 with zone on the way in, UTC with milliseconds on the way out. */
export const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  description: 'A moment as ISO 8601, answered in UTC with milliseconds: 2024-03-01T02:03:04.000Z.',
  serialize: (value) => (typeof value === 'string' && ANSWERED.test(value) ? value : momentOf(value).toISOString()),
  parseValue: parseMoment,
  parseLiteral: (node) => parseMoment(node.kind === Kind.STRING ? node.value : undefined),
});

/** A calendar date without time or zone: `2024-03-01`. */
export const LocalDate = new GraphQLScalarType<string, string>({
  name: 'LocalDate',
  description: 'A calendar date in the local calendar: 2024-03-01.',
  serialize: (value) => parseDate(value),
  parseValue: parseDate,
  parseLiteral: (node) => parseDate(node.kind === Kind.STRING ? node.value : undefined),
});

/** Any JSON value. Keys that would reach a prototype, lone surrogates, NUL, huge numbers and over-deep values are refused. */
export const Json = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value. Keys such as __proto__, text that cannot be stored, and values deeper than 32 levels are refused.',
  serialize: (value) => value,
  parseValue: (value) => parseJson(value, 'JSON'),
  parseLiteral: (node, variables) => parseJson(literal(node, variables ?? {}, 0), 'JSON'),
});

/**
 * Checks a JSON value from outside.
 * @returns the same value
 * @throws StationhouseError BAD_INPUT or TEXT_NOT_UNICODE with the path of the offending value
 */
export function parseJson(value: unknown, path: string): unknown {
  const budget = { left: MOST_JSON_VALUES };
  checkJson(value, path, 0, budget);
  return value;
}

function checkJson(value: unknown, path: string, depth: number, budget: { left: number }): void {
  budget.left -= 1;
  if (budget.left < 0 || depth > DEEPEST_JSON) {
    throw badInput(path, text('数据过大或嵌套过深，请精简后重试。', 'The value is too large or nested too deeply. Send less.'));
  }
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string') return checkText(value, path);
  if (typeof value === 'number') return checkNumber(value, path);
  if (Array.isArray(value)) return value.forEach((item, index) => checkJson(item, `${path}.${index}`, depth + 1, budget));
  if (typeof value !== 'object') throw badInput(path, text(`“${path}”不是 JSON 值。`, `"${path}" is not a JSON value.`));
  for (const [key, item] of Object.entries(value)) {
    if (FORBIDDEN_KEYS.has(key)) throw badInput(path, text(`“${path}”含有不允许的键。`, `"${path}" contains a key that is not allowed.`), { key });
    checkText(key, path);
    checkJson(item, `${path}.${key}`, depth + 1, budget);
  }
}

function checkText(value: string, path: string): void {
  if (value.length > LONGEST_JSON_TEXT) {
    throw new StationhouseError('TEXT_TOO_LONG', text(`“${path}”过长，最多 ${LONGEST_JSON_TEXT} 个字。`, `"${path}" is too long: at most ${LONGEST_JSON_TEXT} characters.`), { field: path });
  }
  if (isStorableText(value)) return;
  throw new StationhouseError('TEXT_NOT_UNICODE', text(`“${path}”含有无法保存的字符，请删除后重试。`, `"${path}" contains characters that cannot be stored. Remove them and try again.`), { field: path });
}

function checkNumber(value: number, path: string): void {
  if (Number.isFinite(value) && Math.abs(value) <= 1e15) return;
  throw badInput(path, text(`“${path}”的数值过大。`, `The number at "${path}" is too large.`));
}

/** Builds a literal without ever assigning to a key that would reach a prototype. */
function literal(node: ValueNode, variables: Readonly<Record<string, unknown>>, depth: number): unknown {
  if (depth > DEEPEST_JSON + 1) return undefined;
  switch (node.kind) {
    case Kind.NULL:
      return null;
    case Kind.STRING:
    case Kind.ENUM:
    case Kind.BOOLEAN:
      return node.value;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.VARIABLE:
      return variables[node.name.value] ?? null;
    case Kind.LIST:
      return node.values.map((item) => literal(item, variables, depth + 1));
    case Kind.OBJECT: {
      const forbidden = node.fields.find((field) => FORBIDDEN_KEYS.has(field.name.value));
      if (forbidden !== undefined) throw badInput('JSON', text('JSON 含有不允许的键。', 'The JSON contains a key that is not allowed.'), { key: forbidden.name.value });
      return Object.fromEntries(node.fields.map((field) => [field.name.value, literal(field.value, variables, depth + 1)]));
    }
  }
}

function momentOf(value: unknown): Date {
  const moment = value instanceof Date ? value : new Date(typeof value === 'string' || typeof value === 'number' ? value : Number.NaN);
  if (Number.isNaN(moment.getTime())) throw new TypeError('A DateTime field holds no moment.');
  return moment;
}

function parseMoment(value: unknown): Date {
  try {
    const moment = typeof value === 'string' && value.length <= 40 ? (GraphQLDateTimeISO.parseValue(value) as Date) : undefined;
    // PostgreSQL and people both stop making sense outside these years.
    if (moment !== undefined && moment.getUTCFullYear() >= 1900 && moment.getUTCFullYear() <= 9999) return moment;
  } catch {
    // Said below, in both languages.
  }
  throw badInput('DateTime', text('不是有效的时间，例如 2024-03-01T10:00:00+08:00。', 'Not a moment. Write it like 2024-03-01T10:00:00+08:00.'));
}

function parseDate(value: unknown): string {
  const [, year, month, day] = (typeof value === 'string' && /^(\d{4})-(\d{2})-(\d{2})$/.exec(value)) || [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (!Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === value) return value as string;
  throw badInput('LocalDate', text('不是有效的日期，例如 2024-03-01。', 'Not a date. Write it like 2024-03-01.'));
}
