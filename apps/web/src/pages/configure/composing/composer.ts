import type { DefinitionProblem, Overlay } from '@stationhouse/workflow';
import { compose, deepProblems, type Composition, type Ground } from '../compose.js';

/** What composes drafts: a worker, or the page itself. One draft at a time. */
export interface Engine {
  compose(overlay: Overlay): Promise<Composition>;
  /** What is wrong with the definition of the draft composed last, beyond the draft itself: dearer. */
  check(composition: Composition): Promise<readonly DefinitionProblem[]>;
  close(): void;
}

/** Composes in the page, between two turns of it: where there is no worker, or it has broken. */
export function pageEngine(ground: Ground): Engine {
  const later = <Result>(work: () => Result) => new Promise<Result>((resolve, reject) => setTimeout(() => {
    try {
      resolve(work());
    } catch (error) {
      reject(error as Error);
    }
  }));
  return { compose: (overlay) => later(() => compose(ground, overlay)), check: (composition) => later(() => deepProblems(ground, composition)), close: () => undefined };
}

/** What a composer tells. */
export interface Listener {
  composed(composition: Composition): void;
  checked(of: Composition, problems: readonly DefinitionProblem[]): void;
  failed(error: unknown): void;
}

/** How long the hands rest before a definition is checked as a whole. */
const REST_MS = 350;

/**
 * Composes a draft while it is typed. One draft is under way at a time, and of those that come meanwhile only the last is composed next: answers come in
 * the order of the drafts, and typing never makes a queue. When the engine breaks, another takes over with the draft that was under way.
 */
export class Composer {
  private under: Overlay | undefined;
  private next: Overlay | undefined;
  private resting: ReturnType<typeof setTimeout> | undefined;
  private closed = false;
  private broken = false;

  /** @param instead makes the engine that takes over when the first breaks */
  constructor(
    private engine: Engine,
    private readonly instead: () => Engine,
    private readonly listener: Listener,
  ) {}

  /** Asks for what a draft comes to. */
  ask(overlay: Overlay): void {
    if (this.closed) return;
    clearTimeout(this.resting);
    if (this.under !== undefined) {
      this.next = overlay;
      return;
    }
    this.under = overlay;
    void this.work(() => this.engine.compose(overlay)).then((answer) => {
      this.under = undefined;
      if (this.closed || answer === undefined) return;
      // A worker answers with a copy of the draft: it is this very draft that was composed.
      const composition = { ...answer, overlay };
      this.listener.composed(composition);
      const next = this.next;
      this.next = undefined;
      if (next !== undefined) this.ask(next);
      else this.checkAfterRest(composition);
    });
  }

  /** Checks a composition as a whole once the hands rest; nothing where another draft comes first. */
  checkAfterRest(composition: Composition): void {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => void this.work(() => this.engine.check(composition)).then((problems) => {
      if (!this.closed && problems !== undefined) this.listener.checked(composition, problems);
    }), REST_MS);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.resting);
    this.engine.close();
  }

  /** Undefined once nothing more can be done: the listener has been told. */
  private async work<Result>(turn: () => Promise<Result>): Promise<Result | undefined> {
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
