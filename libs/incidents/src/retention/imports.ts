import type { Database, Tenant } from '@stationhouse/database';
import type { BlobStorage, BlobStore } from '@stationhouse/files';
import { defineJob, type JobDefinition, type Jobs } from '@stationhouse/jobs';
import { addDuration, text, type Id, type IsoDuration } from '@stationhouse/kernel';
import type { KeepsPersonal } from '@stationhouse/workflow-runtime';

const PURGE_TOPIC = 'incidents.import.purge';

/** An upload is named by an import within seconds; an hour later whoever carried it has died, and its bytes are nobody's. */
const UNNAMED_SECONDS = 3_600;

type Queue = Pick<Jobs, 'outbox'>;

/** Where the bytes of a bureau's uploads lie. */
export function uploadsOf(files: Pick<BlobStorage, 'area'>, bureauId: Id): BlobStore {
  return files.area(`imports/${bureauId}`);
}

/** Written before bytes are stored: should the process die before an import names them, they go all the same. */
export async function queuePurgeOfUnnamed(tenant: Tenant, jobs: Queue, bureauId: Id, sha256: string): Promise<void> {
  await jobs.outbox.enqueue(tenant, { topic: PURGE_TOPIC, bureauId, payload: { sha256 }, afterSeconds: UNNAMED_SECONDS });
}

/** Uploads and removals of the same content at the same bureau wait for each other. */
export async function lockUpload(tenant: Tenant, bureauId: Id, sha256: string): Promise<void> {
  await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`upload ${bureauId} ${sha256}`]);
}

/** Removes the bytes of an upload unless an import still names them. Run twice, it removes nothing twice. */
export async function removeUnnamed(tenant: Tenant, store: BlobStore, bureauId: Id, sha256: string): Promise<void> {
  await lockUpload(tenant, bureauId, sha256);
  const [named] = await tenant.sql('SELECT 1 FROM import WHERE bureau_id = $1 AND sha256 = $2 AND erased_at IS NULL LIMIT 1', [bureauId, sha256]);
  if (named === undefined) await store.remove(sha256);
}

/** The outbox job that removes uploads nobody names. */
export function purgeUploadJob(database: Database, files: Pick<BlobStorage, 'area'>): JobDefinition {
  return defineJob<{ sha256: string }>({
    topic: PURGE_TOPIC,
    title: text('清除导入文件', 'Removal of an uploaded file'),
    handle: ({ scopeId, context, payload: { sha256 } }) => database.inTenant(context, (tenant) => removeUnnamed(tenant, uploadsOf(files, scopeId), scopeId, sha256)),
  });
}

/**
 * What an import keeps of a file goes `keep` after it ended, or after the upload where nobody ran it: the file, its name, its first rows,
 * its refused values. That it ran, by whom, and how many rows fared how stays. What waits or runs is not touched.
 */
export class ImportRetention implements KeepsPersonal {
  constructor(
    private readonly jobs: Queue,
    private readonly keep: IsoDuration,
  ) {}

  async eraseDueOfBureau(tenant: Tenant, bureauId: Id, most: number): Promise<number> {
    const gone = await tenant.sql<{ id: Id; sha256: string }>(
      `WITH due AS (
         SELECT id FROM import WHERE bureau_id = $1 AND erased_at IS NULL AND state NOT IN ('QUEUED', 'RUNNING') AND greatest(created_at, started_at, finished_at) <= $2 ORDER BY id LIMIT $3 FOR UPDATE
       ), gone AS (
         UPDATE import i SET file_name = '', preview = '[]', suggested_mapping = '{}', erased_at = $4, version = version + 1 FROM due WHERE i.bureau_id = $1 AND i.id = due.id RETURNING i.id, i.sha256
       ), refused AS (DELETE FROM import_rejection r USING due WHERE r.bureau_id = $1 AND r.import_id = due.id)
       SELECT id, sha256 FROM gone`,
      [bureauId, addDuration(tenant.now, this.keep, 'UTC', -1), most, tenant.now],
    );
    for (const sha256 of new Set(gone.map((upload) => upload.sha256))) await this.jobs.outbox.enqueue(tenant, { topic: PURGE_TOPIC, bureauId, payload: { sha256 } });
    return gone.length;
  }
}
