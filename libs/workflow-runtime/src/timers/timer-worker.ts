import type { Database, DomainClock } from '@stationhouse/database';
import { DueWorker, type Jobs } from '@stationhouse/jobs';
import type { Id } from '@stationhouse/kernel';
import { TIMERS_TOPIC, type WorkflowRuntime } from '../runtime.js';

export interface TimerWorkerOptions {
  readonly database: Database;
  readonly runtime: Pick<WorkflowRuntime, 'fireTimer' | 'foresee'>;
  readonly clock: DomainClock;
  readonly jobs: Pick<Jobs, 'bus'>;
  /** Told about a timer that could not be fired; it is tried again after its lease. */
  readonly onError: (error: unknown, timer?: { readonly stationId: Id; readonly id: Id }) => void;
}

interface Claimed {
  readonly station_id: Id;
  readonly id: Id;
  readonly due_at: Date;
}

/** Timers that fire together: what a process does well within the lease, sharing commits. */
const AT_ONCE = 200;
/** A killed worker's timers are free again after this long. */
const LEASE = '10 seconds';

/** Fires timers when they are due; the runtime keeps an instance's own timers in order. */
export class TimerWorker extends DueWorker<Claimed> {
  constructor(private readonly options: TimerWorkerOptions) {
    const { database, clock, jobs, onError } = options;
    super({ database, clock, jobs, topic: TIMERS_TOPIC, next: 'next_timer', atOnce: AT_ONCE, onError: (error, timer) => onError(error, timer === undefined ? undefined : { stationId: timer.station_id, id: timer.id }) });
  }

  /** What a timer's step is computed on is read with the claim, so that at its moment only the step is left. */
  protected async claim(until: Date, most: number): Promise<readonly Claimed[]> {
    const { database, runtime, onError } = this.options;
    const claimed = await database.unscoped<Claimed>('claim_timers', [until, most, LEASE]);
    await runtime.foresee(claimed.map(({ station_id: stationId, id }) => ({ stationId, timerId: id }))).catch((error: unknown) => onError(error));
    return claimed;
  }

  protected async fire({ station_id: stationId, id }: Claimed): Promise<void> {
    await this.options.runtime.fireTimer(stationId, id);
  }
}
