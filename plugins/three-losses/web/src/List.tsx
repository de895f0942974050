import { useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, LoadMore, Loading, PageHeader, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { SearchesDocument, type SearchesQuery } from './gql/list.js';
import { Elapsed } from './Elapsed.js';
import { newSearch, searchPage } from './paths.js';

type Row = SearchesQuery['missingPersons']['edges'][number]['node'];
const PAGE = 50;

/** Who a station searches for, the newest first, with the time since they were last seen; each row opens its instance. */
export default function List() {
  const { say } = useWords();
  const { stationId, base, may } = useStation();
  const navigate = useNavigate();
  const [parameters, setParameters] = useSearchParams();
  const closed = parameters.get('closed') === 'yes';
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(SearchesDocument, { variables: { stationId, filter: { instance: { closed } }, first: PAGE }, notifyOnNetworkStatusChange: true });
  const found = (data ?? previousData)?.missingPersons;
  const rows = found?.edges.map(({ node }) => node) ?? [];
  const columns = useColumns();
  const mayStart = may('instance.start');
  const more = () => void fetchMore({
    variables: { after: found?.pageInfo.endCursor ?? null },
    updateQuery: (before, { fetchMoreResult: { missingPersons } }) => ({ missingPersons: { ...missingPersons, edges: [...before.missingPersons.edges, ...missingPersons.edges] } }),
  });
  return (
    <>
      <PageHeader title={say('三失查找', 'Three losses')} actions={mayStart && <Button type="primary" onClick={() => void navigate(`${base}/${newSearch}`)}>{say('登记走失', 'Report somebody missing')}</Button>} />
      <div className="sh-filters">
        <Segmented aria-label={say('状态', 'State')} value={closed ? 'yes' : 'no'} onChange={(value) => setParameters(value === 'yes' ? { closed: 'yes' } : {}, { replace: true })} options={[{ value: 'no', label: say('查找中', 'Searching') }, { value: 'yes', label: say('已办结', 'Closed') }]} />
      </div>
      <section className="sh-card sh-tight" aria-busy={loading}>
        {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : found === undefined ? <Loading rows={6} /> : rows.length === 0 ? (
          <EmptyState title={closed ? say('还没有办结的查找', 'No search has been closed yet') : say('没有正在查找的', 'Nobody is being searched for')} hint={say('可从警情转入，或直接登记。', 'Open one from an incident, or record it directly.')} action={mayStart && <Link to={`${base}/${newSearch}`}>{say('登记走失', 'Report somebody missing')}</Link>} />
        ) : (
          <>
            <DataTable label={say('走失人员查找', 'Searches')} rows={rows} rowKey={({ id }) => id} link={({ id }) => `${base}/${searchPage(id)}`} columns={columns} />
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
    { key: 'urgency', title: say('紧急程度', 'Urgency'), width: '110px', render: ({ urgency, urgencyTitle }) => (urgencyTitle ? <Chip tone={urgency === 'critical' ? 'bad' : urgency === 'urgent' ? 'warn' : 'plain'}>{textOf(urgencyTitle)}</Chip> : <span className="sh-sub">—</span>) },
    { key: 'gone', title: say('已走失', 'Gone for'), width: '130px', render: ({ lastSeenOn, foundOn }) => (lastSeenOn ? <Elapsed since={lastSeenOn} until={foundOn} /> : <span className="sh-sub">—</span>) },
    { key: 'number', title: say('编号', 'Number'), width: '170px', render: ({ instance }) => <span className="sh-mono sh-small sh-whole">{instance.number}</span> },
    { key: 'state', title: say('当前', 'State'), width: '190px', render: ({ instance }) => <div className="sh-state">{instance.exercise && <Chip tone="exercise">{say('演练', 'Exercise')}</Chip>} <Chip tone={instance.closed ? 'plain' : 'info'}>{textOf(instance.stateTitle)}</Chip></div> },
    { key: 'started', title: say('登记', 'Recorded'), width: '128px', render: ({ instance }) => <span className="sh-num">{moment(instance.startedAt)}</span> },
  ];
}
