import { serverClock, type Tone, type Words } from '@stationhouse/plugin-web';
import type { CampaignState, StationMatrixQuery } from '../../gql/matrix.js';

export type Matrix = StationMatrixQuery['stationMatrix'];
export type MatrixStation = Matrix['edges'][number]['node'];
export type MatrixCell = MatrixStation['cells'][number];
export type MatrixWorkflow = Matrix['workflows'][number];

const DAY = 86_400_000;

/** Whole days since a moment. */
export function daysSince(iso: string): number {
  return Math.max(0, Math.floor((serverClock.now().getTime() - new Date(iso).getTime()) / DAY));
}

/** What a cell says first, and how loud. Colour only where something wants attention, or all is as the bureau has it. */
export function cellChip({ enabled, because, template, bureauRevision, stationRevision, conflicts, lack }: MatrixCell, say: Words['say']): { readonly tone: Tone; readonly words: string } {
  if (!enabled) return { tone: 'plain', words: because === 'POLICY' ? say('禁用', 'Forbidden') : say('未启用', 'Not enabled') };
  if (conflicts > 0) return { tone: 'warn', words: say('有 {count, number} 处冲突', '{count, plural, one {# conflict} other {# conflicts}}', { count: conflicts }) };
  if (lack === 'EXPIRED') return { tone: 'bad', words: say('影响评估过期', 'Assessment expired') };
  if (lack !== null && lack !== undefined) return { tone: 'warn', words: lack === 'MISSING' ? say('未做影响评估', 'Not assessed') : say('影响评估不全', 'Assessment incomplete') };
  const layers = [typeof bureauRevision === 'number' ? say('分局 v{revision}', 'bureau v{revision}', { revision: String(bureauRevision) }) : '', typeof stationRevision === 'number' ? say('本所 v{revision}', 'own v{revision}', { revision: String(stationRevision) }) : ''].filter(Boolean);
  return { tone: 'ok', words: [say('模板 v{template}', 'Template v{template}', { template: String(template) }), ...layers].join(' · ') };
}

/** What a cell says below. */
export function cellNotes({ enabled, changes, conflicts, conflictsSince, lack, lackSince, overdueClocks }: MatrixCell, say: Words['say']): string[] {
  return [
    conflicts > 0 && conflictsSince ? say('{days, plural, =0 {今天起等待所长处理} other {等待所长处理 # 天}}', 'waiting for the chief {days, plural, =0 {since today} one {# day} other {# days}}', { days: daysSince(conflictsSince) }) : '',
    enabled && lack && lackSince ? say('已 {days, number} 天，办理照常', 'for {days, plural, one {# day} other {# days}}; work goes on', { days: daysSince(lackSince) }) : '',
    overdueClocks > 0 ? say('超时 {count, number} 项', '{count, number} overdue', { count: overdueClocks }) : '',
    changes > 0 && conflicts === 0 ? say('{count, number} 处调整，均在范围内', '{count, plural, one {# change} other {# changes}}, within bounds', { count: changes }) : '',
  ].filter(Boolean);
}

/** How far a cell is from what the bureau gives everybody now; empty where it is not. */
export function driftInWords({ enabled, template, bureauRevision }: MatrixCell, present: MatrixWorkflow | undefined, say: Words['say']): string {
  if (!enabled || present === undefined) return '';
  if (template < present.template) return say('仍为模板 v{template}，现行 v{present}', 'still template v{template}; now v{present}', { template: String(template), present: String(present.template) });
  if (bureauRevision === present.bureauRevision) return '';
  const standing = present.bureauRevision;
  if (bureauRevision === null || bureauRevision === undefined) return say('未随分局 v{present}', 'not on bureau v{present}', { present: String(standing) });
  if (standing === null || standing === undefined) return say('下发版 v{revision}，未发布给全部派出所', 'handed down v{revision}, not for all stations', { revision: String(bureauRevision) });
  return say('下发版 v{revision}，现行 v{present}', 'handed down v{revision}; standing v{present}', { revision: String(bureauRevision), present: String(standing) });
}

/** `逾期 6.5%（2/31）`; empty where nothing fell due. A rate always comes with what it is counted of. */
export function lateInWords({ lateRate, tasksDue }: Pick<MatrixCell, 'lateRate' | 'tasksDue'>, say: Words['say']): string {
  if (lateRate === null || lateRate === undefined) return '';
  return say('逾期 {rate}（{late, number}/{due, number}）', 'late {rate} ({late, number} of {due, number})', { rate: percent(lateRate), late: Math.round(lateRate * tasksDue), due: tasksDue });
}

/** When a cell last changed, and who did it; empty where it never did. */
export function changedInWords({ changedAt, changedBy }: MatrixCell, { say, moment }: Pick<Words, 'say' | 'moment'>): string {
  if (!changedAt) return '';
  return say('{at} {by}改', 'changed {at} by {by}', { at: moment(changedAt), by: changedBy ?? say('系统', 'the system') });
}

/** True where a cell wants somebody. */
export function wantsCare({ conflicts, lack, overdueClocks }: MatrixCell): boolean {
  return conflicts > 0 || Boolean(lack) || overdueClocks > 0;
}

/** `2.1%`. */
export function percent(rate: number): string {
  return `${(rate * 100).toFixed(1)}%`;
}

export function stateChip(state: CampaignState, say: Words['say']): { readonly tone: Tone; readonly words: string } {
  const chips: Readonly<Record<CampaignState, { tone: Tone; words: string }>> = {
    PLANNED: { tone: 'plain', words: say('待生效', 'Planned') },
    ADOPTED: { tone: 'ok', words: say('已采用', 'Adopted') },
    CONFLICT: { tone: 'warn', words: say('有冲突，待处理', 'Conflict: to decide') },
    SUPERSEDED: { tone: 'plain', words: say('已被更新的配置取代', 'Superseded') },
    WITHDRAWN: { tone: 'plain', words: say('已撤回', 'Taken back') },
  };
  return chips[state];
}
