import type { Unit } from '@stationhouse/access';
import type { Database, DomainClock } from '@stationhouse/database';
import { DueWorker, type Jobs } from '@stationhouse/jobs';
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
  readonly due_at: Date;
}

const AT_ONCE = 8;
/** A killed worker's notices are free again after this long. */
const LEASE = '10 seconds';

/** Takes unsigned urgent notices one stage up when their time is over. */
export class ClimbWorker extends DueWorker<Claimed> {
  constructor(private readonly options: ClimbWorkerOptions) {
    const { database, clock, jobs, onError } = options;
    super({ database, clock, jobs, topic: CLIMBS_TOPIC, next: 'next_notice', atOnce: AT_ONCE, onError: (error, notice) => onError(error, notice === undefined ? undefined : { unitId: notice.unit_id, id: notice.id }) });
  }

  protected claim(until: Date, most: number): Promise<readonly Claimed[]> {
    return this.options.database.unscoped<Claimed>('claim_notices', [until, most, LEASE]);
  }

  protected fire({ scope, unit_id: unitId, id }: Claimed): Promise<void> {
    const unit: Unit = scope === 'bureau' ? { bureauId: unitId } : { stationId: unitId };
    return this.options.notices.climb(unit, id);
  }
}
