import { Worker } from 'node:worker_threads';
import { availableParallelism } from 'node:os';
import type { Rules, WhatIfPart } from '@stationhouse/workflow';
import type { WrittenPast } from './past.js';
import { Reckoner, type Question } from './reckoner.js';
import type { FromThread, ThreadData, ToThread } from './thread.js';

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
/** A chief tries one draft after another. So long a thread waits for the next, in milliseconds: it has compiled by then what took it longest. */
const WAITS = 300_000;
/** What runs in a thread, beside this file; none where the house runs from source. */
const BESIDE = import.meta.url.endsWith('.ts') ? undefined : new URL('./thread.js', import.meta.url);

/**
 * A desk for a comparison: threads, which leave the event loop to everybody else. Where the house runs from source, or the plugin's rules do not
 * stand in its common half, it is computed here, one instance between two turns of the loop.
 * @param thread the address of what runs in a thread
 */
export async function reckoning(question: Question, pluginId: string, rules: Rules, thread: URL | undefined = BESIDE): Promise<Desk> {
  if (thread === undefined) return new Here(new Reckoner(question, rules));
  const data: ThreadData = { common: `@stationhouse/${pluginId}-common`, rules: Object.keys(rules) };
  try {
    return await Threads.open(thread, data, question, Math.min(MOST_THREADS, availableParallelism()));
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

  static async open(address: URL, data: ThreadData, question: Question, count: number): Promise<Threads> {
    const threads = Array.from({ length: count }, () => Thread.take(address, data));
    try {
      await Promise.all(threads.map((thread) => thread.begin(question)));
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

  /** Threads that have nothing left to do wait for the next comparison. */
  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => (this.busy.has(thread) ? thread.stop() : thread.rest())));
  }
}

/** One thread: it answers one thing after another. */
class Thread {
  /** Those at rest, by what they run. */
  private static readonly resting = new Map<string, Thread[]>();
  private readonly worker: Worker;
  private expiry: NodeJS.Timeout | undefined;
  private waiting: { readonly resolve: (said: FromThread) => void; readonly reject: (error: Error) => void } | undefined;
  private readonly begun: Promise<FromThread>;
  private ended: Error | undefined;

  private constructor(
    address: URL,
    data: ThreadData,
    private readonly key: string,
  ) {
    // It runs what was built, whatever loaders the process itself was started with: each would be started anew in every thread.
    this.worker = new Worker(address, { workerData: data, execArgv: [] });
    this.begun = this.answer();
    this.worker.on('message', (said: FromThread) => this.waiting?.resolve(said));
    this.worker.on('error', (error) => this.fail(error));
    this.worker.on('exit', () => this.fail(new Error('The thread of a comparison ended.')));
  }

  /** One at rest, or a new one. */
  static take(address: URL, data: ThreadData): Thread {
    const key = JSON.stringify([address.href, data]);
    const thread = Thread.resting.get(key)?.pop() ?? new Thread(address, data, key);
    clearTimeout(thread.expiry);
    thread.worker.ref();
    return thread;
  }

  async begin(question: Question): Promise<void> {
    if ((await this.begun).type === 'no-rules') throw new RulesElsewhere('The rules of the plugin are not in its common half.');
    await this.ask({ type: 'begin', question });
  }

  async add(page: readonly WrittenPast[]): Promise<void> {
    await this.ask({ type: 'page', page });
  }

  async part(): Promise<WhatIfPart> {
    const said = await this.ask({ type: 'part' });
    if (said.type !== 'part') throw new Error('The thread of a comparison answered something else.');
    return said.part;
  }

  async stop(): Promise<void> {
    this.leave();
    await this.worker.terminate();
  }

  /** Waits for another comparison, without keeping the process. */
  rest(): void {
    if (this.ended !== undefined) return;
    this.worker.unref();
    this.expiry = setTimeout(() => void this.stop(), WAITS).unref();
    Thread.resting.set(this.key, [...(Thread.resting.get(this.key) ?? []), this]);
  }

  private leave(): void {
    Thread.resting.set(this.key, (Thread.resting.get(this.key) ?? []).filter((thread) => thread !== this));
  }

  private ask(message: ToThread): Promise<FromThread> {
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
    this.leave();
    this.ended ??= error;
    this.waiting?.reject(this.ended);
  }
}
