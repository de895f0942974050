import { expect, it } from '@jest/globals';
import type { Id } from '@stationhouse/kernel';
import { allFigures } from '../support/all-figures.js';
import type { FraudWorld } from './world.js';

interface Offered {
  readonly id: string;
  readonly title: { readonly zhCN: string };
  readonly clockKind: string;
  readonly beginsAt: string;
  readonly speed: number;
  readonly roles: readonly string[];
  readonly injects: readonly { readonly title: { readonly zhCN: string }; readonly afterSeconds: number; readonly kind: string; readonly content: object; readonly text: { readonly zhCN: string } | null }[];
  readonly objectives: readonly { readonly title: { readonly zhCN: string }; readonly kind: string; readonly inject: number; readonly subject: string | null; readonly outcome: string | null; readonly targetSeconds: number }[];
}
interface Run {
  readonly injects: readonly { readonly place: number; readonly status: string; readonly error: string | null; readonly instanceId: Id | null }[];
  readonly objectives: readonly { readonly title: string; readonly result: string; readonly measuredSeconds: number | null }[];
}

const OFFERED = 'query ($s: ID!) { offeredPlans(stationId: $s) { id title { zhCN } clockKind beginsAt speed roles injects { title { zhCN } afterSeconds kind content text { zhCN } } objectives { title { zhCN } kind inject subject outcome targetSeconds } } }';
const RUN = 'query ($s: ID!, $id: ID!) { exercise(stationId: $s, id: $id) { injects { place status error instanceId } objectives { title result measuredSeconds } } }';

/** The night that the plugin offers (twelve alerts in an hour), as a station plans, runs and reviews it. */
export function describeNight(world: () => FraudWorld): void {
  it('is practised as the plugin offers it: scored, in no figure, and nothing leaves the system', async () => {
    const { as, ask, advance, alert, station, sent, rows, settle, does, codeOf } = world();
    const chief = await as('chief');
    const s = station();
    // Something real, that an hour does not change: one that was false, and one about a number that the night uses, too.
    const { instanceId: nothing } = await alert({ grade: 'medium' });
    await does('duty-officer', nothing, 'sign', 'signed');
    await does('duty-officer', nothing, 'call', 'noFraud', { note: '向亲属正常转账' });
    await does('duty-officer', nothing, 'report', 'falseAlert', { note: '正常转账' });
    const { instanceId: real } = await alert({ grade: 'low', person: { phone: '13900000801' } });
    await settle();
    const figuresBefore = await allFigures(world());
    expect(figuresBefore).toContainEqual(expect.stringContaining('"anti-fraud.falseAlerts",{"metricSeries":[{"points":[{"period":null,"count":1,'));
    // What is real rings outside, too: one medium alert did.
    const outside = sent.length;
    expect(outside).toBeGreaterThan(0);
    const [plan] = await ask<readonly [Offered]>(chief, OFFERED, { s });
    expect(plan.id).toBe('fraud-night');
    // It begins at two in the morning, by the station's clock.
    expect(new Date(plan.beginsAt).toLocaleTimeString('en-GB', { timeZone: 'Asia/Shanghai' })).toBe('02:00:00');
    expect(await codeOf(ask(await as('duty-officer'), OFFERED, { s }))).toBe('FORBIDDEN');
    const { id } = await ask<{ id: Id }>(chief, 'mutation ($s: ID!, $p: ExercisePlanInput!) { planExercise(stationId: $s, plan: $p) { id } }', { s, p: taken(plan) });
    await ask(chief, 'mutation ($s: ID!, $id: ID!) { startExercise(stationId: $s, id: $id) { id } }', { s, id });
    const read = () => ask<Run>(chief, RUN, { s, id });
    const instanceOf = async (place: number) => (await read()).injects[place - 1]?.instanceId as Id;

    // 02:01: the elder at the bank is signed, called, found and met at once.
    await advance('PT1M1S');
    const elder = await instanceOf(1);
    await does('duty-officer', elder, 'sign', 'signed');
    await does('duty-officer', elder, 'call', 'doubtful', { whereabouts: '演练银行柜台' });
    await does('duty-officer', elder, 'locate', 'found', { whereabouts: '演练银行柜台' });
    await does('duty-officer', elder, 'meet', 'convinced', { place: 'bank' });
    // 02:04: the second is signed in time, called too late.
    await advance('PT3M');
    const second = await instanceOf(2);
    await does('duty-officer', second, 'sign', 'signed');
    // 02:11: money is on its way, and nobody signs for two minutes.
    await advance('PT9M30S');
    const paying = await instanceOf(4);
    await does('duty-commander', paying, 'sign', 'signed');
    // 02:27: what the source pushed four times is one alert; the second person is of high grade now, and rings anew.
    await advance('PT14M');
    const flooded = await Promise.all([5, 6, 7, 8].map(instanceOf));
    expect(new Set(flooded).size).toBe(1);
    expect(await instanceOf(11)).toBe(second);
    expect(await world().dataOf(second)).toMatchObject({ grade: 'high', reports: [{ source: 'national' }, { source: 'bank' }] });
    await does('duty-officer', second, 'sign', 'signed');
    // 02:19 was somebody under 18, whose guardian is known: the call is taken.
    const minor = await instanceOf(9);
    await does('duty-officer', minor, 'sign', 'signed');
    await does('duty-officer', minor, 'call', 'convinced');
    await advance('PT40M');
    await settle();
    await ask(chief, 'mutation ($s: ID!, $id: ID!) { endExercise(stationId: $s, id: $id) { id } }', { s, id });

    const run = await read();
    expect(run.injects.map(({ status, error }) => [status, error])).toEqual(run.injects.map(() => ['FIRED', null]));
    expect(new Set(run.injects.flatMap(({ instanceId }) => instanceId ?? [])).size).toBe(12);
    const results = Object.fromEntries(run.objectives.map(({ title, result }) => [title, result]));
    expect(results).toMatchObject({
      '1 演练甲：签收': 'MET', '1 演练甲：电话劝阻': 'MET', '1 演练甲：见面': 'MET',
      '2 演练乙：签收': 'MET', '2 演练乙：电话劝阻': 'NOT_MET', '11 演练乙：签收': 'NOT_MET',
      '4 演练丁：签收': 'NOT_MET', '4 演练丁：电话劝阻': 'NOT_MET', '5 演练戊：签收': 'NOT_MET',
      '9 演练己：签收': 'NOT_MET', '9 演练己：见面': 'NOT_MET', '16 演练丑：电话劝阻': 'NOT_MET', 及时回应指挥中心: 'NOT_MET',
    });
    // What is real has heard nothing of it.
    expect(elder).not.toBe(real);
    expect(await world().dataOf(real)).toMatchObject({ grade: 'low', reports: [{ source: 'bank' }] });
    // A number of its own, and the time of the exercise.
    const [{ number, at } = { number: '', at: '' }] = await rows<{ number: string; at: string }>(`SELECT number, to_char(started_at AT TIME ZONE 'Asia/Shanghai', 'HH24:MI') AS at FROM instance WHERE id = $1`, [elder]);
    expect([number.slice(0, 3), at]).toEqual(['YL-', '02:01']);
    expect(sent.slice(outside)).toEqual([]);
    expect(await rows('SELECT FROM notice n JOIN notice_delivery d ON d.notice_id = n.id WHERE n.exercise')).toEqual([]);
    expect(await allFigures(world())).toEqual(figuresBefore);
  }, 60_000);
}

/** The plan as the form sends it. */
function taken({ title, clockKind, beginsAt, speed, roles, injects, objectives }: Offered): object {
  return {
    title: title.zhCN, clock: clockKind, beginsAt, speed, roles,
    injects: injects.map(({ title: name, afterSeconds, kind, content, text }) => ({ title: name.zhCN, after: `PT${afterSeconds}S`, [kind]: text === null ? content : { ...content, text: text.zhCN } })),
    objectives: objectives.map(({ targetSeconds, title: name, ...objective }) => ({ ...objective, title: name.zhCN, within: `PT${targetSeconds}S` })),
  };
}
