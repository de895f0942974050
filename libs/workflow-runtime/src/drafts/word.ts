import { findRole, type Permission } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { unitOf } from '../configuration/configuration.js';
import type { Scope } from '../configuration/overlays.js';
import { publishConfiguration, reviewConfiguration } from '../permissions.js';
import type { DraftReviewRow, PublicationRow } from './entities.js';
import { draftedWorkflow, type Draft } from './rows.js';

/** Tells people what waits for them, and what became of what they asked. Texts hold titles and moments, nothing personal. */
export class DraftWord {
  constructor(
    private readonly catalog: WorkflowCatalog,
    private readonly notices: Pick<Notices, 'notify'>,
  ) {}

  /** To whoever may review there. */
  async reviewAsked(tenant: Tenant, scope: Scope, { workflow, version }: Draft<unknown>): Promise<void> {
    const body = text('请在“工作流配置”中查看改动，同意或退回。', 'See what it changes on the page “Workflow settings”, and approve or refuse it.');
    await this.tell(tenant, scope, workflow, { key: `draft:review:${version}:${tenant.now.toISOString()}`, kind: 'configuration.review', title: text('流程配置待复核', 'A draft waits for your review'), body, roles: rolesOf(reviewConfiguration, scope) });
  }

  /** To whoever asked, and whoever wrote it. */
  async reviewDecided(tenant: Tenant, scope: Scope, { workflow, savedBy }: Draft<unknown>, { version, state, askedBy }: DraftReviewRow): Promise<void> {
    const approved = state === 'approved';
    const title = approved ? text('流程配置已通过复核', 'Your draft was approved') : text('流程配置被退回', 'Your draft was refused');
    const body = approved ? text('可以发布；再有改动须重新复核。', 'It may be published; a change needs another review.') : text('请按复核意见修改后重新提请复核。', 'Change it as the note says, and ask for a review again.');
    await this.tell(tenant, scope, workflow, { key: `draft:reviewed:${version}:${tenant.now.toISOString()}`, kind: 'configuration.reviewed', title, body, accountIds: [...new Set([askedBy, savedBy])] });
  }

  /** To whoever set the date. */
  async published(tenant: Tenant, scope: Scope, { workflow, version, setBy }: PublicationRow): Promise<void> {
    await this.tell(tenant, scope, workflow, { key: `publication:done:${version}`, kind: 'configuration.published', title: text('流程配置已按时发布', 'Your overlay was published on its date'), body: text('新发起的事项按新配置办理。', 'New instances start on it.'), accountIds: [setBy] });
  }

  /** To whoever set the date, and to those who publish there. */
  async notPublished(tenant: Tenant, scope: Scope, { workflow, version, setBy }: PublicationRow, why: Bilingual): Promise<void> {
    const title = text('流程配置未能按时发布', 'An overlay could not be published on its date');
    const body = text(`现行配置照旧，草稿保留。原因：${why['zh-CN']}`, `What was holds on, and the draft is kept. ${why.en}`);
    await this.tell(tenant, scope, workflow, { key: `publication:failed:${version}:${tenant.now.toISOString()}`, kind: 'configuration.failed', title, body, accountIds: [setBy], roles: rolesOf(publishConfiguration, scope) });
  }

  private async tell(tenant: Tenant, scope: Scope, workflow: string, said: { readonly key: string; readonly kind: string; readonly title: Bilingual; readonly body: Bilingual; readonly roles?: readonly string[]; readonly accountIds?: readonly Id[] }): Promise<void> {
    const id = draftedWorkflow(workflow);
    const title = await this.catalog.titleOf(tenant, id);
    await this.notices.notify(tenant, {
      ...said, unit: unitOf(scope), key: `${said.key}:${workflow}`,
      title: text(`${said.title['zh-CN']}：${title['zh-CN']}`, `${said.title.en}: ${title.en}`),
      record: { kind: id === workflow ? 'configuration' : 'authored', id: scope.scopeId, number: id },
    });
  }
}

function rolesOf({ defaultRoles }: Permission, { level }: Scope): string[] {
  return defaultRoles.filter((role) => findRole(role)?.scope === (level === 'bureau' ? 'BUREAU' : 'STATION'));
}
