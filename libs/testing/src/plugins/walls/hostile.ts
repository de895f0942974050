import http from 'node:http';
import { lookup } from 'node:dns/promises';
import net from 'node:net';
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { text } from '@stationhouse/kernel';
import { defineAutomation, type AutomationContext } from '@stationhouse/plugin-api/automation';

/** What the one automation does with a call, by the `deed` of its input. Each but `work` and `slow` is a mistake that a wall must stop. */
const DEEDS: Readonly<Record<string, (context: AutomationContext<Input>) => Promise<Answer> | Answer>> = {
  /** What a good plugin does. */
  work: () => ({ said: 'done' }),
  /** Works longer than others' patience, and ends when told. */
  slow: ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
  loop: () => {
    for (;;);
  },
  /** Waits first, so that it loops at a moment of its own. */
  lateLoop: async () => {
    await Promise.resolve();
    for (;;);
  },
  leakHeap: () => {
    const held: number[][] = [];
    for (;;) held.push(new Array<number>(1_000_000).fill(held.length));
  },
  leakBuffers: () => {
    const held: Buffer[] = [];
    for (;;) held.push(Buffer.alloc(4 * 1024 * 1024, held.length));
  },
  crash: () => process.abort(),
  exit: () => process.exit(0),
  rejectUnheard: () => {
    void Promise.reject(new TypeError('张三 went wrong'));
    return new Promise(() => undefined);
  },
  /** Answers well, and falls over afterwards: whoever comes next must not pay for it. */
  fallLater: () => {
    setTimeout(() => process.exit(7), 50);
    return { said: 'done' };
  },
  slowly: () => new Promise((resolve) => setTimeout(() => resolve({ said: 'done' }), 200)),
  ignoreAbort: () => new Promise(() => setInterval(() => undefined, 10)),
  printData: () => {
    console.log('张三 on standard output');
    console.error('张三 on standard error');
    return { said: 'printed' };
  },
  /** What it finds of the worker: its environment, its parent's, files of the data folder, programs. */
  snoop: ({ input }) => ({ said: JSON.stringify({ names: Object.keys(process.env).sort(), send: typeof process.send, read: attempt(() => readFileSync(input.path ?? '', 'utf8')), spawn: attempt(() => spawnSync('true').error?.message ?? 'ran') }) }),
  rawFetch: async ({ input }) => ({ said: String((await fetch(input.url ?? '')).status) }),
  rawHttp: ({ input }) => new Promise((resolve, reject) => http.get(input.url ?? '', ({ statusCode }) => resolve({ said: String(statusCode) })).on('error', reject)),
  rawLookup: async () => ({ said: (await lookup('localhost')).address }),
  rawSocket: ({ input }) =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(input.url ?? '');
      net.connect(Number(port), hostname, () => resolve({ said: 'connected' })).on('error', reject);
    }),
  undeclared: async ({ fetch: ask }) => ({ said: String((await ask('somewhere-else')).status) }),
  ask: async ({ fetch: ask, input }) => {
    const answer = await ask('post', { path: input.path ?? '/', body: '{}', headers: { 'content-type': 'application/json' } });
    return { said: `${answer.status} ${answer.text()}` };
  },
  hugeAnswer: () => ({ said: 'x'.repeat(8 * 1024 * 1024) }),
  noAnswer: () => undefined as unknown as Answer,
  bigNumber: () => ({ said: 1n }) as unknown as Answer,
  attach: async ({ attach, number }) => ({ said: (await attach({ name: 'note.txt', content: Buffer.from(`note of ${number}`) })).sha256 }),
};

type Input = { readonly deed: string; readonly url?: string; readonly path?: string };
type Answer = { readonly said: string };

function attempt(deed: () => string): string {
  try {
    return deed();
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'failed';
  }
}

/** An automation that does everything wrong. */
export const misbehave = defineAutomation<Input, Answer>({
  id: 'misbehave',
  title: text('捣乱', 'Misbehave'),
  module: import.meta.url,
  input: { type: 'object', required: ['deed'], properties: { deed: { type: 'string' }, url: { type: 'string' }, path: { type: 'string' } } },
  output: { type: 'object', required: ['said'], properties: { said: { type: 'string' } } },
  timeout: 'PT2S',
  retry: { attempts: 3, backoff: 'PT10S' },
  breaker: { failures: 3, pause: 'PT5M' },
  dry: { said: 'nothing' },
  handle: async (context) => {
    const deed = DEEDS[context.input.deed];
    if (deed === undefined) throw new Error('There is no such deed.');
    return deed(context);
  },
});
