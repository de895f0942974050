import { accessEntities, accessMigrations } from '@stationhouse/access';
import { auditEntities, auditMigrations } from '@stationhouse/audit';
import { Database, DomainClock } from '@stationhouse/database';
import type { BlobStorage } from '@stationhouse/files';
import type { Id } from '@stationhouse/kernel';
import { Jobs, jobsEntities, jobsMigrations } from '@stationhouse/jobs';
import { ClimbWorker, Deliveries, Notices, notifyEntities, notifyMigrations, type NoticeChannel } from '@stationhouse/notify';
import { jobsUrlOf, openTestDatabase, type TestDatabase, type TestOfficer, type TestStation } from '@stationhouse/testing';
import { AutomationBook, AutomationFiles, AutomationRepair, AutomationRetries, DocumentBook, DocumentMaker, EncryptedFields, EventBook, EventPublisher, Exercises, Injects, InstanceNotices, Lookups, MatterKeys, MattersElsewhere, outwardOf, PaperShop, PluginGate, purgeJob, TestClock, TimerWorker, WorkflowCatalog, workflowEntities, workflowMigrations, WorkflowRuntime, Egress, type Automation, type AutomationsOfPlugin, type AutomationWalls, type Call, type DocumentsOfPlugin, type EgressSettings, type EventfulPlugin, type IncidentReference, type LookupsOfPlugin, type LookupsOptions, type Outward, type WorkflowPlugin } from '@stationhouse/workflow-runtime';

/** The key of a test installation. */
const TOKEN_KEY = 'a token key of the installation, long enough';

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
  readonly outward: Outward;
  readonly repair: AutomationRepair;
  readonly retries: AutomationRetries;
  readonly errors: unknown[];
  close(): Promise<void>;
}

export interface RuntimeWorldOptions {
  readonly incidents?: Pick<IncidentReference, 'exists'>;
  readonly callers?: Pick<IncidentReference, 'ofCaller'>;
  /** Plugins' look-ups. */
  readonly lookups?: readonly LookupsOfPlugin[];
  readonly limits?: LookupsOptions['limits'];
  readonly poolSize?: number;
  readonly channels?: readonly NoticeChannel[];
  readonly automations?: readonly Automation[];
  /** Where automations' files go. */
  readonly files?: BlobStorage;
  readonly walls?: AutomationWalls;
  /** Plugins' automations with what else their plugins declare for them; beside `automations`. */
  readonly brought?: readonly (AutomationsOfPlugin & DocumentsOfPlugin & EventfulPlugin)[];
  /** What the installation says of the way out. */
  readonly outside?: EgressSettings;
  readonly deadline?: (milliseconds: number) => AbortSignal;
}

export async function openRuntime(plugins: readonly WorkflowPlugin[], options: RuntimeWorldOptions = {}): Promise<RuntimeWorld> {
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
export async function runtimeOn(database: Database, plugins: readonly WorkflowPlugin[], { incidents, channels = [], automations = [], brought = [], outside, files, lookups: looking = [], callers, limits, ...seams }: RuntimeWorldOptions = {}): Promise<Omit<RuntimeWorld, 'test' | 'close'>> {
  const errors: unknown[] = [];
  const jobs = await Jobs.open({ database, url: jobsUrlOf(database.url), onError: (error) => errors.push(error) });
  const catalog = new WorkflowCatalog();
  for (const plugin of plugins) catalog.register(plugin);
  await catalog.publish(database);
  const clock = new DomainClock();
  const matterKeys = new MatterKeys(TOKEN_KEY);
  const lookups = new Lookups({ database, catalog, plugins: looking, keys: matterKeys, incidents: callers, ...(limits === undefined ? {} : { limits }) });
  const runtime = new WorkflowRuntime({ database, catalog, jobs, clock, incidents, matterKeys, lookups, encrypted: new EncryptedFields({ tokenKey: TOKEN_KEY }) });
  const timers = new TimerWorker({ database, runtime, clock, jobs, onError: (error) => errors.push(error) });
  const deliveries = new Deliveries(database, jobs, channels);
  const notices = new Notices({ database, jobs, deliveries, climbAfter: 'PT3M' });
  // A test of events brings its own publisher.
  if (brought.length > 0) jobs.register(new EventPublisher(database, jobs, new EventBook(brought)).job());
  jobs.register(deliveries.job(), new InstanceNotices({ database, catalog, notices }).job(), new MattersElsewhere({ database, runtime }).job());
  const climbs = new ClimbWorker({ database, notices, clock, jobs, onError: (error) => errors.push(error) });
  const outward = outwardOf({ database, runtime, jobs, catalog, notices, automations: new AutomationBook([{ id: 'test', automations }, ...brought]), ...(seams.walls === undefined ? {} : { walls: seams.walls }), ...(seams.deadline === undefined ? {} : { deadline: seams.deadline }) });
  if (outside !== undefined) outward.automations.egress = new Egress({ ...outside, database });
  if (files !== undefined) {
    const kept = new AutomationFiles({ database, runtime, jobs, files });
    outward.automations.files = kept;
    outward.automations.documents = new DocumentMaker({ database, book: new DocumentBook(brought), files, shop: new PaperShop(), attach: (call, file) => kept.attach(call, file) });
    jobs.register(purgeJob(database, files));
  }
  const repair = new AutomationRepair(database, runtime, jobs, outward.automations);
  const retries = new AutomationRetries({ database, clock, jobs, onError: (error) => errors.push(error) });
  const testClock = new TestClock({ database, sources: [timers, climbs, retries], clock, setting: { enabled: true, production: false } });
  const exercises = new Exercises({ database, catalog, plugins: new PluginGate(catalog), notices, jobs });
  const injects = new Injects({ database, runtime, notices, jobs });
  return { jobs, catalog, runtime, timers, notices, climbs, exercises, injects, testClock, clock, outward, repair, retries, errors };
}

/** Somebody's call at a station. */
export function callBy(station: TestStation, who: string | TestOfficer): Call {
  const actor = typeof who === 'string' ? station.officer(who) : who;
  return { stationId: station.id, actor, context: { stationIds: [station.id], bureauIds: [], accountId: actor.accountId, requestId: 'test' } };
}

/** Enables or disables a plugin as if its station had said so, without what the house asks for first. */
export async function setPlugin(test: TestDatabase, stationId: Id, pluginId: string, enabled: boolean): Promise<void> {
  await test.owner.query(
    `INSERT INTO plugin_enablement AS p (station_id, plugin_id, enabled, own) VALUES ($1, $2, $3, $3) ON CONFLICT (station_id, plugin_id) DO UPDATE SET enabled = excluded.enabled, own = excluded.own, version = p.version + 1`,
    [stationId, pluginId, enabled],
  );
}
