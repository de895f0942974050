import { expect, it } from '@jest/globals';
import type { Id } from '@stationhouse/kernel';
import { phones, type FraudWorld } from './world.js';

const SERIES = 'query ($s: [ID!]!, $q: MetricQuery!) { metricSeries(stationIds: $s, query: $q) { metric { id } points { count numerator denominator value dimensions { value } } } }';
/** The station that the figures are counted at. Nothing else happens there. */
const AT = 2;

interface Point {
  readonly count: number;
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly dimensions: readonly { readonly value: string | null }[];
}

/** The figures of dissuasion: four alerts at a station of their own, counted by hand. */
export function describeFigures(world: () => FraudWorld): void {
  it('are counted: in time, amounts, losses after the warning, false alerts – by grade, source, category and hour', async () => {
    const { as, ask, alert, does, advance, settle, station, rows } = world();
    const begin = async (grade: string, source: string) => (await alert({ grade, source, person: { phone: phones() } }, AT)).instanceId;
    const act = (id: Id, key: string, outcome: string, form = {}) => does('duty-officer', id, key, outcome, form, AT);
    const count = async (metric: string, dimensions: readonly string[] = []): Promise<readonly Point[]> => {
      const [series] = await ask<readonly [{ points: readonly Point[] }]>(await as('chief', AT), SERIES, { s: [station(AT)], q: { metrics: [`anti-fraud.${metric}`], from: '2020-01-01', to: '2040-01-01', dimensions } });
      return series.points;
    };
    const whole = async (metric: string) => (await count(metric)).map(({ numerator, denominator, value }) => [numerator, denominator, value])[0];
    const by = async (metric: string, dimension: string) => Object.fromEntries((await count(metric, [dimension])).map(({ value, dimensions }) => [dimensions[0]?.value ?? 'none', value]));

    // Three at once: signed after half a minute, a minute and a half, four minutes.
    const [first, second, third] = [await begin('high', 'bank'), await begin('high', 'national'), await begin('medium', 'bank')];
    await advance('PT30S');
    await act(first, 'sign', 'signed');
    await advance('PT1M');
    await act(second, 'sign', 'signed');
    await advance('PT40S');
    for (const id of [first, second]) {
      await act(id, 'call', 'doubtful');
      await act(id, 'locate', 'found', { whereabouts: '家中' });
    }
    await advance('PT2M');
    await act(third, 'sign', 'signed');
    await advance('PT8M');
    await act(first, 'meet', 'convinced');
    await act(first, 'report', 'prevented', { category: 'fakeInvestment', amountAtRisk: 50_000 });
    // The second is met after forty minutes, ten too late; the third is called then, ten too late: no fraud.
    await advance('PT28M');
    await act(second, 'meet', 'doubtful');
    await act(second, 'report', 'partlyLost', { category: 'romance', amountAtRisk: 10_000, amountLost: 3000, lostAfterContact: 1000 });
    await act(third, 'call', 'noFraud', { note: '向亲属转账' });
    await act(third, 'report', 'falseAlert', { note: '正常转账' });
    // An hour on, a low one, convinced by the call.
    await advance('PT30M');
    const fourth = await begin('low', 'telecom');
    await act(fourth, 'sign', 'signed');
    await act(fourth, 'call', 'convinced');
    await act(fourth, 'report', 'prevented', { category: 'orderBrushing', amountAtRisk: 2000.5 });
    await settle();

    expect(await whole('alerts')).toEqual([4, null, 4]);
    expect(await by('alerts', 'grade')).toEqual({ high: 2, medium: 1, low: 1 });
    expect(await by('alerts', 'source')).toEqual({ bank: 2, national: 1, telecom: 1 });
    expect(await by('alerts', 'category')).toEqual({ fakeInvestment: 1, romance: 1, orderBrushing: 1, none: 1 });
    const begun = await rows<{ hour: string }>(`SELECT extract(hour FROM started_at AT TIME ZONE 'Asia/Shanghai')::text AS hour FROM instance WHERE id = ANY ($1) ORDER BY started_at`, [[first, fourth]]);
    expect(await by('alerts', 'hour')).toEqual({ [begun[0]?.hour ?? '']: 3, [begun[1]?.hour ?? '']: 1 });

    expect(await whole('signedInTime')).toEqual([3, 4, 0.75]);
    expect(await by('signedInTime', 'grade')).toEqual({ high: 0.5, medium: 1, low: 1 });
    expect(await whole('contactedInTime')).toEqual([3, 4, 0.75]);
    expect(await by('contactedInTime', 'source')).toEqual({ bank: 0.5, national: 1, telecom: 1 });
    // Who need not be met was not met in time: of the two who were, one was.
    expect(await whole('metInTime')).toEqual([1, 2, 0.5]);
    expect(await by('metInTime', 'category')).toEqual({ fakeInvestment: 1, romance: 0 });

    expect((await whole('amountPrevented'))?.[2]).toBe(59_000.5);
    expect(await by('amountPrevented', 'category')).toMatchObject({ fakeInvestment: 50_000, romance: 7000, orderBrushing: 2000.5 });
    expect((await whole('lostAfterContact'))?.[2]).toBe(1000);
    expect(await whole('falseAlerts')).toEqual([1, 1, 1]);

    // The revisits: one was deceived again after the warning.
    await advance('P5DT1H');
    for (const id of [first, fourth]) await does('community-officer', id, 'revisit', 'calm', {}, AT);
    await does('community-officer', second, 'revisit', 'lostSince', { lostAfterContact: 500 }, AT);
    await settle();
    expect((await whole('lostAfterContact'))?.[2]).toBe(1500);
    expect(await by('lostAfterContact', 'source')).toMatchObject({ national: 1500 });
    expect(await whole('prevented')).toEqual([2, null, 2]);
    expect(await by('prevented', 'grade')).toEqual({ high: 1, low: 1 });
    expect(await whole('falseAlerts')).toEqual([1, 4, 0.25]);
    expect(await by('falseAlerts', 'source')).toEqual({ bank: 0.5, national: 0, telecom: 0 });
    // Nobody at another station sees these.
    expect((await ask<readonly [{ points: readonly Point[] }]>(await as('chief'), SERIES, { s: [station()], q: { metrics: ['anti-fraud.lostAfterContact'], from: '2020-01-01', to: '2040-01-01' } }))[0].points.map(({ value }) => value)).not.toContain(1500);
  }, 60_000);
}
