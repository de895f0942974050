import type { Database, DomainClock } from '@stationhouse/database';
import { Alarm } from './alarm.js';
import type { Jobs } from './jobs.js';

/** A row that falls due by itself on domain time. */
export interface DueRow {
  readonly due_at: Date;
}

export interface DueWorkerOptions<Claimed> {
  readonly database: Database;
  readonly clock: DomainClock;
  readonly jobs: Pick<Jobs, 'bus'>;
  /** The topic of the bus that says which moments were set, as ISO 8601. */
  readonly topic: string;
  /** The unscoped function that answers `due` of the earliest pending row. */
  readonly next: Parameters<Database['unscoped']>[0];
  /** Rows that fire at the same time at most. */
  readonly atOnce: number;
  /** Told about a row that could not be fired, or a failed look at the database; what was claimed is tried again after its lease. */
  readonly onError: (error: unknown, claimed?: Claimed) => void;
}

/** A look claims what falls due this soon, in milliseconds, so that its rows are in hand at their moments. */
const AHEAD = 1_000;
/** Milliseconds between two looks, unless something is set that is due before the next. */
const LOOK_EVERY = 500;

/**
 * Fires rows when they are due on domain time. Such rows never pass through a queue: the worker claims what falls due within
 * the next second under a lease (SKIP LOCKED), and fires each at its moment. Any number of workers share the rows; a killed
 * one's are free again after the lease.
 */
export abstract class DueWorker<Claimed extends DueRow> {
  private readonly alarm: Alarm;
  /** Claimed and not yet begun, the soonest first. */
  private held: Claimed[] = [];
  private readonly firing = new Set<Promise<void>>();
  /** When the database was last looked at, on the monotonic clock; before all time when there is more to claim. */
  private lookedAt = Number.NEGATIVE_INFINITY;
  private stopping = false;
  private loop: Promise<void> | undefined;
  private deaf: (() => void) | undefined;

  constructor(private readonly due: DueWorkerOptions<Claimed>) {
    this.alarm = new Alarm(due.clock);
  }

  /** Claims at most `most` rows that are due by `until`, the soonest first, and leases them from then on. */
  protected abstract claim(until: Date, most: number): Promise<readonly Claimed[]>;

  /** Fires one claimed row. Firing again what has fired must do nothing. */
  protected abstract fire(claimed: Claimed): Promise<void>;

  start(): void {
    this.deaf = this.due.jobs.bus.on<string>(this.due.topic, (moments) => {
      const soon = this.now() + LOOK_EVERY;
      if (!moments.some((moment) => Date.parse(moment) < soon)) return;
      this.lookedAt = Number.NEGATIVE_INFINITY;
      this.alarm.wake();
    });
    this.loop = this.run();
  }

  /** Stops claiming, and fires what is in hand, each at its moment: that takes a second at most. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.deaf?.();
    this.alarm.wake();
    await this.loop;
  }

  /** When the earliest pending row is due, in domain time; undefined when there is none. */
  async nextDue(): Promise<Date | undefined> {
    const [next] = await this.due.database.unscoped<{ due: Date | null }>(this.due.next);
    return next?.due ?? undefined;
  }

  /** Fires everything that is due now, and waits for it. @returns how many rows were taken up */
  async fireDue(): Promise<number> {
    for (let fired = 0; ; ) {
      await this.look(0, this.due.atOnce);
      const due = this.takeDue(this.due.atOnce);
      if (due.length === 0) return fired;
      fired += due.length;
      await Promise.all(due.map((one) => this.tried(one)));
    }
  }

  private async run(): Promise<void> {
    while (!this.stopping || this.held.length > 0 || this.firing.size > 0) {
      if (this.nextLook() <= this.now()) await this.look(AHEAD, this.room()).catch((error: unknown) => this.due.onError(error));
      for (const one of this.takeDue(this.due.atOnce - this.firing.size)) this.begin(one);
      // With all hands full nothing but the end of a firing brings anything new.
      const full = this.firing.size >= this.due.atOnce;
      await this.alarm.sleep(full ? undefined : Math.min(this.nextLook(), this.held[0]?.due_at.getTime() ?? Number.POSITIVE_INFINITY));
    }
  }

  /** When to look at the database, in milliseconds of domain time: not while there is much in hand. */
  private nextLook(): number {
    if (this.stopping || this.room() < this.due.atOnce) return Number.POSITIVE_INFINITY;
    return this.now() + LOOK_EVERY - (performance.now() - this.lookedAt);
  }

  private room(): number {
    return 2 * this.due.atOnce - this.held.length - this.firing.size;
  }

  private async look(ahead: number, most: number): Promise<void> {
    const { database, clock } = this.due;
    this.lookedAt = performance.now();
    const now = await database.now();
    clock.observe(now);
    const claimed = await this.claim(new Date(now.getTime() + ahead), most);
    if (claimed.length === most) this.lookedAt = Number.NEGATIVE_INFINITY;
    this.held = [...this.held, ...claimed].sort((left, right) => left.due_at.getTime() - right.due_at.getTime());
  }

  private takeDue(most: number): Claimed[] {
    const now = this.now();
    const due = this.held.findIndex(({ due_at: at }) => at.getTime() > now);
    return this.held.splice(0, Math.min(most, due === -1 ? this.held.length : due));
  }

  private begin(claimed: Claimed): void {
    const done = this.tried(claimed).finally(() => {
      this.firing.delete(done);
      this.alarm.wake();
    });
    this.firing.add(done);
  }

  private async tried(claimed: Claimed): Promise<void> {
    try {
      await this.fire(claimed);
    } catch (error) {
      this.due.onError(error, claimed);
    }
  }

  private now(): number {
    return this.due.clock.now().getTime();
  }
}
