import type { JsonObject } from '@stationhouse/workflow';
import { objectOf, textOf } from '@stationhouse/workflow/json';
import { sightOf } from './record.js';
import { isMinor } from './urgency.js';

/** Where a number of a house begins: what stands behind it leads to a door. */
const DOOR = /[0-9０-９一二三四五六七八九十]+\s*(号楼|号院|号|栋|幢|单元|室|户|弄).*$/u;
const SCHOOL = /学校|小学|中学|幼儿园|托育/u;
const SEQUENCE_OF_DIGITS = /\d[\d\s-]{6,}\d/;

/** A place as it may be said aloud: without the number of a house; empty for a school, which says whose child it is. */
export function placeAloud(place: string): string {
  return SCHOOL.test(place) ? '' : place.replace(DOOR, '').trim();
}

/**
 * What is read out over the loudspeakers of a place: what can be seen, when and about where – no name, no school, no address, nothing about health. In the
 * language in which stations work.
 * @param time when they were last seen, in words: `今天 13:50`; empty where nobody knows
 */
export function broadcastWords(data: JsonObject, time: string): string {
  const place = placeAloud(textOf(data['lastPlace']));
  const lost = [time === '' ? '' : `${time}前后`, place === '' ? '' : `在${place}附近`].join('');
  return `广播找人：${lost}走失一人，${sightOf({ ...data, person: seen(data) })}。如有看见，请陪在身边并告知就近工作人员，或拨打 110。谢谢。`;
}

/** Marks of the body may say something of health: they are for those who search, and not for everybody. */
function seen(data: JsonObject): JsonObject {
  const { features: _, ...person } = objectOf(data['person']);
  return person;
}

/** True for words that may not be read out: a minor's name that no approved poster holds, what is known of their health, a phone number. */
export function saysTooMuch(data: JsonObject, answer: JsonObject): boolean {
  const words = textOf(answer['broadcastText']);
  const name = textOf(objectOf(data['person'])['name']);
  const approved = textOf(data['posterOn']) !== '' && textOf(data['posterOffOn']) === '' && textOf(data['posterText']).includes(name);
  const health = textOf(data['health']).split(/[，。；、,.;\s]+/u).filter((part) => part.length > 1);
  return (name !== '' && isMinor(data) && !approved && words.includes(name)) || health.some((part) => words.includes(part)) || SEQUENCE_OF_DIGITS.test(words);
}
