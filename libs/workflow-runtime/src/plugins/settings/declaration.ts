import { isBilingual, compileSchema, type Json, type JsonObject } from '@stationhouse/workflow';
import { text, type Bilingual } from '@stationhouse/kernel';

/** What of a plugin a station, or its bureau for all stations, may set without code. */
export interface PluginSettingsDeclaration {
  /** JSON Schema 2020-12, an object; each property has titles in both languages. Nothing personal. */
  readonly schema: JsonObject;
  /** The value of every property where nobody sets it. */
  readonly defaults: JsonObject;
  /** Hints for the form (uiSchema). */
  readonly ui?: JsonObject;
}

/** What is wrong with a declaration; empty when nothing is. */
export function settingsProblems({ schema, defaults }: PluginSettingsDeclaration): Bilingual[] {
  const problems: Bilingual[] = [];
  const note = (zhCN: string, en: string) => problems.push(text(`settings：${zhCN}`, `settings: ${en}`));
  const properties = propertiesOf(schema);
  if (schema['type'] !== 'object' || Object.keys(properties).length === 0) note('schema 须描述一个列出 properties 的对象。', 'its schema must describe an object and list its properties.');
  for (const [key, property] of Object.entries(properties)) {
    if (!isBilingual(property['title'])) note(`${key} 须有中英文 title。`, `${key} needs a title in both languages.`);
    if (!Object.hasOwn(defaults, key)) note(`${key} 须在 defaults 中有默认值。`, `${key} needs a value in defaults.`);
  }
  if (marksPersonal(schema)) note('设置中不得有个人信息（x-personal）。', 'settings hold nothing personal (x-personal).');
  try {
    const checked = compileSchema(schema).check(defaults);
    if ('problems' in checked) note(`defaults 不符合 schema：${checked.problems.map(({ field }) => field).join('、')}。`, `its defaults do not fit the schema: ${checked.problems.map(({ field }) => field).join(', ')}.`);
  } catch (error) {
    note('schema 不是有效的 JSON Schema。', `its schema is not a valid JSON Schema: ${error instanceof Error ? error.message : ''}`);
  }
  return problems;
}

/** The properties of a settings schema. */
export function propertiesOf(schema: JsonObject): Readonly<Record<string, JsonObject>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, JsonObject>>;
}

function marksPersonal(schema: Json | undefined): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  return Object.entries(schema).some(([key, inner]) => key === 'x-personal' || marksPersonal(inner as Json));
}
