/**
 * `npm run verify:real -- FOLDER`: imports three real, public lists of calls – the files are not part of this repository –
 * into a throw-away bureau, through the same routes the web app uses, and compares figures read back over GraphQL with
 * known ones, and with the files’ own lines. The last line is JSON: `{"truths":{KEY:{"got":n,"want":n},…}}`; exit code 1 when one differs.
 */
import path from 'node:path';
import type { Id } from '@stationhouse/kernel';
import { categoryIn, equalCells, RECEIVED, tally, type Line, type Point } from './by-month.js';
import { House } from './house.js';
import { eachRow, settle, type Settled } from './settle.js';
import { MILWAUKEE, MONTGOMERY, TORONTO } from './sources.js';

type Truths = Record<string, { readonly got: number; readonly want: number }>;

const COUNTS = 'query ($stationIds: [ID!]!, $filter: IncidentFilter, $by: IncidentDimension!) { incidentCounts(stationIds: $stationIds, filter: $filter, by: $by) { key count } }';
const RESPONSES = 'query ($stationId: ID!, $after: String) { incidents(stationId: $stationId, first: 200, after: $after) { edges { node { sourceId responseSeconds } } pageInfo { endCursor hasNextPage } } }';

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('Usage: npm run verify:real -- FOLDER (with montgomery-911.zip, milwaukee-calls-for-service.csv.gz, toronto_fire_incidents_2011_2019.csv.gz)\n');
  process.exit(2);
}
const root = path.resolve(process.env['INIT_CWD'] ?? '.', folder);
const house = await House.open();
try {
  const truths: Truths = { ...(await montgomery(house)), ...(await milwaukee(house)), ...(await toronto(house)) };
  for (const [key, { got, want }] of Object.entries(truths)) process.stdout.write(`${got === want ? '✓' : '✗'} ${key.padEnd(26)} ${String(got).padStart(7)}  ${want}\n`);
  process.stdout.write(`${JSON.stringify({ truths })}\n`);
  process.exitCode = Object.values(truths).every(({ got, want }) => got === want) ? 0 : 1;
} finally {
  await house.close();
}

async function montgomery(at: House): Promise<Truths> {
  const settled = await settle(at, MONTGOMERY, root);
  const { stations, all } = settled;
  const byStation = await counts(at, all, 'STATION');
  const byCategory = await counts(at, all, 'CATEGORY');
  const at19401 = await counts(at, all, 'STATION', { postcode: '19401' });
  return {
    'montgomery.rows': { got: sum(byStation), want: 99_492 },
    'montgomery.ems': { got: byCategory.get('assistance.medical') ?? 0, want: 48_877 },
    'montgomery.traffic': { got: byCategory.get('traffic') ?? 0, want: 35_695 },
    'montgomery.fire': { got: byCategory.get('disaster.fire') ?? 0, want: 14_920 },
    'montgomery.lowerMerion': { got: byStation.get(stations['LOWER MERION'] ?? '') ?? 0, want: 8_443 },
    'montgomery.abington': { got: byStation.get(stations['ABINGTON'] ?? '') ?? 0, want: 5_977 },
    'montgomery.zip19401': { got: sum(at19401), want: 6_979 },
    ...(await byMonth(at, settled, '2015-12-01', '2016-09-01')),
  };
}

async function milwaukee(at: House): Promise<Truths> {
  const settled = await settle(at, MILWAUKEE, root);
  const { all, unrouted } = settled;
  const byStation = await counts(at, all, 'STATION');
  return {
    'milwaukee.rows': { got: sum(byStation), want: 33_968 },
    'milwaukee.completed': { got: (await counts(at, all, 'OUTCOME')).get('handled') ?? 0, want: 12_071 },
    'milwaukee.inProgress': { got: (await counts(at, all, 'STATUS')).get('OPEN') ?? 0, want: 5_672 },
    'milwaukee.unrouted': { got: byStation.get(unrouted) ?? 0, want: 173 },
    ...(await byMonth(at, settled, '2018-05-01', '2018-06-01')),
  };
}

async function toronto(at: House): Promise<Truths> {
  const settled = await settle(at, TORONTO, root);
  const { all, stations } = settled;
  const rows = sum(await counts(at, all, 'STATION'));
  const theirs = await responseMinutes();
  let equal = 0;
  for (const stationId of Object.values(stations)) {
    for await (const { sourceId, responseSeconds } of responses(at, stationId)) {
      const minutes = theirs.get(sourceId);
      if (minutes !== undefined && responseSeconds !== null && Math.abs(responseSeconds / 60 - minutes) <= 0.05) equal += 1;
    }
  }
  return { 'toronto.rows': { got: rows, want: 15_496 }, 'toronto.responseEqual': { got: equal, want: 15_493 }, ...(await byMonth(at, settled, '2011-01-01', '2020-01-01')) };
}

/** The metric of incidents received, beside the lines of the file: by month and category as the bureau reads it, by station too as its officers do, each beside the year before. */
async function byMonth(at: House, { source, stations, unrouted, all }: Settled, from: string, to: string): Promise<Truths> {
  const lines: Line[] = [];
  const [category, { receivedAt }] = [categoryIn(source), source.mapping.fields];
  await eachRow(path.join(root, source.file), source.stationColumn, [category.column, receivedAt?.column ?? ''], (station, [said = '', moment = '']) => {
    lines.push({ station: source.isStation(station) ? station : '', category: category.of(said), month: moment.slice(0, 7) });
  });
  const cells = async (dimensions: readonly string[], ask: House['ask']) => {
    const counted = tally(lines, dimensions.includes('station') ? { ...stations, '': unrouted } : undefined);
    const query = { metrics: ['incident.received'], from, to, granularity: 'MONTH', compare: 'SAME_PERIOD_LAST_YEAR', dimensions };
    const { metricSeries } = await ask<{ metricSeries: { points: Point[] }[] }>(RECEIVED, { stationIds: all, query });
    return { got: equalCells(metricSeries[0]?.points ?? [], counted), want: counted.size };
  };
  return {
    [`${source.key}.monthCategory`]: await cells(['category'], (query, variables) => at.ask(query, variables)),
    [`${source.key}.stationMonth`]: await cells(['category', 'station'], (query, variables) => at.askAsOfficer(query, variables)),
  };
}

/** The response times that the source itself computed, in minutes, by its row id. */
async function responseMinutes(): Promise<Map<string, number>> {
  const minutes = new Map<string, number>();
  await eachRow(path.join(root, TORONTO.file), 'X_id', ['TFS_Response_Time'], (id, [written = '']) => {
    if (written !== '') minutes.set(id, Number(written));
  });
  return minutes;
}

async function* responses(at: House, stationId: Id): AsyncGenerator<{ sourceId: string; responseSeconds: number | null }> {
  interface Answer {
    incidents: { edges: { node: { sourceId: string; responseSeconds: number | null } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
  }
  let after: string | null = null;
  do {
    const { incidents }: Answer = await at.askAsOfficer<Answer>(RESPONSES, { stationId, after });
    for (const { node } of incidents.edges) yield node;
    after = incidents.pageInfo.hasNextPage ? incidents.pageInfo.endCursor : null;
  } while (after !== null);
}

async function counts(at: House, stationIds: readonly Id[], by: string, filter: Record<string, unknown> = {}): Promise<Map<string, number>> {
  const { incidentCounts } = await at.askAsOfficer<{ incidentCounts: { key: string; count: number }[] }>(COUNTS, { stationIds, filter, by });
  return new Map(incidentCounts.map(({ key, count }) => [key, count]));
}

function sum(counted: ReadonlyMap<string, number>): number {
  return [...counted.values()].reduce((total, count) => total + count, 0);
}
