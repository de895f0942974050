import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Batcher } from '@stationhouse/jobs';
import { Turns } from '../src/steps/turns.js';
import { Turnstile } from '../src/steps/turnstile.js';

const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the batcher', () => {
  it('does every good item exactly once and fails exactly the bad ones, however they are mixed', async () => {
    const items = fc.array(fc.record({ bad: fc.boolean(), after: fc.nat({ max: 3 }) }), { maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 3 }), async (list, most, lanes) => {
        const done: number[] = [];
        let [running, widest, largest] = [0, 0, 0];
        const batcher = new Batcher<number, number>({
          most,
          lanes,
          mayBeOnesFault: () => true,
          run: async (batch) => {
            running += 1;
            [widest, largest] = [Math.max(widest, running), Math.max(largest, batch.length)];
            await soon();
            running -= 1;
            if (batch.some((index) => list[index]?.bad)) throw new Error('bad');
            done.push(...batch);
            return batch.map((index) => index * 2);
          },
        });
        const answers = await Promise.allSettled(
          list.map(async ({ after }, index) => {
            for (let turn = 0; turn < after; turn += 1) await soon();
            return batcher.submit(index);
          }),
        );
        expect(answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : 'failed'))).toEqual(list.map(({ bad }, index) => (bad ? 'failed' : index * 2)));
        expect(done.sort((left, right) => left - right)).toEqual(list.flatMap(({ bad }, index) => (bad ? [] : [index])));
        expect(largest).toBeLessThanOrEqual(most);
        expect(widest).toBeLessThanOrEqual(lanes);
      }),
      { numRuns: 60 },
    );
  });

  it('does not search for a culprit when the server is gone', async () => {
    let calls = 0;
    const batcher = new Batcher<number, number>({
      most: 10,
      lanes: 1,
      mayBeOnesFault: () => false,
      run: () => {
        calls += 1;
        return Promise.reject(new Error('gone'));
      },
    });
    const answers = await Promise.allSettled([1, 2, 3, 4].map((item) => batcher.submit(item)));
    expect(answers.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    expect(calls).toBe(1);
  });
});

describe('the turnstile', () => {
  it('keeps room for others while one station floods, and serves the stations in turn', async () => {
    const turnstile = new Turnstile({ most: 4, perStation: 3 });
    const order: string[] = [];
    const leave: (() => void)[] = [];
    const come = (station: string) =>
      turnstile.pass(station, async () => {
        order.push(station);
        await new Promise<void>((resolve) => leave.push(resolve));
      });
    const all = [...Array.from({ length: 20 }, () => come('flood')), come('quiet'), come('other'), come('other')];
    expect(order).toEqual(['flood', 'flood', 'flood', 'quiet']);
    for (let left = 0; left < all.length; left += 1) {
      while (leave.length === 0) await soon();
      leave.shift()?.();
      await soon();
    }
    await Promise.all(all);
    expect(order.lastIndexOf('other')).toBeLessThan(9);
    expect(order).toHaveLength(23);
  });
});

describe('turns', () => {
  it('let the commands on one instance go one after the other, in their order, past failures', async () => {
    const turns = new Turns();
    const order: number[] = [];
    let inside = 0;
    const all = Array.from({ length: 10 }, (_, index) =>
      turns.take('one', async (waited) => {
        inside += 1;
        await soon();
        expect(inside).toBe(1);
        order.push(index);
        inside -= 1;
        if (index === 4) throw new Error('no');
        return waited;
      }),
    );
    const settled = await Promise.allSettled(all);
    expect(order).toEqual(Array.from({ length: 10 }, (_, index) => index));
    expect(settled.map((result) => (result.status === 'fulfilled' ? result.value : 'failed'))).toEqual([false, true, true, true, 'failed', true, true, true, true, true]);
  });
});
