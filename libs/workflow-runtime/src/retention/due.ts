import type { Tenant } from '@stationhouse/database';
import { addDuration, type Id } from '@stationhouse/kernel';
import { endOf, type RetentionRule } from './rules.js';

/** An instance that has ended, with what was erased of it. */
export interface Ended {
  readonly id: Id;
  readonly workflow: string;
  readonly endedAt: Date;
  readonly timeZone: string;
  /** Fields that were erased, and `*`. */
  readonly erased: readonly string[];
}

/** The end of an instance: it closed, or the exercise it was part of stopped. By domain time, whatever the exercise's clock showed. */
const ENDED = `CASE WHEN i.exercise_id IS NULL THEN i.closed_at ELSE x.stopped_at END`;
const FROM_ENDED = `FROM instance i JOIN station s ON s.id = i.station_id LEFT JOIN exercise x ON x.station_id = i.station_id AND x.id = i.exercise_id
  WHERE i.station_id = $1 AND (i.status = 'closed' OR x.stopped_at IS NOT NULL)`;
const COLUMNS = `i.id, i.workflow, ${ENDED} AS "endedAt", s.time_zone AS "timeZone", ARRAY(SELECT e.field FROM erasure e WHERE e.station_id = i.station_id AND e.instance_id = i.id) AS erased`;

/** Natural months differ by days, by zone and by where one begins to count: whatever may be due is looked at, and decided exactly. */
const SLACK = 'P4D';

/**
 * Instances of which something may be due, in the order of their ids: not on hold, ended long enough ago for some rule that has
 * not been applied to them.
 * @param until due by then
 */
export function mayBeDue(tenant: Tenant, stationId: Id, rules: readonly RetentionRule[], until: Date, after: Id, most: number): Promise<Ended[]> {
  return tenant.sql<Ended>(
    `SELECT ${COLUMNS} ${FROM_ENDED} AND i.id > $5
       AND EXISTS (SELECT FROM unnest($2::text[], $3::text[], $4::timestamptz[]) AS r (workflow, field, before) WHERE r.workflow = i.workflow AND ${ENDED} <= r.before
         AND NOT EXISTS (SELECT FROM erasure e WHERE e.station_id = i.station_id AND e.instance_id = i.id AND e.field = r.field))
       AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.station_id = i.station_id AND h.instance_id = i.id AND h.lifted_at IS NULL)
     ORDER BY i.id LIMIT $6`,
    [stationId, rules.map(({ workflow }) => workflow), rules.map(({ field }) => field), rules.map(({ keep }) => addDuration(addDuration(until, keep, 'UTC', -1), SLACK, 'UTC')), after, most],
  );
}

/** One instance, locked for the rest of the transaction; undefined while it is on hold, or has not ended. */
export async function lockEnded(tenant: Tenant, stationId: Id, instanceId: Id): Promise<Ended | undefined> {
  await tenant.sql('SELECT id FROM instance WHERE station_id = $1 AND id = $2 FOR UPDATE', [stationId, instanceId]);
  const [held] = await tenant.sql('SELECT id FROM legal_hold WHERE station_id = $1 AND instance_id = $2 AND lifted_at IS NULL', [stationId, instanceId]);
  if (held !== undefined) return undefined;
  const [row] = await tenant.sql<Ended>(`SELECT ${COLUMNS} ${FROM_ENDED} AND i.id = $2`, [stationId, instanceId]);
  return row;
}

/** The rules whose time is over for an instance and that have not been applied to it. */
export function dueRules({ workflow, endedAt, timeZone, erased }: Ended, rules: readonly RetentionRule[], now: Date): RetentionRule[] {
  return rules.filter((rule) => rule.workflow === workflow && !erased.includes(rule.field) && endOf(rule, endedAt, timeZone) <= now);
}
