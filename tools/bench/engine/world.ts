import { ACCESS_DEFAULTS, accessEntities, accessMigrations, PermissionRegistry, Sessions, type RequestContext } from '@stationhouse/access';
import { auditEntities, auditMigrations } from '@stationhouse/audit';
import { Database, databaseMigrations, DomainClock } from '@stationhouse/database';
import { Jobs, jobsEntities, jobsMigrations } from '@stationhouse/jobs';
import { newId, systemClock, type Id } from '@stationhouse/kernel';
import { notifyEntities, notifyMigrations } from '@stationhouse/notify';
import { TimerWorker, WorkflowCatalog, workflowEntities, workflowMigrations, workflowPermissions, WorkflowRuntime, type Call } from '@stationhouse/workflow-runtime';
import pg from 'pg';
import { withServer, type BenchServer } from '../server.js';
import { benchPlugin } from './workflow.js';

/** A station with one community officer who is signed in. */
export interface BenchStation {
  readonly id: Id;
  readonly accountId: Id;
  readonly sessionId: Id;
}

/** A session counts for this long before its row is read again, in milliseconds. */
const SESSION_KEPT = 1_000;

/** A whole runtime on a database of its own, as one process of the server holds it. */
export class EngineWorld {
  private readonly sessions: Sessions;
  private readonly open = new Map<Id, { readonly until: number; readonly request: Promise<RequestContext> }>();

  private constructor(
    readonly server: BenchServer,
    readonly owner: pg.Client,
    readonly database: Database,
    readonly jobs: Jobs,
    readonly catalog: WorkflowCatalog,
    readonly clock: DomainClock,
    readonly runtime: WorkflowRuntime,
    readonly stations: BenchStation[],
    readonly errors: unknown[],
  ) {
    const registry = new PermissionRegistry(workflowPermissions);
    this.sessions = new Sessions(database, registry, { ...ACCESS_DEFAULTS, tokenKey: 'x'.repeat(32), clock: systemClock });
  }

  /** Starts a durable PostgreSQL with a runtime over `stations` stations, runs `work`, and removes everything again. */
  static with<Result>(stations: number, work: (world: EngineWorld) => Promise<Result>): Promise<Result> {
    const migrations = [...databaseMigrations, ...auditMigrations, ...accessMigrations, ...jobsMigrations, ...notifyMigrations, ...workflowMigrations];
    return withServer(migrations, async (server) => {
      const owner = new pg.Client({ connectionString: server.urls.owner });
      await owner.connect();
      const database = await Database.open({ url: server.urls.app, entities: [...auditEntities, ...accessEntities, ...jobsEntities, ...notifyEntities, ...workflowEntities] });
      const errors: unknown[] = [];
      const jobs = await Jobs.open({ database, onError: (error) => errors.push(error) });
      try {
        const catalog = new WorkflowCatalog();
        catalog.register(benchPlugin());
        await catalog.publish(database);
        const clock = new DomainClock();
        const runtime = new WorkflowRuntime({ database, catalog, jobs, clock });
        const result = await work(new EngineWorld(server, owner, database, jobs, catalog, clock, runtime, await createStations(owner, stations), errors));
        if (errors.length > 0) throw new Error(`The run reported ${errors.length} faults.`, { cause: errors[0] });
        return result;
      } finally {
        await jobs.close();
        await database.close();
        await owner.end();
      }
    });
  }

  /** A worker for the timers of this world. */
  timers(): TimerWorker {
    return new TimerWorker({ database: this.database, runtime: this.runtime, clock: this.clock, jobs: this.jobs, onError: (error) => this.errors.push(error) });
  }

  /** The station's officer commands, as a resolver lets them: session (kept a second), then permission. */
  async call(station: BenchStation, permission: string): Promise<Call> {
    const { abilities, signedIn, address, requestId } = await this.request(station);
    if (!abilities.may(permission, { stationId: station.id })) throw new Error(`The bench's officer lacks ${permission}.`);
    const roles = abilities.rolesAt({ stationId: station.id }).map(({ role }) => role);
    const context = { stationIds: [station.id], bureauIds: [], accountId: signedIn.account.id, sessionId: signedIn.id, address, requestId };
    return { stationId: station.id, actor: { accountId: signedIn.account.id, roles }, context };
  }

  private request(station: BenchStation): Promise<RequestContext> {
    const known = this.open.get(station.sessionId);
    if (known !== undefined && known.until > performance.now()) return known.request;
    const request = this.sessions.openSession({ requestId: newId(), address: '10.0.0.1', locale: 'zh-CN', transport: 'http' }, station.sessionId, false);
    this.open.set(station.sessionId, { until: performance.now() + SESSION_KEPT, request });
    return request;
  }

  async rows<Row extends pg.QueryResultRow>(statement: string, parameters: unknown[] = []): Promise<Row[]> {
    return (await this.owner.query<Row>(statement, parameters)).rows;
  }
}

async function createStations(owner: pg.Client, count: number): Promise<BenchStation[]> {
  const bureauId = newId();
  const stations = Array.from({ length: count }, () => ({ id: newId(), accountId: newId(), sessionId: newId() }));
  const columns = [bureauId, stations.map(({ id }) => id), stations.map(({ accountId }) => accountId), stations.map(({ sessionId }) => sessionId)];
  const each = `unnest($2::uuid[], $3::uuid[], $4::uuid[]) WITH ORDINALITY AS s (station, account, session, place)`;
  await owner.query(`INSERT INTO bureau (id, name, code, time_zone) VALUES ($1, '测试分局', 'BENCH', 'Asia/Shanghai')`, [bureauId]);
  for (const statement of [
    `INSERT INTO station (bureau_id, id, name, code, kind, time_zone) SELECT $1::uuid, station, 'S' || place, 'S' || place, 'town', 'Asia/Shanghai' FROM ${each}`,
    `INSERT INTO account (bureau_id, id, login, display_name, must_change_password) SELECT $1::uuid, account, 'a' || place, 'a' || place, false FROM ${each}`,
    `INSERT INTO membership (bureau_id, id, account_id, role, station_id) SELECT $1::uuid, gen_random_uuid(), account, 'community-officer', station FROM ${each}`,
    `INSERT INTO session (bureau_id, id, account_id, opened_at, expires_at, last_seen_at) SELECT $1::uuid, session, account, now(), now() + interval '1 day', now() + interval '12 hours' FROM ${each}`,
  ]) {
    await owner.query(statement, columns);
  }
  return stations;
}
