import { describe, expect, it } from '@jest/globals';
import { categoryNamed, FRAUD_CATEGORIES, measureCategories, suggestCategory, tableOf, type FraudCategory, type LabelledNarrative } from '@stationhouse/anti-fraud-common';
import * as tuning from './narratives-tuning.js';
import * as held from './narratives-test.js';

const labelled = ({ NARRATIVES, NO_FRAUD }: typeof held): LabelledNarrative[] => [
  ...Object.entries(NARRATIVES).flatMap(([label, narratives]) => narratives.map((narrative) => ({ narrative, label: label as FraudCategory }))),
  ...NO_FRAUD.map((narrative) => ({ narrative, label: undefined })),
];

describe('suggested categories', () => {
  it('are those of narratives that no word was tuned on', () => {
    const measured = measureCategories(labelled(held));
    process.stdout.write(`${tableOf(measured)}\n`);
    expect(measured.macroF1).toBeGreaterThanOrEqual(0.8);
    for (const { precision, recall } of Object.values(measured.categories)) {
      expect(precision).toBeGreaterThanOrEqual(0.7);
      expect(recall).toBeGreaterThanOrEqual(0.6);
    }
    expect(measured.unknown.recall).toBeGreaterThanOrEqual(0.8);
  });

  it('are those of the narratives the words were tuned on', () => {
    expect(measureCategories(labelled(tuning)).macroF1).toBeGreaterThanOrEqual(0.95);
  });

  it('say which words made them', () => {
    expect(suggestCategory('自称抖音客服，说会员到期要自动扣费，让我共享屏幕')).toMatchObject({ category: 'fakeCustomerService', words: expect.arrayContaining(['会员到期', '共享屏幕']) });
    expect(suggestCategory('对方让我加ＱＱ群做任务，垫付后才返佣')).toMatchObject({ category: 'orderBrushing' });
    expect(suggestCategory('')).toBeUndefined();
    expect(suggestCategory('我想问个事情')).toBeUndefined();
  });

  it('are measured on enough, told apart from what the words were tuned on', () => {
    for (const category of Object.keys(FRAUD_CATEGORIES) as FraudCategory[]) {
      const own = held.NARRATIVES[category];
      expect(own.length).toBeGreaterThanOrEqual(20);
      const name = FRAUD_CATEGORIES[category]['zh-CN'].split('、')[0]!;
      expect(own.filter((narrative) => narrative.includes(name)).length).toBeLessThanOrEqual(own.length / 3);
    }
    expect(held.NO_FRAUD.length).toBeGreaterThanOrEqual(60);
    const tuned = new Set(labelled(tuning).map(({ narrative }) => narrative));
    expect(labelled(held).filter(({ narrative }) => tuned.has(narrative))).toEqual([]);
  });

  it('are known by their titles, in either language, and by their ids', () => {
    expect(['刷单返利', '刷单返利类', 'romance', '贷款代办信用卡', '网络婚恋、交友', 'Fake online investment', 'ROMANCE'].map(categoryNamed)).toEqual(['orderBrushing', 'orderBrushing', 'romance', 'loanOrCard', 'romance', 'fakeInvestment', 'romance']);
    expect(categoryNamed('盗窃')).toBeUndefined();
  });
});
