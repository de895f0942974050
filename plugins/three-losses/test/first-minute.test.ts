import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '@stationhouse/workflow';
import { broadcastWords, placeAloud } from '@stationhouse/three-losses-common';
import { answer, at, BOY, compiled, reported, say } from './definition.js';

const B = 'searching.branches';
const POST = '01900000-0000-7000-8000-000000000001';
const NOBODY_KNOWS: JsonObject = { person: { group: 'unknown' }, lastPlace: '待问清', unasked: ['who', 'when', 'where'] };
const named = (more: JsonObject = {}) => reported(compiled(), { person: { ...(BOY['person'] as JsonObject), name: '测试童' }, ...more });

describe('a report', () => {
  it('of somebody who was last seen later than now is refused, and one of now is not', () => {
    expect(() => reported(compiled(), { lastSeenOn: at('2024-05-01T14:05').toISOString() })).toThrow(/14:05.*later than now/);
    expect(reported(compiled(), { lastSeenOn: at('2024-05-01T14:00').toISOString() }).snapshot.status).toBe('running');
  });

  it('by voice alone is urgent, as of a minor, until somebody has asked who it is', () => {
    const simulation = reported(compiled(), NOBODY_KNOWS);
    expect(simulation.snapshot.data).toMatchObject({ urgency: 'urgent', urgencyReasons: ['unknown'] });
    simulation.complete(`${B}.questioning.toAsk#ask`, 'asked', { group: 'adult' });
    expect(simulation.snapshot.data).toMatchObject({ urgency: 'ordinary', urgencyReasons: [], unasked: ['when', 'where'] });
    say(simulation, 'correct', { lastSeenOn: at('2024-05-01T13:40').toISOString(), lastPlace: '钟楼', source: 'family' });
    expect(simulation.snapshot.data['unasked']).toEqual([]);
  });

  it('by voice stays as urgent as what was learnt makes it', () => {
    const simulation = reported(compiled(), { ...NOBODY_KNOWS, risks: ['selfHarm'] });
    expect(simulation.snapshot.data).toMatchObject({ urgency: 'critical', urgencyReasons: ['unknown', 'selfHarm'] });
    say(simulation, 'describe', { age: 41 });
    expect(simulation.snapshot.data).toMatchObject({ urgency: 'critical', urgencyReasons: ['selfHarm'], unasked: ['when', 'where'] });
  });

  it('of nobody knows whom hands them to a checked guardian alone; a grown-up is asked once that is known', () => {
    const simulation = reported(compiled(), NOBODY_KNOWS);
    say(simulation, 'found', { foundBy: 'ground' });
    simulation.complete('found.confirming#confirm', 'confirmed', { condition: 'safe' });
    expect(simulation.snapshot.value).toEqual({ found: 'guardian' });
    expect(say(simulation, 'close')).toBe('guardianFirst');
    say(simulation, 'describe', { group: 'adult' });
    expect(simulation.snapshot.value).toEqual({ found: 'choice' });
  });
});

describe('a call to gates, broadcast and posts', () => {
  it('by one press stands for asking the posts, and asks more of them later', () => {
    const simulation = reported(compiled(), NOBODY_KNOWS);
    say(simulation, 'callOut', { posts: [POST] });
    expect(simulation.history.at(-1)?.effects).toContainEqual(expect.objectContaining({ type: 'start-linked', workflow: 'post-question', data: { item: POST, sight: '走散人员，特征待补充', place: '待问清' } }));
    expect(Object.keys(simulation.snapshot.tasks)).not.toContain(`${B}.posts.toAsk#ask`);
    say(simulation, 'callOut', { posts: [POST.replace(/1$/, '2')] });
    expect(simulation.history.at(-1)?.effects).toHaveLength(1);
  });

  it('is read out without a name, a school, the number of a house or marks of the body', () => {
    const data = { ...BOY, person: { ...(BOY['person'] as JsonObject), name: '测试童', height: 110, features: '左臂有疤' }, lastPlace: '锦绣小区 3 栋 2 单元 501' };
    expect(broadcastWords(data, '今天 13:50')).toBe('广播找人：今天 13:50前后在锦绣小区附近走失一人，男，5 岁，身高约 110 厘米，红色上衣、蓝色短裤。如有看见，请陪在身边并告知就近工作人员，或拨打 110。谢谢。');
    expect(broadcastWords({ ...NOBODY_KNOWS, lastPlace: '第二小学门口' }, '')).toBe('广播找人：走失一人，走散人员，特征待补充。如有看见，请陪在身边并告知就近工作人员，或拨打 110。谢谢。');
    expect([placeAloud('钟楼二楼'), placeAloud('建设路 12 号'), placeAloud('阳光幼儿园')]).toEqual(['钟楼二楼', '建设路', '']);
  });

  it('says no minor’s name before a poster with it was approved, nothing of health, no phone number', () => {
    const simulation = named();
    say(simulation, 'describe', { health: '哮喘，随身带药' });
    const read = (broadcastText: string) => say(simulation, 'broadcast', { broadcastText });
    expect([read('测试童，5 岁'), read('5 岁，有哮喘'), read('男，5 岁，电话 13900000001'), read('男，5 岁，红色上衣')]).toEqual(['saysTooMuch', 'saysTooMuch', 'saysTooMuch', undefined]);
    say(simulation, 'poster', { posterText: '测试童，红色上衣' });
    simulation.complete(`${B}.poster.toApprove#approve`, 'approved');
    expect(read('测试童，5 岁')).toBeUndefined();
    expect(simulation.snapshot.data).toMatchObject({ broadcastText: '测试童，5 岁', broadcastOn: at('2024-05-01T14:00').toISOString() });
  });

  it('is not made in public for whoever may harm themselves or flees from harm', () => {
    const simulation = named({ risks: ['abuse'] });
    expect([say(simulation, 'broadcast', { broadcastText: '男，5 岁' }), say(simulation, 'cardsOut')]).toEqual(['noPoster', 'noPoster']);
    expect(answer(simulation, `${B}.posts.toAsk#ask`, 'asked', { posts: [POST] })).toBeUndefined();
  });
});
