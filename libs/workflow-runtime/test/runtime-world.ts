import { accessEntities, accessMigrations } from '@stationhouse/access';
import { auditEntities, auditMigrations } from '@stationhouse/audit';
import { Database, DomainClock } from '@stationhouse/database';
import { Jobs, jobsEntities, jobsMigrations } from '@stationhouse/jobs';
import { ClimbWorker, Deliveries, Notices, notifyEntities, notifyMigrations, type NoticeChannel } from '@stationhouse/notify';
import { jobsUrlOf, openTestDatabase, type TestDatabase, type TestOfficer, type TestStation } from '@stationhouse/testing';
import { Exercises, Injects, InstanceNotices, PluginGate, TestClock, TimerWorker, WorkflowCatalog, workflowEntities, workflowMigrations, WorkflowRuntime, type Call, type IncidentReference, type WorkflowPlugin } from '@stationhouse/workflow-runtime';

export const entities = [...auditEntities, ...accessEntities, ...jobsEntities, ...notifyEntities, ...workflowEntities];
export const migrations = [...auditMigrations, ...accessMigrations, ...jobsMigrations, ...notifyMigrations, ...workflowMigrations];

/** A whole runtime on a database of its own. */
export interface RuntimeWorld {
  readonly test: TestDatabase;
  readonly jobs: Jobs;
  readonly catalog: WorkflowCatalog;
  readonly runtime: WorkflowRuntime;
  readonly timers: TimerWorker;
  readonly notices: Notices;
  readonly climbs: ClimbWorker;
  readonly exercises: Exercises;
  readonly injects: Injects;
  readonly testClock: TestClock;
  readonly clock: DomainClock;
  readonly errors: unknown[];
  close(): Promise<void>;
}

export async function openRuntime(plugins: readonly WorkflowPlugin[], options: { incidents?: IncidentReference; poolSize?: number; channels?: readonly NoticeChannel[] } = {}): Promise<RuntimeWorld> {
  const test = await openTestDatabase({ entities, migrations, poolSize: options.poolSize ?? 10 });
  const world = await runtimeOn(test.database, plugins, options);
  return {
    ...world,
    test,
    close: async () => {
      await world.timers.stop();
      await world.jobs.close();
      await test.close();
    },
  };
}

/** A runtime on a database that is open already. */
export async function runtimeOn(database: Database, plugins: readonly WorkflowPlugin[], options: { incidents?: IncidentReference; channels?: readonly NoticeChannel[] } = {}): Promise<Omit<RuntimeWorld, 'test' | 'close'>> {
  const errors: unknown[] = [];
  const jobs = await Jobs.open({ database, url: jobsUrlOf(database.url), onError: (error) => errors.push(error) });
  const catalog = new WorkflowCatalog();
  for (const plugin of plugins) catalog.register(plugin);
  await catalog.publish(database);
  const clock = new DomainClock();
  const runtime = new WorkflowRuntime({ database, catalog, jobs, clock, ...options });
  const timers = new TimerWorker({ database, runtime, clock, jobs, onError: (error) => errors.push(error) });
  const deliveries = new Deliveries(database, jobs, options.channels ?? []);
  const notices = new Notices({ database, jobs, deliveries, climbAfter: 'PT3M' });
  jobs.register(deliveries.job(), new InstanceNotices({ database, catalog, notices }).job());
  const climbs = new ClimbWorker({ database, notices, clock, jobs, onError: (error) => errors.push(error) });
  const testClock = new TestClock({ database, sources: [timers, climbs], clock, setting: { enabled: true, production: false } });
  const exercises = new Exercises({ database, catalog, plugins: new PluginGate(catalog), notices, jobs });
  const injects = new Injects({ database, runtime, notices, jobs });
  return { jobs, catalog, runtime, timers, notices, climbs, exercises, injects, testClock, clock, errors };
}

/** Somebody's call at a station. */
export function callBy(station: TestStation, who: string | TestOfficer): Call {
  const actor = typeof who === 'string' ? station.officer(who) : who;
  return { stationId: station.id, actor, context: { stationIds: [station.id], bureauIds: [], accountId: actor.accountId, requestId: 'test' } };
}
