import { describe, expect, it } from '@jest/globals';
import type { JsonObject, Simulation } from '@stationhouse/workflow';
import { rules } from '@stationhouse/three-losses-common';
import { describeHistories } from '@stationhouse/testing/histories';
import { answer, at, BOY, compiled, reported, say } from './definition.js';
import { lives, present } from './lives.js';

const WORKFLOW = compiled();
const B = 'searching.branches';
const open = (simulation: Simulation) => Object.keys(simulation.snapshot.tasks).sort();
const effects = (simulation: Simulation, type: string) => simulation.history.flatMap(({ effects: all }) => all.filter((effect) => effect.type === type));
const person = (change: JsonObject) => ({ ...(BOY['person'] as JsonObject), ...change });

describe('a search', () => {
  it('begins everything at once for a child: questions, ground, video, posts and drone', () => {
    expect(open(reported(WORKFLOW))).toEqual([`${B}.drone.toFly#fly`, `${B}.ground.toDispatch#dispatch`, `${B}.posts.toAsk#ask`, `${B}.questioning.toAsk#ask`, `${B}.video.toRequest#request`]);
  });

  it.each([
    ['a child', { person: person({}) }, 'critical', ['child']],
    ['a child of whom only that is known', { person: { group: 'child' } }, 'critical', ['child']],
    ['fourteen is no child any more', { person: person({ group: 'child', age: 14 }) }, 'urgent', []],
    ['an elder', { person: { group: 'elder', age: 81 } }, 'urgent', ['elder']],
    ['an elder who is confused', { person: { group: 'elder' }, risks: ['illness'] }, 'critical', ['elder', 'illness']],
    ['an adult', { person: { group: 'adult' } }, 'ordinary', []],
    ['an adult near water', { person: { group: 'adult' }, risks: ['water'] }, 'critical', ['water']],
    ['an adult who may harm themselves', { person: { group: 'adult' }, risks: ['selfHarm'] }, 'critical', ['selfHarm']],
    ['an adult who flees from harm', { person: { group: 'adult' }, risks: ['abuse'] }, 'urgent', ['abuse']],
    ['heavy traffic alone says nothing', { person: { group: 'adult' }, risks: ['traffic'] }, 'ordinary', []],
  ])('%s: %j is graded %s, because of %j', (_who, data, urgency, urgencyReasons) => {
    expect(reported(WORKFLOW, data as JsonObject).snapshot.data).toMatchObject({ urgency, urgencyReasons });
  });

  it('is graded anew by what the reporter adds, and never falls', () => {
    const simulation = reported(WORKFLOW, { person: { group: 'adult' } });
    say(simulation, 'describe', { risks: ['selfHarm'] });
    expect(simulation.snapshot.data).toMatchObject({ urgency: 'critical', urgencyReasons: ['selfHarm'] });
    say(simulation, 'describe', { risks: [] });
    expect(simulation.snapshot.data).toMatchObject({ urgency: 'critical', risks: ['selfHarm'] });
  });

  it('counts each time limit from the report, and tells the commander what is late', () => {
    const simulation = reported(WORKFLOW);
    const due = Object.entries(simulation.snapshot.clocks).map(([key, clock]) => [key, clock.dueAt]);
    expect(due).toEqual([['question', '2024-05-01T14:01'], ['dispatch', '2024-05-01T14:03'], ['arrive', '2024-05-01T14:10'], ['feedback', '2024-05-02T14:00']].map(([key, local = '']) => [key, at(local).toISOString()]));
    simulation.advanceTo(at('2024-05-01T14:02'));
    expect(effects(simulation, 'notify').at(-1)).toMatchObject({ roles: ['duty-commander', 'chief'] });
  });

  it('opens the water by itself as soon as a clue points there', () => {
    const simulation = reported(WORKFLOW);
    expect(open(simulation)).not.toContain(`${B}.water.toSearch#water`);
    say(simulation, 'clue', { seenOn: at('2024-05-01T13:55').toISOString(), source: 'video', sure: 'certain', towardsWater: true });
    expect(open(simulation)).toContain(`${B}.water.toSearch#water`);
    expect(simulation.snapshot.data).toMatchObject({ clues: [{ towardsWater: true }] });
  });

  it('makes the search for an adult critical once a clue points to water, and says why', () => {
    const simulation = reported(WORKFLOW, { person: { group: 'adult', age: 41, sex: 'male' }, risks: [] });
    expect(simulation.snapshot.data).toMatchObject({ urgency: 'ordinary', urgencyReasons: [] });
    say(simulation, 'clue', { seenOn: at('2024-05-01T13:55').toISOString(), source: 'video', sure: 'certain' });
    expect(simulation.snapshot.data).toMatchObject({ urgency: 'ordinary', urgencyReasons: [] });
    say(simulation, 'clue', { seenOn: at('2024-05-01T13:56').toISOString(), source: 'video', sure: 'certain', towardsWater: true });
    expect(simulation.snapshot.data).toMatchObject({ urgency: 'critical', urgencyReasons: ['water'] });
  });

  it('asks each post and each camera by a linked instance that says what can be seen, and no name', () => {
    const simulation = reported(WORKFLOW, { person: person({ name: '测试童' }) });
    simulation.complete(`${B}.video.toRequest#request`, 'requested', { cameras: ['南门 3 号'] });
    expect(effects(simulation, 'start-linked')).toEqual([expect.objectContaining({ workflow: 'video-request', data: { item: '南门 3 号', sight: '男，5 岁，红色上衣、蓝色短裤' } })]);
  });

  it('keeps what a correction replaced, and judges a finding by what is true now', () => {
    const simulation = reported(WORKFLOW);
    simulation.advanceTo(at('2024-05-01T14:12'));
    expect(say(simulation, 'found', { foundBy: 'post', foundOn: at('2024-05-01T13:00').toISOString() })).toBe('foundBeforeLost');
    say(simulation, 'correct', { lastSeenOn: at('2024-05-01T12:15').toISOString(), lastPlace: '钟楼下', source: 'video' });
    expect(simulation.snapshot.data).toMatchObject({ lastPlace: '钟楼下', corrections: [{ fromPlace: '钟楼二楼', toPlace: '钟楼下', source: 'video' }] });
    say(simulation, 'found', { foundBy: 'post', foundOn: at('2024-05-01T13:00').toISOString() });
    expect(simulation.snapshot.value).toEqual({ found: 'confirming' });
  });

  it('tells whoever still looks that it is over, once somebody has confirmed it', () => {
    const simulation = reported(WORKFLOW);
    simulation.complete(`${B}.video.toRequest#request`, 'requested', { cameras: ['南门 3 号'] });
    say(simulation, 'found', { foundBy: 'ground' });
    expect(effects(simulation, 'tell-linked')).toEqual([]);
    simulation.complete('found.confirming#confirm', 'confirmed', { condition: 'safe' });
    expect(effects(simulation, 'tell-linked')).toMatchObject([{ event: 'over' }]);
  });

  it('keeps what neighbours answer, and has an officer look at a clue', () => {
    const simulation = reported(WORKFLOW);
    say(simulation, 'askNeighbours');
    const told = () => effects(simulation, 'notify').length;
    const before = told();
    say(simulation, 'neighbourAnswered', { station: '北集派出所', answer: 'received' });
    expect(told()).toBe(before);
    say(simulation, 'neighbourAnswered', { station: '北集派出所', answer: 'clue', place: '北门公交站', words: '独自往北' });
    expect(told()).toBe(before + 1);
    expect(simulation.snapshot.data).toMatchObject({ neighbours: [{ station: '北集派出所', answer: 'received' }, { answer: 'clue', place: '北门公交站' }] });
  });

  it('goes on where it was when somebody else was found', () => {
    const simulation = reported(WORKFLOW);
    simulation.complete(`${B}.ground.toDispatch#dispatch`, 'dispatched');
    const before = open(simulation);
    say(simulation, 'found', { foundBy: 'post', foundPlace: '东门' });
    simulation.complete('found.confirming#confirm', 'notThem', { note: '另一名儿童' });
    expect(open(simulation)).toEqual(before);
    expect(simulation.snapshot.data['foundOn']).toBeUndefined();
  });

  it('keeps both when two posts say so at once, and a person confirms which', () => {
    const simulation = reported(WORKFLOW);
    say(simulation, 'found', { foundBy: 'post', foundPlace: '东门' });
    say(simulation, 'found', { foundBy: 'post', foundPlace: '西门' });
    simulation.complete('found.confirming#confirm', 'confirmed', { condition: 'safe', foundPlace: '东门' });
    expect(simulation.snapshot.data).toMatchObject({ foundPlace: '东门', claims: [{ place: '东门' }, { place: '西门' }] });
  });

  it('is not closed over a minor before the guardian is checked, nor handed to one who is suspected', () => {
    const simulation = reported(WORKFLOW);
    expect(say(simulation, 'close')).toBe('stillSearching');
    say(simulation, 'found', { foundBy: 'ground' });
    simulation.complete('found.confirming#confirm', 'confirmed', { condition: 'safe' });
    expect(say(simulation, 'close')).toBe('guardianFirst');
    simulation.complete('found.guardian#check', 'suspected', { note: '有伤' });
    expect(open(simulation)).toEqual(['found.protecting#protect']);
    expect(say(simulation, 'close')).toBe('guardianFirst');
  });

  it('makes no poster of whoever may harm themselves or flees from harm; another is approved, and withdrawn once they are found', () => {
    const refused = reported(WORKFLOW, { risks: ['selfHarm'] });
    expect(say(refused, 'poster', { posterText: '寻人' })).toBe('noPoster');
    const simulation = reported(WORKFLOW);
    say(simulation, 'poster', { posterText: '男孩，红色上衣' });
    say(simulation, 'describe', { risks: ['abuse'] });
    // The approval goes with it: nobody is asked any more.
    expect(answer(simulation, `${B}.poster.toApprove#approve`, 'approved')).toBe('TASK_NOT_OPEN');

    const other = reported(WORKFLOW);
    say(other, 'poster', { posterText: '男孩，红色上衣' });
    other.complete(`${B}.poster.toApprove#approve`, 'approved');
    other.advanceTo(at('2024-05-01T14:30'));
    say(other, 'found', { foundBy: 'ground' });
    other.complete('found.confirming#confirm', 'confirmed', { condition: 'safe' });
    expect(other.snapshot.data).toMatchObject({ posterText: '男孩，红色上衣', posterOffOn: at('2024-05-01T14:30').toISOString() });
  });

  it('asks a found adult what the reporter may know, and tells “safe” alone when they do not say', () => {
    const simulation = reported(WORKFLOW, { person: { group: 'adult' } });
    say(simulation, 'found', { foundBy: 'public' });
    simulation.complete('found.confirming#confirm', 'confirmed', { condition: 'safe' });
    simulation.advanceTo(at('2024-05-01T16:01'));
    expect(simulation.snapshot.data).toMatchObject({ mayTell: 'safeOnly' });
    simulation.complete('found.telling#tell', 'told');
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'handedOver' });
  });

  it('is put by by the chief alone, until a date, and looked at again then', () => {
    const simulation = reported(WORKFLOW);
    say(simulation, 'putBy');
    expect(answer(simulation, 'putBy#decide', 'putBy', { reviewOn: '2024-05-01', note: '无线索' })).toBe('reviewInPast');
    simulation.complete('putBy#decide', 'putBy', { reviewOn: '2024-05-08', note: '无线索' });
    simulation.advanceTo(at('2024-05-08T08:00'));
    expect(open(simulation)).toEqual(['reviewing#decide']);
  });

  it('leads to a case by the chief alone, with the number of its acceptance', () => {
    const simulation = reported(WORKFLOW);
    say(simulation, 'hunted');
    simulation.complete('escalating#decide', 'accepted', { caseNumber: '受案〔2024〕1 号' });
    expect(simulation.snapshot).toMatchObject({ status: 'closed', outcome: 'escalated' });
  });

  it('joins a second call of the same reporter', () => {
    const simulation = reported(WORKFLOW);
    say(simulation, 'reportedAgain', { ...BOY, account: '又想起他带着蓝色水壶' });
    expect(simulation.snapshot.data).toMatchObject({ account: '又想起他带着蓝色水壶' });
  });

  it('refuses what lies in the future', () => {
    const simulation = reported(WORKFLOW);
    const later = at('2024-05-01T15:00').toISOString();
    for (const [event, form] of [['found', { foundBy: 'ground', foundOn: later }], ['clue', { seenOn: later, source: 'video', sure: 'certain' }], ['correct', { lastSeenOn: later, lastPlace: '钟楼', source: 'family' }]] as const) {
      expect(say(simulation, event, form)).toBe('inFuture');
    }
  });
});

describeHistories(new URL('./histories/', import.meta.url), { rules, present, lives });
