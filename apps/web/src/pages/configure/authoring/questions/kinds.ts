import type { Words } from '@stationhouse/plugin-web';
import type { JsonObject } from '@stationhouse/workflow';
import { kindOf, kindWords, QUESTION_KINDS, type QuestionKind } from '../../words.js';

/** The kinds of question of the whole language: those of a station's form builder, and what has something inside or stands for something of the house. */
export type AskedKind = QuestionKind | 'choices' | 'texts' | 'section' | 'list' | 'place' | 'unit' | 'units' | 'signatures';

export const ASKED_KINDS: readonly AskedKind[] = [...QUESTION_KINDS, 'choices', 'texts', 'section', 'list', 'place', 'unit', 'units', 'signatures'];

export function askedKindWords(kind: AskedKind, words: Words): string {
  const { say } = words;
  switch (kind) {
    case 'choices':
      return say('多选', 'Several of several');
    case 'texts':
      return say('多行短文字', 'Several lines');
    case 'section':
      return say('一组问题', 'A group of questions');
    case 'list':
      return say('可重复的一组问题（如当事人）', 'A group that repeats (such as parties)');
    case 'place':
      return say('地图位置', 'A place on the map');
    case 'unit':
      return say('一个联动单位', 'A linked unit');
    case 'units':
      return say('几个联动单位', 'Linked units');
    case 'signatures':
      return say('签名', 'Signatures');
    default:
      return kindWords(kind, words);
  }
}

const COORDINATE = (zh: string, en: string, most: number): JsonObject => ({ type: 'number', minimum: -most, maximum: most, title: { 'zh-CN': zh, en } });
const UNIT: JsonObject = { type: 'string', format: 'uuid', 'x-kind': 'outsideUnit' };

/** What is written for a kind, beside what people call it. */
const WRITTEN: Readonly<Record<AskedKind, JsonObject>> = {
  boolean: { type: 'boolean' }, choice: { oneOf: [] }, line: { type: 'string', maxLength: 200 }, text: { type: 'string', maxLength: 4000 }, integer: { type: 'integer' }, number: { type: 'number' },
  date: { type: 'string', format: 'date' }, moment: { type: 'string', format: 'date-time' },
  choices: { type: 'array', uniqueItems: true, maxItems: 20, items: { oneOf: [] } }, texts: { type: 'array', maxItems: 20, items: { type: 'string', maxLength: 200 } },
  section: { type: 'object', properties: {} }, list: { type: 'array', maxItems: 20, items: { type: 'object', properties: {} } },
  place: { type: 'object', required: ['longitude', 'latitude'], properties: { longitude: COORDINATE('经度', 'Longitude', 180), latitude: COORDINATE('纬度', 'Latitude', 90) } },
  unit: UNIT, units: { type: 'array', uniqueItems: true, maxItems: 20, items: UNIT },
  signatures: { type: 'array', 'x-signature': { text: '""', signers: '[]' } },
};
/** How a kind is shown where nothing else is said. */
const SHOWN: Partial<Record<AskedKind, JsonObject>> = { choices: { 'ui:widget': 'checkboxes' }, place: { 'ui:field': 'point' }, unit: { 'ui:widget': 'outsideUnit' }, units: { 'ui:widget': 'outsideUnits' } };

/** The kind of a question as it is written; undefined for one that no kind says. */
export function askedKindOf(schema: JsonObject): AskedKind | undefined {
  const items = schema['items'] as JsonObject | undefined;
  const properties = schema['properties'] as JsonObject | undefined;
  if (schema['x-signature'] !== undefined) return 'signatures';
  if (schema['type'] === 'object' && properties !== undefined) return 'longitude' in properties && 'latitude' in properties ? 'place' : 'section';
  if (schema['type'] === 'array' && items !== undefined) {
    if (items['x-kind'] === 'outsideUnit') return 'units';
    if (items['type'] === 'object') return 'list';
    return items['oneOf'] !== undefined || items['enum'] !== undefined ? 'choices' : items['type'] === 'string' ? 'texts' : undefined;
  }
  if (schema['x-kind'] === 'outsideUnit') return 'unit';
  return schema['enum'] === undefined ? kindOf(schema) : 'choice';
}

/** What of a question stays whatever its kind. */
const STAYS: ReadonlySet<string> = new Set(['title', 'description', 'x-personal', 'x-same']);

/** A question made one of another kind: what it is called, its help and its class stay. */
export function ofKind(kind: AskedKind, schema: JsonObject): JsonObject {
  return { ...WRITTEN[kind], ...Object.fromEntries(Object.entries(schema).filter(([key]) => STAYS.has(key))) };
}

/** The hints of a question made one of another kind: with which outcomes it is asked stays. */
export function hintsOfKind(kind: AskedKind, hints: JsonObject): JsonObject {
  const outcomes = hints['ui:outcomes'];
  return { ...SHOWN[kind], ...(outcomes === undefined ? {} : { 'ui:outcomes': outcomes }) };
}

/** Where the questions inside of a question stand; undefined for one that has none. */
export function insideOf(schema: JsonObject): JsonObject | undefined {
  const kind = askedKindOf(schema);
  return kind === 'section' ? schema : kind === 'list' ? (schema['items'] as JsonObject) : undefined;
}
