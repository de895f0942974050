import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { compile, DEFINITION_SCHEMA_FILE, definitionFromJson, definitionJsonSchema, validateDefinition } from '@stationhouse/workflow';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const page = readFileSync(`${ROOT}docs/workflow-language.md`, 'utf8');
type Sections = Record<string, unknown>;

/** The examples of the page, each with the heading above it; all but the first replace and add to the first. */
const examples = page.split(/^## /m).flatMap((chapter) => {
  const heading = chapter.split('\n')[0] ?? '';
  return [...chapter.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = ''], index) => ({ name: `${heading} ${index + 1}`, sections: parse(yaml) as Sections }));
});
const [whole] = examples;
const filled = (sections: Sections): Sections => ({
  ...whole?.sections,
  ...sections,
  forms: { ...(whole?.sections['forms'] as Sections), ...(sections['forms'] as Sections | undefined) },
});
const schema = definitionJsonSchema();
const check = new Ajv2020({ allErrors: true, strict: false, formats: { duration: true } }).compile(schema);

describe('the reference page', () => {
  it.each(examples.map(({ name, sections }) => [name, sections] as const))('%s compiles, and the JSON Schema accepts it', (_name, sections) => {
    const written = filled(sections);
    expect({ valid: check(written), errors: check.errors }).toEqual({ valid: true, errors: null });
    const definition = definitionFromJson(written);
    expect(validateDefinition(definition)).toEqual([]);
    expect(compile(definition).id).toBe('lost-property');
  });

  it('has an example for every key of the grammar', () => {
    const written = JSON.stringify(examples.map(({ sections }) => sections));
    const parts = { definition: schema, ...(schema['$defs'] as Record<string, Sections>) } as Record<string, { properties?: Sections }>;
    const keys = Object.entries(parts).flatMap(([part, { properties }]) => Object.keys(properties ?? {}).map((key) => [part, key] as const));
    expect(keys.length).toBeGreaterThan(80);
    expect(keys.filter(([, key]) => !written.includes(`"${key}":`)).map(([part, key]) => `${part}.${key}`)).toEqual([]);
  });
});

describe('the JSON Schema of a definition', () => {
  it('is the one that is published: after a change of the grammar run `npm run generate`', () => {
    expect(JSON.parse(readFileSync(`${ROOT}${DEFINITION_SCHEMA_FILE}`, 'utf8'))).toEqual(schema);
  });

  it('accepts the workflows of the house, whose first line names it', () => {
    const yaml = readFileSync(`${ROOT}plugins/dispute-mediation/workflows/dispute-mediation.yaml`, 'utf8');
    expect(yaml.split('\n')[0]).toBe(`# yaml-language-server: $schema=../../../${DEFINITION_SCHEMA_FILE}`);
    expect({ valid: check(parse(yaml, { merge: true })), errors: check.errors }).toEqual({ valid: true, errors: null });
  });

  it('refuses what the grammar refuses', () => {
    for (const wrong of [{ workflow: 'Not Kebab' }, { workflows: 'x' }, { states: { a: { titel: {} } } }, { start: 'a-b' }]) expect(check(filled(wrong))).toBe(false);
  });
});
