/** @jest-environment node */
import { describe, expect, it } from '@jest/globals';
import { cardsOf, mainPath, readGraph } from '../src/pages/instances/graph.js';

const title = (words: string) => ({ 'zh-CN': words, en: words });
const graph = readGraph({
  states: ['registered', 'mediating', 'followingUp', 'settled'].map((path) => ({ path, title: title(path), kind: path === 'followingUp' ? 'parallel' : 'simple', children: [] })),
  edges: [
    { from: 'registered', to: 'mediating' }, { from: 'mediating.first', to: 'mediating.second' }, { from: 'mediating', to: 'followingUp' },
    { from: 'followingUp', to: 'settled' }, { from: 'followingUp', to: 'mediating' }, { from: 'followingUp' }, { from: 'registered', to: 'settled', refused: true },
  ],
});

describe('graph of a workflow', () => {
  it('lifts edges to the outermost states and keeps ways back apart', () => {
    expect(graph.edges).toEqual([{ from: 'registered', to: 'mediating' }, { from: 'mediating', to: 'followingUp' }, { from: 'followingUp', to: 'settled' }]);
    expect(graph.back).toEqual([{ from: 'followingUp', to: 'mediating' }]);
  });

  it('knows the main way: to the first end, by early outcomes, of several ways by the last; without what is decided by itself', () => {
    const kinds: Readonly<Record<string, string>> = { recorded: 'choose', settled: 'final', refused: 'final' };
    const states = ['recorded', 'grading', 'danger', 'mediating', 'following', 'settled', 'refused'].map((path) => ({ path, title: title(path), kind: kinds[path] ?? 'simple', children: [] }));
    const edge = (from: string, to: string, kind: string, words: string) => ({ from, to, kind, title: title(words) });
    const edges = [
      edge('recorded', 'danger', 'automatic', 'by itself'), edge('recorded', 'grading', 'automatic', 'by itself'), edge('danger', 'grading', 'outcome', 'done'),
      edge('grading', 'danger', 'event', 'danger'), edge('grading', 'mediating', 'outcome', 'accepted'), edge('grading', 'refused', 'outcome', 'refused'),
      edge('mediating', 'refused', 'outcome', 'unsuitable'), edge('mediating.first', 'following', 'outcome', 'agreed'), edge('following', 'refused', 'done', 'all'), edge('following', 'settled', 'done', 'all'),
    ];
    expect(mainPath(readGraph({ start: 'recorded', states, edges })).map(({ path }) => path)).toEqual(['grading', 'mediating', 'following', 'settled']);
    expect(mainPath(readGraph({}))).toEqual([]);
  });

  it('shows inside a state its regions and where each of them is', () => {
    const text = (words: string) => ({ zhCN: words, en: words });
    const cards = cardsOf(graph, [
      { path: 'registered', title: text('登记'), status: 'done' }, { path: 'followingUp', title: text('跟踪'), status: 'current' },
      { path: 'followingUp.later', title: text('30 天走访'), status: 'current' }, { path: 'followingUp.later.open', title: text('待办'), status: 'current' },
    ]);
    expect(cards.map(({ path, status }) => [path, status])).toEqual([['registered', 'done'], ['mediating', 'ahead'], ['followingUp', 'current'], ['settled', 'ahead']]);
    expect(cards[2]?.inner).toEqual([{ path: 'followingUp.later', title: text('30 天走访'), status: 'current', at: text('待办') }]);
    expect(cards[2]?.back).toHaveLength(1);
  });
});
