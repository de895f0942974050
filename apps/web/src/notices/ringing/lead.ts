const LOCK = 'stationhouse.ring';

/**
 * Makes one of the tabs of a browser the one that sounds: whichever asked first, and when it closes the next. Where the browser knows no locks (a page
 * that is not served over https) every tab leads: rather two that ring than none.
 * @param onLead called once this tab leads
 * @returns gives the lead back, or stops waiting for it
 */
export function lead(onLead: () => void): () => void {
  const { locks } = navigator as Partial<Pick<Navigator, 'locks'>>;
  if (locks === undefined) {
    onLead();
    return () => undefined;
  }
  const waiting = new AbortController();
  let giveBack: (() => void) | undefined;
  const held = () => new Promise<void>((resolve) => {
    giveBack = resolve;
    if (!waiting.signal.aborted) onLead();
    else resolve();
  });
  // Aborted while it waited: nothing to give back.
  locks.request(LOCK, { signal: waiting.signal }, held).catch(() => undefined);
  return () => {
    waiting.abort();
    giveBack?.();
  };
}
