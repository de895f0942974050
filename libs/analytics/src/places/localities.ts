import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { Grid, Position } from './grid.js';

/** What of a station's localities, as they are drawn now, a place lies in. The station and the place are SQL, the place a `point`; null where nothing is drawn around it. */
const localityOf = (code: string, kinds: string) => (station: string, place: string) =>
  `(SELECT ${code} FROM locality l WHERE l.station_id = ${station} AND ${kinds} AND (SELECT count(*) % 2 FROM unnest(l.rings) AS r (ring) WHERE r.ring @> ${place}) = 1 ORDER BY l.kind, l.code LIMIT 1)`;

/** The code of the community a place lies in: as it is drawn itself, else that of its grid cell. */
export const COMMUNITY_OF = localityOf(`CASE l.kind WHEN 'community' THEN l.code ELSE l.community_code END`, `(l.kind = 'community' OR l.community_code IS NOT NULL)`);
/** The code of the grid cell (网格) a place lies in. */
export const GRID_CELL_OF = localityOf('l.code', `l.kind = 'gridCell'`);

/** What stations call their communities and grid cells, by code. */
export async function localityNames(tenant: Tenant, stationIds: readonly Id[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tenant.sql<{ code: string; name: string }>('SELECT code, name FROM locality WHERE station_id = ANY ($1)', [[...stationIds]]);
  return new Map(rows.map(({ code, name }) => [code, name]));
}

/** A place of a station that a name is wanted for. */
interface NamelessPlace extends Position {
  readonly key: string;
  readonly stationId: Id;
}

/** What places are called by what was declared: community and grid cell; those that lie in neither are not among them. */
async function placeNames(tenant: Tenant, places: readonly NamelessPlace[]): Promise<ReadonlyMap<string, string>> {
  if (places.length === 0) return new Map();
  const rows = await tenant.sql<{ key: string; community: string | null; cell: string | null }>(
    `SELECT p.key, (SELECT name FROM locality WHERE station_id = p.station AND code = ${COMMUNITY_OF('p.station', 'p.place')}) AS community,
            (SELECT name FROM locality WHERE station_id = p.station AND code = ${GRID_CELL_OF('p.station', 'p.place')}) AS cell
       FROM (SELECT u.key, u.station, point(u.longitude, u.latitude) AS place FROM unnest($1::text[], $2::uuid[], $3::float8[], $4::float8[]) AS u (key, station, longitude, latitude)) p`,
    [places.map(({ key }) => key), places.map(({ stationId }) => stationId), places.map(({ longitude }) => longitude), places.map(({ latitude }) => latitude)],
  );
  return new Map(rows.flatMap(({ key, community, cell }) => { const name = nameOf(community, cell); return name === undefined ? [] : [[key, name] as const]; }));
}

/** What cells of a map are called, by what lies in their middle at one of the stations. */
export function cellNames(tenant: Tenant, stationIds: readonly Id[], grid: Grid, cells: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const middles = [...new Set(cells)].map((key) => ({ key, ...grid.middleOf(key) }));
  return placeNames(tenant, stationIds.flatMap((stationId) => middles.map((middle) => ({ ...middle, stationId }))));
}

/** Names of grid cells mostly begin with that of their community. */
function nameOf(community: string | null, cell: string | null): string | undefined {
  if (community === null || cell?.startsWith(community) === true) return cell ?? undefined;
  return cell === null ? community : `${community} · ${cell}`;
}
