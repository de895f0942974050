import { describe, expect, it, jest } from '@jest/globals';
import { text } from '@stationhouse/kernel';
import { Turns, type TurnRules } from '../src/turns/turns.js';

const RULES: TurnRules = { what: text('查询', 'questions'), atOnce: 2, each: 1, waiting: 3, patience: 30_000 };

/** Work that goes on until it is let go, and tells when it begins. */
function held(order: string[], name: string) {
  let letGo: () => void = () => undefined;
  const over = new Promise<string>((resolve) => {
    letGo = () => resolve(name);
  });
  const work = () => {
    order.push(name);
    return over;
  };
  return { work, letGo };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('let askers begin one after the other, however many pieces one of them has waiting', async () => {
    const turns = new Turns(RULES);
    const order: string[] = [];
    const pieces = ['a1', 'a2', 'a3', 'b1', 'c1'].map((name) => ({ name, ...held(order, name) }));
    const runs = pieces.map(({ name, work }) => turns.run(name.slice(0, 1), work));
    await settled();
    // Two at once, one of each: the second of a waits although there was room before b came.
    expect(order).toEqual(['a1', 'b1']);
    // c, who came last, stands before the third of a.
    for (const [over, next] of [['a1', 'a2'], ['a2', 'c1'], ['c1', 'a3']] as const) {
      pieces.find(({ name }) => name === over)?.letGo();
      await settled();
      expect(order.at(-1)).toBe(next);
    }
    for (const { letGo } of pieces) letGo();
    expect(await Promise.all(runs)).toEqual(['a1', 'a2', 'a3', 'b1', 'c1']);
    expect(turns.waiting).toBe(0);
  });

  it('refuse what is one too many in words, and go on after work that failed', async () => {
    const turns = new Turns(RULES);
    const first = held([], 'a');
    const runs = Array.from({ length: 4 }, () => turns.run('a', first.work));
    await expect(turns.run('a', first.work)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS', details: { most: 3, seconds: 30 }, text: { 'zh-CN': expect.stringContaining('最多 3 个'), en: expect.stringContaining('at most 3') } });
    const failing = turns.run('b', () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    first.letGo();
    expect(await Promise.all(runs)).toHaveLength(4);
    expect(await turns.run('b', () => Promise.resolve(1))).toBe(1);
  });

  it('let nothing begin in the place of what is over before it has rested', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    try {
      const turns = new Turns({ ...RULES, atOnce: 1, rest: () => 100 });
      const order: string[] = [];
      const [first, second] = [held(order, 'a1'), held(order, 'b1')];
      const runs = [turns.run('a', first.work), turns.run('b', second.work)];
      first.letGo();
      expect(await runs[0]).toBe('a1');
      jest.advanceTimersByTime(99);
      await settled();
      expect([order, turns.underWay]).toEqual([['a1'], 1]);
      jest.advanceTimersByTime(1);
      await settled();
      expect(order).toEqual(['a1', 'b1']);
      second.letGo();
      await runs[1];
    } finally {
      jest.useRealTimers();
    }
  });

  it('leave out what nobody waits for any more, and what waited too long', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    try {
      const turns = new Turns(RULES);
      const order: string[] = [];
      const first = held(order, 'a1');
      const running = turns.run('a', first.work);
      const gone = new AbortController();
      const left = turns.run('a', held(order, 'a2').work, gone.signal);
      const late = turns.run('a', held(order, 'a3').work);
      gone.abort();
      await expect(left).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
      expect(turns.waiting).toBe(1);
      const refused = expect(late).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
      jest.advanceTimersByTime(30_000);
      await refused;
      first.letGo();
      await running;
      expect([order, turns.waiting]).toEqual([['a1'], 0]);
    } finally {
      jest.useRealTimers();
    }
  });
});
