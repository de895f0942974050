import type { DomainClock } from '@stationhouse/database';
import type { Bus } from './bus.js';

/** Rows that fall due by themselves on domain time. */
export interface DueRows {
  /** Takes up everything that is due now. */
  readonly fireDue: () => Promise<unknown>;
  /** The database's domain time, and when something is to be tried next; undefined when nothing waits. */
  readonly next: () => Promise<{ readonly now: Date; readonly at: Date | undefined }>;
  /** Bus topic that says which moments were set, so that a loop asleep until later wakes in time. */
  readonly topic: string;
}

export interface DueLoopOptions {
  readonly rows: DueRows;
  readonly clock: DomainClock;
  readonly bus: Pick<Bus, 'on'>;
  readonly onError: (error: unknown) => void;
}

/** A loop looks at the database at least this often: another process may have set a moment, or moved the test clock. */
const LONGEST_SLEEP = 1_000;

/** Sleeps until the earliest due row, takes up what is due, and sleeps again. Any number of processes share the rows. */
export class DueLoop {
  private stopping = false;
  private loop: Promise<void> | undefined;
  private wake: (() => void) | undefined;
  private sleepsUntil = 0;
  private deaf: (() => void) | undefined;

  constructor(private readonly options: DueLoopOptions) {}

  start(): void {
    this.deaf = this.options.bus.on<string>(this.options.rows.topic, (moments) => {
      if (moments.some((moment) => Date.parse(moment) < this.sleepsUntil)) this.wake?.();
    });
    this.loop = this.run();
  }

  /** Stops taking up rows and waits for those in hand. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.deaf?.();
    this.wake?.();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.options.rows.fireDue();
        const { now, at } = await this.options.rows.next();
        this.options.clock.observe(now);
        await this.sleep(at);
      } catch (error) {
        this.options.onError(error);
        await this.sleep(undefined);
      }
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
