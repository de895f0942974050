import { Readable } from 'node:stream';
import type { Database, Tenant } from '@stationhouse/database';
import { FILE_TYPES, requireClaim, requireContent, type Blob, type BlobStorage, type FileType } from '@stationhouse/files';
import type { Jobs } from '@stationhouse/jobs';
import { newId, StationhouseError, text } from '@stationhouse/kernel';
import { attachmentAdded, attachmentRemoved } from '../audit-actions.js';
import type { AttachedFile, FileToAttach } from '../automations/automation.js';
import type { AutomationCallRow } from '../entities.js';
import type { WorkflowRuntime } from '../runtime.js';
import { instanceOn } from '../steps/stage.js';
import { auditOf } from '../steps/step-record.js';
import { areaOf, factsOf, fileStep, lockContent, queuePurge, queuePurgeOfUnnamed, requireRunning } from './deeds.js';
import { ATTACHMENT_COLUMNS, type AttachmentRow } from './entity.js';

export interface AutomationFilesOptions {
  readonly database: Database;
  readonly runtime: WorkflowRuntime;
  readonly jobs: Pick<Jobs, 'outbox'>;
  readonly files: BlobStorage;
}

/** A call as far as its files go. */
type FileCall = Pick<AutomationCallRow, 'stationId' | 'id' | 'instanceId' | 'compensates'>;

const EVERY_TYPE = FILE_TYPES.map(({ id }) => id);

/** Files that automations make, attached by nobody: each is a deed of the instance's history with its SHA-256, as an upload is. */
export class AutomationFiles {
  constructor(private readonly options: AutomationFilesOptions) {}

  /**
   * Attaches what a call has made. Asked again by the same call under the same name, it answers what is attached already.
   * @throws StationhouseError INSTANCE_CLOSED, FILE_TYPE_REFUSED when the content is not what the name says, STORAGE_FULL, STORAGE_UNAVAILABLE
   */
  async attach(call: FileCall, { name, content, purpose }: FileToAttach): Promise<AttachedFile> {
    const { files, jobs } = this.options;
    const type = requireClaim(name, EVERY_TYPE);
    const blob = await areaOf(files, call.stationId).put(Readable.from([content]), {
      check: (file) => requireContent(file, type, EVERY_TYPE),
      announce: ({ sha256 }) => this.inTenant(call, (tenant) => queuePurgeOfUnnamed(tenant, jobs, call.stationId, sha256)),
    });
    try {
      return await this.inTenant(call, (tenant) => this.write(tenant, call, { name, purpose, type, blob }));
    } catch (cause) {
      await this.inTenant(call, (tenant) => queuePurge(tenant, jobs, call.stationId, blob.sha256));
      throw cause;
    }
  }

  /** Takes away what the call that this one makes good has attached, also from an instance that is closed. @returns how many files */
  withdraw(call: FileCall): Promise<number> {
    const { runtime, jobs } = this.options;
    const { stationId, instanceId } = call;
    return this.inTenant(call, async (tenant) => {
      const made = await tenant.sql<AttachmentRow>(
        `SELECT ${ATTACHMENT_COLUMNS} FROM attachment WHERE station_id = $1 AND removed_at IS NULL
            AND call_id = (SELECT id FROM automation_call WHERE station_id = $1 AND instance_id = $2 AND serial = $3) ORDER BY id`,
        [stationId, instanceId, call.compensates],
      );
      for (const row of made) {
        const facts = factsOf(row);
        const audit = auditOf(SYSTEM, attachmentRemoved, { sha256: row.sha256 });
        await runtime.attempt({ context: contextOf(call), stationId }, { stationId, instanceId }, async (stage) => fileStep({ context: SYSTEM }, stage, { type: 'remove-file', ...facts }, audit));
        await tenant.sql('UPDATE attachment SET removed_at = app.now() WHERE station_id = $1 AND id = $2', [stationId, row.id]);
        await queuePurge(tenant, jobs, stationId, row.sha256);
      }
      return made.length;
    });
  }

  private async write(tenant: Tenant, call: FileCall, { name, purpose, type, blob }: { readonly name: string; readonly purpose: string | undefined; readonly type: FileType; readonly blob: Blob }): Promise<AttachedFile> {
    const { runtime, files } = this.options;
    const { stationId, instanceId } = call;
    const { sha256, bytes } = blob;
    await lockContent(tenant, stationId, sha256);
    // A removal of the same bytes may have come between: then they are gone again, and the next attempt stores them anew.
    if ((await areaOf(files, stationId).size(sha256)) === undefined) throw new StationhouseError('CONFLICT', text('同一文件刚被移除，请重试。', 'The same file was removed just now. Try again.'));
    const [before] = await tenant.sql<AttachedFile>('SELECT id, sha256, bytes::float8 AS bytes FROM attachment WHERE station_id = $1 AND call_id = $2 AND name = $3', [stationId, call.id, name]);
    if (before !== undefined) return before;
    const id = newId();
    const answer = await runtime.attempt({ context: contextOf(call), stationId }, { stationId, instanceId }, async (stage) => {
      requireRunning({ status: instanceOn(stage).snapshot.status });
      return fileStep({ context: SYSTEM }, stage, { type: 'attach-file', ...factsOf({ id, sha256, bytes, mediaType: type.mediaType }) }, auditOf(SYSTEM, attachmentAdded, { sha256, bytes, type: type.id }));
    });
    await tenant.sql(
      `INSERT INTO attachment (station_id, id, instance_id, version, name, type, media_type, bytes, sha256, purpose, call_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [stationId, id, instanceId, answer?.version, name, type.id, type.mediaType, bytes, sha256, purpose ?? null, call.id],
    );
    return { id, sha256, bytes };
  }

  private inTenant<Result>(call: FileCall, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
    return this.options.database.inTenant(contextOf(call), work);
  }
}

/** Nobody did it: the history names no actor. */
const SYSTEM = { stationIds: [], bureauIds: [] };

const contextOf = ({ stationId }: FileCall) => ({ stationIds: [stationId], bureauIds: [] });
