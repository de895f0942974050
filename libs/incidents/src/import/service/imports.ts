import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { TenantGate } from '@stationhouse/access';
import { audit, type AuditAction } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import type { Blob, BlobStorage } from '@stationhouse/files';
import { Jobs } from '@stationhouse/jobs';
import { newId, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { currentRequest } from '@stationhouse/access';
import { importCancelled, importResumed, importStarted, importUploaded, manageImports } from '../../permissions.js';
import { parseMapping } from '../mapping/mapping.js';
import { suggestMapping } from '../mapping/suggest.js';
import type { ReadingLimits } from '../reading/limits.js';
import { fileTooLarge } from '../reading/refusals.js';
import { inspectTable } from '../reading/table.js';
import { lockUpload, queuePurgeOfUnnamed, removeUnnamed, uploadsOf } from '../../retention/imports.js';
import { checkStations, profilesAt, saveProfileAt, type ImportProfileRecord } from './profiles.js';
import { IMPORT_FILES, IMPORT_LIMITS, IMPORT_TOPIC } from './tokens.js';
import { listImports, readImport, type ImportRecord, type ImportState } from './records.js';

/** A file on its way in. */
export interface Upload {
  readonly fileName: string;
  readonly content: Readable;
}

const STARTABLE: readonly ImportState[] = ['UPLOADED', 'PAUSED', 'FAILED', 'CANCELLED'];
const CANCELLABLE: readonly ImportState[] = ['QUEUED', 'RUNNING', 'PAUSED'];
/** RUNNING too: after a kill the job comes back by itself, but nobody has to wait for it; a living run gives way. */
const RESUMABLE: readonly ImportState[] = ['PAUSED', 'FAILED', 'CANCELLED', 'RUNNING'];

/** Uploads and their way into the register, for the signed-in account. */
@Injectable()
export class Imports {
  constructor(
    private readonly gate: TenantGate,
    private readonly jobs: Jobs,
    @Inject(IMPORT_FILES) private readonly files: Pick<BlobStorage, 'area'>,
    @Inject(IMPORT_LIMITS) private readonly limits: ReadingLimits,
  ) {}

  /**
   * Stores an upload and looks at it: columns, first rows, and a guess at the mapping.
   * @throws StationhouseError STORAGE_FULL, IMPORT_FILE_TOO_LARGE, IMPORT_FILE_UNREADABLE, IMPORT_ARCHIVE_UNSAFE, IMPORT_TOO_MANY_COLUMNS, CONFLICT; nothing is kept then
   */
  async upload(bureauId: Id, stationId: Id | null, { fileName, content }: Upload): Promise<ImportRecord> {
    this.requireAt(bureauId, stationId);
    const name = parseText(fileName, 'fileName', 255);
    const store = uploadsOf(this.files, bureauId);
    const blob = await store.put(content, {
      maxBytes: this.limits.uploadBytes,
      tooLarge: fileTooLarge,
      announce: ({ sha256 }) => this.gate.inBureau(bureauId, (tenant) => queuePurgeOfUnnamed(tenant, this.jobs, bureauId, sha256)),
    });
    try {
      const table = await inspectTable(store, blob.sha256, this.limits);
      return await this.note(bureauId, stationId, { name, ...blob, ...table });
    } catch (cause) {
      // A refused upload leaves nothing behind, unless an earlier import holds the same bytes.
      await this.gate.inBureau(bureauId, (tenant) => removeUnnamed(tenant, store, bureauId, blob.sha256));
      throw cause;
    }
  }

  private note(bureauId: Id, stationId: Id | null, { name, sha256, bytes, shape, preview }: Blob & Awaited<ReturnType<typeof inspectTable>> & { readonly name: string }): Promise<ImportRecord> {
    const id = newId();
    return this.gate.inBureau(bureauId, async (tenant) => {
      await lockUpload(tenant, bureauId, sha256);
      // A removal of the same bytes may have come between: then they are gone again.
      if ((await uploadsOf(this.files, bureauId).size(sha256)) === undefined) throw new StationhouseError('CONFLICT', text('同一文件刚被移除，请重新上传。', 'The same file was removed just now. Upload it again.'));
      await tenant.sql(
        `INSERT INTO import (bureau_id, id, station_id, file_name, file_bytes, sha256, shape, preview, suggested_mapping, created_by, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [bureauId, id, stationId, name, bytes, sha256, JSON.stringify(shape), storableJson(preview), JSON.stringify(suggestMapping(shape.columns, preview)), currentRequest().account.id, tenant.now],
      );
      await this.record(tenant, importUploaded, bureauId, id, { bytes, stationId });
      return readImport(tenant, bureauId, id);
    });
  }

  /** The newest imports of the bureau, or of one station. */
  list(bureauId: Id, stationId: Id | null): Promise<ImportRecord[]> {
    this.requireAt(bureauId, stationId);
    return this.gate.inBureau(bureauId, (tenant) => listImports(tenant, bureauId, stationId));
  }

  /** @throws StationhouseError NOT_FOUND */
  read(bureauId: Id, id: Id): Promise<ImportRecord> {
    return this.gate.inBureau(bureauId, (tenant) => this.readAllowed(tenant, bureauId, id));
  }

  /**
   * Queues an import from its first row. A dry run does everything but the insert, and may be started again for good.
   * @throws StationhouseError IMPORT_MAPPING_INVALID, IMPORT_NOT_RUNNING when it is running or done, CONFLICT once its file has gone
   */
  start(bureauId: Id, id: Id, mapping: unknown, dryRun: boolean): Promise<ImportRecord> {
    return this.gate.inBureau(bureauId, async (tenant) => {
      const record = await this.readAllowed(tenant, bureauId, id);
      const checked = parseMapping(mapping, record.columns);
      await checkStations(tenant, checked, record.stationId);
      const again = record.state === 'DONE' && record.dryRun;
      if (again) refuseErased(record);
      else this.refuseUnless(record, STARTABLE);
      await tenant.sql('DELETE FROM import_rejection WHERE bureau_id = $1 AND import_id = $2', [bureauId, id]);
      await tenant.sql(
        `UPDATE import SET version = version + 1, state = 'QUEUED', source = $3, mapping = $4, dry_run = $5, run_token = NULL, failure = NULL, started_at = NULL, finished_at = NULL,
                bytes_read = 0, rows_read = 0, rows_added = 0, rows_known = 0, rows_rejected = 0, rows_unrouted = 0, committed_line = 0
          WHERE bureau_id = $1 AND id = $2`,
        [bureauId, id, checked.source, JSON.stringify(checked), dryRun],
      );
      await this.record(tenant, importStarted, bureauId, id, { source: checked.source, dryRun });
      return this.enqueue(tenant, bureauId, id);
    });
  }

  /** Stops an import at its next batch; rows that are in stay in. @throws StationhouseError IMPORT_NOT_RUNNING */
  cancel(bureauId: Id, id: Id): Promise<ImportRecord> {
    return this.gate.inBureau(bureauId, async (tenant) => {
      this.refuseUnless(await this.readAllowed(tenant, bureauId, id), CANCELLABLE);
      await tenant.sql(`UPDATE import SET version = version + 1, state = 'CANCELLED', run_token = NULL, finished_at = $3 WHERE bureau_id = $1 AND id = $2`, [bureauId, id, tenant.now]);
      await this.record(tenant, importCancelled, bureauId, id, {});
      return this.announced(tenant, bureauId, id);
    });
  }

  /** Goes on behind the last row that is in. @throws StationhouseError IMPORT_NOT_RUNNING */
  resume(bureauId: Id, id: Id): Promise<ImportRecord> {
    return this.gate.inBureau(bureauId, async (tenant) => {
      const record = await this.readAllowed(tenant, bureauId, id);
      this.refuseUnless(record, RESUMABLE);
      if (record.mapping === null) throw notRunning(record.state);
      await tenant.sql(`UPDATE import SET version = version + 1, state = 'QUEUED', run_token = NULL, failure = NULL, finished_at = NULL WHERE bureau_id = $1 AND id = $2`, [bureauId, id]);
      await this.record(tenant, importResumed, bureauId, id, {});
      return this.enqueue(tenant, bureauId, id);
    });
  }

  /** The saved mappings of the bureau's sources, or of one station's, by name. */
  profiles(bureauId: Id, stationId: Id | null): Promise<ImportProfileRecord[]> {
    this.requireAt(bureauId, stationId);
    return this.gate.inBureau(bureauId, (tenant) => profilesAt(tenant, bureauId, stationId));
  }

  /** Keeps a mapping under its source's name, in place of an older one. @throws StationhouseError IMPORT_MAPPING_INVALID */
  saveProfile(bureauId: Id, stationId: Id | null, mapping: unknown): Promise<ImportProfileRecord> {
    this.requireAt(bureauId, stationId);
    return this.gate.inBureau(bureauId, (tenant) => saveProfileAt(tenant, bureauId, stationId, mapping));
  }

  /** Checks that the caller may see an import before its refused rows are streamed. @throws StationhouseError NOT_FOUND, CONFLICT once they have gone */
  async requireErrors(bureauId: Id, id: Id, action: AuditAction): Promise<ImportRecord> {
    return this.gate.inBureau(bureauId, async (tenant) => {
      const record = await this.readAllowed(tenant, bureauId, id);
      refuseErased(record);
      await this.record(tenant, action, bureauId, id, { rows: record.rowsRejected });
      return record;
    });
  }

  private async readAllowed(tenant: Tenant, bureauId: Id, id: Id): Promise<ImportRecord> {
    const record = await readImport(tenant, bureauId, id);
    this.requireAt(bureauId, record.stationId);
    return record;
  }

  private requireAt(bureauId: Id, stationId: Id | null): void {
    this.gate.require(manageImports.id, stationId === null ? { bureauId } : { stationId });
  }

  private refuseUnless(record: ImportRecord, states: readonly ImportState[]): void {
    refuseErased(record);
    if (!states.includes(record.state)) throw notRunning(record.state);
  }

  private async enqueue(tenant: Tenant, bureauId: Id, id: Id): Promise<ImportRecord> {
    await this.jobs.outbox.enqueue(tenant, { topic: IMPORT_TOPIC, bureauId, payload: { importId: id } });
    return this.announced(tenant, bureauId, id);
  }

  private async announced(tenant: Tenant, bureauId: Id, id: Id): Promise<ImportRecord> {
    const record = await readImport(tenant, bureauId, id);
    tenant.afterCommit(() => this.jobs.live.publish({ kind: 'IMPORT', id, bureauId, ...(record.stationId === null ? {} : { stationId: record.stationId }), version: record.version }));
    return record;
  }

  private async record(tenant: Tenant, action: AuditAction, bureauId: Id, id: Id, details: Record<string, unknown>): Promise<void> {
    await audit(tenant, { action, bureauId, record: { kind: 'import', id }, details });
  }

}

/** @throws StationhouseError CONFLICT */
function refuseErased({ erasedAt }: ImportRecord): void {
  if (erasedAt !== null) throw new StationhouseError('CONFLICT', text('该导入的文件和错误行已到期清除，如需再次导入请重新上传。', 'The file of this import and its refused rows were erased because their time was over. Upload the file again to import it.'));
}

function notRunning(state: ImportState): StationhouseError {
  return new StationhouseError('IMPORT_NOT_RUNNING', text('导入任务的当前状态不允许此操作，请刷新后重试。', 'The import is not in a state for this. Reload it and try again.'), { state });
}

/** Preview cells may hold anything a file held; JSON in PostgreSQL takes no NUL. */
function storableJson(preview: readonly (readonly string[])[]): string {
  return JSON.stringify(preview.map((row) => row.map((value) => value.slice(0, 500).toWellFormed().replaceAll('\0', '\uFFFD'))));
}
