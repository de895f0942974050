import type { Database, DomainClock } from '@stationhouse/database';
import { DueLoop, type Jobs } from '@stationhouse/jobs';
import type { Id } from '@stationhouse/kernel';
import type { DueSource } from '../timers/test-clock.js';
import { CALLS_DUE_TOPIC, queueDue } from './calls.js';

export interface AutomationRetriesOptions {
  readonly database: Database;
  readonly clock: DomainClock;
  readonly jobs: Pick<Jobs, 'outbox' | 'bus'>;
  readonly onError: (error: unknown) => void;
}

interface NextCall {
  readonly due: Date | null;
  /** The earliest call that is queued or under way. */
  readonly busy: Date | null;
  readonly now: Date;
}

const AT_ONCE = 200;

/**
 * Queues attempts of automations when their wait is over, on domain time. Any number of processes look; each row is
 * queued by one of them, in a transaction of its own station.
 */
export class AutomationRetries implements DueSource {
  private readonly loop: DueLoop;

  constructor(private readonly options: AutomationRetriesOptions) {
    const { clock, jobs, onError } = options;
    const next = async () => {
      const { due, now } = await this.look();
      return { now, at: due ?? undefined };
    };
    this.loop = new DueLoop({ rows: { topic: CALLS_DUE_TOPIC, fireDue: () => this.fireDue(), next }, clock, bus: jobs.bus, onError });
  }

  start(): void {
    this.loop.start();
  }

  /** Stops queueing. */
  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** When the next attempt is due. One that is queued or under way holds a jump of the test clock, so that it sees its own moment. */
  async nextDue(): Promise<Date | undefined> {
    const { due, busy } = await this.look();
    return busy ?? due ?? undefined;
  }

  async fireDue(): Promise<number> {
    let queued = 0;
    for (;;) {
      const due = await this.options.database.unscoped<{ station_id: Id; id: Id }>('due_automations', [AT_ONCE]);
      let more = 0;
      for (const { station_id: stationId, id } of due) {
        const context = { stationIds: [stationId], bureauIds: [] };
        if (await this.options.database.inTenant(context, (tenant) => queueDue(tenant, this.options.jobs.outbox, stationId, id))) more += 1;
      }
      queued += more;
      if (more === 0 || due.length < AT_ONCE) return queued;
    }
  }

  private async look(): Promise<NextCall> {
    const [next] = await this.options.database.unscoped<NextCall>('next_automation');
    if (next === undefined) throw new Error('next_automation answered nothing.');
    return next;
  }
}
