import { decodeCursor, pageOf, type Page } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { CATEGORIES, CHANNELS } from '@stationhouse/incidents';
import { badInput, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { type BareFact, bounded, ChoiceValue, type FieldContent, type FieldFilter, FieldValue, type Groups, groupsOf, knownBy, NumberValue, refuseTooManyConditions } from '@stationhouse/workflow-runtime';
import { SENSITIVE_CATEGORIES } from '../facts.js';
import type { BareRecord, RecordColumn, RecordSelection } from './records.js';

interface Row {
  readonly stationId: Id;
  readonly id: Id;
  readonly status: string;
  readonly outcome: string | null;
  readonly startedAt: Date;
  readonly closedAt: Date | null;
  readonly at: string;
  readonly channel: string;
  readonly category: string;
  readonly toArrival: number | null;
  readonly longitude: number | null;
  readonly latitude: number | null;
  readonly phone: string | null;
  readonly named: boolean;
}

/** A field of an incident: what it is called, what it says without a person; undefined for what is always gone. */
interface IncidentField {
  readonly title: Bilingual;
  readonly value?: (row: Row) => FieldContent | null;
  readonly choices?: ReadonlyMap<string, Bilingual>;
  /** The column a filter compares; none for what nobody filters by. */
  readonly column?: string;
  /** SQL over `i` of what is told. */
  readonly told?: string;
}

const TO_ARRIVAL = 'CASE WHEN i.arrived_at >= i.received_at THEN round(extract(epoch FROM i.arrived_at - i.received_at))::int END';
const CATEGORY_TITLES = new Map(CATEGORIES.map(({ code, title }) => [code, title]));
const CHANNEL_TITLES = new Map<string, Bilingual>(Object.entries(CHANNELS));

/** Of the position about a kilometre is told, as retention leaves it; of everything that somebody said or wrote, nothing. */
const FIELDS: Readonly<Record<string, IncidentField>> = {
  category: { title: text('警情类别', 'Category'), value: ({ category }) => chosen(category, CATEGORY_TITLES), choices: CATEGORY_TITLES, column: 'category', told: 'i.category' },
  channel: { title: text('来源渠道', 'Channel'), value: ({ channel }) => chosen(channel, CHANNEL_TITLES), choices: CHANNEL_TITLES, column: 'channel', told: 'i.channel' },
  responseSeconds: { title: text('到场用时（秒）', 'Seconds to arrive'), value: ({ toArrival }) => number(toArrival), told: TO_ARRIVAL },
  longitude: { title: text('经度（约一公里）', 'Longitude, within about a kilometre'), value: ({ longitude }) => number(longitude), told: 'round(i.longitude::numeric, 2)' },
  latitude: { title: text('纬度（约一公里）', 'Latitude, within about a kilometre'), value: ({ latitude }) => number(latitude), told: 'round(i.latitude::numeric, 2)' },
  address: { title: text('地址', 'Address') },
  reporterName: { title: text('报警人', 'Reporter') },
  reporterPhone: { title: text('报警电话', 'Telephone') },
  narrative: { title: text('报警内容', 'Narrative') },
  disposition: { title: text('处理情况', 'Disposition') },
  units: { title: text('处警单位', 'Units') },
  attributes: { title: text('导入的其他列', 'Other imported columns') },
};

const REPORTER = text('报警人', 'Reporter');

/** The fields of an incident in a study. */
export function incidentColumns(): RecordColumn[] {
  return Object.entries(FIELDS).map(([key, { title, value }]) => ({ key, title, gone: value === undefined, plain: true }));
}

/** One page of incidents without persons, the newest first; those of sensitive categories never appear. @throws StationhouseError BAD_INPUT, BAD_CURSOR, PERSONAL_DATA_MASKED, QUERY_TOO_COSTLY */
export async function pageOfIncidents(tenant: Tenant, selection: RecordSelection, most: number, after: string | null | undefined): Promise<Page<BareRecord>> {
  const { parameters, where } = selected(selection);
  const key = decodeCursor(after, ['moment', 'id']);
  const further = key === undefined ? 'true' : `(i.received_at, i.id) < ($${parameters.push(key[0])}::timestamptz, $${parameters.push(key[1])}::uuid)`;
  const rows = await bounded(tenant, () =>
    tenant.sql<Row>(
      `SELECT page.* FROM unnest($1::uuid[]) AS s (id) CROSS JOIN LATERAL (
         SELECT i.station_id AS "stationId", i.id, i.status, i.outcome, i.received_at AS "startedAt", i.disposed_at AS "closedAt", i.channel, i.category,
                to_char(i.received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
                ${TO_ARRIVAL} AS "toArrival",
                round(i.longitude::numeric, 2)::float8 AS longitude, round(i.latitude::numeric, 2)::float8 AS latitude, i.reporter_phone AS phone, i.reporter_name IS NOT NULL AS named
           FROM incident i WHERE i.station_id = s.id AND ${where} AND ${further} ORDER BY i.received_at DESC, i.id DESC LIMIT ${most + 1}
       ) page ORDER BY page."startedAt" DESC, page.id DESC LIMIT ${most + 1}`,
      parameters,
    ),
  );
  const page = pageOf(rows, most, ({ at, id }) => [at, id]);
  return { ...page, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: bare(node) })) };
}

/** How many there are in all. */
export async function countBareIncidents(tenant: Tenant, selection: RecordSelection): Promise<number> {
  const { parameters, where } = selected(selection);
  const [row] = await bounded(tenant, () => tenant.sql<{ count: number }>(`SELECT count(*)::int AS count FROM incident i WHERE i.station_id = ANY ($1::uuid[]) AND ${where}`, parameters));
  return row?.count ?? 0;
}

/** How small the groups are in which incidents are alike in all that is told of them. */
export function groupsOfIncidents(tenant: Tenant, selection: RecordSelection, told: { readonly facts: readonly BareFact[]; readonly fields: readonly string[]; readonly unit: 'day' | 'month' }, few: number): Promise<Groups> {
  const { parameters, where } = selected(selection);
  const facts: Readonly<Record<BareFact, string>> = { started: `date_trunc('${told.unit}', i.received_at AT TIME ZONE t.time_zone)`, closed: `date_trunc('${told.unit}', i.disposed_at AT TIME ZONE t.time_zone)`, state: 'i.status', outcome: 'i.outcome' };
  const by = ['i.station_id', ...told.facts.map((fact) => facts[fact]), ...told.fields.flatMap((key) => FIELDS[key]?.told ?? [])];
  return bounded(tenant, () => groupsOf(tenant, `SELECT count(*) AS n FROM incident i JOIN station t ON t.id = i.station_id WHERE i.station_id = ANY ($1::uuid[]) AND ${where} GROUP BY ${by.join(', ')}`, parameters, few));
}

function selected({ stationIds, from, to, fields, among }: RecordSelection): { readonly parameters: unknown[]; readonly where: string } {
  const parameters: unknown[] = [stationIds, [...SENSITIVE_CATEGORIES]];
  refuseTooManyConditions(fields ?? []);
  const where = [
    'i.category <> ALL ($2::text[])',
    ...(from ? [`i.received_at >= $${parameters.push(from)}`] : []),
    ...(to ? [`i.received_at < $${parameters.push(to)}`] : []),
    ...(fields ?? []).map((filter) => `i.${columnOf(filter)} = ANY ($${parameters.push(valuesOf(filter))}::text[])`),
  ];
  if (among !== undefined) where.push(`(i.station_id, i.id) IN (${among.sql({ add: (value, type) => `$${parameters.push(value)}::${type}` })})`);
  return { parameters, where: where.join(' AND ') };
}

function columnOf({ key }: FieldFilter): string {
  const field = Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined;
  if (field !== undefined && field.value === undefined) throw new StationhouseError('PERSONAL_DATA_MASKED', text('该字段涉及个人信息，研究中不提供，也不能用于筛选。', 'This field is personal: a study does not show it, so nobody filters by it.'));
  if (field?.column !== undefined) return field.column;
  throw badInput('fields', text('警情可按类别（category）和渠道（channel）筛选。', 'Incidents are filtered by category and channel.'));
}

/** A category takes everything below it along. */
function valuesOf({ key, operator, value }: FieldFilter): string[] {
  const values: unknown[] = operator === 'EQUALS' ? [value] : operator === 'IN' && Array.isArray(value) ? value : [];
  const choices = FIELDS[key]?.choices;
  if (values.length === 0 || !values.every((one): one is string => typeof one === 'string' && choices?.has(one) === true)) {
    throw badInput('fields', text('请用 EQUALS 或 IN，取值见警情类别和渠道列表。', 'Use EQUALS or IN with values of the lists of categories and channels.'));
  }
  return [...(choices?.keys() ?? [])].filter((code) => values.some((wanted) => code === wanted || code.startsWith(`${wanted}.`)));
}

function bare(row: Row): BareRecord {
  const { stationId, id, status, outcome, startedAt, closedAt, phone, named } = row;
  const fields = Object.entries(FIELDS).map(([key, { title, value }]) => Object.assign(new FieldValue(), { key, title, value: value?.(row) ?? null }));
  const persons = phone === null && !named ? [] : [{ place: 'reporter', title: REPORTER, index: 0, known: phone === null ? undefined : knownBy([{ kind: 'phone', value: phone }]) }];
  return { id, stationId, incidentId: null, state: status, outcome, startedAt, closedAt, fields, persons };
}

function chosen(value: string, titles: ReadonlyMap<string, Bilingual>): ChoiceValue {
  return Object.assign(new ChoiceValue(), { choice: value, title: titles.get(value) ?? text(value, value) });
}

function number(value: number | null): NumberValue | null {
  return value === null ? null : Object.assign(new NumberValue(), { number: value });
}
