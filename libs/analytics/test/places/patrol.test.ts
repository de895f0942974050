import { describe, expect, it } from '@jest/globals';
import { gridOf } from '../../src/places/grid.js';
import { forecast } from '../../src/places/patrol/forecast.js';
import { choose, PLAIN, weeksOf } from '../../src/places/patrol/choose.js';
import { hitRate, lastWeek, longRun, measureWeek } from '../../src/places/patrol/measure.js';
import { neighbours, recommend } from '../../src/places/patrol/recommend.js';
import { timed, type PlacedIncident, type Timed } from '../../src/places/patrol/timed.js';
import { cellAt, MONDAY, truth, weeksOfCity } from './synthetic-city.js';

const GRID = gridOf({ kind: 'SQUARE', size: 500 });
const WEEKS = 9;
const UNTIL = MONDAY + WEEKS * 7;

describe('directed patrols', () => {
  it('finds the hot places and hours of a city whose truth is known, and beats both simple ways', async () => {
    const rates = truth();
    const found = await recommend(weeksOfCity(WEEKS, 7), GRID, { from: UNTIL, until: UNTIL, count: 40 });
    const measured = found.measured;
    expect(measured?.weeks.measuredOn).toHaveLength(4);
    const lines = measured?.forecast.map((hits, index) => `${hits.share * 100} %: ${[hits, measured.lastWeek[index], measured.longRun[index]].map((one) => (one === undefined ? '' : (hitRate(one) * 100).toFixed(1))).join(' · ')}`);
    process.stdout.write(`hit rate by share of place-hours (recommendation · last week · long run)\n${lines?.join('\n')}\n`);
    measured?.forecast.forEach((hits, index) => {
      for (const simple of [measured.lastWeek[index], measured.longRun[index]]) expect(simple === undefined ? 1 : hitRate(hits)).toBeGreaterThan(simple === undefined ? 0 : hitRate(simple));
    });
    // The best that anybody could do who knows the truth.
    const best = [...rates.values()].sort((left, right) => right - left);
    const all = best.reduce((sum, rate) => sum + rate, 0);
    const top = best.slice(0, Math.round(best.length * 0.05)).reduce((sum, rate) => sum + rate, 0) / all;
    expect(hitRate(measured?.forecast[2] ?? { share: 0, hits: 0, incidents: 0 })).toBeGreaterThan(top * 0.85);
    // Every place recommended is one of the two hot spots, and the sums are those of the truth.
    for (const { cell } of found.stints) expect(rates.get(`${cell} 11`) ?? 0).toBeGreaterThan(0.002);
    expect(found.expected).toBeGreaterThan(all * 0.85);
    expect(found.expected).toBeLessThan(all * 1.15);
    expect(found.clock).toHaveLength(168);
  });

  it('chooses parameters on weeks that are over before those it is measured on, and learns from what came before each', async () => {
    const incidents = weeksOfCity(WEEKS, 3);
    const data = timed(incidents);
    const around = neighbours(data.cells, GRID);
    const { weeks } = (await choose(data, around, UNTIL, [0.05], 0.05)).measured ?? {};
    expect(Math.min(...(weeks?.measuredOn ?? []))).toBeGreaterThan(Math.max(...(weeks?.chosenOn ?? [])) + 6);
    // What happens from the measured week on does not change what was chosen for it: nothing looks ahead.
    const changed = timed([...incidents.filter(({ day }) => day < UNTIL - 28), ...weeksOfCity(40, 99).filter(({ day }) => day >= UNTIL - 28 && day < UNTIL)]);
    const before = (known: Timed) => [...forecast(known, neighbours(known.cells, GRID), UNTIL - 28, PLAIN)];
    expect(before(changed)).toEqual(before(timed(incidents.filter(({ day }) => day < UNTIL - 28))));
    expect((await choose(changed, neighbours(changed.cells, GRID), UNTIL, [0.05], 0.05)).parameters).toEqual((await choose(data, around, UNTIL, [0.05], 0.05)).parameters);
  });

  it('counts place-hours that stand equal at the edge by the share of them that would be chosen', () => {
    const at = (cell: string, day: number, hour = 0): PlacedIncident => ({ cell, day, hour, category: 'traffic' });
    const data = timed([at('a', 0), at('a', 0), at('b', 0, 1), at('a', 7), at('b', 7, 1), at('b', 8, 5), at('c', 8)]);
    // Two places, 336 place-hours: one has two incidents, one has one, the others have none.
    const [one, two, more] = measureWeek(data, 7, longRun, [1 / 336, 2 / 336, 169 / 336]);
    expect([one?.hits, two?.hits, one?.incidents]).toEqual([1, 2, 4]);
    expect(more?.hits).toBeCloseTo(2 + 167 / 334, 6);
    expect(measureWeek(data, 14, lastWeek, [1 / 504])[0]?.incidents).toBe(0);
    expect(weeksOf(0, 20)).toBeUndefined();
    expect(weeksOf(0, 21)).toEqual({ measuredOn: [14], chosenOn: [7] });
  });

  it('makes one stint of hours that follow each other, on the days that were asked for', async () => {
    // Every Wednesday from 14:00 to 16:00 at one place.
    const incidents = Array.from({ length: 10 }, (_, week) => [14, 15].map((hour): PlacedIncident => ({ cell: cellAt(3, 3), day: MONDAY + week * 7 + 2, hour, category: 'traffic' }))).flat();
    const from = MONDAY + 10 * 7 + 4;
    const { stints, measured } = await recommend(incidents, GRID, { from, until: MONDAY + 70, count: 2 });
    expect(stints).toEqual([{ cell: cellAt(3, 3), day: from + 5, hour: 14, hours: 2, expected: stints[0]?.expected, before: 20 }]);
    expect(stints[0]?.expected).toBeGreaterThan(1);
    expect(measured?.forecast.every((hits) => hitRate(hits) > 0)).toBe(true);
    const hoursOf = async (shift: { from: number; until: number }) => (await recommend(incidents, GRID, { from, until: MONDAY + 70, count: 30, shift })).stints.map(({ hour, hours }) => [hour, hour + hours]);
    expect((await hoursOf({ from: 8, until: 15 })).every(([begins = 0, ends = 0]) => begins >= 8 && ends <= 15)).toBe(true);
    const night = await hoursOf({ from: 15, until: 8 });
    expect(night.length).toBeGreaterThan(0);
    expect(night.every(([begins = 0, ends = 0]) => begins >= 15 || ends <= 8)).toBe(true);
    expect((await recommend([], GRID, { from, until: from, count: 5 })).stints).toEqual([]);
  });

  it('takes a place, a time and a category, and no attribute of any person', async () => {
    const keys: Record<keyof PlacedIncident, true> = { cell: true, day: true, hour: true, category: true };
    expect(Object.keys(keys).sort()).toEqual(['category', 'cell', 'day', 'hour']);
    // @ts-expect-error a person has no place in it
    const refused: PlacedIncident = { cell: 'a', day: 0, hour: 0, category: 'traffic', reporterName: '张三' };
    // Even where somebody carried it past the compiler, nothing of it is read.
    const incidents = weeksOfCity(6, 11);
    const asked = { from: MONDAY + 42, until: MONDAY + 42, count: 10 };
    const marked = incidents.map((incident, index) => ({ ...incident, reporterName: refused.category, ethnicity: index % 2 === 0 ? 'a' : 'b', age: index % 90 }));
    expect(await recommend(marked, GRID, asked)).toEqual(await recommend(incidents, GRID, asked));
  });
});
