import { describe, expect, it } from '@jest/globals';
import { DANGERS, EXCLUSIONS, raisedRisk, rules } from '@stationhouse/dispute-mediation-common';
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
    expect([choicesOf('unsuitable'), choicesOf('dangers')]).toEqual([[...EXCLUSIONS], [...DANGERS]]);
    expect(Object.keys(rules)).toEqual(['exclusions', 'hasMinor', 'hasDanger', 'isDomesticViolence', 'signatories', 'isDifficult', 'raisedRisk']);
  });

  it('call a dispute difficult that may escalate, is beyond the station or keeps coming back', () => {
    const difficult = (data: JsonObject) => (rules['isDifficult']?.evaluate as (data: JsonObject) => boolean)(data);
    for (const data of [{ risk: 'red' }, { risk: 'orange' }, { level: 'departments' }, { level: 'units' }, { recurrences: 2 }] as JsonObject[]) expect({ data, difficult: difficult(data) }).toEqual({ data, difficult: true });
    expect([difficult({}), difficult({ risk: 'yellow', level: 'station', recurrences: 1 })]).toEqual([false, false]);
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
