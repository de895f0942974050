import type { Database, DomainClock } from '@stationhouse/database';
import { DueWorker, type Jobs } from '@stationhouse/jobs';
import type { Id } from '@stationhouse/kernel';
import { MOVES_TOPIC, type StaffMoves } from './staff-moves.js';

export interface StaffMoveWorkerOptions {
  readonly database: Database;
  readonly clock: DomainClock;
  readonly jobs: Pick<Jobs, 'bus'>;
  readonly moves: StaffMoves;
  readonly onError: (error: unknown) => void;
}

interface Claimed {
  readonly bureau_id: Id;
  readonly id: Id;
  readonly due_at: Date;
}

const AT_ONCE = 2;
const LEASE = '30 seconds';

/** Carries staff moves out at their moment. The row is settled in the transaction that carries it out, so that it happens once with any number of workers and through any kill. */
export class StaffMoveWorker extends DueWorker<Claimed> {
  constructor(private readonly options: StaffMoveWorkerOptions) {
    const { database, clock, jobs, onError } = options;
    super({ database, clock, jobs, topic: MOVES_TOPIC, next: 'next_staff_move', atOnce: AT_ONCE, onError: (error) => onError(error) });
  }

  protected claim(until: Date, most: number): Promise<readonly Claimed[]> {
    return this.options.database.unscoped<Claimed>('claim_staff_moves', [until, most, LEASE]);
  }

  protected fire({ bureau_id: bureauId, id }: Claimed): Promise<void> {
    return this.options.moves.carryOut(bureauId, id);
  }
}
