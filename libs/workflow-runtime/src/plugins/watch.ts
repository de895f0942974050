import { findRole } from '@stationhouse/access';
import type { Database, DomainClock, Tenant } from '@stationhouse/database';
import { DueWorker, type Jobs } from '@stationhouse/jobs';
import { addDuration, text, type Bilingual, type Id, type IsoDuration } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import type { WorkflowCatalog, WorkflowPlugin } from '../catalog/catalog.js';
import { assessPlugins } from '../permissions.js';
import { assessedBy, assessmentsAt, expiringAt, type Assessed, type AssessmentState } from './assessments.js';
import { fingerprintOf, needsAssessment, titleOf } from './declared.js';
import type { PluginWatchRow } from './entities.js';
import { standingsAt } from './standings.js';

export interface AssessmentWatchOptions {
  readonly database: Database;
  readonly catalog: WorkflowCatalog;
  readonly clock: DomainClock;
  readonly jobs: Pick<Jobs, 'bus'>;
  readonly notices: Pick<Notices, 'notify'>;
  readonly onError: (error: unknown) => void;
}

interface Claimed {
  readonly station_id: Id;
  readonly plugin_id: string;
  readonly due_at: Date;
}

/** Says when assessments are to be looked at, so that a worker asleep until later wakes in time. */
const ASSESSMENTS_TOPIC = 'plugin-assessments';
const AT_ONCE = 4;
const LEASE = '10 seconds';
/** How long a chief has for a missing assessment before the bureau is told (D). */
const CLIMBS_AFTER: IsoDuration = 'P7D';

/** What is said, to whom, and when the next look is due. */
interface Look {
  readonly due: Date | undefined;
  readonly key?: string;
  readonly title?: Bilingual;
  readonly toBureau?: boolean;
}

/**
 * Keeps an eye on the assessments of plugins in use: tells the chief of one that is missing, incomplete or expiring, and the
 * bureau of one that has expired or stays missing. It never stops anything.
 */
export class AssessmentWatch extends DueWorker<Claimed> {
  constructor(private readonly options: AssessmentWatchOptions) {
    const { database, clock, jobs, onError } = options;
    super({ database, clock, jobs, topic: ASSESSMENTS_TOPIC, next: 'next_assessment', atOnce: AT_ONCE, onError: (error) => onError(error) });
  }

  /** Looks at what nobody has looked at yet: new stations, new plugins, plugins whose personal data have changed. */
  async bringIn(): Promise<void> {
    const plugins = this.options.catalog.allPlugins().filter(needsAssessment);
    const unseen = await this.options.database.unscoped<{ station_id: Id; plugin_id: string }>('unwatched_plugins', [plugins.map(({ id }) => id), plugins.map(fingerprintOf)]);
    for (const { station_id: stationId, plugin_id: pluginId } of unseen) await this.lookAt(stationId, pluginId);
  }

  /** Looks at one plugin of a station, tells whoever must hear of it, and plans the next look. Looking again says nothing twice. */
  async attend(tenant: Tenant, stationId: Id, plugin: WorkflowPlugin): Promise<void> {
    if (!needsAssessment(plugin)) return;
    const [standing] = (await standingsAt(tenant, this.options.catalog, [stationId])).filter((one) => one.plugin === plugin);
    const [station] = await tenant.sql<{ bureauId: Id }>('SELECT bureau_id AS "bureauId" FROM station WHERE id = $1', [stationId]);
    if (standing === undefined || station === undefined) return;
    const assessed = assessedBy(plugin, await assessmentsAt(tenant, [stationId, station.bureauId], [plugin.id]), tenant.now);
    const since = await this.since(tenant, stationId, plugin, standing.enabled ? assessed.state : 'not-needed');
    const look = standing.enabled ? lookOf(plugin, assessed, since, tenant.now) : { due: undefined };
    await tenant.sql('UPDATE plugin_watch SET due_at = $3, try_at = $3 WHERE station_id = $1 AND plugin_id = $2', [stationId, plugin.id, look.due ?? null]);
    if (look.key !== undefined && look.title !== undefined) await this.tell(tenant, stationId, plugin, look.key, look.title, look.toBureau === true || assessed.assessment?.level === 'bureau');
    const { due } = look;
    if (due !== undefined) tenant.afterCommit(() => this.options.jobs.bus.publish(ASSESSMENTS_TOPIC, due.toISOString()));
  }

  protected claim(until: Date, most: number): Promise<readonly Claimed[]> {
    return this.options.database.unscoped<Claimed>('claim_assessments', [until, most, LEASE]);
  }

  protected fire({ station_id: stationId, plugin_id: pluginId }: Claimed): Promise<void> {
    return this.lookAt(stationId, pluginId);
  }

  private async lookAt(stationId: Id, pluginId: string): Promise<void> {
    const { catalog, database } = this.options;
    await database.inTenant({ stationIds: [stationId], bureauIds: [] }, async (tenant) => {
      const plugin = (await catalog.seen(tenant)).plugin(pluginId);
      if (plugin !== undefined && needsAssessment(plugin)) return this.attend(tenant, stationId, plugin);
      // The plugin has left the installation, or needs none any more: nothing is due.
      await tenant.sql('UPDATE plugin_watch SET due_at = NULL, try_at = NULL WHERE station_id = $1 AND plugin_id = $2', [stationId, pluginId]);
    });
  }

  /** Since when it is as it is. */
  private async since(tenant: Tenant, stationId: Id, plugin: WorkflowPlugin, state: AssessmentState): Promise<Date> {
    const [row] = await tenant.sql<Pick<PluginWatchRow, 'since'>>(
      `INSERT INTO plugin_watch AS w (station_id, plugin_id, fingerprint, state, since) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (station_id, plugin_id) DO UPDATE SET fingerprint = excluded.fingerprint, state = excluded.state,
         since = CASE WHEN w.fingerprint = excluded.fingerprint AND w.state = excluded.state THEN w.since ELSE excluded.since END RETURNING since`,
      [stationId, plugin.id, fingerprintOf(plugin), state, tenant.now],
    );
    return row?.since ?? tenant.now;
  }

  private async tell(tenant: Tenant, stationId: Id, plugin: WorkflowPlugin, key: string, title: Bilingual, toBureau: boolean): Promise<void> {
    const body = text('接警和办理照常进行；请尽快完成评估并在“插件”页登记。', 'Intake and work go on. Have it assessed soon, and record it on the page “Plugins”.');
    const roles = ['chief', ...(toBureau ? assessPlugins.defaultRoles.filter((role) => findRole(role)?.scope === 'BUREAU') : [])];
    await this.options.notices.notify(tenant, { unit: { stationId }, key: `assessment:${plugin.id}:${key}`, kind: 'plugin.assessment', title, body, roles, record: { kind: 'plugin', id: stationId, number: plugin.id } });
  }
}

/** What there is to say of an assessment, and when to look again. */
function lookOf(plugin: WorkflowPlugin, { state, assessment }: Assessed, since: Date, now: Date): Look {
  const said = (zhCN: string, en: string): Bilingual => text(`${titleOf(plugin)['zh-CN']}：${zhCN}`, `${titleOf(plugin).en}: ${en}`);
  switch (state) {
    case 'not-needed':
      return { due: undefined };
    case 'valid':
      return { due: assessment === undefined ? undefined : expiringAt(assessment.validUntil) };
    case 'expiring':
      return { due: assessment?.validUntil, key: `${assessment?.id}:expiring`, title: said('个人信息影响评估将在 30 天内到期', 'the personal-data assessment expires within 30 days') };
    case 'expired':
      return { due: undefined, key: `${assessment?.id}:expired`, title: said('个人信息影响评估已过期', 'the personal-data assessment has expired'), toBureau: true };
    case 'missing':
    case 'incomplete': {
      const climbs = addDuration(since, CLIMBS_AFTER, 'UTC');
      const title = state === 'missing' ? said('尚未登记个人信息影响评估', 'no personal-data assessment is recorded') : said('新增的个人信息尚未评估', 'it now processes personal data that nobody has assessed');
      const key = `${since.toISOString()}:${state}`;
      return climbs > now ? { due: climbs, key, title } : { due: undefined, key: `${key}:bureau`, title, toBureau: true };
    }
  }
}
