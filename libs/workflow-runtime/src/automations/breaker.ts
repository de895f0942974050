import type { Tenant } from '@stationhouse/database';
import { addDuration, type Id } from '@stationhouse/kernel';
import type { AutomationBreakerRow } from '../entities.js';
import type { Automation } from './automation.js';

/** - `open`: nothing is called; `trying`: one call finds out whether it works again. */
export type BreakerState = 'closed' | 'open' | 'trying';

/** How an automation fares at a station. */
export interface Breaker extends AutomationBreakerRow {
  readonly state: BreakerState;
}

const COLUMNS = `station_id AS "stationId", automation, failures, opened_at AS "openedAt", try_at AS "tryAt"`;

/**
 * Asks whether an automation may be called. The breaker is a row per station and automation: every worker sees the same,
 * and a restart forgets nothing. Once its pause is over the first to ask tries, and the others wait for that trial.
 * @param seconds how long a trial may take
 * @returns undefined to go on, else the moment to ask again
 */
export async function admit(tenant: Tenant, stationId: Id, { id }: Automation, seconds: number): Promise<Date | undefined> {
  const [open] = await tenant.sql<{ tryAt: Date; due: boolean }>(
    'SELECT try_at AS "tryAt", try_at <= app.now() AS due FROM automation_breaker WHERE station_id = $1 AND automation = $2 AND opened_at IS NOT NULL FOR UPDATE',
    [stationId, id],
  );
  if (open === undefined) return undefined;
  if (!open.due) return open.tryAt;
  await tenant.sql('UPDATE automation_breaker SET try_at = app.now() + make_interval(secs => $3) WHERE station_id = $1 AND automation = $2', [stationId, id, seconds]);
  return undefined;
}

/** An attempt has succeeded: the breaker closes, and what waited is due. @returns whether anything may have waited */
export async function noteSuccess(tenant: Tenant, stationId: Id, automation: string): Promise<boolean> {
  const closed = await tenant.sql('UPDATE automation_breaker SET failures = 0, opened_at = NULL, try_at = NULL WHERE station_id = $1 AND automation = $2 AND failures > 0 RETURNING automation', [stationId, automation]);
  if (closed.length === 0) return false;
  await tenant.sql(`UPDATE automation_call SET next_at = app.now() WHERE station_id = $1 AND automation = $2 AND status = 'waiting' AND next_at > app.now()`, [stationId, automation]);
  return true;
}

/** An attempt has failed: with the last one it stands, the breaker opens; a failed trial opens it anew. */
export async function noteFailure(tenant: Tenant, stationId: Id, { id, breaker }: Automation): Promise<void> {
  await tenant.sql(
    `INSERT INTO automation_breaker AS b (station_id, automation, failures, opened_at, try_at) VALUES ($1, $2, 1, CASE WHEN $3 <= 1 THEN app.now() END, CASE WHEN $3 <= 1 THEN $4::timestamptz END)
     ON CONFLICT (station_id, automation) DO UPDATE SET failures = b.failures + 1,
       opened_at = CASE WHEN b.failures + 1 >= $3 THEN coalesce(b.opened_at, app.now()) END, try_at = CASE WHEN b.failures + 1 >= $3 THEN $4::timestamptz END`,
    [stationId, id, breaker.failures, addDuration(tenant.now, breaker.pause, 'UTC')],
  );
}

/** The breakers of a station that have something to tell: those with a failure behind them. */
export async function listBreakers(tenant: Tenant, stationId: Id): Promise<Breaker[]> {
  const rows = await tenant.sql<AutomationBreakerRow & { trying: boolean }>(
    `SELECT ${COLUMNS}, EXISTS (SELECT FROM automation_call c WHERE c.station_id = b.station_id AND c.automation = b.automation AND c.status = 'running') AS trying
       FROM automation_breaker b WHERE station_id = $1 AND failures > 0 ORDER BY automation`,
    [stationId],
  );
  return rows.map(({ trying, ...row }) => ({ ...row, state: row.openedAt === null ? 'closed' : trying ? 'trying' : 'open' }));
}
