import type { Unit } from '@stationhouse/access';
import type { Database, DomainClock } from '@stationhouse/database';
import { DueLoop, type Jobs } from '@stationhouse/jobs';
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

/**
 * Takes unsigned urgent notices one stage up when their time is over, on domain time. Like timers, climbs never pass
 * through a queue: the worker sleeps until the earliest due row and claims with SKIP LOCKED; any number share the rows.
 */
export class ClimbWorker {
  private readonly loop: DueLoop;

  constructor(private readonly options: ClimbWorkerOptions) {
    const { clock, jobs, onError } = options;
    this.loop = new DueLoop({ rows: { topic: CLIMBS_TOPIC, fireDue: () => this.fireDue(), next: () => this.next() }, clock, bus: jobs.bus, onError });
  }

  start(): void {
    this.loop.start();
  }

  /** Stops claiming and waits for the notices in hand. */
  stop(): Promise<void> {
    return this.loop.stop();
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

  private async next(): Promise<{ now: Date; at: Date | undefined }> {
    const [next] = await this.options.database.unscoped<{ try: Date | null; now: Date }>('next_notice');
    return { now: next?.now ?? this.options.clock.now(), at: next?.try ?? undefined };
  }
}
