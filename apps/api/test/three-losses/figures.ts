import { expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import type { Data, World } from '../support/world.js';
import { ARRIVE, ASK, DISPATCH, searchesOf } from './searches.js';

const SERIES = 'query ($s: [ID!]!, $q: MetricQuery!) { metricSeries(stationIds: $s, query: $q) { points { numerator denominator value dimensions { value } } } }';
/** The station that the figures are counted at: nobody is missing there before. */
const AT = 1;

interface Point {
  readonly numerator: number;
  readonly denominator: number | null;
  readonly value: number | null;
  readonly dimensions: readonly { readonly value: string | null }[];
}

/** The figures of searches: four of them at a station of their own, counted by hand. */
export function describeFigures(world: () => World): void {
  it('are counted: reported, found, questioned, dispatched and there in time', async () => {
    const { ask, as, station, advance, settle, send } = world();
    const { report, answer, at } = searchesOf(world());
    const begin = async (data = {}) => (await report(data, { station: AT })).instanceId;
    const act = (id: string, ref: string, outcome: string, form = {}, role = 'duty-officer') => answer(role, id, ref, outcome, form, AT);
    const count = async (metric: string, dimensions: readonly string[] = []) => (await ask<readonly [{ points: readonly Point[] }]>(await as('chief', AT), SERIES, { s: [station(AT)], q: { metrics: [`three-losses.${metric}`], from: '2020-01-01', to: '2040-01-01', dimensions } }))[0].points;
    const whole = async (metric: string) => (await count(metric)).map(({ numerator, denominator, value }) => [numerator, denominator, value])[0];

    // A child, an elder who is ill, a grown man, at once: asked after half a minute, two minutes, ten.
    const [child, elder, man] = [await begin(), await begin({ person: { group: 'elder', age: 80 }, risks: ['illness'] }), await begin({ person: { group: 'adult', age: 40 } })];
    await advance('PT30S');
    await act(child, ASK, 'asked');
    await advance('PT1M30S');
    await act(elder, ASK, 'asked');
    for (const id of [child, elder]) await act(id, DISPATCH, 'dispatched');
    await advance('PT6M');
    await act(child, ARRIVE, 'arrived');
    await advance('PT5M');
    await act(elder, ARRIVE, 'arrived');
    // Of two segments one is gone over by forty people. The man, it turns out, was last seen half an hour earlier than said.
    const said = async <Answer>(mutation: string, input: Data): Promise<Answer> => ask(await as('duty-officer', AT), mutation, { s: station(AT), i: child, d: input, k: newId() });
    const draw = (name: string, west: number) => said<{ id: Id }>('mutation ($s: ID!, $i: ID!, $d: SearchSegmentInput!, $k: String!) { drawSegment(stationId: $s, instanceId: $i, input: $d, idempotencyKey: $k) { id } }', { name, outline: [[west, 30], [west + 0.004, 30], [west + 0.004, 30.004], [west, 30.004]], coordinateSystem: 'WGS84', terrain: 'OPEN' });
    const [segment] = [await draw('一区', 114), await draw('二区', 114.01)];
    await said('mutation ($s: ID!, $i: ID!, $d: SearchPassInput!, $k: String!) { recordPass(stationId: $s, instanceId: $i, input: $d, idempotencyKey: $k) { id } }', { segmentId: segment.id, method: 'VISUAL', team: '一组', searchers: 40, from: await at(-10), to: await at() });
    await send('duty-officer', man, 'correct', { lastSeenOn: await at(-48), lastPlace: '东门', source: 'family' }, AT);
    // The child is found and handed over, the man too; the elder’s search becomes a case; a fourth has just begun.
    await send('community-officer', child, 'found', { foundBy: 'ground' }, AT);
    await act(child, 'found.confirming#confirm', 'confirmed', { condition: 'safe' });
    await act(child, 'found.guardian#check', 'proven', { guardian: { name: '测试家长', proof: 'police' } });
    await send('community-officer', man, 'found', { foundBy: 'public' }, AT);
    await act(man, 'found.confirming#confirm', 'confirmed', { condition: 'safe' });
    await act(man, 'found.choice#ask', 'asked', { mayTell: 'safeOnly' });
    await act(man, 'found.telling#tell', 'told');
    await send('duty-commander', elder, 'hunted', undefined, AT);
    await act(elder, 'escalating#decide', 'accepted', { caseNumber: '测试受案 1 号' }, 'chief');
    await begin();
    await settle();

    expect(await whole('missing')).toEqual([4, null, 4]);
    expect(Object.fromEntries((await count('missing', ['urgency'])).map(({ value, dimensions }) => [dimensions[0]?.value, value]))).toEqual({ critical: 3, ordinary: 1 });
    expect(await whole('found')).toEqual([2, 3, expect.closeTo(2 / 3, 9)]);
    // The man’s is ordinary: nobody counts minutes there.
    expect(await whole('questionedInTime')).toEqual([1, 2, 0.5]);
    expect(await whole('dispatchedInTime')).toEqual([2, 2, 1]);
    expect(await whole('arrivedInTime')).toEqual([1, 2, 0.5]);
    // Found after 18 minutes and after 48, both 13 minutes from the report; officers were out after two, twice. The real seconds of the test come on top.
    const middle = async (metric: string) => (await count(metric)).map(({ denominator, value }) => [denominator, Math.round((value ?? 0) / 60)])[0];
    expect([await middle('timeToFind'), await middle('reportToFind'), await middle('firstTeamOut')]).toEqual([[2, 33], [2, 13], [2, 2]]);
    expect(Object.fromEntries((await count('timeToFind', ['urgency'])).map(({ value, dimensions }) => [dimensions[0]?.value, Math.round((value ?? 0) / 60)]))).toEqual({ critical: 18, ordinary: 48 });
    expect(await whole('coverage')).toEqual([1, 2, 0.5]);
  }, 60_000);
}
