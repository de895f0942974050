import { fork, type ChildProcess } from 'node:child_process';
import { getPriority, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '@stationhouse/workflow';
import { AutomationFailure, type Automation, type AutomationContext, type AutomationDoors } from '../automation.js';
import { errorOf, LOWEST_PRIORITY, problemOf, type CallFacts, type FromProcess, type ToProcess } from './messages.js';
import { rejectedBy } from './walls.js';

/** How a process ended. */
export type ProcessEnd = 'asked' | 'crashed' | 'memory' | 'time';

export interface ProcessOptions {
  /** How much a handler may hold, beside what the process needs itself. */
  readonly megabytes: number;
  /** Milliseconds from an abort to the end of the process. */
  readonly grace: number;
  /** Milliseconds it may take until it is ready. */
  readonly startWithin: number;
  /** The module that runs in it, and how; for tests of what runs from source. */
  readonly module: string;
}

/** A call under way in a process. */
interface Current {
  readonly call: number;
  readonly context: AutomationContext;
  readonly resolve: (output: JsonObject) => void;
  readonly reject: (error: unknown) => void;
  /** Told when the process is done with it, before anybody hears its answer. */
  readonly settled: () => void;
}

/** As many characters of what a dying process says on standard error as tell a full heap from another end. Nothing of it is kept or shown. */
const LAST_WORDS = 4_096;

/** One process of a plugin. It runs a handler at a time, so that whatever becomes of it is that handler's doing. */
export class PluginProcess {
  /** Resolves with the end of the process. */
  readonly ended: Promise<ProcessEnd>;
  /** Resolves once it can run something. @throws AutomationFailure processEnded */
  readonly ready: Promise<void>;
  /** How many calls it has begun. */
  calls = 0;
  private readonly child: ChildProcess;
  private current: Current | undefined;
  private end: ProcessEnd = 'crashed';
  private readied: () => void = () => undefined;
  private lastWords = '';

  constructor(private readonly options: ProcessOptions) {
    this.child = fork(fileURLToPath(options.module), [String(options.megabytes)], { execArgv: argumentsOf(options), env: environment(), stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'advanced' });
    this.child.stderr?.on('data', (said: Buffer) => (this.lastWords = (this.lastWords + said.toString('latin1')).slice(-LAST_WORDS)));
    this.child.on('message', (message: FromProcess) => this.hear(message));
    // It did not start, or is gone: its end says the rest.
    this.child.on('error', () => this.child.kill('SIGKILL'));
    this.ended = new Promise((resolve) => {
      // `close` and not `exit`: only then its last words are complete.
      this.child.once('close', (code, signal) => resolve(this.over(code, signal)));
      if (this.child.pid === undefined) resolve('crashed');
    });
    this.ready = this.untilReady();
    // Whoever waits hears of it; that nobody does is no fault.
    this.ready.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** True when it may run another call: alive, and not at the lowest priority. */
  get usable(): boolean {
    return this.child.connected && this.child.exitCode === null && this.child.signalCode === null && !isYielding(this.child.pid);
  }

  /** Runs a handler. @param settled told when the process is done with it, or gone, which may be later than its answer */
  run(automation: Automation, context: AutomationContext, settled: () => void): Promise<JsonObject> {
    this.calls += 1;
    const call = this.calls;
    const answered = new Promise<JsonObject>((resolve, reject) => (this.current = { call, context, resolve, reject, settled }));
    this.tell({ type: 'call', call, module: automation.module, automation: automation.id, facts: factsOf(context) });
    const stop = () => this.stop(call, answered);
    context.signal.addEventListener('abort', stop, { once: true });
    if (context.signal.aborted) stop();
    void answered.catch(() => undefined).finally(() => context.signal.removeEventListener('abort', stop));
    return Promise.race([answered, rejectedBy(context.signal)]);
  }

  /** Lets others compute first. @param priority 1 to 19, as `nice` has it */
  fallBehind(priority: number): void {
    const { pid } = this;
    // One that did not start has nothing to compute; its end says so.
    if (pid !== undefined) setPriority(pid, priority);
  }

  /** Ends the process at once; a handler in it is ended with it. */
  kill(why: ProcessEnd): void {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.end = why;
    this.child.kill('SIGKILL');
  }

  /** Asks the handler to end, and ends the process when it does not. */
  private stop(call: number, answered: Promise<unknown>): void {
    this.tell({ type: 'abort', call });
    const kill = setTimeout(() => this.kill('time'), this.options.grace);
    void answered.catch(() => undefined).finally(() => clearTimeout(kill));
  }

  private hear(message: FromProcess): void {
    if (message.type === 'ready') return this.readied();
    const { current } = this;
    if (current === undefined || message.call !== current.call) return;
    if (message.type === 'ask') return void this.ask(current, message);
    this.current = undefined;
    current.settled();
    if (message.type === 'done') current.resolve(JSON.parse(message.output) as JsonObject);
    else current.reject(errorOf(message.problem));
  }

  private async ask({ call, context }: Current, { ask, door, args }: FromProcess & { type: 'ask' }): Promise<void> {
    try {
      const value = await doorOf(context, door)(...args);
      this.tell({ type: 'answer', call, ask, value });
    } catch (error) {
      this.tell({ type: 'answer', call, ask, problem: problemOf(error) });
    }
  }

  private tell(message: ToProcess): void {
    // A process that is gone hears nothing; its end is told by `ended`.
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  private over(code: number | null, signal: NodeJS.Signals | null): ProcessEnd {
    const memory = signal === 'SIGUSR2' || this.lastWords.includes('heap out of memory');
    const end = memory ? 'memory' : this.end;
    const { current } = this;
    this.current = undefined;
    current?.settled();
    current?.reject(memory ? new AutomationFailure('memoryExceeded', { note: `more than ${this.options.megabytes} MB` }) : new AutomationFailure('processEnded', { note: signal ?? `exit ${code}` }));
    return end;
  }

  private async untilReady(): Promise<void> {
    const late = setTimeout(() => this.kill('time'), this.options.startWithin);
    const ready = new Promise<'ready'>((resolve) => (this.readied = () => resolve('ready')));
    const first = await Promise.race([ready, this.ended]);
    clearTimeout(late);
    if (first !== 'ready') throw new AutomationFailure('processEnded', { note: 'did not start' });
  }
}

function factsOf({ callId, instanceId, number, station, input, settings, attempt, now }: AutomationContext): CallFacts {
  return { callId, instanceId, number, station, input, settings, attempt, now };
}

function isYielding(pid: number | undefined): boolean {
  try {
    return pid === undefined || getPriority(pid) === LOWEST_PRIORITY;
  } catch {
    // It is gone, and nobody has told us yet.
    return true;
  }
}

/** Whatever a process asks for must be a door. */
function doorOf(context: AutomationContext, door: keyof AutomationDoors): (...args: readonly unknown[]) => Promise<unknown> {
  const doors: Readonly<Record<string, unknown>> = { attach: context.attach, document: context.document, exercise: context.exercise, withdrawFiles: context.withdrawFiles, fetch: context.fetch } satisfies AutomationDoors;
  const found = Object.hasOwn(doors, door) ? doors[door] : undefined;
  if (typeof found !== 'function') throw new AutomationFailure('unknownDoor', { final: true });
  return found as (...args: readonly unknown[]) => Promise<unknown>;
}

/** Nothing of the worker's environment but what tells languages and times. */
function environment(): NodeJS.ProcessEnv {
  const kept = ['NODE_ENV', 'TZ', 'LANG', 'LC_ALL'] as const;
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

/**
 * How Node.js runs it: a limited heap, and from the build its permission model, which keeps files of the data folder, writing, programs and
 * native code away. Running from source needs a loader, which writes a cache and has native code: then it is off.
 */
function argumentsOf({ megabytes, module }: ProcessOptions): string[] {
  const root = new URL('../../../../../', import.meta.url);
  const limits = [`--max-old-space-size=${megabytes}`, '--disable-warning=ExperimentalWarning'];
  if (module.endsWith('.ts')) return [...limits, '--conditions=@stationhouse/source', '--import', new URL('tools/register.mjs', root).href];
  const permission = process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission';
  const readable = ['node_modules', 'libs', 'plugins'].map((folder) => `--allow-fs-read=${fileURLToPath(new URL(`${folder}/*`, root))}`);
  return [...limits, permission, '--allow-worker', ...readable];
}
