import { useCallback, useEffect, useRef, useState } from 'react';

/** Something read from the server: what came last, and why the last try failed. */
export interface Reading<Value> {
  readonly value: Value | undefined;
  readonly error: unknown;
  readonly loading: boolean;
  again(): void;
  set(value: Value): void;
}

interface State<Value> {
  /** What was asked: an answer to something else is not shown. */
  readonly of: () => Promise<Value>;
  readonly value?: Value | undefined;
  readonly error?: unknown;
  readonly loading: boolean;
}

/** Reads when the page opens, when it comes back to the front, and when asked. @param read give a stable function */
export function useReading<Value>(read: () => Promise<Value>): Reading<Value> {
  const [state, setState] = useState<State<Value>>({ of: read, loading: true });
  const latest = useRef(0);
  const begin = useCallback(() => {
    const mine = (latest.current += 1);
    read().then(
      (value) => { if (mine === latest.current) setState({ of: read, value, loading: false }); },
      // What was read before stays on the page; the failure stands beside it.
      (error: unknown) => { if (mine === latest.current) setState((before) => ({ ...(before.of === read ? before : {}), of: read, error, loading: false })); },
    );
  }, [read]);
  useEffect(() => {
    begin();
    const back = () => { if (!document.hidden) begin(); };
    document.addEventListener('visibilitychange', back);
    return () => document.removeEventListener('visibilitychange', back);
  }, [begin]);
  const again = useCallback(() => {
    setState((before) => ({ ...before, loading: true }));
    begin();
  }, [begin]);
  const set = useCallback((value: Value) => {
    latest.current += 1;
    setState({ of: read, value, loading: false });
  }, [read]);
  const shown: State<Value> = state.of === read ? state : { of: read, loading: true };
  return { value: shown.value, error: shown.error, loading: shown.loading, again, set };
}
