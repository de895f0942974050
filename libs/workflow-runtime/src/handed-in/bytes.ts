import type { Database, Tenant } from '@stationhouse/database';
import type { BlobStorage, BlobStore } from '@stationhouse/files';
import { defineJob, type JobDefinition, type Jobs } from '@stationhouse/jobs';
import type { Id } from '@stationhouse/kernel';
import { lockContent } from '../attachments/deeds.js';

const END_TOPIC = 'workflow.handed-in.end';
/** How long a photo waits for somebody to look at it. */
const WAITS_SECONDS = 24 * 3_600;

/** Where photos lie until somebody has decided: apart from what is attached, which nobody outside writes to. */
export function areaOf(files: BlobStorage, stationId: Id): BlobStore {
  return files.area(`handed-in/${stationId}`);
}

/** Ends the waiting of a photo: now that it was decided, or in a day where nobody has looked at it by then. */
export async function queueEnd(tenant: Tenant, jobs: Pick<Jobs, 'outbox'>, stationId: Id, photo: { readonly photoId: Id; readonly sha256: string }, inADay: boolean): Promise<void> {
  await jobs.outbox.enqueue(tenant, { topic: END_TOPIC, stationId, payload: { ...photo, lapses: inADay }, ...(inADay ? { afterSeconds: WAITS_SECONDS } : {}) });
}

/** The outbox job behind it. Bytes that another photo still waits with stay. Run twice, it ends nothing twice. */
export function endJob(database: Database, files: BlobStorage): JobDefinition {
  return defineJob<{ photoId: Id; sha256: string; lapses: boolean }>({
    topic: END_TOPIC,
    handle: ({ scopeId, context, payload: { photoId, sha256, lapses } }) =>
      database.inTenant(context, async (tenant) => {
        if (lapses) await tenant.sql(`UPDATE handed_photo SET state = 'lapsed' WHERE station_id = $1 AND id = $2 AND state = 'waiting'`, [scopeId, photoId]);
        await lockContent(tenant, scopeId, sha256);
        const [waiting] = await tenant.sql(`SELECT 1 FROM handed_photo WHERE station_id = $1 AND sha256 = $2 AND state = 'waiting' LIMIT 1`, [scopeId, sha256]);
        if (waiting === undefined) await areaOf(files, scopeId).remove(sha256);
      }),
  });
}
