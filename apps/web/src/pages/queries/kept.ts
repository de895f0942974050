import { session } from '../../session/session.js';

/** One run of a query in this tab. */
export interface Run {
  readonly at: number;
  readonly document: string;
  readonly milliseconds: number;
  /** The code of the first error; undefined when it was answered. */
  readonly code: string | undefined;
}

const MOST_RUNS = 50;

/**
 * What the workbench remembers while the tab is open and its reader signed in: in memory alone. A query's variables may hold somebody's
 * telephone, and the next reader of a shared computer is somebody else.
 */
class Kept {
  #runs: readonly Run[] = [];
  readonly #values = new Map<string, string>();
  readonly #listeners = new Set<() => void>();

  constructor() {
    session.subscribe(() => {
      if (session.state.status === 'signed-out') this.clear();
    });
  }

  /** The latest first. */
  get runs(): readonly Run[] {
    return this.#runs;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The same query run again moves to the top. */
  note(run: Run): void {
    this.#runs = [run, ...this.#runs.filter(({ document }) => document !== run.document)].slice(0, MOST_RUNS);
    this.#listeners.forEach((listener) => listener());
  }

  clear(): void {
    this.#runs = [];
    this.#values.clear();
    this.#listeners.forEach((listener) => listener());
  }

  /** As the browser's own storage, for the editor's tabs. */
  readonly storage = {
    getItem: (key: string) => this.#values.get(key) ?? null,
    setItem: (key: string, value: string) => void this.#values.set(key, value),
    removeItem: (key: string) => void this.#values.delete(key),
    clear: () => this.#values.clear(),
    length: 0,
  };
}

export const kept = new Kept();
