import type { Json, JsonObject } from '@stationhouse/workflow';
import { objectsOf } from '@stationhouse/workflow/json';

/** What the agreement says of a party. */
const ON_PAPER: readonly string[] = ['name', 'phone', 'role', 'minor', 'guardian'];

/** True when a party is under 18: the guardian must attend. */
export function hasMinor(data: JsonObject): boolean {
  return objectsOf(data['parties']).some((party) => party['minor'] === true);
}

/** True when a party is under 18 and nobody has named the guardian. */
export function guardianUnnamed(data: JsonObject): boolean {
  return objectsOf(data['parties']).some(({ minor, guardian }) => minor === true && ((guardian ?? {}) as JsonObject)['name'] === undefined);
}

/** True when a party has said no to mediation; one who was not asked has not. */
export function consentRefused(data: JsonObject): boolean {
  return objectsOf(data['parties']).some(({ consent }) => consent === false);
}

/** The parties as they stand on the agreement: what they said while it was mediated is none of the paper's. */
export function signatories(data: JsonObject): Json {
  return objectsOf(data['parties']).map((party) => Object.fromEntries(Object.entries(party).filter(([key]) => ON_PAPER.includes(key))));
}

/**
 * The parties with what was learnt of one of them, who is known by name: somebody new is added, of somebody known the fields that were filled in
 * replace what stood there, and a further statement stands below the earlier one. Nobody sees or types the others' data for it.
 * @param now ISO 8601: when the statement was taken
 */
export function withParty(data: JsonObject, answer: JsonObject, now: string): Json {
  const parties = objectsOf(data['parties']);
  const given = Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== '' && value !== null));
  const known = parties.find(({ name }) => name === given['name']);
  const said = [known?.['statement'], given['statement']].filter((words) => typeof words === 'string');
  const learnt: JsonObject = { ...known, ...given, ...(said.length === 0 ? {} : { statement: said.join('\n') }), ...(given['statement'] === undefined ? {} : { statementOn: now }) };
  return known === undefined ? [...parties, learnt] : parties.map((party) => (party === known ? learnt : party));
}
