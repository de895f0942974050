import { categoriesUnder } from '@stationhouse/incidents';
import { badInput, text } from '@stationhouse/kernel';
import { SqlWriter, type InstanceTest, type SqlType, type Test, type TypedField } from '@stationhouse/workflow-runtime';
import { INCIDENT_FIELDS } from './incident-fields.js';

/** Incidents with the columns that orders and conditions on a record name. */
export const INCIDENTS = '(SELECT x.*, x.received_at AS started_at, x.disposed_at AS closed_at FROM incident x) i';

const TYPES = { text: 'text', choice: 'text', integer: 'numeric', number: 'numeric' } as const;

/** Writes conditions and orders over incidents: over their columns, and over no more of them than a study tells. */
export class IncidentSql extends SqlWriter {
  /** @param parameters those the statement has already */
  constructor(parameters: readonly unknown[]) {
    super({ versions: [], level: 'P0' }, '', parameters);
  }

  override key(field: TypedField): { readonly sql: string; readonly type: SqlType } {
    const { sql, type } = columnOf(field);
    if (field.kind === 'choice') return { sql: `array_position(${this.add(field.choices.map(({ value }) => value), 'text[]')}, ${sql})`, type: 'integer' };
    return { sql: type === 'text' ? `(${sql} COLLATE "C")` : `(${sql})::numeric`, type };
  }

  protected override holds(field: TypedField, test: Test): string {
    const { sql, type } = columnOf(field);
    if ('in' in test) return `${sql} = ANY (${this.add(field.key === 'category' ? test.in.flatMap(knownCategories) : test.in, `${type}[]`)})`;
    if ('startsWith' in test) return `starts_with(${sql}, ${this.add(test.startsWith, 'text')})`;
    if ('missing' in test) return `(${sql} IS NULL) = ${this.add(test.missing, 'boolean')}`;
    if ('from' in test || 'to' in test) return `${sql} ${this.bound(test, 'numeric')}`;
    throw new Error(`${field.key} is no list.`);
  }

  protected override instance(test: InstanceTest): string {
    if ('state' in test) return `i.status = ${this.add(test.state, 'text')}`;
    if ('closed' in test) return `(i.status = 'DISPOSED') = ${this.add(test.closed, 'boolean')}`;
    return super.instance(test);
  }
}

function columnOf({ key }: TypedField): { readonly sql: string; readonly type: 'text' | 'numeric' } {
  const told = INCIDENT_FIELDS[key]?.told;
  if (told === undefined) throw new Error(`Nothing is told of ${key}.`);
  return { sql: told.sql, type: TYPES[told.kind] };
}

/** A category takes everything below it along. @throws StationhouseError BAD_INPUT */
export function knownCategories(code: unknown): string[] {
  const codes = typeof code === 'string' ? categoriesUnder(code) : [];
  if (codes.length === 0) throw badInput('filter.category', text('没有这个警情类别，编码见 incidentCategories。', 'There is no such category. incidentCategories lists the codes.'), { value: String(code).slice(0, 60) });
  return codes;
}
