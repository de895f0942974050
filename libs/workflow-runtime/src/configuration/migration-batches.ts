import { audit, type AuditAction } from '@stationhouse/audit';
import { decodeCursor, pageOf, parseFirst, type Page } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import { badInput, newId, parseText, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { MigrationDecisions } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { Keyed } from '../runtime.js';
import type { BatchPhase, ItemStatus, Level, MigrationBatchRow, MigrationItemRow, MigrationPartRow } from './entities.js';
import { planWays, targetsOf } from './migration-plans.js';
import { once } from './once.js';
import { BATCH_COLUMNS, progressOf, readBatch, type Progress } from './progress.js';

export type { BatchStatus, Progress } from './progress.js';

export const MIGRATE_TOPIC = 'workflow.migrate';

/** Whose batch: a bureau's over some of its stations, or one station's. */
export interface BatchScope {
  readonly level: Level;
  readonly scopeId: Id;
}

export interface RehearseMigration extends Keyed {
  readonly workflow: string;
  readonly stationIds: readonly Id[];
  readonly decisions: MigrationDecisions;
  /** Why, for those who look at it later. At most 500 characters. */
  readonly because: string;
}

export interface OnBatch extends Keyed {
  readonly batchId: Id;
}

/** Which instances of a batch a list shows. */
export interface ItemSelection {
  readonly status?: ItemStatus | undefined;
  /** Only those with a clock that is not as it was. */
  readonly clocksChange?: boolean | undefined;
}

export interface ListedItem extends MigrationItemRow {
  readonly number: string;
}

const LONGEST_REASON = 500;

/**
 * Batches that move running instances to the versions their stations work with: rehearsed on all of them first, then run, suspended,
 * resumed, taken back. The work is done station by station, by jobs ({@link MigrationWork}).
 */
export class MigrationBatches {
  constructor(
    private readonly catalog: WorkflowCatalog,
    private readonly jobs: Pick<Jobs, 'outbox'>,
  ) {}

  /**
   * Plans a batch and has it rehearsed on every running instance; nothing of them is changed.
   * @param tenant reaches the stations, and the bureau where the batch is a bureau's
   * @throws StationhouseError NOT_FOUND, BAD_INPUT
   */
  rehearse(tenant: Tenant, { level, scopeId }: BatchScope, command: RehearseMigration): Promise<{ readonly batchId: Id }> {
    return once(tenant, scopeId, 'rehearse migration', command, async () => {
      const { workflow, stationIds, decisions } = command;
      const because = parseText(command.because, 'because', LONGEST_REASON).trim();
      if (because === '') throw badInput('because', text('请写明迁移原因。', 'Say why these instances are moved.'));
      const batchId = newId();
      const ways = await planWays(tenant, this.catalog, stationIds, workflow, decisions);
      const targets = await targetsOf(tenant, this.catalog, stationIds, workflow);
      await tenant.sql(`INSERT INTO migration_batch (scope_id, id, level, workflow, station_ids, decisions, because, phase, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, 'rehearsal', $8)`, [scopeId, batchId, level, workflow, [...stationIds], JSON.stringify(decisions), because, tenant.context.accountId]);
      await tenant.sql('INSERT INTO migration_plan (scope_id, batch_id, source, target, plan) SELECT $1, $2, w.source, w.target, w.plan FROM jsonb_to_recordset($3::jsonb) AS w (source text, target text, plan jsonb)', [scopeId, batchId, JSON.stringify(ways.map(({ plan }) => ({ source: plan.from, target: plan.to, plan })))]);
      await tenant.sql('INSERT INTO migration_part (station_id, batch_id, target) SELECT s.id, $1, s.target FROM unnest($2::uuid[], $3::text[]) AS s (id, target)', [batchId, [...targets.keys()], [...targets.values()]]);
      await this.note(tenant, { level, scopeId }, deeds.migrationRehearsed, { batchId, workflow, stations: stationIds.length });
      await this.wake(tenant, { level, scopeId, id: batchId, stationIds });
      return { batchId };
    });
  }

  /** Lets a rehearsed batch run. @throws StationhouseError NOT_FOUND, CONFLICT */
  start(tenant: Tenant, scope: BatchScope, command: OnBatch): Promise<{ readonly batchId: Id }> {
    return this.turn(tenant, scope, command, 'start', deeds.migrationStarted, async (batch) => {
      const { status } = await this.progress(tenant, batch);
      if (status !== 'REHEARSED') throw notNow(status === 'REHEARSING' ? text('试演尚未完成，请稍候再开始。', 'The rehearsal is not finished yet. Wait for it.') : text('此批次已经开始。', 'This batch has been started already.'));
      return { phase: 'run', suspended: false };
    });
  }

  /** Holds a batch: what is under way ends, nothing further begins. @throws StationhouseError NOT_FOUND, CONFLICT */
  suspend(tenant: Tenant, scope: BatchScope, command: OnBatch): Promise<{ readonly batchId: Id }> {
    return this.turn(tenant, scope, command, 'suspend', deeds.migrationSuspended, async (batch) => {
      const { status } = await this.progress(tenant, batch);
      if (status !== 'RUNNING' && status !== 'UNDOING') throw notNow(text('只有进行中的批次可以暂停。', 'Only a batch under way can be suspended.'));
      return { phase: batch.phase, suspended: true };
    });
  }

  /** Lets a suspended batch go on; one that came to a halt by itself is set going again. @throws StationhouseError NOT_FOUND, CONFLICT */
  resume(tenant: Tenant, scope: BatchScope, command: OnBatch): Promise<{ readonly batchId: Id }> {
    return this.turn(tenant, scope, command, 'resume', deeds.migrationResumed, async (batch) => {
      const { status } = await this.progress(tenant, batch);
      if (status === 'REHEARSED' || status === 'DONE' || status === 'UNDONE') throw notNow(text('此批次没有可继续的部分。', 'Nothing of this batch is left to do.'));
      return { phase: batch.phase, suspended: false };
    });
  }

  /** Takes back what a batch has moved, where nobody has done anything since; the rest is listed. @throws StationhouseError NOT_FOUND, CONFLICT */
  undo(tenant: Tenant, scope: BatchScope, command: OnBatch): Promise<{ readonly batchId: Id }> {
    return this.turn(tenant, scope, command, 'undo', deeds.migrationUndone, (batch) => {
      if (batch.phase !== 'run') throw notNow(text('只有开始过的批次可以撤回。', 'Only a batch that was started can be taken back.'));
      return Promise.resolve({ phase: 'undo', suspended: false });
    });
  }

  /** @throws StationhouseError NOT_FOUND */
  read(tenant: Tenant, scopeId: Id, batchId: Id): Promise<MigrationBatchRow> {
    return readBatch(tenant, scopeId, batchId);
  }

  /** The batches of a bureau or station, newest first. @throws StationhouseError BAD_CURSOR, BAD_INPUT */
  async list(tenant: Tenant, scopeId: Id, workflow: string | undefined, first: number, after: string | null | undefined): Promise<Page<MigrationBatchRow>> {
    const most = parseFirst(first);
    const [last] = decodeCursor(after, ['id']) ?? [];
    const rows = await tenant.sql<MigrationBatchRow>(`SELECT ${BATCH_COLUMNS} FROM migration_batch WHERE scope_id = $1 AND ($2::text IS NULL OR workflow = $2) AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4`, [scopeId, workflow ?? null, last ?? null, most + 1]);
    return pageOf(rows, most, (row) => [row.id]);
  }

  /** How far a batch has come. @param tenant reaches its stations */
  progress(tenant: Tenant, batch: MigrationBatchRow): Promise<Progress> {
    return progressOf(tenant, batch);
  }

  /** What the rehearsal found, station by station. @param tenant reaches the stations */
  parts(tenant: Tenant, { id, stationIds }: MigrationBatchRow): Promise<MigrationPartRow[]> {
    return tenant.sql<MigrationPartRow>('SELECT station_id AS "stationId", batch_id AS "batchId", target, reached, rehearsed_at AS "rehearsedAt", report FROM migration_part WHERE station_id = ANY ($1) AND batch_id = $2 ORDER BY station_id', [stationIds, id]);
  }

  /** From which version to which the instances of a batch go. @param tenant reaches its scope */
  ways(tenant: Tenant, { scopeId, id }: MigrationBatchRow): Promise<{ readonly source: string; readonly target: string }[]> {
    return tenant.sql('SELECT source, target FROM migration_plan WHERE scope_id = $1 AND batch_id = $2 ORDER BY source, target', [scopeId, id]);
  }

  /** The instances of a batch, one by one. @throws StationhouseError BAD_CURSOR, BAD_INPUT */
  async items(tenant: Tenant, { id, stationIds }: MigrationBatchRow, { status, clocksChange }: ItemSelection, first: number, after: string | null | undefined): Promise<Page<ListedItem>> {
    const most = parseFirst(first);
    const [station, last] = decodeCursor(after, ['id', 'id']) ?? [];
    const rows = await tenant.sql<ListedItem>(
      `SELECT m.station_id AS "stationId", m.batch_id AS "batchId", m.instance_id AS "instanceId", m.source, m.target, m.status, m.code, m.state, m.text, m.version, m.clocks, i.number
         FROM migration_item m JOIN instance i ON i.station_id = m.station_id AND i.id = m.instance_id
        WHERE m.station_id = ANY ($1) AND m.batch_id = $2 AND ($3::text IS NULL OR m.status = $3) AND ($4::boolean IS NULL OR (m.clocks <> '[]') = $4)
          AND ($5::uuid IS NULL OR (m.station_id, m.instance_id) > ($5, $6)) ORDER BY m.station_id, m.instance_id LIMIT $7`,
      [stationIds, id, status ?? null, clocksChange ?? null, station ?? null, last ?? null, most + 1],
    );
    return pageOf(rows, most, (row) => [row.stationId, row.instanceId]);
  }

  /** One turn of a batch, under its row's lock. */
  private turn(tenant: Tenant, scope: BatchScope, command: OnBatch, name: string, action: AuditAction, decide: (batch: MigrationBatchRow) => Promise<{ phase: BatchPhase; suspended: boolean }>): Promise<{ readonly batchId: Id }> {
    return once(tenant, scope.scopeId, `${name} migration`, command, async () => {
      const { batchId } = command;
      await tenant.sql('SELECT 1 FROM migration_batch WHERE scope_id = $1 AND id = $2 FOR UPDATE', [scope.scopeId, batchId]);
      const batch = await this.read(tenant, scope.scopeId, batchId);
      const { phase, suspended } = await decide(batch);
      await tenant.sql(
        `UPDATE migration_batch SET phase = $3, suspended = $4, started_by = CASE WHEN $5 THEN $6::uuid ELSE started_by END, started_at = CASE WHEN $5 THEN app.now() ELSE started_at END WHERE scope_id = $1 AND id = $2`,
        [scope.scopeId, batchId, phase, suspended, name === 'start', tenant.context.accountId],
      );
      await this.note(tenant, scope, action, { batchId, workflow: batch.workflow });
      if (!suspended) await this.wake(tenant, batch);
      return { batchId };
    });
  }

  /** One job per station: it does whatever the batch wants done there. */
  private async wake(tenant: Tenant, { level, scopeId, id, stationIds }: Pick<MigrationBatchRow, 'level' | 'scopeId' | 'id' | 'stationIds'> | (BatchScope & { readonly id: Id; readonly stationIds: readonly Id[] })): Promise<void> {
    for (const stationId of stationIds) await this.jobs.outbox.enqueue(tenant, { topic: MIGRATE_TOPIC, stationId, payload: { batchId: id, scopeId, level } });
  }

  private async note(tenant: Tenant, { level, scopeId }: BatchScope, action: AuditAction, details: Readonly<Record<string, unknown>>): Promise<void> {
    await audit(tenant, { action, details, ...(level === 'station' ? { stationId: scopeId } : { bureauId: scopeId }) });
  }
}

function notNow(message: Bilingual): StationhouseError {
  return new StationhouseError('CONFLICT', message);
}
