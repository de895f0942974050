import { encodeCursor, type Page } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { isChannel } from '@stationhouse/incidents';
import { badInput, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { type BareFact, bounded, ChoiceValue, type FieldContent, type FieldFilter, FieldValue, type Groups, groupsOf, knownBy, NumberValue, readFilter, readOrder, refuseTooManyConditions, sortedSql, typedValues } from '@stationhouse/workflow-runtime';
import { SENSITIVE_CATEGORIES } from '../facts.js';
import { INCIDENT_FIELDS, toldFields } from './incident-fields.js';
import { INCIDENTS, IncidentSql, knownCategories } from './incident-sql.js';
import type { BareRecord, RecordColumn, RecordSelection } from './records.js';

interface Row {
  readonly stationId: Id;
  readonly id: Id;
  readonly status: string;
  readonly outcome: string | null;
  readonly startedAt: Date;
  readonly closedAt: Date | null;
  readonly sortKey: string | null;
  /** What is told, by the keys of the fields. */
  readonly told: Readonly<Record<string, string | number | null>>;
  readonly phone: string | null;
  readonly named: boolean;
}

const REPORTER = text('报警人', 'Reporter');
const TOLD = `jsonb_build_object(${toldFields().map(({ key, told }) => `'${key}', ${told.sql}`).join(', ')})`;

/** The fields of an incident in a study. */
export function incidentColumns(): RecordColumn[] {
  return Object.entries(INCIDENT_FIELDS).map(([key, { title, told }]) => ({ key, title, gone: told === undefined, plain: true }));
}

/** One page of incidents without persons, the newest first unless it is ordered; those of sensitive categories never appear. @throws StationhouseError BAD_INPUT, BAD_CURSOR, PERSONAL_DATA_MASKED, QUERY_TOO_COSTLY */
export async function pageOfIncidents(tenant: Tenant, selection: RecordSelection, most: number, after: string | null | undefined): Promise<Page<BareRecord>> {
  const { sql, where } = selected(selection);
  const sorted = sortedSql(sql, readOrder(selection.typed?.fields ?? [], selection.typed?.orderBy), after);
  const rows = await bounded(tenant, () =>
    tenant.sql<Row>(
      `SELECT page.* FROM unnest($1::uuid[]) AS s (id) CROSS JOIN LATERAL (
         SELECT i.station_id AS "stationId", i.id, i.status, i.outcome, i.started_at AS "startedAt", i.closed_at AS "closedAt", ${TOLD} AS told, i.reporter_phone AS phone, i.reporter_name IS NOT NULL AS named,
                (${sorted.key})::text AS "sortKey", ${sorted.key} AS sort
           FROM ${INCIDENTS} WHERE i.station_id = s.id AND ${where} AND ${sorted.after} ORDER BY ${sorted.orderBy} LIMIT ${most + 1}
       ) page ORDER BY ${sorted.orderBy} LIMIT ${most + 1}`,
      sql.parameters,
    ),
  );
  const edges = rows.slice(0, most).map((row) => ({ cursor: encodeCursor([sorted.name, row.sortKey, row.id]), node: bare(row) }));
  return { edges, pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage: rows.length > most } };
}

/** How many there are in all. */
export async function countBareIncidents(tenant: Tenant, selection: RecordSelection): Promise<number> {
  const { sql, where } = selected(selection);
  const [row] = await bounded(tenant, () => tenant.sql<{ count: number }>(`SELECT count(*)::int AS count FROM ${INCIDENTS} WHERE i.station_id = ANY ($1::uuid[]) AND ${where}`, sql.parameters));
  return row?.count ?? 0;
}

/** How small the groups are in which incidents are alike in all that is told of them. */
export function groupsOfIncidents(tenant: Tenant, selection: RecordSelection, told: { readonly facts: readonly BareFact[]; readonly fields: readonly string[]; readonly unit: 'day' | 'month' }, few: number): Promise<Groups> {
  const { sql, where } = selected(selection);
  const facts: Readonly<Record<BareFact, string>> = { started: `date_trunc('${told.unit}', i.received_at AT TIME ZONE t.time_zone)`, closed: `date_trunc('${told.unit}', i.disposed_at AT TIME ZONE t.time_zone)`, state: 'i.status', outcome: 'i.outcome' };
  const by = ['i.station_id', ...told.facts.map((fact) => facts[fact]), ...told.fields.flatMap((key) => INCIDENT_FIELDS[key]?.told?.sql ?? [])];
  return bounded(tenant, () => groupsOf(tenant, `SELECT count(*) AS n FROM incident i JOIN station t ON t.id = i.station_id WHERE i.station_id = ANY ($1::uuid[]) AND ${where} GROUP BY ${by.join(', ')}`, sql.parameters, few));
}

function selected({ stationIds, from, to, fields, typed, among }: RecordSelection): { readonly sql: IncidentSql; readonly where: string } {
  const sql = new IncidentSql([stationIds, [...SENSITIVE_CATEGORIES]]);
  refuseTooManyConditions(fields ?? []);
  const where = [
    'i.category <> ALL ($2::text[])',
    ...(from ? [`i.received_at >= ${sql.add(from, 'timestamptz')}`] : []),
    ...(to ? [`i.received_at < ${sql.add(to, 'timestamptz')}`] : []),
    ...(fields ?? []).map((filter) => `i.${columnOf(filter)} = ANY (${sql.add(valuesOf(filter), 'text[]')})`),
    ...(typed === undefined ? [] : [sql.where(readFilter(typed.fields, typed.filter ?? {}, []))]),
    ...(among === undefined ? [] : [`(i.station_id, i.id) IN (${among.sql(sql)})`]),
  ];
  return { sql, where: where.join(' AND ') };
}

function columnOf({ key }: FieldFilter): string {
  const field = Object.hasOwn(INCIDENT_FIELDS, key) ? INCIDENT_FIELDS[key] : undefined;
  if (field !== undefined && field.told === undefined) throw new StationhouseError('PERSONAL_DATA_MASKED', text('该字段涉及个人信息，研究中不提供，也不能用于筛选。', 'This field is personal: a study does not show it, so nobody filters by it.'));
  if (key === 'category' || key === 'channel') return key;
  throw badInput('fields', text('此处警情可按类别（category）和渠道（channel）筛选；其他条件请用 studyIncidents。', 'Incidents are filtered by category and channel here. studyIncidents takes other conditions.'));
}

/** A category takes everything below it along. */
function valuesOf({ key, operator, value }: FieldFilter): string[] {
  const values: unknown[] = operator === 'EQUALS' ? [value] : operator === 'IN' && Array.isArray(value) ? value : [];
  if (values.length === 0) throw badInput('fields', text('请用 EQUALS 或 IN，取值见警情类别和渠道列表。', 'Use EQUALS or IN with values of the lists of categories and channels.'));
  return key === 'category' ? values.flatMap(knownCategories) : values.map(knownChannel);
}

function knownChannel(value: unknown): string {
  if (typeof value === 'string' && isChannel(value)) return value;
  throw badInput('fields', text('没有这个来源渠道，取值见 IncidentChannel。', 'There is no such channel. IncidentChannel lists them.'));
}

function bare(row: Row): BareRecord {
  const { stationId, id, status, outcome, startedAt, closedAt, told, phone, named } = row;
  const fields = Object.entries(INCIDENT_FIELDS).map(([key, { title, told: said }]) => Object.assign(new FieldValue(), { key, title, value: contentOf(told[key] ?? null, said?.choices) }));
  const persons = phone === null && !named ? [] : [{ place: 'reporter', title: REPORTER, index: 0, known: phone === null ? undefined : knownBy([{ kind: 'phone', value: phone }]) }];
  return { id, stationId, incidentId: null, state: status, outcome, startedAt, closedAt, fields, typed: (typed) => typedValues(typed, told), persons };
}

function contentOf(value: string | number | null, choices: readonly { readonly value: string; readonly title: Bilingual }[] = []): FieldContent | null {
  if (value === null) return null;
  if (typeof value === 'number') return Object.assign(new NumberValue(), { number: value });
  return Object.assign(new ChoiceValue(), { choice: value, title: choices.find((choice) => choice.value === value)?.title ?? text(value, value) });
}
