import { describe, expect, it } from '@jest/globals';
import { formatDueMoment, formatMoment, timeLeft } from '../src/time.js';
import { timeLeftInWords } from '../src/clock.js';

const HOUR = 3_600_000;
const zh = { say: (zhCN: string, _en: string, values: Record<string, string | number> = {}) => zhCN.replace(/\{(\w+)\}/g, (_whole, name: string) => String(values[name])) };

describe('time left', () => {
  const due = Date.parse('2024-03-04T16:00:00Z');

  it('is counted in days and hours, and warns during the last day', () => {
    const far = timeLeft(due, due - 30 * HOUR);
    expect(far).toMatchObject({ overdue: false, days: 1, hours: 6, tone: 'ok' });
    expect(timeLeftInWords(far, zh)).toBe('剩 1 天 6 小时');
    expect(timeLeft(due, due - 23 * HOUR).tone).toBe('warn');
  });

  it('warns from the moment the clock says, and in the last fifth of a short clock', () => {
    expect(timeLeft(due, due - 30 * HOUR, { warn: due - 31 * HOUR }).tone).toBe('warn');
    expect(timeLeft(due, due - 3 * HOUR, { start: due - 10 * HOUR }).tone).toBe('ok');
    expect(timeLeft(due, due - HOUR, { start: due - 10 * HOUR }).tone).toBe('warn');
  });

  it('is overdue at the due moment itself, and says by how much', () => {
    expect(timeLeft(due, due).overdue).toBe(true);
    expect(timeLeftInWords(timeLeft(due, due + 35 * 60_000), zh)).toBe('逾期 35 分钟');
    expect(timeLeftInWords(timeLeft(due, due + 10_000), zh)).toBe('逾期 不足 1 分钟');
  });
});

describe('moments', () => {
  const now = new Date('2024-06-01T00:00:00Z');

  it('are written in the station’s time zone, the year only when it is another', () => {
    expect(formatMoment(new Date('2024-03-04T00:55:00Z'), 'Asia/Shanghai', now)).toBe('03-04 08:55');
    expect(formatMoment(new Date('2023-12-31T16:30:00Z'), 'Asia/Shanghai', now)).toBe('01-01 00:30');
    expect(formatMoment(new Date('2023-12-31T10:00:00Z'), 'Asia/Shanghai', now)).toBe('2023-12-31 18:00');
  });

  it('write an end of day as 24:00', () => {
    expect(formatDueMoment(new Date('2024-03-04T16:00:00Z'), 'Asia/Shanghai', now)).toBe('03-04 24:00');
    expect(formatDueMoment(new Date('2024-12-31T16:00:00Z'), 'Asia/Shanghai', now)).toBe('12-31 24:00');
  });
});
