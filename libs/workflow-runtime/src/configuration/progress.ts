import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Id } from '@stationhouse/kernel';
import type { BatchPhase, ItemStatus, MigrationBatchRow } from './entities.js';

/** Where a batch stands. */
export type BatchStatus = 'REHEARSING' | 'REHEARSED' | 'RUNNING' | 'SUSPENDED' | 'DONE' | 'UNDOING' | 'UNDONE';

/** How far a batch has come: instances by what became of them. */
export type Progress = Readonly<Record<ItemStatus, number>> & { readonly status: BatchStatus };

/** The columns of a batch, named as its entity names them. */
export const BATCH_COLUMNS = `scope_id AS "scopeId", id, level, workflow, station_ids AS "stationIds", decisions, because, phase, suspended, created_by AS "createdBy", created_at AS "createdAt", started_by AS "startedBy", started_at AS "startedAt"`;

const GOING: Readonly<Record<BatchPhase, BatchStatus>> = { rehearsal: 'REHEARSING', run: 'RUNNING', undo: 'UNDOING' };
const ENDED: Readonly<Record<BatchPhase, BatchStatus>> = { rehearsal: 'REHEARSED', run: 'DONE', undo: 'UNDONE' };

/** @throws StationhouseError NOT_FOUND */
export async function readBatch(tenant: Tenant, scopeId: Id, batchId: Id): Promise<MigrationBatchRow> {
  const [row] = await tenant.sql<MigrationBatchRow>(`SELECT ${BATCH_COLUMNS} FROM migration_batch WHERE scope_id = $1 AND id = $2`, [scopeId, batchId]);
  if (row === undefined) throw notFound(text('迁移批次', 'Migration batch'));
  return row;
}

/** How far a batch has come. @param tenant reaches its stations */
export async function progressOf(tenant: Tenant, { id, stationIds, phase, suspended }: MigrationBatchRow): Promise<Progress> {
  const counted = await tenant.sql<{ status: ItemStatus; count: number }>('SELECT status, count(*)::int AS count FROM migration_item WHERE station_id = ANY ($1) AND batch_id = $2 GROUP BY status', [stationIds, id]);
  const [parts] = await tenant.sql<{ left: number }>('SELECT count(*)::int AS left FROM migration_part WHERE station_id = ANY ($1) AND batch_id = $2 AND rehearsed_at IS NULL', [stationIds, id]);
  const counts: Record<ItemStatus, number> = { ready: 0, stuck: 0, moved: 0, undone: 0, kept: 0 };
  for (const { status, count } of counted) counts[status] = count;
  const left = { rehearsal: parts?.left ?? 0, run: counts.ready, undo: counts.moved }[phase];
  return { ...counts, status: left === 0 ? ENDED[phase] : suspended ? 'SUSPENDED' : GOING[phase] };
}
