import { availableParallelism } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import type { Question } from '../src/what-if/reckoner.js';
import { reckoning, type Desk } from '../src/what-if/threads.js';

const THREAD = new URL('./what-if-thread.mjs', import.meta.url);
const COUNT = Math.min(2, availableParallelism());

/** What the threads of a comparison say of themselves. */
interface Said {
  readonly threadId: number;
  readonly asked: readonly string[];
}

describe('threads of a comparison', () => {
  const open = (until: string): Promise<Desk> => reckoning({ until } as Question, 'bench', {}, THREAD);
  const page = (...ids: readonly string[]) => ids.map((id) => ({ id, steps: '[]' }));
  const partsOf = async (desk: Desk) => (await desk.parts()) as unknown as readonly Said[];
  const threadsOf = async (desk: Desk) => (await partsOf(desk)).map(({ threadId }) => threadId).sort();

  it('a comparison that follows has the threads of the one before, and nothing of its pages', async () => {
    const first = await open('first');
    for (const id of ['a', 'b', 'c']) await first.add(page(id));
    const said = await partsOf(first);
    expect(said.flatMap(({ asked }) => asked).sort()).toEqual(['a', 'b', 'c', ...Array.from({ length: COUNT }, () => 'first')]);
    await first.close();
    const second = await open('second');
    expect((await partsOf(second)).map(({ asked }) => asked)).toEqual(Array.from({ length: COUNT }, () => ['second']));
    expect(await threadsOf(second)).toEqual(said.map(({ threadId }) => threadId).sort());
    await second.close();
  });

  it('two comparisons at once have threads of their own', async () => {
    const [left, right] = [await open('left'), await open('right')];
    expect(new Set([...(await threadsOf(left)), ...(await threadsOf(right))]).size).toBe(2 * COUNT);
    await Promise.all([left.close(), right.close()]);
  });

  it('a thread that failed, or is still at it when the comparison is called off, is never asked again', async () => {
    const failing = await open('failing');
    const [first] = await partsOf(failing);
    await failing.add(page('fault')).catch(() => undefined);
    await expect(failing.parts()).rejects.toThrow('a fault');
    await failing.close();
    const endless = await open('endless');
    expect(await threadsOf(endless)).not.toContain(first?.threadId);
    const [busy] = await partsOf(endless);
    // Where there is but one thread, whoever adds a page waits for it.
    void endless.add(page('endless'));
    await endless.close();
    const after = await open('after');
    expect(await threadsOf(after)).not.toContain(busy?.threadId);
    await after.close();
  });
});
