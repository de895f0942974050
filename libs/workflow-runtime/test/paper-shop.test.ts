import { describe, expect, it } from '@jest/globals';
import { line, wordFile, wordsOf } from '@stationhouse/testing';
import { AutomationFailure, PaperShop, type AutomationWalls } from '@stationhouse/workflow-runtime';

const SCHEMA = { type: 'object', properties: { number: { type: 'string', examples: ['JF-1'] } } };
const TEMPLATE = wordFile(line('编号 {number}'));
/** Walls behind which work goes as a test says. */
const walls = (run: AutomationWalls['run']): AutomationWalls => ({ isCrowded: () => false, run });

describe('the paper shop', () => {
  it('makes a paper of data, or of made-up ones, with a PDF where one is wanted', async () => {
    const shop = new PaperShop();
    expect(await shop.check(TEMPLATE, SCHEMA)).toEqual({ problems: [], warnings: [] });
    expect((await shop.check(wordFile(line('编号 {number} ☑')), SCHEMA)).warnings).toMatchObject([{ code: 'pdfSigns', near: '☑' }]);
    const made = await shop.make(TEMPLATE, SCHEMA, { number: 'JF-2' }, { pdf: true });
    expect(wordsOf(made.word)).toEqual(['编号 JF-2']);
    expect(made.pdf?.subarray(0, 5).toString()).toBe('%PDF-');
    const preview = await shop.make(TEMPLATE, SCHEMA, undefined, { pdf: false });
    expect([wordsOf(preview.word), preview.pdf]).toEqual([['编号 JF-1'], undefined]);
  });

  it.each(['timeout', 'memoryExceeded', 'processEnded'])('finds a template too complex whose check ends by %s', async (code) => {
    const shop = new PaperShop(walls(() => Promise.reject(new AutomationFailure(code))));
    expect((await shop.check(TEMPLATE, SCHEMA)).problems).toMatchObject([{ code: 'tooHeavy' }]);
    await expect(shop.make(TEMPLATE, SCHEMA, {}, { pdf: true })).rejects.toMatchObject({ code });
  });

  it('does two at once, lets thirty wait, and sends the next away', async () => {
    let running = 0;
    let most = 0;
    const ends: (() => void)[] = [];
    const shop = new PaperShop(walls(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => ends.push(resolve));
      running -= 1;
      return { problems: [], warnings: [] };
    }));
    const asked = Array.from({ length: 32 }, () => shop.check(TEMPLATE, SCHEMA));
    await expect(shop.check(TEMPLATE, SCHEMA)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    let done = 0;
    for (const one of asked) void one.then(() => (done += 1));
    while (done < asked.length) {
      ends.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(most).toBe(2);
  });
});
