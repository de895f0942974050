import { parseArgs } from 'node:util';
import { freePort } from '@stationhouse/database';
import { isDeepStrictEqual } from 'node:util';
import { percentile } from './engine/drive.js';
import { ask, load, type Asked } from './graphql/load.js';
import { withPostgraphile, type Peer } from './graphql/postgraphile.js';
import { DOCUMENT, PAGE, type Row } from './graphql/work.js';
import { startProcess, stopProcess, withLists, type ListsWorld, type Seat } from './graphql/world.js';
import { median, report, type BenchResult } from './result.js';

const CONNECTIONS = 32;
const TURNS = 5;
const TARGETS = { list_vs_raw: 0.35, list_vs_postgraphile: 2, deep_page: 0.83 };

/**
 * Lists over a full register (1,000,000 incidents, 3,000,000 tasks, 50 stations) by officers who are signed in, under row-level security; see
 * docs/benchmarks.md. `--quick`: a tenth of it; `--only list_vs_raw,deep_page`: some parts.
 */
export async function benchGraphql(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: [...options], options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
  const [incidents, deepest, requests] = values.quick ? [100_000, 400, 400] : [1_000_000, 2_000, 1_000];
  const wanted = values.only?.split(',') ?? Object.keys(TARGETS);
  const ratios: Record<string, number> = {};
  await withLists(incidents, (deepest + 10) * PAGE, async (world) => {
    if (wanted.includes('list_vs_raw')) Object.assign(ratios, await versusByHand(world, requests));
    if (wanted.includes('list_vs_postgraphile')) ratios['list_vs_postgraphile'] = await withPostgraphile(world, (peer) => versusPeer(world, peer, requests));
    if (wanted.includes('deep_page')) ratios['deep_page'] = await deepPage(world, deepest, values.quick ? 40 : 100);
  });
  const rounded = Object.fromEntries(Object.entries(ratios).map(([key, ratio]) => [key, Number(ratio.toFixed(3))]));
  return { ratios: rounded, targets: Object.fromEntries(Object.entries(TARGETS).filter(([key]) => wanted.includes(key))) };
}

/** The page, asked of the product. */
function ours(world: ListsWorld, { stationId, token }: Seat, after: string | null = null): Asked {
  return { url: `${world.url}/graphql`, headers: { authorization: `Bearer ${token}` }, body: JSON.stringify({ query: DOCUMENT, variables: { stationId, after } }) };
}

interface Answer {
  readonly data?: { readonly incidents: { readonly edges: readonly { readonly node: Row }[]; readonly pageInfo: { readonly endCursor: string } } };
}

async function pageOf(asked: Asked): Promise<NonNullable<Answer['data']>['incidents']> {
  const said = JSON.parse((await ask(asked)).toString('utf8')) as Answer;
  if (said.data === undefined) throw new Error(JSON.stringify(said).slice(0, 500));
  return said.data.incidents;
}

/** Requests per second against hand-written SQL over bare http: as the owner, and (told, not counted) under the same row-level security. */
async function versusByHand(world: ListsWorld, requests: number): Promise<Record<string, number>> {
  const start = async (url: string, secured: string) => {
    const port = await freePort();
    const child = await startProcess(process.execPath, ['--conditions=@stationhouse/source', '--import', './tools/register.mjs', 'tools/bench/graphql/by-hand-server.ts'], { URL_OF_DATABASE: url, PORT: String(port), SECURED: secured }, `http://127.0.0.1:${port}/`);
    return { child, asked: ({ stationId }: Seat): Asked => ({ url: `http://127.0.0.1:${port}/${stationId}` }) };
  };
  const bare = await start(world.server.urls.owner, '0');
  const secured = await start(world.server.urls.app, '1');
  try {
    for (const seat of world.seats) {
      const own = (await pageOf(ours(world, seat))).edges.map(({ node }) => node);
      for (const { asked } of [bare, secured]) requireSame('by hand', own, (JSON.parse((await ask(asked(seat))).toString('utf8')) as { rows: Row[] }).rows);
    }
    const rates = await inTurns(world, requests, { ours: (seat) => ours(world, seat), bare: bare.asked, secured: secured.asked });
    return { list_vs_raw: compared('bare SQL', rates.ours, rates.bare), list_vs_raw_secured: compared('bare SQL under row-level security', rates.ours, rates.secured) };
  } finally {
    await stopProcess(bare.child);
    await stopProcess(secured.child);
  }
}

async function versusPeer(world: ListsWorld, peer: Peer, requests: number): Promise<number> {
  for (const seat of world.seats) {
    const own = (await pageOf(ours(world, seat))).edges.map(({ node }) => node);
    requireSame('PostGraphile', own, peer.rowsOf(JSON.parse((await ask(peer.asked(seat))).toString('utf8'))));
  }
  const rates = await inTurns(world, requests, { ours: (seat) => ours(world, seat), theirs: peer.asked });
  return compared('PostGraphile', rates.ours, rates.theirs);
}

/** Requests per second of each side, turn by turn; the first turn warms up. */
async function inTurns<Side extends string>(world: ListsWorld, requests: number, sides: Readonly<Record<Side, (seat: Seat) => Asked>>): Promise<Record<Side, number[]>> {
  const rates = Object.fromEntries(Object.keys(sides).map((side) => [side, []])) as unknown as Record<Side, number[]>;
  for (let turn = 0; turn <= TURNS; turn += 1) {
    for (const side of Object.keys(sides) as Side[]) {
      const { seconds } = await load(CONNECTIONS, requests, (index) => sides[side](world.seats[index % world.seats.length] as Seat));
      if (turn > 0) rates[side].push(requests / seconds);
    }
    if (turn > 0) report(`turn ${turn}: ${(Object.keys(sides) as Side[]).map((side) => `${side} ${Math.round(rates[side].at(-1) ?? 0)}/s`).join(', ')}`);
  }
  return rates;
}

function compared(peer: string, own: readonly number[], others: readonly number[]): number {
  const ratio = median(own.map((rate, turn) => rate / (others[turn] ?? Number.NaN)));
  report(`${Math.round(median(own))} pages/s, ${peer} ${Math.round(median(others))}/s: ${ratio.toFixed(3)}`);
  return ratio;
}

/** Page 1 over page `deepest` of the largest station, the median of both taken in turns, one after another. */
async function deepPage(world: ListsWorld, deepest: number, repeats: number): Promise<number> {
  const [seat] = world.seats as [Seat];
  let after: string | null = null;
  for (let page = 1; page < deepest; page += 1) after = (await pageOf(ours(world, seat, after))).pageInfo.endCursor;
  const { edges } = await pageOf(ours(world, seat, after));
  const { rows: [expected] } = await world.owner.query<{ id: string }>('SELECT id FROM incident WHERE station_id = $1 ORDER BY received_at DESC, id DESC OFFSET $2 LIMIT 1', [seat.stationId, (deepest - 1) * PAGE]);
  if (edges.length !== PAGE || edges[0]?.node.id !== expected?.id) throw new Error(`Page ${deepest} is another one.`);
  const times = { first: [] as number[], deep: [] as number[] };
  for (let repeat = -10; repeat < repeats; repeat += 1) {
    for (const [which, place] of [['first', null], ['deep', after]] as const) {
      const began = performance.now();
      await ask(ours(world, seat, place));
      if (repeat >= 0) times[which].push(performance.now() - began);
    }
  }
  const [first, deep] = [percentile(times.first, 0.5), percentile(times.deep, 0.5)];
  report(`page 1 ${first.toFixed(2)} ms, page ${deepest} ${deep.toFixed(2)} ms`);
  return first / deep;
}

function requireSame(peer: string, own: readonly Row[], theirs: readonly Row[]): void {
  if (own.length !== PAGE || !isDeepStrictEqual(own, theirs)) throw new Error(`The product and ${peer} answer differently: ${JSON.stringify(own[0])} – ${JSON.stringify(theirs[0])}`);
}
