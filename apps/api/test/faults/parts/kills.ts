import { Alerts } from '../alerts.js';
import type { FaultHouse } from '../house.js';
import { pause } from '../house.js';
import { Load } from '../load.js';
import { judge, standstills, type Summary } from '../verdict.js';

export interface Kills {
  readonly kills: number;
  /** Milliseconds between two kills, on average. */
  readonly apart: number;
  /** Fraud alerts that come in meanwhile. */
  readonly alerts: number;
}

const CLIENTS = 12;
/** All progress again within this many seconds. */
const STANDSTILL = 60;

type Victim = 'api' | 'worker' | 'backend' | 'postmaster';

/** What is killed, in tenths. */
const LOTS: readonly Victim[] = ['api', 'api', 'api', 'worker', 'worker', 'worker', 'backend', 'backend', 'backend', 'postmaster'];

/** Kills API, worker and PostgreSQL processes at random, in the middle of whatever they do; their successors start meanwhile, and a source goes on sending alerts. */
export async function kills(house: FaultHouse, options: Kills): Promise<Summary> {
  const load = await Load.start(house, { clients: CLIENTS });
  const alerts = await Alerts.start(house, options.alerts, options.kills * options.apart);
  const from = Date.now();
  const killed: Record<Victim, number> = { api: 0, worker: 0, backend: 0, postmaster: 0 };
  for (let done = 0; done < options.kills; ) {
    await pause(Math.random() * 2 * options.apart);
    // A short run, too, has each of them once.
    const victim = LOTS[done < 4 ? [0, 3, 6, 9][done] ?? 0 : Math.floor(Math.random() * LOTS.length)] as Victim;
    if (!(await kill(house, victim))) continue;
    killed[victim] += 1;
    done += 1;
    if (done % 50 === 0) process.stderr.write(`${done} of ${options.kills} kills after ${Math.round((Date.now() - from) / 1000)} s\n`);
  }
  const to = Date.now();
  const end = await load.stop();
  const alerted = await alerts.end();
  const still = await standstills(house, load.ledger, from, to);
  const summary = await judge(house, end);
  for (const [what, seconds] of Object.entries(still)) if (seconds > STANDSTILL) throw new Error(`${what} stood still for ${seconds} s`);
  return { kills: options.kills, killed, seconds: Math.round((to - from) / 1000), longestStandstill: still, ...alerted, ...summary };
}

/** @returns whether there was somebody to kill */
async function kill(house: FaultHouse, victim: Victim): Promise<boolean> {
  // On a slow machine kills wait for the starts: a house that is never up shows nothing.
  for (const seats of [house.apis, house.workers]) if (seats.every(({ url }) => url === undefined)) return false;
  if (victim === 'api' || victim === 'worker') {
    const seats = victim === 'api' ? house.apis : house.workers;
    return seats[Math.floor(Math.random() * seats.length)]?.kill() ?? false;
  }
  const pid = victim === 'postmaster' ? house.postmaster() : await someBackend(house);
  if (pid === undefined) return false;
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false; // It has ended meanwhile.
  }
}

async function someBackend(house: FaultHouse): Promise<number | undefined> {
  const [row] = await house.sql<{ pid: number }>(`SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND usename = 'stationhouse_app' ORDER BY random() LIMIT 1`);
  return row?.pid;
}
