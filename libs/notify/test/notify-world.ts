import { accessEntities, accessMigrations } from '@stationhouse/access';
import { auditEntities, auditMigrations } from '@stationhouse/audit';
import { DomainClock, type Tenant } from '@stationhouse/database';
import { Jobs, jobsEntities, jobsMigrations, type JobRun } from '@stationhouse/jobs';
import { newId, text, type Id } from '@stationhouse/kernel';
import { ClimbWorker, Deliveries, DELIVERY_TOPIC, Notices, notifyEntities, notifyMigrations, type NewNotice, type NoticeChannel } from '@stationhouse/notify';
import { createTestStations, jobsUrlOf, openTestDatabase, type TestDatabase, type TestStation } from '@stationhouse/testing';

/** Notices on a database of their own. */
export interface NotifyWorld {
  readonly test: TestDatabase;
  readonly jobs: Jobs;
  readonly notices: Notices;
  readonly climbs: ClimbWorker;
  readonly deliveries: Deliveries;
  readonly errors: unknown[];
  /** A station with one officer per role, and a leader at its bureau. */
  station(staff?: readonly string[]): Promise<TestStation & { readonly leader: Id }>;
  /** Works as the platform at one station. */
  at<Result>(station: TestStation, work: (tenant: Tenant) => Promise<Result>, bureau?: boolean): Promise<Result>;
  notify(station: TestStation, notice?: Partial<NewNotice>): Promise<Id>;
  /** Who was told, in the order of telling. */
  told(noticeId: Id): Promise<Id[]>;
  /** Moves domain time, without anything due being fired. */
  later(milliseconds: number): Promise<void>;
  /** Runs the delivery jobs of a station once, as a worker would. @returns the failures */
  runDeliveries(station: TestStation, attempt?: number): Promise<unknown[]>;
  close(): Promise<void>;
}

export async function openNotify(channels: readonly NoticeChannel[] = []): Promise<NotifyWorld> {
  const test = await openTestDatabase({ entities: [...auditEntities, ...accessEntities, ...jobsEntities, ...notifyEntities], migrations: [...auditMigrations, ...accessMigrations, ...jobsMigrations, ...notifyMigrations] });
  const errors: unknown[] = [];
  const jobs = await Jobs.open({ database: test.database, url: jobsUrlOf(test.database.url), onError: (error) => errors.push(error) });
  const deliveries = new Deliveries(test.database, jobs, channels);
  const notices = new Notices({ database: test.database, jobs, deliveries, climbAfter: 'PT3M' });
  const climbs = new ClimbWorker({ database: test.database, notices, clock: new DomainClock(), jobs, onError: (error) => errors.push(error) });
  const at: NotifyWorld['at'] = (station, work, bureau = false) => test.database.inTenant({ stationIds: [station.id], bureauIds: bureau ? [station.bureauId] : [] }, work);
  return {
    test,
    jobs,
    notices,
    climbs,
    deliveries,
    errors,
    at,
    station: async (staff) => {
      const [station] = (await createTestStations(test, 1, staff === undefined ? {} : { staff })) as [TestStation];
      const leader = newId();
      await test.owner.query('INSERT INTO account (bureau_id, id, login, display_name) VALUES ($1, $2, $3, $4)', [station.bureauId, leader, leader, 'leader']);
      await test.owner.query(`INSERT INTO membership (bureau_id, id, account_id, role) VALUES ($1, $2, $3, 'bureau-leader')`, [station.bureauId, newId(), leader]);
      return Object.assign(station, { leader });
    },
    notify: async (station, notice = {}) => {
      const wanted: NewNotice = { unit: { stationId: station.id }, key: newId(), kind: 'test', title: text('请看', 'Look'), roles: ['duty-officer'], ...notice };
      const id = await at(station, (tenant) => notices.notify(tenant, wanted), wanted.unit.stationId === undefined);
      if (id === undefined) throw new Error('The key was known.');
      return id;
    },
    told: async (noticeId) => (await test.owner.query<{ account_id: Id }>('SELECT account_id FROM notice_recipient WHERE notice_id = $1 ORDER BY told_at, account_id', [noticeId])).rows.map((row) => row.account_id),
    later: async (milliseconds) => void (await test.database.advanceTestClock(milliseconds)),
    runDeliveries: async (station, attempt = 1) => {
      const { rows } = await test.owner.query<{ id: Id; payload: { deliveryId: Id } }>(`SELECT id, payload FROM outbox WHERE scope_id = $1 AND topic = $2 ORDER BY id`, [station.id, DELIVERY_TOPIC]);
      const failures: unknown[] = [];
      for (const { id, payload } of rows) {
        const run: JobRun = { id, payload, topic: DELIVERY_TOPIC, scope: 'station', scopeId: station.id, context: { stationIds: [station.id], bureauIds: [] }, attempt, signal: new AbortController().signal };
        await deliveries.job().handle(run).catch((error: unknown) => failures.push(error));
      }
      return failures;
    },
    close: async () => {
      await climbs.stop();
      await jobs.close();
      await test.close();
    },
  };
}
