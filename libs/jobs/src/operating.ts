import { audit, defineAuditAction } from '@stationhouse/audit';
import { decodeCursor, pageOf, parseFirst, type Page } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { JobPayload } from './job.js';
import type { Outbox } from './outbox.js';
import type { JobScope } from './outbox.entity.js';

/**
 * How a job stands: nobody has taken it (`waiting`), a worker has (`running`), it failed and is tried again later
 * (`retrying`), or it failed for good and waits for a person (`parked`).
 */
export type JobStanding = 'waiting' | 'running' | 'retrying' | 'parked';

/** A job as an operator sees it: ids and codes, nothing of a record. */
export interface JobRow {
  readonly scope: JobScope;
  readonly scopeId: Id;
  readonly id: Id;
  readonly topic: string;
  readonly payload: JobPayload;
  readonly standing: JobStanding;
  readonly attempts: number;
  readonly code: string | null;
  readonly error: Bilingual | null;
  readonly createdAt: Date;
  /** When it is tried again; real time. */
  readonly nextRun: Date;
  readonly finishedAt: Date | null;
}

/** The queue of some stations and bureaus, one line a topic. */
export interface QueueFigures {
  readonly topic: string;
  readonly waiting: number;
  readonly running: number;
  readonly retrying: number;
  readonly parked: number;
  /** Seconds the oldest job that could run has waited for a worker; 0 when none waits. */
  readonly lagSeconds: number;
}

export interface JobSelection {
  /** Stations and bureaus; within the transaction's reach. */
  readonly scopeIds: readonly Id[];
  readonly standing: JobStanding;
  readonly topic?: string | undefined;
}

const jobRetried = defineAuditAction({ id: 'job.retried', title: text('重新运行后台任务', 'Ran a parked job again') });
const jobDropped = defineAuditAction({ id: 'job.dropped', title: text('丢弃后台任务', 'Dropped a parked job') });

/** A claim whose lease ran out belongs to a worker that died: the row waits again. */
const STANDING = `CASE WHEN state = 'dead' THEN 'parked' WHEN claimed_by IS NOT NULL AND next_run > now() THEN 'running' WHEN next_run > now() AND attempts > 0 THEN 'retrying' ELSE 'waiting' END`;
const OPEN = `state IN ('pending', 'dead')`;
const COLUMNS = `scope, scope_id AS "scopeId", id, topic, payload, ${STANDING} AS standing, attempts, code, error, created_at AS "createdAt", next_run AS "nextRun", finished_at AS "finishedAt"`;

/** Counts what is not done yet; topics without anything open are left out. */
export function queueFigures(tenant: Tenant, scopeIds: readonly Id[]): Promise<(QueueFigures & { readonly scopeId: Id })[]> {
  const counted = (standing: JobStanding) => `count(*) FILTER (WHERE standing = '${standing}')::int AS ${standing}`;
  return tenant.sql(
    `SELECT scope_id AS "scopeId", topic, ${(['waiting', 'running', 'retrying', 'parked'] as const).map(counted).join(', ')},
            coalesce(extract(epoch FROM now() - min(next_run) FILTER (WHERE standing = 'waiting' AND next_run <= now())), 0)::float8 AS "lagSeconds"
       FROM (SELECT scope_id, topic, next_run, ${STANDING} AS standing FROM outbox WHERE scope_id = ANY ($1) AND ${OPEN}) open
      GROUP BY scope_id, topic ORDER BY topic`,
    [[...scopeIds]],
  );
}

/** One page of jobs, oldest first. @throws StationhouseError BAD_CURSOR, BAD_INPUT */
export async function listJobs(tenant: Tenant, { scopeIds, standing, topic }: JobSelection, first: number, after: string | null | undefined): Promise<Page<JobRow>> {
  const most = parseFirst(first);
  const [last] = decodeCursor(after, ['id']) ?? [];
  const rows = await tenant.sql<JobRow>(
    `SELECT ${COLUMNS} FROM outbox WHERE scope_id = ANY ($1) AND ${OPEN} AND ${STANDING} = $2 AND ($3::text IS NULL OR topic = $3) AND ($4::uuid IS NULL OR id > $4) ORDER BY id LIMIT $5`,
    [[...scopeIds], standing, topic ?? null, last ?? null, most + 1],
  );
  return pageOf(rows, most, (row) => [row.id]);
}

/** Jobs by id that are not done; those out of reach are left out. */
export function jobsById(tenant: Tenant, scopeIds: readonly Id[], ids: readonly Id[]): Promise<JobRow[]> {
  return tenant.sql<JobRow>(`SELECT ${COLUMNS} FROM outbox WHERE scope_id = ANY ($1) AND id = ANY ($2) AND ${OPEN} ORDER BY id`, [[...scopeIds], [...ids]]);
}

/** Runs parked jobs again with all their attempts, each audited. Others are left alone, so that asking twice is harmless. @returns how many */
export async function retryJobs(tenant: Tenant, outbox: Outbox, scopeIds: readonly Id[], ids: readonly Id[]): Promise<number> {
  const rows = await tenant.sql<Parked>(
    `UPDATE outbox SET state = 'pending', attempts = 0, next_run = now(), wake_at = now() + interval '10 seconds', finished_at = NULL, claimed_by = NULL
      WHERE scope_id = ANY ($1) AND id = ANY ($2) AND state = 'dead' RETURNING scope, scope_id, id, topic, code`,
    [[...scopeIds], [...ids]],
  );
  for (const row of rows) await audit(tenant, { action: jobRetried, ...unitOf(row), record: { kind: 'job', id: row.id }, details: { topic: row.topic, code: row.code } });
  tenant.afterCommit(() => outbox.wake(rows.map(({ id }) => id)));
  return rows.length;
}

/** Drops parked jobs for good; what they would have done stands in the record with the reason. @returns how many */
export async function dropJobs(tenant: Tenant, scopeIds: readonly Id[], ids: readonly Id[], reason: string): Promise<number> {
  const rows = await tenant.sql<Parked & { payload: JobPayload }>(
    `DELETE FROM outbox WHERE scope_id = ANY ($1) AND id = ANY ($2) AND state = 'dead' RETURNING scope, scope_id, id, topic, code, payload`,
    [[...scopeIds], [...ids]],
  );
  for (const row of rows) {
    await audit(tenant, { action: jobDropped, ...unitOf(row), record: { kind: 'job', id: row.id }, purpose: reason, details: { topic: row.topic, code: row.code, payload: idsOf(row.payload) } });
  }
  return rows.length;
}

interface Parked {
  readonly scope: JobScope;
  readonly scope_id: Id;
  readonly id: Id;
  readonly topic: string;
  readonly code: string | null;
}

function unitOf({ scope, scope_id: id }: Parked): { stationId: Id } | { bureauId: Id } {
  return scope === 'station' ? { stationId: id } : { bureauId: id };
}

/** What of a payload the record keeps: it should hold nothing but ids and numbers, and the record is read by more people. */
function idsOf(payload: JobPayload): JobPayload {
  return Object.fromEntries(Object.entries(payload).filter(([, value]) => typeof value !== 'string' || UUID.test(value)));
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
