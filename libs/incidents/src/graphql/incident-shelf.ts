import { accountShelf, below, stationShelf, wantOf, type Account, type Selection, type Shelf, type Station } from '@stationhouse/access';
import { summaryShelf, type CarriedInstance } from '@stationhouse/workflow-runtime';
import { LISTED, type IncidentRecord } from '../register/incident.js';
import type { IncidentWant } from '../register/register.js';
import { categoryShown, outcomeShown } from './shown.js';

const summaries = summaryShelf('n');

/** How a list of incidents is read, over `incident i`. Narratives and imported columns are no part of a list. */
export const incidentShelf: Shelf = {
  reading: {
    columns: LISTED,
    relations: {
      instances: { reading: () => summaries.reading, rows: () => 'fact.instance n WHERE n.station_id = i.station_id AND n.incident_id = i.id ORDER BY n.id' },
      disposedBy: { reading: () => accountShelf.reading, rows: () => 'account a WHERE a.id = i.disposed_by', one: true },
      // All incidents of a list are of its station, its first parameter: PostgreSQL reads the row once.
      station: { reading: () => stationShelf.reading, rows: () => 'station s WHERE s.id = $1', one: true },
    },
  },
  always: ['id', 'stationId', 'receivedAt'],
  needs: { category: ['categoryCode'], outcomeTitle: ['outcome'], masked: [], narrative: [], attributes: [], legalHold: [] },
  ahead: { instances: { shelf: () => summaries }, disposedBy: { shelf: () => accountShelf }, station: { shelf: () => stationShelf } },
  plain: [
    'id', 'stationId', 'number', 'version', 'channel', 'sourceCategory', 'status', 'outcome', 'disposition', 'disposedAt', 'receivedAt', 'occurredAt', 'dispatchedAt', 'acknowledgedAt', 'arrivedAt', 'underControlAt', 'clearedAt',
    'responseSeconds', 'address', 'postcode', 'reporterName', 'reporterPhone', 'source', 'sourceId', 'importId', 'erasedAt', 'instances', 'station',
  ],
  made: { category: { column: 'categoryCode', of: (code) => categoryShown(code as string) }, outcomeTitle: { column: 'outcome', of: (outcome) => outcomeShown(outcome as string | null) } },
};

/** An incident with what was read ahead of it. */
export type CarriedIncident = IncidentRecord & { readonly instances?: readonly CarriedInstance[]; readonly disposedBy?: Account | null; readonly station?: Station | null };

/** What a connection of incidents is asked for. */
export function incidentWant(connection: Selection): IncidentWant {
  const node = below(connection, 'edges', 'node');
  return { reading: incidentShelf.reading, node: wantOf(incidentShelf, node), total: connection.has('totalCount') };
}
