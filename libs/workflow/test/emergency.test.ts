import { describe, expect, it } from '@jest/globals';
import { isStationhouseError } from '@stationhouse/kernel';
import { checkAuthored, compile, copyWorkflow, definitionFromJson, emergencyFacts, emergencyOpen, exportDefinition, parseAuthored, parseDefinition, removeFormField, type AuthoredMeans, type CompiledWorkflow, type DefinitionProblem, type JsonObject } from '@stationhouse/workflow';
import { definitionText, END, SHANGHAI } from './small.js';

const STATES = `start: open
states:
  open: { title: { zh-CN: 待办, en: Open }, tasks: { work: { title: { zh-CN: 办理, en: Work }, role: chief } }, on: { work.done: over } }
${END}`;
const PERSON = `    person:
      type: object
      title: { zh-CN: 当事人, en: Person }
      properties:
        name: { type: string, x-personal: P2, x-kind: name, title: { zh-CN: 姓名, en: Name } }
        phone: { type: string, x-personal: P2, x-kind: phone, title: { zh-CN: 电话, en: Phone } }
        illness: { type: string, x-personal: P3, title: { zh-CN: 疾病, en: Illness } }
        alone: { type: boolean, title: { zh-CN: 独居, en: Lives alone } }
    guardian: { type: object, title: { zh-CN: 监护人, en: Guardian }, properties: { phone: { type: string, x-kind: phone, x-personal: P2, title: { zh-CN: 电话, en: Phone } } } }
    file: { type: object, x-personal: P3, properties: { street: { type: string } } }
    grade: { oneOf: [{ const: high, title: { zh-CN: 高, en: High } }, { const: low, title: { zh-CN: 低, en: Low } }] }
`;
const OPEN = 'has(data.grade) && data.grade == "high"';
/** A definition with a card, as it is written. */
const written = (card: string) => definitionText(STATES, `emergency: ${card}`).replace('    health:', `${PERSON}    health:`);
const card = (fields: string, when = OPEN, more = '') => `{ when: '${when}', fields: ${fields}${more} }`;

function compiledOf(text: string): CompiledWorkflow {
  const { definition, source } = parseDefinition(text, 'small.yaml');
  return compile(definition, { source });
}

function problemsOf(text: string): readonly DefinitionProblem[] {
  try {
    compiledOf(text);
  } catch (error) {
    if (isStationhouseError(error)) return error.details?.['problems'] as DefinitionProblem[];
    throw error;
  }
  return [];
}

const is = (compiled: CompiledWorkflow, data: JsonObject, status: 'running' | 'closed' = 'running') => emergencyOpen(compiled, { status, data }, SHANGHAI);

describe('the emergency card of a workflow', () => {
  it('is open while its condition holds and the instance runs, and in a workflow without one never', () => {
    const compiled = compiledOf(written(card('[person.phone]')));
    expect([is(compiled, { grade: 'high' }), is(compiled, { grade: 'low' }), is(compiled, {}), is(compiled, { grade: 'high' }, 'closed')]).toEqual([true, false, false, false]);
    expect(is(compiledOf(definitionText(STATES)), { grade: 'high' })).toBe(false);
    expect(compiledOf(definitionText(STATES)).emergency).toBeUndefined();
  });

  it('shows its fields in their order and as people call them, those of one title apart', () => {
    const compiled = compiledOf(written(card('[grade, person.phone, guardian.phone, person.alone, agreedOn, count, person.name]', OPEN, ', bureau: [anti-fraud-centre], title: { zh-CN: 见面卡, en: To be met }')));
    expect(compiled.emergency).toMatchObject({ title: { 'zh-CN': '见面卡' }, bureau: ['anti-fraud-centre'] });
    const facts = emergencyFacts(compiled, { grade: 'high', person: { phone: '13800000000', alone: true, illness: 'x' }, agreedOn: '2026-05-01T08:00:00+08:00', count: 2 });
    expect(facts.map(({ path, title, kind, value }) => [path, title['zh-CN'], kind, value?.['zh-CN'] ?? null])).toEqual([
      ['grade', 'grade', 'text', '高'], ['person.phone', '当事人 · 电话', 'phone', '13800000000'], ['guardian.phone', '监护人 · 电话', 'phone', null],
      ['person.alone', '独居', 'text', '是'], ['agreedOn', '协议', 'moment', '2026-05-01T08:00:00+08:00'], ['count', 'count', 'text', '2'], ['person.name', '姓名', 'name', null],
    ]);
  });

  it('leaves the name of every version without one as it was, and goes with the definition to where that is taken', () => {
    const with_ = compiledOf(written(card('[person.phone]')));
    const without = compiledOf(written(card('[person.phone]')).replace(/emergency: .*\n/, ''));
    expect(with_.hash).not.toBe(without.hash);
    expect(compiledOf(definitionText(STATES)).hash).toBe('88e534f385023fdbd9993a4e31953da4f67bf4bb7eac1ae71d263375c56630b3');
    expect(compile(definitionFromJson(exportDefinition(with_).definition)).emergency).toEqual(with_.emergency);
  });

  it.each([
    ['a field the data lack', card('[person.fax]'), 'UNKNOWN_FIELD'],
    ['a whole person', card('[person]'), 'CARD_FIELD'],
    ['a field that stands there already', card('[person.phone, person.phone]'), 'CARD_FIELD'],
    ['what is P3', card('[person.illness]'), 'CARD_TOO_PERSONAL'],
    ['what lies inside of P3', card('[file.street]'), 'CARD_TOO_PERSONAL'],
    ['no field', card('[]'), 'GRAMMAR'],
    ['a condition that is none', card('[person.phone]', 'data.count'), 'EXPRESSION_TYPE'],
    ['a condition that reads what may be missing', card('[person.phone]', 'data.risk == "high"'), 'UNGUARDED_FIELD'],
    ['a condition that never holds', card('[person.phone]', 'has(data.risk) && data.risk == "purple"'), 'GUARD_NEVER_HOLDS'],
    ['a condition that hangs on the time', card('[person.phone]', 'has(data.agreedOn) && now > data.agreedOn'), 'BESIDE_DATA'],
    ['a condition that counts links', card('[person.phone]', 'linked.open == 0'), 'BESIDE_DATA'],
  ])('is refused with %s', (_what, written_, code) => {
    const problems = problemsOf(written(written_));
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(problems[0]?.line).toBe(written(written_).split('\n').findIndex((line) => line.startsWith('emergency:')) + 1);
  });

  it('loses a field that is asked for no more, and goes with its last', () => {
    const asked = (fields: string) => written(card(fields, 'data.count > 1')).replace('properties: { risk: { type: string },', 'properties: { person: { type: object, properties: { phone: { type: string } } }, risk: { type: string },');
    expect(parseDefinition(removeFormField(asked('[person.phone, risk]'), 'begin', 'person'), 'small.yaml').definition.emergency).toMatchObject({ fields: ['risk'] });
    expect(parseDefinition(removeFormField(asked('[person.phone]'), 'begin', 'person'), 'small.yaml').definition.emergency).toBeUndefined();
  });

  it('names roles there are, in a workflow of a bureau’s own', () => {
    const means: AuthoredMeans = { roles: ['chief', 'bureau-leader'], workers: ['chief'], starters: ['chief'], workflows: [], automations: [] };
    const own = (bureau: string) => written(card('[count]', 'data.count > 1', `, bureau: [${bureau}]`)).replace(/x-personal: P\d(, )?/g, '');
    const codes = (bureau: string) => checkAuthored(parseAuthored(own(bureau), 'small.yaml', 'small.jc'), means).map(({ code }) => code);
    // Whoever may open the card need not do tasks.
    expect([codes('bureau-leader'), codes('nobody')]).toEqual([[], ['UNKNOWN_ROLE']]);
  });

  it('goes from a copy where only a plugin’s program could tell that it opens, and stays otherwise', () => {
    const rules = { isGrave: { signature: '(data): bool' as const, title: { 'zh-CN': '重大', en: 'Grave' }, evaluate: () => true }, score: { signature: '(data): int' as const, title: { 'zh-CN': '分值', en: 'Score' }, evaluate: () => 1 } };
    const copied = (when: string) => {
      const { definition } = parseDefinition(written(card('[count, person.phone]', when)), 'small.yaml');
      return copyWorkflow({ definition, terms: { personalData: {}, starters: undefined } }, { rules, automations: {} }, { roles: ['chief'], workers: ['chief'], starters: ['chief'], workflows: [], automations: [] }).definition.emergency;
    };
    expect(copied('data.count > 1')).toMatchObject({ when: 'data.count > 1', fields: ['count', 'person.phone'] });
    // What a rule judged is a question that somebody answers; what one worked out is nobody's to say.
    expect(copied('isGrave(data)')?.when).toBe('(has(data.isGrave) && data.isGrave)');
    expect(copied('score(data) > 3')).toBeUndefined();
  });
});
