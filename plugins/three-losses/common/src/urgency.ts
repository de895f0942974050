import type { Json, JsonObject } from '@stationhouse/workflow';
import { objectOf, objectsOf, textOf, wordsOf } from '@stationhouse/workflow/json';

/** How urgent a search is, from the least. */
export const URGENCIES = ['ordinary', 'urgent', 'critical'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** What makes a search more than ordinary, by the code that the page puts into words. */
export const URGENCY_REASONS = ['unknown', 'child', 'elder', 'water', 'selfHarm', 'illness', 'weather', 'abuse'] as const;
export type UrgencyReason = (typeof URGENCY_REASONS)[number];

/** By themselves they make a search critical: minutes count (DOMAIN §2: child, water, self-harm). */
const CRITICAL: ReadonlySet<UrgencyReason> = new Set(['child', 'water', 'selfHarm']);
/** They make the search for an elder critical, too. */
const WORSE_FOR_ELDERS: ReadonlySet<UrgencyReason> = new Set(['illness', 'weather']);

/** An adult's age from which they count as an elder (老年人权益保障法 2). */
const ELDER = 60;
const CHILD = 14;
const ADULT = 18;

/** The age that was given in years; none when it was not. */
const ageOf = (person: JsonObject) => (typeof person['age'] === 'number' ? person['age'] : undefined);

/** True while nobody has said who it is, as of a search that a voice note began: then it is taken to be a minor, as that errs on the safe side. */
export function isUnknown(data: JsonObject): boolean {
  const person = objectOf(data['person']);
  return person['group'] === 'unknown' && ageOf(person) === undefined;
}

/** True for a child under 14, by age where it is known, else by what the reporter said. */
export function isChild(data: JsonObject): boolean {
  const person = objectOf(data['person']);
  return (ageOf(person) ?? (person['group'] === 'child' ? 0 : CHILD)) < CHILD;
}

const GROWN_UP: readonly unknown[] = ['adult', 'elder'];

/** True for somebody under 18, and while nobody knows who it is: a guardian is checked before anybody takes them (未成年人保护法). */
export function isMinor(data: JsonObject): boolean {
  const person = objectOf(data['person']);
  return (ageOf(person) ?? (GROWN_UP.includes(person['group']) ? ADULT : 0)) < ADULT;
}

const isElder = ({ person }: JsonObject) => (ageOf(objectOf(person)) ?? (objectOf(person)['group'] === 'elder' ? ELDER : 0)) >= ELDER;

/** Why the search is more than ordinary, in the order in which it is said. */
export function urgencyReasons(data: JsonObject): readonly UrgencyReason[] {
  const risks = new Set(wordsOf(data['risks']));
  if (objectsOf(data['clues']).some(({ towardsWater }) => towardsWater === true)) risks.add('water');
  return URGENCY_REASONS.filter((reason) => (reason === 'unknown' ? isUnknown(data) : reason === 'child' ? isChild(data) : reason === 'elder' ? isElder(data) : risks.has(reason)));
}

/** How urgent: critical for a child, water, self-harm, and an elder who is ill or out in bad weather; urgent for any other reason, and for a youth. */
export function urgencyOf(data: JsonObject): Urgency {
  const reasons = urgencyReasons(data);
  if (reasons.some((reason) => CRITICAL.has(reason) || (isElder(data) && WORSE_FOR_ELDERS.has(reason)))) return 'critical';
  return reasons.length > 0 || isMinor(data) ? 'urgent' : 'ordinary';
}

/** The data as they are once an answer or a clue was taken in, as far as urgency asks. */
function after(data: JsonObject, answer: JsonObject): JsonObject {
  return { ...data, person: withPerson(data, answer), risks: withRisks(data, answer) as Json, clues: answer['towardsWater'] === true ? [...objectsOf(data['clues']), answer] : (data['clues'] ?? []) };
}

/** How urgent with what was learnt: it never falls because an answer says less. Only what was taken for urgent as nobody knew who it was may turn out to be ordinary. */
export function urgencyWith(data: JsonObject, answer: JsonObject): Urgency {
  const known = after(data, answer);
  const [before, now] = [data['urgency'] as Urgency, urgencyOf(known)];
  if (isUnknown(data) && !isUnknown(known)) return now;
  return URGENCIES.indexOf(now) > URGENCIES.indexOf(before) ? now : before;
}

/** Why, with what was learnt. */
export const reasonsWith = (data: JsonObject, answer: JsonObject): readonly UrgencyReason[] => urgencyReasons(after(data, answer));

const PERSON = ['group', 'age', 'sex', 'name', 'height', 'clothing', 'features', 'phone'] as const;

/** The missing person with what was learnt: only what was filled in takes the place of what stood there. */
export function withPerson(data: JsonObject, answer: JsonObject): JsonObject {
  const learnt = Object.fromEntries(PERSON.flatMap((field) => (answer[field] === undefined || answer[field] === null || answer[field] === '' ? [] : [[field, answer[field]]])));
  return { ...objectOf(data['person']), ...learnt } as JsonObject;
}

/** The dangers with those that were learnt; one that was said once stays. */
export const withRisks = (data: JsonObject, answer: JsonObject): readonly string[] => [...new Set([...wordsOf(data['risks']), ...wordsOf(answer['risks'])])];

/** What still has to be asked, of who, when and where, once an answer was taken in. */
export function stillUnasked(data: JsonObject, answer: JsonObject): readonly string[] {
  const asked: Readonly<Record<string, boolean>> = { who: !isUnknown(after(data, answer)), when: textOf(answer['lastSeenOn']) !== '', where: textOf(answer['lastPlace']) !== '' };
  return wordsOf(data['unasked']).filter((one) => asked[one] !== true);
}

/** True when anything points to water: what was said at the start, or a clue. */
export const towardsWater = (data: JsonObject): boolean => urgencyReasons(data).includes('water');

/** True for whom no poster is ever made: who may harm themselves, or flee from harm (DOMAIN §2). */
export const noPoster = (data: JsonObject): boolean => wordsOf(data['risks']).some((risk) => risk === 'selfHarm' || risk === 'abuse');

/** For whom neighbouring stations and the bureau are asked by one press: a child, an elder, a risk of self-harm (DOMAIN §4). */
export const neighbourly = (data: JsonObject): boolean => urgencyReasons(data).some((reason) => reason === 'child' || reason === 'elder' || reason === 'selfHarm');
