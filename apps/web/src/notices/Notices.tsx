import { useQuery } from '@apollo/client/react';
import { Card, Chip, DataTable, EmptyState, ErrorState, ExerciseMark, LoadMore, Loading, PageHeader, useListKeys, useScope, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { useRef } from 'react';
import { Link } from 'react-router';
import { FailedDeliveriesDocument, NoticesDocument, type FailedDeliveriesQuery, type InboxNoticeFragment, type NoticeFilter } from '../gql/notices.js';
import { useFilters } from '../hooks.js';
import { PERMISSIONS } from '../permissions.js';
import { useMe } from '../session/me.js';
import { linkOf } from './links.js';
import { gradeInWords } from './ringing/queue.js';
import { useNoticeActions, useNoticeChanges } from './useNotices.js';
import './notices.css';

const KEYS = ['show'] as const;
const PAGE = 50;
const FILTERS: Readonly<Record<string, NoticeFilter>> = { unread: { unread: true, exercise: false }, exercise: { exercise: true }, urgent: { urgent: true }, ringing: { ringing: true } };

/** The inbox of whoever is signed in: what came last first; filters in the address bar. */
export default function Notices() {
  const { say } = useWords();
  const { may } = useScope();
  const { values, set, active, clear } = useFilters(KEYS);
  const actions = useNoticeActions();
  return (
    <>
      <PageHeader
        title={say('通知', 'Notices')} facts={say('按送达时间排列，最新的在前；紧急通知须签收', 'Latest first; urgent ones are to be signed')}
        actions={<Button loading={actions.sending === 'all'} onClick={() => void actions.read(undefined)}>{say('全部标为已读', 'Mark all as read')}</Button>}
      />
      <div className="sh-filters">
        <Segmented
          aria-label={say('显示', 'Show')} value={values.show || 'all'} onChange={(value) => set('show', value === 'all' ? undefined : value)}
          options={[{ value: 'all', label: say('全部', 'All') }, { value: 'unread', label: say('未读', 'Unread') }, { value: 'urgent', label: say('紧急', 'Urgent') }, { value: 'ringing', label: say('待签收', 'To sign') }, { value: 'exercise', label: say('演练', 'Exercises') }]}
        />
      </div>
      <section className="sh-card sh-tight"><Result key={values.show} filter={FILTERS[values.show] ?? {}} filtered={active} onClear={clear} actions={actions} /></section>
      {may(PERMISSIONS.operateNotices) && <FailedDeliveries />}
    </>
  );
}

type Actions = ReturnType<typeof useNoticeActions>;

function Result({ filter, filtered, onClear, actions }: { filter: NoticeFilter; filtered: boolean; onClear: () => void; actions: Actions }) {
  const { say } = useWords();
  const { data, error, loading, refetch, fetchMore } = useQuery(NoticesDocument, { variables: { filter, first: PAGE }, fetchPolicy: 'cache-and-network' });
  useNoticeChanges(() => void refetch());
  const list = useRef<HTMLUListElement>(null);
  useListKeys(list);
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={6} />;
  const { edges, pageInfo, totalCount } = data.notices;
  if (edges.length === 0) {
    return filtered
      ? <EmptyState filtered title={say('没有符合筛选条件的通知', 'No notice fits the filter')} action={<Button onClick={onClear}>{say('清除筛选', 'Clear filters')}</Button>} />
      : <EmptyState title={say('还没有通知', 'No notices yet')} hint={say('任务指派、到期提醒和紧急情况会送到这里。', 'Assigned tasks, reminders and urgent matters arrive here.')} />;
  }
  const more = () => void fetchMore({
    variables: { after: pageInfo.endCursor },
    updateQuery: (before, { fetchMoreResult }) => ({ notices: { ...fetchMoreResult.notices, edges: [...before.notices.edges, ...fetchMoreResult.notices.edges] } }),
  });
  return (
    <div aria-busy={loading}>
      <ul className="notices" ref={list} aria-label={say('通知列表', 'Notices')}>{edges.map(({ node }) => <Row key={node.id} notice={node} actions={actions} />)}</ul>
      <LoadMore shown={edges.length} total={totalCount} hasMore={pageInfo.hasNextPage} loading={loading} onMore={more} />
    </div>
  );
}

function Row({ notice, actions }: { notice: InboxNoticeFragment; actions: Actions }) {
  const { say, textOf, moment } = useWords();
  const me = useMe();
  const link = linkOf(me, notice);
  const title = textOf(notice.title);
  const unread = !notice.readAt;
  const read = () => { if (unread) void actions.read([notice.id]); };
  const place = me.stations.length > 1 || !notice.stationId ? (me.stations.find(({ station }) => station.id === notice.stationId)?.station.name ?? me.bureau.name) : undefined;
  return (
    <li data-row={notice.id} data-unread={unread} data-ringing={notice.ringing}>
      <div className="notice-words">
        <div className="sh-row">
          {notice.exercise && <ExerciseMark />}
          {notice.urgency === 'URGENT' && <Chip tone={notice.ringing ? 'bad' : 'plain'}>{gradeInWords(notice, say)}{notice.ringing && say(' · 待签收', ' · to sign')}</Chip>}
          {unread && <span className="sh-hidden">{say('未读', 'Unread')}</span>}
          {link ? <Link data-row-link to={link} onClick={read}>{title}</Link> : <b data-row-link tabIndex={-1}>{title}</b>}
        </div>
        {notice.body && <div className="sh-sub">{textOf(notice.body)}</div>}
        <div className="sh-sub sh-small">
          <span className="sh-num">{moment(notice.toldAt)}</span>
          {place && <span> · {place}</span>}
          {notice.signedAt && <span> · {notice.signedBy ? say('{who} 于 {at} 签收', 'signed by {who}, {at}', { who: notice.signedBy, at: moment(notice.signedAt) }) : notice.over === 'UNNEEDED' ? say('事项已另行处理，无需签收', 'dealt with otherwise: no signature needed') : say('演练已停止，无需签收', 'the exercise stopped: no signature needed')}</span>}
          {notice.takenBy && <span> · {say('分局 {who} 已接手', 'taken on at the bureau by {who}', { who: notice.takenBy })}</span>}
          {notice.silent && <span> · {say('值班终端无响应', 'no device on duty answered')}</span>}
          {notice.climbsAt && <span> · {say('{at} 前无人签收将上报', 'escalated at {at} unless signed', { at: moment(notice.climbsAt) })}</span>}
          {notice.stage !== 'ADDRESSED' && <span> · {notice.stage === 'BUREAU' ? say('已上报分局', 'escalated to the bureau') : say('已上报带班领导', 'escalated to the duty commander')}</span>}
        </div>
      </div>
      <div className="sh-row">
        {notice.ringing && <Button size="small" type="primary" danger={!notice.exercise} loading={actions.sending === notice.id} onClick={() => void actions.sign(notice)}>{notice.signature === 'TAKE_ON' ? say('接手', 'Take on') : say('签收', 'Sign')}</Button>}
        {unread && !notice.ringing && <Button size="small" data-row-tick loading={actions.sending === notice.id} onClick={read}>{say('标为已读', 'Mark as read')}</Button>}
      </div>
    </li>
  );
}

type Failed = FailedDeliveriesQuery['failedNoticeDeliveries'][number];

/** For an operator: what a gateway did not take. Nothing is shown while everything arrives. */
function FailedDeliveries() {
  const { say, moment } = useWords();
  const { bureauId, stationId } = useScope();
  const { data, error, refetch } = useQuery(FailedDeliveriesDocument, { variables: { bureauId, stationId: stationId ?? null }, fetchPolicy: 'cache-and-network' });
  if (error && !data) return <ErrorState compact error={error} onRetry={() => void refetch()} />;
  const rows = data?.failedNoticeDeliveries ?? [];
  if (rows.length === 0) return null;
  const columns: Column<Failed>[] = [
    { key: 'at', title: say('时间', 'When'), width: '130px', render: (row) => <span className="sh-num">{moment(row.createdAt)}</span> },
    { key: 'channel', title: say('方式', 'Channel'), width: '90px', main: true, render: (row) => (row.channel === 'sms' ? say('短信', 'SMS') : say('推送', 'Push')) },
    { key: 'number', title: say('编号', 'Number'), render: (row) => <span className="sh-mono">{row.recordNumber ?? '—'}</span> },
    { key: 'recipients', title: say('人数', 'People'), align: 'right', width: '80px', render: (row) => row.recipients },
    { key: 'attempts', title: say('已试', 'Tries'), align: 'right', width: '80px', render: (row) => `${row.attempts}/6` },
    { key: 'error', title: say('原因', 'Why'), render: (row) => row.error ?? '—' },
  ];
  return (
    <Card tight title={say('未送达的短信与推送', 'SMS and push not delivered')} id="failed-deliveries">
      <DataTable label={say('未送达的短信与推送', 'SMS and push not delivered')} columns={columns} rows={rows} rowKey={(row) => row.id} />
    </Card>
  );
}
