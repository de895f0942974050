import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '@stationhouse/workflow';
import { answer, at, compiled, reported, say } from './definition.js';

const WORKFLOW = compiled();
const B = 'searching.branches';
const OUT = WORKFLOW.public?.state ?? '';
const POST = (last: number) => `01900000-0000-7000-8000-0000000${String(last).padStart(5, '0')}`;

/** A search with a poster that was approved. */
function withPoster() {
  const simulation = reported(WORKFLOW);
  say(simulation, 'poster', { posterText: '草稿' });
  simulation.complete(`${B}.poster.toApprove#approve`, 'approved', { posterText: '男孩，红色上衣' });
  return simulation;
}
const isOut = (simulation: ReturnType<typeof withPoster>) => {
  const [first, second, third, fourth] = OUT.split('.') as [string, string, string, string];
  const value = simulation.snapshot.value as Record<string, Record<string, Record<string, string>>> | string;
  return typeof value !== 'string' && value[first]?.[second]?.[third] === fourth;
};
const tell = (simulation: ReturnType<typeof withPoster>, payload: JsonObject) => simulation.send({ type: 'event', name: 'tip', payload });

describe('a poster', () => {
  it('is out once it was approved, with the words of the approval, until somebody takes it down', () => {
    const simulation = withPoster();
    expect([isOut(simulation), simulation.snapshot.data['posterText']]).toEqual([true, '男孩，红色上衣']);
    say(simulation, 'withdrawPoster');
    expect([isOut(simulation), simulation.snapshot.data['posterOffOn']]).toEqual([false, expect.any(String)]);
  });

  it.each([
    ['somebody says that they are found', 'found', { foundBy: 'public' }],
    ['the search is put by', 'putBy', {}],
    ['it is known that they may harm themselves', 'describe', { risks: ['selfHarm'] }],
    ['it is known that they may flee from harm', 'describe', { risks: ['abuse'] }],
  ])('goes with the step in which %s', (_, event, payload) => {
    const simulation = withPoster();
    expect(say(simulation, event, payload)).toBeUndefined();
    expect(isOut(simulation)).toBe(false);
  });

  it('is out again when it was somebody else', () => {
    const simulation = withPoster();
    say(simulation, 'found', { foundBy: 'public' });
    simulation.complete('found.confirming#confirm', 'notThem', { note: '认错人' });
    expect(isOut(simulation)).toBe(true);
  });
});

describe('what the public says to a poster', () => {
  it('is a clue once somebody has looked at it, of the moment they say, and nothing follows from it before', () => {
    const simulation = withPoster();
    const seenOn = at('2024-05-01T13:40').toISOString();
    tell(simulation, { words: '往河边走了', place: '公园北门', seenOn });
    tell(simulation, { words: '往河边走了', place: '公园北门', seenOn });
    tell(simulation, { words: '好像见过' });
    expect(simulation.snapshot.data).toMatchObject({ tips: [{ no: 1 }, { no: 2 }] });
    expect(simulation.snapshot.data['clues']).toBeUndefined();
    expect(say(simulation, 'takeTip', { tip: 1, sure: 'likely', towardsWater: true })).toBeUndefined();
    expect(say(simulation, 'dropTip', { tip: 2 })).toBeUndefined();
    expect(simulation.snapshot.data).toMatchObject({ clues: [{ seenOn, source: 'witness', sure: 'likely', place: '公园北门', note: '往河边走了' }], tips: [{ answer: 'taken' }, { answer: 'dropped' }] });
    expect([say(simulation, 'takeTip', { tip: 1, sure: 'likely' }), say(simulation, 'dropTip', { tip: 9 })]).toEqual(['noTip', 'noTip']);
  });

  it('is of no later than now, however wrong their clock is', () => {
    const simulation = withPoster();
    tell(simulation, { words: '见过', seenOn: at('2030-01-01T00:00').toISOString() });
    say(simulation, 'takeTip', { tip: 1, sure: 'doubtful' });
    expect(simulation.snapshot.data).toMatchObject({ clues: [{ seenOn: at('2024-05-01T14:00').toISOString() }] });
  });

  it('is too much when forty wait to be looked at: the station is called then', () => {
    const simulation = withPoster();
    for (let one = 0; one < 40; one += 1) tell(simulation, { words: `见过 ${one}` });
    expect(say(simulation, 'tip', { words: '还有一个' })).toBe('enoughTips');
    say(simulation, 'dropTip', { tip: 1 });
    expect(say(simulation, 'tip', { words: '还有一个' })).toBeUndefined();
  });

  it('waits where the search is put by, and brings it back as a clue does', () => {
    const simulation = withPoster();
    tell(simulation, { words: '在汽车站' });
    say(simulation, 'putBy');
    simulation.complete('putBy#decide', 'putBy', { reviewOn: '2024-05-08', note: '暂无线索' });
    expect(say(simulation, 'takeTip', { tip: 1, sure: 'likely' })).toBeUndefined();
    expect(answer(simulation, `${B}.ground.toDispatch#dispatch`, 'dispatched')).toBeUndefined();
  });
});

describe('two posts that say that a child is with them', () => {
  /** Rings of a step, by what it says. */
  const rings = (simulation: ReturnType<typeof withPoster>) => simulation.history.flatMap(({ effects }) => effects.filter((effect) => effect.type === 'notify' && effect.text['zh-CN'].startsWith('有岗位称')));
  const withUs = (simulation: ReturnType<typeof withPoster>, serial: number) => {
    simulation.send({ type: 'linked', serial, status: 'started', instanceId: POST(serial) });
    simulation.send({ type: 'linked', serial, status: 'closed', instanceId: POST(serial), outcome: 'withUs' });
  };

  it('ring once each, also when the first was said to be found meanwhile; one confirmation settles it', () => {
    const simulation = reported(WORKFLOW);
    simulation.complete(`${B}.posts.toAsk#ask`, 'asked', { posts: [POST(1), POST(2)] });
    const serials = (simulation.history.at(-1)?.effects ?? []).flatMap((effect) => (effect.type === 'start-linked' ? [effect.serial] : []));
    expect(serials).toHaveLength(2);
    withUs(simulation, serials[0] ?? 0);
    expect(rings(simulation)).toHaveLength(1);
    say(simulation, 'found', { foundBy: 'post', foundPlace: '东门岗亭' });
    withUs(simulation, serials[1] ?? 0);
    expect(rings(simulation)).toHaveLength(2);
    say(simulation, 'found', { foundBy: 'post', foundPlace: '西门岗亭' });
    simulation.complete('found.confirming#confirm', 'confirmed', { condition: 'safe', foundPlace: '西门岗亭' });
    expect(simulation.snapshot.data).toMatchObject({ foundPlace: '西门岗亭', claims: [{ place: '东门岗亭' }, { place: '西门岗亭' }] });
    expect(answer(simulation, 'found.confirming#confirm', 'confirmed', { condition: 'safe' })).toBe('TASK_NOT_OPEN');
  });
});
