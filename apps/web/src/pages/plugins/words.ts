import type { Tone, Words } from '@stationhouse/plugin-web';
import { durationInWords } from '@stationhouse/kernel';
import type { AssessmentPartsFragment, StationPluginPartsFragment } from '../../gql/plugins.js';

type Say = Words['say'];
export type StationPlugin = StationPluginPartsFragment;
export type Assessment = AssessmentPartsFragment;

/** Why a plugin is on or off. */
export function becauseInWords({ enabled, because }: Pick<StationPlugin, 'enabled' | 'because'>, say: Say): string {
  if (because === 'POLICY') return enabled ? say('分局统一启用', 'mandated by the bureau') : say('分局已禁用', 'forbidden by the bureau');
  if (because === 'STATION') return say('本所决定', 'the station’s decision');
  return say('默认设置', 'by default');
}

/** A policy in a word. */
export function policyInWords(policy: StationPlugin['policy'], say: Say): string {
  return { MANDATED: say('统一启用', 'Mandated'), FORBIDDEN: say('禁用', 'Forbidden'), FREE: say('各所决定', 'Each station decides') }[policy];
}

/** How an assessment stands, as a chip says it; undefined where none is needed. */
export function assessmentChip({ state }: Pick<Assessment, 'state'>, say: Say): { readonly tone: Tone; readonly words: string } | undefined {
  return {
    NOT_NEEDED: undefined,
    MISSING: { tone: 'warn' as const, words: say('未登记评估', 'Not assessed') },
    INCOMPLETE: { tone: 'warn' as const, words: say('新增信息未评估', 'Additions not assessed') },
    VALID: { tone: 'ok' as const, words: say('评估有效', 'Assessed') },
    EXPIRING: { tone: 'warn' as const, words: say('评估即将到期', 'Assessment expiring') },
    EXPIRED: { tone: 'bad' as const, words: say('评估已过期', 'Assessment expired') },
  }[state];
}

/** True while somebody should see to the assessment. */
export function needsCare({ state }: Pick<Assessment, 'state'>): boolean {
  return state !== 'NOT_NEEDED' && state !== 'VALID';
}

/** A time span: `P3Y` as 3 年. */
export function spanInWords(duration: string, locale: Words['locale']): string {
  return durationInWords(duration, locale);
}
