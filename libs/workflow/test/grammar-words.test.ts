import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { grammarWords } from '../src/grammar-words.js';

const grammar = z.strictObject({
  name: z.string().min(1).max(4), many: z.array(z.string()).min(2), by: z.record(z.string(), z.number()), level: z.enum(['station', 'bureau']),
  count: z.int().max(3), on: z.boolean(), when: z.string().refine((value) => value === 'P3D', 'write a duration'),
});
const RIGHT = { name: '甲', many: ['a', 'b'], by: {}, level: 'station', count: 1, on: true, when: 'P3D' };
const said = (change: object) => {
  const [issue, ...more] = grammar.safeParse({ ...RIGHT, ...change }, { reportInput: true }).error?.issues ?? [];
  expect(more).toEqual([]);
  return issue && grammarWords(issue);
};

describe('what the grammar says of a value', () => {
  it.each([
    [{ by: [] }, '此处应为“名称: 值”各一行，现为列表（每行以“- ”开头）。', 'This should be lines of "name: value", and is a list (each line begins with "- ").'],
    [{ on: 'perhaps' }, '此处应为 true 或 false，现为文字。', 'This should be true or false, and is text.'],
    [{ name: null }, '此处应为文字，现为空。', 'This should be text, and is empty.'],
    [{ name: undefined }, '缺少此项，应为文字。', 'This is missing: it should be text.'],
    [{ level: 'province' }, '此处只能是：station、bureau。', 'This should be one of: station, bureau.'],
    [{ name: '' }, '此处不能为空，请填写。', 'This must not be empty. Fill it in.'],
    [{ name: '甲乙丙丁戊' }, '此处应不超过 4 个字符。', 'This should be at most 4 characters.'],
    [{ many: ['a'] }, '此处应不少于 2 项。', 'This should be at least 2 entries.'],
    [{ count: 9 }, '此处应不超过 3。', 'This should be at most 3.'],
  ])('%j', (change, zhCN, en) => {
    expect(said(change)).toEqual({ 'zh-CN': zhCN, en });
  });

  it('keeps what the grammar says in words of its own', () => {
    expect(said({ when: 'later' })).toEqual({ 'zh-CN': '写法不符合要求：write a duration', en: 'Not as the grammar wants it: write a duration' });
  });
});
