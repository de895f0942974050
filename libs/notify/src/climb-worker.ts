import type { Unit } from '@stationhouse/access';
import type { Database, DomainClock } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import type { Id } from '@stationhouse/kernel';
import { CLIMBS_TOPIC, type Notices } from './notices.js';

export interface ClimbWorkerOptions {
  readonly database: Database;
  readonly notices: Notices;
  readonly clock: DomainClock;
  readonly jobs: Pick<Jobs, 'bus'>;
  /** Told about a notice that could not climb; it is tried again after its lease. */
  readonly onError: (error: unknown, notice?: { readonly unitId: Id; readonly id: Id }) => void;
}

interface Claimed {
  readonly scope: 'station' | 'bureau';
  readonly unit_id: Id;
  readonly id: Id;
}

const CLAIM = 100;
/** A killed worker's notices are free again after this long. */
const LEASE = '10 seconds';
/** A worker looks at the database at least this often: another process may have planned a climb, or moved the test clock. */
const LONGEST_SLEEP = 1_000;

/**
 * Takes unsigned urgent notices one stage up when their time is over, on domain time. Like timers, climbs never pass
 * through a queue: the worker sleeps until the earliest due row and claims with SKIP LOCKED; any number share the rows.
 */
export class ClimbWorker {
  private stopping = false;
  private loop: Promise<void> | undefined;
  private wake: (() => void) | undefined;
  private sleepsUntil = 0;
  private deaf: (() => void) | undefined;

  constructor(private readonly options: ClimbWorkerOptions) {}

  start(): void {
    this.deaf = this.options.jobs.bus.on<string>(CLIMBS_TOPIC, (moments) => {
      if (moments.some((moment) => Date.parse(moment) < this.sleepsUntil)) this.wake?.();
    });
    this.loop = this.run();
  }

  /** Stops claiming and waits for the notices in hand. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.deaf?.();
    this.wake?.();
    await this.loop;
  }

  /** When the earliest unsigned notice climbs, in domain time; undefined when none does. */
  async nextDue(): Promise<Date | undefined> {
    const [next] = await this.options.database.unscoped<{ due: Date | null }>('next_notice');
    return next?.due ?? undefined;
  }

  /** Takes up everything that is due now. @returns how many notices were claimed */
  async fireDue(): Promise<number> {
    let fired = 0;
    for (;;) {
      const now = await this.options.database.now();
      this.options.clock.observe(now);
      const claimed = await this.options.database.unscoped<Claimed>('claim_notices', [now, CLAIM, LEASE]);
      if (claimed.length === 0) return fired;
      fired += claimed.length;
      for (const notice of claimed) await this.climb(notice);
    }
  }

  private async climb({ scope, unit_id: unitId, id }: Claimed): Promise<void> {
    const unit: Unit = scope === 'bureau' ? { bureauId: unitId } : { stationId: unitId };
    try {
      await this.options.notices.climb(unit, id);
    } catch (error) {
      this.options.onError(error, { unitId, id });
    }
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.fireDue();
        const [next] = await this.options.database.unscoped<{ try: Date | null; now: Date }>('next_notice');
        if (next !== undefined) this.options.clock.observe(next.now);
        await this.sleep(next?.try ?? undefined);
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
