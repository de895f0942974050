import { Worker } from 'node:worker_threads';
import type { Automation, AutomationContext, AutomationDoors } from '../automation.js';
import { AutomationFailure } from '../automation.js';
import { EgressAnswer } from '../egress/declaration.js';
import { errorOf, LOWEST_PRIORITY, problemOf, type CallFacts, type FromProcess, type ToProcess } from './messages.js';
import { closeNetwork } from './network.js';

/**
 * The process of a plugin: runs one handler after another, each asked for by the worker, which alone has a database, a network and files.
 * It has no state worth keeping: the worker kills it whenever it must.
 */
const MOST_OUTPUT = 1024 * 1024;
const MOST_CONTENT = 32 * 1024 * 1024;
const megabytes = Number(process.argv[2]);

const say = process.send?.bind(process);
if (say === undefined || !(megabytes > 0)) throw new Error('This file is run by a worker of Stationhouse.');
// Only the code below speaks to the worker: what a handler sends by itself would be taken for it.
process.send = undefined as unknown as NonNullable<typeof process.send>;
const tell = (message: FromProcess) => void say(message, undefined, undefined, (error) => error !== null && process.exit(1));

/** A call under way. */
interface Current {
  readonly call: number;
  readonly abort: AbortController;
  readonly asked: Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>;
  /** It tried to reach the network by itself. */
  refused: boolean;
}
let current: Current | undefined;
let asks = 0;

closeNetwork(() => {
  if (current !== undefined) current.refused = true;
  return new AutomationFailure('egressUndeclared', { note: 'a handler reaches outside through context.fetch', final: true });
});
watch();
// The worker says when to stop: a signal to the whole group comes before it has.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToProcess) => {
  if (message.type === 'call') void run(message);
  else if (message.call !== current?.call) return;
  else if (message.type === 'abort') current.abort.abort(new Error('The call was ended.'));
  else answer(current, message);
});
tell({ type: 'ready' });

async function run({ call, module, automation, facts }: ToProcess & { type: 'call' }): Promise<void> {
  const mine: Current = { call, abort: new AbortController(), asked: new Map(), refused: false };
  current = mine;
  try {
    const { handle } = await load(module, automation);
    tell({ type: 'done', call, output: written(await handle(contextOf(mine, facts))) });
  } catch (error) {
    // Whatever the handler made of it: this is why it failed.
    const problem = mine.refused ? problemOf(new AutomationFailure('egressUndeclared', { final: true })) : problemOf(error);
    tell({ type: 'failed', call, problem });
  } finally {
    if (current === mine) current = undefined;
  }
}

async function load(module: string, id: string): Promise<Automation> {
  const exported = Object.values((await import(module)) as Readonly<Record<string, unknown>>);
  const found = exported.find((one): one is Automation => typeof one === 'object' && one !== null && 'id' in one && one.id === id && 'handle' in one);
  if (found === undefined) throw new AutomationFailure('unknownAutomation', { note: `${id} is not exported by its module`, final: true });
  return found;
}

function contextOf(mine: Current, facts: CallFacts): AutomationContext {
  const ask = (door: keyof AutomationDoors, ...args: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      if (current !== mine) throw new AutomationFailure('callOver', { note: 'the call is over', final: true });
      asks += 1;
      mine.asked.set(asks, { resolve, reject });
      tell({ type: 'ask', call: mine.call, ask: asks, door, args });
    });
  return {
    ...facts,
    signal: mine.abort.signal,
    attach: async ({ name, content, purpose }) => {
      if (content.byteLength > MOST_CONTENT) throw new AutomationFailure('fileTooLarge', { note: `at most ${MOST_CONTENT} bytes`, final: true });
      return (await ask('attach', { name, content, purpose })) as Awaited<ReturnType<AutomationDoors['attach']>>;
    },
    document: async (wish) => (await ask('document', wish)) as Awaited<ReturnType<AutomationDoors['document']>>,
    exercise: async (id) => (await ask('exercise', id)) as Awaited<ReturnType<AutomationDoors['exercise']>>,
    withdrawFiles: async () => (await ask('withdrawFiles')) as number,
    fetch: async (destination, request) => {
      const { status, contentType, body } = (await ask('fetch', destination, request)) as EgressAnswer;
      return new EgressAnswer(status, contentType, body);
    },
  };
}

function answer({ asked }: Current, { ask, value, problem }: ToProcess & { type: 'answer' }): void {
  const waiting = asked.get(ask);
  asked.delete(ask);
  if (problem === undefined) waiting?.resolve(value);
  else waiting?.reject(errorOf(problem));
}

/** A result as it travels. @throws AutomationFailure `outputInvalid` when it is not JSON, or too much of it */
function written(output: unknown): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(output);
  } catch (error) {
    throw new AutomationFailure('outputInvalid', { note: error instanceof Error ? error.name : 'not JSON' });
  }
  if (json === undefined) throw new AutomationFailure('outputInvalid', { note: 'no result' });
  if (json.length > MOST_OUTPUT) throw new AutomationFailure('outputInvalid', { note: `more than ${MOST_OUTPUT} characters` });
  return json;
}

/**
 * A thread that goes on while a handler loops. It ends the process when its worker is gone, and with SIGUSR2 when it holds more memory than
 * it may beside what it held at the beginning: the heap has a limit of its own, buffers lie outside it. And it has a handler that computes for more than a moment
 * yield the processors to everybody else: what is spent beyond a quarter of the time is added up, and at 400 ms the process has the lowest priority.
 */
function watch(): void {
  const most = process.memoryUsage.rss() + megabytes * 1024 * 1024;
  const thread = `
    const { workerData: { worker, most, lowest } } = require('node:worker_threads');
    const { setPriority } = require('node:os');
    let [at, used, beyond] = [performance.now(), process.cpuUsage(), 0];
    setInterval(() => {
      if (process.ppid !== worker) process.kill(process.pid, 'SIGKILL');
      if (process.memoryUsage.rss() > most) process.kill(process.pid, 'SIGUSR2');
      const [now, { user, system }] = [performance.now(), process.cpuUsage(used)];
      beyond = Math.max(0, beyond + (user + system) / 1000 - (now - at) / 4);
      [at, used] = [now, process.cpuUsage()];
      if (beyond > 400) setPriority(process.pid, lowest);
    }, 100);`;
  new Worker(thread, { eval: true, execArgv: [], env: {}, workerData: { worker: process.ppid, most, lowest: LOWEST_PRIORITY }, resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4, stackSizeMb: 1 } }).unref();
}
