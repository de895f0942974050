import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, newId, text, type Id } from '@stationhouse/kernel';
import { importProfileSaved } from '../../permissions.js';
import { parseMapping, stationsOf, type Mapping } from '../mapping/mapping.js';
import { Stations } from '../run/stations.js';

/** How a source's columns are mapped, kept for its next file. */
export interface ImportProfileRecord {
  readonly id: Id;
  readonly source: string;
  readonly mapping: unknown;
}

/** The saved mappings of the bureau's sources, or of one station's, by name. @param tenant reaches the bureau */
export function profilesAt(tenant: Tenant, bureauId: Id, stationId: Id | null): Promise<ImportProfileRecord[]> {
  return tenant.sql('SELECT id, source, mapping FROM import_profile WHERE bureau_id = $1 AND station_id IS NOT DISTINCT FROM $2 ORDER BY source', [bureauId, stationId]);
}

/** Keeps a mapping under its source's name, in place of an older one. @param tenant reaches the bureau @throws StationhouseError IMPORT_MAPPING_INVALID, BAD_INPUT */
export async function saveProfileAt(tenant: Tenant, bureauId: Id, stationId: Id | null, mapping: unknown): Promise<ImportProfileRecord> {
  const checked = parseMapping(mapping);
  await checkStations(tenant, checked, stationId);
  const [profile] = await tenant.sql<ImportProfileRecord>(
    `INSERT INTO import_profile AS p (bureau_id, id, station_id, source, mapping, saved_by, saved_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (bureau_id, station_id, source) DO UPDATE SET mapping = excluded.mapping, saved_by = excluded.saved_by, saved_at = excluded.saved_at
     RETURNING p.id, p.source, p.mapping`,
    [bureauId, newId(), stationId, checked.source, JSON.stringify(checked), tenant.context.accountId, tenant.now],
  );
  if (profile === undefined) throw new Error('An upsert answers with its row.');
  await audit(tenant, { action: importProfileSaved, bureauId, record: { kind: 'importProfile', id: profile.id }, details: { source: checked.source } });
  return profile;
}

/** @param only the station whose import it is; null for the bureau's @throws StationhouseError BAD_INPUT, NOT_FOUND for a station of nobody's */
export async function checkStations(tenant: Tenant, mapping: Mapping, only: Id | null): Promise<void> {
  const ids = stationsOf(mapping);
  if (only !== null && ids.some((id) => id !== only)) {
    throw badInput('mapping.routing', text('本所的导入只能归入本所。', 'An import of a station may only go to that station.'));
  }
  await Stations.read(tenant, ids);
}
