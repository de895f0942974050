import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { Redis } from 'ioredis';
import { freePort } from '@stationhouse/database';
import { FaultHouse, pause } from '../house.js';
import { Load } from '../load.js';
import { judge, type Summary } from '../verdict.js';

const ADVICE = 'redis-server is not there; on Debian: apt-get install -y redis-server (or set REDIS_SERVER)';

/** Wake-ups and the relay on Redis, which loses everything it holds again and again. */
export async function redisFlushed(house: FaultHouse, { seconds }: { readonly seconds: number }): Promise<Summary> {
  const binary = process.env['REDIS_SERVER'] ?? 'redis-server';
  if (spawnSync(binary, ['--version'], { stdio: 'ignore' }).status !== 0) return { skipped: ADVICE };
  const port = await freePort();
  const server = spawn(binary, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--hz', '100', '--maxmemory-policy', 'noeviction', '--dir', house.folder], { stdio: 'ignore' });
  house.brings(server);
  const redis = new Redis({ port, host: '127.0.0.1', maxRetriesPerRequest: null, retryStrategy: () => 50 });
  redis.on('error', () => undefined); // Refused until the server listens; the ping waits for it.
  try {
    await redis.ping();
    return await flush(house, redis, port, seconds);
  } finally {
    redis.disconnect();
    await end(server);
  }
}

async function flush(house: FaultHouse, redis: Redis, port: number, seconds: number): Promise<Summary> {
  await Promise.all(house.seats.map((seat) => seat.restart({ JOBS_URL: `redis://127.0.0.1:${port}/0` })));
  await house.ready();
  const load = await Load.start(house, { clients: 12 });
  let flushed = 0;
  for (const until = performance.now() + seconds * 1_000; performance.now() < until; flushed += 1) {
    await pause(1_000);
    await redis.flushall();
  }
  const summary = await judge(house, await load.stop());
  await Promise.all(house.seats.map((seat) => seat.restart({ JOBS_URL: '' })));
  return { flushed, ...summary };
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  await gone;
}
