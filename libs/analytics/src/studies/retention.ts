import type { Tenant } from '@stationhouse/database';
import { addDuration, type Clock, type Id, type IsoDuration } from '@stationhouse/kernel';
import type { KeepsPersonal } from '@stationhouse/workflow-runtime';

/** What was confirmed stays for whoever asks what left, and goes with the log of queries. */
const PREVIEW_KEEP: IsoDuration = 'P7D';

/**
 * What studies keep: the key of a study that is over goes in the next night, at the latest – nothing is shown with it from the moment it is over –,
 * previews that nobody confirmed after a week, the log of queries when its time is over.
 */
export class StudyRetention implements KeepsPersonal {
  /** @param clock of real time, as studies have it */
  constructor(
    private readonly keep: IsoDuration,
    private readonly clock: Clock,
  ) {}

  async eraseDueOfBureau(tenant: Tenant, bureauId: Id, most: number): Promise<number> {
    const now = this.clock.now();
    const before = (keep: IsoDuration) => addDuration(now, keep, 'UTC', -1);
    const [gone] = await tenant.sql<{ count: number }>(
      `WITH keys AS (DELETE FROM study_key k USING study s WHERE k.bureau_id = $1 AND s.bureau_id = $1 AND s.id = k.study_id AND (s.ends_at <= $2 OR s.closed_at IS NOT NULL) RETURNING 1),
            previews AS (DELETE FROM study_release WHERE (bureau_id, id) IN (SELECT bureau_id, id FROM study_release WHERE bureau_id = $1 AND ((state = 'previewed' AND previewed_at <= $3) OR previewed_at <= $4) LIMIT $5) RETURNING 1),
            queries AS (DELETE FROM study_query WHERE (bureau_id, id) IN (SELECT bureau_id, id FROM study_query WHERE bureau_id = $1 AND at <= $4 ORDER BY at LIMIT $5) RETURNING 1),
            spending AS (DELETE FROM study_spending WHERE bureau_id = $1 AND day < ($4::timestamptz)::date RETURNING 1)
       SELECT ((SELECT count(*) FROM keys) + (SELECT count(*) FROM previews) + (SELECT count(*) FROM queries) + (SELECT count(*) FROM spending))::int AS count`,
      [bureauId, now, before(PREVIEW_KEEP), before(this.keep), most],
    );
    return gone?.count ?? 0;
  }
}
