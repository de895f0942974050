import type { Tenant } from '@stationhouse/database';
import { newId, type Id } from '@stationhouse/kernel';
import { Coalescer } from './coalescer.js';
import type { WakeUpQueue } from './connection.js';
import type { JobPayload } from './job.js';

/** Row ids one wake-up carries at most. */
export const IDS_PER_WAKE_UP = 500;

/** How long the queue's server may take to answer. */
const PATIENCE_MS = 2_000;

export interface NewJob {
  readonly topic: string;
  readonly payload: JobPayload;
  /** The station the job runs for; exactly one of the two. */
  readonly stationId?: Id;
  /** The bureau the job runs for. */
  readonly bureauId?: Id;
  /** How many seconds after it was written it may run first; at once when absent. */
  readonly afterSeconds?: number;
}

/** The way into the outbox, and the wake-ups that follow a commit. */
export class Outbox {
  private readonly wakeUps: Coalescer<Id>;
  private near: ((ids: readonly Id[]) => void) | undefined;

  constructor(
    private readonly queue: WakeUpQueue,
    private readonly onError: (error: unknown) => void,
  ) {
    this.wakeUps = new Coalescer<Id>({
      most: 20 * IDS_PER_WAKE_UP,
      apart: 50,
      // A wake-up that cannot be sent is no loss: the sweeper finds the row.
      keep: 200 * IDS_PER_WAKE_UP,
      onError,
      flush: (ids) => this.send(ids),
    });
  }

  /** Writes a job inside the caller's transaction; a worker is woken once that has committed, or finds it at its time. @returns the job's id */
  async enqueue(tenant: Tenant, job: NewJob): Promise<Id> {
    const id = newId();
    const scopeId = job.stationId ?? job.bureauId;
    if (scopeId === undefined || (job.stationId !== undefined && job.bureauId !== undefined)) throw new Error(`The job "${job.topic}" needs a station or a bureau.`);
    const row = [scopeId, id, job.stationId === undefined ? 'bureau' : 'station', job.topic, JSON.stringify(job.payload)];
    if (job.afterSeconds === undefined) {
      await tenant.sql('INSERT INTO outbox (scope_id, id, scope, topic, payload) VALUES ($1, $2, $3, $4, $5)', row);
      tenant.afterCommit(() => this.wake([id]));
    } else {
      // Nobody is woken: the sweeper finds it when its time has come.
      await tenant.sql('INSERT INTO outbox (scope_id, id, scope, topic, payload, next_run, wake_at) SELECT $1, $2, $3, $4, $5, later, later FROM (SELECT now() + make_interval(secs => $6) AS later) l', [...row, job.afterSeconds]);
    }
    return id;
  }

  /** Writes many jobs, as {@link enqueue} does each, in one statement. */
  async enqueueAll(tenant: Tenant, jobs: readonly (Omit<NewJob, 'bureauId' | 'afterSeconds'> & { readonly stationId: Id })[]): Promise<void> {
    if (jobs.length === 0) return;
    const ids = jobs.map(() => newId());
    await tenant.sql(
      `INSERT INTO outbox (scope_id, id, scope, topic, payload) SELECT scope_id, id, 'station', topic, payload FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[]) AS j (scope_id, id, topic, payload)`,
      [jobs.map(({ stationId }) => stationId), ids, jobs.map(({ topic }) => topic), jobs.map(({ payload }) => JSON.stringify(payload))],
    );
    tenant.afterCommit(() => this.wake(ids));
  }

  /** Wakes workers for rows that have been committed, one in this process without the queue's detour; returns at once. */
  wake(ids: readonly Id[]): void {
    this.near?.(ids);
    this.wakeUps.add(...ids);
  }

  /** Names the worker of this process. */
  wakeNear(worker: (ids: readonly Id[]) => void): void {
    this.near = worker;
  }

  /** True when the queue's server answers within two seconds. */
  async reachable(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), PATIENCE_MS)));
    const answered = this.queue.count().then(
      () => true,
      (error: unknown) => {
        this.onError(error);
        return false;
      },
    );
    return Promise.race([answered, late]).finally(() => clearTimeout(timer));
  }

  /** Sends the last wake-ups and closes the connection. */
  async close(): Promise<void> {
    await this.wakeUps.close();
    await this.queue.close();
  }

  private async send(ids: readonly Id[]): Promise<void> {
    // One by one: BullMQ's way for many makes two temporary tables at each call, which costs more than all of these together.
    for (let from = 0; from < ids.length; from += IDS_PER_WAKE_UP) await this.queue.add('wake', { ids: ids.slice(from, from + IDS_PER_WAKE_UP) });
  }
}
