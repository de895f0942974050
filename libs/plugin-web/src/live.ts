import { useSubscription } from '@apollo/client/react';
import { useEffect, useRef } from 'react';
import { BureauChangesDocument, ChangesDocument, type ChangeKind, type ChangesSubscription } from './gql/live.js';
import { useScope } from './station.js';

export type { ChangeKind };
/** What changed: its kind and id, nothing of what it holds. */
export type Change = ChangesSubscription['changes'];

/** How long one waits for what changes together: a step changes an instance and its tasks at once. */
const TOGETHER_MS = 200;

/**
 * Calls back when something of these kinds changed, at most every 200 ms, and never while what it called before is still under way: a change
 * that is heard meanwhile is read after that, since the answer that is awaited may be from before it. Also once the server listens, at first
 * and after every reconnection (READY): what was read before that may be old.
 * Changes carry ids only; the page reads again under the reader's own rights.
 * @param onChange its promise is waited for; a page that reads again returns that
 */
export function useChanges(options: { kinds: readonly ChangeKind[]; id?: string | undefined }, onChange: (change: Change) => unknown): void {
  const { bureauId, stationId } = useScope();
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  const hearing = useRef<Hearing>(undefined);
  useEffect(() => {
    const made = new Hearing((change) => latest.current(change));
    hearing.current = made;
    return () => made.stop();
  }, []);
  const { kinds, id } = options;
  useSubscription(ChangesDocument, {
    variables: { stationId: stationId ?? '', kinds, ...(id ? { id } : {}) },
    skip: stationId === undefined, fetchPolicy: 'no-cache', ignoreResults: true,
    onData: ({ data }) => hearing.current?.hear(data.data?.changes as Change | undefined),
  });
  useSubscription(BureauChangesDocument, {
    variables: { bureauId, kinds, ...(id ? { id } : {}) },
    skip: stationId !== undefined, fetchPolicy: 'no-cache', ignoreResults: true,
    onData: ({ data }) => hearing.current?.hear(data.data?.bureauChanges as Change | undefined),
  });
}

/** Changes on their way to a page: put together, and told one after the other. */
class Hearing {
  private heard: Change | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private busy = false;
  private stopped = false;

  constructor(private readonly tell: (change: Change) => unknown) {}

  hear(change: Change | undefined): void {
    if (change === undefined) return;
    this.heard = change;
    this.soon();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private soon(): void {
    if (this.heard !== undefined && !this.busy && !this.stopped) this.timer ??= setTimeout(() => void this.now(), TOGETHER_MS);
  }

  private async now(): Promise<void> {
    this.timer = undefined;
    const change = this.heard;
    this.heard = undefined;
    if (change === undefined) return;
    this.busy = true;
    try {
      await this.tell(change);
    } catch {
      // The page's own query shows what went wrong; the next change is told as ever.
    }
    this.busy = false;
    this.soon();
  }
}
