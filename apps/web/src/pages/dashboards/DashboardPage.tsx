import { useQuery } from '@apollo/client/react';
import { Chip, codeOf, EmptyState, ErrorState, Loading, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { BoardDocument, type BoardFullFragment } from '../../gql/dashboards.js';
import { useFilters } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { LookingContext, useGround, type Ground } from './board.js';
import { BoardGrid } from './BoardGrid.js';
import { BoardMenu } from './BoardMenu.js';
import { sharingWords } from './Dashboards.js';
import './dashboards.css';
import { Filters } from './Filters.js';
import { Issues } from './Issues.js';
import { SaveBar } from './SaveBar.js';
import { FILTER_KEYS, type BoardFilters, type Tile } from './tile.js';
import { namesakesOf } from './words.js';

const BoardEditor = lazy(() => import('./edit/BoardEditor.js'));
const OWN_KEYS = ['edit', 'issue'] as const;

/** A dashboard: looked at by everybody it is shared with, arranged by whoever keeps it. */
export default function DashboardPage() {
  const { dashboardId = '' } = useParams();
  const { say } = useWords();
  const { bureauId, base } = useScope();
  const { data, error, refetch } = useQuery(BoardDocument, { variables: { bureauId, dashboardId }, fetchPolicy: 'cache-and-network' });
  const around = useGround();
  if (error && !data && codeOf(error) === 'NOT_FOUND') return <EmptyState title={say('没有这个看板', 'There is no such dashboard')} hint={say('它可能已删除，或不再与您共享。', 'It may have been removed, or is no longer shared with you.')} action={<Link to={`${base}/dashboards`}>{say('查看全部看板', 'All dashboards')}</Link>} />;
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (around.error) return <ErrorState error={around.error} onRetry={() => around.refetch()} />;
  if (data === undefined || around.ground === undefined) return <Loading rows={8} />;
  return <Board key={data.dashboard.id} board={data.dashboard} ground={around.ground} />;
}

function Board({ board, ground }: { board: BoardFullFragment; ground: Ground }) {
  const words = useWords();
  const { say, moment } = words;
  const { base, may } = useScope();
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const address = useFilters<keyof BoardFilters>(FILTER_KEYS);
  const own = useFilters(OWN_KEYS);
  const [draft, setDraft] = useState<readonly Tile[]>();
  const editing = board.mine && own.values.edit !== '' && may(PERMISSIONS.makeDashboards);
  const tiles = draft ?? board.tiles;
  const namesakes = namesakesOf(tiles, ground.metrics, words);
  const looking = { ground, filters: address.values, wall: false, namesakes, ...(editing ? {} : { back: `${pathname}${search}` }) };
  useLeaveWarning(draft !== undefined);
  const stop = () => { setDraft(undefined); own.set('edit', undefined); };
  const actions = editing ? <SaveBar board={board} tiles={tiles} changed={draft !== undefined} onStop={stop} /> : (
    <>
      {board.mine && may(PERMISSIONS.makeDashboards) && <Button onClick={() => own.set('edit', '1')}>{say('编排', 'Arrange')}</Button>}
      <Button onClick={() => void navigate(`${base}/wall?boards=${board.id}`)}>{say('大屏', 'Wall')}</Button>
      <Button onClick={() => window.print()}>{say('打印', 'Print')}</Button>
      <BoardMenu board={board} />
    </>
  );
  return (
    <LookingContext value={looking}>
      <PageHeader title={board.title} chips={<Chip tone={board.sharing === 'OWN' ? 'plain' : 'info'}>{sharingWords(board, say)}</Chip>} facts={say('{owner} 制作 · {when} 修改', 'Kept by {owner} · changed {when}', { owner: board.owner.displayName, when: moment(board.changedAt) })} actions={actions} />
      {!editing && <Issues dashboardId={board.id} chosen={own.values.issue} />}
      <Filters board={board} address={address} />
      {editing ? <Suspense fallback={<Loading rows={8} />}><BoardEditor tiles={tiles} onChange={setDraft} /></Suspense>
        : tiles.length === 0 ? <EmptyState title={say('这个看板还是空的', 'Nothing on this dashboard yet')} {...(board.mine && may(PERMISSIONS.makeDashboards) ? { hint: say('按“编排”，把指标拖上来。', 'Press “Arrange”, and drag metrics onto it.'), action: <Button type="primary" onClick={() => own.set('edit', '1')}>{say('编排', 'Arrange')}</Button> } : {})} />
          : <BoardGrid tiles={tiles} />}
    </LookingContext>
  );
}

/** Asks before a page with unsaved tiles is closed. */
function useLeaveWarning(changed: boolean): void {
  useEffect(() => {
    if (!changed) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [changed]);
}
