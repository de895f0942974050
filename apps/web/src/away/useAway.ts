import { useEffect, useMemo, useState } from 'react';
import { maySeal } from './box.js';
import { AwayStore, onAwayChange, type Stored, type TakenTask, type Wiped } from './store.js';

/** What lies on this phone for one account. */
export interface Away {
  readonly tasks: readonly TakenTask[];
  readonly answers: readonly Stored[];
  /** Tasks with something written. */
  readonly begun: ReadonlySet<string>;
  readonly wipings: readonly Wiped[];
  /** Milliseconds of the phone's clock; undefined when nothing was taken along. */
  readonly expiresAt: number | undefined;
}

/** What one account has taken along, always as it is now; undefined until it was read. */
export function useAway(accountId: string): { readonly store: AwayStore; readonly away: Away | undefined; readonly failure: unknown } {
  const store = useMemo(() => new AwayStore(accountId), [accountId]);
  const [away, setAway] = useState<Away>();
  const [failure, setFailure] = useState<unknown>();
  useEffect(() => {
    if (!maySeal()) return undefined;
    let latest = 0;
    const read = () => {
      const own = (latest += 1);
      readAll(store).then((found) => {
        if (own !== latest) return;
        setAway(found);
        setFailure(undefined);
      }, setFailure);
    };
    read();
    const stop = onAwayChange(read);
    // What is over goes, also while nobody touches the page.
    const timer = setInterval(read, 60_000);
    return () => {
      latest = -1;
      stop();
      clearInterval(timer);
    };
  }, [store]);
  return { store, away, failure };
}

async function readAll(store: AwayStore): Promise<Away> {
  const expiresAt = await store.expiresAt();
  const [tasks, answers, begun, wipings] = await Promise.all([store.tasks(), store.list(), store.begun(), store.wipings()]);
  const given = [...answers].sort((left, right) => left.serial - right.serial);
  return { tasks: tasks.filter(({ task }) => !given.some(({ taskId }) => taskId === task.id)), answers: given, begun, wipings, expiresAt };
}

/** Whether the browser believes it has a network; a server may still be out of reach. */
export function useOnline(): boolean {
  const [online, setOnline] = useState(() => navigator.onLine);
  useEffect(() => {
    const look = () => setOnline(navigator.onLine);
    window.addEventListener('online', look);
    window.addEventListener('offline', look);
    return () => {
      window.removeEventListener('online', look);
      window.removeEventListener('offline', look);
    };
  }, []);
  return online;
}
