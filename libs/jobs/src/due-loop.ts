import type { DomainClock } from '@stationhouse/database';
import { Alarm } from './alarm.js';
import type { Bus } from './bus.js';

/** Rows that fall due by themselves on domain time. */
export interface DueRows {
  /** Takes up everything that is due now. */
  readonly fireDue: () => Promise<unknown>;
  /** The database's domain time, and when something is to be tried next; undefined when nothing waits. */
  readonly next: () => Promise<{ readonly now: Date; readonly at: Date | undefined }>;
  /** Topic that says which moments were set, so that a loop asleep until later wakes in time. */
  readonly topic: string;
}

export interface DueLoopOptions {
  readonly rows: DueRows;
  readonly clock: DomainClock;
  readonly bus: Pick<Bus, 'on'>;
  readonly onError: (error: unknown) => void;
}

/** Sleeps until the earliest due row, takes up what is due, and sleeps again. Any number of processes share the rows. */
export class DueLoop {
  private readonly alarm: Alarm;
  private stopping = false;
  private loop: Promise<void> | undefined;
  private deaf: (() => void) | undefined;

  constructor(private readonly options: DueLoopOptions) {
    this.alarm = new Alarm(options.clock);
  }

  start(): void {
    this.deaf = this.options.bus.on<string>(this.options.rows.topic, (moments) => {
      if (moments.some((moment) => Date.parse(moment) < this.alarm.sleepsUntil)) this.alarm.wake();
    });
    this.loop = this.run();
  }

  /** Stops taking up rows and waits for those in hand. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.deaf?.();
    this.alarm.wake();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const at = await this.turn().catch(this.options.onError);
      if (!this.stopping) await this.alarm.sleep(at?.getTime());
    }
  }

  /** @returns when something is to be tried next */
  private async turn(): Promise<Date | undefined> {
    await this.options.rows.fireDue();
    const { now, at } = await this.options.rows.next();
    this.options.clock.observe(now);
    return at;
  }
}
