import { serverClock } from '@stationhouse/plugin-web';
import { useCallback, useEffect, useRef, useState } from 'react';

/** How often what runs is read again while the page can be seen. */
export const READ_EVERY_MS = 10_000;

/** When the page was last read, and the way to read it now. */
export interface Reading {
  readonly at: Date | undefined;
  readonly reading: boolean;
  refresh(): void;
}

/** Reads again every ten seconds while somebody can see it. @param read reads everything; a failed one leaves the time of the last that worked */
export function useReading(read: () => Promise<unknown>): Reading {
  const [at, setAt] = useState<Date>();
  const [reading, setReading] = useState(false);
  const latest = useRef(read);
  useEffect(() => {
    latest.current = read;
  });
  const refresh = useCallback(() => {
    setReading(true);
    // What failed is shown by the queries themselves.
    void latest.current().then(() => setAt(serverClock.now()), () => undefined).finally(() => setReading(false));
  }, []);
  useEffect(() => {
    refresh();
    const timer = setInterval(() => {
      if (!document.hidden) refresh();
    }, READ_EVERY_MS);
    return () => clearInterval(timer);
  }, [refresh]);
  return { at, reading, refresh };
}
