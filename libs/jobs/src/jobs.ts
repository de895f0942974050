import type { Database } from '@stationhouse/database';
import type { Bilingual } from '@stationhouse/kernel';
import { Bus } from './bus.js';
import { connectQueue, isRedis } from './connection.js';
import { JobRegistry, type JobDefinition } from './job.js';
import { JobWorker, type JobWorkerOptions } from './job-worker.js';
import { LiveEvents } from './live-events.js';
import { Outbox } from './outbox.js';
import { unsafeRedisSettings } from './redis-settings.js';

export interface JobsOptions {
  readonly database: Database;
  /** `JOBS_URL`; the database's own address when absent. */
  readonly url?: string | undefined;
  readonly onError: JobWorkerOptions['onError'];
  /** Told at the start about settings of the queue's server that cost time or wake-ups, each with its mend. */
  readonly onWarning?: (warning: Bilingual) => void;
}

/** Everything of this library that one process holds: outbox, live events, and on a worker the job loop. */
export class Jobs {
  readonly registry = new JobRegistry();
  readonly outbox: Outbox;
  readonly bus: Bus;
  readonly live: LiveEvents;
  /** Where wake-ups travel. */
  readonly backend: 'postgres' | 'redis';
  private worker: JobWorker | undefined;
  private inline: JobWorker | undefined;

  private constructor(
    private readonly options: JobsOptions,
    private readonly connection: ReturnType<typeof connectQueue>,
  ) {
    this.backend = isRedis(options.url ?? options.database.url) ? 'redis' : 'postgres';
    this.outbox = new Outbox(connection.queue(), (error) => options.onError(error));
    this.bus = new Bus(connection.relay(), (error) => options.onError(error));
    this.live = new LiveEvents(this.bus);
  }

  /** Connects the queue and the relay. @throws StationhouseError SETTING_INVALID for an address that is neither PostgreSQL nor Redis */
  static async open(options: JobsOptions): Promise<Jobs> {
    const url = options.url ?? options.database.url;
    const jobs = new Jobs(options, connectQueue(url));
    await jobs.bus.start();
    if (isRedis(url)) for (const warning of await unsafeRedisSettings(url)) options.onWarning?.(warning);
    return jobs;
  }

  /** Declares kinds of jobs; before {@link startWorker}. */
  register(...definitions: readonly JobDefinition[]): void {
    this.registry.register(...definitions);
  }

  /** Starts running jobs in this process: roles `all` and `worker`. */
  async startWorker(options: Pick<JobWorkerOptions, 'concurrency' | 'sweepEvery'> = {}): Promise<JobWorker> {
    this.worker = this.newWorker(options);
    await this.worker.start();
    this.outbox.wakeNear((ids) => this.worker?.hear(ids));
    return this.worker;
  }

  /** Runs what waits of some kinds in this process now, without a worker. @returns how many runs there were */
  runWaiting(topics: readonly string[]): Promise<number> {
    this.inline ??= this.newWorker({});
    return this.inline.runWaiting(topics);
  }

  private newWorker(options: Pick<JobWorkerOptions, 'concurrency' | 'sweepEvery'>): JobWorker {
    return new JobWorker({ ...options, database: this.options.database, registry: this.registry, connection: this.connection, outbox: this.outbox, onError: this.options.onError });
  }

  /** Stops gracefully: no new jobs, running ones end, the last wake-ups and events leave. */
  async close(): Promise<void> {
    await this.worker?.stop();
    await this.outbox.close();
    await this.bus.close();
  }
}
