import { useCallback, useEffect, useRef, useState } from 'react';

/** Something read from the server: what came last, and why the last try failed. */
export interface Reading<Value> {
  readonly value: Value | undefined;
  readonly error: unknown;
  readonly loading: boolean;
  again(): void;
  set(value: Value): void;
}

/** Reads when the page opens, when it comes back to the front, and when asked. @param read give a stable function */
export function useReading<Value>(read: () => Promise<Value>): Reading<Value> {
  const [state, setState] = useState<{ value?: Value; error?: unknown; loading: boolean }>({ loading: true });
  const latest = useRef(0);
  const again = useCallback(() => {
    const mine = (latest.current += 1);
    setState((before) => ({ ...before, loading: true }));
    read().then(
      (value) => { if (mine === latest.current) setState({ value, loading: false }); },
      // What was read before stays on the page; the failure stands beside it.
      (error: unknown) => { if (mine === latest.current) setState((before) => ({ ...before, error, loading: false })); },
    );
  }, [read]);
  useEffect(() => {
    again();
    const back = () => { if (!document.hidden) again(); };
    document.addEventListener('visibilitychange', back);
    return () => document.removeEventListener('visibilitychange', back);
  }, [again]);
  const set = useCallback((value: Value) => {
    latest.current += 1;
    setState({ value, loading: false });
  }, []);
  return { value: state.value, error: state.error, loading: state.loading, again, set };
}
