import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { Json, JsonObject } from '@stationhouse/workflow';
import { z } from 'zod';
import type { WorkflowCatalog, WorkflowPlugin } from '../../../catalog/catalog.js';
import { managePlugins, setPluginPolicies } from '../../../permissions.js';
import { titleOf } from '../../../plugins/declared.js';
import { tally } from '../../../plugins/running.js';
import type { PluginSettings, SettingsStanding } from '../../../plugins/settings/settings.js';
import type { Policy } from '../../../plugins/entities.js';
import { effective, policiesOf, standingsAt, stationPoliciesAt } from '../../../plugins/standings.js';
import type { PluginSwitch, SetPolicy } from '../../../plugins/switch.js';
import type { Scope } from '../../overlays.js';
import type { ConfigurationFile, ConfigurationPart, WriteFile } from '../part.js';
import { allCarriedOut, inLine, readIn, same, written } from '../yaml.js';

const PATH = 'plugins.yaml';
const FILES = /^plugins\.yaml$/;
const settings = z.record(z.string(), z.json());
const policy = z.enum(['free', 'mandated', 'forbidden']);
const reason = z.string().min(1).max(500);
const atStation = z.record(z.string(), z.strictObject({ enabled: z.boolean().optional(), settings: settings.optional() }));
const atBureau = z.record(
  z.string(),
  z.strictObject({
    policy: policy.optional(), reason: reason.optional(), assessmentAtMost: z.string().optional(), settings: settings.optional(), locked: z.array(z.string()).optional(),
    stations: z.record(z.string(), z.strictObject({ policy, reason })).optional(),
  }),
);

interface Doors {
  readonly catalog: WorkflowCatalog;
  readonly plugins: PluginSwitch;
  readonly settings: PluginSettings;
}

/** Whether a station works with each plugin by its own word, and what it sets of it. */
export class StationPluginsFile implements ConfigurationPart {
  readonly levels = ['station'] as const;
  readonly permission = managePlugins;
  readonly files = FILES;

  constructor(private readonly doors: Doors) {}

  async read(tenant: Tenant, { scopeId }: Scope): Promise<ConfigurationFile[]> {
    const said: Record<string, unknown> = {};
    for (const { plugin, own: word, policy } of await standingsAt(tenant, this.doors.catalog, [scopeId])) {
      // Under a policy of the bureau the station's word does not hold, and no file could bring it in.
      const own = policy === undefined ? word : undefined;
      const set = this.doors.settings.has(plugin.id) ? ownOf(await this.doors.settings.ofStation(tenant, scopeId, plugin.id)) : {};
      if (own !== undefined || Object.keys(set).length > 0) said[plugin.id] = { ...(own === undefined ? {} : { enabled: own }), ...(Object.keys(set).length === 0 ? {} : { settings: set }) };
    }
    return fileOf(said);
  }

  async write(tenant: Tenant, { scopeId: stationId }: Scope, { file, idempotencyKey }: WriteFile): Promise<readonly Bilingual[]> {
    return allCarriedOut(tenant, file, Object.entries(readIn(atStation, file)).map(([pluginId, wanted]) => ({ at: [pluginId], work: () => this.writeOne(tenant, stationId, pluginId, wanted, `${idempotencyKey} ${pluginId}`) })));
  }

  private async writeOne(tenant: Tenant, stationId: Id, pluginId: string, wanted: z.output<typeof atStation>[string], key: string): Promise<readonly Bilingual[]> {
    const changes: Bilingual[] = [];
    const plugin = await known(tenant, this.doors.catalog, pluginId);
    const standing = (await standingsAt(tenant, this.doors.catalog, [stationId])).find((one) => one.plugin === plugin);
    if (wanted.enabled !== undefined && standing !== undefined && wanted.enabled !== standing.enabled) {
      const change = { pluginId, expectedVersion: standing.version, idempotencyKey: `${key} on` };
      if (wanted.enabled) await this.doors.plugins.enable(tenant, stationId, change);
      else await this.doors.plugins.disable(tenant, stationId, { ...change, reason: '按配置文件停用', seen: (await tally(tenant, plugin, [stationId])).version, takeovers: [] });
      changes.push(onOff(plugin, wanted.enabled));
    }
    if (wanted.settings === undefined) return changes;
    const now = await this.doors.settings.ofStation(tenant, stationId, pluginId);
    const values = { ...now.inherited, ...wanted.settings } as JsonObject;
    if (same(now.values, values)) return changes;
    await this.doors.settings.setAtStation(tenant, stationId, { pluginId, values, expectedVersion: now.version, idempotencyKey: `${key} settings` });
    changes.push(...inWords(plugin, now.values, values));
    return changes;
  }
}

/** A bureau's policies on plugins, for all its stations and for single ones by their codes, and what it sets and locks of them for all. */
export class BureauPluginsFile implements ConfigurationPart {
  readonly levels = ['bureau'] as const;
  readonly permission = setPluginPolicies;
  readonly files = FILES;

  constructor(private readonly doors: Doors) {}

  async read(tenant: Tenant, { bureauId }: Scope): Promise<ConfigurationFile[]> {
    const said: Record<string, unknown> = {};
    const policies = await policiesOf(tenant, { bureauId });
    const codes = new Map([...(await codesOf(tenant, bureauId))].map(([code, id]) => [id, code]));
    const single = await stationPoliciesAt(tenant, [...codes.keys()]);
    for (const { id } of (await this.doors.catalog.seen(tenant)).allPlugins()) {
      const policy = policies.get(id);
      const standing = this.doors.settings.has(id) ? await this.doors.settings.ofBureau(tenant, bureauId, id) : undefined;
      const set = standing === undefined ? {} : ownOf(standing);
      const one = {
        ...(policy === undefined ? {} : { policy: policy.policy, reason: policy.reason, assessmentAtMost: policy.longest }),
        ...(Object.keys(set).length === 0 ? {} : { settings: set }),
        ...(standing === undefined || standing.locked.length === 0 ? {} : { locked: standing.locked }),
        ...stationsSaid(single.filter((row) => row.pluginId === id), codes),
      };
      if (Object.keys(one).length > 0) said[id] = one;
    }
    return fileOf(said);
  }

  async write(tenant: Tenant, { bureauId }: Scope, { file, idempotencyKey }: WriteFile): Promise<readonly Bilingual[]> {
    return allCarriedOut(tenant, file, Object.entries(readIn(atBureau, file)).map(([pluginId, wanted]) => ({ at: [pluginId], work: () => this.writeOne(tenant, bureauId, file, pluginId, wanted, `${idempotencyKey} ${pluginId}`) })));
  }

  private async writeOne(tenant: Tenant, bureauId: Id, file: ConfigurationFile, pluginId: string, wanted: z.output<typeof atBureau>[string], key: string): Promise<readonly Bilingual[]> {
    const changes: Bilingual[] = [];
    const plugin = await known(tenant, this.doors.catalog, pluginId);
    if (wanted.policy !== undefined) changes.push(...(await this.setPolicy(tenant, bureauId, plugin, { ...wanted, policy: wanted.policy }, `${key} policy`)));
    changes.push(...(await allCarriedOut(tenant, file, Object.entries(wanted.stations ?? {}).map(([code, single]) => ({ at: [pluginId, 'stations', code], work: () => this.setSingle(tenant, bureauId, plugin, code, single, `${key} ${code}`) })))));
    if (wanted.settings === undefined && wanted.locked === undefined) return changes;
    const now = await this.doors.settings.ofBureau(tenant, bureauId, pluginId);
    const values = wanted.settings === undefined ? now.values : ({ ...now.inherited, ...wanted.settings } as JsonObject);
    const locked = wanted.locked ?? now.locked;
    if (same(now.values, values) && same([...now.locked].sort(), [...locked].sort())) return changes;
    await this.doors.settings.setAtBureau(tenant, bureauId, { pluginId, values, locked, expectedVersion: now.version, idempotencyKey: `${key} settings` });
    changes.push(...inWords(plugin, now.values, values));
    if (!same([...now.locked].sort(), [...locked].sort())) changes.push(text(`${titleOf(plugin)['zh-CN']} 锁定 ${locked.join('、') || '无'}`, `${titleOf(plugin).en}: locked ${locked.join(', ') || 'nothing'}`));
    return changes;
  }

  private async setPolicy(tenant: Tenant, bureauId: Id, plugin: WorkflowPlugin, wanted: { readonly policy: Policy; readonly reason?: string | undefined; readonly assessmentAtMost?: string | undefined }, idempotencyKey: string): Promise<Bilingual[]> {
    const now = (await policiesOf(tenant, { bureauId })).get(plugin.id);
    const longest = wanted.assessmentAtMost ?? now?.longest;
    const policy = now?.policy ?? 'free';
    const reason = wanted.reason ?? (policy === wanted.policy ? now?.reason : undefined) ?? '按配置文件设定';
    if (policy === wanted.policy && longest === now?.longest && (now === undefined || reason === now.reason)) return [];
    await this.carry(tenant, bureauId, plugin, tenant.context.stationIds, { policy: wanted.policy, reason, longest, expectedVersion: now?.version ?? 0, idempotencyKey });
    return [policyChange(titleOf(plugin), policy, wanted.policy)];
  }

  private async setSingle(tenant: Tenant, bureauId: Id, plugin: WorkflowPlugin, code: string, { policy: to, reason: why }: { readonly policy: Policy; readonly reason: string }, idempotencyKey: string): Promise<readonly Bilingual[]> {
    const stationId = (await codesOf(tenant, bureauId)).get(code);
    if (stationId === undefined) throw notFound(text(`代码为“${code}”的派出所`, `A station with the code "${code}"`));
    const general = (await policiesOf(tenant, { bureauId })).get(plugin.id);
    const [own] = (await stationPoliciesAt(tenant, [stationId])).filter(({ pluginId }) => pluginId === plugin.id);
    const now = own?.policy ?? general?.policy ?? 'free';
    if (now === to && (own === undefined || own.reason === why)) return [];
    await this.carry(tenant, bureauId, plugin, [stationId], { policy: to, reason: why, expectedVersion: general?.version ?? 0, idempotencyKey, chosen: true });
    const { 'zh-CN': zhCN, en } = titleOf(plugin);
    return [policyChange(text(`${code} ${zhCN}`, `${code}: ${en}`), now, to)];
  }

  private async carry(tenant: Tenant, bureauId: Id, plugin: WorkflowPlugin, stationIds: readonly Id[], change: Pick<SetPolicy, 'policy' | 'reason' | 'longest' | 'expectedVersion' | 'idempotencyKey' | 'chosen'>): Promise<void> {
    const to = change.policy === 'free' ? undefined : change.policy;
    const off = (await standingsAt(tenant, this.doors.catalog, stationIds)).filter((one) => one.plugin === plugin && one.enabled && !effective(one, to)).map(({ stationId }) => stationId);
    await this.doors.plugins.setPolicy(tenant, bureauId, stationIds, { ...change, pluginId: plugin.id, seen: (await tally(tenant, plugin, off)).version, takeovers: [] });
  }
}

/** The stations of a bureau by their codes. */
async function codesOf(tenant: Tenant, bureauId: Id): Promise<ReadonlyMap<string, Id>> {
  return new Map((await tenant.sql<{ id: Id; code: string }>('SELECT id, code FROM station WHERE bureau_id = $1 ORDER BY code', [bureauId])).map(({ id, code }) => [code, id]));
}

/** What is said of single stations, by code. */
function stationsSaid(rows: readonly { readonly stationId: Id; readonly policy: string; readonly reason: string }[], codes: ReadonlyMap<Id, string>): object {
  if (rows.length === 0) return {};
  const said = rows.map((row) => [codes.get(row.stationId) ?? '', { policy: row.policy, reason: row.reason }] as const);
  return { stations: Object.fromEntries(said.sort(([left], [right]) => (left < right ? -1 : 1))) };
}

/** A change of policy in words; where only its reason or its limit changed, that. */
function policyChange(of: Bilingual, from: Policy, to: Policy): Bilingual {
  if (from === to) return text(`${of['zh-CN']} 政策不变，更新理由或评估期限`, `${of.en}: the same policy, with another reason or limit`);
  return text(`${of['zh-CN']} ${POLICIES[from]['zh-CN']} → ${POLICIES[to]['zh-CN']}`, `${of.en}: ${POLICIES[from].en} → ${POLICIES[to].en}`);
}

const POLICIES = { free: text('由各所决定', 'left to stations'), mandated: text('统一启用', 'mandated'), forbidden: text('禁用', 'forbidden') } as const;

/** What is set at the place itself. */
function ownOf({ values, own }: SettingsStanding): JsonObject {
  return Object.fromEntries(own.map((key) => [key, values[key] as Json])) as JsonObject;
}

function fileOf(said: Readonly<Record<string, unknown>>): ConfigurationFile[] {
  return Object.keys(said).length === 0 ? [] : [{ path: PATH, content: written(said) }];
}

/** @throws StationhouseError NOT_FOUND */
async function known(tenant: Tenant, catalog: WorkflowCatalog, pluginId: string): Promise<WorkflowPlugin> {
  const plugin = (await catalog.seen(tenant)).plugin(pluginId);
  if (plugin === undefined) throw notFound(text(`插件“${pluginId}”`, `The plugin "${pluginId}"`));
  return plugin;
}

function onOff(plugin: WorkflowPlugin, on: boolean): Bilingual {
  return text(`${on ? '启用' : '停用'}${titleOf(plugin)['zh-CN']}`, `${on ? 'Enables' : 'Disables'} ${titleOf(plugin).en}`);
}

function inWords(plugin: WorkflowPlugin, from: JsonObject, to: JsonObject): Bilingual[] {
  return Object.keys(to).filter((key) => !same(from[key], to[key])).map((key) => text(`${titleOf(plugin)['zh-CN']} ${key} ${inLine(from[key] ?? null)} → ${inLine(to[key])}`, `${titleOf(plugin).en}: ${key} ${inLine(from[key] ?? null)} → ${inLine(to[key])}`));
}
