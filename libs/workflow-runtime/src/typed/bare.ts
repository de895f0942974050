import { covers, decodeCursor, pageOf, type Page } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import { bounded } from './bounded.js';
import { classOf, readFieldFilters } from './conditions.js';
import type { FieldValue } from './field-values.js';
import type { FieldFilter } from './inputs.js';
import { personsIn, type FoundPerson } from './persons.js';
import { SqlWriter } from './sql.js';
import { fieldValues } from './values.js';
import { VersionSchemas, type VersionSchema } from './versions.js';

/** Which instances are read with everything personal gone. */
export interface BareSelection {
  readonly stationIds: readonly Id[];
  readonly workflow: string;
  readonly startedFrom?: Date | null | undefined;
  /** Before this moment. */
  readonly startedTo?: Date | null | undefined;
  readonly fields?: readonly FieldFilter[] | null | undefined;
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
  /** Every field of its data as a reader of aggregates sees it: what is personal is null. */
  readonly fields: readonly FieldValue[];
  /** Whom its data name, by what tells people apart; never to be shown. */
  readonly persons: readonly FoundPerson[];
}

interface Row extends Omit<BareInstance, 'fields' | 'persons'> {
  readonly definition: string;
  readonly data: JsonObject;
  readonly at: string;
}

/** What everything personal is gone for. */
const LEVEL = 'P0';

/**
 * Instances as somebody reads them who must not meet a person: masked as for a reader of aggregates by the one mask, without those that say
 * anything under special protection (P3), in no version of the workflow. Exercises are left out; sealed ones are hidden by their rows' policy.
 */
export class BareInstances {
  private readonly schemas = new VersionSchemas();

  /** One page, the newest first. @param most rows of it, checked by whoever asks @throws StationhouseError BAD_INPUT, BAD_CURSOR, PERSONAL_DATA_MASKED, QUERY_TOO_COSTLY */
  async page(tenant: Tenant, selection: BareSelection, most: number, after: string | null | undefined): Promise<Page<BareInstance>> {
    const { versions, sql, where } = await this.selected(tenant, selection);
    const key = decodeCursor(after, ['moment', 'id']);
    const further = key === undefined ? 'true' : `(i.started_at, i.id) < (${sql.add(key[0], 'timestamptz')}, ${sql.add(key[1], 'uuid')})`;
    const rows = await bounded(tenant, () =>
      tenant.sql<Row>(
        `SELECT page.* FROM unnest($1::uuid[]) AS s (id) CROSS JOIN LATERAL (
           SELECT i.station_id AS "stationId", i.id, i.incident_id AS "incidentId", i.states[1] AS state, i.status = 'closed' AS closed, i.outcome, i.started_at AS "startedAt", i.closed_at AS "closedAt",
                  i.definition, d.data, to_char(i.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
             FROM fact.instance i ${DATA} WHERE i.station_id = s.id AND ${where} AND ${further} ORDER BY i.started_at DESC, i.id DESC LIMIT ${most + 1}
         ) page ORDER BY page."startedAt" DESC, page.id DESC LIMIT ${most + 1}`,
        sql.parameters,
      ),
    );
    const page = pageOf(rows, most, ({ at, id }) => [at, id]);
    const known = new Map(versions.map((version) => [version.hash, version]));
    return { ...page, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: bare(node, known.get(node.definition)) })) };
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
      for (const { key, title, kind, list } of version.fields()) {
        const known = columns.get(key);
        // What one version hides is gone from all of them.
        columns.set(key, { key, title: known?.title ?? title, gone: known?.gone === true || !version.shows([key], LEVEL), plain: known?.plain !== false && kind !== 'object' && kind !== 'json' && (!list || kind === 'choice') });
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
    const { stationIds, workflow, startedFrom, startedTo, fields, never } = selection;
    const versions = await this.schemas.of(tenant, workflow);
    const condition = readFieldFilters(fields ?? [], versions);
    if (!covers(LEVEL, classOf(condition))) throw new StationhouseError('PERSONAL_DATA_MASKED', text('该字段涉及个人信息，研究中不提供，也不能用于筛选。', 'This field is personal: a study does not show it, so nobody filters by it.'));
    const sql = new SqlWriter({ versions, level: LEVEL }, 'd.data', [stationIds, workflow], workflow);
    const parts = [
      'i.workflow = $2',
      // An instance of a version nobody can read is masked by nothing: it stays out.
      `i.definition = ANY (${sql.add(versions.map(({ hash }) => hash), 'text[]')})`,
      ...versions.flatMap((version) => version.protects().map((path) => `NOT (i.definition = ${sql.add(version.hash, 'text')} AND jsonb_path_exists(d.data, ${sql.add(path, 'text')}::jsonpath))`)),
      `NOT ${never.sql(sql.add(never.values, 'text[]'))}`,
      ...(startedFrom ? [`i.started_at >= ${sql.add(startedFrom, 'timestamptz')}`] : []),
      ...(startedTo ? [`i.started_at < ${sql.add(startedTo, 'timestamptz')}`] : []),
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

function bare({ definition: _definition, at: _at, data, ...facts }: Row, version: VersionSchema | undefined): BareInstance {
  if (version === undefined) throw new Error('An instance of an unknown version was read.');
  return { ...facts, fields: fieldValues(version.schema, data, LEVEL, []), persons: personsIn(version.leaves(), data) };
}
