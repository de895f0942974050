import type { DefinitionProblem, Overlay } from '@stationhouse/workflow';
import { compose, deepProblems, type Composition, type Ground } from '../compose.js';

/** What works drafts out: a worker, or the page itself. One draft at a time. */
export interface Engine<Draft = Overlay, Result = Composition> {
  compose(draft: Draft): Promise<Result>;
  /** What is wrong with the definition of the draft composed last, beyond the draft itself: dearer. */
  check(result: Result): Promise<readonly DefinitionProblem[]>;
  close(): void;
}

/** Work of the page itself, between two turns of it. */
export function later<Result>(work: () => Result): Promise<Result> {
  return new Promise((resolve, reject) => setTimeout(() => {
    try {
      resolve(work());
    } catch (error) {
      reject(error as Error);
    }
  }));
}

/** Composes in the page, between two turns of it: where there is no worker, or it has broken. */
export function pageEngine(ground: Ground): Engine {
  return { compose: (overlay) => later(() => compose(ground, overlay)), check: (composition) => later(() => deepProblems(ground, composition)), close: () => undefined };
}

/** What a composer tells. */
export interface Listener<Draft = Overlay, Result = Composition> {
  /** @param draft the very draft that was asked about: a worker answers with copies */
  composed(result: Result, draft: Draft): void;
  checked(draft: Draft, problems: readonly DefinitionProblem[]): void;
  failed(error: unknown): void;
}

/** How long the hands rest before a definition is checked as a whole. */
const REST_MS = 350;

/**
 * Composes a draft while it is typed. One draft is under way at a time, and of those that come meanwhile only the last is composed next: answers come in
 * the order of the drafts, and typing never makes a queue. When the engine breaks, another takes over with the draft that was under way.
 */
export class Composer<Draft = Overlay, Result = Composition> {
  private under: { readonly draft: Draft } | undefined;
  private next: { readonly draft: Draft } | undefined;
  private resting: ReturnType<typeof setTimeout> | undefined;
  private closed = false;
  private broken = false;

  /** @param instead makes the engine that takes over when the first breaks */
  constructor(
    private engine: Engine<Draft, Result>,
    private readonly instead: () => Engine<Draft, Result>,
    private readonly listener: Listener<Draft, Result>,
  ) {}

  /** Asks for what a draft comes to. */
  ask(draft: Draft): void {
    if (this.closed) return;
    clearTimeout(this.resting);
    if (this.under !== undefined) {
      this.next = { draft };
      return;
    }
    this.under = { draft };
    void this.work(() => this.engine.compose(draft)).then((result) => {
      this.under = undefined;
      if (this.closed || result === undefined) return;
      this.listener.composed(result, draft);
      const next = this.next;
      this.next = undefined;
      if (next !== undefined) this.ask(next.draft);
      else this.checkAfterRest(result, draft);
    });
  }

  /** Checks a composition as a whole once the hands rest; nothing where another draft comes first. */
  private checkAfterRest(result: Result, draft: Draft): void {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => void this.work(() => this.engine.check(result)).then((problems) => {
      if (!this.closed && problems !== undefined) this.listener.checked(draft, problems);
    }), REST_MS);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.resting);
    this.engine.close();
  }

  /** Undefined once nothing more can be done: the listener has been told. */
  private async work<Done>(turn: () => Promise<Done>): Promise<Done | undefined> {
    try {
      return await turn();
    } catch (error) {
      if (this.closed) return undefined;
      if (this.broken) {
        this.listener.failed(error);
        return undefined;
      }
      this.broken = true;
      this.engine.close();
      this.engine = this.instead();
      return this.work(turn);
    }
  }
}
