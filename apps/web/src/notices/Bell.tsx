import { useQuery } from '@apollo/client/react';
import { useScope, useWords } from '@stationhouse/plugin-web';
import { lazy, Suspense, useEffect, useMemo, useRef, useSyncExternalStore } from 'react';
import { Link } from 'react-router';
import { BellDocument, type BellQuery, type RingingNoticeFragment } from '../gql/notices.js';
import { liveLine } from '../session/client.js';
import { CutOff } from './ringing/CutOff.js';
import { useNoticeChanges } from './useNotices.js';

const load = () => import('./ringing/Ring.js');
const Ring = lazy(load);

/** Should a live change get lost, the bell looks again by itself: an urgent notice must ring all the same. */
const LOOK_EVERY = 60_000;
/** And often while no live change can come. */
const LOOK_OFTEN = 5_000;

/** How many notices are unread and how many ring, exercises apart, and what rings. */
export interface BellState {
  readonly counts: BellQuery['unreadNotices'];
  readonly queue: readonly RingingNoticeFragment[];
}

/** What waits in the inbox; live. */
export function useBell(): BellState {
  const down = useSyncExternalStore(liveLine.subscribe, liveLine.isDown);
  const { data, refetch } = useQuery(BellDocument, { pollInterval: down ? LOOK_OFTEN : LOOK_EVERY });
  useNoticeChanges(() => refetch());
  // Fetched before anything rings: the network may be gone when something does.
  useEffect(() => void load().catch(() => undefined), []);
  // What somebody has just signed rings no longer, before the queue is read again.
  const queue = useMemo(() => (data?.ringingNotices ?? []).filter(({ ringing }) => ringing), [data]);
  return { counts: data?.unreadNotices ?? { unread: 0, ringing: 0, exerciseUnread: 0, exerciseRinging: 0 }, queue };
}

/** The way to the inbox, with what waits in it: what is real counts, an exercise is a mark beside it. */
export function Bell({ counts: { unread, ringing, exerciseUnread } }: Pick<BellState, 'counts'>) {
  const { say } = useWords();
  const { base } = useScope();
  const real = ringing > 0
    ? say('通知，{unread} 条未读，{ringing} 条紧急待签收', 'Notices, {unread} unread, {ringing} urgent to sign', { unread, ringing })
    : say('通知，{unread} 条未读', 'Notices, {unread} unread', { unread });
  const words = exerciseUnread > 0 ? `${real}${say('；演练 {count} 条未读', '; {count} unread of exercises', { count: exerciseUnread })}` : real;
  return (
    <Link to={`${base}/notices`} className="bell" aria-label={words} title={words} data-ringing={ringing > 0} data-testid="bell">
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d="M10 2.5a5 5 0 0 0-5 5v3.2L3.6 13.6a.6.6 0 0 0 .5.9h11.8a.6.6 0 0 0 .5-.9L15 10.7V7.5a5 5 0 0 0-5-5Zm-2 13.6a2 2 0 0 0 4 0" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" /></svg>
      {unread + ringing > 0 && <b aria-hidden="true">{ringing > 0 ? '!' : unread > 99 ? '99+' : unread}</b>}
      {exerciseUnread > 0 && <i aria-hidden="true">{say('演', 'Ex')}</i>}
    </Link>
  );
}

/** What rings, below the header of every page, until somebody signs; and whether anything could. */
export function Urgent({ counts, queue }: BellState) {
  const shelf = useRef<HTMLDivElement>(null);
  useEffect(() => coveredBy(shelf.current), []);
  return (
    <div ref={shelf} className="urgent-shelf">
      <CutOff />
      {queue.length > 0 && <Suspense fallback={null}><Ring queue={queue} total={Math.max(queue.length, counts.ringing + counts.exerciseRinging)} /></Suspense>}
    </div>
  );
}

/** Says in `--sh-top` where, below the header and what rings, a page may keep things in sight. @returns the end of it */
function coveredBy(shelf: HTMLElement | null): (() => void) | undefined {
  if (shelf === null) return undefined;
  const { style } = document.documentElement;
  const observer = new ResizeObserver(() => style.setProperty('--sh-top', `${Number.parseFloat(getComputedStyle(shelf).top) + shelf.offsetHeight}px`));
  observer.observe(shelf);
  return () => {
    observer.disconnect();
    style.removeProperty('--sh-top');
  };
}
