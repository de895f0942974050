import type { Tone, Words } from '@stationhouse/plugin-web';
import type { InboundEventState } from '../../gql/inbound.js';

type Say = Words['say'];

/** What became of an event. */
export function eventStates(say: Say): Record<InboundEventState, { words: string; tone: Tone }> {
  return {
    RECEIVED: { words: say('处理中', 'Under way'), tone: 'info' },
    DONE: { words: say('已办理', 'Handled'), tone: 'ok' },
    HELD: { words: say('已留存', 'Held'), tone: 'warn' },
    REFUSED: { words: say('数据有误', 'Wrong data'), tone: 'bad' },
    FAILED: { words: say('未能办理', 'Not handled'), tone: 'bad' },
    SETTLED: { words: say('已人工处置', 'Seen to'), tone: 'plain' },
  };
}

/** Why an event waits, and what helps. */
export function reasonInWords(reason: string, say: Say): string {
  const known: Record<string, string> = {
    PLUGIN_DISABLED: say('接收它的功能未启用。请人工处置；功能启用后，未处置的会自动补办。', 'The feature that takes it in is off. See to it by hand; what is left is handled once the feature is on.'),
    unknownType: say('没有插件接收这种事件。请人工处置，并告知系统管理员。', 'No plugin takes in this kind of event. See to it by hand, and tell whoever runs the system.'),
    EVENT_DATA_INVALID: say('数据不符合约定。请人工处置，并告知发送方更正后以新编号重发。', 'Its data do not fit their type. See to it by hand, and tell the sender to send it right under a new id.'),
    handlerFailed: say('插件处理出错。可重新处理一次；仍不行请人工处置。', 'The plugin failed. Have it handled again once; else see to it by hand.'),
    dataGone: say('数据已过保存期限。', 'Its data are gone: their time is over.'),
  };
  return known[reason] ?? say('流程未接受，请人工处置或重新处理。', 'The workflow did not take it. See to it by hand, or have it handled again.');
}

/** States in which somebody must see to an event. */
export const WAITING: readonly InboundEventState[] = ['HELD', 'REFUSED', 'FAILED'];
