import { connect } from 'node:net';
import { parseArgs } from 'node:util';
import { drive, percentile } from './engine/drive.js';
import { ask, type Asked } from './graphql/load.js';
import { DOCUMENT } from './graphql/work.js';
import { withLists, type ListsWorld, type Seat } from './graphql/world.js';
import { median, report, type BenchResult } from './result.js';

/** Officers at their work, one request each at a time. */
const OFFICERS = 4;
/** Requests that each analyst has under way. */
const QUESTIONS = 8;
/** Clients that ask for long lists and read nothing of the answers, and what each of them sends down its connection. */
const SLOW = 40;
const PIPELINED = 25;
const LONG = 'query Long($stationId: ID!) { incidents(stationId: $stationId, first: 200) { edges { node { id number receivedAt address category { code title { zhCN en } } reporterName instances { id number title tasks(first: 3) { id key status openedAt } } } } } }';
const SERIES = 'query Figures($stationId: ID!, $query: MetricQuery!) { metricSeries(stationIds: [$stationId], query: $query) { points { period dimensions { value } count value previous { value } } } }';
const SPOTS = 'query Spots($stationId: ID!, $query: HotSpotQueryInput!) { hotSpots(stationIds: [$stationId], query: $query) { cells { amount { count atLeast atMost } } } }';
const REPEATS = 3;
const TARGETS = { analysts: 1, slow_readers: 1 };

/** Something that goes on beside officers until it is ended. */
type Strain = (world: ListsWorld) => Promise<{ end: () => Promise<unknown> }>;

/**
 * Twice the quiet p99 of officers’ pages over their p99 while analysts ask as much as they can, and while 40 clients ask for the longest lists and
 * read nothing; quiet and strained in turns, median of three. `--quick`: 100,000 incidents and fewer requests; `--only analysts`: one part.
 */
export async function benchFairness(options: readonly string[]): Promise<BenchResult> {
  const { values } = parseArgs({ args: [...options], options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
  const [incidents, requests] = values.quick ? [100_000, 1_500] : [1_000_000, 3_000];
  const wanted = values.only?.split(',') ?? Object.keys(TARGETS);
  const ratios: Record<string, number> = {};
  await withLists(incidents, incidents / 10, async (world) => {
    if (wanted.includes('analysts')) ratios['analysts'] = await beside(world, 'analysts that ask as much as they can', analysts, requests);
    if (wanted.includes('slow_readers')) ratios['slow_readers'] = await beside(world, `${SLOW} clients that do not read`, slowReaders, requests);
  });
  return { ratios, targets: Object.fromEntries(Object.entries(TARGETS).filter(([key]) => wanted.includes(key))) };
}

/** @throws Error when an officer is refused */
async function beside(world: ListsWorld, what: string, strain: Strain, requests: number): Promise<number> {
  const officers = world.seats.slice(1);
  const pages = Array.from({ length: requests }, (_, turn) => page(world, officers[turn % officers.length] as Seat));
  const p99 = async () => percentile((await drive(OFFICERS, pages, ask)).latencies, 0.99);
  await drive(OFFICERS, pages.slice(0, 200), ask);
  const ratios: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const quiet = await p99();
    const [before, going] = [await world.resident(), await strain(world)];
    const strained = await p99().finally(() => going.end());
    report(`p99 ${quiet.toFixed(1)} ms quiet, ${strained.toFixed(1)} ms beside ${what}; ${(((await world.resident()) - before) / 2 ** 20).toFixed(0)} MB more memory`);
    ratios.push((2 * quiet) / strained);
  }
  return Number(median(ratios).toFixed(3));
}

/** The newest page of a station. */
function page(world: ListsWorld, { stationId, token }: Seat): Asked {
  return asked(world, token, DOCUMENT, { stationId, after: null });
}

function asked(world: ListsWorld, token: string, query: string, variables: object): Asked {
  return { url: `${world.url}/graphql`, headers: { authorization: `Bearer ${token}` }, body: JSON.stringify({ query, variables }) };
}

/** Analysts that ask the dearest questions there are, {@link QUESTIONS} of each at a time; a refusal is an answer. */
async function analysts(world: ListsWorld): Promise<{ end: () => Promise<unknown> }> {
  let [over, answered, refused] = [false, 0, 0];
  const year = new Date().getUTCFullYear();
  const range = { from: `${year - 5}-01-01`, to: `${year + 1}-01-01` };
  const questions = (stationId: string): readonly (readonly [string, object])[] => [
    [SERIES, { stationId, query: { ...range, metrics: ['incident.received', 'incident.responseTime'], granularity: 'MONTH', dimensions: ['category'], compare: 'SAME_PERIOD_LAST_YEAR' } }],
    [SERIES, { stationId, query: { ...range, metrics: ['incident.received'], granularity: 'DAY', dimensions: ['channel', 'hour'] } }],
    [SPOTS, { stationId, query: { ...range, grid: { kind: 'SQUARE', size: 1_000 } } }],
  ];
  const one = async ({ stationId, token }: Seat, turn: number) => {
    const [query, variables] = questions(stationId)[turn % 3] as readonly [string, object];
    await ask(asked(world, token, query, variables)).then((said) => (said.includes('"errors"') ? (refused += 1) : (answered += 1)), () => (refused += 1));
  };
  const loops = world.analysts.flatMap((seat) => Array.from({ length: QUESTIONS }, async (_, first) => {
    for (let turn = first; !over; turn += 1) await one(seat, turn);
  }));
  return {
    end: async () => {
      over = true;
      await Promise.all(loops);
      report(`${answered} questions of analysts answered, ${refused} refused`);
    },
  };
}

/** Connections that ask again and again and never read. */
async function slowReaders(world: ListsWorld): Promise<{ end: () => Promise<unknown> }> {
  const [{ stationId, token }] = world.seats as [Seat];
  const { hostname, port } = new URL(world.url);
  const body = JSON.stringify({ query: LONG, variables: { stationId } });
  const request = `POST /graphql HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const sockets = await Promise.all(
    Array.from({ length: SLOW }, async () => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      await new Promise((resolve) => socket.once('connect', resolve));
      socket.pause();
      socket.write(request.repeat(PIPELINED));
      return socket;
    }),
  );
  return { end: () => Promise.resolve(sockets.map((socket) => socket.destroy())) };
}
