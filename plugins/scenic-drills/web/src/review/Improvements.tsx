import { useQuery } from '@apollo/client/react';
import { Chip, ClockChip, DataTable, EmptyState, ErrorState, LoadMore, Loading, PageHeader, useChanges, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { OWNERS, WEAKNESSES } from '@stationhouse/scenic-drills-common';
import { Segmented } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { DrillImprovementsDocument, type DrillImprovementsQuery } from '../gql/review.js';
import { reviewsPage } from './paths.js';
import './review.css';

type Row = DrillImprovementsQuery['drillImprovements']['edges'][number]['node'];
const PAGE = 50;

/** What drills showed and what becomes of it: whose, by when, done or not. */
export default function Improvements() {
  const { say } = useWords();
  const { stationId, base } = useStation();
  const [parameters, setParameters] = useSearchParams();
  const closed = parameters.get('closed') === 'yes';
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(DrillImprovementsDocument, { variables: { stationId, filter: { instance: { closed } }, first: PAGE }, notifyOnNetworkStatusChange: true });
  useChanges({ kinds: ['INSTANCE', 'TASK'] }, () => refetch());
  const found = (data ?? previousData)?.drillImprovements;
  const rows = found?.edges.map(({ node }) => node) ?? [];
  const columns = useColumns();
  const more = () => void fetchMore({ variables: { after: found?.pageInfo.endCursor ?? null }, updateQuery: (before, { fetchMoreResult: { drillImprovements } }) => ({ drillImprovements: { ...drillImprovements, edges: [...before.drillImprovements.edges, ...drillImprovements.edges] } }) });
  return (
    <>
      <PageHeader title={say('演练整改', 'Improvements')} facts={<>{say('复盘提出的整改，限期落实，由所领导核查', 'What reviews asked for: done by a date, checked by the chief')} · <Link to={`${base}/${reviewsPage}`}>{say('演练复盘', 'Drill reviews')}</Link></>} />
      <div className="sh-filters">
        <Segmented aria-label={say('状态', 'State')} value={closed ? 'yes' : 'no'} onChange={(value) => setParameters(value === 'yes' ? { closed: 'yes' } : {}, { replace: true })} options={[{ value: 'no', label: say('整改中', 'Open') }, { value: 'yes', label: say('已办结', 'Closed') }]} />
      </div>
      <section className="sh-card sh-tight" aria-busy={loading}>
        {error && found === undefined ? <ErrorState error={error} onRetry={() => void refetch()} /> : found === undefined ? <Loading rows={4} /> : rows.length === 0 ? (
          <EmptyState title={closed ? say('还没有办结的整改', 'None is closed yet') : say('没有未完成的整改', 'Nothing is open')} hint={say('整改事项在复盘中提出，审批后自动下达。', 'Reviews ask for them; they begin once a review is approved.')} />
        ) : (
          <>
            <DataTable label={say('整改事项', 'Improvements')} rows={rows} rowKey={({ id }) => id} link={({ id }) => `${base}/instances/${id}`} columns={columns} />
            <LoadMore shown={rows.length} total={found.totalCount} hasMore={found.pageInfo.hasNextPage} loading={loading} onMore={more} />
          </>
        )}
      </section>
    </>
  );
}

function useColumns(): Column<Row>[] {
  const { say, textOf } = useWords();
  const words = (title: { readonly 'zh-CN': string; readonly en: string } | undefined) => (title === undefined ? '—' : textOf({ zhCN: title['zh-CN'], en: title.en }));
  return [
    { key: 'what', title: say('整改内容', 'What'), main: true, render: ({ item }) => <span className="sh-clip">{item?.title}</span> },
    { key: 'weakness', title: say('薄弱环节', 'Weakness'), width: '130px', render: ({ item }) => words(WEAKNESSES.get(item?.weakness ?? '')) },
    { key: 'owner', title: say('责任岗位', 'Whose'), width: '120px', render: ({ item }) => words(OWNERS.get(item?.owner ?? '')?.title) },
    { key: 'drill', title: say('来自演练', 'Of the drill'), width: '200px', render: ({ review, siteName }) => <span className="sh-clip">{review}{siteName && <span className="sh-sub"> {siteName}</span>}</span> },
    { key: 'due', title: say('期限', 'Due'), width: '150px', render: ({ instance }) => <ClockChip dueAt={instance.tasks.find(({ status }) => status === 'OPEN' || status === 'CLAIMED')?.dueAt ?? null} /> },
    { key: 'state', title: say('当前', 'State'), width: '110px', render: ({ instance }) => <Chip tone={instance.closed ? 'ok' : 'info'}>{textOf(instance.stateTitle)}</Chip> },
  ];
}
