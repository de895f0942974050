import type { Shelf } from '../graphql/look-ahead.js';

/** A station, over alias `s`. */
export const stationShelf: Shelf = {
  reading: {
    columns: {
      bureauId: 's.bureau_id', id: 's.id', name: 's.name', code: 's.code', kind: 's.kind', timeZone: 's.time_zone', area: 's.area', population: 's.population', populationAsOf: 's.population_as_of',
      address: 's.address', phone: 's.phone', unrouted: 's.unrouted', formerCodes: 's.former_codes', version: 's.version', closedAt: 's.closed_at', successorId: 's.successor_id',
    },
  },
  always: ['bureauId', 'id'],
  needs: { teams: [], posts: [] },
  plain: ['id', 'bureauId', 'name', 'code'],
};

/** An account as a place sees it, over alias `a`. */
export const accountShelf: Shelf = {
  reading: { columns: { bureauId: 'a.bureau_id', id: 'a.id', login: 'a.login', displayName: 'a.display_name', active: 'a.active', secondFactor: 'a.second_factor', lockedUntil: 'a.locked_until' } },
  always: ['bureauId', 'id', 'displayName'],
};
