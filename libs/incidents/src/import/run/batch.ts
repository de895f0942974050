import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { MappedRow, RowResult, Value } from '../mapping/row-mapper.js';
import { rejection, type Rejection } from '../mapping/rejection.js';
import type { Stations } from './stations.js';

/** Rows of a batch: enough to make round trips cheap, few enough that the next batch is parsed meanwhile. */
export const BATCH_ROWS = 2_500;
/** Characters of a batch, for sources with long rows. */
export const BATCH_CHARACTERS = 8_000_000;

/** What every row of one import has in common. */
export interface BatchFacts {
  readonly importId: Id;
  readonly source: string;
  /** Who started the import. */
  readonly accountId: Id;
  /** A source without an outcome column tells of calls long over: they count as disposed. */
  readonly statusWithoutOutcome: 'OPEN' | 'DISPOSED';
}

/** A row that made it into the batch. */
interface BatchRow extends MappedRow {
  /** The calendar year it was received in, where its station is. */
  readonly year: number;
}

interface BatchColumn {
  readonly name: string;
  readonly type: string;
  readonly of: (row: BatchRow) => Value;
}

/** The columns that travel: one array each, unnested in the database. */
const COLUMNS: readonly BatchColumn[] = [
  { name: 'station_id', type: 'uuid', of: (row) => row.stationId },
  { name: 'year', type: 'int', of: (row) => String(row.year) },
  { name: 'source_key', type: 'text', of: (row) => row.sourceKey },
  { name: 'source_id', type: 'text', of: (row) => row.sourceId },
  { name: 'source_category', type: 'text', of: (row) => row.sourceCategory },
  { name: 'attributes', type: 'jsonb', of: (row) => row.attributes },
  { name: 'channel', type: 'text', of: (row) => row.values.channel },
  { name: 'category', type: 'text', of: (row) => row.values.category },
  { name: 'outcome', type: 'text', of: (row) => row.values.outcome },
  { name: 'disposition', type: 'text', of: (row) => row.values.disposition },
  { name: 'received_at', type: 'timestamptz', of: (row) => row.values.receivedAt },
  { name: 'occurred_at', type: 'timestamptz', of: (row) => row.values.occurredAt },
  { name: 'dispatched_at', type: 'timestamptz', of: (row) => row.values.dispatchedAt },
  { name: 'acknowledged_at', type: 'timestamptz', of: (row) => row.values.acknowledgedAt },
  { name: 'arrived_at', type: 'timestamptz', of: (row) => row.values.arrivedAt },
  { name: 'under_control_at', type: 'timestamptz', of: (row) => row.values.underControlAt },
  { name: 'cleared_at', type: 'timestamptz', of: (row) => row.values.clearedAt },
  { name: 'address', type: 'text', of: (row) => row.values.address },
  { name: 'postcode', type: 'text', of: (row) => row.values.postcode },
  { name: 'longitude', type: 'float8', of: (row) => row.values.longitude },
  { name: 'latitude', type: 'float8', of: (row) => row.values.latitude },
  { name: 'reporter_name', type: 'text', of: (row) => row.values.reporterName },
  { name: 'reporter_phone', type: 'text', of: (row) => row.values.reporterPhone },
  { name: 'narrative', type: 'text', of: (row) => row.values.narrative },
  { name: 'units', type: 'text', of: (row) => row.values.units },
];

const SHARED_PARAMETERS = 7;

const ARRIVED = `
  arrived AS MATERIALIZED (
    SELECT * FROM unnest(${COLUMNS.map(({ type }, index) => `$${index + SHARED_PARAMETERS + 1}::${type}[]`).join(', ')})
      WITH ORDINALITY AS row(${COLUMNS.map(({ name }) => name).join(', ')}, place))`;

/**
 * Rows the register does not have yet. The caller holds the source's lock, so nobody adds one meanwhile.
 * Written so that each key is looked up in the index on keys, with or without statistics: a scalar sub-select cannot
 * become a scan of the whole register as NOT EXISTS can, and IS NOT DISTINCT FROM keeps the indexes that begin with the
 * station, and hold all its rows under one value, out of it.
 */
const UNKNOWN_ONLY = `
  fresh AS MATERIALIZED (
    SELECT * FROM arrived
     WHERE (SELECT true FROM incident known
             WHERE known.source_key = arrived.source_key AND known.source = $1 AND known.station_id IS NOT DISTINCT FROM arrived.station_id) IS NULL)`;
const ALL = 'fresh AS (SELECT * FROM arrived)';

const COUNT = `WITH ${ARRIVED}, ${UNKNOWN_ONLY}
  SELECT count(*)::int AS added FROM fresh
   WHERE ($2::uuid, $3::uuid, $4::timestamptz, $5::text, $6::uuid[], $7::text[]) IS DISTINCT FROM NULL`;

/**
 * Insert, with numbers: each station's series of the year moves on by as many rows as are really added, and they take
 * the numbers in file order, so that a series has no gaps.
 */
const add = (fresh: string) => `
  WITH ${ARRIVED}, ${fresh},
  series AS (
    INSERT INTO incident_series AS series (station_id, year, last)
    SELECT station_id, year, count(*) FROM fresh GROUP BY station_id, year ORDER BY station_id, year
    ON CONFLICT (station_id, year) DO UPDATE SET last = series.last + excluded.last
    RETURNING station_id, year, last),
  added AS (
    INSERT INTO incident (station_id, number, channel, intake_category, category, source_category, status, outcome, disposition, disposed_at,
                          received_at, occurred_at, dispatched_at, acknowledged_at, arrived_at, under_control_at, cleared_at,
                          address, postcode, longitude, latitude, reporter_name, reporter_phone, narrative, units, attributes,
                          source, source_key, source_id, import_id, recorded_at, recorded_by)
    SELECT station_id, app.incident_number(code, year, (last + 1 - row_number() OVER (PARTITION BY station_id, year ORDER BY place DESC))::int),
           coalesce(channel, 'OTHER'), coalesce(category, 'unclassified'), coalesce(category, 'unclassified'), source_category,
           CASE WHEN outcome IS NULL THEN $5 ELSE 'DISPOSED' END, outcome, disposition, CASE WHEN outcome IS NOT NULL THEN cleared_at END,
           received_at, occurred_at, dispatched_at, acknowledged_at, arrived_at, under_control_at, cleared_at,
           address, postcode, longitude, latitude, reporter_name, reporter_phone, coalesce(narrative, ''),
           coalesce(string_to_array(units, E'\\x1f'), '{}'), attributes,
           $1, source_key, source_id, $2, $4, $3
      FROM fresh JOIN series USING (station_id, year) JOIN unnest($6::uuid[], $7::text[]) AS station(station_id, code) USING (station_id)
    RETURNING 1)
  SELECT count(*)::int AS added FROM added`;

const STATEMENTS = { count: COUNT, addAll: add(ALL), addUnknown: add(UNKNOWN_ONLY) };

/**
 * How a batch is written. `addAll` leaves finding known rows to the unique index: cheap for a source's first file, and
 * refused as a whole when one row is known. `addUnknown` looks every row up first. `count` is the dry run.
 */
export type BatchMode = keyof typeof STATEMENTS;

/** How the rows of a batch fared. */
export interface BatchCounts {
  readonly read: number;
  readonly added: number;
  readonly known: number;
  readonly rejected: number;
  readonly unrouted: number;
}

/** Rows on their way into the register. */
export class Batch {
  private readonly rows: BatchRow[] = [];
  private readonly keys = new Set<string>();
  readonly rejections: Rejection[] = [];
  private read = 0;
  private repeated = 0;
  private rejected = 0;
  private characters = 0;
  private arrays: (string | null)[] = [];
  /** The line of the last row taken in. */
  lastLine = 0;

  constructor(private readonly stations: Stations) {}

  take(line: number, result: RowResult, characters: number): void {
    this.read += 1;
    this.lastLine = line;
    this.characters += characters;
    if ('rejections' in result) {
      this.rejected += 1;
      this.rejections.push(...result.rejections);
      return;
    }
    const { row } = result;
    const receivedAt = row.values.receivedAt ?? '';
    if (this.stations.hadClosedBy(row.stationId, receivedAt)) {
      this.rejected += 1;
      this.rejections.push(rejection(line, '', receivedAt, 'STATION_CLOSED'));
      return;
    }
    // The same id twice in one file is one incident; the first one counts.
    const key = `${row.stationId} ${row.sourceKey}`;
    if (this.keys.has(key)) this.repeated += 1;
    else this.rows.push({ ...row, year: this.stations.yearOf(row.stationId, receivedAt) });
    this.keys.add(key);
  }

  get full(): boolean {
    return this.read >= BATCH_ROWS || this.characters >= BATCH_CHARACTERS || this.rejections.length >= BATCH_ROWS;
  }

  get empty(): boolean {
    return this.read === 0;
  }

  /** Writes the columns out while the database is still busy with the batch before. */
  seal(): this {
    this.arrays = COLUMNS.map((column) => arrayOf(this.rows, column));
    return this;
  }

  /** Puts the sealed rows into the register, or only counts those it lacks. Inside the caller's transaction. */
  async write(tenant: Tenant, facts: BatchFacts, mode: BatchMode): Promise<BatchCounts> {
    const added = this.rows.length === 0 ? 0 : await this.add(tenant, facts, mode);
    return {
      read: this.read,
      added,
      known: this.rows.length - added + this.repeated,
      rejected: this.rejected,
      unrouted: this.rows.reduce((count, row) => count + (row.unrouted ? 1 : 0), 0),
    };
  }

  private async add(tenant: Tenant, facts: BatchFacts, mode: BatchMode): Promise<number> {
    // One writer per source and bureau: between "is it known?" and the insert nobody may add the same row. And a register
    // that just grew has no statistics: the planner would scan it for every key instead of looking in the index.
    await tenant.sql(`SELECT set_config('enable_seqscan', 'off', true), pg_advisory_xact_lock(hashtextextended($1, 0))`, [
      `import ${tenant.context.bureauIds.join()} ${facts.source}`,
    ]);
    const [row] = await tenant.sql<{ added: number }>(STATEMENTS[mode], [
      facts.source,
      facts.importId,
      facts.accountId,
      tenant.now,
      facts.statusWithoutOutcome,
      this.stations.ids,
      this.stations.codes,
      ...this.arrays,
    ]);
    return row?.added ?? 0;
  }
}

/**
 * A column of the batch as an array literal; nothing at all when every value is empty, which unnest pads. Written here
 * because the driver's own conversion looks at every element three times, and the database waits for it.
 */
function arrayOf(rows: readonly BatchRow[], { type, of }: BatchColumn): string | null {
  const quoted = type === 'text' || type === 'jsonb';
  let literal = '';
  let filled = false;
  for (const row of rows) {
    const value = of(row);
    filled ||= value !== null;
    literal += literal === '' ? '{' : ',';
    if (value === null) literal += 'NULL';
    else literal += quoted ? `"${NEEDS_ESCAPE.test(value) ? value.replace(ESCAPED, '\\$&') : value}"` : value;
  }
  return filled ? `${literal}}` : null;
}

const NEEDS_ESCAPE = /["\\]/;
const ESCAPED = /["\\]/g;
