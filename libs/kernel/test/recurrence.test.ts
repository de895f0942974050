import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextOccurrence, occurrencesBetween, recurrenceInWords, recurrenceProblem, WEEKDAYS, type Recurrence } from '@stationhouse/kernel';
import { Temporal } from 'temporal-polyfill';

const next = (recurrence: Recurrence, after: string, zone = 'Asia/Shanghai') => nextOccurrence(recurrence, new Date(after), zone).toISOString();
const weekly: Recurrence = { every: 'week', on: ['wednesday'], at: '08:30' };

describe('when something comes round', () => {
  it('is by the clock on the wall of the place, and never the moment itself', () => {
    expect(next({ every: 'day', at: '02:30' }, '2026-03-01T18:29:59.999Z')).toBe('2026-03-01T18:30:00.000Z');
    expect(next({ every: 'day', at: '02:30' }, '2026-03-01T18:30:00.000Z')).toBe('2026-03-02T18:30:00.000Z');
    expect(next(weekly, '2026-11-22T00:00:00Z')).toBe('2026-11-25T00:30:00.000Z');
    expect(next({ every: 'week', on: ['friday', 'monday'], at: '09:00' }, '2026-11-23T02:00:00Z')).toBe('2026-11-27T01:00:00.000Z');
  });

  it('takes the last day of a month for one that the month does not have', () => {
    const month = (on: number | 'last'): Recurrence => ({ every: 'month', on, at: '00:00' });
    expect(next(month(31), '2026-02-01T00:00:00Z')).toBe('2026-02-27T16:00:00.000Z');
    expect(next(month(31), '2026-02-28T00:00:00Z')).toBe('2026-03-30T16:00:00.000Z');
    expect(next(month('last'), '2028-02-01T00:00:00Z')).toBe('2028-02-28T16:00:00.000Z');
    expect(next(month(1), '2026-12-31T00:00:00Z')).toBe('2026-12-31T16:00:00.000Z');
  });

  it('comes later where the clocks are put forward over it, once where they are put back', () => {
    const night: Recurrence = { every: 'day', at: '02:30' };
    expect(next(night, '2026-03-28T12:00:00Z', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
    expect(next(night, '2026-03-29T01:30:00Z', 'Europe/Berlin')).toBe('2026-03-30T00:30:00.000Z');
    expect(next(night, '2026-10-24T12:00:00Z', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
    expect(next(night, '2026-10-25T00:30:00Z', 'Europe/Berlin')).toBe('2026-10-26T01:30:00.000Z');
    // The clocks carry it over midnight: still the same date's, and the next date's is another one.
    expect(next({ every: 'day', at: '23:30' }, '2010-04-01T22:00:00Z', 'America/Scoresbysund')).toBe('2010-04-01T23:30:00.000Z');
  });

  it('counts what was missed', () => {
    expect(occurrencesBetween(weekly, new Date('2026-11-01T00:00:00Z'), new Date('2026-11-25T00:30:00Z'), 'Asia/Shanghai', 100)).toBe(4);
    expect(occurrencesBetween({ every: 'day', at: '02:30' }, new Date('2020-01-01T00:00:00Z'), new Date('2026-01-01T00:00:00Z'), 'UTC', 100)).toBe(100);
  });

  it('says what cannot come round, and reads back what can', () => {
    expect(recurrenceProblem({ every: 'day', at: '8:30' })?.en).toContain('08:30');
    expect(recurrenceProblem({ every: 'week', on: [], at: '08:30' })).toBeDefined();
    expect(recurrenceProblem({ every: 'week', on: ['monday', 'monday'], at: '08:30' })).toBeDefined();
    expect(recurrenceProblem({ every: 'month', on: 32, at: '08:30' })).toBeDefined();
    expect(recurrenceProblem(weekly)).toBeUndefined();
    expect(recurrenceInWords({ every: 'week', on: ['friday', 'monday'], at: '09:00' })).toEqual({ 'zh-CN': '每周一、周五 09:00', en: 'Every Monday, Friday at 09:00' });
  });

  it('goes forward, skips no date, and falls on the wall time wherever the clocks run even', () => {
    const at = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 })).map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
    const recurrence: fc.Arbitrary<Recurrence> = fc.oneof(
      fc.record({ every: fc.constant('day' as const), at }),
      fc.record({ every: fc.constant('week' as const), on: fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 }), at }),
      fc.record({ every: fc.constant('month' as const), on: fc.oneof(fc.integer({ min: 1, max: 31 }), fc.constant('last' as const)), at }),
    );
    fc.assert(
      fc.property(recurrence, fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }), fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'), (one, after, zone) => {
        const first = nextOccurrence(one, after, zone);
        const second = nextOccurrence(one, first, zone);
        expect(first.getTime()).toBeGreaterThan(after.getTime());
        expect(second.getTime()).toBeGreaterThan(first.getTime());
        // Nothing lies between: asked a moment before, it answers the same.
        expect(nextOccurrence(one, new Date(first.getTime() - 1), zone)).toEqual(first);
        if (one.every === 'day') expect(dateOf(second, zone).since(dateOf(first, zone)).days).toBe(1);
        if (zone === 'Asia/Shanghai') expect(Temporal.Instant.fromEpochMilliseconds(first.getTime()).toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'minute' })).toBe(one.at);
      }),
      { numRuns: 200 },
    );
  });
});

function dateOf(moment: Date, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(zone).toPlainDate();
}
