import { createHash } from 'node:crypto';
import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { Calendars, HolidayNotice, ShiftHours } from '@stationhouse/workflow';

/** The calendars of a station, and the name a history remembers them by; both absent where nothing goes beyond the built-in years. */
export interface StationCalendars {
  readonly calendars?: Calendars;
  readonly hash?: string;
}

/** A calendar cannot differ by more than its stations; the oldest ones are read again. */
const MOST = 5_000;

/** Nothing goes beyond the built-in years. */
const BUILT_IN: StationCalendars = {};

interface CalendarRow {
  readonly revision: number;
  readonly closes: string | null;
  readonly shifts: readonly ShiftHours[] | null;
  readonly notices: readonly HolidayNotice[];
}

const READ = `
SELECT c.closes, c.shifts, (coalesce(c.revision, 0) + coalesce((SELECT sum(n.revision) FROM holiday_notice n WHERE n.bureau_id = s.bureau_id), 0))::integer AS revision,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('year', n.year, 'days', n.days) ORDER BY n.year), '[]') FROM holiday_notice n WHERE n.bureau_id = s.bureau_id) AS notices
  FROM station s LEFT JOIN station_calendar c ON c.station_id = s.id WHERE s.id = $1`;

/** Remembers what a station's clocks count by, under the revision that every command reads with its rows. */
export class CalendarBook {
  private readonly cached = new Map<Id, { readonly revision: number; readonly found: StationCalendars }>();
  /** One object per content: the engine keeps its tables by object. */
  private readonly contents = new Map<string, Calendars>();
  private readonly stored = new Set<string>();

  /** What a station counted by at a revision; undefined when it has to be read. */
  remembered(stationId: Id, revision: number): StationCalendars | undefined {
    if (revision === 0) return BUILT_IN;
    const known = this.cached.get(stationId);
    return known?.revision === revision ? known.found : undefined;
  }

  /** Reads the calendars of a station, and freezes them under their name. */
  async read(tenant: Tenant, stationId: Id): Promise<StationCalendars> {
    const row = await readRow(tenant, stationId);
    const found = await this.named(tenant, stationId, contentOf(row));
    if (this.cached.size >= MOST) this.cached.clear();
    this.cached.set(stationId, { revision: row?.revision ?? 0, found });
    return found;
  }

  /** The calendar of a name, for a replay. @throws Error when it was never used here */
  async byHash(tenant: Tenant, stationId: Id, hash: string): Promise<Calendars> {
    const known = this.contents.get(hash);
    if (known !== undefined) return known;
    const [row] = await tenant.sql<{ content: Calendars }>('SELECT content FROM working_calendar WHERE station_id = $1 AND hash = $2', [stationId, hash]);
    if (row === undefined) throw new Error(`The calendar ${hash} is not known at this station.`);
    this.contents.set(hash, row.content);
    return row.content;
  }

  private async named(tenant: Tenant, stationId: Id, content: Calendars | undefined): Promise<StationCalendars> {
    if (content === undefined) return BUILT_IN;
    const hash = createHash('sha256').update(JSON.stringify(content)).digest('base64url');
    const calendars = this.contents.get(hash) ?? content;
    if (this.contents.size >= MOST) this.contents.clear();
    this.contents.set(hash, calendars);
    const key = `${stationId} ${hash}`;
    if (!this.stored.has(key)) {
      await tenant.sql('INSERT INTO working_calendar (station_id, hash, content) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [stationId, hash, JSON.stringify(calendars)]);
      tenant.afterCommit(() => void this.stored.add(key));
    }
    return { calendars, hash };
  }
}

/** What a station's clocks count by, to be shown; undefined where nothing goes beyond the built-in years. */
export async function calendarsAt(tenant: Tenant, stationId: Id): Promise<Calendars | undefined> {
  return contentOf(await readRow(tenant, stationId));
}

async function readRow(tenant: Tenant, stationId: Id): Promise<CalendarRow | undefined> {
  const [row] = await tenant.sql<CalendarRow>(READ, [stationId]);
  return row;
}

function contentOf(row: CalendarRow | undefined): Calendars | undefined {
  const shifts = row?.shifts ?? [];
  const notices = row?.notices ?? [];
  const content: Calendars = { ...(notices.length === 0 ? {} : { notices }), ...(row === undefined || row.closes === null ? {} : { closes: row.closes }), ...(shifts.length === 0 ? {} : { shifts }) };
  return Object.keys(content).length === 0 ? undefined : content;
}
