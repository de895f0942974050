import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { FaultHouse } from '../house.js';
import { pause } from '../house.js';
import { Load } from '../load.js';
import { judge, type Summary } from '../verdict.js';

/** How far off the workers' clocks are. */
const OFF = ['+10m', '-2h', '-10m', '+2h'] as const;
/** The one for programs with threads. */
const LIBRARY = 'libfaketimeMT.so.1';
const ADVICE = 'libfaketime is not there; on Debian: apt-get install -y libfaketime (or set LIBFAKETIME to its .so)';

/**
 * Workers whose clocks are minutes and hours off do all the work: no timer is early by the database's time, none is lost,
 * a job that runs is not given to another worker, nobody's sign-in ends.
 */
export async function clocks(house: FaultHouse, { workers, seconds }: { readonly workers: number; readonly seconds: number }): Promise<Summary> {
  const library = fakeTime();
  if (library === undefined) return { skipped: ADVICE };
  const [{ from } = { from: '' }] = await house.sql<{ from: string }>('SELECT now()::text AS from');
  const regular = house.workers.length;
  await house.leave(...house.workers);
  const off = OFF.slice(0, workers).map((by) => house.seat('worker', by, { LD_PRELOAD: library, FAKETIME: by, FAKETIME_DONT_FAKE_MONOTONIC: '1' }));
  await house.ready();
  const load = await Load.start(house, { clients: 12 });
  await pause(seconds * 1_000);
  const end = await load.stop();
  const summary = await judge(house, end);
  const [{ again } = { again: 0 }] = await house.sql<{ again: number }>('SELECT count(*)::int AS again FROM outbox WHERE created_at > $1 AND attempts > 1', [from]);
  if (again > 0) throw new Error(`${again} jobs ran more than once although nobody had died`);
  if (end.signIns > house.stations.length) throw new Error(`somebody had to sign in again (${end.signIns} times for ${house.stations.length} people)`);
  await house.leave(...off);
  for (let index = 1; index <= regular; index += 1) house.seat('worker', index);
  await house.ready();
  return { workersOff: OFF.slice(0, workers).join(' '), ...summary };
}

function fakeTime(): string | undefined {
  const named = process.env['LIBFAKETIME'];
  if (named !== undefined) return named;
  const folders = ['/usr/lib', ...list('/usr/lib').map((name) => path.join('/usr/lib', name))].map((folder) => path.join(folder, 'faketime'));
  return folders.map((folder) => path.join(folder, LIBRARY)).find((file) => list(path.dirname(file)).includes(LIBRARY));
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // Not on this system.
  }
}
