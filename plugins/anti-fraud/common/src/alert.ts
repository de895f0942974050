import type { Json, JsonObject } from '@stationhouse/workflow';
import { given, objectOf, objectsOf, textOf } from '@stationhouse/workflow/json';

/** The grades of an alert, from the least. */
export const GRADES = ['low', 'medium', 'high'] as const;
export type Grade = (typeof GRADES)[number];

/** How far ahead of the moment of receipt a source's clock may be before its moment is doubted, in milliseconds. */
const AHEAD = 60_000;
const NARRATIVE_LENGTH = 4000;
const MOST_REPORTS = 50;

const rank = (grade: Json | undefined) => GRADES.indexOf(grade as Grade);

/** True when what a source says lifts the grade: it never falls because another source thinks less of it. */
export function raises(data: JsonObject, report: JsonObject): boolean {
  return rank(report['grade']) > rank(data['grade']);
}

/**
 * The reports with one more: what a source said and when it came in. A source's moment that lies ahead of the receipt is kept and marked: an alert is
 * never refused because a clock is wrong.
 * @param now ISO 8601, the moment of receipt
 */
export function withReport(data: JsonObject, report: JsonObject, now: string): Json {
  const { source, grade, sourceNumber, alertedOn } = report;
  const ahead = typeof alertedOn === 'string' && Date.parse(alertedOn) - Date.parse(now) > AHEAD;
  const one = given({ source: source ?? null, grade: grade ?? null, number: sourceNumber ?? null, alertedOn: alertedOn ?? null, receivedOn: now, ...(ahead ? { ahead } : {}) });
  return [...objectsOf(data['reports']), one].slice(-MOST_REPORTS);
}

/** The person with what was learnt: only what was filled in takes the place of what stood there, and so for the guardian. */
export function withPerson(data: JsonObject, learnt: JsonObject): Json {
  const known = objectOf(data['person']);
  const guardian = { ...objectOf(known['guardian']), ...given(objectOf(learnt['guardian'])) };
  return { ...known, ...given({ ...learnt, guardian: null }), ...(Object.keys(guardian).length === 0 ? {} : { guardian }) };
}

/** What is known, with what was said now below it. The newest is kept where it grows too long. */
export function withNarrative(data: JsonObject, report: JsonObject): string {
  const [known, said] = [textOf(data['narrative']), textOf(report['narrative'])];
  return (said === '' || known.split('\n').includes(said) ? known : [known, said].filter((words) => words !== '').join('\n')).slice(-NARRATIVE_LENGTH);
}

/** Where the person is: what was said now, else what is known; empty when neither. */
export function whereaboutsOf(data: JsonObject, answer: JsonObject): string {
  return textOf(answer['whereabouts']) || textOf(data['whereabouts']);
}

/** True when the person is paying or has paid, as far as anybody has said. */
export function isPaying(data: JsonObject, answer: JsonObject): boolean {
  return data['paying'] === true || answer['paying'] === true;
}

/** True for somebody under 18: the guardian is contacted (未成年人保护法). */
export function isMinor(data: JsonObject): boolean {
  return objectOf(data['person'])['minor'] === true;
}

/** True when the guardian can be called. */
export function hasGuardian(data: JsonObject): boolean {
  return textOf(objectOf(objectOf(data['person'])['guardian'])['phone']) !== '';
}
