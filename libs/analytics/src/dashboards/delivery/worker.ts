import type { Database, DomainClock } from '@stationhouse/database';
import { DueWorker, type Jobs } from '@stationhouse/jobs';
import { nextOccurrence, type Id } from '@stationhouse/kernel';
import { DELIVERIES, DELIVERIES_TOPIC, zoneOf, type DeliveryRow } from './deliveries.js';

/** The job that makes what one receiver is sent. */
export const MAKE_TOPIC = 'dashboard.make-issue';

export interface DeliveryWorkerOptions {
  readonly database: Database;
  readonly clock: DomainClock;
  readonly jobs: Pick<Jobs, 'bus' | 'outbox'>;
  readonly onError: (error: unknown) => void;
}

interface Claimed {
  readonly bureau_id: Id;
  readonly id: Id;
  readonly due_at: Date;
}

const AT_ONCE = 4;
const LEASE = '10 seconds';

/** Sets deliveries going at their moment: a job per receiver and the next moment are one transaction, so that a moment comes once with any number of workers and through any kill. */
export class DeliveryWorker extends DueWorker<Claimed> {
  constructor(private readonly options: DeliveryWorkerOptions) {
    const { database, clock, jobs, onError } = options;
    super({ database, clock, jobs, topic: DELIVERIES_TOPIC, next: 'next_delivery', atOnce: AT_ONCE, onError: (error) => onError(error) });
  }

  protected claim(until: Date, most: number): Promise<readonly Claimed[]> {
    return this.options.database.unscoped<Claimed>('claim_deliveries', [until, most, LEASE]);
  }

  protected async fire({ bureau_id: bureauId, id }: Claimed): Promise<void> {
    const { database, jobs } = this.options;
    const [found] = await database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => tenant.sql<DeliveryRow>(`${DELIVERIES} WHERE bureau_id = $1 AND id = $2`, [bureauId, id]));
    const stationIds = found?.stationId ? [found.stationId] : [];
    await database.inTenant({ stationIds, bureauIds: [bureauId] }, async (tenant) => {
      const [row] = await tenant.sql<DeliveryRow>(`${DELIVERIES} WHERE bureau_id = $1 AND id = $2 FOR UPDATE`, [bureauId, id]);
      if (row === undefined || row.dueAt === null || row.dueAt > tenant.now) return;
      for (const accountId of row.receivers) await jobs.outbox.enqueue(tenant, { topic: MAKE_TOPIC, bureauId, payload: { deliveryId: id, accountId, due: row.dueAt.toISOString() } });
      const due = nextOccurrence(row.recurrence, tenant.now, await zoneOf(tenant, bureauId, row.stationId));
      await tenant.sql('UPDATE dashboard_delivery SET due_at = $3, try_at = $3, last_at = $4, last_refused = 0 WHERE bureau_id = $1 AND id = $2', [bureauId, id, due, row.dueAt]);
      tenant.afterCommit(() => jobs.bus.publish(DELIVERIES_TOPIC, due.toISOString()));
    });
  }
}
