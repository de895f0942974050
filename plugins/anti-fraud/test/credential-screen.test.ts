import { describe, expect, it } from '@jest/globals';
import { screens } from '@stationhouse/anti-fraud-common';
import { findInFields, textRefused, withoutFound } from '@stationhouse/workflow';

const CARD = '6222023301456787';

describe('the screen of credentials', () => {
  it('names field and kind in both languages, and never the value', () => {
    const found = findInFields(screens, { summary: `卡号${CARD}`, person: { name: '周敏', note: '验证码836125' }, contacts: [{ words: '密码是abc12345' }], amount: Number(CARD) });
    expect(found.map(({ field, kind }) => `${field} ${kind}`)).toEqual(['summary card', 'person.note code', 'contacts.0.words password', 'amount card']);
    const { code, text, details } = textRefused(found);
    expect(code).toBe('CREDENTIAL_TYPED');
    expect(text['zh-CN']).toContain('不得记录群众的密码、验证码和本人银行卡号');
    expect(JSON.stringify({ text, details })).not.toMatch(/\d{4}/u);
  });

  it('lets the account that the money went to stand in its own field, and nothing else there', () => {
    expect(findInFields(screens, { account: { number: CARD } })).toEqual([]);
    expect(findInFields(screens, { plan: { injects: [{ start: { data: { account: { number: CARD } } } }] } })).toEqual([]);
    expect(findInFields(screens, { account: { number: `${CARD} 密码836125`, bank: CARD } }).map(({ field, kind }) => `${field} ${kind}`)).toEqual(['account.number password', 'account.bank card']);
  });

  it('leaves of what a machine sends all but the place itself', () => {
    const sent = { summary: `被骗人卡号${CARD}，已报验证码836125，请见面劝阻`, amount: Number(CARD), loss: 5000, [`卡${CARD}`]: 1, account: { number: CARD } };
    expect(withoutFound(screens, sent)).toEqual({ summary: '被骗人卡号〔银行卡号不予记录〕，已报验证码〔验证码不予记录〕，请见面劝阻', amount: null, loss: 5000, account: { number: CARD } });
    expect(findInFields(screens, withoutFound(screens, sent))).toEqual([]);
  });

  it('passes ids and content hashes', () => {
    expect(findInFields(screens, { id: '01234567-4012-4888-8888-188162220233', sha256: `${CARD}${'0'.repeat(48)}` })).toEqual([]);
  });
});
