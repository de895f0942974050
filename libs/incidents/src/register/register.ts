import { decodeCursor, pageOf, parseFirst, requireWorking, type DataClass, type Page, type PageSpelling, type SpelledPage } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import { columnsOf, type Reading, type Tenant, type Want } from '@stationhouse/database';
import { badInput, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { INTAKE_SOURCE } from '../import/mapping/mapping.js';
import { incidentCreated, incidentDisposed } from '../permissions.js';
import { conditionsOf, Parameters, type IncidentCriteria } from './filter.js';
import { ALL_COLUMNS, LISTED, LISTED_WANT, type IncidentRecord } from './incident.js';
import { categoryOf, isOutcome, type Channel } from './vocabulary.js';

/** One page of the list, and how many incidents the criteria meet in all. */
export type IncidentPage = Page<IncidentRecord> & { readonly totalCount: number };

/** What a list is asked for: of each incident, and around them. */
export interface IncidentWant {
  readonly reading: Reading;
  readonly node: Want;
  readonly total: boolean;
}

/** A page as it was asked for. */
export interface ReadPage<Record> extends Page<Record> {
  /** Null where nobody asked. */
  readonly totalCount: number | null;
  /** Domain time when it was read. */
  readonly now: Date;
}

/** What a list is read by: the door of a tenant, or a statement that is a transaction of its own. */
export type Read = <Row extends object>(statement: string, parameters: readonly unknown[]) => Promise<Row[]>;

/** Which page of a station's incidents. */
export interface IncidentPlace {
  readonly stationId: Id;
  readonly criteria: IncidentCriteria;
  /** Rows of the page, 1…200. */
  readonly first: number;
  /** The cursor of the row the page follows. */
  readonly after?: string | null | undefined;
}

/** A page of a station's incidents, newest first, with everything that is wanted, by one statement. @throws StationhouseError BAD_INPUT, BAD_CURSOR */
export async function readIncidentPage<Record extends IncidentRecord>(read: Read, place: IncidentPlace, want: IncidentWant): Promise<ReadPage<Record>> {
  const node = { ...want.node, columns: new Set([...want.node.columns, ...KEY]) };
  const page = await readAround<Record[]>(read, place, want.total, (rows) => `(SELECT coalesce(json_agg(page), '[]') FROM (SELECT ${columnsOf(want.reading, node)} FROM ${rows}) page)`);
  return { ...pageOf(page.rows, place.first, ({ receivedAt, id }) => [receivedAt, id]), totalCount: page.total, now: page.now };
}

/** As {@link readIncidentPage}, as PostgreSQL spells it. @throws StationhouseError BAD_INPUT, BAD_CURSOR */
export async function spellIncidentPage(read: Read, place: IncidentPlace, spelling: PageSpelling, level: DataClass): Promise<SpelledPage> {
  const { rows, total } = await readAround<string | null>(read, place, spelling.total, (incidents) => spelling.rows({ key: KEY.map((part) => LISTED[part]), rows: incidents }));
  return spelling.page(rows, place.first, total, level);
}

/** What makes a place in the list. */
const KEY = ['receivedAt', 'id'] as const;

/** The rows of a page and the one behind it, as `rowsOf` has them read from where they are, over `incident i`; the station is the first parameter. */
async function readAround<Rows>(read: Read, { stationId, criteria, first, after }: IncidentPlace, withTotal: boolean, rowsOf: (incidents: string) => string): Promise<{ readonly rows: Rows; readonly total: number | null; readonly now: Date }> {
  const size = parseFirst(first);
  const parameters = new Parameters();
  const where = [`i.station_id = ${parameters.add(stationId)}`, ...conditionsOf(criteria, parameters)].join(' AND ');
  const key = decodeCursor(after, ['moment', 'id']);
  const further = key === undefined ? '' : `AND (i.received_at, i.id) < (${parameters.add(key[0])}::timestamptz, ${parameters.add(key[1])}::uuid)`;
  const incidents = `incident i WHERE ${where} ${further} ORDER BY i.received_at DESC, i.id DESC LIMIT ${parameters.add(size + 1)}`;
  const [row] = await read<{ rows: Rows; total: number | null; now: Date }>(
    `SELECT app.now() AS now, ${withTotal ? `(SELECT count(*)::int FROM incident i WHERE ${where})` : 'NULL::int'} AS total, ${rowsOf(incidents)} AS rows`,
    parameters.values,
  );
  if (row === undefined) throw new Error('A page is one row.');
  return row;
}

/** As {@link readIncidentPage}, with all that a list shows of an incident itself, and how many there are. */
export async function listIncidents(tenant: Tenant, stationId: Id, criteria: IncidentCriteria, first: number, after?: string | null): Promise<IncidentPage> {
  const { edges, pageInfo, totalCount } = await readIncidentPage<IncidentRecord>((statement, parameters) => tenant.sql(statement, parameters), { stationId, criteria, first, after }, { reading: { columns: LISTED }, node: LISTED_WANT, total: true });
  return { edges, pageInfo, totalCount: totalCount ?? 0 };
}

/** One incident with its narrative. @throws StationhouseError NOT_FOUND */
export async function readIncident(tenant: Tenant, stationId: Id, id: Id): Promise<IncidentRecord> {
  const [row] = await tenant.sql<IncidentRecord>(`SELECT ${ALL_COLUMNS} FROM incident i WHERE i.station_id = $1 AND i.id = $2`, [stationId, id]);
  if (row === undefined) throw notFound(text('警情', 'Incident'));
  return row;
}

/** Several incidents as a list shows them; those the station does not have are left out. */
export function readIncidentsOf(tenant: Tenant, stationId: Id, ids: readonly Id[]): Promise<IncidentRecord[]> {
  return tenant.sql(`SELECT ${columnsOf({ columns: LISTED }, LISTED_WANT)} FROM incident i WHERE i.station_id = $1 AND i.id = ANY ($2)`, [stationId, ids]);
}

/** What a count can be broken down by. */
export type CountDimension = 'STATION' | 'CATEGORY' | 'CHANNEL' | 'STATUS' | 'OUTCOME' | 'SOURCE_CATEGORY';

const DIMENSION_COLUMNS: Readonly<Record<CountDimension, string>> = {
  STATION: 'i.station_id::text',
  CATEGORY: 'i.category',
  CHANNEL: 'i.channel',
  STATUS: 'i.status',
  OUTCOME: "coalesce(i.outcome, '')",
  SOURCE_CATEGORY: "coalesce(i.source_category, '')",
};

/** How many incidents of the stations meet the criteria, by one dimension, most first. Nothing personal. */
export async function countIncidents(tenant: Tenant, stationIds: readonly Id[], criteria: IncidentCriteria, by: CountDimension): Promise<{ key: string; count: number }[]> {
  const parameters = new Parameters();
  const where = [`i.station_id = ANY (${parameters.add(stationIds)}::uuid[])`, ...conditionsOf(criteria, parameters)].join(' AND ');
  return tenant.sql(`SELECT ${DIMENSION_COLUMNS[by]} AS key, count(*)::int AS count FROM incident i WHERE ${where} GROUP BY 1 ORDER BY 2 DESC, 1`, parameters.values);
}

/** Facts of a call as it is taken down. */
export interface IncidentIntake {
  readonly channel: Channel;
  readonly category: string;
  /** Now, when left out. */
  readonly receivedAt?: Date | null;
  readonly occurredAt?: Date | null;
  readonly address?: string | null;
  readonly longitude?: number | null;
  readonly latitude?: number | null;
  readonly reporterName?: string | null;
  readonly reporterPhone?: string | null;
  readonly narrative: string;
  readonly units?: readonly string[] | null;
}

/**
 * Takes down an incident with the next number of its station and year. The same key from the same account answers
 * with the incident it made the first time.
 * @throws StationhouseError BAD_INPUT, TEXT_TOO_LONG, TEXT_NOT_UNICODE, STATION_CLOSED
 */
export async function createIncident(tenant: Tenant, stationId: Id, intake: IncidentIntake, idempotencyKey: string): Promise<IncidentRecord> {
  const facts = checkedIntake(intake, tenant.now);
  const key = `${tenant.context.accountId ?? ''} ${parseText(idempotencyKey, 'idempotencyKey', 200)}`;
  // The lock makes a repeat wait for the first, instead of taking a number and giving it back.
  await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [`${stationId} ${key}`]);
  const [known] = await tenant.sql<{ id: Id }>('SELECT id FROM incident WHERE station_id = $1 AND source = $2 AND source_key = $3', [stationId, INTAKE_SOURCE, key]);
  if (known !== undefined) return readIncident(tenant, stationId, known.id);
  await requireWorking(tenant, stationId);
  const [made] = await tenant.sql<{ id: Id; number: string }>(ADD_ONE, [
    stationId, facts.receivedAt, facts.channel, facts.category, facts.occurredAt, facts.address, facts.longitude, facts.latitude,
    facts.reporterName, facts.reporterPhone, facts.narrative, facts.units, INTAKE_SOURCE, key, tenant.now, tenant.context.accountId ?? null,
  ]);
  if (made === undefined) throw notFound(text('派出所', 'Station'));
  await audit(tenant, { action: incidentCreated, stationId, record: { kind: 'incident', id: made.id, number: made.number }, details: { category: facts.category } });
  return readIncident(tenant, stationId, made.id);
}

const ADD_ONE = `
  WITH place AS (SELECT id, code, extract(year FROM $2::timestamptz AT TIME ZONE time_zone)::int AS year FROM station WHERE id = $1),
  series AS (
    INSERT INTO incident_series AS series (station_id, year, last) SELECT id, year, 1 FROM place
    ON CONFLICT (station_id, year) DO UPDATE SET last = series.last + 1 RETURNING last)
  INSERT INTO incident (station_id, number, received_at, channel, intake_category, category, status, occurred_at, address, longitude, latitude,
                        reporter_name, reporter_phone, narrative, units, source, source_key, recorded_at, recorded_by)
  SELECT id, app.incident_number(code, year, last), $2, $3, $4, $4, 'OPEN', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16 FROM place, series
  RETURNING id, number`;

/** How an incident ended. */
export interface Disposition {
  readonly outcome: string;
  readonly disposition?: string | null;
  /** Corrects the category; the one given at intake is kept beside it. */
  readonly category?: string | null;
}

/**
 * Records or corrects how an incident ended; intake facts stay as they are.
 * @throws StationhouseError NOT_FOUND, BAD_INPUT, STALE_VERSION when somebody changed it meanwhile
 */
export async function disposeIncident(tenant: Tenant, stationId: Id, id: Id, input: Disposition, expectedVersion: number): Promise<IncidentRecord> {
  if (!isOutcome(input.outcome)) throw badInput('outcome', text('没有这个处置结果。', 'There is no such outcome.'));
  const category = input.category === undefined || input.category === null ? null : knownCategory(input.category);
  const disposition = optionalText(input.disposition, 'disposition', 4_000);
  if (disposition !== null && (await readIncident(tenant, stationId, id)).erasedAt !== null) {
    throw badInput('disposition', text('该警情的个人信息已到期清除，不再补记文字；结果和类别仍可更正。', 'What this incident said of people was erased because its time was over: no text is added. Outcome and category can still be corrected.'));
  }
  const changed = await tenant.sql<{ number: string }>(
    `UPDATE incident SET version = version + 1, status = 'DISPOSED', outcome = $4, disposition = $5, category = coalesce($6, category), disposed_at = $7, disposed_by = $8
      WHERE station_id = $1 AND id = $2 AND version = $3 RETURNING number`,
    [stationId, id, expectedVersion, input.outcome, disposition, category, tenant.now, tenant.context.accountId ?? null],
  );
  const record = await readIncident(tenant, stationId, id);
  if (changed.length === 0) {
    throw new StationhouseError('STALE_VERSION', text('该警情已被他人更新，请刷新后重试。', 'Somebody has changed this incident meanwhile. Reload it and try again.'), { version: record.version });
  }
  await audit(tenant, { action: incidentDisposed, stationId, record: { kind: 'incident', id, number: record.number }, details: { outcome: input.outcome, category } });
  return record;
}

function checkedIntake(intake: IncidentIntake, now: Date) {
  const narrative = parseText(intake.narrative, 'narrative', 10_000).trim();
  if (narrative === '') throw badInput('narrative', text('请填写警情内容。', 'Write down what was reported.'));
  const receivedAt = intake.receivedAt ?? now;
  if (receivedAt.getTime() > now.getTime() + 60_000) throw badInput('receivedAt', text('接警时间不能在将来。', 'The time received cannot lie in the future.'));
  if ((intake.longitude ?? null) === null !== ((intake.latitude ?? null) === null)) throw badInput('longitude', text('经度和纬度须同时填写。', 'Give both longitude and latitude, or neither.'));
  if ((intake.units?.length ?? 0) > 50) throw badInput('units', text('出警单位最多 50 个。', 'At most 50 units.'));
  return {
    channel: intake.channel,
    category: knownCategory(intake.category),
    receivedAt,
    occurredAt: intake.occurredAt ?? null,
    address: optionalText(intake.address, 'address', 500),
    longitude: degrees(intake.longitude, 'longitude', 180),
    latitude: degrees(intake.latitude, 'latitude', 90),
    reporterName: optionalText(intake.reporterName, 'reporterName', 100),
    reporterPhone: optionalText(intake.reporterPhone, 'reporterPhone', 40),
    narrative,
    units: (intake.units ?? []).map((unit) => parseText(unit, 'units', 100).trim()).filter((unit) => unit !== ''),
  };
}

function knownCategory(code: string): string {
  if (categoryOf(code) === undefined) throw badInput('category', text('没有这个警情类别。', 'There is no such category.'));
  return code;
}

function optionalText(value: string | null | undefined, field: string, max: number): string | null {
  return value === undefined || value === null ? null : parseText(value, field, max).trim() || null;
}

function degrees(value: number | null | undefined, field: string, most: number): number | null {
  if (value === undefined || value === null) return null;
  if (Number.isFinite(value) && Math.abs(value) <= most) return value;
  throw badInput(field, text(`“${field}”须在 ±${most} 之间（WGS-84）。`, `"${field}" must lie within ±${most} (WGS-84).`));
}
