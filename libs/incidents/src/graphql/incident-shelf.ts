import { accountShelf, below, stationShelf, wantOf, type Account, type Selection, type Shelf } from '@stationhouse/access';
import { summaryShelf, type CarriedInstance } from '@stationhouse/workflow-runtime';
import { LISTED, type IncidentRecord } from '../register/incident.js';
import type { IncidentWant } from '../register/register.js';

const summaries = summaryShelf('n');

/** How a list of incidents is read, over `incident i`. Narratives and imported columns are no part of a list. */
const incidentShelf: Shelf = {
  reading: {
    columns: LISTED,
    relations: {
      instances: { reading: () => summaries.reading, rows: () => 'fact.instance n WHERE n.station_id = i.station_id AND n.incident_id = i.id ORDER BY n.id' },
      disposedBy: { reading: () => accountShelf.reading, rows: () => 'account a WHERE a.id = i.disposed_by', one: true },
    },
  },
  always: ['id', 'stationId', 'receivedAt'],
  needs: { category: ['categoryCode'], outcomeTitle: ['outcome'], masked: [], narrative: [], attributes: [], legalHold: [], station: [] },
  ahead: { instances: { shelf: () => summaries }, disposedBy: { shelf: () => accountShelf } },
};

/** An incident with what was read ahead of it. */
export type CarriedIncident = IncidentRecord & { readonly instances?: readonly CarriedInstance[]; readonly disposedBy?: Account | null };

/** What a connection of incidents is asked for. */
export function incidentWant(connection: Selection): IncidentWant {
  const node = below(connection, 'edges', 'node');
  const station = node.get('station');
  return { reading: incidentShelf.reading, node: wantOf(incidentShelf, node), total: connection.has('totalCount'), station: station === undefined ? undefined : wantOf(stationShelf, station.below) };
}
