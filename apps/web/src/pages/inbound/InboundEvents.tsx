import { useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, LoadMore, Loading, PageHeader, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { InboundEventsDocument, type InboundEventsQuery, type InboundEventState } from '../../gql/inbound.js';
import { useFilters } from '../../hooks.js';
import { eventStates, reasonInWords, WAITING } from './words.js';

type EventLine = InboundEventsQuery['inboundEvents']['edges'][number]['node'];
const KEYS = ['which'] as const;
const SHOWN: Readonly<Record<string, readonly InboundEventState[] | null>> = { waiting: WAITING, all: null };
const PAGE = 50;
/** Milliseconds between two looks while the page is open: events come by themselves. */
const LOOK_EVERY = 15_000;

/** What systems outside sent to the station: first of all what waits for a person. */
export default function InboundEvents() {
  const { say, number } = useWords();
  const { stationId, base } = useStation();
  const { values, set } = useFilters(KEYS);
  const which = values.which in SHOWN ? values.which : 'waiting';
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(InboundEventsDocument, { variables: { stationId, states: SHOWN[which] ?? null, first: PAGE }, notifyOnNetworkStatusChange: true, pollInterval: LOOK_EVERY, skipPollAttempt: () => document.hidden });
  const found = (data ?? previousData)?.inboundEvents;
  const columns = useColumns();
  return (
    <>
      <PageHeader
        title={say('外部事件', 'Inbound events')}
        facts={found === undefined ? undefined : say('{count, number} 条待人工处置', '{count, number} waiting for a person', { count: found.waiting })}
        actions={<Button loading={loading && found !== undefined} onClick={() => void refetch()}>{say('刷新', 'Refresh')}</Button>}
      />
      <div className="sh-filters" role="search" aria-label={say('筛选外部事件', 'Filter events')}>
        <Segmented aria-label={say('状态', 'State')} value={which} onChange={(value) => set('which', value === 'waiting' ? undefined : value)} options={[{ value: 'waiting', label: say('待处置 {count}', 'Waiting {count}', { count: number(found?.waiting ?? 0) }) }, { value: 'all', label: say('全部', 'All') }]} />
      </div>
      <section className="sh-card sh-tight" aria-busy={loading}>
        {error && !found ? <ErrorState error={error} onRetry={() => void refetch()} /> : found === undefined ? <Loading rows={6} /> : found.edges.length === 0 ? (
          which === 'waiting'
            ? <EmptyState title={say('没有待处置的外部事件', 'No event waits')} hint={say('能自动办理的已直接生成事项；办不了的会出现在这里，并提醒带班领导。', 'What can be handled becomes an instance by itself; what cannot stands here, and the duty commander is told.')} />
            : <EmptyState title={say('还没有收到过外部事件', 'No event has come yet')} hint={say('由分局管理员登记来源后，外部系统即可向本所发送。', 'Once the bureau’s administrator has registered a source, systems outside can send events.')} />
        ) : (
          <>
            <DataTable label={say('外部事件', 'Inbound events')} columns={columns} rows={found.edges.map(({ node }) => node)} rowKey={({ id }) => id} link={({ id }) => `${base}/events/${id}`} tone={({ state, urgent }) => (urgent && WAITING.includes(state) ? 'bad' : undefined)} />
            <LoadMore
              shown={found.edges.length} hasMore={found.pageInfo.hasNextPage} loading={loading}
              onMore={() => void fetchMore({ variables: { after: found.pageInfo.endCursor ?? null }, updateQuery: (before, { fetchMoreResult }) => ({ inboundEvents: { ...fetchMoreResult.inboundEvents, edges: [...before.inboundEvents.edges, ...fetchMoreResult.inboundEvents.edges] } }) })}
            />
          </>
        )}
      </section>
    </>
  );
}

function useColumns(): Column<EventLine>[] {
  const { say, textOf, moment } = useWords();
  const states = eventStates(say);
  return [
    { key: 'title', title: say('事件', 'Event'), main: true, render: ({ title, urgent }) => <span className="sh-row">{textOf(title)}{urgent && <Chip tone="bad">{say('紧急', 'Urgent')}</Chip>}</span> },
    { key: 'state', title: say('状态', 'State'), width: '120px', render: ({ state }) => <Chip tone={states[state].tone}>{states[state].words}</Chip> },
    { key: 'reason', title: say('原因', 'Why'), render: ({ reason, note }) => (note ?? (reason === null ? <span className="sh-sub">—</span> : <span className="sh-long">{reasonInWords(reason, say)}</span>)) },
    { key: 'source', title: say('来源', 'Source'), width: '160px', render: ({ sourceTitle }) => sourceTitle ?? '—' },
    { key: 'when', title: say('收到', 'Received'), width: '140px', render: ({ receivedAt }) => <span className="sh-num">{moment(receivedAt)}</span> },
  ];
}
