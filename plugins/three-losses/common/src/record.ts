import type { Json, JsonObject } from '@stationhouse/workflow';
import { given, objectOf, objectsOf, phoneDigits, textOf } from '@stationhouse/workflow/json';

const ACCOUNT_LENGTH = 4000;
const MOST_CORRECTIONS = 50;
const MOST_CLUES = 200;
const MOST_CLAIMS = 50;
const MOST_ANSWERS = 200;

/** What happened, with what was said now below it. The newest is kept where it grows too long. */
export function withAccount(data: JsonObject, answer: JsonObject): string {
  const [known, said] = [textOf(data['account']), textOf(answer['account'])];
  return (said === '' || known.split('\n').includes(said) ? known : [known, said].filter((words) => words !== '').join('\n')).slice(-ACCOUNT_LENGTH);
}

/** What is known of their health: what was said now, else what stood there. */
export const withHealth = (data: JsonObject, answer: JsonObject): string => textOf(answer['health']) || textOf(data['health']);

/** The corrections with one more: what stood there and what takes its place. @param now ISO 8601 */
export function withCorrection(data: JsonObject, answer: JsonObject, now: string): Json {
  const one = given({ at: now, source: answer['source'] ?? null, fromOn: data['lastSeenOn'] ?? null, fromPlace: data['lastPlace'] ?? null, toOn: answer['lastSeenOn'] ?? null, toPlace: answer['lastPlace'] ?? null });
  return [...objectsOf(data['corrections']), one].slice(-MOST_CORRECTIONS);
}

/** The clues with one more, by the moment they are of: a video of noon that is seen at two stands before the call of one. @param now ISO 8601 */
export function withClue(data: JsonObject, answer: JsonObject, now: string): Json {
  const { seenOn, source, sure, place, point, towardsWater, note } = answer;
  const one = given({ at: now, seenOn: seenOn ?? now, source: source ?? null, sure: sure ?? null, place: textOf(place), point: point ?? null, towardsWater: towardsWater ?? null, note: textOf(note) });
  return [...objectsOf(data['clues']), one].slice(-MOST_CLUES).sort((a, b) => Date.parse(textOf(a['seenOn'])) - Date.parse(textOf(b['seenOn'])));
}

/** Who says that they were found, with one more. @param now ISO 8601 */
export function withClaim(data: JsonObject, answer: JsonObject, now: string): Json {
  const one = given({ on: textOf(answer['foundOn']) || now, at: now, place: textOf(answer['foundPlace']), by: answer['foundBy'] ?? null, note: textOf(answer['note']) });
  return [...objectsOf(data['claims']), one].slice(-MOST_CLAIMS);
}

/** Where they were found: as the person who confirmed says, else as it was said last. */
export const claimedPlace = (data: JsonObject, answer: JsonObject): string => textOf(answer['foundPlace']) || textOf(objectsOf(data['claims']).at(-1)?.['place']);

/** How they were found, as whoever said so last. */
export const claimedBy = (data: JsonObject): string => textOf(objectsOf(data['claims']).at(-1)?.['by']);

/** By what two reports are of one person: the phone of whoever reports. Empty when there is none. */
export const reporterKey = (data: JsonObject): string => phoneDigits(objectOf(data['reporter'])['phone']);

const GROUPS: Readonly<Record<string, string>> = { child: '儿童', youth: '少年', adult: '成年人', elder: '老年人' };
const SEXES: Readonly<Record<string, string>> = { male: '男', female: '女' };
const SIGHT_LENGTH = 500;
const NOTHING_KNOWN = '走散人员，特征待补充';

/**
 * What somebody who looks out for them is told: what can be seen, and nothing else – no name, no health, no address. In the language in which stations work, as the
 * text is part of the record.
 */
export function sightOf(data: JsonObject): string {
  const { group, sex, age, height, clothing, features } = objectOf(data['person']);
  const parts = [SEXES[textOf(sex)], typeof age === 'number' ? `${age} 岁` : GROUPS[textOf(group)], typeof height === 'number' ? `身高约 ${height} 厘米` : undefined, textOf(clothing), textOf(features)];
  return parts.filter((part) => part !== undefined && part !== '').join('，').slice(0, SIGHT_LENGTH) || NOTHING_KNOWN;
}

/** The person with the family's phone, where it was learnt. */
export const withContact = (data: JsonObject, answer: JsonObject): JsonObject => ({ ...objectOf(data['person']), ...given({ contact: answer['contact'] ?? null }) });

/** What the visits found, the newest last. */
export function withFindings(data: JsonObject, answer: JsonObject): string {
  return [textOf(data['findings']), textOf(answer['findings'])].filter((words) => words !== '').join('\n').slice(-ACCOUNT_LENGTH);
}

/** What neighbouring stations answered, with one more. @param now ISO 8601 */
export function withNeighbour(data: JsonObject, answer: JsonObject, now: string): Json {
  const { station, answer: said, place, at, words } = answer;
  return [...objectsOf(data['neighbours']), given({ on: now, station: station ?? null, answer: said ?? null, place: textOf(place), at: at ?? null, words: textOf(words) })].slice(-MOST_ANSWERS);
}
