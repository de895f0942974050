/** @jest-environment node */
import { describe, expect, it } from '@jest/globals';
import { compileSchema, type JsonObject } from '@stationhouse/workflow';
import { conditionFields } from '../src/pages/configure/conditions.js';
import { schemaOfCondition, sourceOfCondition } from '../src/pages/configure/authoring/questions/condition.js';
import { ASKED_KINDS, askedKindOf, hintsOfKind, insideOf, ofKind } from '../src/pages/configure/authoring/questions/kinds.js';

const title = { 'zh-CN': '问题', en: 'Question' };
const FORM = {
  type: 'object',
  properties: { risk: { oneOf: [{ const: 'red', title }, { const: 'blue', title }], title }, hurt: { type: 'boolean', title }, people: { type: 'integer', title }, place: { type: 'string', title } },
} as unknown as JsonObject;
const fields = conditionFields(FORM);

describe('a condition on the other answers of a form', () => {
  it.each([
    ['(has(data.risk) && data.risk == "red")', [{ risk: 'red' }], [{ risk: 'blue' }, {}]],
    ['(has(data.risk) && data.risk != "red")', [{ risk: 'blue' }], [{ risk: 'red' }, {}]],
    ['(has(data.hurt) && data.hurt == false)', [{ hurt: false }], [{ hurt: true }, {}]],
    ['(has(data.people) && data.people >= 3) && has(data.place)', [{ people: 3, place: '巷口' }], [{ people: 2, place: '巷口' }, { people: 5 }]],
    ['(has(data.people) && data.people > 2) && (has(data.people) && data.people < 9)', [{ people: 3 }], [{ people: 2 }, { people: 9 }]],
    ['(has(data.risk) && data.risk == "red") || (has(data.hurt) && data.hurt == true)', [{ risk: 'red' }, { hurt: true }], [{ risk: 'blue' }, { hurt: false }]],
  ])('%s fits the same answers as a schema, and is read back', (source, fitting, others) => {
    const schema = schemaOfCondition(source, fields) ?? {};
    expect(sourceOfCondition(schema, fields)).toBe(source);
    const holds = (answer: JsonObject) => 'value' in compileSchema({ if: schema, then: {}, else: false }).check(answer);
    expect(fitting.map((answer) => holds(answer as unknown as JsonObject))).toEqual(fitting.map(() => true));
    expect(others.map((answer) => holds(answer as unknown as JsonObject))).toEqual(others.map(() => false));
  });

  it('leaves one alone that says more than the builder does', () => {
    expect(sourceOfCondition({ properties: { risk: { enum: ['red', 'blue'] } }, required: ['risk'] }, fields)).toBeUndefined();
    expect(sourceOfCondition({ not: { required: ['risk'] } }, fields)).toBeUndefined();
    expect(schemaOfCondition(undefined, fields)).toBeUndefined();
  });
});

describe('the kinds of question', () => {
  it.each(ASKED_KINDS)('%s is known again by what is written for it, and keeps name, help and class', (kind) => {
    const written = ofKind(kind, { type: 'string', pattern: '^x$', title, description: title, 'x-personal': 'P2' });
    expect(askedKindOf(written)).toBe(kind);
    expect(written).toMatchObject({ title, description: title, 'x-personal': 'P2' });
    expect(written).not.toHaveProperty('pattern');
    expect(insideOf(written) !== undefined).toBe(kind === 'section' || kind === 'list');
    expect(hintsOfKind(kind, { 'ui:widget': 'radio', 'ui:outcomes': ['done'] })).toMatchObject({ 'ui:outcomes': ['done'] });
  });
});
