import { text } from '@stationhouse/kernel';
import type { Json, JsonObject, Rules } from '@stationhouse/workflow';
import { given, objectsOf, textOf } from '@stationhouse/workflow/json';

const MOST_TIPS = 100;
/** So many wait to be looked at: whoever knows more calls. One who floods the page stops it, and nobody else. */
const MOST_WAITING = 40;

const waiting = (data: JsonObject): readonly JsonObject[] => objectsOf(data['tips']).filter(({ answer }) => answer === undefined);
const tipOf = (data: JsonObject, { tip }: JsonObject): JsonObject | undefined => waiting(data).find((one) => one['no'] === tip);

/** What the public said, with one more; the same said again – a press whose answer was lost – stands there once. Nothing follows from it before somebody has looked at it. @param now ISO 8601 */
export function withTip(data: JsonObject, said: JsonObject, now: string): Json {
  const tips = objectsOf(data['tips']);
  const one = given({ seenOn: said['seenOn'] ?? null, place: textOf(said['place']), words: textOf(said['words']), phone: textOf(said['phone']) });
  if (tips.some((tip) => Object.entries(one).every(([key, value]) => tip[key] === value))) return tips;
  return [...tips, { no: Number(tips.at(-1)?.['no'] ?? 0) + 1, on: now, ...one }].slice(-MOST_TIPS);
}

/** What was said, as the clue that somebody takes it for: of when they say it was seen, else of when it was said. */
export function tipAsClue(data: JsonObject, answer: JsonObject, now: string): JsonObject {
  const tip = tipOf(data, answer) ?? {};
  const seenOn = textOf(answer['seenOn']) || textOf(tip['seenOn']) || textOf(tip['on']) || now;
  return { ...answer, source: 'witness', seenOn: seenOn > now ? now : seenOn, place: textOf(tip['place']), note: [textOf(tip['words']), textOf(answer['note'])].filter((words) => words !== '').join('\n') };
}

function answered(data: JsonObject, asked: JsonObject, now: string, answer: 'taken' | 'dropped'): Json {
  const tip = tipOf(data, asked);
  return objectsOf(data['tips']).map((one) => (one === tip ? { ...one, answer, answeredOn: now } : one));
}

/** The named rules of what the public says to a poster. */
export const tipRules: Rules = {
  isTip: { signature: '(dyn): bool', title: text('写了看见的情况', 'It says what was seen'), evaluate: (said: JsonObject) => textOf(said['words']) !== '' },
  manyTips: { signature: '(data): bool', title: text('待核对的群众情况过多', 'Too much waits to be looked at'), evaluate: (data) => waiting(data).length >= MOST_WAITING },
  waitsTip: { signature: '(data, dyn): bool', title: text('有这条待核对的群众情况', 'It waits to be looked at'), evaluate: (data, answer) => tipOf(data, answer) !== undefined },
  withTip: { signature: '(data, dyn, Moment): list<dyn>', title: text('加上本条群众情况', 'What the public said, with this'), evaluate: withTip },
  tipAsClue: { signature: '(data, dyn, Moment): dyn', title: text('作为线索的群众情况', 'What was said, as a clue'), evaluate: tipAsClue },
  withTipTaken: { signature: '(data, dyn, Moment): list<dyn>', title: text('采用后的群众情况', 'What the public said, this one taken'), evaluate: (data, answer, now) => answered(data, answer, now, 'taken') },
  withTipDropped: { signature: '(data, dyn, Moment): list<dyn>', title: text('不采用后的群众情况', 'What the public said, this one not taken'), evaluate: (data, answer, now) => answered(data, answer, now, 'dropped') },
};
