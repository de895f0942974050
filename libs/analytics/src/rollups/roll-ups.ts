import type { Database, Tenant } from '@stationhouse/database';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { ResolvedMetric } from '../resolve.js';
import { familiesOf, keptOf, type Family, type KeptMetric } from './kept.js';
import type { Span } from './counting.js';
import { fold, lockStation, takeMarks, tryStation, type KeptStation } from './fold.js';
import { verify, type Fault } from './verification.js';

/** So many stations have their turn in one look. */
const MOST_STATIONS = 200;
/** So often everything that is kept of a station is compared with its rows, so many stations in one look. */
const VERIFIED_EVERY_MS = 24 * 3_600_000;
const MOST_VERIFIED = 20;
/** So many are built at once: what two cores can do. */
const AT_ONCE = 2;
/** So many rows of a station are counted in one transaction, in a second or two. */
const MOST_ROWS = 100_000;

/**
 * Keeps figures, so that they need not be counted each time. What is kept is never another truth: whatever changes rows marks their days, a reader counts
 * marked days from the rows, and how late this class is changes nothing but the time a reader takes. Several processes may be at it.
 */
export class RollUps {
  readonly families: readonly Family[];
  readonly rollUps: readonly string[];
  private readonly byMetric: ReadonlyMap<string, KeptMetric>;

  constructor(
    private readonly database: Database,
    metrics: readonly ResolvedMetric[],
  ) {
    const kept = metrics.flatMap((resolved) => keptOf(resolved) ?? []);
    this.byMetric = new Map(kept.map((one) => [one.resolved.metric.id, one]));
    this.families = familiesOf(kept);
    this.rollUps = kept.map(({ rollUp }) => rollUp);
  }

  /** What is kept of a metric; undefined for one that is counted each time. */
  of(metricId: string): KeptMetric | undefined {
    return this.byMetric.get(metricId);
  }

  /** Everything that is kept, by the name of the roll-up. */
  all(): readonly KeptMetric[] {
    return [...this.byMetric.values()];
  }

  /** What a worker does every so often: counts marked days anew, and builds what is missing. */
  async tend(): Promise<void> {
    await this.foldMarked();
    await this.buildMissing();
  }

  /** Counts the marked days of every station anew. @returns how many stations had any */
  async foldMarked(): Promise<number> {
    const stations = await this.database.unscoped<{ station_id: Id }>('marked_figures', [MOST_STATIONS]);
    for (const { station_id: stationId } of stations) while (await this.foldSome(stationId));
    return stations.length;
  }

  /** @returns whether there may be more */
  private foldSome(stationId: Id): Promise<boolean> {
    return this.database.inTenant({ stationIds: [stationId], bureauIds: [] }, async (tenant) => {
      const station = await tryStation(tenant, stationId);
      if (station === undefined) return false;
      return this.foldTaken(tenant, station);
    });
  }

  /** Takes marks, and counts their days. @returns whether there were any */
  private async foldTaken(tenant: Tenant, station: KeptStation): Promise<boolean> {
    await this.disown(tenant, station);
    let any = false;
    for (const source of new Set(this.families.map((family) => family.source))) {
      const spans = await takeMarks(tenant, station, source);
      await fold(tenant, station, this.families.filter((family) => family.source === source), spans);
      any ||= spans.length > 0;
    }
    return any;
  }

  /** What was kept by another clock of the station, or by another version of the program, is not carried on by this turn, which takes the marks: it no longer covers anything, even should that clock return. */
  private async disown(tenant: Tenant, { id, zone }: KeptStation): Promise<void> {
    await tenant.sql(`UPDATE figure_cover SET covered_until = '-infinity' WHERE station_id = $1 AND (zone <> $2 OR roll_up <> ALL ($3::text[])) AND covered_until > '-infinity'`, [id, zone, [...this.rollUps]]);
  }

  /** Builds what is not kept yet: of new stations, of metrics declared anew, of stations with another clock. @returns how many stations had anything missing */
  async buildMissing(): Promise<number> {
    if (this.rollUps.length === 0) return 0;
    const stations = await this.database.unscoped<{ station_id: Id }>('uncovered_figures', [[...this.rollUps]]);
    const waiting = stations.map((station) => station.station_id).values();
    // One list, that each takes the next one from.
    const build = async () => {
      for (const stationId of waiting) while (await this.buildSome(stationId));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, build));
    return stations.length;
  }

  /** The days of a station's next rows. @returns whether there are more */
  private buildSome(stationId: Id): Promise<boolean> {
    return this.database.inTenant({ stationIds: [stationId], bureauIds: [] }, async (tenant) => {
      const station = await tryStation(tenant, stationId);
      if (station === undefined) return false;
      const missing = await this.missing(tenant, station);
      const [{ first } = { first: undefined }] = missing;
      if (first === undefined) return false;
      const families = this.familiesWith(missing.map(({ rollUp }) => rollUp));
      const past = (await nextPast(tenant, station, families, first)) ?? 'infinity';
      await fold(tenant, station, families, [{ first, past }]);
      await tenant.sql(`UPDATE figure_cover SET covered_until = greatest(covered_until, $3::date), kept_since = CASE WHEN $3::date = 'infinity' THEN $4 ELSE kept_since END WHERE station_id = $1 AND roll_up = ANY ($2::text[])`, [
        stationId, missing.map(({ rollUp }) => rollUp), past, tenant.now,
      ]);
      return past !== 'infinity';
    });
  }

  /** Compares what has not been compared for a day with its rows, and mends it. @returns what was wrong, by station */
  async verifyDue(now: Date): Promise<ReadonlyMap<Id, readonly Fault[]>> {
    const stations = await this.database.unscoped<{ station_id: Id }>('unverified_figures', [[...this.rollUps], new Date(now.getTime() - VERIFIED_EVERY_MS), MOST_VERIFIED]);
    const wrong = new Map<Id, readonly Fault[]>();
    for (const { station_id: stationId } of stations) {
      const faults = await this.verify(stationId);
      if (faults.length > 0) wrong.set(stationId, faults);
    }
    return wrong;
  }

  /** Compares everything that is kept of a station with its rows, and mends it. @returns what was wrong; it is kept for the bureau, too */
  verify(stationId: Id): Promise<readonly Fault[]> {
    return this.database.inTenant({ stationIds: [stationId], bureauIds: [] }, async (tenant) => {
      const station = await tryStation(tenant, stationId);
      if (station === undefined) return [];
      const whole = await tenant.sql<{ rollUp: string }>(
        `UPDATE figure_cover SET verified_at = $4 WHERE station_id = $1 AND zone = $2 AND roll_up = ANY ($3::text[]) AND covered_until = 'infinity' RETURNING roll_up AS "rollUp"`,
        [stationId, station.zone, [...this.rollUps], tenant.now],
      );
      return verify(tenant, station, this.familiesWith(whole.map(({ rollUp }) => rollUp)));
    });
  }

  /** Counts days of a station anew, whatever is kept of them, and the marked ones before; waits for whoever else is at it. In the caller's transaction. */
  async countAnew(tenant: Tenant, stationId: Id, span: Span): Promise<void> {
    const station = await lockStation(tenant, stationId);
    while (await this.foldTaken(tenant, station));
    await fold(tenant, station, this.families, [span]);
  }

  /** The month a station's first row is in, and how many there are until the present one; at least that one. */
  async monthsOf(tenant: Tenant, stationId: Id): Promise<{ readonly first: string; readonly months: number }> {
    const moments = this.families.map(({ from, station, time }) => `(SELECT min(${time}) FROM ${from} WHERE ${station} = $1)`);
    const [row] = await tenant.sql<{ first: string; months: number }>(
      `SELECT first::date::text AS first, (extract(year FROM age) * 12 + extract(month FROM age))::int + 1 AS months
         FROM (SELECT first, age(date_trunc('month', $2::timestamptz AT TIME ZONE zone), first) AS age
                 FROM (SELECT time_zone AS zone, date_trunc('month', least(${['$2::timestamptz', ...moments].join(', ')}) AT TIME ZONE time_zone) AS first FROM station WHERE id = $1) s) m`,
      [stationId, tenant.now],
    );
    if (row === undefined) throw new StationhouseError('NOT_FOUND', text('派出所不存在或不在您的范围内。', 'There is no such station within your reach.'));
    return row;
  }

  private familiesWith(rollUps: readonly string[]): Family[] {
    return this.families.flatMap((family) => {
      const kept = family.kept.filter(({ rollUp }) => rollUps.includes(rollUp));
      return kept.length === 0 ? [] : [{ ...family, kept }];
    });
  }

  /** What is not wholly covered, from where on; of another clock than the station's now: from the beginning. */
  private async missing(tenant: Tenant, { id, zone }: KeptStation): Promise<readonly { rollUp: string; first: string }[]> {
    await tenant.sql(
      `INSERT INTO figure_cover AS c (station_id, roll_up, zone, covered_until) SELECT $1, r, $3, '-infinity' FROM unnest($2::text[]) AS u (r)
       ON CONFLICT (station_id, roll_up) DO UPDATE SET zone = excluded.zone, covered_until = excluded.covered_until WHERE c.zone <> excluded.zone`,
      [id, [...this.rollUps], zone],
    );
    return tenant.sql<{ rollUp: string; first: string }>(
      `SELECT roll_up AS "rollUp", min(covered_until) OVER ()::text AS first FROM figure_cover WHERE station_id = $1 AND roll_up = ANY ($2::text[]) AND covered_until < 'infinity'`,
      [id, [...this.rollUps]],
    );
  }
}

/** The day after the one that the next {@link MOST_ROWS} rows from a day on end in; undefined when there are no more. */
async function nextPast(tenant: Tenant, { id, zone }: KeptStation, families: readonly Family[], first: string): Promise<string | undefined> {
  const moments = families.map(({ from, station, time }) => `(SELECT ${time} FROM ${from} WHERE ${station} = $1 AND ${time} >= ($3::date::timestamp AT TIME ZONE $2) ORDER BY ${time} OFFSET ${MOST_ROWS} LIMIT 1)`);
  const [row] = await tenant.sql<{ past: string | null }>(`SELECT ((least(${moments.join(', ')}) AT TIME ZONE $2)::date + 1)::text AS past`, [id, zone, first]);
  return row?.past ?? undefined;
}
