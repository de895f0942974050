import type { Database, DomainClock } from '@stationhouse/database';
import { DueLoop } from './due-loop.js';
import type { Jobs } from './jobs.js';

export interface DueWorkerOptions<Claimed> {
  readonly database: Database;
  readonly clock: DomainClock;
  readonly jobs: Pick<Jobs, 'bus'>;
  /** The topic of the bus that says which moments were set, as ISO 8601. */
  readonly topic: string;
  /** The unscoped function that answers `due`, `try` and `now` of the earliest pending row. */
  readonly next: Parameters<Database['unscoped']>[0];
  /** Whether what was claimed fires together, sharing commits; one after the other when not. */
  readonly together: boolean;
  /** Told about a row that could not be fired, or a failed look at the database; what was claimed is tried again after its lease. */
  readonly onError: (error: unknown, claimed?: Claimed) => void;
}

/**
 * Fires rows when they are due on domain time. Such rows never pass through a queue: the worker sleeps until the earliest
 * one, a second at most, is woken over the bus for a sooner one, and claims what is due under a lease (SKIP LOCKED). Any
 * number of workers share the rows; a killed one's are free again after the lease.
 */
export abstract class DueWorker<Claimed> {
  private readonly loop: DueLoop;

  constructor(private readonly due: DueWorkerOptions<Claimed>) {
    const { clock, jobs, topic, onError } = due;
    this.loop = new DueLoop({ rows: { topic, fireDue: () => this.fireDue(), next: () => this.next() }, clock, bus: jobs.bus, onError });
  }

  /** Claims some of what is due now; none when nothing is. */
  protected abstract claim(): Promise<readonly Claimed[]>;

  /** Fires one claimed row. Firing again what has fired must do nothing. */
  protected abstract fire(claimed: Claimed): Promise<void>;

  start(): void {
    this.loop.start();
  }

  /** Stops claiming and waits for what is being fired. */
  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** When the earliest pending row is due, in domain time; undefined when there is none. */
  async nextDue(): Promise<Date | undefined> {
    const [next] = await this.due.database.unscoped<{ due: Date | null }>(this.due.next);
    return next?.due ?? undefined;
  }

  /** Fires everything that is due now. @returns how many rows were claimed */
  async fireDue(): Promise<number> {
    let fired = 0;
    for (;;) {
      const claimed = await this.claim();
      if (claimed.length === 0) return fired;
      fired += claimed.length;
      if (this.due.together) await Promise.all(claimed.map((one) => this.tried(one)));
      else for (const one of claimed) await this.tried(one);
    }
  }

  private async tried(claimed: Claimed): Promise<void> {
    try {
      await this.fire(claimed);
    } catch (error) {
      this.due.onError(error, claimed);
    }
  }

  private async next(): Promise<{ now: Date; at: Date | undefined }> {
    const [next] = await this.due.database.unscoped<{ try: Date | null; now: Date }>(this.due.next);
    return { now: next?.now ?? this.due.clock.now(), at: next?.try ?? undefined };
  }
}
