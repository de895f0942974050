import { text, type Bilingual } from '@stationhouse/kernel';
import { redisAddress } from './connection.js';

/**
 * What a Redis server is set to that would lose or delay wake-ups, each with its mend; empty when all is well. Reads INFO,
 * which servers without CONFIG answer as well. Nothing of it can lose a job – rows are the truth – but all of it costs time.
 * @param address `redis://…` or `rediss://…`, as JOBS_URL
 * @throws Error when the server cannot be reached
 */
export async function unsafeRedisSettings(address: string): Promise<readonly Bilingual[]> {
  const { Redis } = await import('ioredis');
  const client = new Redis(redisAddress(address).url, { lazyConnect: true, maxRetriesPerRequest: 1 });
  try {
    await client.connect();
    const facts = new Map((await client.info()).split('\r\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as const));
    return problems(facts.get('maxmemory_policy'), Number(facts.get('configured_hz') ?? facts.get('hz')));
  } finally {
    client.disconnect();
  }
}

function problems(policy: string | undefined, hz: number): Bilingual[] {
  return [
    ...(policy === undefined || policy === 'noeviction'
      ? []
      : [
          text(
            `Redis 的 maxmemory-policy 为 ${policy}，内存不足时会丢弃任务唤醒；请执行 CONFIG SET maxmemory-policy noeviction，并写入 redis.conf。`,
            `Redis has maxmemory-policy ${policy} and would drop wake-ups when short of memory. Run CONFIG SET maxmemory-policy noeviction and put it into redis.conf.`,
          ),
        ]),
    ...(Number.isNaN(hz) || hz >= 50
      ? []
      : [
          text(
            `Redis 的 hz 为 ${hz}，延时任务最多晚 ${Math.round(500 / hz)} 毫秒；请执行 CONFIG SET hz 100，并写入 redis.conf。`,
            `Redis has hz ${hz}, which makes delayed work up to ${Math.round(500 / hz)} ms late. Run CONFIG SET hz 100 and put it into redis.conf.`,
          ),
        ]),
  ];
}
