import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, notFound, text, type Id } from '@stationhouse/kernel';
import { neighboursSet } from '../audit-actions.js';
import { adjoins, type Outline } from './adjoining.js';

/** A station of the bureau with those that adjoin it. */
export interface Neighbourhood {
  readonly stationId: Id;
  readonly stationName: string;
  /** Empty: it asks every other station of the bureau. */
  readonly neighbourIds: readonly Id[];
  /** Those whose area touches its own, where both are drawn. */
  readonly suggestedIds: readonly Id[];
}

interface Place {
  readonly id: Id;
  readonly name: string;
  readonly area: Outline | null;
}

const WORKING = 'SELECT id, name, area FROM station WHERE bureau_id = $1 AND closed_at IS NULL AND NOT unrouted ORDER BY code';

/** The stations of a bureau that work, by code, each with its neighbours. */
export async function neighbourhoods(tenant: Tenant, bureauId: Id): Promise<Neighbourhood[]> {
  const stations = await tenant.sql<Place>(WORKING, [bureauId]);
  const pairs = await tenant.sql<{ stationId: Id; neighbourId: Id }>('SELECT station_id AS "stationId", neighbour_id AS "neighbourId" FROM station_neighbour WHERE bureau_id = $1', [bureauId]);
  return stations.map(({ id, name, area }) => ({
    stationId: id,
    stationName: name,
    neighbourIds: stations.filter((other) => pairs.some((pair) => pair.stationId === id && pair.neighbourId === other.id)).map((other) => other.id),
    suggestedIds: stations.filter((other) => other.id !== id && area !== null && other.area !== null && adjoins(area, other.area)).map((other) => other.id),
  }));
}

/** Whom a station asks: its neighbours that work, or every other station of the bureau where nobody has said which those are. */
export async function askedBy(tenant: Tenant, bureauId: Id, stationId: Id): Promise<Pick<Place, 'id' | 'name'>[]> {
  const all = await neighbourhoods(tenant, bureauId);
  const own = all.find((one) => one.stationId === stationId);
  const others = all.filter((one) => one.stationId !== stationId);
  const near = others.filter((one) => own?.neighbourIds.includes(one.stationId));
  return (near.length > 0 ? near : others).map((one) => ({ id: one.stationId, name: one.stationName }));
}

/**
 * Says which stations adjoin a station; they adjoin each other, so that its pairs are written both ways.
 * @param neighbourIds none: it asks every other station of the bureau
 * @throws StationhouseError NOT_FOUND for a station that is not the bureau's or works no more, BAD_INPUT for itself
 */
export async function setNeighbours(tenant: Tenant, bureauId: Id, stationId: Id, neighbourIds: readonly Id[]): Promise<void> {
  const wanted = [...new Set(neighbourIds)];
  if (wanted.includes(stationId)) throw badInput('neighbourIds', text('派出所与自身不相邻。', 'A station does not adjoin itself.'));
  const stations = (await tenant.sql<Place>(WORKING, [bureauId])).map(({ id }) => id);
  if (![stationId, ...wanted].every((id) => stations.includes(id))) throw notFound(text('派出所', 'Station'));
  await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`neighbours ${bureauId}`]);
  await tenant.sql('DELETE FROM station_neighbour WHERE bureau_id = $1 AND (station_id = $2 OR neighbour_id = $2)', [bureauId, stationId]);
  await tenant.sql('INSERT INTO station_neighbour (bureau_id, station_id, neighbour_id) SELECT $1::uuid, $2::uuid, n FROM unnest($3::uuid[]) n UNION ALL SELECT $1::uuid, n, $2::uuid FROM unnest($3::uuid[]) n', [bureauId, stationId, wanted]);
  await audit(tenant, { action: neighboursSet, bureauId, details: { stationId, neighbourIds: wanted } });
}
