import { describe, expect, it } from '@jest/globals';
import { datesOf } from '../src/pages/figures/spans.js';

describe('the spans of the figures page', () => {
  it.each([
    ['2026-11-23', '2026-09-28', '2026-11-23'], // a Monday: the week that begins is not over
    ['2026-11-22', '2026-09-21', '2026-11-16'],
    ['2027-01-03', '2026-11-02', '2026-12-28'],
  ])('on %s the weeks are those from %s to %s', (today, from, to) => {
    expect(datesOf('weeks', today)).toEqual({ from, to, granularity: 'WEEK' });
  });

  it('are whole months that are over, through the turn of the year', () => {
    expect(datesOf('months', '2026-03-31')).toEqual({ from: '2025-09-01', to: '2026-03-01', granularity: 'MONTH' });
    expect(datesOf('year', '2026-01-01')).toEqual({ from: '2025-01-01', to: '2026-01-01', granularity: 'MONTH' });
  });
});
