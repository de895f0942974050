import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { Encoding } from '../reading/encoding.js';
import type { TableShape } from '../reading/table.js';

export const IMPORT_STATES = ['UPLOADED', 'QUEUED', 'RUNNING', 'PAUSED', 'DONE', 'FAILED', 'CANCELLED'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** An import as people see it. Counts are of rows; moments are domain time, UTC. */
export interface ImportRecord {
  readonly id: Id;
  readonly bureauId: Id;
  /** The one station it is for; null for an import of the bureau's. */
  readonly stationId: Id | null;
  readonly version: number;
  readonly fileName: string;
  readonly fileBytes: number;
  readonly format: TableShape['format'];
  readonly encoding: Encoding;
  readonly columns: readonly string[];
  readonly preview: readonly (readonly string[])[];
  readonly suggestedMapping: unknown;
  readonly source: string | null;
  readonly mapping: unknown;
  readonly dryRun: boolean;
  readonly state: ImportState;
  /** Of `fileBytes`, how many have been worked through. */
  readonly bytesRead: number;
  readonly rowsRead: number;
  readonly rowsAdded: number;
  /** In the register already. */
  readonly rowsKnown: number;
  readonly rowsRejected: number;
  /** Added to or known in the station for unrouted rows. */
  readonly rowsUnrouted: number;
  readonly failure: Bilingual | null;
  readonly createdById: Id;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** When its file, first rows and refused values went because their time was over. */
  readonly erasedAt: Date | null;
}

const COLUMNS = `
  id, bureau_id AS "bureauId", station_id AS "stationId", version, file_name AS "fileName", file_bytes::float8 AS "fileBytes",
  shape->>'format' AS format, shape->>'encoding' AS encoding, shape->'columns' AS columns, preview, suggested_mapping AS "suggestedMapping",
  source, mapping, dry_run AS "dryRun", state, least(bytes_read, file_bytes)::float8 AS "bytesRead", rows_read AS "rowsRead", rows_added AS "rowsAdded",
  rows_known AS "rowsKnown", rows_rejected AS "rowsRejected", rows_unrouted AS "rowsUnrouted", failure, created_by AS "createdById",
  created_at AS "createdAt", started_at AS "startedAt", finished_at AS "finishedAt", erased_at AS "erasedAt"`;

/** The newest 100 imports of a bureau, or of one of its stations. */
export function listImports(tenant: Tenant, bureauId: Id, stationId: Id | null): Promise<ImportRecord[]> {
  return tenant.sql(`SELECT ${COLUMNS} FROM import WHERE bureau_id = $1 AND station_id IS NOT DISTINCT FROM $2 ORDER BY created_at DESC, id DESC LIMIT 100`, [bureauId, stationId]);
}

/** @throws StationhouseError NOT_FOUND */
export async function readImport(tenant: Tenant, bureauId: Id, id: Id): Promise<ImportRecord> {
  const [row] = await tenant.sql<ImportRecord>(`SELECT ${COLUMNS} FROM import WHERE bureau_id = $1 AND id = $2`, [bureauId, id]);
  if (row === undefined) throw notFound(text('导入任务', 'Import'));
  return row;
}
