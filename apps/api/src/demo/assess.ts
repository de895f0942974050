import type { Database } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { fingerprintOf, needsAssessment, personalItems, type PluginSwitch, type WorkflowCatalog } from '@stationhouse/workflow-runtime';

export interface AssessOptions {
  readonly database: Database;
  readonly catalog: WorkflowCatalog;
  readonly plugins: PluginSwitch;
  readonly bureauId: Id;
}

/** The bureau of the demo has had its plugins, and the workflows it wrote itself, assessed, as a real one does before it uses them. Repeatable: the keys are always the same. */
export async function assessDemo({ database, catalog, plugins, bureauId }: AssessOptions): Promise<void> {
  const { accountId, stationIds, workflows } = await database.inTenant({ stationIds: [], bureauIds: [bureauId] }, async (tenant) => {
    const [admin] = await tenant.sql<{ id: Id }>(`SELECT account_id AS id FROM membership WHERE bureau_id = $1 AND role = 'bureau-admin' AND ended_at IS NULL ORDER BY account_id LIMIT 1`, [bureauId]);
    const stations = await tenant.sql<{ id: Id }>('SELECT id FROM station WHERE bureau_id = $1 ORDER BY code', [bureauId]);
    return { accountId: admin?.id, stationIds: stations.map(({ id }) => id), workflows: await catalog.seen(tenant) };
  });
  if (accountId === undefined) throw new Error('The bureau of the demo has an administrator.');
  for (const plugin of workflows.allPlugins().filter(needsAssessment)) {
    await database.inTenant({ stationIds, bureauIds: [bureauId], accountId }, (tenant) =>
      plugins.assess(tenant, { level: 'bureau', scopeId: bureauId, bureauId }, stationIds, plugin.id, {
        fingerprint: fingerprintOf(plugin), document: '江分法评〔2026〕7号', assessor: '分局法制大队',
        summary: '为办理相关事项所必需，只收集当事人姓名、联系方式和事情经过；未成年人信息仅限承办人查看。',
        measures: '按岗位脱敏，查看全文须填写用途并留痕；办结三年后清除；不向外部系统提供。',
        purposes: personalItems(plugin).map(({ purpose }) => purpose), idempotencyKey: `demo assessment ${plugin.id}`,
      }),
    );
  }
}
