import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, newId, notFound, parseText, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
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

/** What changes of a station; absent stays as it is, null takes it away. Its bureau and time zone never change: clocks were counted in them. */
export interface StationChange {
  readonly name?: string | undefined;
  readonly code?: string | undefined;
  readonly kind?: string | undefined;
  readonly population?: number | null | undefined;
  /** The day the population was counted for; a new population needs one. */
  readonly populationAsOf?: string | null | undefined;
  readonly address?: string | null | undefined;
  readonly phone?: string | null | undefined;
  /** GeoJSON polygon or multi-polygon, WGS-84. */
  readonly area?: unknown;
}

/** Creates a bureau; set-up only, no operation does it. Run it in a scope of the new bureau's id. */
export async function createBureau(tenant: Tenant, wanted: NewBureau): Promise<Bureau> {
  const bureau = { id: wanted.id, name: parseName(wanted.name, 'name'), code: parseCode(wanted.code, 'code'), timeZone: parseTimeZone(wanted.timeZone), idleLockMinutes: null, secondFactorRoles: [] };
  await refuseTaken(() => tenant.repository(Bureau).insert(bureau), text('分局代码已被使用。', 'This bureau code is taken.'));
  await audit(tenant, { action: deeds.bureauCreated, bureauId: bureau.id, record: { kind: 'bureau', id: bureau.id, number: bureau.code } });
  return tenant.repository(Bureau).findOneByOrFail({ id: bureau.id });
}

/**
 * Writes the row of a station of a bureau in scope, and nothing else: founding one (`Founding` of the workflow runtime) prepares what it works with.
 * @param id made beforehand where the same transaction goes on to work in it
 * @throws StationhouseError BAD_INPUT, CONFLICT for a taken code
 */
export async function insertStation(tenant: Tenant, bureauId: Id, wanted: NewStation, id: Id = newId()): Promise<Station> {
  const station = {
    bureauId,
    id,
    name: parseName(wanted.name, 'name'),
    code: parseCode(wanted.code, 'code'),
    kind: parseName(wanted.kind, 'kind', 40),
    timeZone: parseTimeZone(wanted.timeZone),
    area: parseArea(wanted.area),
    population: parsePopulation(wanted.population ?? null),
    unrouted: wanted.unrouted ?? false,
  };
  await requireFreeCode(tenant, bureauId, station.code);
  await refuseTaken(() => tenant.repository(Station).insert(station), codeTaken());
  await audit(tenant, { action: deeds.stationCreated, bureauId, record: { kind: 'station', id: station.id, number: station.code } });
  return tenant.repository(Station).findOneByOrFail({ bureauId, id });
}

/**
 * Changes what is known of a station. A new code stands in new numbers; those that were given keep the one they have, and it stays this station's.
 * @throws StationhouseError NOT_FOUND, BAD_INPUT, STALE_VERSION, STATION_CLOSED, CONFLICT for a taken code
 */
export async function changeStation(tenant: Tenant, { bureauId, id }: { readonly bureauId: Id; readonly id: Id }, change: StationChange, expectedVersion: number): Promise<Station> {
  await tenant.sql('SELECT id FROM station WHERE bureau_id = $1 AND id = $2 FOR UPDATE', [bureauId, id]);
  const before = await tenant.repository(Station).findOneBy({ bureauId, id });
  if (before === null) throw notFound(text('派出所', 'Station'));
  requireStationVersion(before, expectedVersion);
  await requireWorking(tenant, id);
  const wanted = wantedOf(before, change);
  const changed = (Object.keys(wanted) as (keyof typeof wanted)[]).filter((key) => JSON.stringify(wanted[key]) !== JSON.stringify(before[key]));
  if (changed.length === 0) return before;
  const renumbered = wanted.code !== before.code;
  if (renumbered) await requireFreeCode(tenant, bureauId, wanted.code, id);
  const formerCodes = renumbered ? [...before.formerCodes.filter((code) => code !== wanted.code), before.code] : before.formerCodes;
  await refuseTaken(() => tenant.repository(Station).update({ bureauId, id }, { ...wanted, formerCodes, version: before.version + 1 }), codeTaken());
  await audit(tenant, { action: deeds.stationChanged, bureauId, record: { kind: 'station', id, number: wanted.code }, details: { changed, ...(renumbered ? { code: [before.code, wanted.code] } : {}) } });
  return tenant.repository(Station).findOneByOrFail({ bureauId, id });
}

/** @throws StationhouseError STALE_VERSION when the caller saw an older state */
export function requireStationVersion({ version }: Pick<Station, 'version'>, expectedVersion: number): void {
  if (version === expectedVersion) return;
  throw new StationhouseError('STALE_VERSION', text('派出所信息在您打开页面之后已有变化，请刷新后核对再提交。', 'The station has changed since you opened it. Reload, check, and submit again.'), { expectedVersion, version });
}

/** @throws StationhouseError STATION_CLOSED for new work at a station that was closed; the message says where it belongs now */
export async function requireWorking(tenant: Tenant, stationId: Id): Promise<void> {
  const [closed] = await tenant.sql<{ successor: string | null }>('SELECT (SELECT n.name FROM station n WHERE n.id = s.successor_id) AS successor FROM station s WHERE s.id = $1 AND s.closed_at IS NOT NULL', [stationId]);
  if (closed !== undefined) throw stationClosed(closed.successor);
}

/** The refusal of new work at a closed station. @param successor its name, where the caller may see it */
export function stationClosed(successor: string | null): StationhouseError {
  const [where, there] = successor === null ? ['承接的派出所', 'the station that took it over'] : [`“${successor}”`, `“${successor}”`];
  return new StationhouseError('STATION_CLOSED', text(`本所已撤并，不再办理新的工作，请到${where}办理。`, `This station is closed and takes no new work. Do it at ${there}.`));
}

function wantedOf(before: Station, change: StationChange) {
  const { population, populationAsOf } = { population: parsePopulation(given(change.population, before.population)), populationAsOf: given(change.populationAsOf, before.populationAsOf) };
  if (population !== null && population !== before.population && populationAsOf === null) throw badInput('populationAsOf', text('请填写人口数的统计日期。', 'Say which day the population was counted for.'));
  return {
    name: parseName(given(change.name, before.name), 'name'),
    code: parseCode(given(change.code, before.code), 'code'),
    kind: parseName(given(change.kind, before.kind), 'kind', 40),
    area: change.area === undefined ? before.area : parseArea(change.area),
    population,
    populationAsOf: population === null ? null : populationAsOf,
    address: optionalText(given(change.address, before.address), 'address', 200),
    phone: optionalText(given(change.phone, before.phone), 'phone', 40),
  };
}

const given = <Value>(value: Value | undefined, before: Value): Value => (value === undefined ? before : value);

function optionalText(value: string | null, field: string, most: number): string | null {
  const said = parseText(value ?? '', field, most).trim();
  return said === '' ? null : said;
}

function parsePopulation(population: number | null): number | null {
  if (population !== null && population < 0) throw badInput('population', text('人口不能为负数。', 'A population cannot be negative.'));
  return population;
}

/** A code that stands in numbers of another station is not given again. */
async function requireFreeCode(tenant: Tenant, bureauId: Id, code: string, stationId: Id | null = null): Promise<void> {
  const [former] = await tenant.sql('SELECT FROM station WHERE bureau_id = $1 AND $2 = ANY (former_codes) AND id IS DISTINCT FROM $3', [bureauId, code, stationId]);
  if (former !== undefined) throw new StationhouseError('CONFLICT', codeTaken());
}

function codeTaken(): Bilingual {
  return text('派出所代码正在使用，或曾用于其他派出所的编号，请换一个。', 'This code is another station’s, or stands in numbers it gave. Choose another.');
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
