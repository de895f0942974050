import type { Tenant } from '@stationhouse/database';
import type { Group, MeasuredStation } from './statement.js';
import { gridOf } from './places/grid.js';
import { cellNames, localityNames } from './places/localities.js';
import { AGGREGATE_SQUARE } from './places/sight.js';
import type { AskedMetric } from './query.js';

type Names = ReadonlyMap<string, string>;
/** The values of a group, `d0`, `d1` …; the rest is nobody's business here. */
type Valued = Pick<Group, `d${number}`>;

/** What values that no list names are called, by dimension; read only where the dimension is asked for. */
export async function namesOf(tenant: Tenant, { dimensions }: AskedMetric, stations: readonly MeasuredStation[], groups: readonly Valued[]): Promise<ReadonlyMap<string, Names>> {
  const ids = stations.map(({ id }) => id);
  const sources: Readonly<Record<string, (place: number) => Names | Promise<Names>>> = {
    station: () => new Map(stations.map(({ id, name }) => [id, name])),
    team: () => teamNames(tenant, ids),
    community: () => localityNames(tenant, ids),
    gridCell: () => localityNames(tenant, ids),
    cell: (place) => squareNames(tenant, stations, new Set(groups.flatMap((group) => group[`d${place}`] ?? []))),
  };
  const names = new Map<string, Names>();
  for (const [place, [name]] of dimensions.entries()) {
    const read = Object.hasOwn(sources, name) ? sources[name] : undefined;
    if (read !== undefined) names.set(name, await read(place));
  }
  return names;
}

async function teamNames(tenant: Tenant, stationIds: readonly string[]): Promise<Names> {
  const rows = await tenant.sql<{ id: string; name: string }>('SELECT id, name FROM team WHERE station_id = ANY ($1)', [stationIds]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** A square is called by what lies in its middle, and where that is: degrees north, degrees east. */
async function squareNames(tenant: Tenant, stations: readonly MeasuredStation[], cells: ReadonlySet<string>): Promise<Names> {
  const grid = gridOf(AGGREGATE_SQUARE);
  const known = await cellNames(tenant, stations.map(({ id }) => id), grid, cells);
  return new Map([...cells].map((key) => {
    const { longitude, latitude } = grid.middleOf(key);
    const where = `${latitude.toFixed(3)}, ${longitude.toFixed(3)}`;
    const name = known.get(key);
    return [key, name === undefined ? where : `${name} (${where})`];
  }));
}
