import { badCursor, decodeCursor, pageOf, type Page } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { categoryOf, STATUSES, type Status } from '@stationhouse/incidents';
import { badInput, isId, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { bounded, instancesById, summariesOf, type BareSelection, type WorkflowCatalog } from '@stationhouse/workflow-runtime';
import type { RecordKind, RecordOfRow } from '../facts.js';
import { measuredStations } from '../figures.js';
import type { FigureSight } from '../query.js';
import type { MetricRegistry } from '../registry.js';
import type { ResolvedMetric } from '../resolve.js';
import { Parameters, rowsSql, type MeasuredStation, type Values } from '../statement.js';
import { INCIDENT_SUBJECT } from '../studies/study.js';
import { around, askedBy, daysOf, inCell, type Cell } from './cell.js';

/** A record behind a figure. */
export interface FigureRecord {
  readonly kind: RecordKind;
  readonly stationId: Id;
  readonly id: Id;
  readonly number: string;
  readonly title: Bilingual;
  readonly stateTitle: Bilingual;
  /** When the last of its rows fell into the figure. */
  readonly at: Date;
  /** How many rows of the figure are of it. */
  readonly rows: number;
}

/** How much stands behind a figure. */
export interface OriginCount {
  readonly records: number;
  readonly rows: number;
}

interface Row {
  readonly stationId: Id;
  readonly id: Id;
  readonly at: Date;
  readonly place: string;
  readonly rows: number;
}

/** Studies show nothing of persons, and events as whoever knows the station sees them. */
const IN_STUDIES: FigureSight = { persons: false, fine: true };

const WRITTEN = /^\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

/** From a figure to the records it was counted from: by the very rows of its metric, so that both agree. */
export class FigureOrigins {
  constructor(
    private readonly registry: MetricRegistry,
    private readonly catalog: WorkflowCatalog,
  ) {}

  /** What kind of records stands behind a metric. @throws StationhouseError METRIC_UNKNOWN, PERSONAL_DATA_MASKED, BAD_INPUT where nobody is told */
  kindOf(metric: string): RecordKind {
    return recordOf(this.registry.get(metric)).kind;
  }

  /** One page of the records behind a figure, the latest first. @throws StationhouseError METRIC_UNKNOWN, DIMENSION_UNKNOWN, BAD_INPUT, BAD_CURSOR, PERSONAL_DATA_MASKED, QUERY_TOO_COSTLY */
  async page(tenant: Tenant, stationIds: readonly Id[], cell: Cell, sight: FigureSight, most: number, after: string | null | undefined): Promise<Page<FigureRecord>> {
    const [resolved, stations] = await this.read(tenant, stationIds, cell);
    const sql = new Parameters([]);
    const rows = recordsSql(resolved, stations, cell, sight, tenant.now, sql);
    const key = placeOf(after);
    const further = key === undefined ? 'true' : `(r.at, r.id) < (${sql.add(key.at, 'timestamptz')}, ${sql.add(key.id, 'uuid')})`;
    const found = await bounded(tenant, () =>
      tenant.sql<Row>(`SELECT r.station_id AS "stationId", r.id, r.at, r.rows::int AS rows, to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS place FROM (${rows}) r WHERE ${further} ORDER BY r.at DESC, r.id DESC LIMIT ${most + 1}`, sql.values),
    );
    const { edges, pageInfo } = pageOf(found, most, ({ place, id }) => [place, id]);
    const { kind } = recordOf(resolved);
    const named = kind === 'incident' ? await incidentsNamed(tenant, edges.map(({ node }) => node.id)) : await this.instancesNamed(tenant, edges.map(({ node }) => node));
    return { pageInfo, edges: edges.flatMap(({ cursor, node: { stationId, id, at, rows: count } }) => { const name = named.get(id); return name === undefined ? [] : [{ cursor, node: { kind, stationId, id, at, rows: count, ...name } }]; }) };
  }

  /** How many records there are behind a figure, and how many rows: the count of its point. */
  async count(tenant: Tenant, stationIds: readonly Id[], cell: Cell, sight: FigureSight): Promise<OriginCount> {
    const [resolved, stations] = await this.read(tenant, stationIds, cell);
    const sql = new Parameters([]);
    const rows = recordsSql(resolved, stations, cell, sight, tenant.now, sql);
    const [count] = await bounded(tenant, () => tenant.sql<OriginCount>(`SELECT count(*)::int AS records, coalesce(sum(r.rows), 0)::int AS rows FROM (${rows}) r`, sql.values));
    return count ?? { records: 0, rows: 0 };
  }

  /** The same records as a study selects them: of its own kind, as somebody is told figures who meets no person. @throws StationhouseError as {@link page}; BAD_INPUT for records of another kind */
  async among(tenant: Tenant, stationIds: readonly Id[], subject: string, cell: Cell): Promise<NonNullable<BareSelection['among']>> {
    const [resolved, stations] = await this.read(tenant, stationIds, cell);
    const { source } = resolved.metric;
    const workflow = 'fact' in source ? source.workflow : undefined;
    const fits = recordOf(resolved).kind === 'incident' ? subject === INCIDENT_SUBJECT : subject !== INCIDENT_SUBJECT && (workflow === undefined || workflow === subject);
    if (!fits) throw badInput('behind.metric', text(`指标“${resolved.metric.title['zh-CN']}”的记录不是此类记录。`, `The records behind the metric “${resolved.metric.title.en}” are of another kind.`), { metric: resolved.metric.id, subject });
    // Checked before anything is read; written again into the statement that it becomes a part of.
    const asked = askedBy(resolved, cell, IN_STUDIES);
    refusePlaces(asked);
    const looked = [...resolved.where, ...(cell.counted ? resolved.part : []), ...asked.filter].map(({ column }) => column).concat(resolved.time, cell.counted ? resolved.measured : [], asked.values.map(([column]) => column));
    return { sql: (values) => `SELECT r.station_id, r.id FROM (${rowSql(resolved, stations, cell, IN_STUDIES, tenant.now, values)}) r`, fields: looked.flatMap(({ path }) => (path === undefined ? [] : [path])) };
  }

  private async read(tenant: Tenant, stationIds: readonly Id[], cell: Cell): Promise<readonly [ResolvedMetric, readonly MeasuredStation[]]> {
    const resolved = this.registry.get(cell.metric);
    recordOf(resolved);
    const stations = await measuredStations(tenant, stationIds, daysOf(cell));
    return [resolved, stations.map((station) => ({ ...station, ...around(station, cell) }))];
  }

  private async instancesNamed(tenant: Tenant, rows: readonly Row[]): Promise<Named> {
    const named = new Map<Id, Name>();
    for (const stationId of new Set(rows.map((row) => row.stationId))) {
      const instances = await instancesById(tenant, stationId, rows.filter((row) => row.stationId === stationId).map(({ id }) => id));
      for (const { id, number, workflowTitle, stateTitle } of await summariesOf(tenant, this.catalog, instances)) named.set(id, { number, title: workflowTitle, stateTitle });
    }
    return named;
  }
}

type Name = Pick<FigureRecord, 'number' | 'title' | 'stateTitle'>;
type Named = ReadonlyMap<Id, Name>;

async function incidentsNamed(tenant: Tenant, ids: readonly Id[]): Promise<Named> {
  const rows = await tenant.sql<{ id: Id; number: string; category: string; status: Status }>('SELECT id, number, category, status FROM incident WHERE station_id = ANY ($1) AND id = ANY ($2)', [[...tenant.context.stationIds], ids]);
  return new Map(rows.map(({ id, number, category, status }) => [id, { number, title: categoryOf(category)?.title ?? text(category, category), stateTitle: STATUSES[status] }]));
}

function recordOf({ metric: { id, personalData, title }, record }: ResolvedMetric): RecordOfRow {
  if (record !== undefined) return record;
  if (personalData !== 'events') throw new StationhouseError('PERSONAL_DATA_MASKED', text(`指标“${title['zh-CN']}”涉及个人情况，不列出其记录。`, `The metric “${title.en}” says something of persons: what stands behind it is not listed.`), { metric: id });
  throw badInput('cell.metric', text(`指标“${title['zh-CN']}”没有可列出的记录。`, `Nothing that could be listed stands behind the metric “${title.en}”.`), { metric: id });
}

/** Records of a study lie in squares of a kilometre: places laid over one another would tell more. @throws StationhouseError PERSONAL_DATA_MASKED */
function refusePlaces({ values, filter }: ReturnType<typeof askedBy>): void {
  if ([...values.map(([column]) => column), ...filter.map(({ column }) => column)].every(({ place }) => place === undefined)) return;
  throw new StationhouseError('PERSONAL_DATA_MASKED', text('研究中不能按地点查找记录：请去掉方格、社区或网格的条件。', 'Records of a study are not found by their place. Leave squares, communities and grid cells out.'));
}

/** The rows of a cell: of which record each is, and when it fell into the figure. */
function rowSql(resolved: ResolvedMetric, stations: readonly MeasuredStation[], cell: Cell, sight: FigureSight, now: Date, sql: Values): string {
  const asked = askedBy(resolved, cell, sight);
  const columns = [...asked.values.map(([column]) => column), ...(cell.counted ? [...resolved.part.map(({ column }) => column), ...resolved.measured] : [])];
  const { from, where } = rowsSql(asked, columns, stations, now, sql);
  return `SELECT ${resolved.station} AS station_id, ${recordOf(resolved).id} AS id, ${resolved.time.sql} AS at FROM ${from} WHERE ${[...where, ...inCell(cell, asked, sight, sql)].join(' AND ')}`;
}

/** The records of a cell, each once. A row of the register or of a run is one already: an index may serve its order. */
function recordsSql(resolved: ResolvedMetric, stations: readonly MeasuredStation[], cell: Cell, sight: FigureSight, now: Date, sql: Values): string {
  const { source } = resolved.metric;
  const single = 'fact' in source && (source.fact === 'incident' || source.fact === 'instance');
  const rows = rowSql(resolved, stations, cell, sight, now, sql);
  return single ? `SELECT o.*, 1 AS rows FROM (${rows}) o` : `SELECT o.station_id, o.id, max(o.at) AS at, count(*) AS rows FROM (${rows}) o GROUP BY o.station_id, o.id`;
}

function placeOf(after: string | null | undefined): { readonly at: string; readonly id: string } | undefined {
  const key = decodeCursor(after, ['string', 'string']);
  if (key === undefined) return undefined;
  const [at, id] = key;
  if (typeof at !== 'string' || !WRITTEN.test(at) || !isId(id)) throw badCursor();
  return { at, id };
}
