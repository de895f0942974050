import { describe, expect, it } from '@jest/globals';
import type { Words } from '@stationhouse/plugin-web';
import { progressInWords } from '../src/pages/tasks/progress.js';

describe('how far a signing has come', () => {
  const fill = (message: string, values: object = {}) => Object.entries(values).reduce((words, [name, value]) => words.replace(`{${name}}`, String(value)), message);
  const zh: Pick<Words, 'say'> = { say: (zhCN, _, values) => fill(zhCN, values) };
  const en: Pick<Words, 'say'> = { say: (_, english, values) => fill(english, values) };

  it('is told in both languages, with how many must agree where that is not everybody', () => {
    expect(progressInWords({ given: 2, need: 3, of: 3 }, zh)).toBe('已签 2/3');
    expect(progressInWords({ given: 1, need: 2, of: null }, en)).toBe('Signed 1 of 2');
    expect(progressInWords({ given: 1, need: 2, of: 3 }, zh)).toBe('已签 1/3，2 人一致即可');
    expect(progressInWords({ given: 1, need: 2, of: 3 }, en)).toBe('Signed 1 of 3; 2 must agree');
  });
});
