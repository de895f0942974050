import { randomUUID } from 'node:crypto';
import type { Database } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { Coalescer } from './coalescer.js';
import type { QueueConnection, WakeUpListener } from './connection.js';
import { diedEveryTime, faultOf, tookTooLong } from './fault.js';
import { isPoisonous, timeoutOf, waitAfter, type JobDefinition, type JobRegistry, type JobRun, type Together } from './job.js';
import { JobEnds, reach, type Claimed, type Row } from './job-ends.js';
import { IDS_PER_WAKE_UP, type Outbox } from './outbox.js';

export interface JobWorkerOptions {
  readonly database: Database;
  readonly registry: JobRegistry;
  readonly connection: Pick<QueueConnection, 'listen'>;
  readonly outbox: Outbox;
  /** Told about everything that goes wrong outside a handler, and about handlers' failures with their job. */
  readonly onError: (error: unknown, job?: { readonly id: Id; readonly topic: string; readonly attempt: number; readonly dead: boolean }) => void;
  /** Handlers at once in this process. */
  readonly concurrency?: number;
  /** Milliseconds between two sweeps. */
  readonly sweepEvery?: number;
}

interface Running extends Claimed {
  readonly topic: string;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** A killed worker's jobs are free again after this long. */
const LEASE_SECONDS = 30;
const RENEW_EVERY = 10_000;
const SWEPT_AT_ONCE = 5_000;
const KEEP_DONE = '7 days';

/**
 * Runs the jobs of the outbox. A wake-up names rows; the worker claims those it has room for, runs their handlers scoped
 * to the row's station or bureau, and keeps the claim alive while they run. The sweeper names again every row whose
 * wake-up was lost, so that an emptied queue loses nothing.
 */
export class JobWorker {
  /** Tells this worker's claims from everybody else's. */
  private readonly claimant = randomUUID();
  private readonly running = new Map<Id, Running>();
  /** Handlers at work: one may do many jobs together. */
  private handlers = 0;
  private readonly freed = new Set<() => void>();
  /** Rows that wake-ups have named and that have not been claimed yet. */
  private wanted = new Set<Id>();
  private taking: Promise<void> | undefined;
  private listener: WakeUpListener | undefined;
  private timers: NodeJS.Timeout[] = [];
  private sweeping: Promise<void> | undefined;
  private claiming: Promise<void> = Promise.resolve();
  private stopping = false;

  /** What this process itself has committed, gathered while an earlier claim is under way. */
  private readonly near: Coalescer<Id>;
  private readonly ends: JobEnds;

  constructor(private readonly options: JobWorkerOptions) {
    this.ends = new JobEnds(options.database, this.claimant);
    this.near = new Coalescer<Id>({ most: IDS_PER_WAKE_UP, apart: 0, onError: options.onError, flush: (ids) => this.take(ids) });
  }

  /** Starts listening for wake-ups, renewing claims and sweeping. */
  async start(): Promise<void> {
    this.listener = this.options.connection.listen(({ ids }) => this.take(ids));
    this.listener.on('error', (error) => this.options.onError(error));
    await this.listener.waitUntilReady();
    this.timers.push(setInterval(() => void this.renew().catch(this.options.onError), RENEW_EVERY));
    this.timers.push(setInterval(() => void this.sweep(), this.options.sweepEvery ?? 2_000));
    await this.sweep();
  }

  /**
   * Runs what waits of some kinds now, and what follows from it, then returns: for a process that runs no worker but needs the outcome.
   * @returns how many runs there were
   */
  async runWaiting(topics: readonly string[]): Promise<number> {
    let runs = 0;
    for (;;) {
      const room = this.room();
      // Others wait here, too, and have filled it.
      if (room > 0) {
        const claimed = await this.options.database.unscoped<Claimed>('claim_outbox', [null, topics, room, `${LEASE_SECONDS} seconds`, this.claimant]);
        if (claimed.length === 0) return runs;
        await this.begin(claimed);
        runs += claimed.length;
      }
      await Promise.all([...this.running.values()].map(({ done }) => done));
    }
  }

  /** Stops claiming, asks running handlers to end, waits for them at most `patience` milliseconds, and frees what is left. */
  async stop(patience = 10_000): Promise<void> {
    this.stopping = true;
    for (const timer of this.timers) clearInterval(timer);
    this.wakeWaiters();
    await this.listener?.close();
    await this.sweeping;
    // What a claim under way brings runs, too, and must be asked to end like the rest.
    await this.claiming;
    for (const job of this.running.values()) job.abort.abort(new Error('The worker stops.'));
    let patienceTimer: NodeJS.Timeout | undefined;
    const impatient = new Promise<void>((resolve) => (patienceTimer = setTimeout(resolve, patience)));
    await Promise.race([Promise.all([...this.running.values()].map((job) => job.done)), impatient]);
    clearTimeout(patienceTimer);
  }

  /** Takes rows that this process has just committed; returns at once. */
  hear(ids: readonly Id[]): void {
    if (!this.stopping) this.near.add(...ids);
  }

  /** Rebuilds every overdue wake-up. Runs by itself; public so that a test need not wait for it. */
  async sweep(): Promise<void> {
    this.sweeping ??= this.options.database
      .unscoped<{ id: Id }>('sweep_outbox', [SWEPT_AT_ONCE, KEEP_DONE])
      .then((rows) => this.options.outbox.wake(rows.map((row) => row.id)))
      .catch((error: unknown) => this.options.onError(error))
      .finally(() => (this.sweeping = undefined));
    await this.sweeping;
  }

  /** Claims and starts the named rows, as room allows, until none of those that are waited for is left to claim. */
  private async take(ids: readonly Id[]): Promise<void> {
    for (const id of ids) this.wanted.add(id);
    // Again for what was named just as the last of the others was claimed.
    while (this.wanted.size > 0 && !this.stopping) {
      this.taking ??= this.takeWanted().finally(() => (this.taking = undefined));
      await this.taking;
    }
  }

  private async takeWanted(): Promise<void> {
    while (this.wanted.size > 0 && !this.stopping) {
      const asked = [...this.wanted].slice(0, IDS_PER_WAKE_UP);
      const taken = await this.alone(() => this.claimAndBegin(asked));
      if (taken === undefined) await this.roomAgain();
      // What was asked for and not given has been claimed by somebody else, or waits for its time.
      else for (const id of taken.size === 0 ? asked : taken) this.wanted.delete(id);
    }
  }

  /** @returns the ids that were claimed; undefined while there is no room for any job */
  private async claimAndBegin(wanted: readonly Id[] | undefined): Promise<ReadonlySet<Id> | undefined> {
    const groups = this.groupsWithRoom();
    if (this.stopping || groups.length === 0) return undefined;
    const taken = new Set<Id>();
    const claim = async (topics: readonly string[], most: number) => {
      const claimed = await this.options.database.unscoped<Claimed>('claim_outbox', [wanted ?? null, topics, most, `${LEASE_SECONDS} seconds`, this.claimant]);
      for (const row of claimed) taken.add(row.id);
      return claimed;
    };
    for (const { topics, most } of groups) {
      const room = Math.min(most, this.room());
      if (room <= 0) break;
      const claimed = await claim(topics, room);
      // Where more wait than there is room for, those that are done together need no room of their own.
      const many = claimed.length < room ? [] : this.together(topics);
      const more = many.reduce((sum, { most: some }) => sum + some, 0) - room;
      if (more > 0) claimed.push(...(await claim(many.map(({ topic }) => topic), more)));
      if (claimed.length > 0) await this.begin(claimed);
    }
    return taken;
  }

  private together(topics: readonly string[]): { readonly topic: string; readonly most: number }[] {
    return topics.flatMap((topic) => {
      const most = this.options.registry.get(topic)?.together?.most;
      return most === undefined ? [] : [{ topic, most }];
    });
  }

  /** One claim at a time in this process: each must know what the one before it has filled. */
  private alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.claiming.then(work);
    this.claiming = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  private async begin(claimed: readonly Claimed[]): Promise<void> {
    const rows = await this.options.database.inTenant(reach(claimed), (tenant) =>
      tenant.sql<Row>(
        'SELECT scope, scope_id, id, topic, payload, attempts FROM outbox WHERE scope_id = ANY ($1) AND id = ANY ($2) AND claimed_by = $3',
        [claimed.map((row) => row.scope_id), claimed.map((row) => row.id), this.claimant],
      ),
    );
    for (const [topic, some] of byTopic(rows)) {
      const definition = this.options.registry.get(topic);
      if (definition === undefined) continue;
      const { together } = definition;
      // What has failed before is tried by itself.
      const first = together === undefined ? [] : some.filter(({ attempts }) => attempts === 1);
      for (let from = 0; from < first.length; from += together?.most ?? first.length) this.enter(definition, first.slice(from, from + (together?.most ?? first.length)));
      for (const row of some) if (!first.includes(row)) this.enter(definition, [row]);
    }
  }

  private enter(definition: JobDefinition, rows: readonly Row[]): void {
    const runs = rows.map((row) => ({ row, abort: new AbortController() }));
    this.handlers += 1;
    const done = this.runAll(definition, runs).finally(() => {
      this.handlers -= 1;
      for (const { id } of rows) this.running.delete(id);
      this.wakeWaiters();
      if (definition.concurrency !== undefined) void this.takeMore();
    });
    for (const { row, abort } of runs) this.running.set(row.id, { ...row, abort, done });
  }

  /** Many at once where that can be done; each by itself when it fails. */
  private async runAll(definition: JobDefinition, runs: readonly { readonly row: Row; readonly abort: AbortController }[]): Promise<void> {
    const { together } = definition;
    if (together === undefined || runs.length === 1 || !(await this.runTogether(definition, together, runs))) await Promise.all(runs.map(({ row, abort }) => this.run(row, definition, abort)));
  }

  /** @returns whether all of them are done */
  private async runTogether(definition: JobDefinition, together: Together, runs: readonly { readonly row: Row; readonly abort: AbortController }[]): Promise<boolean> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(tookTooLong(timeoutOf(definition))), timeoutOf(definition));
    try {
      await Promise.race([together.handle(runs.map(({ row, abort }) => runOf(row, abort.signal))), rejectedBy(AbortSignal.any([late.signal, ...runs.map(({ abort }) => abort.signal)]))]);
    } catch {
      // Whoever is at fault says so when it is done by itself.
      return false;
    } finally {
      clearTimeout(timer);
    }
    await Promise.all(runs.map(({ row }) => this.ends.done(row))).catch(this.options.onError);
    return true;
  }

  private async run(row: Row, definition: JobDefinition, abort: AbortController): Promise<void> {
    const attempt = row.attempts;
    const timer = setTimeout(() => abort.abort(tookTooLong(timeoutOf(definition))), timeoutOf(definition));
    try {
      if (isPoisonous(definition, attempt)) throw diedEveryTime();
      abort.signal.throwIfAborted();
      await Promise.race([definition.handle(runOf(row, abort.signal)), rejectedBy(abort.signal)]);
      await this.ends.done(row);
    } catch (error) {
      await this.fail(row, definition, attempt, error).catch(this.options.onError);
    } finally {
      clearTimeout(timer);
    }
  }

  private async fail(row: Row, definition: JobDefinition, attempt: number, error: unknown): Promise<void> {
    if (this.stopping) {
      // Not the job's fault: it runs again at once elsewhere, and this run does not count.
      await this.ends.undone(row, 'pending', undefined, 0, true);
      return;
    }
    const wait = waitAfter(definition, attempt);
    this.options.onError(error, { id: row.id, topic: row.topic, attempt, dead: wait === undefined });
    await this.ends.undone(row, wait === undefined ? 'dead' : 'pending', faultOf(error), wait);
  }

  /** Prolongs the claims of running jobs; a handler whose claim was lost is told to end. */
  private async renew(): Promise<void> {
    const mine = [...this.running.values()];
    if (mine.length === 0) return;
    const kept = await this.options.database.inTenant(reach(mine), (tenant) =>
      tenant.sql<{ id: Id }>(
        `UPDATE outbox SET next_run = now() + make_interval(secs => $4), wake_at = now() + make_interval(secs => $4)
          WHERE scope_id = ANY ($1) AND id = ANY ($2) AND claimed_by = $3 AND state = 'pending' RETURNING id`,
        [mine.map((job) => job.scope_id), mine.map((job) => job.id), this.claimant, LEASE_SECONDS],
      ),
    );
    const still = new Set(kept.map((row) => row.id));
    for (const job of mine) if (!still.has(job.id)) job.abort.abort(new Error('Another worker has taken this job over.'));
  }

  /** After a job of a limited kind has ended, the next of its kind need not wait for the sweeper. */
  private async takeMore(): Promise<void> {
    await this.alone(() => this.claimAndBegin(undefined)).catch(this.options.onError);
  }

  private room(): number {
    return Math.max(0, (this.options.concurrency ?? 16) - this.handlers);
  }

  /** The topics this process may claim now: the unlimited ones together, each limited one with its own room. */
  private groupsWithRoom(): { topics: string[]; most: number }[] {
    const room = this.room();
    if (room <= 0) return [];
    const limited = (topic: string) => this.options.registry.get(topic)?.concurrency;
    const topics = this.options.registry.topics();
    const groups = topics.flatMap((topic) => {
      const limit = limited(topic);
      return limit === undefined ? [] : [{ topics: [topic], most: limit - [...this.running.values()].filter((job) => job.topic === topic).length }];
    });
    return [{ topics: topics.filter((topic) => limited(topic) === undefined), most: room }, ...groups].filter((group) => group.topics.length > 0 && group.most > 0);
  }

  /** Resolves with the next job that ends; at once while stopping, when none may be left to end. */
  private roomAgain(): Promise<void> {
    return this.stopping ? Promise.resolve() : new Promise((resolve) => this.freed.add(resolve));
  }

  private wakeWaiters(): void {
    for (const resolve of this.freed) resolve();
    this.freed.clear();
  }
}

function byTopic(rows: readonly Row[]): Map<string, Row[]> {
  const topics = new Map<string, Row[]>();
  for (const row of rows) topics.set(row.topic, [...(topics.get(row.topic) ?? []), row]);
  return topics;
}

function runOf(row: Row, signal: AbortSignal): JobRun {
  return { id: row.id, topic: row.topic, payload: row.payload, scope: row.scope, scopeId: row.scope_id, context: reach([row]), attempt: row.attempts, signal };
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
}
