import type { Tenant } from '@stationhouse/database';
import { momentOfLocal, notFound, text, type Id } from '@stationhouse/kernel';

interface StationFacts {
  readonly id: Id;
  readonly code: string;
  readonly time_zone: string;
  readonly closed_at: Date | null;
}

/** The stations an import routes to: their codes for numbers, their time zones for the year of a number. */
export class Stations {
  readonly ids: readonly Id[];
  readonly codes: readonly string[];
  private readonly zones: ReadonlyMap<Id, string>;
  private readonly closings: ReadonlyMap<Id, number>;
  private readonly newYears = new Map<string, number>();

  constructor(facts: readonly StationFacts[]) {
    this.ids = facts.map(({ id }) => id);
    this.codes = facts.map(({ code }) => code);
    this.zones = new Map(facts.map(({ id, time_zone }) => [id, time_zone]));
    this.closings = new Map(facts.flatMap(({ id, closed_at }) => (closed_at === null ? [] : [[id, closed_at.getTime()] as const])));
  }

  /**
   * Reads the stations of the bureau in scope.
   * @throws StationhouseError NOT_FOUND when one is not the bureau's
   */
  static async read(tenant: Tenant, ids: readonly Id[]): Promise<Stations> {
    const facts = await tenant.sql<StationFacts>('SELECT id, code, time_zone, closed_at FROM station WHERE id = ANY ($1) AND bureau_id = ANY ($2) ORDER BY id', [ids, tenant.context.bureauIds]);
    if (facts.length !== new Set(ids).size) throw notFound(text('派出所', 'Station'));
    return new Stations(facts);
  }

  /** True when the station had closed by then: calls of its own time are still its own. @param moment ISO 8601, UTC */
  hadClosedBy(stationId: Id, moment: string): boolean {
    const closing = this.closings.get(stationId);
    return closing !== undefined && Date.parse(moment) >= closing;
  }

  /** The calendar year of a moment at a station. @param moment ISO 8601, UTC */
  yearOf(stationId: Id, moment: string): number {
    const zone = this.zones.get(stationId) ?? 'UTC';
    const year = Number(moment.slice(0, 4));
    const at = Date.parse(moment);
    if (at < this.newYear(zone, year)) return year - 1;
    return at >= this.newYear(zone, year + 1) ? year + 1 : year;
  }

  private newYear(zone: string, year: number): number {
    const key = `${zone} ${year}`;
    let start = this.newYears.get(key);
    if (start === undefined) {
      start = momentOfLocal(`${year}-01-01T00:00:00`, zone)?.getTime() ?? Date.UTC(year, 0, 1);
      this.newYears.set(key, start);
    }
    return start;
  }
}
