import { useQuery } from '@apollo/client/react';
import { Chip, ClockChip, DataTable, EmptyState, ErrorState, GradeChip, GRADES, isGrade, LoadMore, Loading, PageHeader, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Segmented, Select } from 'antd';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { DisputesDocument, OpenDisputeRisksDocument, type DisputeMediationTrack, type DisputesQuery } from './gql/disputes.js';
import { newDispute } from './paths.js';

type Row = DisputesQuery['disputeMediations']['edges'][number]['node'];
const PAGE = 50;
const TRACKS: readonly DisputeMediationTrack[] = ['onSite', 'police', 'people'];

/** The disputes of a station, the riskiest first; each opens its instance. */
export default function Disputes() {
  const { say } = useWords();
  const { stationId, base, may } = useStation();
  const navigate = useNavigate();
  const [parameters, setParameters] = useSearchParams();
  const closed = parameters.get('closed') === 'yes';
  const risk = GRADES.find((grade) => grade === parameters.get('risk'));
  const track = TRACKS.find((one) => one === parameters.get('track'));
  const filter = { instance: { closed }, ...(risk && { risk: { in: [risk] } }), ...(track && { track: { in: [track] } }) };
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(DisputesDocument, { variables: { stationId, filter, first: PAGE }, notifyOnNetworkStatusChange: true });
  const found = (data ?? previousData)?.disputeMediations;
  const rows = found?.edges.map(({ node }) => node) ?? [];
  const narrowed = risk !== undefined || track !== undefined;
  const columns = useColumns();
  const open = () => void navigate(`${base}/${newDispute}`);
  const mayStart = may('instance.start');
  const more = () => void fetchMore({
    variables: { after: found?.pageInfo.endCursor ?? null },
    updateQuery: (before, { fetchMoreResult: { disputeMediations } }) => ({ disputeMediations: { ...disputeMediations, edges: [...before.disputeMediations.edges, ...disputeMediations.edges] } }),
  });
  const show = (change: Readonly<Record<string, string | undefined>>) => {
    const next = { closed: closed ? 'yes' : undefined, risk, track, ...change };
    setParameters(Object.fromEntries(Object.entries(next).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))), { replace: true });
  };
  return (
    <>
      <PageHeader title={say('矛盾纠纷', 'Disputes')} facts={say('风险高的在前；3 天回访、30 天走访、3 个月评估', 'Riskiest first; visits after 3 and 30 days, assessment after 3 months')} actions={mayStart && <Button type="primary" onClick={open}>{say('登记纠纷', 'Record a dispute')}</Button>} />
      <div className="sh-filters">
        <Segmented aria-label={say('状态', 'State')} value={closed ? 'yes' : 'no'} onChange={(value) => show({ closed: value === 'yes' ? 'yes' : undefined })} options={[{ value: 'no', label: say('化解中', 'Open') }, { value: 'yes', label: say('已办结', 'Closed') }]} />
        <Select aria-label={say('风险', 'Risk')} placeholder={say('风险', 'Risk')} allowClear style={{ width: 160 }} value={risk} onChange={(value: string | undefined) => show({ risk: value })} options={GRADES.map((grade) => ({ value: grade, label: <GradeChip grade={grade} /> }))} />
        <Select aria-label={say('调解方式', 'Track')} placeholder={say('调解方式', 'Track')} allowClear style={{ width: 150 }} value={track} onChange={(value: string | undefined) => show({ track: value })} options={trackOptions(say)} />
        {!closed && <RiskCounts />}
      </div>
      <section className="sh-card sh-tight" aria-busy={loading}>
        {error && !data ? <ErrorState error={error} onRetry={() => void refetch()} /> : found === undefined ? <Loading rows={6} /> : rows.length === 0 ? (
          narrowed ? <EmptyState title={say('没有符合条件的纠纷', 'No dispute matches')} hint={say('换一个风险等级或调解方式，或清除筛选。', 'Choose another risk or track, or clear the filter.')} action={<Button onClick={() => show({ risk: undefined, track: undefined })}>{say('清除筛选', 'Clear the filter')}</Button>} /> : <EmptyState title={closed ? say('还没有办结的纠纷', 'No dispute has been closed yet') : say('没有化解中的纠纷', 'No open disputes')} hint={say('可从警情转入，或在排查中发现后直接登记。', 'Open one from an incident, or record what screening found.')} action={mayStart && <Link to={`${base}/${newDispute}`}>{say('登记纠纷', 'Record a dispute')}</Link>} />
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

function trackOptions(say: ReturnType<typeof useWords>['say']): { value: DisputeMediationTrack; label: string }[] {
  const words = { onSite: say('现场调解', 'On site'), police: say('治安调解', 'By the police'), people: say('人民调解', 'People’s mediation') };
  return TRACKS.map((value) => ({ value, label: words[value] }));
}

/** How many are open at each risk, over all pages. */
function RiskCounts() {
  const { number } = useWords();
  const { stationId } = useStation();
  const { data } = useQuery(OpenDisputeRisksDocument, { variables: { stationId } });
  const counts = GRADES.map((grade) => ({ grade, count: data?.[grade].totalCount ?? 0 })).filter(({ count }) => count > 0);
  return <div className="sh-row">{counts.map(({ grade, count }) => <span key={grade} className="sh-row" style={{ gap: 4 }}><GradeChip grade={grade} /> {number(count)}</span>)}</div>;
}

function useColumns(): Column<Row>[] {
  const { say, textOf, moment } = useWords();
  const { base } = useStation();
  return [
    { key: 'risk', title: say('风险', 'Risk'), width: '130px', render: ({ risk }) => (isGrade(risk) ? <GradeChip grade={risk} /> : <span className="sh-sub">{say('待分级', 'Not graded')}</span>) },
    { key: 'title', title: say('纠纷', 'Dispute'), main: true, render: ({ instance }) => <span className="sh-clip">{instance.title}</span> },
    { key: 'track', title: say('方式', 'Track'), width: '110px', wideOnly: true, render: ({ trackTitle }) => (trackTitle ? textOf(trackTitle) : <span className="sh-sub">—</span>) },
    { key: 'number', title: say('编号', 'Number'), width: '160px', render: (row) => <span className="sh-mono sh-small sh-whole">{row.instance.number}</span> },
    { key: 'state', title: say('当前', 'State'), width: '190px', render: ({ instance: row }) => <div className="sh-state">{row.exercise && <Chip tone="exercise">{say('演练', 'Exercise')}</Chip>} <Chip tone={row.closed ? 'plain' : 'info'}>{textOf(row.stateTitle)}</Chip></div> },
    { key: 'clock', title: say('最近时限', 'Next clock'), width: '150px', render: (row) => <NextClock row={row.instance} /> },
    { key: 'incident', title: say('来自警情', 'Incident'), width: '160px', wideOnly: true, render: ({ instance: row }) => (row.incident ? <Link to={`${base}/incidents/${row.incident.id}`} className="sh-mono sh-small sh-whole">{row.incident.number}</Link> : <span className="sh-sub">{say('直接登记', 'Recorded directly')}</span>) },
    { key: 'started', title: say('登记', 'Recorded'), width: '128px', render: (row) => <span className="sh-num">{moment(row.instance.startedAt)}</span> },
  ];
}

function NextClock({ row }: { row: Row['instance'] }) {
  const next = row.clocks.filter(({ state, dueAt, stoppedAt }) => dueAt && !stoppedAt && (state === 'running' || state === 'breached')).sort((left, right) => (left.dueAt ?? '').localeCompare(right.dueAt ?? ''))[0];
  return next && !row.closed ? <ClockChip dueAt={next.dueAt ?? null} warnAt={next.warnAt ?? null} /> : <span className="sh-sub">—</span>;
}
