import { useEffect, useRef } from 'react';

/** So far below what is seen the next rows are fetched already. */
const AHEAD = '1200px';

/**
 * Stands behind the last row and asks for more as a reader comes near it, in the box that scrolls or, without one, in the window. It looks when it
 * comes: while rows are fetched it is to be left out.
 */
export function EndOfRows({ onNear }: { readonly onNear: () => void }) {
  const here = useRef<HTMLDivElement>(null);
  const near = useRef(onNear);
  useEffect(() => { near.current = onNear; });
  useEffect(() => {
    if (here.current === null) return undefined;
    const watch = new IntersectionObserver((seen) => { if (seen.some(({ isIntersecting }) => isIntersecting)) near.current(); }, { root: here.current.closest('.mx-grid'), rootMargin: AHEAD });
    watch.observe(here.current);
    return () => watch.disconnect();
  }, []);
  return <div ref={here} aria-hidden className="mx-end" />;
}
