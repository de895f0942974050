/**
 * `npm run verify:patrol -- FOLDER`: imports two real, public lists of calls – the files are not part of this repository – into a throw-away bureau, reads them
 * as the page of directed patrols does, and prints which share of the incidents of held-out weeks fell into the place-hours that would have been recommended,
 * beside those chosen by last week's counts and by the long-run average. Parameters are chosen on weeks before the first of those. The last line is JSON:
 * `{"patrol":{KEY:{"share":[…],"recommendation":[…],"lastWeek":[…],"longRun":[…]},…}}`; exit code 1 where a simple way did better over a whole city.
 */
import path from 'node:path';
import { accuracyIndex, gridOf, hitRate, placedIncidents, recommend, stationsOnMap, type GridShape, type Hits, type PlacedIncident } from '@stationhouse/analytics';
import { CATEGORIES } from '@stationhouse/incidents';
import type { Id } from '@stationhouse/kernel';
import { House } from './house.js';
import { settle } from './settle.js';
import { MILWAUKEE, MONTGOMERY, type Source } from './sources.js';

/** More cells than the page allows: a whole county at once. */
const MOST_CELLS = 20_000;
const DAY_MS = 86_400_000;

interface City {
  readonly source: Source;
  /** All days of the file, local, the second not included. */
  readonly from: string;
  readonly to: string;
  /** What is measured: a name, and the roots of its categories; none for all. */
  readonly kinds: Readonly<Record<string, readonly string[]>>;
  /** Degrees that the city lies within: a few rows of the files lie elsewhere on the earth. */
  readonly within: { readonly west: number; readonly east: number; readonly south: number; readonly north: number };
}

const CITIES: readonly City[] = [
  { source: MONTGOMERY, from: '2015-12-10', to: '2016-08-24', kinds: { all: [], traffic: ['traffic'] }, within: { west: -76, east: -74.8, south: 39.9, north: 40.6 } },
  { source: MILWAUKEE, from: '2018-05-01', to: '2018-05-22', kinds: { all: [], 'crime and disputes': ['criminal', 'publicOrder', 'dispute'] }, within: { west: -88.2, east: -87.7, south: 42.8, north: 43.3 } },
];
const GRIDS: readonly GridShape[] = [{ kind: 'SQUARE', size: 500 }, { kind: 'HEXAGON', size: 8 }];

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('Usage: npm run verify:patrol -- FOLDER (with montgomery-911.zip and milwaukee-calls-for-service.csv.gz)\n');
  process.exit(2);
}
const root = path.resolve(process.env['INIT_CWD'] ?? '.', folder);
const results: Record<string, Record<string, readonly number[]>> = {};
let beaten = false;
const house = await House.open();
try {
  for (const city of CITIES) {
    const { all, stations } = await settle(house, city.source, root);
    for (const [kind, roots] of Object.entries(city.kinds)) {
      for (const shape of GRIDS) await measure(city, kind, roots, shape, all, 'the whole city');
    }
    const [name, id] = await largest(stations);
    for (const kind of Object.keys(city.kinds).slice(0, 1)) await measure(city, kind, [], { kind: 'SQUARE', size: 500 }, [id], `station ${name} alone`);
  }
  process.stdout.write(`${JSON.stringify({ patrol: results })}\n`);
  process.exitCode = beaten ? 1 : 0;
} finally {
  await house.close();
}

async function measure(city: City, kind: string, roots: readonly string[], shape: GridShape, stationIds: readonly Id[], where: string): Promise<void> {
  const grid = gridOf(shape);
  const incidents = await read(city, roots, shape, stationIds);
  const until = Date.parse(city.to) / DAY_MS;
  const { measured, parameters, cells } = await recommend(incidents, grid, { from: until, until, count: 1 }, MOST_CELLS);
  const key = `${city.source.key}, ${where}, ${kind}, ${shape.kind === 'SQUARE' ? `squares of ${shape.size} m` : `hexagons of resolution ${shape.size}`}`;
  process.stdout.write(`\n${key}: ${incidents.length} incidents in ${cells} cells\n`);
  if (measured === undefined) {
    process.stdout.write('  too short a past to measure\n');
    return;
  }
  const { forecast, lastWeek, longRun, weeks } = measured;
  process.stdout.write(`  measured on ${weeks.measuredOn.length} held-out week(s), ${forecast[0]?.incidents ?? 0} incidents; chosen on ${weeks.chosenOn.length} week(s) before: ${JSON.stringify(parameters, (_, value: unknown) => (value === Infinity ? 'never' : value))}\n`);
  process.stdout.write(`  ${'place-hours'.padEnd(12)}${'recommendation'.padStart(20)}${"last week's counts".padStart(20)}${'long-run average'.padStart(20)}\n`);
  forecast.forEach((hits, index) => {
    const simple = [lastWeek[index], longRun[index]];
    process.stdout.write(`  ${`${hits.share * 100} %`.padEnd(12)}${[hits, ...simple].map((one) => words(one).padStart(20)).join('')}\n`);
    if (stationIds.length > 1 && simple.some((one) => one !== undefined && hitRate(one) > hitRate(hits))) beaten = true;
  });
  results[key] = { share: forecast.map(({ share }) => share), recommendation: forecast.map(hitRate), lastWeek: lastWeek.map(hitRate), longRun: longRun.map(hitRate) };
}

/** As the page reads them: place, local time and category, without what patrols found themselves. */
async function read({ from, to, within }: City, roots: readonly string[], shape: GridShape, stationIds: readonly Id[]): Promise<PlacedIncident[]> {
  const grid = gridOf(shape);
  const categories = CATEGORIES.map(({ code }) => code).filter((code) => roots.length === 0 || roots.some((one) => code === one || code.startsWith(`${one}.`)));
  const inCity = (cell: string) => (grid.outlineOf(cell).coordinates[0] ?? []).every(([longitude, latitude]) => longitude > within.west && longitude < within.east && latitude > within.south && latitude < within.north);
  const found: PlacedIncident[] = [];
  await house.reading(stationIds, async (tenant) => {
    for (const station of await stationsOnMap(tenant, stationIds)) for (const incident of await placedIncidents(tenant, station, { from, to }, categories, grid)) if (inCity(incident.cell)) found.push(incident);
  });
  return found;
}

async function largest(stations: Readonly<Record<string, Id>>): Promise<readonly [string, Id]> {
  const ids = Object.values(stations);
  const { incidentCounts } = await house.askAsOfficer<{ incidentCounts: { key: Id; count: number }[] }>('query ($stationIds: [ID!]!) { incidentCounts(stationIds: $stationIds, by: STATION) { key count } }', { stationIds: ids });
  const [most] = [...incidentCounts].sort((left, right) => right.count - left.count);
  const found = Object.entries(stations).find(([, id]) => id === most?.key);
  if (found === undefined) throw new Error('No station has an incident.');
  return found;
}

function words(hits: Hits | undefined): string {
  return hits === undefined ? '' : `${(hitRate(hits) * 100).toFixed(1)} % (PAI ${accuracyIndex(hits).toFixed(1)})`;
}
