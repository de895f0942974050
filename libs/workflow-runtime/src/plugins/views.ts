import { findRole } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { WorkflowCatalog, WorkflowPlugin, Workflows } from '../catalog/catalog.js';
import { assessedBy, assessmentsAt, ASSESSMENT_HOLDS, type Assessed } from './assessments.js';
import { fieldTitle, fingerprintOf, needsAssessment, outcomeTitle, personalItems, titleOf, type PersonalItem } from './declared.js';
import type { PluginAssessmentRow, PluginPolicyRow, PluginTakeoverRow } from './entities.js';
import type { RunningWorkflow } from './running.js';
import { over, standingsAt, stationPoliciesAt, type PolicyAt, type Standing } from './standings.js';
import { BureauPlugin, DeclaredField, KeptAfter, PluginAbout, PluginAssessment, PluginAssessmentStanding, PluginAssessmentState, PluginBecause, PluginPolicyName, PluginTakeover, StationPlugin, TakeoverHow, type RunningOfWorkflow } from './types.js';

/** Everything about the plugins of some stations of one bureau, read at once. */
export async function viewStations(tenant: Tenant, catalog: WorkflowCatalog, bureauId: Id, stationIds: readonly Id[], policies: ReadonlyMap<string, PluginPolicyRow>): Promise<StationPlugin[]> {
  const workflows = await catalog.seen(tenant);
  const standings = await standingsAt(tenant, catalog, stationIds);
  const assessments = await assessmentsAt(tenant, [...stationIds, bureauId], workflows.allPlugins().map(({ id }) => id));
  const takeovers = await tenant.sql<PluginTakeoverRow>('SELECT station_id AS "stationId", plugin_id AS "pluginId", workflow, how, account_ids AS "accountIds", roles, reason FROM plugin_takeover WHERE station_id = ANY ($1) ORDER BY workflow', [[...stationIds]]);
  const running = await tenant.sql<{ stationId: Id; workflow: string; count: number }>(`SELECT station_id AS "stationId", workflow, count(*)::int AS count FROM instance WHERE station_id = ANY ($1) AND status = 'running' GROUP BY 1, 2`, [[...stationIds]]);
  const names = new Map((await tenant.sql<{ id: Id; name: string }>('SELECT id, name FROM station WHERE id = ANY ($1)', [[...stationIds]])).map(({ id, name }) => [id, name]));
  const single = await stationPoliciesAt(tenant, stationIds);
  const abouts = new Map(workflows.allPlugins().map((plugin) => [plugin, aboutOf(workflows, plugin)]));
  return standings.map((standing) => {
    const { stationId, plugin } = standing;
    const brought = new Set(plugin.workflows.map(({ workflow }) => workflow));
    const own = single.filter((row) => row.stationId === stationId && row.pluginId === plugin.id);
    const policy = over(policies, own).get(plugin.id);
    const assessed = assessedBy(plugin, assessments.filter(({ scopeId }) => scopeId === stationId || scopeId === bureauId), tenant.now);
    return Object.assign(new StationPlugin(), {
      ...standingFields(standing), stationName: names.get(stationId) ?? '', plugin: abouts.get(plugin), policy: policyName(policy), policyReason: policy?.reason ?? null, policySince: policy?.since ?? null, policyOfItsOwn: own.length > 0,
      assessmentAtMost: policy?.longest ?? ASSESSMENT_HOLDS, assessment: viewAssessed(workflows, plugin, assessed),
      running: running.filter((row) => row.stationId === stationId && brought.has(row.workflow)).reduce((sum, { count }) => sum + count, 0),
      takeovers: takeovers.filter((row) => row.stationId === stationId && row.pluginId === plugin.id).map(viewTakeover),
    });
  });
}

/** The plugins of a bureau with its policies and its own assessments. */
export async function viewBureau(tenant: Tenant, catalog: WorkflowCatalog, bureauId: Id, stations: readonly StationPlugin[], policies: ReadonlyMap<string, PluginPolicyRow>): Promise<BureauPlugin[]> {
  const workflows = await catalog.seen(tenant);
  const assessments = await assessmentsAt(tenant, [bureauId], workflows.allPlugins().map(({ id }) => id));
  return workflows.allPlugins().map((plugin) => {
    const row = policies.get(plugin.id);
    return Object.assign(new BureauPlugin(), {
      row, plugin: aboutOf(workflows, plugin), policy: policyName(row), reason: row?.reason ?? null, since: row?.since ?? null, revision: row?.version ?? 0, assessmentAtMost: row?.longest ?? ASSESSMENT_HOLDS,
      assessment: viewAssessed(workflows, plugin, assessedBy(plugin, assessments, tenant.now)), stations: stations.filter((one) => one.plugin.id === plugin.id),
    });
  });
}

export function viewAssessment(row: PluginAssessmentRow): PluginAssessment {
  const { id, document, summary, measures, assessor, level, madeAt, validUntil } = row;
  return Object.assign(new PluginAssessment(), { row, id, document, summary, measures, assessor, ofBureau: level === 'bureau', madeAt, validUntil });
}

export function viewTakeover({ stationId, workflow, how, accountIds, roles, reason }: Pick<PluginTakeoverRow, 'stationId' | 'workflow' | 'how' | 'accountIds' | 'roles' | 'reason'>): PluginTakeover {
  return Object.assign(new PluginTakeover(), { stationId, workflow, how: how === 'finish' ? TakeoverHow.FINISH : TakeoverHow.CANCEL, accountIds, roles, roleTitles: roles.map(roleTitle), reason });
}

/** What runs of a workflow, with the roles of its tasks in words. */
export function viewRunning(row: RunningWorkflow): RunningOfWorkflow {
  return { ...row, states: [...row.states], tasks: row.tasks.map((task) => ({ ...task, roleTitle: roleTitle(task.role) })) };
}

/** The title of a role of the house; its id where the house knows it no more. */
export function roleTitle(id: string): Bilingual {
  return findRole(id)?.title ?? text(id, id);
}

function standingFields({ stationId, enabled, because, version, changedBy, changedAt }: Standing) {
  return { stationId, enabled, because: PluginBecause[because.toUpperCase() as keyof typeof PluginBecause], revision: version, changedById: changedBy, changedAt: changedAt ?? null };
}

function policyName(row: PolicyAt | undefined): PluginPolicyName {
  return PluginPolicyName[(row?.policy ?? 'free').toUpperCase() as keyof typeof PluginPolicyName];
}

function aboutOf(workflows: Workflows, plugin: WorkflowPlugin): PluginAbout {
  return Object.assign(new PluginAbout(), {
    id: plugin.id, title: titleOf(plugin), version: plugin.version, workflows: plugin.workflows.map(({ workflow, title }) => ({ id: workflow, title })),
    personalData: personalItems(plugin).map((item) => declared(workflows, plugin, item)), fingerprint: fingerprintOf(plugin), needsAssessment: needsAssessment(plugin),
  });
}

function viewAssessed(workflows: Workflows, plugin: WorkflowPlugin, { state, assessment, uncovered }: Assessed): PluginAssessmentStanding {
  return Object.assign(new PluginAssessmentStanding(), {
    state: PluginAssessmentState[state.replace('-', '_').toUpperCase() as keyof typeof PluginAssessmentState],
    assessment: assessment === undefined ? null : viewAssessment(assessment), uncovered: uncovered.map((item) => declared(workflows, plugin, item)),
  });
}

function declared(workflows: Workflows, plugin: WorkflowPlugin, item: PersonalItem): DeclaredField {
  const after = Object.entries(item.after ?? {}).map(([outcome, keep]) => Object.assign(new KeptAfter(), { outcome, title: outcomeTitle(workflows, plugin, outcome), keep }));
  return Object.assign(new DeclaredField(), { ...item, after, title: fieldTitle(workflows, plugin, item.field), purposeTitle: plugin.purposes?.[item.purpose] ?? text(item.purpose, item.purpose) });
}
