/** @jest-environment node */
import { describe, expect, it } from '@jest/globals';
import { authoredSkeleton, problemsIn, readText, type AuthoredMeans } from '@stationhouse/workflow';
import { pageTextEngine } from '../src/pages/configure/authoring/reading/engine.js';
import { answering } from '../src/pages/configure/authoring/reading/messages.js';
import { Beside } from '../src/pages/configure/composing/beside.js';

const WORKFLOW = 'venue-check.jc';
const TEXT = authoredSkeleton('venue-check', { 'zh-CN': '场所检查', en: 'Venue check' });
const MEANS: AuthoredMeans = { roles: ['chief'], workers: ['chief'], starters: ['chief'], workflows: [], automations: [] };
const scope = { workflow: WORKFLOW, published: TEXT, means: MEANS };
const changed = TEXT.replace('场所检查', '场所复查');

describe('a text that is read beside the page', () => {
  it('says what it says in the page, as plain data', () => {
    const answer = answering();
    answer({ kind: 'begin', of: scope });
    const reading = answer({ kind: 'read', of: changed });
    const { definition, terms } = readText(changed, WORKFLOW).authored ?? {};
    expect(reading).toMatchObject({ text: changed, problems: [], authored: { definition, terms }, changes: [{ place: 'title' }] });
    expect(structuredClone(reading)).toEqual(reading);
  });

  it('says every problem, with its line', async () => {
    const engine = pageTextEngine(scope);
    for (const text of [TEXT, `${TEXT}nothing: known\n`, `${TEXT}starters: [nobody]\n`, 'a: [']) {
      const reading = await engine.compose(text);
      const read = readText(text, WORKFLOW);
      expect(reading.problems).toEqual(read.problems);
      expect(await engine.check(reading)).toEqual(problemsIn(read, MEANS));
    }
  });

  it('knows what may be written at a place of it', async () => {
    const engine = pageTextEngine(scope);
    const at = { text: `${TEXT}star`, offset: TEXT.length + 4, surroundings: { locale: 'zh-CN' as const, roles: [] } };
    expect((await engine.suggest(at))?.options.map(({ label }) => label)).toContain('starters');
  });
});

describe('a worker that is asked', () => {
  /** A worker as the page sees it. */
  class Asked extends EventTarget {
    readonly sent: { number: number; question: string }[] = [];
    terminated = false;
    postMessage(message: { number: number; question: string }): void {
      this.sent.push(message);
    }
    terminate(): void {
      this.terminated = true;
    }
    says(data: object): void {
      this.dispatchEvent(Object.assign(new Event('message'), { data }));
    }
  }

  it('answers each question as its own, in whatever order, and says what failed', async () => {
    const worker = new Asked();
    const beside = new Beside<string, string>(worker as unknown as Worker);
    const [first, second, third] = [beside.ask('a'), beside.ask('b'), beside.ask('c')];
    worker.says({ number: 2, answer: 'B' });
    worker.says({ number: 1, answer: 'A' });
    worker.says({ number: 3, failure: 'broken' });
    expect(await Promise.all([first, second])).toEqual(['A', 'B']);
    await expect(third).rejects.toThrow('broken');
    const fourth = beside.ask('d');
    beside.close();
    await expect(fourth).rejects.toThrow('closed');
    expect(worker.terminated).toBe(true);
  });
});
