import { covers, encodeCursor, maskBySchema, type Page } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import { bareData, isBare, looksAtBare } from './bare-shape.js';
import { bounded } from './bounded.js';
import { classOf, readFieldFilters, readFilter } from './conditions.js';
import type { FieldValue } from './field-values.js';
import type { FieldFilter, SortDirection } from './inputs.js';
import { readOrder, sortedSql } from './order.js';
import { personsIn, type FoundPerson } from './persons.js';
import type { TypedField } from './shape.js';
import { SqlWriter } from './sql.js';
import { fieldValues, typedValues } from './values.js';
import { VersionSchemas, type VersionSchema } from './versions.js';

/** Which instances are read with everything personal gone. */
export interface BareSelection {
  readonly stationIds: readonly Id[];
  readonly workflow: string;
  readonly startedFrom?: Date | null | undefined;
  /** Before this moment. */
  readonly startedTo?: Date | null | undefined;
  readonly fields?: readonly FieldFilter[] | null | undefined;
  /** The filter and the order of a typed list, over fields of a bare shape. */
  readonly typed?: { readonly fields: readonly TypedField[]; readonly filter?: Readonly<Record<string, unknown>> | null | undefined; readonly orderBy?: { readonly by: string; readonly direction: SortDirection } | null | undefined } | undefined;
  /** Those among these alone: a statement of stations and ids, and the paths in the data that it looks at. */
  readonly among?: { readonly sql: (values: { add(value: unknown, type: string): string }) => string; readonly fields: readonly (readonly string[])[] } | undefined;
  /** SQL over `i` of what never appears, with the one array of texts that it takes. */
  readonly never: { readonly sql: (values: string) => string; readonly values: readonly string[] };
}

/** An instance without a name, a number or a word of anybody. */
export interface BareInstance {
  readonly stationId: Id;
  readonly id: Id;
  readonly incidentId: Id | null;
  readonly state: string | null;
  readonly closed: boolean;
  readonly outcome: string | null;
  readonly startedAt: Date;
  readonly closedAt: Date | null;
  /** Every field of its data as a reader of aggregates sees it: what is personal, or words, is null. */
  readonly fields: readonly FieldValue[];
  /** The same as the fields of a typed object, by key. */
  readonly typed: (fields: readonly TypedField[]) => Record<string, unknown>;
  /** Whom its data name, by what tells people apart; never to be shown. */
  readonly persons: readonly FoundPerson[];
}

interface Row extends Omit<BareInstance, 'fields' | 'typed' | 'persons'> {
  readonly definition: string;
  readonly data: JsonObject;
  readonly sortKey: string | null;
}

/** What everything personal is gone for. */
const LEVEL = 'P0';

/**
 * Instances as somebody reads them who must not meet a person: masked as for a reader of aggregates by the one mask, without those that say
 * anything under special protection (P3), in no version of the workflow. Exercises are left out; sealed ones are hidden by their rows' policy.
 */
export class BareInstances {
  private readonly schemas = new VersionSchemas();

  /** One page, the newest first unless it is ordered. @param most rows of it, checked by whoever asks @throws StationhouseError BAD_INPUT, BAD_CURSOR, PERSONAL_DATA_MASKED, QUERY_TOO_COSTLY */
  async page(tenant: Tenant, selection: BareSelection, most: number, after: string | null | undefined): Promise<Page<BareInstance>> {
    const { versions, sql, where } = await this.selected(tenant, selection);
    const sorted = sortedSql(sql, readOrder(selection.typed?.fields ?? [], selection.typed?.orderBy), after);
    const rows = await bounded(tenant, () =>
      tenant.sql<Row>(
        `SELECT page.* FROM unnest($1::uuid[]) AS s (id) CROSS JOIN LATERAL (
           SELECT i.station_id AS "stationId", i.id, i.incident_id AS "incidentId", i.states[1] AS state, i.status = 'closed' AS closed, i.outcome, i.started_at AS "startedAt", i.closed_at AS "closedAt",
                  i.definition, d.data, (${sorted.key})::text AS "sortKey", ${sorted.key} AS sort
             FROM fact.instance i ${DATA} WHERE i.station_id = s.id AND ${where} AND ${sorted.after} ORDER BY ${sorted.orderBy} LIMIT ${most + 1}
         ) page ORDER BY ${sorted.orderBy} LIMIT ${most + 1}`,
        sql.parameters,
      ),
    );
    const known = new Map(versions.map((version) => [version.hash, version]));
    const edges = rows.slice(0, most).map((row) => ({ cursor: encodeCursor([sorted.name, row.sortKey, row.id]), node: bare(row, known.get(row.definition)) }));
    return { edges, pageInfo: { endCursor: edges.at(-1)?.cursor ?? null, hasNextPage: rows.length > most } };
  }

  /** How many there are in all. @throws StationhouseError BAD_INPUT, PERSONAL_DATA_MASKED, QUERY_TOO_COSTLY */
  async count(tenant: Tenant, selection: BareSelection): Promise<number> {
    const { sql, where } = await this.selected(tenant, selection);
    const [row] = await bounded(tenant, () => tenant.sql<{ count: number }>(`SELECT count(*)::int AS count FROM fact.instance i ${DATA} WHERE i.station_id = ANY ($1::uuid[]) AND ${where}`, sql.parameters));
    return row?.count ?? 0;
  }

  /** The fields an instance of the workflow can have, in the order of its newest version. */
  async columns(tenant: Tenant, workflow: string): Promise<readonly BareColumn[]> {
    const versions = await this.schemas.of(tenant, workflow);
    const columns = new Map<string, BareColumn>();
    for (const version of versions) {
      for (const field of version.fields()) {
        const { key, title, kind, list } = field;
        const known = columns.get(key);
        // What one version hides is gone from all of them.
        columns.set(key, { key, title: known?.title ?? title, gone: known?.gone === true || !isBare(field), plain: known?.plain !== false && kind !== 'object' && kind !== 'json' && (!list || kind === 'choice') });
      }
    }
    return [...columns.values()];
  }

  /**
   * How small the groups are in which instances are alike in all that is told of them.
   * @param told what is told, beside the station: facts of the instance by their names, fields of the data by their keys; moments no finer than a day or a month of the station
   * @param few groups below this are small
   */
  async groups(tenant: Tenant, selection: BareSelection, told: { readonly facts: readonly BareFact[]; readonly fields: readonly string[]; readonly unit: 'day' | 'month' }, few: number): Promise<Groups> {
    const { sql, where } = await this.selected(tenant, selection);
    const facts: Readonly<Record<BareFact, string>> = { started: `date_trunc('${told.unit}', i.started_at AT TIME ZONE t.time_zone)`, closed: `date_trunc('${told.unit}', i.closed_at AT TIME ZONE t.time_zone)`, state: 'i.states[1]', outcome: 'i.outcome' };
    const by = ['i.station_id', ...told.facts.map((fact) => facts[fact]), ...told.fields.map((key) => `d.data -> ${sql.add(key, 'text')}`)];
    return bounded(tenant, () => groupsOf(tenant, `SELECT count(*) AS n FROM fact.instance i JOIN station t ON t.id = i.station_id ${DATA} WHERE i.station_id = ANY ($1::uuid[]) AND ${where} GROUP BY ${by.join(', ')}`, sql.parameters, few));
  }

  private async selected(tenant: Tenant, selection: BareSelection) {
    const { stationIds, workflow, startedFrom, startedTo, fields, typed, among, never } = selection;
    const all = await this.schemas.of(tenant, workflow);
    // A field that a version keeps to itself selects none of its instances.
    const versions = among === undefined ? all : all.filter((version) => among.fields.every((path) => version.shows(path, LEVEL)));
    const condition = { all: [readFieldFilters(fields ?? [], all), readFilter(typed?.fields ?? [], typed?.filter ?? {}, all)] };
    if (!covers(LEVEL, classOf(condition)) || !looksAtBare(condition)) throw new StationhouseError('PERSONAL_DATA_MASKED', text('该字段涉及个人信息，研究中不提供，也不能用于筛选。', 'This field is personal: a study does not show it, so nobody filters by it.'));
    const sql = new SqlWriter({ versions, level: LEVEL }, 'd.data', [stationIds, workflow], workflow);
    const parts = [
      'i.workflow = $2',
      // An instance of a version nobody can read is masked by nothing: it stays out.
      `i.definition = ANY (${sql.add(versions.map(({ hash }) => hash), 'text[]')})`,
      ...versions.flatMap((version) => version.protects().map((path) => `NOT (i.definition = ${sql.add(version.hash, 'text')} AND jsonb_path_exists(d.data, ${sql.add(path, 'text')}::jsonpath))`)),
      `NOT ${never.sql(sql.add(never.values, 'text[]'))}`,
      ...(startedFrom ? [`i.started_at >= ${sql.add(startedFrom, 'timestamptz')}`] : []),
      ...(startedTo ? [`i.started_at < ${sql.add(startedTo, 'timestamptz')}`] : []),
      ...(among === undefined ? [] : [`(i.station_id, i.id) IN (${among.sql(sql)})`]),
      sql.where(condition),
    ];
    return { versions, sql, where: parts.join(' AND ') };
  }
}

/** A field that a list of bare instances can show. */
export interface BareColumn {
  readonly key: string;
  readonly title: Bilingual;
  /** Personal: always null. */
  readonly gone: boolean;
  /** One plain value, or a list of choices: what a cell of a table can hold. */
  readonly plain: boolean;
}

/** Facts of an instance that may be told. */
export type BareFact = 'started' | 'closed' | 'state' | 'outcome';

/** How rows are alike in what is told of them. */
export interface Groups {
  /** Rows in the smallest group; 0 without rows. */
  readonly smallest: number;
  /** Rows in groups that are too small. */
  readonly rowsInSmall: number;
}

/** Reads groups of a statement that counts each as `n`. */
export async function groupsOf(tenant: Tenant, statement: string, parameters: readonly unknown[], few: number): Promise<Groups> {
  const [row] = await tenant.sql<Groups>(`SELECT coalesce(min(n), 0)::int AS smallest, coalesce(sum(n) FILTER (WHERE n < ${Math.trunc(few)}), 0)::int AS "rowsInSmall" FROM (${statement}) AS g`, parameters);
  return row ?? { smallest: 0, rowsInSmall: 0 };
}

const DATA = `CROSS JOIN LATERAL (SELECT i.snapshot -> 'data' AS data OFFSET 0) d`;

function bare({ stationId, id, incidentId, state, closed, outcome, startedAt, closedAt, data }: Row, version: VersionSchema | undefined): BareInstance {
  if (version === undefined) throw new Error('An instance of an unknown version was read.');
  const told = bareData(version.fields(), maskBySchema(version.schema, data, LEVEL) as JsonObject);
  return { stationId, id, incidentId, state, closed, outcome, startedAt, closedAt, fields: fieldValues(version.schema, told, LEVEL, []), typed: (fields) => typedValues(fields, told), persons: toldApart(personsIn(version.leaves(), data), version.apart) };
}

/** Where a workflow is kept apart, the same person is somebody else in the records of others. */
function toldApart(persons: readonly FoundPerson[], apart: string | undefined): readonly FoundPerson[] {
  return apart === undefined ? persons : persons.map((person) => ({ ...person, known: person.known === undefined ? undefined : `${apart} ${person.known}` }));
}
