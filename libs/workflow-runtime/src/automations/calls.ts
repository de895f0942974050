import type { Tenant } from '@stationhouse/database';
import type { Outbox } from '@stationhouse/jobs';
import { durationMilliseconds, type Id } from '@stationhouse/kernel';
import type { AutomationCallRow, CallStatus } from '../entities.js';
import { CALL_TOPIC } from '../steps/step-record.js';
import type { Automation } from './automation.js';

/** Says that calls are due later, by moment, so that a loop asleep until later wakes in time. */
export const CALLS_DUE_TOPIC = 'automation-calls-due';

/** A call as it lies in the database. */
export const CALL_COLUMNS = `station_id AS "stationId", id, instance_id AS "instanceId", serial, automation, action, status, attempts, next_at AS "nextAt", input, settings, compensates, pending, error, exercise,
  made_at AS "madeAt", started_at AS "startedAt", finished_at AS "finishedAt"`;

/** A call within its instance. */
export interface CallPlace {
  readonly instanceId: Id;
  readonly serial: number;
}

/** Longest wait between two attempts. */
const LONGEST_WAIT_MS = 3_600_000;

/** The call of that place, locked for the transaction. */
export async function lockCall(tenant: Tenant, stationId: Id, { instanceId, serial }: CallPlace): Promise<AutomationCallRow | undefined> {
  const [row] = await tenant.sql<AutomationCallRow>(`SELECT ${CALL_COLUMNS} FROM automation_call WHERE station_id = $1 AND instance_id = $2 AND serial = $3 FOR UPDATE`, [stationId, instanceId, serial]);
  return row;
}

/** An attempt begins. One that begins again after its process was killed is the same attempt. */
export async function beginAttempt(tenant: Tenant, { stationId, id }: AutomationCallRow): Promise<number> {
  const [row] = await tenant.sql<{ attempts: number }>(
    `UPDATE automation_call SET attempts = attempts + CASE WHEN status = 'running' THEN 0 ELSE 1 END, status = 'running', started_at = app.now(), error = NULL WHERE station_id = $1 AND id = $2 RETURNING attempts`,
    [stationId, id],
  );
  return row?.attempts ?? 0;
}

/** An attempt that has begun did not come to its handler: it has not been made. @returns false when somebody else has settled the call */
export async function unbeginAttempt(tenant: Tenant, { stationId, id }: AutomationCallRow): Promise<boolean> {
  const rows = await tenant.sql(
    `UPDATE automation_call SET attempts = attempts - 1, started_at = CASE WHEN attempts > 1 THEN started_at END WHERE station_id = $1 AND id = $2 AND status = 'running' RETURNING id`,
    [stationId, id],
  );
  return rows.length > 0;
}

/** The call waits until a moment. @returns false when it is no longer waiting or running: somebody else has settled it */
export async function postpone(tenant: Tenant, { stationId, id }: AutomationCallRow, until: Date, error: string | null): Promise<boolean> {
  const rows = await tenant.sql(`UPDATE automation_call SET status = 'waiting', next_at = $3, error = coalesce($4, error) WHERE station_id = $1 AND id = $2 AND status IN ('waiting', 'running') RETURNING id`, [stationId, id, until, error]);
  return rows.length > 0;
}

/** The call is over without a step of its instance. @returns false when it was over before */
export async function closeCall(tenant: Tenant, { stationId, id }: AutomationCallRow, status: CallStatus, error: string | null): Promise<boolean> {
  const rows = await tenant.sql(
    `UPDATE automation_call SET status = $3, error = $4, next_at = NULL, finished_at = app.now() WHERE station_id = $1 AND id = $2 AND status IN ('waiting', 'running', 'failed') RETURNING id`,
    [stationId, id, status, error],
  );
  return rows.length > 0;
}

/** A call that was settled while it ran has ended; what makes it good may begin. */
export async function endRun(tenant: Tenant, { stationId, id, instanceId, serial }: AutomationCallRow): Promise<void> {
  await tenant.sql('UPDATE automation_call SET finished_at = app.now() WHERE station_id = $1 AND id = $2 AND finished_at IS NULL', [stationId, id]);
  await tenant.sql(`UPDATE automation_call SET next_at = app.now() WHERE station_id = $1 AND instance_id = $2 AND compensates = $3 AND status = 'waiting' AND next_at > app.now()`, [stationId, instanceId, serial]);
}

/** Queues the next attempt of a call that has waited long enough. @returns false when there is none to queue: another process was first */
export async function queueDue(tenant: Tenant, outbox: Outbox, stationId: Id, id: Id): Promise<boolean> {
  const [place] = await tenant.sql<CallPlace>(
    `UPDATE automation_call SET next_at = NULL WHERE station_id = $1 AND id = $2 AND status = 'waiting' AND next_at <= app.now() RETURNING instance_id AS "instanceId", serial`,
    [stationId, id],
  );
  if (place === undefined) return false;
  await queueCall(tenant, outbox, stationId, place);
  return true;
}

/** The job of one attempt. */
export function queueCall(tenant: Tenant, outbox: Outbox, stationId: Id, { instanceId, serial }: CallPlace): Promise<Id> {
  return outbox.enqueue(tenant, { topic: CALL_TOPIC, stationId, payload: { instanceId, serial } });
}

/** The wait after a failed attempt, in milliseconds; undefined when it was the last. */
export function waitAfterAttempt(row: Pick<AutomationCallRow, 'settings'>, automation: Pick<Automation, 'retry'>, attempt: number): number | undefined {
  const { attempts, backoff = 'PT10S' } = row.settings.retry ?? automation.retry;
  return attempt >= attempts ? undefined : Math.min(LONGEST_WAIT_MS, durationMilliseconds(backoff) * 2 ** (attempt - 1));
}

/** How long one attempt may take, in milliseconds. */
export function limitOf(row: Pick<AutomationCallRow, 'settings'>, automation: Pick<Automation, 'timeout'>): number {
  return Math.min(LONGEST_ATTEMPT_MS, durationMilliseconds(row.settings.timeout ?? automation.timeout));
}

/** No attempt takes longer, whatever a definition says. */
export const LONGEST_ATTEMPT_MS = 1_800_000;
