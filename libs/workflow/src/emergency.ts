import { text, type Bilingual } from '@stationhouse/kernel';
import type { CompiledEmergency, EmergencyField, EmergencyFieldKind } from './compiled-types.js';
import { conditionOfData } from './data-condition.js';
import { encryptedPaths } from './encrypted.js';
import type { Expression, Expressions } from './expressions.js';
import type { Definition } from './grammar.js';
import type { Problems } from './problems.js';
import { isBilingual } from './schema.js';
import type { JsonObject } from './types.js';
import { schemaAt } from './values.js';

/** What a card is called where the definition does not say. */
const TITLE = text('应急卡', 'Emergency card');
const KINDS: ReadonlySet<unknown> = new Set<EmergencyFieldKind>(['name', 'phone', 'idNumber', 'address']);

/** A card made ready: what it shows, and when it is open. */
export interface EmergencyPlan {
  readonly card: CompiledEmergency;
  readonly when: Expression;
}

/** Makes the plan of the card, noting what does not fit; undefined for a workflow without one. */
export function emergencyPlan(definition: Definition, expressions: Expressions, problems: Problems): EmergencyPlan | undefined {
  const { emergency } = definition;
  if (emergency === undefined) return undefined;
  const data = definition.data as JsonObject;
  const when = conditionOfData(definition, emergency.when, ['emergency', 'when'], expressions, problems);
  const fields = shownFields(data, emergency.fields, { at: ['emergency', 'fields'], on: text('应急卡上', 'on an emergency card') }, problems);
  return when === undefined ? undefined : { when, card: { title: emergency.title ?? TITLE, fields, likeness: emergency.likeness === true, bureau: emergency.bureau ?? [] } };
}

/**
 * The fields of the data that something shows beside the record itself, in their order; what may not stand there is noted.
 * @param place.on where they would stand: on an emergency card
 */
export function shownFields(data: JsonObject, paths: readonly string[], { at, on }: { readonly at: readonly string[]; readonly on: Bilingual }, problems: Problems): EmergencyField[] {
  const fields = paths.flatMap((path, index) => {
    if (paths.indexOf(path) !== index) problems.add('CARD_FIELD', [...at, index], text(`字段“${path}”已写过，请删除其一。`, `The field "${path}" stands there already. Remove one.`));
    return checkedField(data, path, [...at, index], on, problems) ?? [];
  });
  return toldApart(data, fields);
}

function checkedField(data: JsonObject, path: string, at: readonly (string | number)[], on: Bilingual, problems: Problems): EmergencyField | undefined {
  const keys = path.split('.');
  const schema = schemaAt(data, keys);
  if (schema === undefined) return void problems.add('UNKNOWN_FIELD', at, text(`数据中没有字段“${path}”。`, `The data has no field "${path}".`));
  const around = keys.map((_, index) => schemaAt(data, keys.slice(0, index + 1)));
  if (around.some((one) => one?.['x-personal'] === 'P3')) problems.add('CARD_TOO_PERSONAL', at, text(`字段“${path}”为 P3，不能出现在${on['zh-CN']}。`, `The field "${path}" is P3: it never stands ${on.en}.`));
  if (encryptedPaths(schema).length > 0) problems.add('ENCRYPTED_FIELD', at, text(`字段“${path}”加密保存，不能出现在${on['zh-CN']}。`, `The field "${path}" is encrypted: it never stands ${on.en}.`));
  if (schema['type'] === 'object' || schema['type'] === 'array') return void problems.add('CARD_FIELD', at, text(`“${path}”不是单个值，请写到其中的字段，例如 ${path}.name。`, `"${path}" is no single value. Name a field inside of it, like ${path}.name.`));
  return { path, title: titleOf(schema, keys.at(-1) ?? path), kind: kindOf(schema) };
}

/** Two fields of one title – the phone of two persons – are told apart by what they lie in: 报警人 · 电话. */
function toldApart(data: JsonObject, fields: readonly EmergencyField[]): EmergencyField[] {
  const shared = ({ path, title }: EmergencyField) => fields.some((other) => other.path !== path && other.title['zh-CN'] === title['zh-CN']);
  return fields.map((field) => (shared(field) ? { ...field, title: wayTitle(data, field.path.split('.')) } : field));
}

function wayTitle(data: JsonObject, keys: readonly string[]): Bilingual {
  const titles = keys.map((key, index) => titleOf(schemaAt(data, keys.slice(0, index + 1)), key));
  return text(titles.map((title) => title['zh-CN']).join(' · '), titles.map(({ en }) => en).join(' · '));
}

function titleOf(schema: JsonObject | undefined, key: string): Bilingual {
  const title = schema?.['title'];
  return title !== undefined && isBilingual(title) ? title : text(key, key);
}

function kindOf(schema: JsonObject): EmergencyFieldKind {
  const kind = schema['x-kind'];
  if (KINDS.has(kind)) return kind as EmergencyFieldKind;
  return schema['format'] === 'date-time' ? 'moment' : schema['format'] === 'date' ? 'date' : 'text';
}
