import type { Database, DomainClock, Tenant } from '@stationhouse/database';
import { DueWorker, type Jobs } from '@stationhouse/jobs';
import { isStationhouseError, newId, type ErrorCode, type Id } from '@stationhouse/kernel';
import { ReorganisationRow } from './entities.js';
import { lockReorganisation, REORGANISATIONS_TOPIC, type Reorganising } from './reorganising.js';

export interface ReorganisationWorkerOptions {
  readonly database: Database;
  readonly clock: DomainClock;
  readonly jobs: Pick<Jobs, 'bus'>;
  readonly reorganising: Reorganising;
  readonly onError: (error: unknown) => void;
}

interface Claimed {
  readonly bureau_id: Id;
  readonly id: Id;
  readonly due_at: Date;
}

const AT_ONCE = 1;
const LEASE = '30 seconds';
/** Refusals that another attempt may not meet. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['DATABASE_UNAVAILABLE', 'STATEMENT_TIMEOUT', 'INTERNAL']);

/**
 * Carries reorganisations out at their moment. The row changes in the transaction that closes, moves and founds, so that it happens once with any
 * number of workers and through any kill. What does not stand any more is not done at all, and the bureau is told.
 */
export class ReorganisationWorker extends DueWorker<Claimed> {
  constructor(private readonly options: ReorganisationWorkerOptions) {
    const { database, clock, jobs, onError } = options;
    super({ database, clock, jobs, topic: REORGANISATIONS_TOPIC, next: 'next_reorganisation', atOnce: AT_ONCE, onError: (error) => onError(error) });
  }

  protected claim(until: Date, most: number): Promise<readonly Claimed[]> {
    return this.options.database.unscoped<Claimed>('claim_reorganisations', [until, most, LEASE]);
  }

  protected async fire(claimed: Claimed): Promise<void> {
    const { reorganising } = this.options;
    const foundId = newId();
    try {
      await this.withDue(claimed, foundId, (tenant, row) => reorganising.carryOut(tenant, row, foundId));
    } catch (error) {
      if (!isStationhouseError(error) || PASSING.has(error.code)) throw error;
      await this.withDue(claimed, foundId, (tenant, row) => reorganising.giveUp(tenant, row, error.text));
    }
  }

  /** What is still due, in a transaction of whoever planned it that reaches its stations; nothing when it was carried out or cancelled meanwhile. */
  private async withDue({ bureau_id: bureauId, id }: Claimed, foundId: Id, work: (tenant: Tenant, row: ReorganisationRow) => Promise<void>): Promise<void> {
    const { database } = this.options;
    const found = await database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => tenant.repository(ReorganisationRow).findOneBy({ bureauId, id }));
    if (found === null) return;
    const stationIds = [found.stationId, ...(found.successorId === null ? [] : [found.successorId]), ...(found.kind === 'split' ? [foundId] : [])];
    await database.inTenant({ stationIds, bureauIds: [bureauId], accountId: found.setBy }, async (tenant) => {
      const row = await lockReorganisation(tenant, bureauId, id);
      if (row !== null && row.state === 'planned' && row.dueAt <= tenant.now) await work(tenant, row);
    });
  }
}
