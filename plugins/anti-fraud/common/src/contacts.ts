import type { Json, JsonObject } from '@stationhouse/workflow';
import { objectsOf, textOf } from '@stationhouse/workflow/json';

const MOST_CONTACTS = 200;
/** Attempts that reached somebody else count against nobody. */
const UNCOUNTED: ReadonlySet<unknown> = new Set(['wrongNumber']);

/**
 * The contact attempts with one more, for the record and for the cap.
 * @param now ISO 8601
 * @param way phone, message, inPerson
 * @param result the outcome of the task, or `sent`
 */
export function withContact(data: JsonObject, answer: JsonObject, now: string, way: string, result: string): Json {
  const note = textOf(answer['note']);
  return [...objectsOf(data['contacts']), { at: now, way, result, ...(note === '' ? {} : { note }) }].slice(-MOST_CONTACTS);
}

/** How often this person was contacted in this alert, beyond what was allowed one by one. */
export function contactsMade(data: JsonObject): number {
  return objectsOf(data['contacts']).filter(({ result }) => !UNCOUNTED.has(result)).length - objectsOf(data['overrides']).length;
}

/** The overrides with one more: who allowed it stands in the timeline. @param now ISO 8601 */
export function withOverride(data: JsonObject, answer: JsonObject, now: string): Json {
  const reason = textOf(answer['reason']);
  return [...objectsOf(data['overrides']), { at: now, ...(reason === '' ? {} : { reason }) }];
}
