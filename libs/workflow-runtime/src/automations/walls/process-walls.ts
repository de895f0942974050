import type { JsonObject } from '@stationhouse/workflow';
import { AutomationFailure, type Automation, type AutomationContext } from '../automation.js';
import { PluginProcess, type ProcessEnd, type ProcessOptions } from './process.js';
import { CallCrowded, rejectedBy, type AutomationWalls } from './walls.js';

export interface ProcessWallsOptions {
  /** Processes of one plugin at once in this worker. Default 2. */
  readonly processes?: number;
  /** Megabytes a handler may hold, beside what its process needs itself. Default 256. */
  readonly megabytes?: number;
  /** Milliseconds a handler has from the abort of its signal to the end of its process. Default 2,000. */
  readonly grace?: number;
  /** Milliseconds an idle process is kept. Default one minute. */
  readonly keep?: number;
  /** The address of what runs in a process; the one beside this file when absent. Tests that run from source name the built one. */
  readonly child?: string;
  /** Told of each process that ended otherwise than by our wish. */
  readonly onEnd?: (plugin: string, end: Exclude<ProcessEnd, 'asked'>) => void;
}

/** As many calls of a plugin wait for a process: each holds a place of the worker's, which other plugins need as well. */
const WAITING = 2;
const START_WITHIN = 30_000;
/** A plugin whose process died lately computes behind everybody else, its next processes' starts included. */
const BEHIND = { priority: 10, milliseconds: 60_000 };
/** Starting a process costs the processors as much as many calls: after each that died in a row a plugin waits twice as long for the next. In milliseconds. */
const PAUSE = { first: 100, longest: 10_000 };
/** What runs in a process, beside this file: built, or from source. */
const CHILD = import.meta.url.replace(/process-walls(\.[jt]s)$/, 'child$1');
const DEFAULTS = { processes: 2, megabytes: 256, grace: 2_000, keep: 60_000, child: CHILD } as const;

/**
 * Runs handlers in processes of their plugins (ADR 0012). A plugin has few, started when they are needed and ended when they are not; each runs one
 * call at a time. What one plugin does to its processes is no matter of any other's.
 */
export class ProcessWalls implements AutomationWalls {
  private readonly pools = new Map<string, Pool>();

  constructor(private readonly options: ProcessWallsOptions = {}) {}

  isCrowded(plugin: string): boolean {
    return this.pools.get(plugin)?.isCrowded() ?? false;
  }

  run(plugin: string, automation: Automation, begin: () => AutomationContext, waiting: AbortSignal): Promise<JsonObject> {
    return this.poolOf(plugin).run(automation, begin, waiting);
  }

  /** Living processes by plugin, as their ids. */
  pids(): ReadonlyMap<string, readonly number[]> {
    return new Map([...this.pools].map(([plugin, pool]) => [plugin, pool.pids()]));
  }

  /** Ends every process and waits for their ends; handlers that were aborted just before have their grace. */
  async close(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.close()));
  }

  private poolOf(plugin: string): Pool {
    const { onEnd, ...given } = this.options;
    const known = this.pools.get(plugin);
    const pool = known ?? new Pool({ ...DEFAULTS, ...given, onEnd: (end) => end !== 'asked' && onEnd?.(plugin, end) });
    this.pools.set(plugin, pool);
    return pool;
  }
}

type PoolOptions = Required<Omit<ProcessWallsOptions, 'onEnd'>> & { readonly onEnd: (end: ProcessEnd) => void };

/** Somebody who waits for a process. */
interface Waiter {
  readonly take: (process: PluginProcess) => void;
  readonly leave: (error: Error) => void;
}

/** The processes of one plugin, and the calls that wait for one. */
class Pool {
  private readonly all = new Set<PluginProcess>();
  private readonly idle: PluginProcess[] = [];
  private readonly waiters: Waiter[] = [];
  private closing = false;
  /** Processes that died one after another, without an answer between. */
  private deaths = 0;
  private nextStart = 0;
  private lastDeath = Number.NEGATIVE_INFINITY;
  private later: NodeJS.Timeout | undefined;

  constructor(private readonly options: PoolOptions) {}

  isCrowded(): boolean {
    return this.waiters.length >= WAITING;
  }

  pids(): number[] {
    return [...this.all].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  /**
   * A process that dies under its first call dies of that call. Under a later one an earlier may have left it sick: then the call begins once
   * more in a new process, in the dead one's place.
   */
  async run(automation: Automation, begin: () => AutomationContext, waiting: AbortSignal): Promise<JsonObject> {
    const process = await this.readied(await this.take(waiting), waiting);
    const first = process.calls === 0;
    try {
      return await this.runIn(process, automation, begin());
    } catch (error) {
      if (first || !isLost(error) || this.closing) throw error;
    }
    return this.runIn(await this.readied(this.start(), waiting), automation, begin());
  }

  async close(): Promise<void> {
    this.closing = true;
    clearTimeout(this.later);
    for (const { leave } of this.waiters.splice(0)) leave(new Error('The worker stops.'));
    for (const process of this.idle) process.kill('asked');
    let patience: NodeJS.Timeout | undefined;
    const impatient = new Promise<void>((resolve) => (patience = setTimeout(resolve, this.options.grace)));
    const ended = () => Promise.all([...this.all].map((process) => process.ended));
    await Promise.race([ended(), impatient]);
    clearTimeout(patience);
    for (const process of this.all) process.kill('asked');
    await ended();
  }

  private runIn(process: PluginProcess, automation: Automation, context: AutomationContext): Promise<JsonObject> {
    return process.run(automation, context, () => this.giveBack(process));
  }

  private async take(waiting: AbortSignal): Promise<PluginProcess> {
    if (this.closing) throw new Error('The worker stops.');
    return this.takeIdle() ?? (this.mayStart() ? this.start() : await this.wait(waiting));
  }

  private async readied(process: PluginProcess, waiting: AbortSignal): Promise<PluginProcess> {
    try {
      await Promise.race([process.ready, rejectedBy(waiting)]);
      return process;
    } catch (error) {
      this.giveBack(process);
      throw error;
    }
  }

  private takeIdle(): PluginProcess | undefined {
    for (;;) {
      const process = this.idle.pop();
      if (process === undefined || process.usable) return process;
      process.kill('asked');
    }
  }

  private start(): PluginProcess {
    const options: ProcessOptions = { megabytes: this.options.megabytes, grace: this.options.grace, startWithin: START_WITHIN, module: this.options.child };
    const process = new PluginProcess(options);
    if (Date.now() - this.lastDeath < BEHIND.milliseconds) process.fallBehind(BEHIND.priority);
    this.all.add(process);
    void process.ended.then((end) => {
      this.all.delete(process);
      const index = this.idle.indexOf(process);
      if (index >= 0) this.idle.splice(index, 1);
      if (end !== 'asked') this.died();
      this.options.onEnd(end);
      this.admit();
    });
    return process;
  }

  private giveBack(process: PluginProcess): void {
    if (!process.usable || this.closing) return process.kill('asked');
    this.deaths = 0;
    const next = this.waiters.shift();
    if (next !== undefined) return next.take(process);
    this.idle.push(process);
    const end = setTimeout(() => this.idle.includes(process) && process.kill('asked'), this.options.keep);
    end.unref();
  }

  private mayStart(): boolean {
    return !this.closing && this.all.size < this.options.processes && Date.now() >= this.nextStart;
  }

  private died(): void {
    this.lastDeath = Date.now();
    this.nextStart = Date.now() + Math.min(PAUSE.longest, PAUSE.first * 2 ** this.deaths);
    this.deaths += 1;
  }

  /** Those who wait get new processes as far as there may be any, now or after the pause. */
  private admit(): void {
    clearTimeout(this.later);
    while (this.waiters.length > 0 && this.mayStart()) this.waiters.shift()?.take(this.start());
    const pause = this.nextStart - Date.now();
    if (this.waiters.length > 0 && pause > 0 && !this.closing) this.later = setTimeout(() => this.admit(), pause);
  }

  private wait(waiting: AbortSignal): Promise<PluginProcess> {
    if (this.isCrowded()) throw new CallCrowded('The calls of this plugin wait for one another.');
    return new Promise((resolve, reject) => {
      const over = () => {
        waiting.removeEventListener('abort', aborted);
        const index = this.waiters.indexOf(waiter);
        if (index >= 0) this.waiters.splice(index, 1);
      };
      const waiter: Waiter = { take: (process) => (over(), resolve(process)), leave: (error) => (over(), reject(error)) };
      const aborted = () => waiter.leave(waiting.reason as Error);
      waiting.addEventListener('abort', aborted, { once: true });
      if (waiting.aborted) return reject(waiting.reason as Error);
      this.waiters.push(waiter);
      this.admit();
    });
  }
}

/** The process is gone, and not because its handler took too long. */
function isLost(error: unknown): boolean {
  return error instanceof AutomationFailure && (error.code === 'processEnded' || error.code === 'memoryExceeded');
}
