import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { heightsOf, windowOf, type Range } from './window.js';

/** Fewer rows than these are all drawn. */
const ALL_BELOW = 80;
const ESTIMATE = 72;
/** Drawn above and below what is seen, so that a quick scroll or an arrow key finds its row there. */
const AROUND = 10;

/** The rows of a long table that are worth drawing, with the heights of what is left out above and below. */
export interface RowWindow extends Range {
  readonly above: number;
  readonly below: number;
  /** Brings a row into sight, drawn or not. */
  show(row: number): void;
}

/**
 * Draws of many rows only those in sight. Rows may be of any height: each is measured once it is drawn, the rest are guessed from those.
 * @param scroller what scrolls; its rows carry `data-index`
 * @param head the height that a kept header covers
 */
export function useWindow(scroller: RefObject<HTMLElement | null>, count: number, head = 44): RowWindow {
  const measured = useRef(new Map<number, number>());
  const [range, setRange] = useState<Range>({ first: 0, last: Math.min(count, ALL_BELOW) });
  const heights = useCallback(() => heightsOf(count, measured.current, ESTIMATE), [count]);
  const look = useCallback(() => {
    const box = scroller.current;
    if (box === null) return;
    const next = count <= ALL_BELOW ? { first: 0, last: count } : windowOf(heights(), box.scrollTop, box.clientHeight, AROUND);
    setRange((now) => (now.first === next.first && now.last === next.last ? now : next));
  }, [scroller, count, heights]);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return undefined;
    for (const row of box.querySelectorAll<HTMLElement>('[data-index]')) measured.current.set(Number(row.dataset['index']), row.offsetHeight);
    look();
    box.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', look);
    return () => {
      box.removeEventListener('scroll', look);
      window.removeEventListener('resize', look);
    };
  }, [scroller, look, range]);
  const all = heights();
  const sum = (from: number, to: number) => all.slice(from, to).reduce((total, height) => total + height, 0);
  const show = (row: number) => {
    const box = scroller.current;
    if (box === null || count <= ALL_BELOW) return;
    const [top, bottom] = [sum(0, row), sum(0, row + 1)];
    if (top < box.scrollTop) box.scrollTop = top;
    else if (bottom + head > box.scrollTop + box.clientHeight) box.scrollTop = bottom + head - box.clientHeight;
  };
  return { first: range.first, last: Math.min(range.last, count), above: sum(0, range.first), below: sum(range.last, count), show };
}
