import { TextDecoder, TextEncoder } from 'node:util';
import { describe, expect, it } from '@jest/globals';

Object.assign(globalThis, { TextDecoder, TextEncoder });
const { formWords } = await import('../src/form/words.js');

const text = (zhCN: string, en: string) => ({ 'zh-CN': zhCN, en });
const CLUE = {
  properties: {
    source: { title: text('依据', 'Known from'), oneOf: [{ const: 'video', title: text('视频', 'Video') }, { const: 'witness', title: text('目击者', 'Somebody who saw') }] },
    risks: { title: text('风险', 'Dangers'), items: { oneOf: [{ const: 'water', title: text('附近有水域', 'Water nearby') }] } },
    point: { title: text('地图位置', 'On the map'), properties: { longitude: { title: text('经度', 'Longitude') } } },
    towardsWater: { title: text('朝水域方向', 'Towards water') },
    note: { title: text('说明', 'Note') },
  },
};

describe('what was filled in, in words', () => {
  it('names fields and choices as the form does, and leaves out what is empty', () => {
    const value = { source: 'video', risks: ['water'], point: { longitude: 111.25 }, towardsWater: true, note: '' };
    expect(formWords(CLUE, value, ({ zhCN }) => zhCN)).toBe('依据：视频\n风险：附近有水域\n经度：111.25\n朝水域方向：✓');
    expect(formWords(CLUE, { source: 'witness' }, ({ en }) => en)).toBe('Known from：Somebody who saw');
  });

  it('says what it is given where the form is not known', () => {
    expect(formWords(undefined, { note: '向北' }, ({ zhCN }) => zhCN)).toBe('note：向北');
    expect(formWords(CLUE, undefined, ({ zhCN }) => zhCN)).toBe('');
  });
});
