import { findRole } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Database, Tenant } from '@stationhouse/database';
import { defineJob, type JobDefinition } from '@stationhouse/jobs';
import { text, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import * as deeds from '../audit-actions.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { Configuration } from '../configuration/configuration.js';
import { lockScope, readRevision } from '../configuration/overlays.js';
import { pushTemplates } from '../permissions.js';
import type { PlatformSchedule } from '../schedules/schedule.js';

export const CAMPAIGN_TOPIC = 'workflow.campaign';

/** At the beginning of each day of a station's: what takes effect on that day, and whom to remind. */
export const campaignSchedule: PlatformSchedule = {
  id: 'campaigns',
  title: text('下发的模板生效', 'Templates handed down take effect'),
  default: { every: 'day', at: '00:05' },
  missed: 'once',
  does: { job: CAMPAIGN_TOPIC },
};

const DAY = 86_400_000;
/** A chief is reminded, and the bureau told, when a conflict has waited so many days (D). */
const REMIND_AFTER = 2;
const ESCALATE_AFTER = 5;

interface Part {
  readonly campaignId: Id;
  readonly bureauId: Id;
  readonly workflow: string;
  readonly revision: number;
  readonly because: string;
  readonly carriedAt: Date | null;
  readonly before: number | null;
  readonly takesBack: boolean;
}

const DUE = `SELECT p.campaign_id AS "campaignId", p.bureau_id AS "bureauId", c.workflow, c.revision, c.because, p.carried_at AS "carriedAt", p.before, c.withdrawn_at IS NOT NULL AS "takesBack"
  FROM campaign_station p JOIN campaign c ON c.bureau_id = p.bureau_id AND c.id = p.campaign_id JOIN station s ON s.id = p.station_id AND s.closed_at IS NULL WHERE p.station_id = $1 AND (
    (p.carried_at IS NULL AND c.withdrawn_at IS NULL AND NOT c.paused AND (c.effective_on IS NULL OR c.effective_on <= (app.now() AT TIME ZONE s.time_zone)::date))
    OR (p.carried_at IS NOT NULL AND c.withdrawn_at IS NOT NULL AND p.taken_back_at IS NULL))`;

/** Carries campaigns out at a station: each of them one transaction, with its conflicts and whoever must hear of them. */
export class CampaignWork {
  constructor(
    private readonly database: Database,
    private readonly catalog: WorkflowCatalog,
    private readonly configuration: Configuration,
    private readonly notices: Pick<Notices, 'notify'>,
  ) {}

  /** May run at any time, and again: what is done stays as it is. */
  job(): JobDefinition {
    return defineJob({
      topic: CAMPAIGN_TOPIC,
      handle: async ({ scopeId: stationId, context, signal }) => {
        const due = await this.database.inTenant(context, (tenant) => tenant.sql<Part>(`${DUE} ORDER BY c.withdrawn_at DESC NULLS LAST, c.effective_on NULLS FIRST, c.id`, [stationId]));
        for (const { campaignId, workflow } of due) {
          signal.throwIfAborted();
          await this.database.inTenant(context, (tenant) => this.carryOut(tenant, stationId, campaignId, workflow));
        }
        await this.database.inTenant(context, (tenant) => this.remind(tenant, stationId));
      },
      timeout: 'PT10M',
      retry: { attempts: 20, delay: 'PT5S' },
      concurrency: 2,
    });
  }

  private async carryOut(tenant: Tenant, stationId: Id, campaignId: Id, workflow: string): Promise<void> {
    await lockScope(tenant, stationId, workflow);
    const [part] = await tenant.sql<Part>(`${DUE} AND p.campaign_id = $2`, [stationId, campaignId]);
    if (part === undefined) return;
    if (part.takesBack) await this.takeBack(tenant, stationId, part);
    else if (!(await this.adopt(tenant, stationId, part))) return;
    await this.configuration.versions.bringStation(tenant, { stationId, bureauId: part.bureauId }, workflow);
    await this.tellCarried(tenant, stationId, part);
    await audit(tenant, { action: deeds.campaignCarried, stationId, details: { campaign: campaignId, workflow, revision: part.revision, takenBack: part.takesBack } });
  }

  /** The chief hears of every change from above with its reason, also where nothing conflicts. */
  private async tellCarried(tenant: Tenant, stationId: Id, { campaignId, workflow, because, takesBack }: Part): Promise<void> {
    const title = await this.catalog.titleOf(tenant, workflow);
    await this.notices.notify(tenant, {
      unit: { stationId }, key: `campaign:${campaignId}:${takesBack ? 'taken-back' : 'carried'}`, kind: 'configuration.campaign', roles: ['chief'], record: { kind: 'configuration', id: stationId, number: workflow },
      title: takesBack ? text(`分局撤回了下发的流程配置：${title['zh-CN']}`, `The bureau took back what it handed down: ${title.en}`) : text(`分局下发了流程配置：${title['zh-CN']}`, `The bureau handed a configuration down: ${title.en}`),
      body: takesBack ? text('本所恢复下发前的配置；在办事项不变。', 'What was before holds again; what runs keeps its version.') : text(`原因：${because}`, `Why: ${because}`),
    });
  }

  /** @returns false where the plugin has brought a newer template since: the campaign is shown as outdated, and nothing goes back to an older one */
  private async adopt(tenant: Tenant, stationId: Id, { campaignId, bureauId, workflow, revision }: Part): Promise<boolean> {
    if ((await readRevision(tenant, bureauId, workflow, revision)).template !== (await this.catalog.seen(tenant)).templateOf(workflow)) return false;
    const [before] = await tenant.sql<{ revision: number }>('SELECT revision FROM bureau_adoption WHERE station_id = $1 AND workflow = $2', [stationId, workflow]);
    await tenant.sql('INSERT INTO bureau_adoption (station_id, workflow, revision) VALUES ($1, $2, $3) ON CONFLICT (station_id, workflow) DO UPDATE SET revision = excluded.revision', [stationId, workflow, revision]);
    await tenant.sql('UPDATE campaign_station SET carried_at = app.now(), before = $3 WHERE station_id = $1 AND campaign_id = $2', [stationId, campaignId, before?.revision ?? null]);
    return true;
  }

  /** Where a later campaign holds by now, it goes on holding. */
  private async takeBack(tenant: Tenant, stationId: Id, { campaignId, workflow, revision, before }: Part): Promise<void> {
    if (before === null) await tenant.sql('DELETE FROM bureau_adoption WHERE station_id = $1 AND workflow = $2 AND revision = $3', [stationId, workflow, revision]);
    else await tenant.sql('UPDATE bureau_adoption SET revision = $4 WHERE station_id = $1 AND workflow = $2 AND revision = $3', [stationId, workflow, revision, before]);
    await tenant.sql('UPDATE campaign_station SET taken_back_at = app.now() WHERE station_id = $1 AND campaign_id = $2', [stationId, campaignId]);
  }

  /** Conflicts that nobody has decided: the chief once more, then the bureau. Each is said once. */
  private async remind(tenant: Tenant, stationId: Id): Promise<void> {
    const waiting = await tenant.sql<{ campaignId: Id; workflow: string; since: Date }>(
      `SELECT p.campaign_id AS "campaignId", c.workflow, greatest(p.carried_at, o.conflicts_since) AS since
         FROM campaign_station p JOIN campaign c ON c.bureau_id = p.bureau_id AND c.id = p.campaign_id JOIN overlay o ON o.scope_id = p.station_id AND o.workflow = c.workflow
        WHERE p.station_id = $1 AND p.carried_at IS NOT NULL AND p.taken_back_at IS NULL AND (o.conflicts ->> 'bureauRevision')::int = c.revision`,
      [stationId],
    );
    for (const { campaignId, workflow, since } of waiting) {
      const days = Math.floor((tenant.now.getTime() - since.getTime()) / DAY);
      if (days >= REMIND_AFTER) await this.tell(tenant, stationId, `campaign:${campaignId}:remind`, workflow, days, ['chief']);
      if (days >= ESCALATE_AFTER) await this.tell(tenant, stationId, `campaign:${campaignId}:bureau`, workflow, days, ['chief', ...pushTemplates.defaultRoles.filter((role) => findRole(role)?.scope === 'BUREAU')]);
    }
  }

  private async tell(tenant: Tenant, stationId: Id, key: string, workflow: string, days: number, roles: readonly string[]): Promise<void> {
    const title = await this.catalog.titleOf(tenant, workflow);
    await this.notices.notify(tenant, {
      unit: { stationId }, key, kind: 'configuration.conflict', roles, record: { kind: 'configuration', id: stationId, number: workflow },
      title: text(`下发的模板有冲突，已等待 ${days} 天：${title['zh-CN']}`, `A template handed down conflicts and has waited ${days} days: ${title.en}`),
      body: text('处理前本所仍按原配置办理，请所长逐项选择或修改配置。', 'Until it is decided, what was holds on. The chief decides each place, or changes the configuration.'),
    });
  }
}
