import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { DANGERS, EXCLUSIONS, raisedRisk, RISK_RULES, rules, SCREENED, SIGNS, suggestRisk, type RiskFacts } from '@stationhouse/dispute-mediation-common';
import type { JsonObject } from '@stationhouse/workflow';
import { disputeMediation } from './definition.js';

/** The bilingual texts and schemas below a JSON value, with their paths. */
function schemasBelow(value: unknown, path: string): [string, Record<string, unknown>][] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, part]) => schemasBelow(part, `${path}.${key}`));
  const properties = (value as Record<string, unknown>)['properties'];
  if (typeof properties !== 'object' || properties === null) return inner;
  return [...Object.entries(properties as Record<string, Record<string, unknown>>).map(([key, schema]) => [`${path}.${key}`, schema] as [string, Record<string, unknown>]), ...inner];
}

describe('the rules', () => {
  it('raise the risk by one, red stays red', () => {
    expect(['blue', 'yellow', 'orange', 'red', 'purple'].map(raisedRisk)).toEqual(['yellow', 'orange', 'red', 'red', 'orange']);
  });

  it('know every reason the form offers', () => {
    type Choices = Record<string, { items: { oneOf: { const: string }[] } }>;
    const choicesOf = (field: string) => (disputeMediation().dataSchema['properties'] as Choices)[field]?.items.oneOf.map((choice) => choice.const);
    expect([choicesOf('unsuitable'), choicesOf('dangers')]).toEqual([Object.keys(EXCLUSIONS), [...DANGERS]]);
    expect([choicesOf('signs'), choicesOf('riskRules')]).toEqual([[...SIGNS], RISK_RULES.map(({ key }) => key)]);
    const origins = (disputeMediation().dataSchema['properties'] as unknown as Record<string, { oneOf: { const: string }[] }>)['origin']?.oneOf.map((choice) => choice.const);
    expect(origins).toEqual(expect.arrayContaining([...SCREENED]));
  });

  it('call a dispute difficult that may escalate, is beyond the station or keeps coming back', () => {
    const difficult = (data: JsonObject) => (rules['isDifficult']?.evaluate as (data: JsonObject) => boolean)(data);
    for (const data of [{ risk: 'red' }, { risk: 'orange' }, { level: 'departments' }, { level: 'units' }, { recurrences: 2 }] as JsonObject[]) expect({ data, difficult: difficult(data) }).toEqual({ data, difficult: true });
    expect([difficult({}), difficult({ risk: 'yellow', level: 'station', recurrences: 1 })]).toEqual([false, false]);
  });
});

describe('the rules of risk', () => {
  const facts = (more: Partial<RiskFacts> = {}): RiskFacts => ({ dangers: [], signs: [], recurrences: 0, minor: false, ...more });
  const suggested = (more: Partial<RiskFacts>) => {
    const { risk, reasons } = suggestRisk(facts(more));
    return [risk, ...reasons.map(({ rule, facts: read }) => [rule.key, ...read].join(' '))];
  };

  it.each([
    [{}, ['yellow', 'ordinary']],
    [{ origin: 'reported' }, ['yellow', 'ordinary']],
    ...SCREENED.map((origin): [Partial<RiskFacts>, string[]] => [{ origin }, ['blue', 'earlySign']]),
    [{ origin: 'patrol', signs: ['vulnerable'] }, ['yellow', 'vulnerable vulnerable']],
    [{ minor: true }, ['yellow', 'vulnerable']],
    [{ signs: ['injury'] }, ['orange', 'violence injury']],
    [{ signs: ['crowd'] }, ['orange', 'crowd crowd']],
    [{ signs: ['livelihood', 'volatile', 'broken'] }, ['orange', 'livelihood livelihood', 'volatile volatile', 'broken broken']],
    [{ signs: ['injury', 'grudge'] }, ['red', 'violentGrudge injury grudge', 'violence injury', 'grudge grudge']],
    [{ recurrences: 1, risk: 'yellow' as const }, ['orange', 'recurred']],
    [{ recurrences: 2, risk: 'red' as const }, ['red', 'recurred']],
    ...DANGERS.map((danger): [Partial<RiskFacts>, string[]] => [{ origin: 'gridWorker', dangers: [danger] }, ['red', `danger ${danger}`]]),
  ])('%j', (more: Partial<RiskFacts>, expected) => {
    expect(suggested(more)).toEqual(expected);
  });

  it('never read who somebody is, what they believe or that they complained', () => {
    const read = RISK_RULES.map((rule) => `${rule.key} ${rule.title['zh-CN']} ${rule.title.en}`).join(' ');
    expect(read).not.toMatch(/民族|信访|上访|宗教|籍贯|ethnic|petition|religio|race|origin of/i);
  });

  it('want a reason only where a person grades lower than a rule says', () => {
    const lower = (data: JsonObject, answer: JsonObject) => (rules['gradedLower']?.evaluate as (data: JsonObject, answer: JsonObject) => boolean)(data, answer);
    expect([lower({}, { risk: 'orange', signs: ['injury', 'grudge'] }), lower({ recurrences: 1 }, { risk: 'yellow' }), lower({ dangers: ['weapon'] }, { risk: 'orange' })]).toEqual([true, true, true]);
    expect([lower({}, { risk: 'blue' }), lower({}, { risk: 'red' }), lower({}, { risk: 'orange', signs: ['injury'] }), lower({}, {})]).toEqual([false, false, false, false]);
  });
});

it('a leader’s assignment says what a dispute is about in the same words', () => {
  const causesIn = (file: string) => /about: &about\n[\s\S]*?oneOf:.*\n([\s\S]*?)\n {4}\w/.exec(file)?.[1] ?? /oneOf: &causes\n([\s\S]*?)\n {4}\w/.exec(file)?.[1];
  const [disputes, leaders] = ['dispute-mediation', 'leader-assignment'].map((name) => causesIn(readFileSync(fileURLToPath(new URL(`../workflows/${name}.yaml`, import.meta.url)), 'utf8'))?.match(/\{ const.*/g));
  expect(leaders).toHaveLength(9);
  expect(leaders).toEqual(disputes);
});

describe('the parties', () => {
  const withParty = (data: JsonObject, answer: JsonObject) => (rules['withParty']?.evaluate as (...values: unknown[]) => unknown)(data, answer, '2024-03-01T01:00:00.000Z');

  it('are added to one by one: of somebody known only what is new, a statement below the earlier one', () => {
    const known: JsonObject[] = [{ name: '张三', phone: '13800000001', statement: '先动手的不是我。' }, { name: '李四' }];
    expect(withParty({ parties: known }, { name: '张三', phone: '', consent: true, statement: '愿意各退一步。' })).toEqual([
      { name: '张三', phone: '13800000001', consent: true, statement: '先动手的不是我。\n愿意各退一步。', statementOn: '2024-03-01T01:00:00.000Z' }, { name: '李四' },
    ]);
    expect(withParty({ parties: known }, { name: '王五', role: 'concerned' })).toEqual([...known, { name: '王五', role: 'concerned' }]);
  });

  it('stand on the paper without what they said', () => {
    const signatories = rules['signatories']?.evaluate as (data: JsonObject) => unknown;
    expect(signatories({ parties: [{ name: '张三', consent: true, statement: '不公平', guardian: { name: '张父' } }] })).toEqual([{ name: '张三', guardian: { name: '张父' } }]);
  });
});

describe('what people read', () => {
  const compiled = disputeMediation();
  it('has a title in both languages on every field of every form', () => {
    const forms = Object.values(compiled.forms).flatMap((form) => schemasBelow(form.schema, form.key));
    for (const [path, schema] of [...forms, ...schemasBelow(compiled.dataSchema, 'data')]) {
      expect({ path, title: schema['title'] }).toEqual({ path, title: { 'zh-CN': expect.stringMatching(/[一-鿿]/), en: expect.stringMatching(/^[\x20-\x7e]+$/) } });
    }
  });

  it('marks free text and parties as personal', () => {
    const forms = Object.values(compiled.forms).flatMap((form) => schemasBelow(form.schema, form.key));
    const freeText = forms.filter(([, schema]) => schema['type'] === 'string' && Number(schema['maxLength'] ?? 0) > 60);
    expect(freeText.length).toBeGreaterThan(5);
    for (const [path, schema] of freeText) expect({ path, personal: schema['x-personal'] }).toEqual({ path, personal: expect.stringMatching(/^P[123]$/) });
  });
});
