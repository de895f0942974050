import { expect, it } from '@jest/globals';
import { newId, type Id } from '@stationhouse/kernel';
import type { World } from '../support/world.js';
import { ARRIVE, ASK, DISPATCH, POSTER, POSTS, searchesOf, VIDEO, WATER } from './searches.js';

const GUARDIAN = { guardian: { name: '测试家长', proof: 'police' } };

interface SharedCard {
  readonly id: Id;
  readonly endedAt: string | null;
}

/** DOMAIN §5, scenario 1, and the other ways in which searches end. */
export function describeScenario(world: () => World): void {
  it('the lost boy: corrected to 12:15 below the tower, water by itself, found at 14:40, closed after the guardian check', async () => {
    const { send, advance, settle, dataOf, ask, as, station } = world();
    const { report, answer, at, open, told, linked, unit, standing, refusal } = searchesOf(world());
    const posts = [await unit('城楼售票处'), await unit('公园管理处')];
    const minutes = (from: unknown, to: unknown) => (Date.parse(String(to)) - Date.parse(String(from))) / 60_000;

    // 14:00 – everything at once.
    const begun = await at();
    const { instanceId: boy } = await report({ reporter: { phone: '13900005110', relation: 'parent' }, account: '在二楼走散' });
    expect(await open(boy)).toEqual([`${DISPATCH.replace('ground.toDispatch#dispatch', 'drone.toFly#fly')}`, DISPATCH, POSTS, ASK, VIDEO].sort());
    await advance('PT40S');
    await answer('duty-officer', boy, ASK, 'asked', { name: '测试童', height: 110 });
    await answer('duty-officer', boy, DISPATCH, 'dispatched');
    await answer('duty-officer', boy, VIDEO, 'requested', { cameras: ['城楼下 1 号，12:00–12:40', '南门 3 号，12:10–12:50'] });
    await answer('duty-officer', boy, POSTS, 'asked', { posts });
    await settle();
    expect((await linked(boy, 'post-question')).map(({ state, data }) => [state, data['sight']])).toEqual([['asked', '男，5 岁，身高约 110 厘米，红色上衣'], ['asked', '男，5 岁，身高约 110 厘米，红色上衣']]);
    expect(JSON.stringify(await linked(boy, 'video-request'))).not.toContain('测试童');

    // The mother calls again: it is the same search.
    await advance('PT4M20S');
    const again = await report({ reporter: { phone: '0086 13900005110', relation: 'parent' }, account: '他带着蓝色水壶' });
    expect(again).toEqual({ instanceId: boy, started: false });
    expect((await dataOf(boy))['account']).toBe('在二楼走散\n他带着蓝色水壶');
    // Neighbours by one press.
    await send('duty-officer', boy, 'askNeighbours');
    await settle();
    const cards = async (all = false) => ask<readonly SharedCard[]>(await as('duty-officer', 1), 'query ($s: ID!, $o: Boolean!) { sharedCards(stationId: $s, open: $o) { id endedAt } }', { s: station(1), o: !all });
    const [card] = await cards();
    expect(await cards()).toHaveLength(1);
    await ask(await as('duty-officer', 1), 'mutation ($s: ID!, $c: ID!, $i: ShareAnswerInput!, $k: String!) { answerSharedCard(stationId: $s, sharedCardId: $c, input: $i, idempotencyKey: $k) { answer } }', { s: station(1), c: card?.id, i: { answer: 'CLUE', place: '北门公交站', words: '独自往北' }, k: newId() });
    await settle();
    expect((await dataOf(boy))['neighbours']).toMatchObject([{ answer: 'clue', place: '北门公交站' }]);
    await advance('PT3M');
    await answer('community-officer', boy, ARRIVE, 'arrived');

    // 14:12 – a video: separated at 12:15 below the tower, 105 minutes before the report.
    await advance('PT4M');
    const separated = new Date(Date.parse(begun) - 105 * 60_000).toISOString();
    await send('duty-officer', boy, 'correct', { lastSeenOn: separated, lastPlace: '城楼下', point: { longitude: 112.64, latitude: 29.92 }, source: 'video' });
    await settle();
    const corrected = await dataOf(boy);
    expect(Math.round(minutes(corrected['lastSeenOn'], corrected['reportedOn']))).toBe(105);
    expect(corrected).toMatchObject({ lastPlace: '城楼下', corrections: [{ fromPlace: '城楼二楼', toPlace: '城楼下', source: 'video' }] });
    const ground = await ask<{ lastKnown: { elapsedS: number; longitude: number } }>(await as('duty-officer'), 'query ($s: ID!, $i: ID!) { searchGround(stationId: $s, instanceId: $i, purpose: "查找") { lastKnown { elapsedS longitude } } }', { s: station(), i: boy });
    expect([ground.lastKnown.longitude, Math.floor(ground.lastKnown.elapsedS / 60)]).toEqual([112.64, 105 + 12]);
    expect((await told(boy)).filter((words) => words.includes('已更正'))).toHaveLength(1);

    // The last frame leads towards the park with water: nobody has to notice that.
    expect(await open(boy)).not.toContain(WATER);
    await send('duty-officer', boy, 'clue', { seenOn: new Date(Date.parse(begun) - 89 * 60_000).toISOString(), source: 'video', sure: 'certain', place: '环城公园北口', towardsWater: true });
    await settle();
    expect(await open(boy)).toContain(WATER);
    expect((await told(boy)).filter((words) => words.includes('水'))).not.toEqual([]);
    await answer('community-officer', boy, WATER, 'nothing', { note: '沿岸查看' });
    await send('duty-officer', boy, 'poster', { posterText: '寻找一名五岁男孩，红色上衣。' });
    await answer('chief', boy, POSTER, 'approved');
    expect((await refusal(send('duty-officer', boy, 'close'))).message).toContain('Nobody was found yet');

    // 14:40 – found in the park.
    await advance('PT28M');
    await send('community-officer', boy, 'found', { foundBy: 'ground', foundPlace: '环城公园' });
    await answer('duty-officer', boy, 'found.confirming#confirm', 'confirmed', { condition: 'safe' });
    await settle();
    const found = await dataOf(boy);
    expect(Math.round(minutes(found['reportedOn'], found['foundOn']))).toBe(40);
    expect(found['posterOffOn']).toBe(found['posterOn'] === undefined ? 'never out' : (await world().rows<{ at: Date }>(`SELECT max(at) AS at FROM history WHERE instance_id = $1 AND states_left @> '{found.confirming}'`, [boy]))[0]?.at.toISOString());
    // Whoever still looks hears it, and the neighbours' card is shut with the emergency.
    expect([...(await linked(boy, 'post-question')), ...(await linked(boy, 'video-request'))].map(({ state }) => state)).toEqual(['notNeeded', 'notNeeded', 'notNeeded', 'notNeeded']);
    expect(await cards()).toEqual([]);
    expect(await cards(true)).toMatchObject([{ endedAt: expect.any(String) }]);

    const early = await refusal(send('duty-officer', boy, 'close'));
    expect([early.code, early.message]).toEqual(['EVENT_REFUSED', expect.stringContaining('guardian')]);
    await answer('duty-officer', boy, 'found.guardian#check', 'proven', GUARDIAN);
    expect(await standing(boy)).toEqual({ status: 'closed', outcome: 'handedOver' });
  }, 60_000);

  it('found first: every post is asked, the girl goes to a proven guardian alone', async () => {
    const { start, settle, send } = world();
    const { at, answer, linked, unit, refusal, standing } = searchesOf(world());
    const post = await unit('步行街服务台');
    const { instanceId: girl } = await start('found-person', { person: { group: 'child', age: 2, sex: 'female', clothing: '黄色外套' }, foundOn: await at(-10), foundPlace: '运河边' });
    await answer('duty-officer', girl, 'looking.asking.toAsk#ask', 'asked', { posts: [post] });
    await answer('duty-officer', girl, 'looking.safety.toPlace#place', 'placed', { safePlace: '值班室' });
    await answer('community-officer', girl, 'looking.identity.toIdentify#identify', 'identified', { identifiedBy: 'video' });
    await settle();
    expect((await linked(girl, 'post-question')).map(({ state, data }) => [state, data['item'], data['place']])).toEqual([['notNeeded', post, '运河边']]);
    expect((await refusal(send('duty-officer', girl, 'close'))).code).toBe('EVENT_REFUSED');
    expect((await refusal(answer('duty-officer', girl, 'releasing#check', 'ownWay'))).message).toContain('guardian');
    await answer('duty-officer', girl, 'releasing#check', 'proven', GUARDIAN);
    expect(await standing(girl)).toEqual({ status: 'closed', outcome: 'handedOver' });
  });

  it('a suspected guardian gets nobody: commander and chief decide together', async () => {
    const { send, settle } = world();
    const { report, answer, open, refusal, told, standing } = searchesOf(world());
    const { instanceId: girl } = await report({ person: { group: 'youth', age: 15 } });
    await send('community-officer', girl, 'found', { foundBy: 'ground' });
    await answer('duty-officer', girl, 'found.confirming#confirm', 'confirmed', { condition: 'hurt' });
    await answer('duty-officer', girl, 'found.guardian#check', 'suspected', { note: '有旧伤' });
    await settle();
    expect(await open(girl)).toEqual(['found.protecting#protect']);
    expect((await told(girl)).at(-1)).toContain('不得交接');
    expect((await refusal(send('duty-officer', girl, 'close'))).code).toBe('EVENT_REFUSED');
    expect((await refusal(answer('duty-officer', girl, 'found.protecting#protect', 'cleared', { note: '无' }))).code).not.toBe('none');
    await answer('duty-commander', girl, 'found.protecting#protect', 'cleared', { note: '伤为旧伤' });
    await answer('chief', girl, 'found.protecting#protect', 'protected');
    expect(await standing(girl)).toEqual({ status: 'closed', outcome: 'protected' });
  });

  it('an adult who does not say: the reporter hears “safe” alone, after two hours', async () => {
    const { send, advance, settle, dataOf } = world();
    const { report, answer, open } = searchesOf(world());
    const { instanceId: man } = await report({ person: { group: 'adult', age: 41 } });
    await send('community-officer', man, 'found', { foundBy: 'public' });
    await answer('duty-officer', man, 'found.confirming#confirm', 'confirmed', { condition: 'safe' });
    expect(await open(man)).toEqual(['found.choice#ask']);
    await advance('PT2H1M');
    await settle();
    expect(await dataOf(man)).toMatchObject({ mayTell: 'safeOnly' });
    expect(await open(man)).toEqual(['found.telling#tell']);
  });

  // Last: days go by.
  it('put by until a date, looked at again then; somebody in distress is visited after one, seven and thirty days', async () => {
    const { send, start, advance, settle } = world();
    const { report, answer, open, at, refusal } = searchesOf(world());
    const { instanceId: man } = await report({ person: { group: 'adult', age: 52 } });
    const { instanceId: low } = await start('distress', { danger: 'said', place: '望江社区' });
    await answer('duty-officer', low, 'going#arrive', 'arrived');
    await answer('duty-officer', low, 'securing#secure', 'safe', { handedTo: 'family', consent: true });
    await send('duty-commander', man, 'putBy');
    const on = async (days: number) => (await at(days * 24 * 60)).slice(0, 10);
    const pause = async (role: string, days: number): Promise<unknown> => answer(role, man, 'putBy#decide', 'putBy', { reviewOn: await on(days), note: '有联系' });
    expect((await refusal(pause('chief', -1))).code).toBe('EVENT_REFUSED');
    expect((await refusal(pause('chief', 31))).code).toBe('EVENT_REFUSED');
    expect((await refusal(pause('duty-commander', 3))).code).toBe('TASK_NOT_YOURS');
    await pause('chief', 3);
    expect(await open(man)).toEqual([]);
    const visits: string[] = [];
    for (const [which, days] of [['first', 1], ['second', 6], ['last', 23]] as const) {
      await advance(`P${days}D`);
      await settle();
      visits.push(...(await open(low)));
      await answer('duty-officer', low, `visiting.${which}.open#visit`, 'calm', { findings: '平稳' });
    }
    expect(visits).toEqual(['first', 'second', 'last'].map((which) => `visiting.${which}.open#visit`));
    expect(await open(man)).toEqual(['reviewing#decide']);
    await answer('chief', man, 'reviewing#decide', 'goOn');
    expect(await open(man)).toContain(DISPATCH);
  }, 60_000);
}

