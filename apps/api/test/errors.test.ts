import { describe, expect, it } from '@jest/globals';
import { StationhouseError, text } from '@stationhouse/kernel';
import { GraphQLError } from 'graphql';
import { formatError, refusalBehind } from '../src/graphql/errors.js';
import { restError } from '../src/rest-errors.js';

const refusal = new StationhouseError('STALE_VERSION', text('请刷新后重试。', 'Refresh and try again.'), { current: 3 });
const request = { locale: 'en' as const, requestId: 'r-1' };

describe('errors', () => {
  it('keep their code, both languages and details through the frameworks’ wrapping', () => {
    const wrapped = new GraphQLError('wrapped', { originalError: new Error('outer', { cause: refusal }) });
    expect(refusalBehind(wrapped)).toBe(refusal);
    expect(formatError({ message: 'wrapped' }, wrapped, request)).toEqual({
      message: 'Refresh and try again.',
      extensions: { code: 'STALE_VERSION', text: { zhCN: '请刷新后重试。', en: 'Refresh and try again.' }, details: { current: 3 }, requestId: 'r-1' },
    });
  });

  it('say nothing of an unknown fault but the request id', () => {
    const fault = new GraphQLError('x', { originalError: new Error('duplicate key (phone)=(13800002207)') });
    const shown = JSON.stringify(formatError({ message: fault.message, extensions: { code: 'INTERNAL_SERVER_ERROR' } }, fault, request));
    expect(shown).toContain('"code":"INTERNAL"');
    expect(shown).toContain('r-1');
    expect(shown).not.toContain('13800002207');
  });

  it('answer REST with the same code and a fitting status', () => {
    expect(restError(refusal)).toMatchObject({ status: 409, body: { error: { code: 'STALE_VERSION' } } });
    expect(restError(Object.assign(new Error('body'), { statusCode: 413 }))).toMatchObject({ status: 413, body: { error: { code: 'BAD_INPUT' } } });
    expect(JSON.stringify(restError(new Error('secret place')))).not.toContain('secret place');
  });
});
