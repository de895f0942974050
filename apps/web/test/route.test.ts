/** @jest-environment node */
import { describe, expect, it } from '@jest/globals';
import { cardsOf, readGraph } from '../src/pages/instances/graph.js';
import { nextSteps, stepsOf, type Deed } from '../src/pages/instances/route.js';

const title = (words: string) => ({ 'zh-CN': words, en: words });
const text = (words: string) => ({ zhCN: words, en: words });
const state = (path: string, kind = 'simple', children: unknown[] = [], tasks: unknown[] = [{}]) => ({ path, title: title(path), kind, children, tasks });
const region = (path: string) => state(path, 'compound', [state(`${path}.waiting`, 'simple', [], []), state(`${path}.open`), state(`${path}.done`, 'final', [], [])], []);
const graph = readGraph({
  states: [
    state('registered'), state('graded', 'simple', [], []), state('mediating', 'compound', [state('mediating.first'), state('mediating.second')], []),
    state('followingUp', 'parallel', [region('followingUp.kept'), region('followingUp.soon'), region('followingUp.later')], []), state('recurred'), state('settled', 'final', [], []),
  ],
  edges: [
    { from: 'registered', to: 'graded', kind: 'outcome', title: title('受理') }, { from: 'mediating.first', to: 'mediating.second', kind: 'outcome', title: title('调解不成') },
    { from: 'followingUp', to: 'recurred', kind: 'event', title: title('登记反复') }, { from: 'followingUp', kind: 'event', title: title('提前办结'), refused: true },
    { from: 'followingUp.soon.open', to: 'followingUp.soon.done', kind: 'outcome', title: title('平稳') }, { from: 'followingUp', to: 'settled', kind: 'done', title: title('全部完成') },
  ],
});
const deed = (at: string, entered: string[], future = false): Deed => ({ at, kind: 'task', title: text(at), by: '林某', future, entered });
const follow = ['followingUp', 'followingUp.kept', 'followingUp.kept.open', 'followingUp.soon', 'followingUp.soon.waiting', 'followingUp.later', 'followingUp.later.waiting'];
const timeline = [
  deed('1', ['registered']), deed('2', ['graded', 'mediating', 'mediating.first']), deed('3', ['mediating.second']), deed('4', follow),
  deed('5', ['recurred']), deed('6', ['graded', 'mediating', 'mediating.first']), deed('7', follow), deed('8', ['followingUp.kept.done']), deed('9', ['settled'], true),
];
const states = [
  ...['registered', 'graded', 'mediating', 'mediating.first', 'mediating.second', 'recurred', 'followingUp.soon.done'].map((path) => ({ path, title: text(path), status: 'done' })),
  ...['followingUp', 'followingUp.kept', 'followingUp.kept.done', 'followingUp.soon', 'followingUp.soon.open', 'followingUp.later', 'followingUp.later.waiting'].map((path) => ({ path, title: text(path), status: 'current' })),
  { path: 'settled', title: text('settled'), status: 'ahead' },
];
const cards = cardsOf(graph, states);

describe('the way an instance took', () => {
  const steps = stepsOf(graph, cards, timeline);

  it('tells every stay in order, a state returned to twice, and no mere junction', () => {
    expect(steps.map(({ path, status }) => `${path} ${status}`)).toEqual(['registered done', 'mediating done', 'followingUp done', 'recurred done', 'mediating done', 'followingUp current']);
    expect(steps.map(({ ended }) => ended?.at)).toEqual(['2', '4', '5', '6', '7', undefined]);
  });

  it('tells which attempts were made, and when each ended', () => {
    expect(steps[1]?.lines.map(({ path, status, ended }) => [path, status, ended?.at])).toEqual([['mediating.first', 'done', '3'], ['mediating.second', 'done', '4']]);
  });

  it('marks a region at its end as done, one under way, and one that waits for its time', () => {
    expect(steps.at(-1)?.lines.map(({ path, status, ended }) => [path, status, ended?.at])).toEqual([['followingUp.kept', 'done', '8'], ['followingUp.soon', 'current', undefined], ['followingUp.later', 'ahead', undefined]]);
  });

  it('calls no region done that was left before its end', () => {
    const left = states.map((state) => ({ ...state, status: state.status === 'current' ? 'done' : state.status })).filter(({ path }) => path !== 'followingUp.soon.done');
    expect(cardsOf(graph, left).find(({ path }) => path === 'followingUp')?.inner.map(({ status }) => status)).toEqual(['done', 'ahead', 'ahead']);
  });

  it('still ends where the instance is when nothing tells how it got there', () => {
    expect(stepsOf(graph, cards, timeline.slice(0, 2)).at(-1)).toMatchObject({ path: 'followingUp', status: 'current' });
  });
});

describe('where an instance may go', () => {
  it('offers what people work towards first, and nothing that only moves inside a region or is refused', () => {
    expect(nextSteps(graph, states).map(({ path, by, again }) => [path, by.map(({ zhCN }) => zhCN), again])).toEqual([['settled', ['全部完成'], false], ['recurred', ['登记反复'], true]]);
  });

  it('offers the next attempt inside the same state', () => {
    expect(nextSteps(graph, [{ path: 'mediating', status: 'current' }, { path: 'mediating.first', status: 'current' }]).map(({ path }) => path)).toEqual(['mediating.second']);
  });
});
