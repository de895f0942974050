import { useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, LoadMore, Loading, PageHeader, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { ThreeLossesListDocument, type ThreeLossesListQuery } from './gql/list.js';
import { newOne } from './paths.js';

type Row = ThreeLossesListQuery['threeLosseses']['edges'][number]['node'];
const PAGE = 50;

/** What a station has of this workflow, the newest first; each row opens its instance. */
export default function List() {
  const { say } = useWords();
  const { stationId, base, may } = useStation();
  const navigate = useNavigate();
  const [parameters, setParameters] = useSearchParams();
  const closed = parameters.get('closed') === 'yes';
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(ThreeLossesListDocument, { variables: { stationId, filter: { instance: { closed } }, first: PAGE }, notifyOnNetworkStatusChange: true });
  const found = (data ?? previousData)?.threeLosseses;
  const rows = found?.edges.map(({ node }) => node) ?? [];
  const columns = useColumns();
  const mayStart = may('instance.start');
  const more = () => void fetchMore({
    variables: { after: found?.pageInfo.endCursor ?? null },
    updateQuery: (before, { fetchMoreResult: { threeLosseses } }) => ({ threeLosseses: { ...threeLosseses, edges: [...before.threeLosseses.edges, ...threeLosseses.edges] } }),
  });
  return (
    <>
      <PageHeader title={say('三失查找', 'Three losses')} actions={mayStart && <Button type="primary" onClick={() => void navigate(`${base}/${newOne}`)}>{say('登记', 'Record')}</Button>} />
      <div className="sh-filters">
        <Segmented aria-label={say('状态', 'State')} value={closed ? 'yes' : 'no'} onChange={(value) => setParameters(value === 'yes' ? { closed: 'yes' } : {}, { replace: true })} options={[{ value: 'no', label: say('办理中', 'Open') }, { value: 'yes', label: say('已办结', 'Closed') }]} />
      </div>
      <section className="sh-card sh-tight" aria-busy={loading}>
        {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : found === undefined ? <Loading rows={6} /> : rows.length === 0 ? (
          <EmptyState title={closed ? say('还没有办结的', 'None has been closed yet') : say('没有办理中的', 'None is open')} hint={say('可从警情转入，或直接登记。', 'Open one from an incident, or record it directly.')} action={mayStart && <Link to={`${base}/${newOne}`}>{say('登记', 'Record')}</Link>} />
        ) : (
          <>
            <DataTable label={say('三失查找列表', 'Three losses')} rows={rows} rowKey={({ id }) => id} link={({ id }) => `${base}/instances/${id}`} columns={columns} />
            <LoadMore shown={rows.length} total={found.totalCount} hasMore={found.pageInfo.hasNextPage} loading={loading} onMore={more} />
          </>
        )}
      </section>
    </>
  );
}

function useColumns(): Column<Row>[] {
  const { say, textOf, moment } = useWords();
  return [
    { key: 'title', title: say('事项', 'Instance'), main: true, render: ({ instance }) => <span className="sh-clip">{instance.title}</span> },
    { key: 'urgency', title: say('紧急程度', 'Urgency'), width: '110px', render: ({ urgency, urgencyTitle }) => (urgencyTitle ? <Chip tone={urgency === 'urgent' ? 'warn' : 'plain'}>{textOf(urgencyTitle)}</Chip> : <span className="sh-sub">—</span>) },
    { key: 'number', title: say('编号', 'Number'), width: '170px', render: ({ instance }) => <span className="sh-mono sh-small sh-whole">{instance.number}</span> },
    { key: 'state', title: say('当前', 'State'), width: '190px', render: ({ instance }) => <div className="sh-state">{instance.exercise && <Chip tone="exercise">{say('演练', 'Exercise')}</Chip>} <Chip tone={instance.closed ? 'plain' : 'info'}>{textOf(instance.stateTitle)}</Chip></div> },
    { key: 'started', title: say('登记', 'Recorded'), width: '128px', render: ({ instance }) => <span className="sh-num">{moment(instance.startedAt)}</span> },
  ];
}
