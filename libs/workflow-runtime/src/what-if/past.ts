import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { Calendars, PastInstance, PastStep } from '@stationhouse/workflow';
import type { HistoryKind } from '../entities.js';

/** Which instances of a station's past are looked at: of a workflow, begun in a stretch of time, no exercises. */
export interface PastSelection {
  readonly workflow: string;
  readonly from: Date;
  readonly until: Date;
}

/** An instance's history as the database writes it: read where it is played, so that nobody copies it about. */
export interface WrittenPast {
  readonly id: Id;
  /** JSON of {@link WrittenStep}s, in order. */
  readonly steps: string;
}

interface WrittenStep {
  readonly at: string;
  readonly kind: HistoryKind;
  readonly zone: string;
  readonly definition: string;
  readonly calendar: string | null;
  readonly event: PastStep['event'] | null;
  readonly effects: PastStep['effects'];
}

const SELECTED = `station_id = $1 AND workflow = $2 AND started_at >= $3 AND started_at < $4`;
/** What people do with tasks and files without moving the workflow. */
const DEEDS = ['claim-task', 'release-task', 'assign-task', 'attach-file', 'remove-file'] satisfies HistoryKind[];
const QUARTILES = [0.25, 0.75];

export async function countPast(tenant: Tenant, stationId: Id, { workflow, from, until }: PastSelection): Promise<number> {
  const [row] = await tenant.sql<{ count: number }>(`SELECT count(*)::int AS count FROM fact.instance WHERE ${SELECTED}`, [stationId, workflow, from, until]);
  return row?.count ?? 0;
}

/** The next instances by id, with all that happened to them. */
export function readPast(tenant: Tenant, stationId: Id, { workflow, from, until }: PastSelection, after: Id | undefined, most: number): Promise<WrittenPast[]> {
  return tenant.sql<WrittenPast>(
    `SELECT i.id, (SELECT coalesce(json_agg(json_build_object('at', to_char(h.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'kind', h.kind, 'zone', h.time_zone, 'definition', h.definition, 'calendar', h.calendar, 'event', h.event, 'effects', h.effects) ORDER BY h.version), '[]')::text
              FROM history h WHERE h.station_id = $1 AND h.instance_id = i.id AND h.kind <> ALL ($7)) AS steps
       FROM (SELECT id FROM fact.instance WHERE ${SELECTED} AND ($5::uuid IS NULL OR id > $5) ORDER BY id LIMIT $6) i ORDER BY i.id`,
    [stationId, workflow, from, until, after ?? null, most, DEEDS],
  );
}

/** Every calendar the station ever counted by. */
export async function readCalendars(tenant: Tenant, stationId: Id): Promise<Record<string, Calendars>> {
  const rows = await tenant.sql<{ hash: string; content: Calendars }>('SELECT hash, content FROM working_calendar WHERE station_id = $1', [stationId]);
  return Object.fromEntries(rows.map(({ hash, content }) => [hash, content]));
}

/** How long completed tasks took by role, in milliseconds: the quickest and the slowest quarter; under `''` those of all roles. */
export async function readHabits(tenant: Tenant, stationId: Id, { from, until }: PastSelection): Promise<Record<string, readonly [number, number]>> {
  // Where nothing was completed, the row of all roles has no quartiles.
  const rows = await tenant.sql<{ role: string | null; quartiles: number[] | null }>(
    `SELECT r.role, percentile_cont($4::float8[]) WITHIN GROUP (ORDER BY extract(epoch FROM t.completed_at - t.opened_at) * 1000) AS quartiles
       FROM fact.task t CROSS JOIN LATERAL unnest(t.roles) r (role) WHERE t.station_id = $1 AND t.status = 'DONE' AND t.opened_at >= $2 AND t.opened_at < $3 GROUP BY GROUPING SETS ((r.role), ())`,
    [stationId, from, until, QUARTILES],
  );
  return Object.fromEntries(rows.flatMap(({ role, quartiles }) => {
    const [quick, slow] = quartiles ?? [];
    return quick === undefined || slow === undefined ? [] : [[role ?? '', [quick, slow] as const]];
  }));
}

/** A history as the engine plays it; undefined where personal data were erased: what they led to does not play again. */
export function pastOf({ id, steps: written }: WrittenPast, calendars: Readonly<Record<string, Calendars>>): PastInstance | undefined {
  const steps = JSON.parse(written) as WrittenStep[];
  const [first] = steps;
  if (first === undefined || steps.some(({ kind, event }) => kind === 'erase' || event === null)) return undefined;
  const stayed = steps.every(({ definition }) => definition === first.definition);
  return {
    id,
    timeZone: first.zone,
    definition: stayed ? first.definition : undefined,
    steps: steps.flatMap(({ at, event, effects, calendar }) => (event === null ? [] : [{ at, event, effects, calendars: calendar === null ? undefined : calendars[calendar] }])),
  };
}
