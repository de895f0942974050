import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Call, CommandAnswer } from '@stationhouse/workflow-runtime';
import type { Command, Said } from './protocol.js';

interface Pending {
  readonly call: Call;
  readonly command: Command;
  readonly resolve: (answer: CommandAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** One serving process at a time, with the next one booting behind it; a killed one's open commands are sent again. */
export class Fleet {
  private serving: ChildProcess | undefined;
  private spare: Promise<ChildProcess>;
  private readonly pending = new Map<number, Pending>();
  private number = 0;
  /** Commands sent more than once, since the process they were sent to died. */
  resent = 0;

  constructor(private readonly url: string) {
    this.spare = this.boot();
  }

  /** Sends a command until it is acknowledged, across as many processes as that takes. */
  ask(call: Call, command: Command): Promise<CommandAnswer> {
    return new Promise((resolve, reject) => {
      const number = ++this.number;
      this.pending.set(number, { call, command, resolve, reject });
      this.serving?.send({ number, call, command });
    });
  }

  /** Puts the spare process in front and boots the next. */
  async next(): Promise<void> {
    this.serving = await this.spare;
    this.spare = this.boot();
    for (const [number, { call, command }] of this.pending) this.serving.send({ number, call, command });
  }

  /** Kills the serving process in the middle of whatever it does. */
  async kill(): Promise<void> {
    const victim = this.serving;
    if (victim === undefined) return;
    this.serving = undefined;
    const gone = new Promise((resolve) => victim.once('exit', resolve));
    victim.kill('SIGKILL');
    await gone;
    this.resent += this.pending.size;
  }

  async close(): Promise<void> {
    for (const child of [this.serving, await this.spare]) {
      if (child === undefined || child.exitCode !== null) continue;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.disconnect();
      await gone;
    }
  }

  private boot(): Promise<ChildProcess> {
    const child = fork(path.join(import.meta.dirname, 'server.ts'), [this.url], {
      execArgv: ['--conditions=@stationhouse/source', '--import', '@swc-node/register/esm-register'],
      env: { ...process.env, SWC_NODE_PROJECT: 'tsconfig.base.json', NODE_OPTIONS: '' },
    });
    return new Promise((resolve, reject) => {
      child.on('message', (said: Said) => {
        if (said === 'ready') resolve(child);
        else this.settle(said);
      });
      child.once('exit', (code) => reject(new Error(`A serving process ended by itself (${code}).`)));
    });
  }

  private settle(said: Exclude<Said, 'ready'>): void {
    const pending = this.pending.get(said.number);
    this.pending.delete(said.number);
    if ('answer' in said) pending?.resolve(said.answer);
    else pending?.reject(new Error(said.error));
  }
}
