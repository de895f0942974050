import type { Tenant } from '@stationhouse/database';
import { addDuration, type Id, type IsoDuration } from '@stationhouse/kernel';
import { endOf, keptAfter, type RetentionRule } from './rules.js';

/** An instance that has ended, with what was erased of it. */
export interface Ended {
  readonly id: Id;
  readonly workflow: string;
  readonly endedAt: Date;
  /** How it ended; null where it was not closed: an exercise that stopped. */
  readonly outcome: string | null;
  readonly timeZone: string;
  /** Fields that were erased, and `*`. */
  readonly erased: readonly string[];
}

/** The end of an instance: it closed, or the exercise it was part of stopped. By domain time, whatever the exercise's clock showed. */
const ENDED = `CASE WHEN i.exercise_id IS NULL THEN i.closed_at ELSE x.stopped_at END`;
const FROM_ENDED = `FROM instance i JOIN station s ON s.id = i.station_id LEFT JOIN exercise x ON x.station_id = i.station_id AND x.id = i.exercise_id
  WHERE i.station_id = $1 AND (i.status = 'closed' OR x.stopped_at IS NOT NULL)`;
const COLUMNS = `i.id, i.workflow, i.outcome, ${ENDED} AS "endedAt", s.time_zone AS "timeZone", ARRAY(SELECT e.field FROM erasure e WHERE e.station_id = i.station_id AND e.instance_id = i.id) AS erased`;

/** Natural months differ by days, by zone and by where one begins to count: whatever may be due is looked at, and decided exactly. */
const SLACK = 'P4D';

/**
 * Instances of which something may be due, in the order of their ids: not on hold, ended long enough ago for some rule that has
 * not been applied to them.
 * @param until due by then
 */
export function mayBeDue(tenant: Tenant, stationId: Id, rules: readonly RetentionRule[], until: Date, after: Id, most: number): Promise<Ended[]> {
  return tenant.sql<Ended>(
    `SELECT ${COLUMNS} ${FROM_ENDED} AND i.id > $3
       AND EXISTS (SELECT FROM jsonb_to_recordset($2) AS r (workflow text, field text, before timestamptz, outcome text, but text[])
                    WHERE r.workflow = i.workflow AND ${ENDED} <= r.before AND (r.outcome = i.outcome OR r.outcome IS NULL AND (i.outcome IS NULL OR i.outcome <> ALL (r.but)))
         AND NOT EXISTS (SELECT FROM erasure e WHERE e.station_id = i.station_id AND e.instance_id = i.id AND e.field = r.field))
       AND NOT EXISTS (SELECT FROM legal_hold h WHERE h.station_id = i.station_id AND h.instance_id = i.id AND h.lifted_at IS NULL)
     ORDER BY i.id LIMIT $4`,
    [stationId, JSON.stringify(rules.flatMap((rule) => endings(rule, until))), after, most],
  );
}

/** A rule ending by ending: since when an instance must have ended for it to be due. */
function endings({ workflow, field, keep, after = {} }: RetentionRule, until: Date): readonly object[] {
  const before = (kept: IsoDuration) => addDuration(addDuration(until, kept, 'UTC', -1), SLACK, 'UTC').toISOString();
  return [{ workflow, field, before: before(keep), outcome: null, but: Object.keys(after) }, ...Object.entries(after).map(([outcome, kept]) => ({ workflow, field, before: before(kept), outcome, but: [] }))];
}

/** One instance, locked for the rest of the transaction; undefined while it is on hold, or has not ended. */
export async function lockEnded(tenant: Tenant, stationId: Id, instanceId: Id): Promise<Ended | undefined> {
  await tenant.sql('SELECT id FROM instance WHERE station_id = $1 AND id = $2 FOR UPDATE', [stationId, instanceId]);
  const [held] = await tenant.sql('SELECT id FROM legal_hold WHERE station_id = $1 AND instance_id = $2 AND lifted_at IS NULL', [stationId, instanceId]);
  if (held !== undefined) return undefined;
  const [row] = await tenant.sql<Ended>(`SELECT ${COLUMNS} ${FROM_ENDED} AND i.id = $2`, [stationId, instanceId]);
  return row;
}

/** The rules whose time is over for an instance and that have not been applied to it, each with the time that holds after its ending. */
export function dueRules({ workflow, endedAt, outcome, timeZone, erased }: Ended, rules: readonly RetentionRule[], now: Date): Omit<RetentionRule, 'after'>[] {
  return rules
    .filter((rule) => rule.workflow === workflow && !erased.includes(rule.field))
    .map((rule) => ({ workflow, field: rule.field, keep: keptAfter(rule, outcome) }))
    .filter((rule) => endOf(rule, endedAt, timeZone) <= now);
}
