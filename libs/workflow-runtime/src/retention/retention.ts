import type { Database, Tenant, TenantContext } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun } from '@stationhouse/jobs';
import { isStationhouseError, text, type Bilingual, type Id, type IsoDuration } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { PlatformSchedule } from '../schedules/schedule.js';
import { dueRules, mayBeDue } from './due.js';
import type { Eraser, ErasesWith } from './erasing.js';
import { warnOfReviews } from './holds.js';
import { rulesOf, type RetentionRule } from './rules.js';

/** What a library keeps by itself that expires soon. */
export interface ExpiringBeside {
  readonly title: Bilingual;
  readonly keep: IsoDuration;
  /** At most {@link MOST_COUNTED}, and one more where there are more. */
  readonly count: number;
  readonly firstDue: Date;
}

/** Things of another library that a forecast counts. */
export const MOST_COUNTED = 2_000;

/** What else is kept of people: with instances, by itself at a station, and at its bureau. */
export interface KeepsPersonal extends ErasesWith {
  /**
   * Erases at most `most` things of its own whose time is over, in the caller's transaction.
   * @returns how many it erased: fewer than `most` when nothing is left to do
   */
  eraseDue?(tenant: Tenant, stationId: Id, most: number): Promise<number>;
  /** What of its own is due by then at a station; undefined for nothing. */
  expiring?(tenant: Tenant, stationId: Id, until: Date): Promise<ExpiringBeside | undefined>;
  /** As eraseDue, of what the station's bureau keeps; asked for each of its stations, and done once. */
  eraseDueOfBureau?(tenant: Tenant, bureauId: Id, most: number): Promise<number>;
}

export interface RetentionOptions {
  readonly database: Database;
  readonly catalog: WorkflowCatalog;
  readonly eraser: Eraser;
  readonly notices: Pick<Notices, 'notify'>;
}

export const ERASE_TOPIC = 'retention.erase';

/** 留存与清除: once a day in the quiet hours of each station. */
export const retentionSchedule: PlatformSchedule = {
  id: 'retention',
  title: text('到期清除个人信息', 'Erase personal data whose time is over'),
  default: { every: 'day', at: '02:30' },
  stationMayChange: ['time'],
  missed: 'once',
  does: { job: ERASE_TOPIC },
};

/** Instances that are looked at together, and things of other libraries that go in one transaction. */
const PAGE = 100;
const FIRST: Id = '00000000-0000-0000-0000-000000000000';

/**
 * Erases personal data whose time is over, by what plugins declare (`personalData`). It goes through a station instance by instance, each a
 * transaction of its own; killed anywhere, it goes on with what is still due.
 */
export class Retention {
  private readonly keepers: KeepsPersonal[] = [];

  constructor(private readonly options: RetentionOptions) {}

  /** Another library keeps something of people, too: it is asked with every instance, and for what is due by itself. */
  also(keeper: KeepsPersonal): void {
    this.keepers.push(keeper);
    this.options.eraser.others.push(keeper);
  }

  /** The rules of every plugin of the installation, and of what the bureau wrote itself. */
  async rules(tenant: Tenant): Promise<RetentionRule[]> {
    return (await this.options.catalog.seen(tenant)).allPlugins().flatMap(rulesOf);
  }

  /** What other libraries keep by themselves that is due by then. */
  async expiringBeside(tenant: Tenant, stationId: Id, until: Date): Promise<ExpiringBeside[]> {
    const found: ExpiringBeside[] = [];
    for (const keeper of this.keepers) {
      const expiring = await keeper.expiring?.(tenant, stationId, until);
      if (expiring !== undefined) found.push(expiring);
    }
    return found;
  }

  /** The outbox job of one station. */
  job(): JobDefinition {
    return defineJob({ topic: ERASE_TOPIC, title: text('到期清除个人信息', 'Erase personal data whose time is over'), handle: (run: JobRun) => this.eraseAll(run.scopeId, run.signal), timeout: 'PT1H', retry: { attempts: 5, delay: 'PT1M' }, concurrency: 1 });
  }

  /**
   * Erases all that is due at a station, and tells of holds to be reviewed.
   * @throws whatever kept an instance from being erased, after the others
   */
  async eraseAll(stationId: Id, signal?: AbortSignal): Promise<void> {
    const { database, notices } = this.options;
    // What is sealed goes in its time as everything else does.
    const context = { stationIds: [stationId], bureauIds: [], sealed: true };
    const bureauId = await database.inTenant(context, async (tenant) => {
      await warnOfReviews(tenant, notices, stationId);
      return (await tenant.sql<{ bureauId: Id }>('SELECT bureau_id AS "bureauId" FROM station WHERE id = $1', [stationId]))[0]?.bureauId;
    });
    const failed = await this.eraseInstances(stationId, signal);
    const inPages = async (where: TenantContext, erase: (tenant: Tenant) => Promise<number> | undefined) => {
      while ((await database.inTenant(where, async (tenant) => (await erase(tenant)) ?? 0)) === PAGE) signal?.throwIfAborted();
    };
    for (const keeper of this.keepers) {
      await inPages(context, (tenant) => keeper.eraseDue?.(tenant, stationId, PAGE));
      if (bureauId !== undefined) await inPages({ stationIds: [], bureauIds: [bureauId] }, (tenant) => keeper.eraseDueOfBureau?.(tenant, bureauId, PAGE));
    }
    if (failed !== undefined) throw failed;
  }

  private async eraseInstances(stationId: Id, signal: AbortSignal | undefined): Promise<Error | undefined> {
    const rules = await this.options.database.inTenant({ stationIds: [stationId], bureauIds: [] }, (tenant) => this.rules(tenant));
    let failed: Error | undefined;
    for (let after = FIRST; ; ) {
      const page = await this.options.database.inTenant({ stationIds: [stationId], bureauIds: [], sealed: true }, async (tenant) => ({ now: tenant.now, rows: await mayBeDue(tenant, stationId, rules, tenant.now, after, PAGE) }));
      for (const ended of page.rows) {
        signal?.throwIfAborted();
        if (dueRules(ended, rules, page.now).length === 0) continue;
        try {
          await this.options.eraser.erase(stationId, ended.id, rules);
        } catch (error) {
          // One that cannot be read, its plugin's version lost, keeps no other from being erased; the job then fails visibly.
          if (!isStationhouseError(error)) throw error;
          failed ??= error;
        }
      }
      const last = page.rows.at(-1);
      if (last === undefined || page.rows.length < PAGE) return failed;
      after = last.id;
    }
  }
}
