import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { addDuration, badInput, newId, parseText, StationhouseError, text, type Id, type IsoDuration } from '@stationhouse/kernel';
import * as deeds from '../audit-actions.js';
import type { WorkflowPlugin } from '../catalog/catalog.js';
import type { Keyed } from '../commands.js';
import { once } from '../configuration/once.js';
import type { Scope } from '../configuration/overlays.js';
import { fingerprintOf, needsAssessment, personalItems, uncovered, type PersonalItem } from './declared.js';
import type { PluginAssessmentRow } from './entities.js';

/** How the assessment of a plugin stands: `incomplete` where the plugin now declares more than was assessed. */
export type AssessmentState = 'not-needed' | 'missing' | 'incomplete' | 'valid' | 'expiring' | 'expired';

/** What covers a plugin at a station, and what it leaves uncovered. */
export interface Assessed {
  readonly state: AssessmentState;
  /** The assessment that counts: the covering one that holds longest, else the latest. */
  readonly assessment: PluginAssessmentRow | undefined;
  readonly uncovered: readonly PersonalItem[];
}

/** How long an assessment holds unless the bureau says otherwise (D). */
export const ASSESSMENT_HOLDS: IsoDuration = 'P1Y';
/** How long before its end an assessment is called expiring (D). */
export const EXPIRING_BEFORE: IsoDuration = 'P30D';

export interface NewAssessment extends Keyed {
  /** Of the declaration that was looked at. */
  readonly fingerprint: string;
  readonly document: string;
  readonly summary: string;
  readonly measures: string;
  readonly assessor: string;
  /** The purposes that were found lawful and necessary: all that the plugin declares. */
  readonly purposes: readonly string[];
  /** The longest time when absent. */
  readonly validUntil?: Date | undefined;
}

const COLUMNS = `scope_id AS "scopeId", id, level, plugin_id AS "pluginId", plugin_version AS "pluginVersion", fingerprint, items, document, summary, measures, assessor, made_by AS "madeBy", made_at AS "madeAt", valid_until AS "validUntil"`;

/** The assessments that count at a place: a bureau's own, or a station's with its bureau's; the latest first. */
export function assessmentsAt(tenant: Tenant, scopeIds: readonly Id[], pluginIds: readonly string[]): Promise<PluginAssessmentRow[]> {
  return tenant.sql<PluginAssessmentRow>(`SELECT ${COLUMNS} FROM plugin_assessment WHERE scope_id = ANY ($1) AND plugin_id = ANY ($2) ORDER BY made_at DESC, id DESC`, [[...scopeIds], [...pluginIds]]);
}

/** How a plugin is covered by the assessments of a place. @param rows the latest first, also of other plugins */
export function assessedBy(plugin: WorkflowPlugin, rows: readonly PluginAssessmentRow[], now: Date): Assessed {
  if (!needsAssessment(plugin)) return { state: 'not-needed', assessment: undefined, uncovered: [] };
  const own = rows.filter(({ pluginId }) => pluginId === plugin.id);
  const [longest] = own.filter(({ items }) => uncovered(plugin, items).length === 0).sort((left, right) => right.validUntil.getTime() - left.validUntil.getTime());
  if (longest === undefined) return { state: own.length === 0 ? 'missing' : 'incomplete', assessment: own[0], uncovered: uncovered(plugin, own[0]?.items ?? []) };
  const state = longest.validUntil <= now ? 'expired' : expiringAt(longest.validUntil) <= now ? 'expiring' : 'valid';
  return { state, assessment: longest, uncovered: [] };
}

/** From when an assessment counts as expiring. */
export function expiringAt(validUntil: Date): Date {
  return addDuration(validUntil, EXPIRING_BEFORE, 'UTC', -1);
}

/** Whether a plugin may be put to use: covered, by an assessment that holds. */
export function isCovered({ state }: Assessed): boolean {
  return state === 'not-needed' || state === 'valid' || state === 'expiring';
}

/**
 * Records an assessment of what a plugin declares now, for a station or for all stations of a bureau.
 * @param longest how long it may hold, by the bureau's word
 * @throws StationhouseError BAD_INPUT, STALE_VERSION when the declaration is no longer the one that was looked at, CONFLICT
 */
export function recordAssessment(tenant: Tenant, { level, scopeId }: Scope, plugin: WorkflowPlugin, given: NewAssessment, longest: IsoDuration): Promise<{ readonly id: Id }> {
  return once(tenant, scopeId, `assess ${plugin.id}`, given, async () => {
    if (!needsAssessment(plugin)) throw badInput('pluginId', text('该插件不处理敏感个人信息，无需评估。', 'This plugin processes no sensitive personal data: it needs no assessment.'));
    if (given.fingerprint !== fingerprintOf(plugin)) throw new StationhouseError('STALE_VERSION', text('插件声明的个人信息已变化，请刷新页面，核对后重新登记。', 'What the plugin declares has changed. Reload the page, check it, and record again.'), { fingerprint: fingerprintOf(plugin) });
    const items = personalItems(plugin);
    requirePurposes(items, given.purposes);
    const validUntil = boundedEnd(tenant.now, given.validUntil, longest);
    const id = newId();
    await tenant.sql(
      `INSERT INTO plugin_assessment (scope_id, id, level, plugin_id, plugin_version, fingerprint, items, document, summary, measures, assessor, made_by, made_at, valid_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        scopeId, id, level, plugin.id, plugin.version, given.fingerprint, JSON.stringify(items), said(given.document, 'document', 100), said(given.summary, 'summary', 2_000),
        said(given.measures, 'measures', 2_000), said(given.assessor, 'assessor', 100), tenant.context.accountId, tenant.now, validUntil,
      ],
    );
    const unit = level === 'bureau' ? { bureauId: scopeId } : { stationId: scopeId };
    await audit(tenant, { action: deeds.pluginAssessed, ...unit, record: { kind: 'assessment', id }, details: { pluginId: plugin.id, fingerprint: given.fingerprint, fields: items.length, validUntil: validUntil.toISOString() } });
    return { id };
  });
}

function said(given: string, field: string, most: number): string {
  const value = parseText(given, field, most).trim();
  if (value === '') throw badInput(field, text(`“${field}”不能为空。`, `"${field}" must not be empty.`));
  return value;
}

function requirePurposes(items: readonly PersonalItem[], confirmed: readonly string[]): void {
  const missing = [...new Set(items.map(({ purpose }) => purpose))].filter((purpose) => !confirmed.includes(purpose));
  if (missing.length > 0) throw badInput('purposes', text(`请逐项确认处理目的：${missing.join('、')}。`, `Confirm each purpose: ${missing.join(', ')}.`));
}

function boundedEnd(now: Date, wanted: Date | undefined, longest: IsoDuration): Date {
  const last = addDuration(now, longest, 'UTC');
  if (wanted === undefined) return last;
  if (wanted > now && wanted <= last) return wanted;
  throw badInput('validUntil', text(`有效期须晚于现在，最迟 ${last.toISOString().slice(0, 10)}。`, `It is valid until a moment after now, ${last.toISOString().slice(0, 10)} at the latest.`));
}
