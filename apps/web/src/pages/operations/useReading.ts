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
  // What failed is shown by the queries themselves.
  const renew = useCallback(() => latest.current().then(() => setAt(serverClock.now()), () => undefined), []);
  const refresh = useCallback(() => {
    setReading(true);
    void renew().finally(() => setReading(false));
  }, [renew]);
  useEffect(() => {
    void renew();
    const timer = setInterval(() => {
      if (!document.hidden) void renew();
    }, READ_EVERY_MS);
    return () => clearInterval(timer);
  }, [renew]);
  return { at, reading, refresh };
}
