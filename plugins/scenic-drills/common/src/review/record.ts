import type { Json, JsonObject } from '@stationhouse/workflow';
import { given, objectOf, objectsOf, textOf } from '@stationhouse/workflow/json';
import { CHECKLIST } from '../scoring/checklist.js';
import { score, type Objective, type Rating, type Score } from '../scoring/score.js';

const MOST_NOTES = 300;
const MOST_RATINGS = 1000;

/** The notes with one more, by the exercise's clock. @param scene who writes and what the exercise's clock showed then @param now ISO 8601 */
export function withNote(data: JsonObject, answer: JsonObject, scene: JsonObject, now: string): Json {
  const { kind, objective, role, words, photo, point, writtenOn } = answer;
  const one = given({ on: writtenOn ?? now, runOn: scene['runOn'] ?? null, by: scene['by'] ?? null, kind: kind ?? null, objective: objective ?? null, role: textOf(role), words: textOf(words), photo: textOf(photo), point: point ?? null });
  return [...objectsOf(data['notes']), one].slice(-MOST_NOTES).sort((a, b) => Date.parse(textOf(a['on'])) - Date.parse(textOf(b['on'])));
}

/** The ratings with one more; an earlier word of the same person on the same item goes. @param now ISO 8601 */
export function withRating(data: JsonObject, answer: JsonObject, scene: JsonObject, now: string): Json {
  const { item, score: given_ } = answer;
  const by = scene['by'] ?? null;
  const others = objectsOf(data['ratings']).filter((rating) => !(rating['item'] === item && rating['by'] === by));
  return [...others, given({ on: now, by, item: item ?? null, score: given_ ?? null, played: scene['played'] ?? false })].slice(-MOST_RATINGS);
}

/** The ratings of a review's data, as the scorer takes them. */
export function ratingsOf(ratings: Json | undefined): Rating[] {
  return objectsOf(ratings).map(({ item, score: value, by, played }) => ({ item: textOf(item), score: Number(value), by: textOf(by), played: played === true }));
}

/** The record of how the drill went, with its score: what a review keeps. */
export function scored(data: JsonObject, record: JsonObject): JsonObject {
  const { playedBy, startedOn, stoppedOn, halted } = record;
  const players = new Set(Array.isArray(playedBy) ? playedBy.map(String) : []);
  // Who came to play after they had rated is judged as who they are at the end.
  const ratings = ratingsOf(data['ratings']).map((rating) => ({ ...rating, played: rating.played || players.has(rating.by) }));
  const { objectives, items, measured, rated, total } = score(objectsOf(record['objectives']) as unknown as Objective[], ratings);
  return { ...given({ startedOn: startedOn ?? null, stoppedOn: stoppedOn ?? null, halted: halted ?? null }), objectives: objectives.map((one) => given({ ...one })), items: items.map((one) => given({ ...one })), ...given({ measured, rated, total }) };
}

/** A kept record as the pages and the comparison read it. */
export interface DrillRecord extends Score {
  readonly startedOn: string | null;
  readonly stoppedOn: string | null;
  readonly halted: boolean;
}

/** Reads a kept record back: what is missing was not assessed. */
export function recordOf(value: Json | undefined): DrillRecord | undefined {
  const record = objectOf(value);
  if (Object.keys(record).length === 0) return undefined;
  const number = (one: Json | undefined) => (typeof one === 'number' ? one : null);
  return {
    startedOn: textOf(record['startedOn']) || null,
    stoppedOn: textOf(record['stoppedOn']) || null,
    halted: record['halted'] === true,
    objectives: objectsOf(record['objectives']).map((one) => ({ place: Number(one['place']), result: textOf(one['result']) as Objective['result'], targetSeconds: Number(one['targetSeconds']), measuredSeconds: number(one['measuredSeconds']), points: number(one['points']) })),
    items: CHECKLIST.map(({ id, weight }) => {
      const kept = objectsOf(record['items']).find(({ item }) => item === id) ?? {};
      return { item: id, weight, mean: number(kept['mean']), raters: number(kept['raters']) ?? 0, left: number(kept['left']) ?? 0 };
    }),
    measured: number(record['measured']),
    rated: number(record['rated']),
    total: number(record['total']),
  };
}
