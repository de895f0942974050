import { text, type Bilingual, type IsoDuration } from '@stationhouse/kernel';
import { z } from 'zod';
import { definitionGrammar, words, type Definition } from '../grammar.js';
import { definitionJsonSchema } from '../json-schema.js';
import { parseAs } from '../parse.js';
import { definitionError, type SourceMap } from '../problems.js';
import type { JsonObject } from '../types.js';

const { bilingual, camelCase, duration, kebabCase } = words;

const personalField = z.strictObject({
  purpose: bilingual.meta({ description: 'Why the workflow needs it: what an assessment confirms.' }),
  keep: duration.meta({ description: 'How long after the instance has ended it is kept: P3Y.' }),
  after: z.record(camelCase, duration).optional().meta({ description: 'How long instead after some outcomes: { falseAlert: P90D }.' }),
}).meta({ id: 'personalField' });

/** What a bureau says of its own workflow beside the definition. */
const terms = {
  'personal-data': z.record(z.string().regex(/^[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*$/, 'write the path of a field of the data, like owner or parties.name'), personalField).optional().meta({ description: 'Of every field of the data marked x-personal: why, and how long it is kept.' }),
  starters: z.array(kebabCase).min(1).max(30).optional().meta({ description: 'Who may start it by hand, among the roles that may start instances; all of those without it.' }),
};

/** A workflow as a bureau writes it itself: the whole language, and what a plugin says of its workflows in its declaration. */
const authoredGrammar = definitionGrammar.extend(terms);

/** What a bureau says of its own workflow beside the definition. */
export interface AuthoredTerms {
  /** By path in the data: `parties.name`. */
  readonly personalData: Readonly<Record<string, { readonly purpose: Bilingual; readonly keep: IsoDuration; readonly after?: Readonly<Record<string, IsoDuration>> | undefined }>>;
  /** The roles that may start it by hand; undefined: all that may start instances. */
  readonly starters: readonly string[] | undefined;
}

/** A workflow that a bureau wrote itself. */
export interface Authored {
  readonly definition: Definition;
  readonly terms: AuthoredTerms;
}

/** With the places of its parts in the text, for messages that name a line. */
export interface ParsedAuthored extends Authored {
  readonly source: SourceMap;
}

/** The part of an id before the bureau's mark: what the file itself says. */
export function authoredName(workflow: string): string {
  return workflow.split('.')[0] ?? workflow;
}

/** True for a workflow that a bureau wrote itself: its id has a dot, which no plugin's has. */
export function isAuthored(workflow: string): boolean {
  return workflow.includes('.');
}

/**
 * Reads a bureau's own workflow from YAML (or JSON). The text names it without the bureau's mark, so that another bureau may take it as it is.
 * @param workflow its id, which becomes the definition's: `venue-check.jc`; as the text says when absent
 * @throws StationhouseError DEFINITION_INVALID with `details.problems`, each with its line
 */
export function parseAuthored(yamlText: string, fileName: string, workflow?: string): ParsedAuthored {
  const { value, source } = parseAs(authoredGrammar, yamlText, fileName);
  const { 'personal-data': personalData, starters, ...definition } = value as Definition & { readonly 'personal-data'?: AuthoredTerms['personalData']; readonly starters?: readonly string[] };
  const id = workflow ?? definition.workflow;
  if (definition.workflow !== id && definition.workflow !== authoredName(id)) {
    const line = source.lineOf(['workflow']);
    const said = text(`此处是流程“${authoredName(id)}”，请写 workflow: ${authoredName(id)}。`, `This is the workflow "${authoredName(id)}". Write workflow: ${authoredName(id)}.`);
    throw definitionError([{ code: 'OTHER_WORKFLOW', path: 'workflow', text: said, fileName, ...(line === undefined ? {} : { line }) }]);
  }
  return { definition: { ...definition, workflow: id }, terms: { personalData: personalData ?? {}, starters }, source };
}

/** Where the published schema stands in the repository. */
export const AUTHORED_SCHEMA_FILE = 'libs/workflow/schema/authored.schema.json';

/** The JSON Schema (2020-12) of such a file: that of a definition, and the terms. What editors complete from. @param locale the language of its words; the committed one is in English */
export function authoredJsonSchema(locale: keyof Bilingual = 'en'): JsonObject {
  const schema = definitionJsonSchema(authoredGrammar, locale) as { properties: Record<string, JsonObject>; $defs: Record<string, { properties: Record<string, JsonObject> }> };
  if (locale === 'zh-CN') {
    const say = (part: Record<string, JsonObject>, words: Readonly<Record<string, string>>) => Object.entries(words).forEach(([key, description]) => (part[key] = { ...part[key], description }));
    say(schema.properties, { 'personal-data': '数据中每个标为 x-personal 的字段：为何需要、保存多久。', starters: '可以手工发起的岗位；不写则为所有可发起事项的岗位。' });
    say(schema.$defs['personalField']?.properties ?? {}, { purpose: '流程为何需要它：评估时据此核对。', keep: '事项办结后保存多久：P3Y。', after: '某些结果之后另定的保存期限：{ falseAlert: P90D }。' });
  }
  return { ...(schema as unknown as JsonObject), title: 'Stationhouse workflow of a bureau’s own' };
}
