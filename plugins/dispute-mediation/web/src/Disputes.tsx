import { useQuery } from '@apollo/client/react';
import { Chip, ClockChip, DataTable, EmptyState, ErrorState, GradeChip, GRADES, isGrade, LoadMore, Loading, PageHeader, useStation, useWords, type Column, type Grade } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { useMemo } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { DisputesDocument, type DisputesQuery } from './gql/disputes.js';
import { newDispute } from './paths.js';

type Row = DisputesQuery['instances']['edges'][number]['node'];
const PAGE = 50;

function riskOf(row: Row): Grade | undefined {
  const risk = typeof row.data === 'object' && row.data !== null ? (row.data as { risk?: unknown }).risk : undefined;
  return isGrade(risk) ? risk : undefined;
}

/** The disputes of a station, the riskiest first; each opens its instance. */
export default function Disputes() {
  const { say } = useWords();
  const { stationId, base, may } = useStation();
  const navigate = useNavigate();
  const [parameters, setParameters] = useSearchParams();
  const closed = parameters.get('closed') === 'yes';
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(DisputesDocument, { variables: { stationId, closed, first: PAGE }, notifyOnNetworkStatusChange: true });
  const found = (data ?? previousData)?.instances;
  const rows = useMemo(() => byRisk(found?.edges.map(({ node }) => node) ?? []), [found]);
  const columns = useColumns();
  const open = () => void navigate(`${base}/${newDispute}`);
  const mayStart = may('instance.start');
  const more = () => void fetchMore({
    variables: { after: found?.pageInfo.endCursor ?? null },
    updateQuery: (before, { fetchMoreResult }) => ({ instances: { ...fetchMoreResult.instances, edges: [...before.instances.edges, ...fetchMoreResult.instances.edges] } }),
  });
  return (
    <>
      <PageHeader title={say('矛盾纠纷', 'Disputes')} facts={say('风险高的在前；3 天回访、30 天走访、3 个月评估', 'Riskiest first; visits after 3 and 30 days, assessment after 3 months')} actions={mayStart && <Button type="primary" onClick={open}>{say('登记纠纷', 'Record a dispute')}</Button>} />
      <div className="sh-filters">
        <Segmented aria-label={say('状态', 'State')} value={closed ? 'yes' : 'no'} onChange={(value) => setParameters(value === 'yes' ? { closed: 'yes' } : {}, { replace: true })} options={[{ value: 'no', label: say('化解中', 'Open') }, { value: 'yes', label: say('已办结', 'Closed') }]} />
        {found && !closed && <RiskCounts rows={rows} />}
      </div>
      <section className="sh-card sh-tight" aria-busy={loading}>
        {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : found === undefined ? <Loading rows={6} /> : rows.length === 0 ? (
          <EmptyState title={closed ? say('还没有办结的纠纷', 'No dispute has been closed yet') : say('没有化解中的纠纷', 'No open disputes')} hint={say('可从警情转入，或在排查中发现后直接登记。', 'Open one from an incident, or record what screening found.')} action={mayStart && <Link to={`${base}/${newDispute}`}>{say('登记纠纷', 'Record a dispute')}</Link>} />
        ) : (
          <>
            <DataTable label={say('纠纷列表', 'Disputes')} rows={rows} rowKey={({ id }) => id} link={({ id }) => `${base}/instances/${id}`} columns={columns} />
            <LoadMore shown={rows.length} total={found.totalCount} hasMore={found.pageInfo.hasNextPage} loading={loading} onMore={more} />
          </>
        )}
      </section>
    </>
  );
}

function byRisk(rows: readonly Row[]): Row[] {
  const rank = (row: Row) => {
    const risk = riskOf(row);
    return risk === undefined ? GRADES.length : GRADES.indexOf(risk);
  };
  return [...rows].sort((left, right) => rank(left) - rank(right) || right.startedAt.localeCompare(left.startedAt));
}

function RiskCounts({ rows }: { rows: readonly Row[] }) {
  const { number } = useWords();
  return (
    <div className="sh-row">
      {GRADES.map((grade) => ({ grade, count: rows.filter((row) => riskOf(row) === grade).length })).filter(({ count }) => count > 0)
        .map(({ grade, count }) => <span key={grade} className="sh-row" style={{ gap: 4 }}><GradeChip grade={grade} /> {number(count)}</span>)}
    </div>
  );
}

function useColumns(): Column<Row>[] {
  const { say, textOf, moment } = useWords();
  const { base } = useStation();
  return [
    { key: 'risk', title: say('风险', 'Risk'), width: '130px', render: (row) => { const risk = riskOf(row); return risk ? <GradeChip grade={risk} /> : <span className="sh-sub">{say('待分级', 'Not graded')}</span>; } },
    { key: 'title', title: say('纠纷', 'Dispute'), main: true, render: (row) => <span className="sh-clip">{row.title}</span> },
    { key: 'number', title: say('编号', 'Number'), width: '160px', render: (row) => <span className="sh-mono sh-small sh-whole">{row.number}</span> },
    { key: 'state', title: say('当前', 'State'), width: '190px', render: (row) => <>{row.exercise && <Chip tone="exercise">{say('演练', 'Exercise')}</Chip>} <Chip tone={row.closed ? 'plain' : 'info'}>{textOf(row.stateTitle)}</Chip></> },
    { key: 'clock', title: say('最近时限', 'Next clock'), width: '150px', render: (row) => <NextClock row={row} /> },
    { key: 'incident', title: say('来自警情', 'Incident'), width: '160px', wideOnly: true, render: (row) => (row.incident ? <Link to={`${base}/incidents/${row.incident.id}`} className="sh-mono sh-small sh-whole">{row.incident.number}</Link> : <span className="sh-sub">{say('直接登记', 'Recorded directly')}</span>) },
    { key: 'started', title: say('登记', 'Recorded'), width: '128px', render: (row) => <span className="sh-num">{moment(row.startedAt)}</span> },
  ];
}

function NextClock({ row }: { row: Row }) {
  const next = row.clocks.filter(({ state, dueAt, stoppedAt }) => dueAt && !stoppedAt && (state === 'running' || state === 'breached')).sort((left, right) => (left.dueAt ?? '').localeCompare(right.dueAt ?? ''))[0];
  return next && !row.closed ? <ClockChip dueAt={next.dueAt ?? null} warnAt={next.warnAt ?? null} /> : <span className="sh-sub">—</span>;
}
