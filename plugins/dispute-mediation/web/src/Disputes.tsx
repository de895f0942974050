import { useQuery } from '@apollo/client/react';
import { Chip, ClockChip, DataTable, EmptyState, ErrorState, GradeChip, GRADES, isGrade, LoadMore, Loading, PageHeader, serverClock, useStation, useTimeZone, useWords, type Column, type Words } from '@stationhouse/plugin-web';
import { Button, Segmented, Select } from 'antd';
import { useMemo } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { DisputeMap } from './DisputeMap.js';
import { DisputeRisksDocument, DisputesDocument, type DisputeMediationTrack, type DisputesQuery, type DisputesQueryVariables } from './gql/disputes.js';
import { newDispute } from './paths.js';
import { filterOf, VIEWS, VISIT, type DisputeView } from './views.js';
import './disputes.css';

type Row = DisputesQuery['disputeMediations']['edges'][number]['node'];
type Filter = DisputesQueryVariables['filter'];
const PAGE = 50;
const TRACKS: readonly DisputeMediationTrack[] = ['onSite', 'police', 'people'];

/** The disputes of a station, the riskiest first, as a list or on a map; what is shown stands in the address. */
export default function Disputes() {
  const { say } = useWords();
  const { base, may } = useStation();
  const navigate = useNavigate();
  const { view, risk, track, asMap, show } = useShown();
  const timeZone = useTimeZone();
  const minute = Math.floor(serverClock.now().getTime() / 60_000);
  const of = useMemo(() => filterOf(view, new Date(minute * 60_000), timeZone), [view, minute, timeZone]);
  const filter = useMemo<Filter>(() => ({ ...of, ...(risk && { risk: { in: [risk] } }), ...(track && { track: { in: [track] } }) }), [of, risk, track]);
  const mayStart = may('instance.start');
  return (
    <>
      <PageHeader title={say('矛盾纠纷', 'Disputes')} facts={factsOf(say, view)} actions={mayStart && <Button type="primary" onClick={() => void navigate(`${base}/${newDispute}`)}>{say('登记纠纷', 'Record a dispute')}</Button>} />
      <div className="sh-filters">
        <Segmented aria-label={say('视图', 'View')} value={view} onChange={(value) => show({ view: value === 'open' ? undefined : value })} options={VIEWS.map((value) => ({ value, label: viewWords(say)[value] }))} style={{ maxWidth: '100%', overflowX: 'auto' }} />
        <Segmented aria-label={say('显示为', 'Shown as')} value={asMap ? 'map' : 'list'} onChange={(value) => show({ as: value === 'map' ? 'map' : undefined })} options={[{ value: 'list', label: say('列表', 'List') }, { value: 'map', label: say('地图', 'Map') }]} />
        <Select aria-label={say('风险', 'Risk')} placeholder={say('风险', 'Risk')} allowClear style={{ width: 160 }} value={risk} onChange={(value: string | undefined) => show({ risk: value })} options={GRADES.map((grade) => ({ value: grade, label: <GradeChip grade={grade} /> }))} />
        <Select aria-label={say('调解方式', 'Track')} placeholder={say('调解方式', 'Track')} allowClear style={{ width: 150 }} value={track} onChange={(value: string | undefined) => show({ track: value })} options={trackOptions(say)} />
        {view !== 'closed' && <RiskCounts of={of} />}
      </div>
      <section className="sh-card sh-tight">{asMap ? <DisputeMap filter={filter} /> : <DisputeList key={view} view={view} filter={filter} clear={risk || track ? () => show({ risk: undefined, track: undefined }) : undefined} />}</section>
    </>
  );
}

/** What the address says is shown, and the way to change it. What it does not know it passes over. */
function useShown() {
  const [parameters, setParameters] = useSearchParams();
  const view = VIEWS.find((one) => one === parameters.get('view')) ?? 'open';
  const risk = GRADES.find((grade) => grade === parameters.get('risk'));
  const track = TRACKS.find((one) => one === parameters.get('track'));
  const asMap = parameters.get('as') === 'map';
  const show = (change: Readonly<Record<string, string | undefined>>) => {
    const next = { view: view === 'open' ? undefined : view, risk, track, as: asMap ? 'map' : undefined, ...change };
    setParameters(Object.fromEntries(Object.entries(next).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))), { replace: true });
  };
  return { view, risk, track, asMap, show };
}

function DisputeList({ view, filter, clear }: { view: DisputeView; filter: Filter; clear: (() => void) | undefined }) {
  const { say } = useWords();
  const { stationId, base } = useStation();
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(DisputesDocument, { variables: { stationId, filter, first: PAGE }, notifyOnNetworkStatusChange: true });
  const columns = useColumns(view);
  const found = (data ?? previousData)?.disputeMediations;
  const rows = found?.edges.map(({ node }) => node) ?? [];
  const more = () => void fetchMore({
    variables: { after: found?.pageInfo.endCursor ?? null },
    updateQuery: (before, { fetchMoreResult: { disputeMediations } }) => ({ disputeMediations: { ...disputeMediations, edges: [...before.disputeMediations.edges, ...disputeMediations.edges] } }),
  });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (found === undefined) return <Loading rows={6} />;
  if (rows.length === 0) return clear ? <EmptyState filtered title={say('没有符合条件的纠纷', 'No dispute matches')} hint={say('换一个风险等级或调解方式，或清除筛选。', 'Choose another risk or track, or clear the filter.')} action={<Button onClick={clear}>{say('清除筛选', 'Clear the filter')}</Button>} /> : <Empty view={view} />;
  return (
    <div aria-busy={loading}>
      <DataTable label={say('纠纷列表', 'Disputes')} rows={rows} rowKey={({ id }) => id} link={({ id }) => `${base}/instances/${id}`} columns={columns} tone={({ instance }) => (isOverdue(instance) ? 'bad' : undefined)} />
      <LoadMore shown={rows.length} total={found.totalCount} hasMore={found.pageInfo.hasNextPage} loading={loading} onMore={more} />
    </div>
  );
}

function Empty({ view }: { view: DisputeView }) {
  const { say } = useWords();
  const { base, may } = useStation();
  const words: Readonly<Record<DisputeView, readonly [string, string]>> = {
    open: [say('没有化解中的纠纷', 'No open disputes'), say('可从警情转入，或在排查中发现后直接登记。', 'Open one from an incident, or record what screening found.')],
    due: [say('本周没有到期的回访', 'No follow-up is due this week'), say('回访提前 1、5、10 天打开，打开后列在这里。', 'Visits open 1, 5 and 10 days ahead and stand here once they are open.')],
    overdue: [say('没有逾期的回访', 'No follow-up is overdue'), say('逾期 2 小时报队长，逾期 1 天报所长。', 'The team leader is told after 2 hours, the chief after a day.')],
    units: [say('没有待复的联动单位', 'No unit owes an answer'), say('函询联动单位后，未答复的列在这里。', 'Disputes stand here while a unit that was asked has not answered.')],
    repeat: [say('没有重复当事人的纠纷', 'No party appears twice'), say('按联系电话比对本所全部纠纷，不显示号码。', 'Phone numbers of all disputes here are compared; none is shown.')],
    closed: [say('还没有办结的纠纷', 'No dispute has been closed yet'), say('回访全部完成后自动办结。', 'One closes by itself once every follow-up is done.')],
  };
  const [title, hint] = words[view];
  return <EmptyState title={title} hint={hint} action={view === 'open' && may('instance.start') && <Link to={`${base}/${newDispute}`}>{say('登记纠纷', 'Record a dispute')}</Link>} />;
}

function viewWords(say: Words['say']): Record<DisputeView, string> {
  return { open: say('化解中', 'Open'), due: say('本周回访', 'Visits this week'), overdue: say('逾期回访', 'Visits overdue'), units: say('单位待复', 'Units to answer'), repeat: say('重复当事人', 'Repeat parties'), closed: say('已办结', 'Closed') };
}

function factsOf(say: Words['say'], view: DisputeView): string {
  if (view === 'repeat') return say('同一联系电话出现在本所两件以上纠纷中（含已办结）；只比对，不显示', 'One phone number in two or more disputes of the station, closed ones among them; compared, never shown');
  return say('风险高的在前；3 天回访、30 天走访、3 个月评估', 'Riskiest first; visits after 3 and 30 days, assessment after 3 months');
}

function trackOptions(say: Words['say']): { value: DisputeMediationTrack; label: string }[] {
  const words = { onSite: say('现场调解', 'On site'), police: say('治安调解', 'By the police'), people: say('人民调解', 'People’s mediation') };
  return TRACKS.map((value) => ({ value, label: words[value] }));
}

/** How many of a view are at each risk, over all pages. */
function RiskCounts({ of }: { of: Filter }) {
  const { number } = useWords();
  const { stationId } = useStation();
  const { data } = useQuery(DisputeRisksDocument, { variables: { stationId, of } });
  const counts = GRADES.map((grade) => ({ grade, count: data?.[grade].totalCount ?? 0 })).filter(({ count }) => count > 0);
  return <div className="sh-row">{counts.map(({ grade, count }) => <span key={grade} className="sh-row" style={{ gap: 4 }}><GradeChip grade={grade} /> {number(count)}</span>)}</div>;
}

function useColumns(view: DisputeView): Column<Row>[] {
  const { say, textOf, moment } = useWords();
  const { base } = useStation();
  const visits = view === 'due' || view === 'overdue';
  return [
    { key: 'risk', title: say('风险', 'Risk'), width: '130px', render: ({ risk }) => (isGrade(risk) ? <GradeChip grade={risk} /> : <span className="sh-sub">{say('待分级', 'Not graded')}</span>) },
    { key: 'title', title: say('纠纷', 'Dispute'), main: true, render: ({ instance }) => <span className="sh-clip">{instance.title}</span> },
    { key: 'track', title: say('方式', 'Track'), width: '110px', wideOnly: true, render: ({ trackTitle }) => (trackTitle ? textOf(trackTitle) : <span className="sh-sub">—</span>) },
    { key: 'number', title: say('编号', 'Number'), width: '160px', render: (row) => <span className="sh-mono sh-small sh-whole">{row.instance.number}</span> },
    { key: 'state', title: say('当前', 'State'), width: '190px', render: ({ instance: row }) => <div className="sh-state">{row.exercise && <Chip tone="exercise">{say('演练', 'Exercise')}</Chip>} <Chip tone={row.closed ? 'plain' : 'info'}>{textOf(row.stateTitle)}</Chip></div> },
    ...(visits ? [{ key: 'visit', title: say('回访', 'Visit'), width: '210px', render: (row: Row) => <NextVisit row={row.instance} /> }] : [{ key: 'clock', title: say('最近时限', 'Next clock'), width: '150px', render: (row: Row) => <NextClock row={row.instance} /> }]),
    { key: 'incident', title: say('来自警情', 'Incident'), width: '160px', wideOnly: true, render: ({ instance: row }) => (row.incident ? <Link to={`${base}/incidents/${row.incident.id}`} className="sh-mono sh-small sh-whole">{row.incident.number}</Link> : <span className="sh-sub">{say('直接登记', 'Recorded directly')}</span>) },
    { key: 'started', title: say('登记', 'Recorded'), width: '128px', render: (row) => <span className="sh-num">{moment(row.instance.startedAt)}</span> },
  ];
}

/** The open visits of a dispute, the next due first. */
function visitsOf({ tasks }: Row['instance']) {
  return tasks.filter(({ key, status }) => key === VISIT && (status === 'OPEN' || status === 'CLAIMED')).sort((left, right) => (left.dueAt ?? '').localeCompare(right.dueAt ?? ''));
}

function isOverdue(row: Row['instance']): boolean {
  const [next] = visitsOf(row);
  return typeof next?.dueAt === 'string' && Date.parse(next.dueAt) <= serverClock.now().getTime();
}

function NextVisit({ row }: { row: Row['instance'] }) {
  const { textOf, due } = useWords();
  const [next] = visitsOf(row);
  return next ? <div>{textOf(next.title)} <ClockChip dueAt={next.dueAt ?? null} /><div className="sh-sub sh-small">{due(next.dueAt)}</div></div> : <span className="sh-sub">—</span>;
}

function NextClock({ row }: { row: Row['instance'] }) {
  const next = row.clocks.filter(({ state, dueAt, stoppedAt }) => dueAt && !stoppedAt && (state === 'running' || state === 'breached')).sort((left, right) => (left.dueAt ?? '').localeCompare(right.dueAt ?? ''))[0];
  return next && !row.closed ? <ClockChip dueAt={next.dueAt ?? null} warnAt={next.warnAt ?? null} /> : <span className="sh-sub">—</span>;
}
