import type { Words } from '@stationhouse/plugin-web';
import type { EmergencyReason, EmergencyReviewState } from '../../gql/emergency.js';

/** Why a card was open to somebody. */
export function reasonInWords(reason: EmergencyReason, { say }: Pick<Words, 'say'>): string {
  return { TASK: say('办理任务', 'had a task'), CANDIDATE: say('可领取任务', 'could take a task'), NOTICE: say('收到紧急通知', 'was rung'), BUREAU: say('流程指定的分局岗位', 'role of the bureau'), SHARE: say('协查单位', 'asked to help') }[reason];
}

/** How the openings of a card stand. */
export function stateInWords(state: EmergencyReviewState, { say }: Pick<Words, 'say'>): { readonly words: string; readonly tone: 'plain' | 'warn' | 'bad' | 'ok' } {
  return {
    OPEN: { words: say('办理中', 'Under way'), tone: 'plain' },
    WAITING: { words: say('待复核', 'To be reviewed'), tone: 'warn' },
    QUESTIONED: { words: say('有疑问', 'Questioned'), tone: 'bad' },
    CLEAR: { words: say('无异常', 'In order'), tone: 'ok' },
  }[state] as { readonly words: string; readonly tone: 'plain' | 'warn' | 'bad' | 'ok' };
}
