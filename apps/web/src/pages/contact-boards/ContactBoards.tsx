import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, Loading, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { ContactBoardsDocument, RemoveContactBoardDocument, type BoardRowFragment } from '../../gql/contact-boards.js';
import { PERMISSIONS } from '../../permissions.js';
import { useMe } from '../../session/me.js';
import { useToast } from '../../shell/toast.js';
import { BoardDrawer, FlagDrawer } from './BoardDrawer.js';

/** 联系牌: where the station’s boards hang, whom they name, and which must be replaced. */
export default function ContactBoards() {
  const { say } = useWords();
  const { stationId, may } = useStation();
  const closed = useClosed(stationId);
  const [writing, setWriting] = useState<{ readonly board?: BoardRowFragment }>();
  const [flagging, setFlagging] = useState<BoardRowFragment>();
  const { data, error, refetch } = useQuery(ContactBoardsDocument, { variables: { stationId }, fetchPolicy: 'cache-and-network' });
  const columns = useColumns((board) => setWriting({ board }), setFlagging, () => void refetch());
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={4} />;
  const done = () => { setWriting(undefined); setFlagging(undefined); void refetch(); };
  return (
    <div className="sh-stack">
      <div className="sh-row sh-wrap">
        <p className="sh-sub">{say('登记挂在社区、单位的联系牌。牌上的民警调离后自动标记待更换，换好后请在此确认。', 'Boards that hang in the community. When an officer on one leaves, it is marked by itself; confirm here once it has been replaced.')}</p>
        {may(PERMISSIONS.manageContactBoards) && !closed && <Button type="primary" onClick={() => setWriting({})}>{say('登记联系牌', 'Write down a board')}</Button>}
      </div>
      <section className="sh-card sh-tight">
        {data.contactBoards.length === 0 ? <EmptyState title={say('还没有登记联系牌', 'No contact board yet')} /> : <DataTable label={say('联系牌列表', 'Contact boards')} rows={data.contactBoards} rowKey={({ id }) => id} columns={columns} tone={({ flaggedAt }) => (flaggedAt ? 'warn' : undefined)} />}
      </section>
      {writing && <BoardDrawer board={writing.board} onClose={() => setWriting(undefined)} onDone={done} />}
      {flagging && <FlagDrawer board={flagging} onClose={() => setFlagging(undefined)} onDone={done} />}
    </div>
  );
}

/** What hangs for a closed station can only be taken down: nobody is of that station any more. */
function useClosed(stationId: string): boolean {
  return useMe().stations.some(({ station }) => station.id === stationId && Boolean(station.closedAt));
}

function useColumns(onReplace: (board: BoardRowFragment) => void, onFlag: (board: BoardRowFragment) => void, onRemoved: () => void): Column<BoardRowFragment>[] {
  const { say, moment } = useWords();
  const { stationId, may } = useStation();
  const closed = useClosed(stationId);
  const toast = useToast();
  const [remove] = useMutation(RemoveContactBoardDocument);
  const names = (people: readonly { readonly displayName: string }[]) => people.map(({ displayName }) => displayName).join(say('、', ', '));
  const takeDown = ({ id, version }: BoardRowFragment) => remove({ variables: { stationId, boardId: id, expectedVersion: version } }).then(() => { toast.done(say('已撤下', 'Taken down')); onRemoved(); }, toast.failed);
  return [
    { key: 'place', title: say('位置', 'Where'), main: true, render: ({ place, printed }) => <div className="sh-long"><b>{place}</b><div className="sh-small sh-sub">{printed}</div></div> },
    { key: 'who', title: say('牌上民警', 'Names'), width: '170px', render: ({ officers }) => names(officers) },
    { key: 'since', title: say('挂牌日', 'Since'), width: '120px', render: ({ since }) => since },
    { key: 'state', title: say('状态', 'State'), width: '220px', render: ({ flaggedAt, flagReason, gone }) => (flaggedAt ? <><Chip tone="warn">{say('待更换', 'Replace')}</Chip><div className="sh-small">{gone.length > 0 ? say('{names}已不在本所', '{names} no longer work here', { names: names(gone) }) : flagReason}</div><div className="sh-small sh-sub">{say('自 {since}', 'since {since}', { since: moment(flaggedAt) })}</div></> : <Chip tone="ok">{say('有效', 'Right')}</Chip>) },
    ...(may(PERMISSIONS.manageContactBoards) ? [{ key: 'action', title: say('操作', 'Action'), width: '250px', render: (board: BoardRowFragment) => (
      <div className="sh-row">
        {!closed && <Button size="small" type={board.flaggedAt ? 'primary' : 'default'} onClick={() => onReplace(board)}>{say('确认已更换', 'Replaced')}</Button>}
        {!board.flaggedAt && !closed && <Button size="small" onClick={() => onFlag(board)}>{say('标记', 'Mark')}</Button>}
        <Popconfirm title={say('撤下这块联系牌？', 'Take this board down?')} okText={say('撤下', 'Take down')} cancelText={say('取消', 'Cancel')} onConfirm={() => takeDown(board)}><Button size="small" type="text">{say('撤下', 'Take down')}</Button></Popconfirm>
      </div>
    ) }] : []),
  ];
}
