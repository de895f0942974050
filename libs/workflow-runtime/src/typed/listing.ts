import { covers, encodeCursor, higher, lower, parseFirst, type DataClass, type PageInfo, type Selection, type TenantGate } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { newId, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { InstanceRow } from '../entities.js';
import { viewInstance } from '../graphql/views.js';
import type { Instance } from '../graphql/types.js';
import { furtherColumns, viewCarried, type CarriedInstance } from '../reads/ahead.js';
import { INSTANCE_COLUMNS } from '../reads/instances.js';
import { bounded } from './bounded.js';
import { classOf, readFieldFilters, readFilter, type Condition } from './conditions.js';
import type { FieldFilter, SortDirection } from './inputs.js';
import { readOrder, sortedSql } from './order.js';
import type { TypedShape } from './shape.js';
import { SqlWriter, type Sight } from './sql.js';
import { VersionSchemas } from './versions.js';

/** What a typed list is asked for. */
export interface Listing {
  readonly stationIds: readonly Id[];
  readonly filter: Readonly<Record<string, unknown>> | null | undefined;
  readonly orderBy: { readonly by: string; readonly direction: SortDirection } | null | undefined;
  readonly first: number;
  readonly after: string | null | undefined;
  /** Exercises alone; they are left out otherwise. */
  readonly exercise: boolean;
  /** What is asked for of an instance. */
  readonly instance: Selection;
  /** Why a personal field is filtered or ordered by. */
  readonly purpose: string | null | undefined;
}

/** One page of instances, as their typed connection shows it. */
export interface ListedInstances {
  readonly edges: readonly { readonly cursor: string; readonly node: Instance }[];
  readonly pageInfo: PageInfo;
  /** Over all pages. */
  count(): Promise<number>;
}

/** The instances of typed workflows, by what their data say. */
export class TypedInstances {
  private readonly schemas = new VersionSchemas();

  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
  ) {}

  /**
   * One page, masked as every list is.
   * @throws StationhouseError BAD_INPUT, BAD_CURSOR, QUERY_TOO_COSTLY; PURPOSE_REQUIRED, PERSONAL_DATA_MASKED for a personal field
   */
  list(shape: TypedShape, listing: Listing): Promise<ListedInstances> {
    const most = parseFirst(listing.first);
    const stationIds = [...new Set(listing.stationIds)];
    return this.gate.inStations(stationIds, async (tenant) => {
      const versions = await this.schemas.of(tenant, shape.workflow);
      const condition = readFilter(shape.fields, listing.filter ?? {}, versions);
      const order = readOrder(shape.fields, listing.orderBy);
      const asked = higher(classOf(condition), typeof order.by === 'string' ? 'P0' : order.by.dataClass);
      const sight: Sight = { versions, level: await this.levelFor(tenant, stationIds, asked, listing.purpose, shape.workflow) };
      const source = listing.exercise ? '(SELECT * FROM instance WHERE exercise)' : 'fact.instance';
      const sql = new SqlWriter(sight, 'd.data', [stationIds, shape.workflow], shape.workflow);
      const where = sql.where(condition);
      const counted = { where, parameters: [...sql.parameters] };
      const sorted = sortedSql(sql, order, listing.after);
      const rows = await bounded(tenant, () =>
        tenant.sql<CarriedInstance & { readonly sortKey: string | null }>(
          `SELECT page.* FROM unnest($1::uuid[]) AS s (id) CROSS JOIN LATERAL (
             SELECT ${INSTANCE_COLUMNS}${listing.exercise ? '' : furtherColumns(listing.instance)}, (${sorted.key})::text AS "sortKey", ${sorted.key} AS sort FROM ${source} i ${DATA}
              WHERE i.station_id = s.id AND i.workflow = $2 AND ${where} AND ${sorted.after} ORDER BY ${sorted.orderBy} LIMIT ${most + 1}
           ) page ORDER BY ${sorted.orderBy} LIMIT ${most + 1}`,
          sql.parameters,
        ),
      );
      const shown = rows.slice(0, most);
      const nodes = await viewEach(tenant, this.catalog, shown, this.gate);
      const edges = shown.map((row, index) => ({ cursor: encodeCursor([sorted.name, row.sortKey, row.id]), node: nodes[index] as Instance }));
      return { edges, pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage: rows.length > most }, count: () => this.count(stationIds, source, counted) };
    });
  }

  /** One instance of a workflow, by id or number; with a purpose, and a role that reads P2, in full. @throws StationhouseError NOT_FOUND, BAD_INPUT, PURPOSE_REQUIRED */
  read(shape: TypedShape, stationId: Id, by: { readonly id: Id } | { readonly number: string }, purpose: string | null | undefined): Promise<Instance> {
    return this.gate.inStation(stationId, async (tenant) => {
      const [column, value] = 'id' in by ? ['id', by.id] : ['number', by.number];
      const [row] = await tenant.sql<InstanceRow>(`SELECT ${INSTANCE_COLUMNS} FROM instance WHERE station_id = $1 AND workflow = $2 AND ${column} = $3`, [stationId, shape.workflow, value]);
      if (row === undefined) throw notFound(text('事项', 'Instance'));
      const reader = await this.gate.readPersonal(tenant, stationId, purpose, { kind: 'instance', id: row.id, number: row.number });
      return viewInstance(row, await this.catalog.version(tenant, row.definition), reader);
    });
  }

  /**
   * Conditions on fields by key as SQL over `i`, for lists of any workflow.
   * @param parameters those the statement has already
   * @throws StationhouseError BAD_INPUT, PERSONAL_DATA_MASKED
   */
  async byFields(tenant: Tenant, stationId: Id, workflow: string, filters: readonly FieldFilter[]): Promise<(parameters: readonly unknown[]) => { readonly where: string; readonly parameters: readonly unknown[] }> {
    const versions = await this.schemas.of(tenant, workflow);
    const condition: Condition = readFieldFilters(filters, versions);
    const level = this.gate.reader(stationId).level;
    if (!covers(level, classOf(condition))) throw masked();
    return (parameters) => {
      const sql = new SqlWriter({ versions, level }, `(i.snapshot -> 'data')`, parameters);
      return { where: sql.where(condition), parameters: sql.parameters };
    };
  }

  private count(stationIds: readonly Id[], source: string, { where, parameters }: { readonly where: string; readonly parameters: readonly unknown[] }): Promise<number> {
    return this.gate.inStations(stationIds, async (tenant) => {
      const [row] = await bounded(tenant, () => tenant.sql<{ count: number }>(`SELECT count(*)::int AS count FROM ${source} i ${DATA} WHERE i.station_id = ANY ($1::uuid[]) AND i.workflow = $2 AND ${where}`, parameters));
      return row?.count ?? 0;
    });
  }

  /**
   * The class up to which a filter may look: that of a list, or with a purpose what the role reads in full – and then the look is
   * recorded at each station.
   */
  private async levelFor(tenant: Tenant, stationIds: readonly Id[], asked: DataClass, purpose: string | null | undefined, workflow: string): Promise<DataClass> {
    const level = stationIds.map((stationId) => this.gate.reader(stationId).level).reduce(lower, 'P3');
    if (covers(level, asked)) return level;
    if (asked === 'P3' || !stationIds.every((stationId) => this.gate.mayRead(stationId, asked))) throw masked();
    if (purpose === undefined || purpose === null || parseText(purpose, 'purpose', 200).trim() === '') throw purposeRequired();
    const readers = [];
    for (const stationId of stationIds) readers.push(await this.gate.readPersonal(tenant, stationId, purpose, { kind: 'instances', id: newId(), number: workflow }));
    return readers.map((reader) => reader.level).reduce(lower);
  }
}

/** The data of a row once, however many conditions look into them: reading them out of a snapshot is what a filter costs. */
const DATA = `CROSS JOIN LATERAL (SELECT i.snapshot -> 'data' AS data OFFSET 0) d`;

async function viewEach(tenant: Tenant, catalog: WorkflowCatalog, rows: readonly CarriedInstance[], gate: TenantGate): Promise<Instance[]> {
  const views = new Map<Id, Instance>();
  for (const stationId of new Set(rows.map((row) => row.stationId))) {
    const own = await viewCarried(tenant, catalog, rows.filter((row) => row.stationId === stationId), gate.reader(stationId));
    for (const view of own) views.set(view.id, view);
  }
  return rows.flatMap(({ id }) => views.get(id) ?? []);
}

function masked(): StationhouseError {
  return new StationhouseError('PERSONAL_DATA_MASKED', text('该字段对您脱敏显示，不能用于筛选或排序，请改用其他条件。', 'This field is masked for you, so you cannot filter or sort by it. Use another condition.'));
}

function purposeRequired(): StationhouseError {
  return new StationhouseError('PURPOSE_REQUIRED', text('按个人信息筛选或排序须填写用途（purpose）。', 'Say why you filter or sort by personal data (purpose).'));
}
