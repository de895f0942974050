import { describe, expect, it } from '@jest/globals';
import { byRate, compared, isSmall, monthAfter, monthsBefore } from '../src/pages/matrix/compare.js';

const station = (id: string, population: number | null) => ({ id, name: id, kind: 'other', population });
const series = (metric: string, values: Readonly<Record<string, { numerator: number; denominator?: number }>>) => ({
  metric: { id: metric },
  points: Object.entries(values).map(([value, { numerator, denominator }]) => ({ complete: true, count: numerator, numerator, denominator: denominator ?? null, value: denominator === undefined ? numerator : numerator / denominator, dimensions: [{ dimension: 'station', value }] })),
});

describe('the comparison of stations', () => {
  const rows = compared(
    [station('many', 200_000), station('few', 50_000), station('tiny', 1_000), station('unknown', null)],
    [series('incident.received', { many: { numerator: 400 }, few: { numerator: 300 }, tiny: { numerator: 5 } }), series('workflow.started', { many: { numerator: 40 }, few: { numerator: 60 } }), series('workflow.tasksOnTime', { many: { numerator: 90, denominator: 100 } })],
  );

  it('counts against residents and calls', () => {
    expect(rows).toMatchObject([
      { callsPerResidents: 20, startedPerCalls: 10, onTime: 0.9, due: 100 },
      { callsPerResidents: 60, startedPerCalls: 20, onTime: undefined },
      { callsPerResidents: 50, startedPerCalls: 0 },
      { callsPerResidents: undefined, startedPerCalls: undefined, calls: 0 },
    ]);
  });

  it('ranks by rates alone, and never by what rests on few events', () => {
    expect(byRate(rows, 'callsPerResidents').map(({ id }) => id)).toEqual(['few', 'many', 'tiny', 'unknown']);
    expect(rows.map((row) => isSmall(row, 'callsPerResidents'))).toEqual([false, false, true, true]);
    expect(byRate(rows, undefined).map(({ id }) => id)).toEqual(['few', 'many', 'tiny', 'unknown']);
  });

  it('takes whole months that are over', () => {
    expect(monthsBefore('2026-01-15').slice(0, 2)).toEqual(['2025-12-01', '2025-11-01']);
    expect(monthAfter('2025-12-01')).toBe('2026-01-01');
  });
});
