import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, EmptyState, ErrorState, InlineError, Loading, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Checkbox, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { BoardsDocument, MakeBoardDocument, type BoardCardFragment } from '../../gql/dashboards.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import './dashboards.css';

/** Dashboards of figures: one's own, those of the station, those of the bureau. */
export default function Dashboards() {
  const { say } = useWords();
  const { bureauId, stationId, may } = useScope();
  const { data, error, refetch } = useQuery(BoardsDocument, { variables: { bureauId }, fetchPolicy: 'cache-and-network' });
  const [open, setOpen] = useState<'new' | 'wall'>();
  // What another station shares is looked at there.
  const shown = data?.dashboards.filter(({ sharing, station, mine }) => sharing !== 'STATION' || mine || stationId === undefined || station?.id === stationId);
  const make = may(PERMISSIONS.makeDashboards) && <Button type="primary" onClick={() => setOpen('new')}>{say('新建看板', 'New dashboard')}</Button>;
  return (
    <>
      <PageHeader title={say('看板', 'Dashboards')} facts={say('用统计指标拼成；谁看就按谁的权限取数，共享不会多给一个数字', 'Put together from metrics; whoever looks sees what they may: sharing gives no figure away')} actions={<>{shown && shown.length > 0 && <Button onClick={() => setOpen('wall')}>{say('大屏轮播', 'Wall')}</Button>}{make}</>} />
      {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} />
        : shown === undefined ? <Loading rows={6} />
          : shown.length === 0 ? <EmptyState title={say('还没有看板', 'No dashboard yet')} hint={say('新建一个，把常看的指标拖上去。', 'Make one, and drag onto it what you look at often.')} action={make} />
            : <ul className="board-cards">{shown.map((board) => <li key={board.id}><BoardCard board={board} tiles={board.tiles.length} /></li>)}</ul>}
      {open === 'new' && <NewBoard onClose={() => setOpen(undefined)} />}
      {open === 'wall' && shown && <ChooseWall boards={shown} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function BoardCard({ board, tiles }: { board: BoardCardFragment; tiles: number }) {
  const { say, moment } = useWords();
  const { base } = useScope();
  return (
    <article className="sh-card">
      <Link to={`${base}/dashboards/${board.id}`}>{board.title}</Link>
      <div className="sh-row"><Chip tone={board.sharing === 'OWN' ? 'plain' : 'info'}>{sharingWords(board, say)}</Chip>{board.mine && board.sharing !== 'OWN' && <Chip>{say('我的', 'Mine')}</Chip>}</div>
      <span className="sh-sub sh-small">{say('{tiles, number} 块 · {owner} · {when}', '{tiles, plural, one {# tile} other {# tiles}} · {owner} · {when}', { tiles, owner: board.owner.displayName, when: moment(board.changedAt) })}</span>
    </article>
  );
}

/** Whom a dashboard is shared with. */
export function sharingWords({ sharing, station }: Pick<BoardCardFragment, 'sharing' | 'station'>, say: ReturnType<typeof useWords>['say']): string {
  if (sharing === 'OWN') return say('仅自己可见', 'Only me');
  return sharing === 'BUREAU' ? say('全分局可见', 'The whole bureau') : say('{station}可见', '{station}', { station: station?.name ?? say('本所', 'The station') });
}

function NewBoard({ onClose }: { onClose: () => void }) {
  const { say } = useWords();
  const { bureauId, base } = useScope();
  const navigate = useNavigate();
  const command = useCommand();
  const [title, setTitle] = useState('');
  const [make] = useMutation(MakeBoardDocument, { refetchQueries: ['Boards'] });
  const send = () => command.run(async (key) => {
    const { data } = await make({ variables: { bureauId, input: { title, tiles: [], sharing: 'OWN' }, key } });
    if (data) void navigate(`${base}/dashboards/${data.makeDashboard.id}?edit=1`);
  });
  return (
    <Modal open title={say('新建看板', 'New dashboard')} onCancel={onClose} onOk={() => void send()} okText={say('新建', 'Make it')} cancelText={say('取消', 'Cancel')} okButtonProps={{ disabled: title.trim() === '', loading: command.sending }}>
      <label htmlFor="board-title">{say('名称', 'Name')}</label>
      <Input id="board-title" autoFocus value={title} maxLength={100} placeholder={say('例如：夜间警情', 'For example: incidents at night')} onChange={(event) => { command.reset(); setTitle(event.target.value); }} onPressEnter={(event) => { if (!event.nativeEvent.isComposing && title.trim() !== '') void send(); }} />
      <InlineError error={command.error} />
    </Modal>
  );
}

/** Which dashboards a wall shows in turn, and how long each. */
function ChooseWall({ boards, onClose }: { boards: readonly Pick<BoardCardFragment, 'id' | 'title'>[]; onClose: () => void }) {
  const { say } = useWords();
  const { base } = useScope();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<readonly string[]>(boards.slice(0, 1).map(({ id }) => id));
  const [every, setEvery] = useState(30);
  return (
    <Modal open title={say('大屏轮播', 'Wall')} onCancel={onClose} onOk={() => void navigate(`${base}/wall?boards=${chosen.join(',')}&every=${every}`)} okText={say('打开大屏', 'Open the wall')} cancelText={say('取消', 'Cancel')} okButtonProps={{ disabled: chosen.length === 0 }}>
      <div className="sh-stack">
        <Checkbox.Group aria-label={say('轮播的看板', 'Dashboards in turn')} value={[...chosen]} onChange={(ids) => setChosen(ids.slice(0, 12))} options={boards.map(({ id, title }) => ({ value: id, label: title }))} style={{ display: 'grid', gap: 4, maxHeight: 300, overflow: 'auto' }} />
        <label>{say('每屏停留', 'Each screen stays')} <Select aria-label={say('每屏停留', 'Each screen stays')} value={every} onChange={setEvery} options={[15, 30, 60, 120].map((value) => ({ value, label: say('{value} 秒', '{value} s', { value }) }))} style={{ width: 110 }} /></label>
        <p className="sh-sub sh-small">{say('全屏显示，每分钟自动更新；按 Esc 退出。大屏同样会按规定时间锁屏。', 'Over the whole screen, figures anew every minute; escape leaves. A wall locks after the same time as any page.')}</p>
      </div>
    </Modal>
  );
}
