import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, notFound, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { patternRuleChanged } from './audit-actions.js';
import { patternRule, PATTERN_RULES, type PatternRule } from './rules.js';

/** A rule as a station has it. */
export interface RuleStanding {
  readonly rule: PatternRule;
  readonly enabled: boolean;
  /** What holds, by name: the station's own, else the rule's default. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** 0 while nobody changed it. */
  readonly version: number;
}

interface SettingRow {
  readonly rule: string;
  readonly enabled: boolean;
  readonly thresholds: Readonly<Record<string, number>>;
  readonly version: number;
}

/** Every rule as a station has it, in their order. */
export async function ruleStandings(tenant: Tenant, stationId: Id): Promise<RuleStanding[]> {
  const rows = new Map((await tenant.sql<SettingRow>('SELECT rule, enabled, thresholds, version FROM pattern_setting WHERE station_id = $1', [stationId])).map((row) => [row.rule, row]));
  return PATTERN_RULES.map((rule) => standingOf(rule, rows.get(rule.id)));
}

/** A threshold whose bounds were narrowed since somebody set it counts as the nearest bound. */
function standingOf(rule: PatternRule, row: SettingRow | undefined): RuleStanding {
  const thresholds = Object.entries(rule.thresholds).map(([name, { default: value, least, most }]) => [name, Math.min(most, Math.max(least, row?.thresholds[name] ?? value))] as const);
  return { rule, enabled: row?.enabled ?? true, thresholds: Object.fromEntries(thresholds), version: row?.version ?? 0 };
}

/** What a station sets of a rule. */
export interface SetRule {
  readonly ruleId: string;
  readonly enabled: boolean;
  /** Those that are not named keep the rule's default. */
  readonly thresholds: readonly { readonly name: string; readonly value: number }[];
  readonly expectedVersion: number;
}

/** Sets a rule for a station; what was noticed before stays. Sent again, it says the same. @throws StationhouseError NOT_FOUND, BAD_INPUT, STALE_VERSION */
export async function setRule(tenant: Tenant, stationId: Id, { ruleId, enabled, thresholds, expectedVersion }: SetRule): Promise<RuleStanding> {
  const rule = patternRule(ruleId);
  if (rule === undefined) throw notFound(text('提示规则', 'Rule'));
  const values = Object.fromEntries(thresholds.map(({ name, value }) => [name, checked(rule, name, value)]));
  const [written] = await tenant.sql<SettingRow>(
    `INSERT INTO pattern_setting AS s (station_id, rule, enabled, thresholds, changed_by) SELECT $1, $2, $3, $4, $5 WHERE $6 = 0 OR EXISTS (SELECT FROM pattern_setting k WHERE k.station_id = $1 AND k.rule = $2)
     ON CONFLICT (station_id, rule) DO UPDATE SET enabled = excluded.enabled, thresholds = excluded.thresholds, changed_by = excluded.changed_by, changed_at = app.now(), version = s.version + 1
       WHERE s.version = $6 RETURNING rule, enabled, thresholds, version`,
    [stationId, ruleId, enabled, JSON.stringify(values), tenant.context.accountId, expectedVersion],
  );
  if (written === undefined) return repeated(tenant, stationId, { rule, enabled, values, expectedVersion });
  await audit(tenant, { action: patternRuleChanged, stationId, details: { rule: ruleId, enabled, thresholds: values } });
  return standingOf(rule, written);
}

async function repeated(tenant: Tenant, stationId: Id, asked: { readonly rule: PatternRule; readonly enabled: boolean; readonly values: Readonly<Record<string, number>>; readonly expectedVersion: number }): Promise<RuleStanding> {
  const now = (await ruleStandings(tenant, stationId)).find(({ rule }) => rule === asked.rule);
  const wished = standingOf(asked.rule, { rule: asked.rule.id, enabled: asked.enabled, thresholds: asked.values, version: asked.expectedVersion + 1 });
  const same = now?.version === wished.version && now.enabled === wished.enabled && Object.entries(wished.thresholds).every(([name, value]) => now.thresholds[name] === value);
  if (now !== undefined && same) return now;
  throw new StationhouseError('STALE_VERSION', text('该规则刚被他人调整，请刷新后核对。', 'Somebody has changed this rule. Reload and check.'), { expectedVersion: asked.expectedVersion, version: now?.version ?? 0 });
}

function checked(rule: PatternRule, name: string, value: number): number {
  const threshold = rule.thresholds[name];
  if (threshold === undefined) throw badInput('thresholds', text(`该规则没有“${name}”，可设：${Object.keys(rule.thresholds).join('、')}。`, `The rule has no "${name}". There are: ${Object.keys(rule.thresholds).join(', ')}.`), { name });
  if (!Number.isInteger(value) || value < threshold.least || value > threshold.most) throw badInput('thresholds', text(`“${threshold.title['zh-CN']}”须为 ${threshold.least} 至 ${threshold.most} 的整数。`, `"${threshold.title.en}" must be a whole number from ${threshold.least} to ${threshold.most}.`), { name, least: threshold.least, most: threshold.most });
  return value;
}
