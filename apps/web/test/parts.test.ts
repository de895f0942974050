/** @jest-environment node */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { authoredJsonSchema, type JsonObject } from '@stationhouse/workflow';
import { PARTS, TEXT_ONLY } from '../src/pages/configure/authoring/parts.js';

type Node = Readonly<Record<string, unknown>>;

/** Every place of the language that holds something: `task.due`, `state.until.at`, `workflow.actions.notify.roles`. What has a name in the schema stands under it once. */
function places(schema: JsonObject): readonly string[] {
  const named = schema['$defs'] as Readonly<Record<string, Node>>;
  const walk = (node: Node, at: string): string[] => {
    const inner = [
      ...Object.entries((node['properties'] ?? {}) as Readonly<Record<string, Node>>).flatMap(([key, property]) => walk(property, `${at}.${key}`)),
      ...[node['additionalProperties'], node['items']].flatMap((one) => (typeof one === 'object' && one !== null ? walk(one as Node, at) : [])),
      ...((node['anyOf'] ?? []) as readonly Node[]).flatMap((one) => walk(one, at)),
    ];
    return inner.length === 0 || inner.every((one) => one === at) ? [at] : inner;
  };
  const holders = [['workflow', schema] as const, ...Object.entries(named)].filter(([, node]) => walk(node as Node, '').some((place) => place !== ''));
  return [...new Set(holders.flatMap(([name, node]) => walk(node as Node, name)))].filter((place) => !Object.hasOwn(named, place)).sort();
}

const guide = readFileSync(new URL('../../../docs/guides/bureau-workflows.md', import.meta.url), 'utf8');
const sourceOf = (part: string) => new URL(`../src/pages/configure/authoring/${part}`, import.meta.url);

describe('the designer of a bureau’s own workflows', () => {
  it('has a form for every place of the language, or says why the text alone has it', () => {
    const covered = [...Object.values(PARTS).flat(), ...Object.keys(TEXT_ONLY)].sort();
    expect(covered).toEqual(places(authoredJsonSchema()));
  });

  it.each(Object.entries(PARTS))('edits in %s what is said of it', (part, edited) => {
    expect(existsSync(sourceOf(part))).toBe(true);
    const source = readFileSync(sourceOf(part), 'utf8');
    // A part that never says a word of the language cannot edit it.
    expect(edited.filter((place) => !new RegExp(`\\b${place.split('.').at(-1) ?? ''}\\b`).test(source))).toEqual([]);
  });

  it('tells in the guide what only the text has', () => {
    const written = Object.keys(TEXT_ONLY).map((place) => place.split('.'));
    // `automation.timeout` is told of where the guide names anything of an automation.
    const told = (element: string | undefined) => written.some(([other, ...keys]) => other === element && [element, ...keys].some((word) => guide.includes(`\`${word}\``)));
    expect(written.map(([element]) => element).filter((element) => !told(element) && element !== 'state' && element !== 'fragment')).toEqual([]);
  });
});
