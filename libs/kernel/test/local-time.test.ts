import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { addDuration, endOfLocalDate, localDate } from '@stationhouse/kernel';

const zones = fc.constantFrom('Asia/Shanghai', 'Asia/Urumqi', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC');
const moments = fc.date({ min: new Date('1980-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
/** Local days on which clocks are put forward or back, and what lies a duration beside them. */
const changes = fc.constantFrom('2042-11-02T05:00:00Z', '2042-03-09T07:00:00Z', '2024-04-06T15:00:00Z', '1991-09-14T15:00:00Z').chain((change) =>
  fc.integer({ min: -120, max: 120 }).chain((minutes) => fc.constantFrom(0, 3, 30, 365).map((days) => new Date(Date.parse(change) + minutes * 60_000 + days * 86_400_000))),
);
const durations = fc.constantFrom('P1D', 'P3D', 'P30D', 'P1M', 'P3M', 'P13M', 'P1Y', 'P2W', 'PT2H', 'PT24H', 'P1DT12H', 'P1M31DT90M', 'PT0.5S');
const zoned = (moment: Date, zone: string) => Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(zone);

describe('local time', () => {
  it('agrees with Temporal in every zone, over every change of offset', () => {
    fc.assert(
      fc.property(fc.oneof(moments, changes), zones, durations, (moment, zone, duration) => {
        const exact = zoned(moment, zone);
        expect(addDuration(moment, duration, zone).getTime()).toBe(exact.add(duration).epochMilliseconds);
        expect(addDuration(moment, duration, zone, -1).getTime()).toBe(exact.subtract(duration).epochMilliseconds);
        expect(endOfLocalDate(moment, zone).getTime()).toBe(exact.add({ days: 1 }).startOfDay().epochMilliseconds);
        expect(localDate(moment, zone)).toBe(exact.toPlainDate().toString());
      }),
      // Back into an hour that was there twice: the first of the two is meant.
      { numRuns: 2000, examples: [[new Date('2042-12-02T06:00:00Z'), 'America/New_York', 'P30D']] },
    );
  });

  it.each([
    ['2024-01-31T09:00:00+08:00', 'P1M', '2024-02-29'],
    ['2023-11-30T09:00:00+08:00', 'P3M', '2024-02-29'],
    ['2024-03-01T23:59:00+08:00', 'P3M', '2024-06-01'],
  ])('%s + %s is on %s', (from, duration, date) => {
    expect(localDate(addDuration(new Date(from), duration, 'Asia/Shanghai'), 'Asia/Shanghai')).toBe(date);
  });
});
