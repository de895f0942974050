import { useApolloClient, useMutation, useQuery } from '@apollo/client/react';
import { localDate } from '@stationhouse/kernel';
import { Chip, DataTable, ErrorState, InlineError, serverClock, useScope, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Dropdown, Modal } from 'antd';
import { lazy, Suspense, useEffect, useState } from 'react';
import { MeDocument } from '../../gql/session.js';
import { CancelReorganisationDocument, StationLivesDocument } from '../../gql/stations.js';
import { useCommand } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { useMe, type Me } from '../../session/me.js';
import { useToast } from '../../shell/toast.js';
import { deedWords, failureOf, standOf, type Reorganisation, type StationLife } from './life.js';
import './stations.css';
import { stationKinds } from './words.js';

const ChangeDrawer = lazy(() => import('./ChangeDrawer.js'));
const ReorganiseDrawer = lazy(() => import('./ReorganiseDrawer.js'));

/** Milliseconds between two looks while something is being carried out. */
const LOOK_EVERY = 1_000;
/** ms. What is due as soon as it was planned is being carried out, whatever the clock of this page says. */
const AT_ONCE = 60_000;

type Access = Me['stations'][number];
type Open = { readonly what: 'change' | 'reorganise'; readonly station: StationLife } | { readonly what: 'cancel'; readonly planned: Reorganisation };

/** The stations one may enter, those that work first; how each stands, and what may be done with it. */
export function StationList() {
  const { say, textOf, number } = useWords();
  const me = useMe();
  const { bureauId, timeZone, may } = useScope();
  const [open, setOpen] = useState<Open>();
  const [mayChange, mayReorganise] = [may(PERMISSIONS.changeStation), may(PERMISSIONS.reorganiseStations)];
  const { lives, plans, error, refetch } = useLives(bureauId, may(PERMISSIONS.readStation));
  const kinds = new Map(stationKinds(say).map(({ value, label }) => [value, label]));
  const day = (moment: string) => localDate(new Date(moment), timeZone);
  const nameOf = (id: string) => lives.get(id)?.name ?? me.stations.find(({ station }) => station.id === id)?.station.name ?? '';
  const plannedFor = (id: string) => plans.find(({ state, station }) => state === 'PLANNED' && station.id === id);
  const rows = [...me.stations].sort((left, right) => Number(Boolean(left.station.closedAt)) - Number(Boolean(right.station.closedAt)));
  const columns: Column<Access>[] = [
    { key: 'name', title: say('名称', 'Name'), main: true, render: ({ station }) => station.name },
    { key: 'code', title: say('代码', 'Code'), render: ({ station }) => <span className="sh-mono">{station.code}</span> },
    { key: 'kind', title: say('辖区类型', 'Kind of place'), wideOnly: true, render: ({ station }) => (station.unrouted ? <Chip tone="info">{say('接收未分派数据', 'Takes unrouted data')}</Chip> : (kinds.get(station.kind) ?? station.kind)) },
    { key: 'population', title: say('常住人口', 'Residents'), align: 'right', wideOnly: true, render: ({ station }) => <Residents life={lives.get(station.id)} count={number} /> },
    {
      key: 'state', title: say('状态', 'State'),
      render: ({ station }) => {
        const stand = standOf(lives.get(station.id) ?? station, plannedFor(station.id), nameOf, day, say);
        const failed = plannedFor(station.id) === undefined ? failureOf(station.id, plans) : undefined;
        return <div className="st-state"><Chip tone={stand.tone}>{stand.words}</Chip>{failed && <span className="sh-bad-ink sh-small">{say('{what}未能执行：{why}', 'Not carried out ({what}): {why}', { what: deedWords(failed, say), why: failed.failure ? textOf(failed.failure) : '' })}</span>}</div>;
      },
    },
    ...(mayChange || mayReorganise ? [{ key: 'acts', title: say('操作', 'Actions'), width: '96px', render: ({ station }: Access) => <Acts name={station.name} life={lives.get(station.id)} planned={plannedFor(station.id)} may={{ change: mayChange, reorganise: mayReorganise }} onOpen={setOpen} /> }] : []),
  ];
  const done = plans.filter(({ state }) => state !== 'PLANNED');
  return (
    <>
      {error && <ErrorState compact error={error} onRetry={refetch} />}
      <DataTable label={say('派出所', 'Stations')} rows={rows} rowKey={({ station }) => station.id} link={({ station }) => `/s/${station.id}/workbench`} columns={columns} />
      {done.length > 0 && <History rows={done} nameOf={nameOf} day={day} />}
      <Suspense fallback={null}>
        {open?.what === 'change' && <ChangeDrawer station={open.station} onClose={() => setOpen(undefined)} />}
        {open?.what === 'reorganise' && <ReorganiseDrawer station={open.station} onClose={() => setOpen(undefined)} />}
        {open?.what === 'cancel' && <CancelPlan planned={open.planned} name={nameOf(open.planned.station.id)} onClose={() => setOpen(undefined)} />}
      </Suspense>
    </>
  );
}

/** Versions, plans and history of the bureau's stations; looked at again while something is being carried out. */
function useLives(bureauId: string, on: boolean) {
  const client = useApolloClient();
  const { data, error, refetch, startPolling, stopPolling } = useQuery(StationLivesDocument, { variables: { bureauId }, skip: !on, fetchPolicy: 'cache-and-network' });
  const plans = data?.reorganisations ?? [];
  const [under, closed] = [plans.some(({ state, dueAt, setAt }) => state === 'PLANNED' && Date.parse(dueAt) <= Math.max(serverClock.now().getTime(), Date.parse(setAt) + AT_ONCE)), plans.filter(({ state }) => state === 'DONE').length];
  useEffect(() => {
    if (under) startPolling(LOOK_EVERY);
    return () => stopPolling();
  }, [under, startPolling, stopPolling]);
  // Which stations one may enter, and which are closed, is part of who one is.
  useEffect(() => { if (closed > 0) void client.refetchQueries({ include: [MeDocument] }); }, [client, closed]);
  return { lives: new Map((data?.stations ?? []).map((station) => [station.id, station])), plans, error: data === undefined ? error : undefined, refetch: () => void refetch() };
}

function Residents({ life, count }: { life: StationLife | undefined; count: (value: number) => string }) {
  const { say } = useWords();
  if (life?.population === null || life?.population === undefined) return <span className="sh-sub">—</span>;
  return <span>{count(life.population)}{life.populationAsOf && <span className="sh-sub sh-small"> {say('截至 {day}', 'as of {day}', { day: life.populationAsOf })}</span>}</span>;
}

function Acts({ name, life, planned, may, onOpen }: { name: string; life: StationLife | undefined; planned: Reorganisation | undefined; may: { readonly change: boolean; readonly reorganise: boolean }; onOpen: (open: Open) => void }) {
  const { say } = useWords();
  if (life === undefined || life.closedAt) return null;
  const items = [
    ...(may.change ? [{ key: 'change', label: say('修改信息', 'Change') }] : []),
    ...(may.reorganise && !planned ? [{ key: 'reorganise', label: say('合并、撤销或拆分', 'Merge, close or split') }] : []),
    ...(may.reorganise && planned ? [{ key: 'cancel', label: say('取消安排', 'Cancel the plan'), danger: true }] : []),
  ];
  const act = (key: string) => {
    if (key === 'cancel' && planned) onOpen({ what: 'cancel', planned });
    else onOpen({ what: key === 'change' ? 'change' : 'reorganise', station: life });
  };
  return (
    <Dropdown trigger={['click']} menu={{ items, onClick: ({ key, domEvent }) => { domEvent.stopPropagation(); act(key); } }}>
      <Button size="small" aria-label={say('管理 {name}', 'Manage {name}', { name })}>{say('管理', 'Manage')}</Button>
    </Dropdown>
  );
}

function CancelPlan({ planned, name, onClose }: { planned: Reorganisation; name: string; onClose: () => void }) {
  const { say } = useWords();
  const { bureauId } = useScope();
  const toast = useToast();
  const command = useCommand();
  const [cancel] = useMutation(CancelReorganisationDocument, { refetchQueries: [StationLivesDocument], awaitRefetchQueries: true });
  const submit = async () => {
    if (!(await command.run((idempotencyKey) => cancel({ variables: { bureauId, stationId: planned.station.id, reorganisationId: planned.id, idempotencyKey } })))) return;
    toast.done(say('已取消，各所所长已收到通知', 'Cancelled; the chiefs have been told'));
    onClose();
  };
  return (
    <Modal open title={say('取消“{name}”的安排？', 'Cancel what is planned for “{name}”?', { name })} onCancel={onClose} onOk={() => void submit()} okText={say('取消安排', 'Cancel the plan')} cancelText={say('保留', 'Keep it')} confirmLoading={command.sending} okButtonProps={{ danger: true }}>
      <p>{deedWords(planned, say)}</p>
      <InlineError error={command.error} />
    </Modal>
  );
}

function History({ rows, nameOf, day }: { rows: readonly Reorganisation[]; nameOf: (id: string) => string; day: (moment: string) => string }) {
  const { say } = useWords();
  const states = { DONE: <Chip tone="ok">{say('已执行', 'Done')}</Chip>, CANCELLED: <Chip>{say('已取消', 'Cancelled')}</Chip>, FAILED: <Chip tone="bad">{say('未能执行', 'Not carried out')}</Chip>, PLANNED: null };
  return (
    <details className="st-history">
      <summary>{say('机构调整记录（{count, number}）', 'Reorganisations so far ({count, number})', { count: rows.length })}</summary>
      <DataTable
        dense label={say('机构调整记录', 'Reorganisations so far')} rows={rows} rowKey={({ id }) => id}
        columns={[
          { key: 'station', title: say('派出所', 'Station'), main: true, render: ({ station }) => nameOf(station.id) },
          { key: 'what', title: say('调整', 'What'), render: (row) => deedWords(row, say) },
          { key: 'state', title: say('结果', 'Result'), render: ({ state }) => states[state] },
          { key: 'when', title: say('日期', 'Date'), render: ({ endedAt, dueAt }) => day(endedAt ?? dueAt) },
          { key: 'why', title: say('依据', 'Why'), wideOnly: true, render: ({ because }) => because },
          { key: 'who', title: say('安排人', 'Planned by'), wideOnly: true, render: ({ setBy }) => setBy },
        ]}
      />
    </details>
  );
}
