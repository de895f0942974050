import type { ChildProcess } from 'node:child_process';
import type { FaultHouse } from '../house.js';
import { pause } from '../house.js';
import { entriesOf, Load } from '../load.js';
import { judge, type Summary } from '../verdict.js';

export interface Rolling {
  readonly processes: number;
  /** Open pages, each with a subscription on a socket of its own. */
  readonly pages: number;
  /** Commands a second. */
  readonly rate: number;
}

interface Report {
  readonly readies: number;
  readonly events: number;
  readonly pages: readonly { readonly stationId: string; readonly id?: string; readonly shown: readonly (readonly [string, number])[] }[];
}

const INSTANCES = 10;
/** One page in ten shows a whole station, the others one instance each. */
const WHOLE = 10;
/** How long the last events may be under way. */
const HEARD_WITHIN = 30_000;

/** Restarts every process, one after the other: no command fails, and every open page ends up with what the database holds. */
export async function rolling(house: FaultHouse, { processes, pages: count, rate }: Rolling): Promise<Summary> {
  await house.fill(processes);
  const load = await Load.start(house, { mode: 'ticks', rate, instances: INSTANCES });
  const { open } = await load.said<{ open: { stationId: string; id: string }[] }>('open');
  const shown = Array.from({ length: count }, (_, index) => {
    const { stationId, id } = open[index % open.length] as { stationId: string; id: string };
    return index % WHOLE === 0 ? { stationId } : { stationId, id };
  });
  const pages = house.client('pages', { pages: shown });
  await wordOf(pages);
  const from = Date.now();
  for (const seat of house.seats) {
    await seat.restart();
    await house.ready();
  }
  const seconds = (Date.now() - from) / 1000;
  load.tell('stop');
  await load.said('quiet');
  const report = await untilShown(house, pages);
  pages.kill('SIGKILL');
  const failed = entriesOf(load.ledger).filter(({ tries, refusal }) => tries > 1 || refusal !== undefined);
  const end = await load.stop();
  const summary = await judge(house, end);
  if (failed.length > 0) throw new Error(`${failed.length} commands failed, the first: ${failed[0]?.refusal ?? failed[0]?.why}`);
  return { restarted: house.seats.length, seconds: Math.round(seconds), pages: count, commandsPerSecond: rate, readAgain: report.readies, events: report.events, commandsFailed: failed.length, ...summary };
}

/** @throws Error when the pages have ended */
async function wordOf<Word>(pages: ChildProcess): Promise<Word> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`The pages ended with ${String(code)}.`));
    pages.once('exit', ended);
    pages.once('message', (word: unknown) => {
      pages.off('exit', ended);
      resolve(word as Word);
    });
  });
}

/** Waits until every page shows the versions of the database. @throws Error when one does not */
async function untilShown(house: FaultHouse, pages: ChildProcess): Promise<Report> {
  for (const until = performance.now() + HEARD_WITHIN; ; await pause(250)) {
    pages.send('report');
    const report = await wordOf<Report>(pages);
    const rows = await house.sql<{ id: string; station_id: string; version: number }>(`SELECT id, station_id, version FROM instance WHERE status <> 'closed'`);
    const old = report.pages.flatMap(({ stationId, id, shown }) => {
      const known = new Map(shown);
      return rows.filter((row) => row.station_id === stationId && (id === undefined || id === row.id) && (known.get(row.id) ?? 0) < row.version);
    });
    if (old.length === 0) return report;
    if (performance.now() > until) throw new Error(`${old.length} of what ${report.pages.length} pages show is old although nobody told them`);
  }
}
