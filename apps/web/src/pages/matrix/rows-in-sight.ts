import { heightsOf, windowOf, type Range } from './window.js';

/** Fewer rows than these are all drawn. */
const ALL_BELOW = 24;
const ESTIMATE = 72;
/** Drawn above and below what is seen, so that a quick scroll or an arrow key finds its row there. */
const AROUND = 5;
/** What the kept header covers. */
const HEAD = 60;

/** The rows that are worth drawing, and the heights of what is left out above and below. */
export interface InSight extends Range {
  readonly above: number;
  readonly below: number;
}

/**
 * Says of many rows which are in sight in a box that scrolls. Rows may be of any height: each is measured once it is drawn, the rest are guessed from
 * those. A store for `useSyncExternalStore`.
 */
export class RowsInSight {
  private readonly measured = new Map<number, number>();
  private readonly listeners = new Set<() => void>();
  private box: HTMLElement | null = null;
  private now: InSight = { first: 0, last: ALL_BELOW, above: 0, below: 0 };
  private count = 0;
  private top: string | undefined;
  private waiting = false;

  /** Ref of the box. */
  readonly attach = (box: HTMLElement | null): (() => void) => {
    this.box = box;
    box?.addEventListener('scroll', this.look, { passive: true });
    window.addEventListener('resize', this.look);
    return () => {
      box?.removeEventListener('scroll', this.look);
      window.removeEventListener('resize', this.look);
      this.box = null;
    };
  };

  /** Ref of a row, which carries `data-index`. */
  readonly measure = (row: HTMLElement | null): void => {
    if (row === null) return;
    const [index, height] = [Number(row.dataset['index']), row.offsetHeight];
    if (this.measured.get(index) === height) return;
    this.measured.set(index, height);
    this.soon();
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): InSight => this.now;

  /** How many rows there are. @param top the first of them: with another one, other rows stand there: they are shown from the first, and what was measured is forgotten */
  hold(count: number, top: string | undefined): void {
    if (top !== this.top) {
      this.measured.clear();
      if (this.top !== undefined && this.box !== null) this.box.scrollTop = 0;
    }
    [this.top, this.count] = [top, count];
    this.look();
  }

  /** Brings a row into sight, drawn or not. */
  show(row: number): void {
    if (this.box === null || this.count <= ALL_BELOW) return;
    const heights = this.heights();
    const [top, bottom] = [sum(heights, 0, row), sum(heights, 0, row + 1)];
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (bottom + HEAD > this.box.scrollTop + this.box.clientHeight) this.box.scrollTop = bottom + HEAD - this.box.clientHeight;
  }

  private readonly look = (): void => {
    const next = this.seen();
    if (next.first === this.now.first && next.last === this.now.last && next.above === this.now.above && next.below === this.now.below) return;
    this.now = next;
    for (const listener of this.listeners) listener();
  };

  private seen(): InSight {
    if (this.count <= ALL_BELOW || this.box === null) return { first: 0, last: Math.min(this.count, ALL_BELOW), above: 0, below: 0 };
    const heights = this.heights();
    const range = windowOf(heights, this.box.scrollTop, this.box.clientHeight, AROUND);
    return { ...range, above: sum(heights, 0, range.first), below: sum(heights, range.last, this.count) };
  }

  /** Rows are measured one by one as they come; one look is enough for all of them. */
  private soon(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.look();
    });
  }

  private heights(): number[] {
    return heightsOf(this.count, this.measured, ESTIMATE);
  }
}

function sum(heights: readonly number[], from: number, to: number): number {
  return heights.slice(from, to).reduce((total, height) => total + height, 0);
}
