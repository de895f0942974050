import { createRequire } from 'node:module';
import { openPool, type Pool } from '@stationhouse/database';
import { StationhouseError, text } from '@stationhouse/kernel';
import { createPostgresBackend, createPostgresRelayBackend, Queue, Relay, withBackend, Worker } from 'bullmq';
import { QUEUE, QUEUE_SCHEMA } from './migrations/0400-outbox.js';

/** The ids of outbox rows a wake-up names; {@link Outbox} sends them, {@link JobWorker} takes them. */
export interface WakeUp {
  readonly ids: readonly string[];
}

/** The sending end of the queue. */
export interface WakeUpQueue {
  add(name: string, data: WakeUp): Promise<unknown>;
  /** Asks the server for something small: fails, or hangs, when it is out of reach. */
  count(): Promise<number>;
  close(): Promise<void>;
}

/** The receiving end. */
export interface WakeUpListener {
  on(event: 'error', listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
}

/** The part of BullMQ's relay that we use: every process hears what any process says on a topic. */
export type WakeUpRelay = Pick<Relay, 'publish' | 'subscribe' | 'close' | 'waitUntilReady' | 'nodeId'> & { on(event: 'error', listener: (error: Error) => void): unknown };

/** Where wake-ups and live events travel: PostgreSQL by default, Redis when the setting JOBS_URL says so. */
export interface QueueConnection {
  queue(): WakeUpQueue;
  listen(process: (wakeUp: WakeUp) => Promise<void>): WakeUpListener;
  relay(): WakeUpRelay;
}

/** Wake-ups one process works on at a time: one may wait for room while the next finds other rows. */
const WAKE_UPS_AT_ONCE = 2;
/** Nothing of a wake-up is worth keeping: the outbox row is the job. */
const FORGET = { removeOnComplete: true, removeOnFail: true } as const;
const FORGET_AT_WORKER = { removeOnComplete: { count: 0 }, removeOnFail: { count: 0 } } as const;

/**
 * @param url `postgres://…` of the application role, directly and not through PgBouncer's transaction pooling (LISTEN
 *   and startup options do not survive it), or `redis://…` / `rediss://…`
 * @throws StationhouseError SETTING_INVALID for any other address
 */
export function connectQueue(url: string): QueueConnection {
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (protocol === 'postgres:' || protocol === 'postgresql:') return onPostgres(url);
  if (isRedis(url)) return onRedis(url);
  throw new StationhouseError(
    'SETTING_INVALID',
    text('JOBS_URL 应为 postgres://… 或 redis://… 形式的地址。', 'JOBS_URL must be an address like postgres://… or redis://….'),
    { setting: 'JOBS_URL' },
  );
}

/** Whether an address is that of a Redis server. */
export function isRedis(url: string): boolean {
  return /^rediss?:\/\//.test(url);
}

function onPostgres(url: string): QueueConnection {
  // The schema is migrated by our own owner (see the migration): this role may not. What travels here may be lost with the
  // server – the sweeper names the rows again, pages read once more –, so that no commit waits for the disk, nor keeps those that must.
  const options = `-c synchronous_commit=off -c search_path=${QUEUE_SCHEMA}`;
  // Two that ask and, where one listens, one that listens: a connection lost there is noticed by its keep-alive.
  const open = () => openPool({ connectionString: url, max: 3, keepAlive: true, options });
  const onOurs = withBackend(createPostgresBackend);
  return {
    queue: () => onPool(open(), (connection) => new onOurs.Queue<WakeUp>(QUEUE, { connection, defaultJobOptions: FORGET })),
    listen: (process) => onPool(open(), (connection) => new onOurs.Worker<WakeUp>(QUEUE, ({ data }) => process(data), { connection, concurrency: WAKE_UPS_AT_ONCE, ...FORGET_AT_WORKER })),
    relay: () => onPool(open(), (connection) => new Relay({ connection, backend: createPostgresRelayBackend })),
  };
}

/** A part of BullMQ on a pool of ours – its own connections end the process when the server dies between two statements –, which goes when the part goes. */
function onPool<Part extends { close(): Promise<void> }>(pool: Pool, build: (pool: Pool) => Part): Part {
  const part = build(pool);
  const close = part.close.bind(part);
  let closing: Promise<void> | undefined;
  part.close = () => (closing ??= close().finally(() => pool.end()));
  return part;
}

function onRedis(address: string): QueueConnection {
  requireRedisClient();
  const { url, prefix } = redisAddress(address);
  const connection = { url, maxRetriesPerRequest: null };
  return {
    queue: () => new Queue<WakeUp>(QUEUE, { connection, prefix, defaultJobOptions: FORGET }),
    listen: (process) => new Worker<WakeUp>(QUEUE, ({ data }) => process(data), { connection, prefix, concurrency: WAKE_UPS_AT_ONCE, ...FORGET_AT_WORKER }),
    relay: () => new Relay({ connection, prefix }),
  };
}

/** A Redis address without our own part of it, `?prefix=`, which keeps several installations on one server apart. */
export function redisAddress(address: string): { readonly url: string; readonly prefix: string } {
  const url = new URL(address);
  const name = url.searchParams.get('prefix') ?? 'stationhouse';
  url.searchParams.delete('prefix');
  // The braces keep all keys of a queue in one slot of a Redis Cluster.
  return { url: url.href, prefix: `{${name}}` };
}

/** BullMQ brings no Redis client of its own; installations on PostgreSQL need none. */
function requireRedisClient(): void {
  try {
    createRequire(import.meta.url).resolve('ioredis');
  } catch (cause) {
    throw new StationhouseError(
      'SETTING_INVALID',
      text('JOBS_URL 指向 Redis，但未安装 Redis 客户端，请先执行 npm install ioredis。', 'JOBS_URL points to Redis, but its client is not installed. Run npm install ioredis first.'),
      { setting: 'JOBS_URL' },
      { cause },
    );
  }
}
