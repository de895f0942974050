import type { Tone } from '../chips.js';
import type { ShareAnswerKind } from '../gql/instance-shares.js';
import type { Words } from '../words.js';

/** What a station answered, in the words of its button. */
export function shareAnswerInWords(answer: ShareAnswerKind, { say }: Pick<Words, 'say'>): string {
  return { RECEIVED: say('已收到', 'Received'), SEARCHING: say('已派人查找', 'Searching'), NOT_FOUND: say('未发现', 'Nothing found'), CLUE: say('发现线索', 'A clue') }[answer];
}

/** How an answer stands out among others: a clue first. */
export function shareAnswerTone(answer: ShareAnswerKind | null): Tone {
  return answer === 'CLUE' ? 'ok' : answer === 'SEARCHING' ? 'info' : answer === null ? 'warn' : 'plain';
}
