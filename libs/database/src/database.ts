import { isStationhouseError, StationhouseError, text, type Clock, type Id } from '@stationhouse/kernel';
import type pg from 'pg';
import { DataSource, type EntitySchema, type MixedList } from 'typeorm';
import { Connection, openPool } from './connections.js';
import { entityDrift } from './drift.js';
import { SnakeNaming } from './naming.js';
import { pluginLoopholes } from './plugins/rules.js';
import { Prepared } from './prepared.js';
import { refusing } from './refusals.js';
import { tableDrift, type TableNotes } from './table-rules.js';
import { currentTenant, runInTenant, type Tenant, type TenantContext } from './tenant.js';
import type { UnscopedFunction } from './unscoped.js';

/** The entity classes a library or plugin brings. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-function-type -- TypeORM's own type for an entity class
export type Entities = readonly (Function | EntitySchema)[];

export interface DatabaseOptions {
  /** `postgres://…` of the application role. */
  readonly url: string;
  readonly entities: Entities;
  /** Connections at most; every concurrent transaction holds one. */
  readonly poolSize?: number;
  /** False where a pooler hands each transaction another session that does not know what was prepared. */
  readonly prepare?: boolean;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string;
}

/** Connections for statements that are whole transactions: two that read and two that write keep two cores busy. */
const DIRECT_CONNECTIONS = 4;
/** Connections for lists: what two cores read at a time, and as many that wait for the disk. */
const READING_CONNECTIONS = 4;
/** Connections for the question who asks: nothing slow ever keeps a request from being known. */
const ASKING_CONNECTIONS = 3;
const OF_EVERY_REQUEST: ReadonlySet<UnscopedFunction> = new Set(['session_context', 'key_context']);

/** The application's connection to PostgreSQL: the only SQL door, always as the role that owns nothing. */
export class Database {
  private constructor(
    private readonly dataSource: DataSource,
    readonly url: string,
    /** The connections of {@link atOnce}: a flood of other transactions does not keep its statements waiting. */
    private readonly direct: pg.Pool,
    /** The connections of {@link read}. */
    private readonly reads: pg.Pool,
    /** The connections of what every request begins with. */
    private readonly asking: pg.Pool,
    private readonly prepared: Prepared,
  ) {}

  /** Connects. @throws StationhouseError DATABASE_UNAVAILABLE when the server cannot be reached */
  static async open(options: DatabaseOptions): Promise<Database> {
    const dataSource = new DataSource({
      type: 'postgres',
      url: options.url,
      entities: options.entities as MixedList<never>,
      namingStrategy: new SnakeNaming(),
      synchronize: false,
      migrationsRun: false,
      poolSize: options.poolSize ?? 10,
      applicationName: options.applicationName ?? 'stationhouse',
      logging: false,
      installExtensions: false,
      extra: { Client: Connection },
    });
    try {
      await dataSource.initialize();
    } catch (cause) {
      throw unavailable(cause);
    }
    const applicationName = options.applicationName ?? 'stationhouse';
    const pool = (max: number, what: string) => openPool({ connectionString: options.url, max, application_name: `${applicationName} ${what}` });
    return new Database(dataSource, options.url, pool(DIRECT_CONNECTIONS, 'at once'), pool(READING_CONNECTIONS, 'reading'), pool(ASKING_CONNECTIONS, 'who asks'), new Prepared(options.prepare ?? true));
  }

  /** Runs `work` in one transaction within the tenant scope; see {@link runInTenant}. */
  inTenant<Result>(context: TenantContext, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
    return runInTenant(this.dataSource, context, work, this.prepared);
  }

  /**
   * Calls a function that is a whole transaction: one statement, one round trip, one commit. It takes its reach, and sets
   * it for this transaction only, before it touches a row; row-level security holds as in {@link inTenant}.
   * @param name `app.<name>(reach text, payload jsonb)`
   * @param stationIds exactly the stations whose rows it may touch
   * @param payload JSON
   * @throws StationhouseError STORAGE_FULL, DATABASE_UNAVAILABLE
   * @throws Error inside a tenant transaction, which it would not be part of
   */
  async atOnce<Row extends pg.QueryResultRow>(name: 'read_stages' | 'commit_steps', stationIds: readonly Id[], payload: string): Promise<Row[]> {
    if (currentTenant() !== undefined) throw new Error(`app.${name} commits by itself: call it outside of a tenant transaction.`);
    return (await refusing(this.direct.query<Row>(`SELECT * FROM app.${name}($1, $2)`, [stationIds.join(','), payload]))).rows;
  }

  /**
   * One reading statement that is a whole transaction: one round trip, no transaction left to end. Its reach is set, for this transaction only, before it
   * touches a row: it is the inner side of a join with the row that sets it, and were it ever read first it would find nothing. Row-level security
   * holds as in {@link inTenant}; inside a tenant transaction it is a statement of that one.
   * @param statement a SELECT; its parameters are `$1`, `$2`, …
   * @throws StationhouseError STORAGE_FULL, DATABASE_UNAVAILABLE; INTERNAL when its scope is wider than that of the transaction it is part of
   */
  async read<Row extends object>(context: TenantContext, statement: string, parameters: readonly unknown[]): Promise<Row[]> {
    if (currentTenant() !== undefined) return this.inTenant(context, (tenant) => tenant.sql<Row>(statement, parameters));
    const own = parameters.length;
    const text = `SELECT page.* FROM (SELECT set_config('app.station_ids', $${own + 1}, true) AS reach, set_config('app.bureau_ids', $${own + 2}, true), set_config('app.account_id', $${own + 3}, true) OFFSET 0) scope
      CROSS JOIN LATERAL (SELECT asked.* FROM (${statement}) asked WHERE scope.reach IS NOT NULL OFFSET 0) page`;
    const values = [...parameters, context.stationIds.join(','), context.bureauIds.join(','), context.accountId ?? ''];
    return (await refusing(this.reads.query<Row>(this.prepared.named(text, values)))).rows;
  }

  /** Calls one of the closed list of functions that look across tenants. Never inside a tenant transaction. @throws StationhouseError STORAGE_FULL, DATABASE_UNAVAILABLE */
  async unscoped<Row = Record<string, unknown>>(name: UnscopedFunction, parameters: readonly unknown[] = []): Promise<Row[]> {
    const statement = `SELECT * FROM unscoped.${name}(${parameters.map((_, index) => `$${index + 1}`).join(', ')})`;
    if (!OF_EVERY_REQUEST.has(name)) return refusing(this.dataSource.query<Row[]>(statement, [...parameters]));
    return (await refusing(this.asking.query(this.prepared.named(statement, parameters)))).rows as Row[];
  }

  /** Domain time: PostgreSQL's clock plus the test clock's offset. */
  async now(): Promise<Date> {
    const [row] = (await refusing(this.dataSource.query('SELECT app.now() AS now'))) as [{ now: Date }];
    return row.now;
  }

  /** Moves domain time forward for tests; the caller has checked that the test clock is allowed. */
  async advanceTestClock(milliseconds: number): Promise<Date> {
    const [[row]] = (await this.dataSource.query(`UPDATE app.test_clock SET "offset" = "offset" + make_interval(secs => $1::float8 / 1000) RETURNING date_trunc('milliseconds', now() + "offset") AS now`, [milliseconds])) as [[{ now: Date }], number];
    return row.now;
  }

  /**
   * Runs `work` in one process at a time, over all processes on this database; others wait for their turn. The lock is a transaction's,
   * so that it survives no killed process and no connection pooler confuses it; the work has transactions of its own.
   * @param name of the work, the same in every process
   * @param onWait called once when another process is at it
   */
  async exclusively<Result>(name: string, work: () => Promise<Result>, onWait: () => void = () => undefined): Promise<Result> {
    return this.dataSource.transaction(async (lock) => {
      const key = `stationhouse ${name}`;
      // The lock's transaction has nothing to do for as long as the work takes.
      await lock.query('SET LOCAL idle_in_transaction_session_timeout = 0');
      const [row] = (await lock.query('SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS mine', [key])) as [{ mine: boolean }];
      if (!row.mine) {
        onWait();
        await lock.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
      }
      return work();
    });
  }

  /** True while the server answers. */
  async ping(): Promise<boolean> {
    try {
      await this.dataSource.query('SELECT 1');
      return true;
    } catch {
      return false;
    }
  }

  /** Entity metadata against the live tables, for the drift check: one line per difference. */
  async entityDrift(): Promise<string[]> {
    return entityDrift(this.dataSource);
  }

  /** The live tables against the rules every table keeps, for the same check: one line per breach. */
  async tableDrift(notes: TableNotes): Promise<string[]> {
    return [...(await tableDrift(this.dataSource, notes)), ...(await pluginLoopholes(this.dataSource))];
  }

  async close(): Promise<void> {
    for (const pool of [this.direct, this.reads, this.asking]) if (!pool.ended) await pool.end();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}

function unavailable(cause: unknown): StationhouseError {
  if (isStationhouseError(cause)) return cause;
  return new StationhouseError(
    'DATABASE_UNAVAILABLE',
    text('无法连接数据库，请检查 DATABASE_URL 以及数据库是否已启动。', 'The database cannot be reached. Check DATABASE_URL and that PostgreSQL is running.'),
    undefined,
    { cause },
  );
}

/** Milliseconds that no answer of the database is late by, as a rule; and by which a slow one moves the clock. */
const JUMP = 250;
const SLIP = 0.05;

/** A {@link Clock} of domain time that costs no query: the process clock plus the last seen offset to the database. */
export class DomainClock implements Clock {
  private offset = 0;

  /**
   * Refreshes the offset with a moment the database just answered. Of several answers the one that travelled least tells
   * best, so that small steps back are taken slowly; a jump is a clock that was set.
   */
  observe(databaseNow: Date): void {
    const seen = databaseNow.getTime() - Date.now();
    this.offset = Math.abs(seen - this.offset) > JUMP ? seen : Math.max(seen, this.offset - SLIP);
  }

  now(): Date {
    return new Date(Date.now() + this.offset);
  }
}
