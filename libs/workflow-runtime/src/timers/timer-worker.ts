import type { Database, DomainClock } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import type { Id } from '@stationhouse/kernel';
import { TIMERS_TOPIC, type WorkflowRuntime } from '../runtime.js';

export interface TimerWorkerOptions {
  readonly database: Database;
  readonly runtime: WorkflowRuntime;
  readonly clock: DomainClock;
  readonly jobs: Pick<Jobs, 'bus'>;
  /** Told about a timer that could not be fired; it is tried again after its lease. */
  readonly onError: (error: unknown, timer?: { readonly stationId: Id; readonly id: Id }) => void;
}

interface Claimed {
  readonly station_id: Id;
  readonly id: Id;
}

/** Timers claimed at a time: what a process fires well within the lease, sharing commits. */
const CLAIM = 200;
/** A killed worker's timers are free again after this long. */
const LEASE = '10 seconds';
/** A worker looks at the database at least this often: another process may have set a timer, or moved the test clock. */
const LONGEST_SLEEP = 1_000;

/**
 * Fires timers when they are due. Timers never pass through a queue: the worker sleeps until the earliest due row, claims
 * what is due with SKIP LOCKED and fires it; the runtime keeps an instance's own timers in order. Any number of workers
 * share the rows.
 */
export class TimerWorker {
  private stopping = false;
  private loop: Promise<void> | undefined;
  private wake: (() => void) | undefined;
  private sleepsUntil = 0;
  private deaf: (() => void) | undefined;

  constructor(private readonly options: TimerWorkerOptions) {}

  start(): void {
    this.deaf = this.options.jobs.bus.on<string>(TIMERS_TOPIC, (dueMoments) => {
      if (dueMoments.some((due) => Date.parse(due) < this.sleepsUntil)) this.wake?.();
    });
    this.loop = this.run();
  }

  /** Stops claiming and waits for the timers being fired. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.deaf?.();
    this.wake?.();
    await this.loop;
  }

  /** When the earliest pending timer is due, in domain time; undefined when none is set. */
  async nextDue(): Promise<Date | undefined> {
    const [next] = await this.options.database.unscoped<{ due: Date | null }>('next_timer');
    return next?.due ?? undefined;
  }

  /** Fires everything that is due now. @returns how many timers were claimed */
  async fireDue(): Promise<number> {
    let fired = 0;
    for (;;) {
      const claimed = await this.options.database.unscoped<Claimed>('claim_timers', [CLAIM, LEASE]);
      if (claimed.length === 0) return fired;
      fired += claimed.length;
      await Promise.all(claimed.map((timer) => this.fire(timer)));
    }
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.fireDue();
        const [next] = await this.options.database.unscoped<{ try: Date | null; now: Date }>('next_timer');
        if (next !== undefined) this.options.clock.observe(next.now);
        await this.sleep(next?.try ?? undefined);
      } catch (error) {
        this.options.onError(error);
        await this.sleep(undefined);
      }
    }
  }

  private async fire(timer: Claimed): Promise<void> {
    try {
      await this.options.runtime.fireTimer(timer.station_id, timer.id);
    } catch (error) {
      this.options.onError(error, { stationId: timer.station_id, id: timer.id });
    }
  }

  private async sleep(until: Date | undefined): Promise<void> {
    if (this.stopping) return;
    const now = this.options.clock.now().getTime();
    const longest = now + LONGEST_SLEEP;
    this.sleepsUntil = Math.min(until?.getTime() ?? longest, longest);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, this.sleepsUntil - now));
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = undefined;
    this.sleepsUntil = 0;
  }
}
