import type { Database, Tenant } from '@stationhouse/database';
import type { BlobStorage, BlobStore } from '@stationhouse/files';
import { defineJob, type JobDefinition, type Jobs } from '@stationhouse/jobs';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { SystemCall } from '../commands.js';
import type { FileDeed } from '../entities.js';
import type { Computed } from '../runtime.js';
import { instanceOn, type Stage } from '../steps/stage.js';
import { NO_BOOKS } from '../steps/step-record.js';
import type { AttachmentRow } from './entity.js';

const PURGE_TOPIC = 'workflow.attachment.purge';

/** Where the bytes of a station's attachments lie. */
export function areaOf(files: BlobStorage, stationId: Id): BlobStore {
  return files.area(`attachments/${stationId}`);
}

/** The outbox job that removes bytes no attachment of the station names any more. Run twice, it removes nothing twice. */
export function purgeJob(database: Database, files: BlobStorage): JobDefinition {
  return defineJob<{ sha256: string }>({
    topic: PURGE_TOPIC,
    handle: ({ scopeId, context, payload: { sha256 } }) =>
      database.inTenant(context, async (tenant) => {
        await lockContent(tenant, scopeId, sha256);
        const [named] = await tenant.sql('SELECT 1 FROM attachment WHERE station_id = $1 AND sha256 = $2 AND removed_at IS NULL LIMIT 1', [scopeId, sha256]);
        if (named === undefined) await areaOf(files, scopeId).remove(sha256);
      }),
  });
}

/** A step that moves nothing but the version, and tells of a file. */
export function fileStep({ context }: Pick<SystemCall, 'context'>, stage: Stage, deed: FileDeed, audit: Computed['audit']): Computed {
  const instance = instanceOn(stage);
  const { accountId: actorId, sessionId } = context;
  return {
    instanceId: instance.id,
    expected: instance.version,
    ...NO_BOOKS,
    jobs: [],
    history: { kind: deed.type, definition: instance.definition, timeZone: stage.station.timeZone, event: deed, actorId, sessionId, left: [], entered: [], effects: [] },
    audit,
  };
}

/** Uploads and removals of the same content at the same station wait for each other. */
export async function lockContent(tenant: Tenant, stationId: Id, sha256: string): Promise<void> {
  await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`attachment ${stationId} ${sha256}`]);
}

/** The bytes go by a job, after the commit: a rolled-back removal must not have taken them. */
export async function queuePurge(tenant: Tenant, jobs: Pick<Jobs, 'outbox'>, stationId: Id, sha256: string): Promise<void> {
  await jobs.outbox.enqueue(tenant, { topic: PURGE_TOPIC, stationId, payload: { sha256 } });
}

/** An upload is named by an attachment within seconds; an hour later whoever carried it has died, and its bytes are nobody's. */
const UNNAMED_SECONDS = 3_600;

/** Written before bytes are stored: should the process die before an attachment names them, they go all the same. */
export async function queuePurgeOfUnnamed(tenant: Tenant, jobs: Pick<Jobs, 'outbox'>, stationId: Id, sha256: string): Promise<void> {
  await jobs.outbox.enqueue(tenant, { topic: PURGE_TOPIC, stationId, payload: { sha256 }, afterSeconds: UNNAMED_SECONDS });
}

export function factsOf({ id, sha256, bytes, mediaType, kind = null }: Pick<AttachmentRow, 'id' | 'sha256' | 'bytes' | 'mediaType'> & Partial<Pick<AttachmentRow, 'kind'>>): Omit<FileDeed, 'type'> {
  return { attachment: id, sha256, bytes, mediaType, ...(kind === null ? {} : { kind }) };
}

/** @throws StationhouseError INSTANCE_CLOSED */
export function requireRunning({ status }: { readonly status: 'running' | 'closed' }): void {
  if (status === 'closed') throw new StationhouseError('INSTANCE_CLOSED', text('事项已办结，不能再增减附件。', 'The instance is closed: its attachments stay as they are.'));
}
