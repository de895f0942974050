import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import { badInput, parseDuration, parseText, StationhouseError, text, type Bilingual, type Id, type IsoDuration } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import * as deeds from '../audit-actions.js';
import type { WorkflowCatalog, WorkflowPlugin } from '../catalog/catalog.js';
import type { Keyed } from '../commands.js';
import { once } from '../configuration/once.js';
import { assessedBy, assessmentsAt, ASSESSMENT_HOLDS, isCovered, recordAssessment, type NewAssessment } from './assessments.js';
import { CALL_OFF_TOPIC } from './call-off.js';
import { pluginOf, titleOf } from './declared.js';
import type { PluginPolicyRow, Policy } from './entities.js';
import { requireSeen, tally } from './running.js';
import { effective, lockStandings, policiesAt, policiesOf, writeStanding, type Standing } from './standings.js';
import { checkTakeovers, decide, type Decided, type TakeoverWish } from './takeovers.js';
import type { AssessmentWatch } from './watch.js';

export interface PluginSwitchOptions {
  readonly catalog: WorkflowCatalog;
  readonly jobs: Pick<Jobs, 'outbox'>;
  readonly notices: Pick<Notices, 'notify'>;
  readonly watch: Pick<AssessmentWatch, 'attend'>;
}

/** What happens with an enabling, in its transaction: held events are released, for example. */
export type WhenEnabled = (tenant: Tenant, enabled: { readonly stationId: Id; readonly pluginId: string }) => Promise<void>;

/** What happens when a plugin was enabled or disabled, in the transaction: workflows it adds to get new versions. Of a bureau's policy once for all its stations. */
export type WhenTurned = (tenant: Tenant, turned: { readonly pluginId: string; readonly enabled: boolean; readonly bureauId: Id; readonly stationId?: Id }) => Promise<void>;

export interface Change extends Keyed {
  readonly pluginId: string;
  /** The version it was made on: of the standing, or of the policy. */
  readonly expectedVersion: number;
}

export interface Disable extends Change {
  readonly reason: string;
  /** The version of the list of what runs that was looked at. */
  readonly seen: string;
  /** Who finishes what runs, or why it is called off; one without a workflow is for all that have none of their own. */
  readonly takeovers: readonly TakeoverWish[];
}

export interface SetPolicy extends Disable {
  readonly policy: Policy;
  /** How long an assessment may hold, ISO 8601; as before when absent. */
  readonly longest?: IsoDuration | undefined;
  /** For the named stations alone: the others, and those founded later, stay under the policy for all. */
  readonly chosen?: boolean | undefined;
}

const LONGEST_REASON = 500;

/** Enables and disables plugins: by a station's chief, or by the bureau for all stations. The caller has checked the permission. */
export class PluginSwitch {
  private readonly listeners: WhenEnabled[] = [];
  private readonly turned: WhenTurned[] = [];

  constructor(private readonly options: PluginSwitchOptions) {}

  /** Names what is to happen with every enabling, in its transaction. */
  whenEnabled(listener: WhenEnabled): void {
    this.listeners.push(listener);
  }

  /** Names what is to happen with every enabling and disabling, in its transaction. */
  whenTurned(listener: WhenTurned): void {
    this.turned.push(listener);
  }

  /** @throws StationhouseError NOT_FOUND, PLUGIN_FORBIDDEN, ASSESSMENT_NEEDED, STALE_VERSION, CONFLICT */
  enable(tenant: Tenant, stationId: Id, command: Change): Promise<void> {
    return this.once(tenant, stationId, 'enable', command, async (plugin) => {
      const standing = await this.standing(tenant, stationId, plugin, command.expectedVersion);
      if (standing.policy === 'forbidden') throw await this.policyRefusal(tenant, standing, 'PLUGIN_FORBIDDEN', '已被分局禁用', 'is forbidden by the bureau');
      if (standing.enabled) return;
      const bureauId = await bureauOf(tenant, stationId);
      await this.requireAssessed(tenant, plugin, bureauId, [stationId]);
      await this.turn(tenant, standing, { own: true, policy: standing.policy });
      await this.tellTurned(tenant, { pluginId: plugin.id, enabled: true, bureauId, stationId });
    });
  }

  /** @throws StationhouseError NOT_FOUND, PLUGIN_MANDATED, TAKEOVER_NEEDED, STALE_VERSION with what has changed, BAD_INPUT, CONFLICT */
  disable(tenant: Tenant, stationId: Id, command: Disable): Promise<void> {
    return this.once(tenant, stationId, 'disable', command, async (plugin) => {
      const reason = reasonOf(command.reason);
      const standing = await this.standing(tenant, stationId, plugin, command.expectedVersion);
      if (standing.policy === 'mandated') throw await this.policyRefusal(tenant, standing, 'PLUGIN_MANDATED', '由分局统一启用', 'is mandated by the bureau');
      if (!standing.enabled) return;
      const decided = await this.decided(tenant, plugin, [stationId], command);
      await this.turn(tenant, standing, { own: false, policy: standing.policy }, { decided, reason });
      await this.tellTurned(tenant, { pluginId: plugin.id, enabled: false, bureauId: await bureauOf(tenant, stationId), stationId });
    });
  }

  /** Names anew who finishes what runs of a disabled plugin. @throws StationhouseError NOT_FOUND, CONFLICT while it is enabled, STALE_VERSION, BAD_INPUT */
  changeTakeover(tenant: Tenant, stationId: Id, command: Change & { readonly takeovers: readonly TakeoverWish[] }): Promise<void> {
    return this.once(tenant, stationId, 'takeover', command, async (plugin) => {
      const standing = await this.standing(tenant, stationId, plugin, command.expectedVersion);
      if (standing.enabled) throw new StationhouseError('CONFLICT', text('插件已启用，无需接办。', 'The plugin is enabled: nothing needs to be taken over.'));
      const wishes = await checkTakeovers(tenant, [stationId], command.takeovers);
      const decided = decide(plugin, [stationId], (await tally(tenant, plugin, [stationId])).tallies, wishes);
      await writeStanding(tenant, standing, standing);
      await this.handOver(tenant, { ...standing, version: standing.version + 1 }, decided);
      await audit(tenant, { action: deeds.pluginTakenOver, stationId, details: { pluginId: plugin.id, takeovers: summary(decided) } });
    });
  }

  /**
   * Sets the bureau's policy and carries it to every station at once, or to chosen ones alone, until it sets one for all again. What a station itself said
   * comes back once the bureau leaves it to them.
   * @param stationIds every station of the bureau, or the chosen ones; all in reach
   * @throws StationhouseError NOT_FOUND, TAKEOVER_NEEDED, ASSESSMENT_NEEDED with the stations, STALE_VERSION, BAD_INPUT, CONFLICT
   */
  setPolicy(tenant: Tenant, bureauId: Id, stationIds: readonly Id[], command: SetPolicy): Promise<void> {
    return this.once(tenant, bureauId, 'policy', command, async (plugin) => {
      const reason = reasonOf(command.reason);
      await (command.chosen === true ? this.writeStationPolicies(tenant, bureauId, stationIds, plugin, reason, command) : this.writePolicy(tenant, bureauId, stationIds, plugin, reason, command));
      const policy = command.policy === 'free' ? undefined : command.policy;
      const standings = await lockStandings(tenant, plugin, stationIds);
      const on = standings.filter((standing) => !standing.enabled && effective(standing, policy));
      const off = standings.filter((standing) => standing.enabled && !effective(standing, policy));
      if (on.length > 0) await this.requireAssessed(tenant, plugin, bureauId, on.map(({ stationId }) => stationId));
      const decided = off.length === 0 ? [] : await this.decided(tenant, plugin, off.map(({ stationId }) => stationId), command);
      for (const standing of standings) {
        if (standing.policy === policy && standing.enabled === effective(standing, policy)) continue;
        await this.turn(tenant, standing, { own: standing.own, policy }, { decided: decided.filter(({ stationId }) => stationId === standing.stationId), reason });
      }
      if (on.length + off.length > 0) await this.tellTurned(tenant, { pluginId: plugin.id, enabled: on.length > 0, bureauId });
      await audit(tenant, { action: deeds.pluginPolicySet, bureauId, purpose: reason, details: { pluginId: plugin.id, policy: command.policy, ...(command.chosen === true ? { stationIds } : {}), enabled: on.length, disabled: off.length } });
    });
  }

  /** Records an assessment for a station, or for all stations of a bureau. @param stationIds those it counts for, all in reach @throws as {@link recordAssessment} */
  async assess(tenant: Tenant, scope: Parameters<typeof recordAssessment>[1], stationIds: readonly Id[], pluginId: string, given: NewAssessment): Promise<Id> {
    const plugin = await pluginOf(tenant, this.options.catalog, pluginId);
    const policies = scope.level === 'bureau' ? await policiesOf(tenant, { bureauId: scope.scopeId }) : await policiesAt(tenant, scope.scopeId);
    const { id } = await recordAssessment(tenant, scope, plugin, given, policies.get(pluginId)?.longest ?? ASSESSMENT_HOLDS);
    for (const stationId of stationIds) await this.options.watch.attend(tenant, stationId, plugin);
    return id;
  }

  private async tellTurned(tenant: Tenant, turned: Parameters<WhenTurned>[1]): Promise<void> {
    for (const listener of this.turned) await listener(tenant, turned);
  }

  private async once(tenant: Tenant, scopeId: Id, name: string, command: Change, work: (plugin: WorkflowPlugin) => Promise<void>): Promise<void> {
    const plugin = await pluginOf(tenant, this.options.catalog, command.pluginId);
    await once(tenant, scopeId, `plugin ${name}`, command, async () => {
      await work(plugin);
      return null;
    });
  }

  private async standing(tenant: Tenant, stationId: Id, plugin: WorkflowPlugin, expectedVersion: number): Promise<Standing> {
    const [standing] = await lockStandings(tenant, plugin, [stationId]);
    if (standing === undefined) throw new Error('What was locked is there.');
    requireVersion(standing.version, expectedVersion);
    return standing;
  }

  /** Who finishes what runs, checked against the list that was looked at. */
  private async decided(tenant: Tenant, plugin: WorkflowPlugin, stationIds: readonly Id[], { seen, takeovers }: Disable): Promise<Decided[]> {
    const list = await tally(tenant, plugin, stationIds);
    requireSeen(seen, plugin, list);
    return decide(plugin, stationIds, list.tallies, await checkTakeovers(tenant, stationIds, takeovers), true);
  }

  /** Writes what holds from now on at one station, with all that hangs on it. */
  private async turn(tenant: Tenant, standing: Standing, to: Pick<Standing, 'own' | 'policy'>, off: { readonly decided: readonly Decided[]; readonly reason: string } = { decided: [], reason: '' }): Promise<void> {
    const { stationId, plugin } = standing;
    const enabled = to.policy === undefined && to.own === undefined ? plugin.enabledByDefault : effective({ plugin, own: to.own }, to.policy);
    await writeStanding(tenant, standing, to);
    if (enabled !== standing.enabled) {
      await this.handOver(tenant, { ...standing, version: standing.version + 1 }, off.decided);
      if (enabled) for (const listener of this.listeners) await listener(tenant, { stationId, pluginId: plugin.id });
      await audit(tenant, { action: enabled ? deeds.pluginEnabled : deeds.pluginSwitchedOff, stationId, ...(off.reason === '' ? {} : { purpose: off.reason }), details: { pluginId: plugin.id, by: to.policy ?? 'station', takeovers: summary(off.decided) } });
    }
    if (to.policy !== standing.policy) await this.tellPolicy(tenant, standing, to.policy, enabled, off.reason);
    await this.options.watch.attend(tenant, stationId, plugin);
  }

  /** Puts the takeovers of a station in the place of earlier ones, and tells whoever takes over. */
  private async handOver(tenant: Tenant, { stationId, plugin, version }: Standing, decided: readonly Decided[]): Promise<void> {
    await tenant.sql('DELETE FROM plugin_takeover WHERE station_id = $1 AND plugin_id = $2', [stationId, plugin.id]);
    for (const { workflow, running, how, accountIds, roles, reason } of decided) {
      await tenant.sql(
        `INSERT INTO plugin_takeover (station_id, plugin_id, workflow, how, account_ids, roles, reason, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [stationId, plugin.id, workflow, how, accountIds, roles, reason ?? null, tenant.context.accountId ?? null, tenant.now],
      );
      if (running === 0) continue;
      if (how === 'cancel') await this.options.jobs.outbox.enqueue(tenant, { topic: CALL_OFF_TOPIC, stationId, payload: { pluginId: plugin.id, workflow, after: '' } });
      else await this.tellTakeover(tenant, stationId, plugin, version, { workflow, running, accountIds, roles });
    }
  }

  private async tellTakeover(tenant: Tenant, stationId: Id, plugin: WorkflowPlugin, version: number, { workflow, running, accountIds, roles }: Pick<Decided, 'workflow' | 'running' | 'accountIds' | 'roles'>): Promise<void> {
    const title = plugin.workflows.find((one) => one.workflow === workflow)?.title ?? titleOf(plugin);
    await this.options.notices.notify(tenant, {
      unit: { stationId }, key: `plugin:${plugin.id}:${version}:${workflow}`, kind: 'plugin.takeover', accountIds, roles,
      title: text(`请接办：${title['zh-CN']} ${running} 件`, `Yours to finish: ${title.en}, ${running}`),
      body: text('此功能已停用，在办事项由您办理到底；时限照常计算。', 'The feature is disabled; what runs is yours to finish. Clocks go on.'),
      record: { kind: 'plugin', id: stationId, number: plugin.id },
    });
  }

  private async tellPolicy(tenant: Tenant, { stationId, plugin, version }: Standing, policy: Standing['policy'], enabled: boolean, reason: string): Promise<void> {
    const words: Bilingual = policy === 'mandated' ? text('分局统一启用', 'mandated by the bureau') : policy === 'forbidden' ? text('分局已禁用', 'forbidden by the bureau') : text('分局交由各所决定', 'left to each station by the bureau');
    const now = enabled ? text('本所现已启用', 'now enabled here') : text('本所现未启用', 'now disabled here');
    const body = reason === '' ? now : text(`${now['zh-CN']}；依据：${reason}`, `${now.en}; why: ${reason}`);
    await this.options.notices.notify(tenant, {
      unit: { stationId }, key: `plugin:${plugin.id}:${version + 1}:policy`, kind: 'plugin.policy', roles: ['chief'],
      title: text(`${titleOf(plugin)['zh-CN']}：${words['zh-CN']}`, `${titleOf(plugin).en}: ${words.en}`), body, record: { kind: 'plugin', id: stationId, number: plugin.id },
    });
  }

  private async requireAssessed(tenant: Tenant, plugin: WorkflowPlugin, bureauId: Id, stationIds: readonly Id[]): Promise<void> {
    const rows = await assessmentsAt(tenant, [...stationIds, bureauId], [plugin.id]);
    const lacking = stationIds.filter((stationId) => !isCovered(assessedBy(plugin, rows.filter(({ scopeId }) => scopeId === stationId || scopeId === bureauId), tenant.now)));
    if (lacking.length === 0) return;
    throw new StationhouseError(
      'ASSESSMENT_NEEDED',
      text(`“${titleOf(plugin)['zh-CN']}”处理敏感个人信息，启用前须登记有效的个人信息影响评估（个人信息保护法第五十五条）。`, `"${titleOf(plugin).en}" processes sensitive personal data: record a valid personal-data assessment before it is enabled (PIPL 55).`),
      { pluginId: plugin.id, stationIds: lacking },
    );
  }

  /** What is said of a station alone, unless it is what holds for all. */
  private async writeStationPolicies(tenant: Tenant, bureauId: Id, stationIds: readonly Id[], plugin: WorkflowPlugin, reason: string, { policy, expectedVersion, longest }: SetPolicy): Promise<void> {
    if (longest !== undefined) throw badInput('assessmentAtMost', text('影响评估有效期对全部派出所统一设定。', 'How long an assessment holds is set for all stations together.'));
    const general = (await policiesOf(tenant, { bureauId })).get(plugin.id);
    requireVersion(general?.version ?? 0, expectedVersion);
    await tenant.sql('DELETE FROM plugin_station_policy WHERE plugin_id = $1 AND station_id = ANY ($2)', [plugin.id, [...stationIds]]);
    if (policy === (general?.policy ?? 'free')) return;
    await tenant.sql(`INSERT INTO plugin_station_policy (station_id, plugin_id, policy, reason, set_by, since) SELECT s, $2, $3, $4, $5, $6 FROM unnest($1::uuid[]) s`, [[...stationIds], plugin.id, policy, reason, tenant.context.accountId ?? null, tenant.now]);
  }

  private async writePolicy(tenant: Tenant, bureauId: Id, stationIds: readonly Id[], plugin: WorkflowPlugin, reason: string, { policy, expectedVersion, longest }: SetPolicy): Promise<void> {
    const holds = longest === undefined ? null : parseDuration(longest, 'longest');
    const before = (await tenant.sql<Pick<PluginPolicyRow, 'version'>>('SELECT version FROM plugin_policy WHERE bureau_id = $1 AND plugin_id = $2 FOR UPDATE', [bureauId, plugin.id]))[0];
    requireVersion(before?.version ?? 0, expectedVersion);
    const [written] = await tenant.sql(
      `INSERT INTO plugin_policy AS p (bureau_id, plugin_id, policy, reason, longest, set_by, since) VALUES ($1, $2, $3, $4, coalesce($5, $6), $7, $8)
       ON CONFLICT (bureau_id, plugin_id) DO UPDATE SET policy = excluded.policy, reason = excluded.reason, longest = coalesce($5, p.longest), version = p.version + 1, set_by = excluded.set_by, since = excluded.since
       WHERE p.version = $9 RETURNING version`,
      [bureauId, plugin.id, policy, reason, holds, ASSESSMENT_HOLDS, tenant.context.accountId ?? null, tenant.now, expectedVersion],
    );
    // The first policy of two at the same moment: the other one came first.
    if (written === undefined) requireVersion(expectedVersion + 1, expectedVersion);
    await tenant.sql('DELETE FROM plugin_station_policy WHERE plugin_id = $1 AND station_id = ANY ($2)', [plugin.id, [...stationIds]]);
  }

  private async policyRefusal(tenant: Tenant, { stationId, plugin }: Standing, code: 'PLUGIN_MANDATED' | 'PLUGIN_FORBIDDEN', zhCN: string, en: string): Promise<StationhouseError> {
    const reason = (await policiesAt(tenant, stationId)).get(plugin.id)?.reason ?? '';
    return new StationhouseError(code, text(`“${titleOf(plugin)['zh-CN']}”${zhCN}（${reason}），如需更改请联系分局。`, `"${titleOf(plugin).en}" ${en} (${reason}). Ask the bureau if that should change.`), { pluginId: plugin.id });
  }
}

function requireVersion(version: number, expectedVersion: number): void {
  if (version === expectedVersion) return;
  throw new StationhouseError('STALE_VERSION', text('他人刚刚更改了此插件的设置，请刷新页面，核对后再操作。', 'Somebody else has just changed this plugin’s setting. Reload the page, check, and try again.'), { version });
}

function reasonOf(given: string): string {
  const reason = parseText(given, 'reason', LONGEST_REASON).trim();
  if (reason === '') throw badInput('reason', text('请填写原因。', 'Give a reason.'));
  return reason;
}

async function bureauOf(tenant: Tenant, stationId: Id): Promise<Id> {
  const [station] = await tenant.sql<{ bureauId: Id }>('SELECT bureau_id AS "bureauId" FROM station WHERE id = $1', [stationId]);
  if (station === undefined) throw new Error('A station in reach is there.');
  return station.bureauId;
}

const summary = (decided: readonly Decided[]) => decided.map(({ workflow, running, how, accountIds, roles }) => ({ workflow, running, how, accountIds, roles }));
