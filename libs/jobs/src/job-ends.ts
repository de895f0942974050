import type { Database, TenantContext } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { Batcher } from './batcher.js';
import type { Fault } from './fault.js';
import type { JobPayload } from './job.js';
import type { JobScope } from './outbox.entity.js';

/** A row that a worker has claimed. */
export interface Claimed {
  readonly scope: JobScope;
  readonly scope_id: Id;
  readonly id: Id;
}

/** A claimed row as it is run. */
export interface Row extends Claimed {
  readonly topic: string;
  readonly payload: JobPayload;
  readonly attempts: number;
}

/** Jobs that are recorded as done in one transaction at most. */
const DONE_AT_ONCE = 200;

/** How runs end, in the rows: of one worker's claims, unless they have meanwhile gone to another. */
export class JobEnds {
  private readonly ends: Batcher<Row, undefined>;

  /** @param claimant whose claims they are */
  constructor(
    private readonly database: Database,
    private readonly claimant: string,
  ) {
    this.ends = new Batcher({ most: DONE_AT_ONCE, lanes: 1, mayBeOnesFault: () => false, run: (rows) => this.recordDone(rows) });
  }

  /** Records that a job is done; those that end at the same moment share a transaction. */
  async done(row: Row): Promise<void> {
    await this.ends.submit(row);
  }

  /** Records that a run came to nothing, unless the claim has meanwhile gone to another worker. */
  undone(row: Claimed, state: 'dead' | 'pending', fault: Fault | undefined, wait: number | undefined, uncounted = false): Promise<unknown> {
    return this.database.inTenant(reach([row]), (tenant) =>
      tenant.sql(
        `UPDATE outbox SET state = $4, code = $8, error = $5, claimed_by = NULL, attempts = attempts - $7::int,
                finished_at = CASE WHEN $4 = 'pending' THEN NULL ELSE now() END,
                next_run = now() + make_interval(secs => $6::float8 / 1000), wake_at = now() + make_interval(secs => $6::float8 / 1000)
          WHERE scope_id = $1 AND id = $2 AND claimed_by = $3 AND state = 'pending'`,
        [row.scope_id, row.id, this.claimant, state, fault === undefined ? null : JSON.stringify(fault.text), wait ?? 0, uncounted ? 1 : 0, fault?.code ?? null],
      ),
    );
  }

  /** Records that jobs are done, unless their claims have meanwhile gone to another worker. Lost in a crash, it is done once more, as after any kill. */
  private async recordDone(rows: readonly Row[]): Promise<undefined[]> {
    await this.database.inTenant(reach(rows), (tenant) =>
      tenant.sql(
        `WITH soon AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS set)
         UPDATE outbox o SET state = 'done', code = NULL, error = NULL, claimed_by = NULL, finished_at = now(), next_run = now(), wake_at = now()
           FROM soon, unnest($1::uuid[], $2::uuid[]) AS r (scope_id, id) WHERE o.scope_id = r.scope_id AND o.id = r.id AND o.claimed_by = $3 AND o.state = 'pending'`,
        [rows.map(({ scope_id }) => scope_id), rows.map(({ id }) => id), this.claimant],
      ),
    );
    return rows.map(() => undefined);
  }
}

/** The scope of claimed rows. */
export function reach(rows: readonly Claimed[]): TenantContext {
  const of = (scope: JobScope) => [...new Set(rows.filter((row) => row.scope === scope).map((row) => row.scope_id))];
  return { stationIds: of('station'), bureauIds: of('bureau') };
}
