import type { Database, DomainClock, Tenant } from '@stationhouse/database';
import { DueWorker, type Jobs } from '@stationhouse/jobs';
import { isStationhouseError, type ErrorCode, type Id } from '@stationhouse/kernel';
import { lockScope, type Scope } from '../configuration/overlays.js';
import type { PublicationRow } from './entities.js';
import { PUBLICATIONS_TOPIC, reasonOf, type Publishing } from './publishing.js';
import { readPublication } from './rows.js';
import type { DraftWord } from './word.js';

export interface PublicationWorkerOptions {
  readonly database: Database;
  readonly clock: DomainClock;
  readonly jobs: Pick<Jobs, 'bus'>;
  readonly publishing: Publishing;
  readonly word: DraftWord;
  readonly onError: (error: unknown) => void;
}

interface Claimed {
  readonly scope_id: Id;
  readonly bureau_id: Id;
  readonly workflow: string;
  readonly due_at: Date;
}

const AT_ONCE = 2;
const LEASE = '30 seconds';
/** Refusals that another attempt may not meet. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['DATABASE_UNAVAILABLE', 'STATEMENT_TIMEOUT', 'INTERNAL']);

/**
 * Publishes at their moment what was scheduled. The row goes in the transaction that publishes, so that it happens once with any number of
 * workers and through any kill. What does not stand any more is not published: the row goes, and whoever must know is told.
 */
export class PublicationWorker extends DueWorker<Claimed> {
  constructor(private readonly options: PublicationWorkerOptions) {
    const { database, clock, jobs, onError } = options;
    super({ database, clock, jobs, topic: PUBLICATIONS_TOPIC, next: 'next_publication', atOnce: AT_ONCE, onError: (error) => onError(error) });
  }

  protected claim(until: Date, most: number): Promise<readonly Claimed[]> {
    return this.options.database.unscoped<Claimed>('claim_publications', [until, most, LEASE]);
  }

  protected async fire(claimed: Claimed): Promise<void> {
    const { publishing, word } = this.options;
    try {
      await this.withDue(claimed, async (tenant, scope, waiting) => {
        await publishing.fulfil(tenant, scope, waiting);
        await word.published(tenant, scope, waiting);
      });
    } catch (error) {
      if (!isStationhouseError(error) || PASSING.has(error.code)) throw error;
      await this.withDue(claimed, async (tenant, scope, waiting) => {
        await publishing.giveUp(tenant, scope, waiting, error.code);
        await word.notPublished(tenant, scope, waiting, reasonOf(error));
      });
    }
  }

  /** What is still due, in a transaction of whoever set it, under its scope's lock; nothing when it was published or called off meanwhile. */
  private async withDue({ scope_id: scopeId, bureau_id: bureauId, workflow }: Claimed, work: (tenant: Tenant, scope: Scope, waiting: PublicationRow) => Promise<void>): Promise<void> {
    const scope: Scope = { level: scopeId === bureauId ? 'bureau' : 'station', scopeId, bureauId };
    const reach = { stationIds: scope.level === 'station' ? [scopeId] : [], bureauIds: [bureauId] };
    const waiting = await this.options.database.inTenant(reach, (tenant) => readPublication(tenant, scopeId, workflow));
    if (waiting === undefined) return;
    await this.options.database.inTenant({ ...reach, accountId: waiting.setBy }, async (tenant) => {
      await lockScope(tenant, scopeId, workflow);
      const still = await readPublication(tenant, scopeId, workflow);
      if (still !== undefined && still.setBy === waiting.setBy && still.dueAt <= tenant.now) await work(tenant, scope, still);
    });
  }
}
