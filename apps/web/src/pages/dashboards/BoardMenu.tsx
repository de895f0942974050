import { useMutation } from '@apollo/client/react';
import { InlineError, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Dropdown, Input, Modal, Radio } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useNavigate } from 'react-router';
import { ChangeBoardDocument, MakeBoardDocument, RemoveBoardDocument, type BoardFullFragment } from '../../gql/dashboards.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { inputOf } from './tile.js';

const Deliveries = lazy(() => import('./Deliveries.js'));

/** What may be done with a dashboard as a whole: name and sharing, copy, remove. */
export function BoardMenu({ board }: { board: BoardFullFragment }) {
  const { say } = useWords();
  const { bureauId, base, may } = useScope();
  const navigate = useNavigate();
  const command = useCommand();
  const [asked, setAsked] = useState<'settings' | 'remove' | 'copy' | 'delivery'>();
  const [copy] = useMutation(MakeBoardDocument, { refetchQueries: ['Boards'] });
  const [remove] = useMutation(RemoveBoardDocument, { refetchQueries: ['Boards'] });
  const copied = () => command.run(async (key) => {
    const title = say('{title}（副本）', '{title} (copy)', { title: board.title.slice(0, 90) });
    const { data } = await copy({ variables: { bureauId, input: { title, tiles: board.tiles.map(inputOf), sharing: 'OWN' }, key } });
    if (data) { setAsked(undefined); void navigate(`${base}/dashboards/${data.makeDashboard.id}?edit=1`); }
  });
  const removed = async () => {
    if (await command.run(() => remove({ variables: { bureauId, dashboardId: board.id, expectedVersion: board.version } }))) void navigate(`${base}/dashboards`);
  };
  const items = [
    ...(board.mine ? [{ key: 'settings', label: say('名称与共享', 'Name and sharing') }] : []),
    ...(board.mine && may(PERMISSIONS.shareDashboards) ? [{ key: 'delivery', label: say('定期发送', 'Delivery') }] : []),
    ...(may(PERMISSIONS.makeDashboards) ? [{ key: 'copy', label: say('复制为我的看板', 'Copy as my own') }] : []),
    ...(board.mine ? [{ key: 'remove', label: say('删除', 'Remove'), danger: true }] : []),
  ];
  const close = () => { setAsked(undefined); command.reset(); };
  if (items.length === 0) return null;
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => setAsked(key as typeof asked) }}><Button aria-label={say('更多操作', 'More')}>⋯</Button></Dropdown>
      {asked === 'settings' && <Settings board={board} onClose={close} />}
      {asked === 'delivery' && <Suspense fallback={null}><Deliveries board={board} onClose={close} /></Suspense>}
      {asked === 'copy' && <Modal open title={say('复制“{title}”？', 'Copy “{title}”?', { title: board.title })} onCancel={close} onOk={() => void copied()} okText={say('复制', 'Copy')} cancelText={say('取消', 'Cancel')} okButtonProps={{ loading: command.sending }}><p>{say('副本归您，只有您能看到，可以随意改。', 'The copy is yours and seen by you alone: change it as you like.')}</p><InlineError error={command.error} /></Modal>}
      {asked === 'remove' && <Modal open title={say('删除“{title}”？', 'Remove “{title}”?', { title: board.title })} onCancel={close} onOk={() => void removed()} okText={say('删除', 'Remove')} cancelText={say('不删除', 'Keep it')} okButtonProps={{ danger: true, loading: command.sending }}><p>{say('看板及其视图和定期发送一并删除，不能恢复；统计数据不受影响。', 'It goes with its views and its deliveries, for good; the figures stay.')}</p><InlineError error={command.error} /></Modal>}
    </>
  );
}

function Settings({ board, onClose }: { board: BoardFullFragment; onClose: () => void }) {
  const { say } = useWords();
  const { bureauId, stationId, name, may } = useScope();
  const command = useCommand();
  const [title, setTitle] = useState(board.title);
  const [sharing, setSharing] = useState(board.sharing);
  const [change] = useMutation(ChangeBoardDocument, { refetchQueries: ['Boards'] });
  const withStationId = sharing === 'STATION' ? (board.station?.id ?? stationId ?? null) : null;
  const mayShare = may(PERMISSIONS.shareDashboards);
  const options = [
    { value: 'OWN' as const, label: say('仅自己可见', 'Only me') },
    ...(board.sharing === 'STATION' || (stationId !== undefined && mayShare) ? [{ value: 'STATION' as const, label: say('{station}全所可见', 'Everybody of {station}', { station: board.station?.name ?? name }) }] : []),
    ...(board.sharing === 'BUREAU' || (stationId === undefined && mayShare) ? [{ value: 'BUREAU' as const, label: say('全分局可见', 'The whole bureau') }] : []),
  ];
  const save = async () => {
    const input = { title, tiles: board.tiles.map(inputOf), sharing, withStationId };
    if (await command.run(() => change({ variables: { bureauId, dashboardId: board.id, input, expectedVersion: board.version } }))) onClose();
  };
  return (
    <Modal open title={say('名称与共享', 'Name and sharing')} onCancel={onClose} onOk={() => void save()} okText={say('保存', 'Save')} cancelText={say('取消', 'Cancel')} okButtonProps={{ disabled: title.trim() === '', loading: command.sending }}>
      <div className="sh-stack">
        <div><label htmlFor="board-name">{say('名称', 'Name')}</label><Input id="board-name" value={title} maxLength={100} onChange={(event) => setTitle(event.target.value)} /></div>
        <Radio.Group aria-label={say('谁能看', 'Who may look')} value={sharing} onChange={(event) => setSharing(event.target.value as typeof sharing)} options={options} vertical />
        <p className="sh-sub sh-small">{mayShare ? say('共享的只是图块的设置；每个人看到的数字由其本人权限决定。', 'Only how tiles are set up is shared; what anybody sees follows from their own rights.') : say('您的角色不能共享看板，请所长或分析人员共享。', 'Your role does not share dashboards: ask the chief, or an analyst.')}</p>
        <InlineError error={command.error} />
      </div>
    </Modal>
  );
}
