import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, Loading, serverClock, useScope, useWords, type Column } from '@stationhouse/plugin-web';
import { newId } from '@stationhouse/kernel';
import { Button, Popconfirm } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import { CancelMoveDocument, StaffMovesDocument, StationStaffMovesDocument, type StaffMoveRowFragment } from '../../../gql/moves.js';
import { PERMISSIONS } from '../../../permissions.js';
import { useToast } from '../../../shell/toast.js';
import { useMoveKinds, useMoveStates } from './words.js';

const MoveDrawer = lazy(() => import('./MoveDrawer.js'));

const EVERY_MS = 3_000;

/** 人员调动: who goes where from when, and what came of it. */
export default function Moves() {
  const { say } = useWords();
  const { bureauId, stationId, may } = useScope();
  const [planning, setPlanning] = useState(false);
  const ofBureau = useQuery(StaffMovesDocument, { variables: { bureauId }, skip: stationId !== undefined, fetchPolicy: 'cache-and-network' });
  const ofStation = useQuery(StationStaffMovesDocument, { variables: { stationId: stationId ?? '' }, skip: stationId === undefined, fetchPolicy: 'cache-and-network' });
  const moves = ofBureau.data?.staffMoves ?? ofStation.data?.stationStaffMoves;
  const { error, refetch, startPolling, stopPolling } = stationId === undefined ? ofBureau : ofStation;
  // A move that is due is carried out by a job: its result comes in a moment.
  const moving = moves?.some(({ state, dueAt }) => state === 'WAITING' && new Date(dueAt) <= serverClock.now()) ?? false;
  useEffect(() => {
    if (moving) startPolling(EVERY_MS);
    else stopPolling();
  }, [moving, startPolling, stopPolling]);
  const columns = useColumns();
  if (error && !moves) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!moves) return <Loading rows={4} />;
  return (
    <div className="sh-stack">
      <div className="sh-row sh-wrap">
        <p className="sh-sub">{say('民警调动、离职或退休时，原角色按时结束，手头任务按预览移交，联系牌标记待更换；双方所长和本人都会收到通知。', 'When an officer changes station, leaves or retires, old roles end on the day, tasks are handed over as previewed, and contact boards are marked. Both chiefs and the person are told.')}</p>
        {may(PERMISSIONS.moveMembers) && <Button type="primary" onClick={() => setPlanning(true)}>{say('办理调动', 'Move somebody')}</Button>}
      </div>
      <section className="sh-card sh-tight">
        {moves.length === 0 ? <EmptyState title={say('没有人员调动', 'No staff move')} hint={say('排定的和办过的调动都列在这里。', 'Planned and past moves are listed here.')} /> : <DataTable label={say('人员调动列表', 'Staff moves')} rows={moves} rowKey={({ id }) => id} columns={columns} tone={({ state }) => (state === 'FAILED' ? 'bad' : undefined)} />}
      </section>
      {planning && <Suspense fallback={null}><MoveDrawer onClose={() => setPlanning(false)} onDone={() => void refetch()} /></Suspense>}
    </div>
  );
}

function useColumns(): Column<StaffMoveRowFragment>[] {
  const { say, textOf, moment } = useWords();
  const kinds = useMoveKinds();
  const states = useMoveStates();
  const list = (names: readonly string[]) => names.join(say('、', ', '));
  return [
    { key: 'who', title: say('人员', 'Person'), main: true, width: '150px', render: ({ account }) => <><b>{account.displayName}</b><div className="sh-mono sh-small sh-sub">{account.login}</div></> },
    { key: 'what', title: say('去向', 'Where'), render: ({ kind, from, to, roles, reason }) => (
      <div className="sh-long">
        {to === null ? `${list(from)} · ${kinds[kind]}` : `${list(from)} → ${to}`}
        <div className="sh-small sh-sub">{[list(roles.map((role) => textOf(role))), reason].filter(Boolean).join(' · ')}</div>
      </div>
    ) },
    { key: 'when', title: say('生效日', 'From'), width: '160px', render: ({ effectiveOn, dueAt, plannedBy }) => <>{effectiveOn ?? moment(dueAt)}<div className="sh-small sh-sub">{say('{who} 办理', 'by {who}', { who: plannedBy })}</div></> },
    { key: 'state', title: say('结果', 'Result'), width: '240px', render: (move) => <Result move={move} state={states[move.state]} /> },
    { key: 'action', title: say('操作', 'Action'), width: '100px', render: (move) => move.mayCancel && <CancelButton move={move} /> },
  ];
}

function Result({ move: { failure, outcome }, state }: { move: StaffMoveRowFragment; state: { label: string; tone: 'info' | 'ok' | 'bad' | undefined } }) {
  const { say, textOf } = useWords();
  const tasks = outcome === null ? 0 : outcome.handedOver + outcome.pooled + outcome.toInCharge;
  return (
    <>
      {state.tone ? <Chip tone={state.tone}>{state.label}</Chip> : <Chip>{state.label}</Chip>}
      {failure && <div className="sh-small">{textOf(failure)}</div>}
      {outcome && <div className="sh-small sh-sub">{say('任务 {tasks, number} 项（移交 {handed, number}、退回岗位 {pooled, number}、交负责人 {charge, number}），联系牌 {boards, number} 块', '{tasks, number} tasks ({handed, number} handed over, {pooled, number} back to their role, {charge, number} to who is in charge), {boards, number} contact boards', { tasks, handed: outcome.handedOver, pooled: outcome.pooled, charge: outcome.toInCharge, boards: outcome.boards })}</div>}
    </>
  );
}

function CancelButton({ move }: { move: StaffMoveRowFragment }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const toast = useToast();
  const [cancel] = useMutation(CancelMoveDocument);
  const act = () => cancel({ variables: { bureauId, moveId: move.id, expectedVersion: move.version, idempotencyKey: newId() } }).then(() => toast.done(say('已取消，已通知双方', 'Cancelled; both sides were told')), toast.failed);
  return (
    <Popconfirm title={say('取消“{name}”的调动？', 'Cancel the move of “{name}”?', { name: move.account.displayName })} description={say('已通知的人会收到取消通知。', 'Whoever was told of it is told.')} okText={say('取消调动', 'Cancel it')} cancelText={say('不取消', 'Keep it')} onConfirm={act}>
      <Button size="small">{say('取消…', 'Cancel …')}</Button>
    </Popconfirm>
  );
}
