import { describe, expect, it } from '@jest/globals';
import { branchesOf, isAtOnce, nextTask, tasksBeside, type SearchTask } from '../web/src/search/branches.js';
import type { Search } from '../web/src/search/SearchPage.js';
import { storyOf } from '../web/src/search/story.js';
import { inOrder, latestOfEach, tallyOf, type Question } from '../web/src/search/tally.js';

const words = (zhCN: string) => ({ zhCN, en: zhCN });
const task = (key: string, outcomes: readonly string[], dueAt: string | null, status = 'OPEN') => ({ id: key + outcomes.join(), key, title: words(key), status, dueAt, outcomes: outcomes.map((id) => ({ id, title: words(id), requires: [] as string[] })) }) as unknown as SearchTask;
const state = (path: string, status = 'current') => ({ path: `searching.branches.${path}`, status, title: words(path) });
const ASKING = task('ask', ['asked', 'unreachable'], '2024-05-01T06:01:00Z');
const POSTS = task('ask', ['asked', 'none'], '2024-05-01T06:05:00Z');
const WATER = task('water', ['nothing', 'rescuers'], '2024-05-01T06:03:00Z');

describe('what to do now', () => {
  const instance = {
    states: [state('questioning'), state('questioning.toAsk'), state('ground'), state('ground.resting'), state('posts'), state('posts.toAsk'), state('drone'), state('drone.grounded'), state('water'), state('water.toSearch'), state('video', 'done')],
    tasks: [POSTS, ASKING, WATER, task('confirm', ['confirmed'], null), task('dispatch', ['dispatched'], '2024-05-01T06:00:00Z', 'DONE')],
    acceptedEvents: [{ id: 'fly', title: words('fly') }, { id: 'morePosts', title: words('morePosts') }, { id: 'found', title: words('found') }],
  } as unknown as Search['instance'];

  it('puts what is due first on top, and keeps the rest in its order', () => {
    expect(branchesOf(instance).map(({ key }) => key)).toEqual(['questioning', 'water', 'posts', 'ground', 'drone']);
    expect(nextTask(instance)).toBe(ASKING);
  });
  it('knows whom each of the two questions is for', () => {
    const by = new Map(branchesOf(instance).map(({ key, task: open }) => [key, open]));
    expect([by.get('questioning'), by.get('posts')]).toEqual([ASKING, POSTS]);
  });
  it('offers what may be asked for only where nothing is to be done, with the innermost state', () => {
    const { posts, drone } = Object.fromEntries(branchesOf(instance).map((branch) => [branch.key, branch]));
    expect([posts?.events, drone?.events.map(({ id }) => id), drone?.state.zhCN]).toEqual([[], ['fly'], 'drone.grounded']);
  });
  it('leaves out a branch that is over, and shows other tasks beside', () => {
    expect(branchesOf(instance).some(({ key }) => key === 'video')).toBe(false);
    expect(tasksBeside(instance).map(({ key }) => key)).toEqual(['confirm']);
  });
  it('never says by one press what asks for more', () => {
    expect(isAtOnce({ key: 'arrive' }, { id: 'arrived', title: words(''), requires: [] })).toBe(true);
    expect(isAtOnce({ key: 'arrive' }, { id: 'arrived', title: words(''), requires: ['note'] })).toBe(false);
    expect(isAtOnce({ key: 'protect' }, { id: 'protected', title: words(''), requires: [] })).toBe(false);
  });
});

const question = (item: string, startedAt: string, outcome: string | null, answer: string | null = null) => ({ id: `${item} ${startedAt}`, item, answer, instance: { id: item, closed: outcome !== null, outcome, startedAt, closedAt: outcome === null ? null : '2024-05-01T06:20:00.000Z' } }) as Question;

describe('the question to all posts', () => {
  const rows = [question('a', '2024-05-01T06:05Z', null), question('b', '2024-05-01T06:02Z', null), question('c', '2024-05-01T06:02Z', 'notSeen'), question('d', '2024-05-01T06:02Z', 'withUs', '在我们这里'), question('e', '2024-05-01T06:02Z', 'noAnswer'), question('f', '2024-05-01T06:02Z', 'notNeeded')];
  it('counts who was asked and who has answered: silence is no answer', () => {
    expect(tallyOf(rows)).toEqual({ asked: 6, answered: 2, by: { waiting: 2, notSeen: 1, withUs: 1, noAnswer: 1, notNeeded: 1 } });
  });
  it('shows whoever has them first, then the silent, the one asked first on top', () => {
    expect(inOrder(rows).map(({ item }) => item)).toEqual(['d', 'b', 'a', 'e', 'c', 'f']);
  });
  it('has one line for each post: an answer is not hidden by a later question', () => {
    const again = [question('a', '2024-05-01T06:05Z', 'seen'), question('a', '2024-05-01T06:30Z', null), question('b', '2024-05-01T06:05Z', null), question('b', '2024-05-01T06:30Z', 'notSeen')];
    expect(latestOfEach(again).map(({ instance: { outcome } }) => outcome)).toEqual(['seen', 'notSeen']);
  });
});

describe('the time line', () => {
  const KNOWN = '2024-05-01T06:12:00.000Z';
  const search = {
    lastSeenOn: '2024-05-01T04:15:00.000Z', lastPlace: '钟楼下', reportedOn: '2024-05-01T06:00:00.000Z',
    corrections: [{ at: KNOWN, sourceTitle: words('视频'), fromOn: '2024-05-01T05:50:00.000Z', fromPlace: '钟楼二楼', toOn: '2024-05-01T04:15:00.000Z', toPlace: '钟楼下' }],
    clues: [{ at: '2024-05-01T06:13:00.000Z', seenOn: '2024-05-01T04:31:00.000Z', sourceTitle: words('视频'), sureTitle: words('确认'), place: '北口', towardsWater: true, note: null }],
    neighbours: null, claims: [{ at: '2024-05-01T06:40:00.000Z', on: '2024-05-01T06:40:00.000Z', byTitle: words('地面'), place: '公园', note: null }],
    instance: { timeline: [
      { at: '2024-05-01T06:00:00.000Z', kind: 'start', title: words('发起'), by: '甲', future: false },
      { at: KNOWN, kind: 'event', title: words('更正最后出现'), by: '甲', future: false },
      { at: '2024-05-01T06:15:00.000Z', kind: 'notice', title: words('通知'), by: null, future: false },
      { at: '2024-05-01T07:00:00.000Z', kind: 'task', title: words('未来'), by: null, future: true },
    ] },
  } as unknown as Search;

  it('stands in the order in which things happened, with when each became known', () => {
    const lines = storyOf(search, [question('p', '2024-05-01T06:05Z', 'seen', '往北走了')], [], () => '东门岗亭');
    expect(lines.map(({ kind, at, known }) => [kind, at.slice(11, 16), known?.slice(11, 16)])).toEqual([
      ['claim', '06:40', undefined], ['post', '06:20', undefined], ['step', '06:00', undefined], ['lastSeen', '05:50', '06:00'], ['clue', '04:31', '06:13'], ['correction', '04:15', '06:12'],
    ]);
    expect(lines.find(({ kind }) => kind === 'post')?.words).toEqual(['东门岗亭', '往北走了']);
    expect(lines.filter(({ grave }) => grave).map(({ kind }) => kind)).toEqual(['claim', 'clue']);
  });
  it('shows the step where its content is masked, and nothing of it', () => {
    const masked = { ...search, lastPlace: null, corrections: [{ at: null, toOn: null, fromOn: null }], clues: [{ at: null, seenOn: null }], claims: null } as unknown as Search;
    expect(storyOf(masked, [], [], () => '').map(({ kind, title }) => [kind, title?.zhCN])).toEqual([['step', '更正最后出现'], ['step', '发起']]);
  });
});
