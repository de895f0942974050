import { DateTime, LocalDate } from '@stationhouse/access';
import { badInput, isStationhouseError, parseText, text, type StationhouseError } from '@stationhouse/kernel';
import type { Condition, Test } from './conditions.js';
import { FieldOperator, type FieldFilter } from './inputs.js';
import type { FieldKind, TypedField } from './shape.js';
import type { VersionSchema } from './versions.js';

/** How many values one condition compares with. */
const MOST_VALUES = 200;

/** A list of values that may become parameters. @throws StationhouseError BAD_INPUT, TEXT_TOO_LONG, TEXT_NOT_UNICODE */
export function checked(path: string, values: readonly unknown[]): (string | number | boolean)[] {
  if (values.length > MOST_VALUES) throw badInput('filter', text(`“${path}”最多 ${MOST_VALUES} 个值。`, `"${path}" takes at most ${MOST_VALUES} values.`));
  return values.map((value) => (typeof value === 'string' ? parseText(value, path, 10_000) : (value as number | boolean)));
}

/** What JSON stands for a value of a kind; the others are compared by no operator but MISSING. */
const PLAIN: Readonly<Partial<Record<FieldKind, 'string' | 'number' | 'boolean'>>> = { text: 'string', choice: 'string', integer: 'number', number: 'number', boolean: 'boolean', date: 'string' };

/**
 * A condition on a field by its key: its type is that of the newest version that declares it, and versions that declare it
 * otherwise count as without it.
 * @throws StationhouseError BAD_INPUT for an unknown field, or an operator or value that does not fit it
 */
export function fieldCondition({ key, operator, value }: FieldFilter, versions: readonly VersionSchema[]): Condition {
  const name = parseText(key, 'filter.fields.key', 100);
  const field = versions.map((version) => version.field(name)).find((found) => found !== undefined);
  if (field === undefined) throw badInput('filter.fields', text(`没有字段“${name}”，请核对字段键。`, `There is no field "${name}". Check its key.`), { key: name });
  return { field, test: testOf(field, operator, value), declared: true };
}

function testOf(field: TypedField, operator: FieldOperator, value: unknown): Test {
  const single = !field.list;
  switch (operator) {
    case FieldOperator.MISSING:
      if (typeof value === 'boolean') return { missing: value };
      break;
    case FieldOperator.EQUALS:
      if (single) return { in: valuesOf(field, [value], operator) };
      break;
    case FieldOperator.IN:
      if (single && Array.isArray(value)) return { in: valuesOf(field, value, operator) };
      break;
    case FieldOperator.INCLUDES:
      if (field.list && (field.kind === 'text' || field.kind === 'choice') && Array.isArray(value)) return { includes: valuesOf(field, value, operator) as string[] };
      break;
    case FieldOperator.STARTS_WITH:
      if (single && field.kind === 'text' && typeof value === 'string') return { startsWith: parseText(value, 'filter.fields.value', 200) };
      break;
    case FieldOperator.FROM:
      if (single) return { from: boundOf(field, value, operator) };
      break;
    case FieldOperator.TO:
      if (single) return { to: boundOf(field, value, operator) };
      break;
  }
  throw misfit(field, operator);
}

function valuesOf(field: TypedField, values: readonly unknown[], operator: FieldOperator): (string | number | boolean)[] {
  const plain = PLAIN[field.kind];
  if (plain === undefined || !values.every((value) => typeof value === plain)) throw misfit(field, operator);
  return checked(field.key, values);
}

function boundOf(field: TypedField, value: unknown, operator: FieldOperator): number | string | Date {
  if ((field.kind === 'integer' || field.kind === 'number') && typeof value === 'number') return value;
  try {
    if (field.kind === 'date') return LocalDate.parseValue(value);
    if (field.kind === 'moment') return DateTime.parseValue(value);
  } catch (error) {
    if (!isStationhouseError(error)) throw error;
  }
  throw misfit(field, operator);
}

function misfit({ key }: TypedField, operator: FieldOperator): StationhouseError {
  return badInput('filter.fields', text(`字段“${key}”不能这样比较：请核对运算符 ${operator} 与值的类型。`, `"${key}" cannot be compared so: check the operator ${operator} and the type of the value.`), { key, operator });
}
