import type { Readable } from 'node:stream';
import { forbidden, type TenantGate } from '@stationhouse/access';
import type { Database } from '@stationhouse/database';
import { requireClaim, requireContent, type BlobStorage, type BlobStore, type FileType } from '@stationhouse/files';
import type { Jobs } from '@stationhouse/jobs';
import { newId, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { requireNothingFound } from '@stationhouse/workflow';
import { attachmentAdded, attachmentRemoved } from '../audit-actions.js';
import type { FileDeed } from '../entities.js';
import { removeAttachments } from '../permissions.js';
import { readInstance } from '../reads/instances.js';
import type { Call, CommandAnswer, Computed, WorkflowRuntime } from '../runtime.js';
import { requireNoSignature } from '../signing/images.js';
import { instanceOn, type Stage } from '../steps/stage.js';
import { auditOf } from '../steps/step-record.js';
import { areaOf, factsOf, fileStep, lockContent, queuePurge, queuePurgeOfUnnamed, requireRunning } from './deeds.js';
import { ATTACHMENT_COLUMNS, type AttachmentRow } from './entity.js';
import { keptOf, limitsOf, type AttachmentKind } from './kinds.js';

/** What an installation takes in. */
export interface AttachmentLimits {
  readonly maxBytes: number;
  /** Ids of FILE_TYPES. */
  readonly types: readonly string[];
}

/** A file on its way in. */
export interface NewAttachment {
  readonly instanceId: Id;
  /** As its sender calls it; a path before it is left out. */
  readonly fileName: string;
  readonly content: Readable;
  /** What it is for, at most 200 characters. */
  readonly purpose?: string | undefined;
  readonly kind?: AttachmentKind | undefined;
  readonly idempotencyKey: string;
}

export interface AttachmentsOptions {
  readonly database: Database;
  readonly gate: TenantGate;
  readonly runtime: WorkflowRuntime;
  readonly jobs: Jobs;
  readonly files: BlobStorage;
  readonly limits: AttachmentLimits;
}

const NAME_LENGTH = 255;
const PURPOSE_LENGTH = 200;

/**
 * Files of instances, for the signed-in account. Each is a deed in the instance's history with its SHA-256; the bytes lie
 * in an area of the station's own, so that equal files of two stations know nothing of each other.
 */
export class Attachments {
  constructor(private readonly options: AttachmentsOptions) {}

  /** The largest upload, and which types are taken. */
  get limits(): AttachmentLimits {
    return this.options.limits;
  }

  /**
   * Stores a file and tells of it in the history, both or nothing.
   * @param narrower what else limits it beside the installation
   * @throws StationhouseError NOT_FOUND, INSTANCE_CLOSED, FILE_TYPE_REFUSED, FILE_TOO_LARGE, STORAGE_FULL, STORAGE_UNAVAILABLE, PLUGIN_DISABLED, CONFLICT
   */
  async add(call: Call, attachment: NewAttachment, narrower?: AttachmentLimits): Promise<AttachmentRow> {
    const limits = [this.options.limits, narrower, limitsOf(attachment.kind)].filter((one) => one !== undefined);
    const maxBytes = Math.min(...limits.map((one) => one.maxBytes));
    const types = this.options.limits.types.filter((type) => limits.every((one) => one.types.includes(type)));
    const name = fileNameOf(attachment.fileName);
    const purpose = attachment.purpose === undefined ? null : parseText(attachment.purpose, 'purpose', PURPOSE_LENGTH).trim() || null;
    const claimed = requireClaim(name, types);
    // What would be refused afterwards anyway is refused before its bytes are read.
    await this.options.gate.inStation(call.stationId, async (tenant) => {
      const instance = await readInstance(tenant, call.stationId, attachment.instanceId);
      requireRunning(instance);
      requireNothingFound(this.options.runtime.screens.of(instance.workflow), { fileName: name, purpose });
    });
    const content = await keptOf(attachment.content, attachment.kind, claimed.id, maxBytes);
    const blob = await this.area(call.stationId).put(content, {
      maxBytes,
      check: (file) => requireContent(file, claimed, types),
      announce: ({ sha256 }) => this.options.gate.inStation(call.stationId, (tenant) => queuePurgeOfUnnamed(tenant, this.options.jobs, call.stationId, sha256)),
    });
    try {
      return await this.write(call, { ...attachment, name, purpose, claimed, ...blob });
    } catch (cause) {
      await this.options.gate.inStation(call.stationId, (tenant) => queuePurge(tenant, this.options.jobs, call.stationId, blob.sha256));
      throw cause;
    }
  }

  /**
   * Takes an attachment away, one's own or with the right to; its history entry stays, and another one tells who did it.
   * @throws StationhouseError NOT_FOUND, FORBIDDEN, INSTANCE_CLOSED, SIGNATURE_KEPT, PLUGIN_DISABLED
   */
  remove(call: Call, { attachmentId, idempotencyKey }: { readonly attachmentId: Id; readonly idempotencyKey: string }): Promise<CommandAnswer> {
    const { gate, runtime } = this.options;
    return gate.inStation(call.stationId, async (tenant) => {
      const [row] = await tenant.sql<AttachmentRow>(`SELECT ${ATTACHMENT_COLUMNS} FROM attachment WHERE station_id = $1 AND id = $2 FOR UPDATE`, [call.stationId, attachmentId]);
      if (row === undefined) throw notFound(ATTACHMENT);
      if (row.addedBy !== call.actor.accountId && !gate.may(removeAttachments.id, { stationId: call.stationId })) throw forbidden();
      const command = { idempotencyKey, attachmentId };
      const answer = await runtime.command(call, command, 'remove-file', { instanceId: row.instanceId }, async (stage) => {
        if (row.removedAt !== null) throw notFound(ATTACHMENT);
        requireNoSignature(instanceOn(stage).snapshot.data, attachmentId);
        return this.deed(call, stage, { type: 'remove-file', ...factsOf(row) }, auditOf(call.context, attachmentRemoved, { sha256: row.sha256 }));
      });
      await tenant.sql('UPDATE attachment SET removed_by = $3, removed_at = app.now() WHERE station_id = $1 AND id = $2 AND removed_at IS NULL', [call.stationId, attachmentId, call.actor.accountId]);
      await queuePurge(tenant, this.options.jobs, call.stationId, row.sha256);
      return answer;
    });
  }

  /**
   * The bytes of an attachment, for a purpose; the read is audited before the first byte leaves.
   * @throws StationhouseError NOT_FOUND, PURPOSE_REQUIRED, FORBIDDEN for a role that does not read P2, STORAGE_UNAVAILABLE
   */
  async open(stationId: Id, instanceId: Id, id: Id, purpose: string | undefined): Promise<{ row: AttachmentRow; content: Readable }> {
    const { gate } = this.options;
    const row = await gate.inStation(stationId, async (tenant) => {
      const [found] = await tenant.sql<AttachmentRow>(`SELECT ${ATTACHMENT_COLUMNS} FROM attachment WHERE station_id = $1 AND instance_id = $2 AND id = $3 AND removed_at IS NULL`, [stationId, instanceId, id]);
      if (found === undefined) throw notFound(ATTACHMENT);
      if (!gate.mayRead(stationId, found.dataClass, instanceId)) throw forbidden();
      const { number } = await readInstance(tenant, stationId, instanceId);
      await gate.readPersonal(tenant, stationId, purpose ?? '', { kind: 'attachment', id, number }, instanceId);
      return found;
    });
    return { row, content: await this.bytesOf(row) };
  }

  /** The bytes of an attachment that its caller has found, and may show. @throws StationhouseError STORAGE_UNAVAILABLE */
  bytesOf({ stationId, sha256 }: Pick<AttachmentRow, 'stationId' | 'sha256'>): Promise<Readable> {
    return this.area(stationId).open(sha256);
  }

  private async write(call: Call, file: Omit<NewAttachment, 'purpose'> & { readonly name: string; readonly purpose: string | null; readonly claimed: FileType; readonly sha256: string; readonly bytes: number }): Promise<AttachmentRow> {
    const { gate, runtime } = this.options;
    const { instanceId, idempotencyKey, name, purpose, kind, claimed, sha256, bytes } = file;
    const facts = { attachment: newId(), sha256, bytes, mediaType: claimed.mediaType, ...(kind === undefined ? {} : { kind }) };
    return gate.inStation(call.stationId, async (tenant) => {
      await lockContent(tenant, call.stationId, sha256);
      // A removal of the same bytes may have come between: then they are gone again.
      if ((await this.area(call.stationId).size(sha256)) === undefined) throw new StationhouseError('CONFLICT', text('同一文件刚被移除，请重新上传。', 'The same file was removed just now. Upload it again.'));
      const command = { idempotencyKey, instanceId, name, purpose, sha256, ...(kind === undefined ? {} : { kind }) };
      const { version } = await runtime.command(call, command, 'attach-file', { instanceId }, async (stage) => this.deed(call, stage, { type: 'attach-file', ...facts }, auditOf(call.context, attachmentAdded, { sha256, bytes, type: claimed.id, ...(kind === undefined ? {} : { kind }) })));
      // A repeated command has its row already.
      await tenant.sql(
        `INSERT INTO attachment (station_id, id, instance_id, version, name, type, media_type, bytes, sha256, purpose, kind, added_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (station_id, instance_id, version) DO NOTHING`,
        [call.stationId, facts.attachment, instanceId, version, name, claimed.id, claimed.mediaType, bytes, sha256, purpose, kind ?? null, call.actor.accountId],
      );
      const [row] = await tenant.sql<AttachmentRow>(`SELECT ${ATTACHMENT_COLUMNS} FROM attachment WHERE station_id = $1 AND instance_id = $2 AND version = $3`, [call.stationId, instanceId, version]);
      if (row === undefined) throw new Error('An attachment that was written is there.');
      return row;
    });
  }

  private deed(call: Call, stage: Stage, deed: FileDeed, line: Computed['audit']): Computed {
    requireRunning({ status: instanceOn(stage).snapshot.status });
    return fileStep(call, stage, deed, line);
  }

  private area(stationId: Id): BlobStore {
    return areaOf(this.options.files, stationId);
  }
}

const ATTACHMENT = text('附件', 'Attachment');

/** The name alone, without a path or what no name may hold. @throws StationhouseError TEXT_TOO_LONG, TEXT_NOT_UNICODE */
function fileNameOf(given: string): string {
  const name = given.split(/[\\/]/).at(-1) ?? '';
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  return parseText(name.replace(/[\u0001-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g, '').trim(), 'file', NAME_LENGTH);
}
