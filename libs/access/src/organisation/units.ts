import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, newId, notFound, text, type Id } from '@stationhouse/kernel';
import * as deeds from '../audit-actions.js';
import { parseJson } from '../graphql/scalars.js';
import { Bureau, Post, Station, Team } from './entities.js';
import { parseCode, parseName, parseTimeZone, refuseTaken } from './names.js';

export interface NewBureau {
  /** Chosen by the caller: the scope of the transaction names it. */
  readonly id: Id;
  readonly name: string;
  readonly code: string;
  readonly timeZone: string;
}

export interface NewStation {
  readonly name: string;
  readonly code: string;
  readonly kind: string;
  readonly timeZone: string;
  readonly population?: number | null | undefined;
  /** GeoJSON polygon or multi-polygon, WGS-84. */
  readonly area?: unknown;
  readonly unrouted?: boolean | null | undefined;
}

/** Creates a bureau; set-up only, no operation does it. Run it in a scope of the new bureau's id. */
export async function createBureau(tenant: Tenant, wanted: NewBureau): Promise<Bureau> {
  const bureau = { id: wanted.id, name: parseName(wanted.name, 'name'), code: parseCode(wanted.code, 'code'), timeZone: parseTimeZone(wanted.timeZone), idleLockMinutes: null, secondFactorRoles: [] };
  await refuseTaken(() => tenant.repository(Bureau).insert(bureau), text('分局代码已被使用。', 'This bureau code is taken.'));
  await audit(tenant, { action: deeds.bureauCreated, bureauId: bureau.id, record: { kind: 'bureau', id: bureau.id, number: bureau.code } });
  return tenant.repository(Bureau).findOneByOrFail({ id: bureau.id });
}

/** Creates a station of a bureau in scope. @param id made beforehand where the same transaction goes on to work in it @throws StationhouseError BAD_INPUT, CONFLICT for a taken code */
export async function createStation(tenant: Tenant, bureauId: Id, wanted: NewStation, id: Id = newId()): Promise<Station> {
  const { population } = wanted;
  if (population !== undefined && population !== null && population < 0) throw badInput('population', text('人口不能为负数。', 'A population cannot be negative.'));
  const station = tenant.repository(Station).create({
    bureauId,
    id,
    name: parseName(wanted.name, 'name'),
    code: parseCode(wanted.code, 'code'),
    kind: parseName(wanted.kind, 'kind', 40),
    timeZone: parseTimeZone(wanted.timeZone),
    area: parseArea(wanted.area),
    population: population ?? null,
    unrouted: wanted.unrouted ?? false,
  });
  await refuseTaken(() => tenant.repository(Station).insert(station), text('派出所代码已被使用。', 'This station code is taken.'));
  await audit(tenant, { action: deeds.stationCreated, bureauId, record: { kind: 'station', id: station.id, number: station.code } });
  return station;
}

/** Creates a team of a station. @throws StationhouseError BAD_INPUT, CONFLICT for a taken name */
export async function createTeam(tenant: Tenant, stationId: Id, name: string): Promise<Team> {
  const team = { stationId, id: newId(), name: parseName(name, 'name') };
  await refuseTaken(() => tenant.repository(Team).insert(team), text('本所已有同名的队。', 'The station has a team of this name.'));
  await audit(tenant, { action: deeds.teamCreated, stationId, record: { kind: 'team', id: team.id } });
  return tenant.repository(Team).findOneByOrFail({ stationId, id: team.id });
}

/** Creates a post of a station, under one of its teams or on its own. */
export async function createPost(tenant: Tenant, stationId: Id, name: string, teamId: Id | undefined): Promise<Post> {
  if (teamId !== undefined) await requireTeam(tenant, stationId, teamId);
  const post = { stationId, id: newId(), name: parseName(name, 'name'), teamId: teamId ?? null };
  await refuseTaken(() => tenant.repository(Post).insert(post), text('本所已有同名的岗位。', 'The station has a post of this name.'));
  await audit(tenant, { action: deeds.postCreated, stationId, record: { kind: 'post', id: post.id } });
  return tenant.repository(Post).findOneByOrFail({ stationId, id: post.id });
}

/** @throws StationhouseError NOT_FOUND unless the team is the station's */
export async function requireTeam(tenant: Tenant, stationId: Id, teamId: Id): Promise<void> {
  if (!(await tenant.repository(Team).existsBy({ stationId, id: teamId }))) throw notFound(text('队', 'Team'));
}

/** @throws StationhouseError NOT_FOUND unless the post is the station's */
export async function requirePost(tenant: Tenant, stationId: Id, postId: Id): Promise<void> {
  if (!(await tenant.repository(Post).existsBy({ stationId, id: postId }))) throw notFound(text('岗位', 'Post'));
}

function parseArea(area: unknown): object | null {
  if (area === undefined || area === null) return null;
  const { type, coordinates } = parseJson(area, 'area') as { type?: unknown; coordinates?: unknown };
  if ((type === 'Polygon' || type === 'MultiPolygon') && Array.isArray(coordinates) && coordinates.length > 0) return { type, coordinates };
  throw badInput('area', text('辖区须为 GeoJSON 的 Polygon 或 MultiPolygon。', 'An area is a GeoJSON Polygon or MultiPolygon.'));
}
