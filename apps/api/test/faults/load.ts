import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FaultHouse, LedgerEntry } from './house.js';

/** What the clients say when they have ended. */
export interface LoadEnd {
  readonly refused: number;
  /** Acknowledgements that were another one when asked for again. */
  readonly differing: number;
  /** How often anybody signed in. */
  readonly signIns: number;
}

/** Clients at work; their ledger is a file that they alone write. */
export class Load {
  private readonly end: Promise<LoadEnd>;

  private constructor(
    readonly child: ChildProcess,
    readonly ledger: string,
  ) {
    this.end = new Promise((resolve, reject) => {
      child.on('message', (said: { done?: boolean } & LoadEnd) => said.done === true && resolve(said));
      child.once('exit', (code) => reject(new Error(`The clients ended with ${code}.`)));
    });
    this.end.catch(() => undefined); // Told to whoever waits for the end.
  }

  /** Starts clients, signed in and ready. @param config `clients` that go through rounds, or `rate` ticks a second on `instances` of each station */
  static async start(house: FaultHouse, config: { mode?: 'rounds'; clients: number; workflow?: string } | { mode: 'ticks'; rate: number; instances: number }): Promise<Load> {
    const ledger = path.join(house.folder, `ledger-${house.ledgers.length}.jsonl`);
    house.ledgers.push(ledger);
    const load = new Load(house.client('load', { ...config, ledger }), ledger);
    await load.said('begun');
    return load;
  }

  /** Waits for a word of the clients. */
  async said<Word extends Record<string, unknown>>(word: string): Promise<Word> {
    for (;;) {
      const [said] = (await Promise.race([once(this.child, 'message'), this.end.then(() => [{}])])) as [Word];
      if (word in said) return said;
    }
  }

  tell(word: string): void {
    this.child.send(word);
  }

  /** No new rounds; waits until every command under way is acknowledged. */
  async stop(): Promise<LoadEnd> {
    this.tell('stop');
    return this.end;
  }
}

/** What the clients of a house have noted so far. */
export function entriesOf(...ledgers: readonly string[]): LedgerEntry[] {
  return ledgers.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LedgerEntry),
  );
}
