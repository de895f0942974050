import type { Tenant } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import type { Id } from '@stationhouse/kernel';
import type { Scope } from '../configuration/overlays.js';
import { accountOf } from './rows.js';

/** Somebody who has a draft open. */
export interface Present {
  readonly accountId: Id;
  /** Since when. */
  readonly since: Date;
}

/** Whoever has not said for so long that they are there is not: a page says so every 30 seconds. */
const THERE = '75 seconds';

/** Who works on a draft at the moment, and the word to open pages that it has changed. Nobody is locked out by it, and it is no record: it is not audited. */
export class DraftPresence {
  constructor(private readonly jobs: Pick<Jobs, 'live'>) {}

  /** Notes that the caller has a draft open, or has left it. @returns the others who have it open, whoever came first at the front */
  async attend(tenant: Tenant, scope: Scope, workflow: string, leaving: boolean): Promise<Present[]> {
    const [scopeId, accountId] = [scope.scopeId, accountOf(tenant)];
    const gone = await tenant.sql<{ accountId: Id }>(
      'DELETE FROM draft_presence WHERE scope_id = $1 AND workflow = $2 AND (seen_at < app.now() - $3::interval OR ($4 AND account_id = $5)) RETURNING account_id AS "accountId"',
      [scopeId, workflow, THERE, leaving, accountId],
    );
    const came = leaving ? [] : await tenant.sql<{ new: boolean }>(
      'INSERT INTO draft_presence AS p (scope_id, workflow, account_id) VALUES ($1, $2, $3) ON CONFLICT (scope_id, workflow, account_id) DO UPDATE SET seen_at = app.now() RETURNING p.xmax = 0 AS new',
      [scopeId, workflow, accountId],
    );
    if (gone.length > 0 || came.some((row) => row.new)) this.changed(tenant, scope);
    return tenant.sql<Present>('SELECT account_id AS "accountId", since FROM draft_presence WHERE scope_id = $1 AND workflow = $2 AND account_id <> $3 ORDER BY since, account_id', [scopeId, workflow, accountId]);
  }

  /** Tells open pages, once this is committed, that a draft of a bureau or station is not as it was: in ids only, they read again. */
  changed(tenant: Tenant, { level, scopeId }: Pick<Scope, 'level' | 'scopeId'>): void {
    tenant.afterCommit(() => this.jobs.live.publish({ kind: 'DRAFT', id: scopeId, ...(level === 'station' ? { stationId: scopeId } : { bureauId: scopeId }) }));
  }
}
