import { describe, expect, it } from '@jest/globals';
import { callScript, FRAUD_CATEGORIES, PAYING_ANSWERS, PLACE_ANSWERS, warningOf } from '@stationhouse/anti-fraud-common';
import { compiled } from './definition.js';

const { schema } = compiled().forms.call ?? {};
const lines = (...categories: (string | undefined)[]) => categories.flatMap((category) => callScript(warningOf(category)).flatMap(({ say }) => say.map((line) => line['zh-CN'])));

describe('the call', () => {
  it('is sent by the fourth press: each card is one thing to answer', () => {
    expect(callScript()).toHaveLength(4);
  });

  it('asks for no secret, names no number but the police’s, and sends nobody to a link', () => {
    const said = lines(undefined, ...Object.keys(FRAUD_CATEGORIES), 'fakeAuthority', 'loanOrCard').join('\n');
    expect(said).not.toMatch(/密码|验证码|卡号|https?:/);
    expect([...said.matchAll(/\d{3,}/g)].map(([number]) => number).filter((number) => number !== '96110' && number !== '110')).toEqual([]);
    expect(said).toContain('挂断');
  });

  it('warns of what is never asked where money is spoken of', () => {
    expect(callScript().find(({ key }) => key === 'paying')?.never.map((line) => line['zh-CN']).join()).toMatch(/密码.*验证码.*卡号/);
  });

  it('adds the sentence that fits what is suspected, and none for what it does not know', () => {
    expect(lines('fakeAuthority').join()).toContain('安全账户');
    expect(warningOf('other')).toBeUndefined();
    expect(warningOf(null)).toBeUndefined();
  });

  it('fills in fields that the form of the call has', () => {
    const fields = Object.keys((schema as { properties: Record<string, unknown> }).properties);
    expect(fields).toEqual(expect.arrayContaining([...PAYING_ANSWERS, ...PLACE_ANSWERS].flatMap(({ form }) => Object.keys(form))));
  });
});
