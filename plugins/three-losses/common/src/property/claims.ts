import type { Json, JsonObject } from '@stationhouse/workflow';
import { given, objectOf, objectsOf, textOf } from '@stationhouse/workflow/json';

const MOST_CLAIMANTS = 20;
/** What stays of somebody who claims it once they are the one. */
const WHO = ['name', 'phone', 'proof'];

/** Everybody who claims it, with one more. @param now ISO 8601 */
export function withClaimant(data: JsonObject, answer: JsonObject, now: string): Json {
  return [...objectsOf(data['applicants']), { on: now, ...given(objectOf(answer['claimant'])) }].slice(-MOST_CLAIMANTS);
}

/** Whether the answer leaves no doubt about whose claim it speaks of: the one it names, else the only one that stands. */
export const namesClaimant = (data: JsonObject, answer: JsonObject): boolean => placeOf(data, answer) !== undefined;

/** Whose claim the answer speaks of, as who is given the thing. The caller has asked {@link namesClaimant}. */
export function claimantOf(data: JsonObject, answer: JsonObject): Json {
  const claim = objectsOf(data['applicants'])[placeOf(data, answer) ?? -1] ?? {};
  return Object.fromEntries(WHO.flatMap((key) => (claim[key] === undefined ? [] : [[key, claim[key]]])));
}

/** Whether somebody else's claim stands, too. */
export const othersClaim = (data: JsonObject, answer: JsonObject): boolean => standing(data).some((place) => place !== placeOf(data, answer));

/** Everybody who claims it, with the claim that the answer speaks of refused. @param now ISO 8601 */
export function withRefused(data: JsonObject, answer: JsonObject, now: string): Json {
  const place = placeOf(data, answer);
  return objectsOf(data['applicants']).map((claim, at) => (at === place ? { ...claim, refusedOn: now, ...given({ reason: textOf(answer['note']) }) } : claim));
}

/** Places in the list of claims that were not refused, from nought. */
function standing(data: JsonObject): number[] {
  return objectsOf(data['applicants']).flatMap(({ refusedOn }, at) => (refusedOn === undefined ? [at] : []));
}

function placeOf(data: JsonObject, { which }: JsonObject): number | undefined {
  const places = standing(data);
  if (typeof which === 'number') return places.find((place) => place === which - 1);
  return places.length === 1 ? places[0] : undefined;
}
