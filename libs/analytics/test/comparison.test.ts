import { describe, expect, it } from '@jest/globals';
import { printedChange } from '@stationhouse/kernel';
import fc from 'fast-check';
import { comparedWith, type Comparison } from '../src/comparison.js';
import { addDays, addMonths, daysBetween, startOfWeek, weekdayOf, weekOf } from '../src/dates.js';
import { periodsOf, type Granularity } from '../src/periods.js';

const NOW = new Date('2026-11-23T02:30:00Z');
const ZONE = 'Asia/Shanghai';

function beside(from: string, to: string, granularity: Granularity, comparison: Exclude<Comparison, 'NONE'>, { now = NOW, weekStart = 1, elapsed = true } = {}) {
  const cut = { granularity, weekStart };
  const compared = comparedWith({ from, to }, cut, comparison, periodsOf({ from, to }, cut, [ZONE], now), now, [ZONE], elapsed);
  if (compared === undefined) return undefined;
  return { ...compared.range, pairs: [...compared.keys].map(([then, shown]) => `${shown} ~ ${then}`), until: compared.boundsIn(ZONE)?.ends.toISOString() };
}

describe('what a period is compared with', () => {
  it.each<[string, Granularity, Exclude<Comparison, 'NONE'>, string, string, { from: string; to: string; pairs?: string[] }]>([
    ['months with the month before', 'MONTH', 'PREVIOUS_PERIOD', '2026-01-01', '2026-03-01', { from: '2025-12-01', to: '2026-02-01', pairs: ['2026-01-01 ~ 2025-12-01', '2026-02-01 ~ 2026-01-01'] }],
    ['months with those of the year before', 'MONTH', 'SAME_PERIOD_LAST_YEAR', '2024-02-01', '2024-03-01', { from: '2023-02-01', to: '2023-03-01', pairs: ['2024-02-01 ~ 2023-02-01'] }],
    ['the part of a month with the same part', 'MONTH', 'PREVIOUS_PERIOD', '2026-03-10', '2026-03-21', { from: '2026-02-10', to: '2026-02-21' }],
    ['the last days of a month with what a shorter one has', 'MONTH', 'PREVIOUS_PERIOD', '2026-03-01', '2026-03-31', { from: '2026-02-01', to: '2026-03-01' }],
    ['a quarter', 'QUARTER', 'PREVIOUS_PERIOD', '2026-01-01', '2026-04-01', { from: '2025-10-01', to: '2026-01-01', pairs: ['2026-01-01 ~ 2025-10-01'] }],
    ['a year', 'YEAR', 'SAME_PERIOD_LAST_YEAR', '2025-01-01', '2026-01-01', { from: '2024-01-01', to: '2025-01-01', pairs: ['2025-01-01 ~ 2024-01-01'] }],
    ['a day of a leap year with the same date', 'DAY', 'SAME_PERIOD_LAST_YEAR', '2024-02-28', '2024-03-02', { from: '2023-02-28', to: '2023-03-02', pairs: ['2024-02-28 ~ 2023-02-28', '2024-03-01 ~ 2023-03-01'] }],
    ['weeks by their number, past a year of 53', 'WEEK', 'SAME_PERIOD_LAST_YEAR', '2021-01-04', '2021-01-11', { from: '2019-12-30', to: '2020-01-06', pairs: ['2021-01-04 ~ 2019-12-30'] }],
    ['whole months without periods with as many months', 'NONE', 'PREVIOUS_PERIOD', '2026-01-01', '2026-04-01', { from: '2025-10-01', to: '2026-01-01' }],
    ['days without periods with as many days', 'NONE', 'PREVIOUS_PERIOD', '2026-03-03', '2026-03-10', { from: '2026-02-24', to: '2026-03-03' }],
    ['a range with that of the year before', 'NONE', 'SAME_PERIOD_LAST_YEAR', '2024-02-29', '2024-03-15', { from: '2023-02-28', to: '2023-03-15' }],
  ])('%s', (_, granularity, comparison, from, to, expected) => {
    expect(beside(from, to, granularity, comparison)).toMatchObject(expected);
  });

  it('is nothing for 29 February, the 53rd week, and what has not begun', () => {
    expect(beside('2024-02-29', '2024-03-01', 'DAY', 'SAME_PERIOD_LAST_YEAR')).toBeUndefined();
    expect(beside('2020-12-28', '2021-01-04', 'WEEK', 'SAME_PERIOD_LAST_YEAR')).toBeUndefined();
    expect(beside('2026-12-01', '2027-01-01', 'MONTH', 'PREVIOUS_PERIOD')).toBeUndefined();
  });

  it('stops where the running period has come to', () => {
    expect(beside('2026-11-01', '2026-12-01', 'MONTH', 'PREVIOUS_PERIOD')?.until).toBe('2026-10-23T02:30:00.000Z');
    expect(beside('2026-11-01', '2026-12-01', 'MONTH', 'SAME_PERIOD_LAST_YEAR')?.until).toBe('2025-11-23T02:30:00.000Z');
    expect(beside('2026-11-23', '2026-11-30', 'WEEK', 'PREVIOUS_PERIOD')?.until).toBe('2026-11-16T02:30:00.000Z');
    expect(beside('2026-01-01', '2027-01-01', 'YEAR', 'PREVIOUS_PERIOD')?.until).toBe('2025-11-23T02:30:00.000Z');
    // As far as the range goes, which ends before.
    expect(beside('2026-11-01', '2026-11-11', 'NONE', 'SAME_PERIOD_LAST_YEAR')?.until).toBe('2025-11-10T16:00:00.000Z');
    // 30 March: all of February.
    expect(beside('2026-03-01', '2026-04-01', 'MONTH', 'PREVIOUS_PERIOD', { now: new Date('2026-03-30T02:30:00Z') })?.until).toBe('2026-02-28T16:00:00.000Z');
    // Whole months for whoever sees no parts of them.
    expect(beside('2026-11-01', '2026-12-01', 'MONTH', 'PREVIOUS_PERIOD', { elapsed: false })?.until).toBe('2026-10-31T16:00:00.000Z');
  });
});

describe('dates', () => {
  const date = fc.integer({ min: -20_000, max: 40_000 }).map((days) => addDays('1970-01-01', days));

  it('find a week again by its year and number, whatever its first day', () => {
    fc.assert(fc.property(date, (start) => {
      const { year, week } = weekOf(start);
      expect(startOfWeek(year, week, weekdayOf(start))).toBe(start);
      expect(week).toBeGreaterThanOrEqual(1);
      expect(week).toBeLessThanOrEqual(53);
      expect(weekOf(addDays(start, 7))).toEqual(startOfWeek(year, week + 1, weekdayOf(start)) === undefined ? { year: year + 1, week: 1 } : { year, week: week + 1 });
    }));
  });

  it('number ISO weeks as the standard does', () => {
    expect([['2020-12-28', 2020, 53], ['2026-01-05', 2026, 2], ['2025-12-29', 2026, 1], ['2024-12-30', 2025, 1]].map(([start]) => weekOf(String(start)))).toEqual([{ year: 2020, week: 53 }, { year: 2026, week: 2 }, { year: 2026, week: 1 }, { year: 2025, week: 1 }]);
  });

  it('move by months and days and back', () => {
    fc.assert(fc.property(date, fc.integer({ min: -500, max: 500 }), (from, amount) => {
      expect(daysBetween(from, addDays(from, amount))).toBe(amount);
      expect(addMonths(addMonths(`${from.slice(0, 7)}-01`, amount), -amount)).toBe(`${from.slice(0, 7)}-01`);
    }));
    expect(addMonths('2026-03-31', -1)).toBe('2026-02-28');
  });
});

it('prints changes as the reports did', () => {
  const change = (now: number, then: number) => printedChange((now - then) / then);
  expect([change(2, 7), change(222, 197), change(94, 79), change(65, 47), change(5, 5), change(9999, 10000)]).toEqual(['−71.4 %', '+12.7 %', '+19.0 %', '+38.3 %', '0.0 %', '0.0 %']);
});
