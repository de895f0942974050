import { useQuery } from '@apollo/client/react';
import { EmptyState, ErrorState, Loading, serverClock, useScope, useWords } from '@stationhouse/plugin-web';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { BoardDocument } from '../../gql/dashboards.js';
import { useFilters } from '../../hooks.js';
import { LookingContext, useGround, type Ground } from './board.js';
import { BoardGrid } from './BoardGrid.js';
import './dashboards.css';
import { FILTER_KEYS, screensOf, type BoardFilters } from './tile.js';

const KEYS = ['boards', 'every'] as const;
const MOST_BOARDS = 12;
const EVERY_SECONDS = 30;
/** Rows of the grid that a screen shows legibly from afar. */
const ROWS = 4;
/** Figures older than this are said to be old. */
const STALE_MS = 3 * 60_000;

/** Chosen dashboards, one after another, over the whole screen: nothing to press, figures anew every minute. Escape leads back. */
export default function Wall() {
  const { say } = useWords();
  const { base } = useScope();
  const navigate = useNavigate();
  const { values } = useFilters(KEYS);
  const { values: filters } = useFilters<keyof BoardFilters>(FILTER_KEYS);
  const boards = values.boards === '' ? [] : values.boards.split(',').slice(0, MOST_BOARDS);
  const seconds = Math.min(3_600, Math.max(10, Number(values.every) || EVERY_SECONDS));
  const [turn, setTurn] = useState(0);
  const { ground, error, refetch } = useGround();
  const leave = useCallback(() => void navigate(`${base}/dashboards`), [navigate, base]);
  useAwake();
  useFullScreen(leave);
  const next = useCallback(() => setTurn((now) => now + 1), []);
  const shown = boards[turn % Math.max(1, boards.length)];
  const way = <Link to={`${base}/dashboards`} className="sh-hidden">{say('退出大屏', 'Leave the wall')}</Link>;
  return (
    <main className="board-wall" onKeyDown={(event) => { if (event.key === 'Escape') leave(); }} tabIndex={-1} ref={(place) => place?.focus()}>
      {way}
      {shown === undefined ? <><h1 className="sh-hidden">{say('大屏', 'Wall')}</h1><EmptyState title={say('没有选看板', 'No dashboard chosen')} action={<Link to={`${base}/dashboards`}>{say('去选看板', 'Choose dashboards')}</Link>} /></>
        : error ? <ErrorState error={error} onRetry={refetch} /> : ground === undefined ? <Loading rows={8} /> : <Shown key={`${shown} ${turn}`} id={shown} ground={ground} filters={filters} seconds={seconds} onDone={next} />}
    </main>
  );
}

function Shown({ id, ground, filters, seconds, onDone }: { id: string; ground: Ground; filters: BoardFilters; seconds: number; onDone: () => void }) {
  const { say } = useWords();
  const { bureauId, name, timeZone } = useScope();
  const [at, setAt] = useState<number>();
  const { data, error, refetch } = useQuery(BoardDocument, { variables: { bureauId, dashboardId: id }, pollInterval: 60_000, fetchPolicy: 'cache-and-network' });
  const onFigures = useCallback(() => setAt(serverClock.now().getTime()), []);
  const looking = useMemo(() => ({ ground, filters, wall: true, onFigures }), [ground, filters, onFigures]);
  const now = useMinute();
  const screens = useMemo(() => screensOf(data?.dashboard.tiles ?? [], ROWS), [data]);
  const [screen, setScreen] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => (screen + 1 < screens.length ? setScreen(screen + 1) : onDone()), seconds * 1_000);
    return () => clearTimeout(timer);
  }, [screen, screens.length, seconds, onDone]);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={8} />;
  const time = at === undefined ? '' : new Date(at).toLocaleTimeString('sv-SE', { timeZone, hour: '2-digit', minute: '2-digit' });
  const stale = at !== undefined && now - at > STALE_MS;
  return (
    <LookingContext value={looking}>
      <div className="board-wall-head">
        <h1>{data.dashboard.title}</h1>
        <span className={stale ? 'sh-bad-ink' : 'sh-sub'} role="status">{name} · {time === '' ? say('正在取数', 'Loading') : stale ? say('数据停在 {time}，连接可能已中断', 'Figures stand as of {time}: the connection may be lost', { time }) : say('数据截至 {time}', 'As of {time}', { time })} {screens.length > 1 && ` · ${screen + 1} / ${screens.length}`}</span>
      </div>
      <BoardGrid key={screen} tiles={screens[screen] ?? []} />
    </LookingContext>
  );
}

/** The present, looked at every quarter of a minute. */
function useMinute(): number {
  const [now, setNow] = useState(() => serverClock.now().getTime());
  useEffect(() => {
    const timer = setInterval(() => setNow(serverClock.now().getTime()), 15_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** The whole screen, where a press led here and the browser allows it; who leaves it leaves the wall. */
function useFullScreen(onLeft: () => void): void {
  useEffect(() => {
    let held = document.fullscreenElement !== null;
    // Opened by its address, as on a wall that starts by itself, no browser allows it: the window is the screen there.
    if (!held && document.fullscreenEnabled) document.documentElement.requestFullscreen().catch(() => undefined);
    const changed = () => {
      if (held && document.fullscreenElement === null) onLeft();
      held = document.fullscreenElement !== null;
    };
    document.addEventListener('fullscreenchange', changed);
    return () => {
      document.removeEventListener('fullscreenchange', changed);
      if (document.fullscreenElement !== null) void document.exitFullscreen();
    };
  }, [onLeft]);
}

/** Keeps the screen on for as long as the page is looked at; a browser that cannot lets it sleep. */
function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    let gone = false;
    const hold = async () => {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      // Refused on a low battery: the wall shows what it shows, until the screen sleeps.
      lock = await navigator.wakeLock.request('screen').catch(() => undefined);
      if (gone) void lock?.release();
    };
    const again = () => void hold();
    document.addEventListener('visibilitychange', again);
    again();
    return () => {
      gone = true;
      document.removeEventListener('visibilitychange', again);
      void lock?.release();
    };
  }, []);
}
