import { describe, expect, it } from '@jest/globals';
import { TextDecoder, TextEncoder } from 'node:util';

// The router, which the house's words come with, asks for these, and jsdom has none.
Object.assign(globalThis, { TextDecoder, TextEncoder });
const { backOf, CELL_KEYS, cellInWords, cellOf, cellQuery, hasRecords, untitledIn } = await import('../src/pages/figures/cell.js');

const text = (said: string) => ({ zhCN: said, en: said });
const DIMENSIONS = [
  { id: 'category', title: text('类别'), values: [{ value: 'dispute', title: text('纠纷') }, { value: 'theft, and more', title: text('盗窃') }] },
  { id: 'weekday', title: text('星期'), values: [{ value: '1', title: text('周一') }] },
  { id: 'team', title: text('队'), values: [] },
];
const ASKED = { from: '2026-05-01', to: '2026-11-01', granularity: 'MONTH' as const };
const BACK = '/s/dongmen/dashboards/01a2?range=LAST_6_MONTHS';
const words = { say: (zh: string, _: string, values: Record<string, string> = {}) => zh.replace(/\{(\w+)\}/g, (_all, name: string) => values[name] ?? ''), textOf: (said: { zhCN: string } | null | undefined) => said?.zhCN ?? '', timeZone: 'Asia/Shanghai' };

/** The address as the page of records reads it. */
function read(query: string) {
  const parameters = new URLSearchParams(query);
  return Object.fromEntries(CELL_KEYS.map((key) => [key, parameters.get(key) ?? ''])) as never;
}

describe('the way from a figure to its records', () => {
  it('carries what was asked and what the point says, whatever its values are', () => {
    const query = cellQuery('incident.received', { ...ASKED, filter: [{ dimension: 'category', in: ['dispute', 'theft, and more'] }] }, { period: '2026-05-01', dimensions: [{ dimension: 'weekday', value: '1' }, { dimension: 'team', value: null }] }, BACK);
    expect(cellOf(read(query))).toEqual({
      metric: 'incident.received', from: '2026-05-01', to: '2026-11-01', granularity: 'MONTH', period: '2026-05-01', weekStart: 1, counted: false,
      values: [{ dimension: 'weekday', value: '1' }, { dimension: 'team', value: null }], filter: [{ dimension: 'category', in: ['dispute', 'theft, and more'] }],
    });
    expect(backOf(read(query))).toBe(BACK);
    expect(cellInWords(read(query), DIMENSIONS, words as never)).toBe('2026-05 · 星期：周一 · 队：无 · 仅类别：纠纷、盗窃');
  });

  it.each(['values=%5B1%5D', 'values=%7B%7D', 'filter=x', 'filter=%5B%5B%22category%22%5D%5D'])('names no figure where the address is not one: %s', (broken) => {
    expect(cellOf(read(`metric=m&from=2026-05-01&to=2026-06-01&${broken}`))).toBeUndefined();
  });

  it.each(['https://elsewhere.example/figures?x', '//elsewhere.example/bureau/figures?', '/account', '/s/../figures?x'])('leads back to pages of figures alone: %s', (back) => {
    expect(backOf({ back })).toBeUndefined();
  });

  it('asks for the title of what no list names, and of nothing else', () => {
    const query = cellQuery('incident.received', ASKED, { dimensions: [{ dimension: 'team', value: 't-1' }, { dimension: 'weekday', value: '1' }] }, BACK);
    expect(untitledIn(read(query), DIMENSIONS)).toEqual([{ dimension: 'team', value: 't-1' }]);
    expect(cellInWords(read(query), DIMENSIONS, words as never, new Map([['t-1', text('一中队')]]))).toContain('队：一中队');
  });

  it('is there for exact figures of something alone', () => {
    const point = { count: 3, reason: null, dimensions: [{ dimension: 'category', value: 'dispute' }] };
    expect(hasRecords(point)).toBe(true);
    expect([{ ...point, count: 0 }, { ...point, count: null }, { ...point, reason: text('why') }, { ...point, dimensions: [{ dimension: 'category', value: 'withheld' }] }].map(hasRecords)).toEqual([false, false, false, false]);
  });
});
