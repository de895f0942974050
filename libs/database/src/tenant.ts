import { AsyncLocalStorage } from 'node:async_hooks';
import type { Writable } from 'node:stream';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { DataSource, EntityManager, EntityTarget, ObjectLiteral, Repository } from 'typeorm';
import type { Prepared } from './prepared.js';
import { refusing } from './refusals.js';

/**
 * Whose rows a piece of work may touch, and who does it. Row-level security lets through the rows of these stations
 * and bureaus and nothing else; an empty scope sees nothing.
 */
export interface TenantContext {
  /** Stations in reach. Tenant first: one as a rule; several only for a batch or a bureau's aggregate. */
  readonly stationIds: readonly Id[];
  /** Bureaus in reach, for bureau tables. */
  readonly bureauIds: readonly Id[];
  /** Reaches sealed records as well (治安管理处罚法 136): for the deed of sealing and lifting, and for erasing what is due. Nobody else sees them. */
  readonly sealed?: boolean | undefined;
  /** Reaches restricted records whoever acts: for the deeds that say who is on their team. */
  readonly restricted?: boolean | undefined;
  /** The acting account; undefined for the platform itself (a timer, a sweep). */
  readonly accountId?: Id | undefined;
  /** The sign-in that acts, for audit. */
  readonly sessionId?: Id | undefined;
  /** The network address the request came from, for audit. */
  readonly address?: string | undefined;
  /** One id per request or job, in every log line and audit entry it causes. */
  readonly requestId?: string | undefined;
}

/** The door to the rows of one tenant context, open for the length of one transaction. */
export interface Tenant {
  readonly context: TenantContext;
  /** Domain time at the start of the transaction: PostgreSQL's clock plus the test clock's offset. */
  readonly now: Date;
  /** A repository inside this transaction and this scope. */
  repository<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>): Repository<Entity>;
  /** One SQL statement inside this transaction and this scope; `parameters` fill `$1`, `$2`, …; returns the rows. */
  sql<Row = Record<string, unknown>>(statement: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /**
   * As {@link sql}, for a statement that comes again and again in the same words: a connection plans it once, and not each time it comes. Its text holds
   * no values and no list of them as long as they are many; what takes its time to be carried out is better planned for its values.
   */
  prepared<Row extends object = Record<string, unknown>>(statement: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /**
   * Streams rows into a staging table with COPY inside this transaction. Row-level security refuses COPY into tenant
   * tables, so this serves staging tables only.
   * @param statement `COPY import_staging (…) FROM STDIN …`
   */
  copyInto(statement: string): Promise<Writable>;
  /** Runs after the commit, never after a roll-back: wake-ups and live events. */
  afterCommit(task: () => void): void;
}

/** The tenant of {@link runInTenant}; only this library knows more of it than {@link Tenant}. */
export class TransactionTenant implements Tenant {
  readonly tasks: (() => void)[] = [];
  private line: Promise<unknown> = Promise.resolve();

  constructor(
    readonly context: TenantContext,
    readonly now: Date,
    private readonly manager: EntityManager,
    private readonly names?: Prepared,
  ) {}

  repository<Entity extends ObjectLiteral>(entity: EntityTarget<Entity>): Repository<Entity> {
    return this.manager.getRepository(entity);
  }

  async sql<Row = Record<string, unknown>>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    const answer: unknown = await this.inLine(() => this.manager.query(statement, [...parameters]));
    // TypeORM answers [rows, count] for UPDATE and DELETE, the bare rows otherwise.
    if (Array.isArray(answer) && answer.length === 2 && Array.isArray(answer[0]) && typeof answer[1] === 'number') {
      return answer[0] as Row[];
    }
    return (answer ?? []) as Row[];
  }

  async prepared<Row extends object = Record<string, unknown>>(statement: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    if (this.names === undefined) return this.sql(statement, parameters);
    const named = this.names.named(statement, parameters);
    return (await this.inLine(async () => (await this.connection()).query<Row>(named))).rows;
  }

  /** A connection answers one statement after the other; work that goes on at once within one transaction waits here. */
  private inLine<Result>(work: () => Promise<Result>): Promise<Result> {
    const mine = this.line.then(work);
    this.line = mine.catch(() => undefined);
    return mine;
  }

  async copyInto(statement: string): Promise<Writable> {
    return (await this.connection()).query(copyFrom(statement));
  }

  /** The connection the transaction runs on. */
  async connection(): Promise<PoolClient> {
    return (await this.manager.queryRunner?.connect()) as PoolClient;
  }

  afterCommit(task: () => void): void {
    this.tasks.push(task);
  }
}

/**
 * A process that was stopped, or whose machine is gone, in the middle of a transaction does not keep its rows from the
 * others: PostgreSQL ends a transaction that has asked nothing for this long.
 */
const ABANDONED_AFTER = '20s';

const current = new AsyncLocalStorage<Tenant>();

/** The tenant transaction this call runs in; undefined outside one. */
export function currentTenant(): Tenant | undefined {
  return current.getStore();
}

/**
 * The one owner of transactions. Opens a transaction as the application role, sets the scope for this transaction
 * only (a session-level setting would leak through the pool), and binds it to the async context.
 *
 * Called inside another tenant transaction it joins that one when the scope is within reach, and refuses otherwise:
 * a scope never widens half-way.
 * @throws StationhouseError INTERNAL when a nested scope is wider than its outer one; STORAGE_FULL, DATABASE_UNAVAILABLE
 */
export async function runInTenant<Result>(
  dataSource: DataSource,
  context: TenantContext,
  work: (tenant: Tenant) => Promise<Result>,
  names?: Prepared,
): Promise<Result> {
  const outer = current.getStore();
  if (outer !== undefined) {
    refuseWiderScope(outer.context, context);
    return work(outer);
  }
  const opened = await refusing(inTransaction(dataSource, context, names, async (tenant) => ({ tenant, result: await current.run(tenant, () => work(tenant)) })));
  for (const task of opened.tenant.tasks) task();
  return opened.result;
}

/**
 * Begins a transaction with its scope in one round trip, and ends it. Should the beginning fail there is no scope either, since it holds for a transaction only:
 * whatever came then would see nothing.
 */
async function inTransaction<Result>(dataSource: DataSource, context: TenantContext, names: Prepared | undefined, work: (tenant: TransactionTenant) => Promise<Result>): Promise<Result> {
  const runner = dataSource.createQueryRunner();
  try {
    const connection = (await runner.connect()) as PoolClient;
    // The runner does not begin it by itself: what joins it must not begin another, and what fails half-way is rolled back.
    Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
    const result = await work(new TransactionTenant(context, await begin(connection, context), runner.manager, names));
    await runner.commitTransaction();
    return result;
  } catch (cause) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw cause;
  } finally {
    await runner.release();
  }
}

async function begin(connection: PoolClient, { stationIds, bureauIds, accountId, sealed, restricted }: TenantContext): Promise<Date> {
  const settings = { 'app.station_ids': stationIds.join(','), 'app.bureau_ids': bureauIds.join(','), 'app.account_id': accountId ?? '', idle_in_transaction_session_timeout: ABANDONED_AFTER, 'app.sealed': sealed === true ? 'on' : '', 'app.restricted': restricted === true ? 'on' : '' };
  const set = Object.entries(settings).map(([name, value]) => `set_config('${name}', ${connection.escapeLiteral(value)}, true)`);
  // Two statements of the simple protocol, which pg answers one by one.
  const [, scope] = (await connection.query(`START TRANSACTION; SELECT ${set.join(', ')}, app.now() AS now`)) as unknown as [unknown, { readonly rows: readonly [{ now: Date }] }];
  return scope.rows[0].now;
}

/** The door for a deed of the owner's own transaction, which no scope holds back: what it did is recorded together with it. */
export async function transactionTenant(manager: EntityManager): Promise<Tenant> {
  const [row] = (await manager.query('SELECT app.now() AS now')) as [{ now: Date }];
  return new TransactionTenant({ stationIds: [], bureauIds: [] }, row.now, manager);
}

function refuseWiderScope(outer: TenantContext, inner: TenantContext): void {
  const wider =
    inner.stationIds.some((id) => !outer.stationIds.includes(id)) || inner.bureauIds.some((id) => !outer.bureauIds.includes(id)) || (inner.sealed === true && outer.sealed !== true) || (inner.restricted === true && outer.restricted !== true);
  if (wider) {
    throw new StationhouseError('INTERNAL', text('内部错误：嵌套事务越出了租户范围。', 'Internal error: a nested transaction reached beyond its tenant scope.'));
  }
}
