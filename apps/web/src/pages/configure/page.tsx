import { serverClock } from '@stationhouse/plugin-web';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';

/** Ctrl+Z and Ctrl+Shift+Z; in a field of text they are the field's own. */
export function useUndoKeys({ undo, redo }: { undo: () => void; redo: () => void }): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLTextAreaElement || (event.target instanceof HTMLInputElement && event.target.type === 'text' && event.target.inputMode !== 'decimal' && event.target.role !== 'spinbutton');
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z' || typing) return;
      event.preventDefault();
      if (event.shiftKey) redo();
      else undo();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [undo, redo]);
}

/** The opened card, in the address bar. */
export function useStep(): [path: string | undefined, select: (path: string | undefined) => void] {
  const [parameters, setParameters] = useSearchParams();
  const select = useCallback((to: string | undefined) => setParameters((now) => {
    const next = new URLSearchParams(now);
    if (to === undefined) next.delete('step');
    else next.set('step', to);
    return next;
  }, { replace: true }), [setParameters]);
  return [parameters.get('step') ?? undefined, select];
}

/** The server's time, again every so often. */
export function useEvery(ms: number): number {
  const [now, setNow] = useState(() => serverClock.now().getTime());
  useEffect(() => {
    const timer = setInterval(() => setNow(serverClock.now().getTime()), ms);
    return () => clearInterval(timer);
  }, [ms]);
  return now;
}

/** Tells its content how wide it may be. */
export function Measured({ children }: { children: (width: number) => ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (box.current === null) return undefined;
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return <div ref={box}>{width > 0 && children(width)}</div>;
}
