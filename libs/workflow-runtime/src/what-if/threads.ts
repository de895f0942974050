import { Worker } from 'node:worker_threads';
import { availableParallelism } from 'node:os';
import type { Rules, WhatIfPart } from '@stationhouse/workflow';
import type { WrittenPast } from './past.js';
import { Reckoner, type Question } from './reckoner.js';
import type { FromThread, ThreadData } from './thread.js';

/** Where a comparison is computed, page by page; pages may overtake one another. */
export interface Desk {
  /** Resolves once there is room for another page. @throws Error when it could not be computed */
  add(page: readonly WrittenPast[]): Promise<void>;
  /** All sums, once every page is done. */
  parts(): Promise<readonly WhatIfPart[]>;
  /** Ends what it computes with. */
  close(): Promise<void>;
}

/** Threads of one comparison: it may take both processors of a small machine for some seconds, and no more of a large one. */
const MOST_THREADS = 2;
/** What runs in a thread, beside this file; none where the house runs from source. */
const BESIDE = import.meta.url.endsWith('.ts') ? undefined : new URL('./thread.js', import.meta.url);

/**
 * A desk for a comparison: threads, which leave the event loop to everybody else. Where the house runs from source, or the plugin's rules do not
 * stand in its common half, it is computed here, one instance between two turns of the loop.
 * @param thread the address of what runs in a thread
 */
export async function reckoning(question: Question, pluginId: string, rules: Rules, thread: URL | undefined = BESIDE): Promise<Desk> {
  if (thread === undefined) return new Here(new Reckoner(question, rules));
  const data: ThreadData = { question, common: `@stationhouse/${pluginId}-common`, rules: Object.keys(rules) };
  try {
    return await Threads.open(thread, data, Math.min(MOST_THREADS, availableParallelism()));
  } catch (error) {
    if (!(error instanceof RulesElsewhere)) throw error;
    return new Here(new Reckoner(question, rules));
  }
}

/** The plugin's rules cannot be found by a thread. */
class RulesElsewhere extends Error {}

class Here implements Desk {
  constructor(private readonly reckoner: Reckoner) {}

  async add(page: readonly WrittenPast[]): Promise<void> {
    for (const past of page) {
      this.reckoner.add(past);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  parts(): Promise<readonly WhatIfPart[]> {
    return Promise.resolve([this.reckoner.part]);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

class Threads implements Desk {
  private readonly busy = new Map<Thread, Promise<void>>();

  private constructor(private readonly threads: readonly Thread[]) {}

  static async open(address: URL, data: ThreadData, count: number): Promise<Threads> {
    const threads = Array.from({ length: count }, () => new Thread(address, data));
    try {
      await Promise.all(threads.map((thread) => thread.ready()));
    } catch (error) {
      await Promise.all(threads.map((thread) => thread.stop()));
      throw error;
    }
    return new Threads(threads);
  }

  async add(page: readonly WrittenPast[]): Promise<void> {
    const free = this.threads.find((thread) => !this.busy.has(thread)) ?? (await Promise.race([...this.busy].map(async ([thread, work]) => work.then(() => thread))));
    const work = free.add(page).finally(() => this.busy.delete(free));
    // Whoever waits next hears of a failure.
    work.catch(() => undefined);
    this.busy.set(free, work);
    if (this.busy.size === this.threads.length) await Promise.race(this.busy.values());
  }

  async parts(): Promise<readonly WhatIfPart[]> {
    await Promise.all(this.busy.values());
    return Promise.all(this.threads.map((thread) => thread.part()));
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.stop()));
  }
}

/** One thread: it answers one thing after another. */
class Thread {
  private readonly worker: Worker;
  private waiting: { readonly resolve: (said: FromThread) => void; readonly reject: (error: Error) => void } | undefined;
  private readonly begun: Promise<FromThread>;
  private ended: Error | undefined;

  constructor(address: URL, data: ThreadData) {
    this.worker = new Worker(address, { workerData: data });
    this.begun = this.answer();
    this.worker.on('message', (said: FromThread) => this.waiting?.resolve(said));
    this.worker.on('error', (error) => this.fail(error));
    this.worker.on('exit', () => this.fail(new Error('The thread of a comparison ended.')));
  }

  async ready(): Promise<void> {
    if ((await this.begun).type === 'no-rules') throw new RulesElsewhere('The rules of the plugin are not in its common half.');
  }

  async add(page: readonly WrittenPast[]): Promise<void> {
    await this.ask(page);
  }

  async part(): Promise<WhatIfPart> {
    const said = await this.ask('part');
    if (said.type !== 'part') throw new Error('The thread of a comparison answered something else.');
    return said.part;
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }

  private ask(message: readonly WrittenPast[] | 'part'): Promise<FromThread> {
    const answer = this.answer();
    this.worker.postMessage(message);
    return answer;
  }

  private answer(): Promise<FromThread> {
    return new Promise((resolve, reject) => {
      if (this.ended !== undefined) reject(this.ended);
      this.waiting = { resolve, reject };
    });
  }

  private fail(error: Error): void {
    this.ended ??= error;
    this.waiting?.reject(this.ended);
  }
}
