import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

export type Role = 'api' | 'worker';

/** Milliseconds before a process that ended is started again, as a service manager does. */
const AGAIN_AFTER = 200;
/** Starts that come to nothing before somebody who waits hears of it: one may have found no database. */
const GIVES_UP_AFTER = 5;
const SERVE = path.join(import.meta.dirname, 'process/serve.mjs');

/** A place for a server process: whenever the process in it ends, the next one is started. */
export class Seat {
  /** The address of the present process once it listens. */
  url: string | undefined;
  /** Processes that ended although nobody had touched them and the database was there. */
  readonly collapses: string[] = [];
  starts = 0;
  private child: ChildProcess | undefined;
  private touched = false;
  private closed = false;
  private readonly waiters = new Set<(problem?: Error) => void>();
  /** Starts in a row that came to nothing. */
  private failures = 0;
  private ended: Promise<void> = Promise.resolve();

  constructor(
    readonly name: string,
    readonly role: Role,
    private environment: NodeJS.ProcessEnv,
    /** Told of each address as it comes and goes. */
    private readonly onChange: () => void,
  ) {
    this.start();
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Ends the process in the middle of whatever it does. @returns whether there was one */
  kill(): boolean {
    this.touched = true;
    return this.child?.kill('SIGKILL') ?? false;
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.child?.kill(signal);
  }

  /** Asks the process to stop, and waits until its successor is ready. @param environment of the successor */
  async restart(environment: NodeJS.ProcessEnv = {}): Promise<void> {
    this.environment = { ...this.environment, ...environment };
    this.touched = true;
    const { ended } = this;
    this.child?.kill('SIGTERM');
    await ended;
    await this.ready();
  }

  /** Waits until the present process, or the next one that comes so far, is ready. @throws Error when none does */
  async ready(): Promise<void> {
    while (this.url === undefined && !this.closed) await new Promise<void>((resolve, reject) => this.waiters.add((problem) => (problem === undefined ? resolve() : reject(problem))));
  }

  /** Ends the process for good. */
  async close(): Promise<void> {
    this.closed = true;
    this.tell(new Error(`${this.name} is closed.`));
    this.kill();
    await this.ended;
  }

  private start(): void {
    this.starts += 1;
    this.touched = false;
    const child = spawn(process.execPath, [SERVE, this.role], { env: { ...process.env, NODE_OPTIONS: '', ...this.environment }, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.child = child;
    const tail: string[] = [];
    child.stderr?.on('data', (chunk: Buffer) => tail.push(chunk.toString()) > 20 && tail.shift());
    child.once('message', (said: { url: string }) => this.listens(said.url));
    this.ended = new Promise((resolve) =>
      child.once('exit', (code) => {
        // One that was still starting may have found no database.
        if (!this.touched && this.url !== undefined) this.collapses.push(`${this.name} ended by itself (${code}): ${tail.join('').slice(-2_000)}`);
        if (this.url === undefined && !this.touched) this.failed(code, tail.join(''));
        this.url = undefined;
        this.child = undefined;
        this.onChange();
        if (!this.closed) setTimeout(() => this.closed || this.start(), AGAIN_AFTER);
        resolve();
      }),
    );
  }

  private failed(code: number | null, said: string): void {
    this.failures += 1;
    if (this.failures >= GIVES_UP_AFTER) this.tell(new Error(`${this.name} does not start (${code}):\n${said.slice(-3_000)}`));
  }

  private tell(problem?: Error): void {
    for (const tell of this.waiters) tell(problem);
    this.waiters.clear();
  }

  private listens(url: string): void {
    this.url = url;
    this.failures = 0;
    this.onChange();
    this.tell();
  }
}
