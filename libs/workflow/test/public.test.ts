import { describe, expect, it } from '@jest/globals';
import { isStationhouseError } from '@stationhouse/kernel';
import { compile, factsOf, parseDefinition, removeFormField, type CompiledWorkflow, type DefinitionProblem } from '@stationhouse/workflow';
import { definitionText, END } from './small.js';

const STATES = `start: open
events: { seen: { title: { zh-CN: 看见, en: Seen }, form: note, from: public } }
states:
  open: { title: { zh-CN: 待办, en: Open }, tasks: { work: { title: { zh-CN: 办理, en: Work }, role: chief } }, on: { work.done: over, seen: {} } }
${END}`;
const SHOWN = '{ while: open, fields: [count], hears: seen }';
const written = (shown: string, states = STATES) => definitionText(states, `public: ${shown}`);

function compiledOf(text: string): CompiledWorkflow {
  const { definition, source } = parseDefinition(text, 'small.yaml');
  return compile(definition, { source });
}

function problemsOf(text: string): string[] {
  try {
    compiledOf(text);
  } catch (error) {
    if (isStationhouseError(error)) return (error.details?.['problems'] as DefinitionProblem[]).map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
}

describe('what anybody may see of an instance', () => {
  it('is said by the state, the fields in their order, and the event by which it hears them', () => {
    const compiled = compiledOf(written(SHOWN));
    expect(compiled.public).toMatchObject({ state: 'open', likeness: false, hears: 'seen', fields: [{ path: 'count' }] });
    expect(factsOf(compiled, compiled.public?.fields ?? [], { count: 2 }).map(({ value }) => value?.['zh-CN'])).toEqual(['2']);
    expect(compiledOf(definitionText(STATES.replace(', from: public', ''))).public).toBeUndefined();
  });

  it.each([
    ['a state that there is not', SHOWN.replace('open', 'nowhere'), 'UNKNOWN_STATE public.while'],
    ['a field that there is not', SHOWN.replace('count', 'nothing'), 'UNKNOWN_FIELD public.fields.0'],
    ['what is P3', SHOWN.replace('count', 'health'), 'CARD_TOO_PERSONAL public.fields.0'],
    ['a field twice', SHOWN.replace('count', 'count, count'), 'CARD_FIELD public.fields.1'],
    ['an event that there is not', SHOWN.replace('hears: seen', 'hears: heard'), 'UNKNOWN_EVENT public.hears'],
  ])('refuses %s', (_, shown, problem) => {
    expect(problemsOf(written(shown))).toContain(problem);
  });

  it('refuses an event of the public that nothing public hears, and one that an officer may report', () => {
    expect(problemsOf(written('{ while: open, fields: [count] }'))).toEqual(['PUBLIC events.seen']);
    expect(problemsOf(written(SHOWN, STATES.replace(', from: public', '')))).toEqual(['PUBLIC public.hears']);
  });

  it('loses a field that the data lose, and goes with the last', () => {
    const left = (fields: string) => parseDefinition(removeFormField(written(`{ while: open, fields: ${fields}, hears: seen }`), 'begin', 'risk'), 'small.yaml').definition.public;
    expect(left('[risk, count]')).toMatchObject({ fields: ['count'] });
    expect(left('[risk]')).toBeUndefined();
  });
});
