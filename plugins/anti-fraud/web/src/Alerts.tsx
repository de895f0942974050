import { useQuery } from '@apollo/client/react';
import { Chip, ClockChip, DataTable, EmptyState, ErrorState, LoadMore, Loading, PageHeader, useStation, useWords, type Column, type Words } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { AlertGrade } from './AlertGrade.js';
import { FraudAlertsDocument, type FraudAlertsQuery } from './gql/alerts.js';
import { newAlert } from './paths.js';
import { filterOf, VIEWS, type AlertView } from './views.js';

type Row = FraudAlertsQuery['fraudAlerts']['edges'][number]['node'];
const PAGE = 50;
/** How often the queue is read anew beside what live changes bring. */
const REFRESH_MS = 15_000;

/** The alerts of a station by grade, those to be signed first; what is shown stands in the address. */
export default function Alerts() {
  const { say } = useWords();
  const { base, may } = useStation();
  const navigate = useNavigate();
  const [parameters, setParameters] = useSearchParams();
  const view = VIEWS.find((one) => one === parameters.get('view')) ?? 'waiting';
  return (
    <>
      <PageHeader title={say('反诈预警', 'Fraud alerts')} facts={say('等级高的在前；签收、电话、见面各有时限', 'The highest grade first; each is signed, called and met within its limits')} actions={may('instance.start') && <Button type="primary" onClick={() => void navigate(`${base}/${newAlert}`)}>{say('登记预警', 'Record an alert')}</Button>} />
      <div className="sh-filters">
        <Segmented aria-label={say('视图', 'View')} value={view} onChange={(value) => setParameters(value === 'waiting' ? {} : { view: value }, { replace: true })} options={VIEWS.map((value) => ({ value, label: viewWords(say)[value] }))} style={{ maxWidth: '100%', overflowX: 'auto' }} />
      </div>
      <section className="sh-card sh-tight"><AlertList key={view} view={view} /></section>
    </>
  );
}

function AlertList({ view }: { view: AlertView }) {
  const { say } = useWords();
  const { stationId, base } = useStation();
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(FraudAlertsDocument, { variables: { stationId, filter: filterOf(view), exercise: false, first: PAGE }, notifyOnNetworkStatusChange: true, pollInterval: REFRESH_MS });
  const columns = useColumns(view);
  const found = (data ?? previousData)?.fraudAlerts;
  const rows = found?.edges.map(({ node }) => node) ?? [];
  const more = () => void fetchMore({
    variables: { after: found?.pageInfo.endCursor ?? null },
    updateQuery: (before, { fetchMoreResult: { fraudAlerts } }) => ({ fraudAlerts: { ...fraudAlerts, edges: [...before.fraudAlerts.edges, ...fraudAlerts.edges] } }),
  });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (found === undefined) return <Loading rows={6} />;
  if (rows.length === 0) return <Empty view={view} />;
  return (
    <div aria-busy={loading}>
      <DataTable label={say('预警列表', 'Alerts')} rows={rows} rowKey={({ id }) => id} link={({ id }) => `${base}/instances/${id}`} columns={columns} />
      <LoadMore shown={rows.length} total={found.totalCount} hasMore={found.pageInfo.hasNextPage} loading={loading} onMore={more} />
    </div>
  );
}

function Empty({ view }: { view: AlertView }) {
  const { say } = useWords();
  const { base, may } = useStation();
  const words: Readonly<Record<AlertView, readonly [string, string]>> = {
    waiting: [say('没有待签收的预警', 'No alert waits to be signed'), say('新的预警会响铃，直到有人签收。', 'A new one rings until somebody signs it.')],
    dissuading: [say('没有正在劝阻的预警', 'Nobody is being dissuaded'), say('签收后列在这里：电话、查找、见面。', 'Signed alerts stand here: the call, where they are, the meeting.')],
    reporting: [say('没有待反馈的预警', 'No alert waits for its report'), say('劝阻结束后两小时内反馈。', 'What came of it is reported within two hours.')],
    revisiting: [say('没有待回访的预警', 'No revisit waits'), say('反馈七天后回访。', 'They are visited again after seven days.')],
    closed: [say('还没有办结的预警', 'No alert has been closed yet'), say('回访后自动办结；误报、拒绝的当即办结。', 'One closes after its revisit; false and refused ones at once.')],
  };
  const [title, hint] = words[view];
  return <EmptyState title={title} hint={hint} action={view === 'waiting' && may('instance.start') && <Link to={`${base}/${newAlert}`}>{say('登记预警', 'Record an alert')}</Link>} />;
}

function viewWords(say: Words['say']): Record<AlertView, string> {
  return { waiting: say('待签收', 'To sign'), dissuading: say('劝阻中', 'Dissuading'), reporting: say('待反馈', 'To report'), revisiting: say('待回访', 'To revisit'), closed: say('已办结', 'Closed') };
}

function useColumns(view: AlertView): Column<Row>[] {
  const { say, textOf, moment } = useWords();
  return [
    { key: 'grade', title: say('等级', 'Grade'), width: '90px', render: ({ grade }) => grade && <AlertGrade grade={grade} /> },
    { key: 'title', title: say('预警', 'Alert'), main: true, render: ({ instance, paying }) => <span className="sh-clip">{paying === true && <><Chip tone="bad">{say('已转账', 'Paying')}</Chip> </>}{instance.title}</span> },
    { key: 'source', title: say('来源', 'Source'), width: '170px', wideOnly: true, render: ({ sourceTitle, reports }) => <>{textOf(sourceTitle)}{(reports?.length ?? 0) > 1 && <span className="sh-sub"> {say('等 {count} 次', '+{more}', { count: reports?.length ?? 0, more: (reports?.length ?? 1) - 1 })}</span>}</> },
    { key: 'number', title: say('编号', 'Number'), width: '160px', render: ({ instance }) => <span className="sh-mono sh-small sh-whole">{instance.number}</span> },
    { key: 'state', title: say('当前', 'State'), width: '170px', render: ({ instance, endingTitle }) => <Chip tone={instance.closed ? 'plain' : 'info'}>{textOf(view === 'closed' && endingTitle ? endingTitle : instance.stateTitle)}</Chip> },
    { key: 'clock', title: say('最近时限', 'Next clock'), width: '150px', render: ({ instance }) => <NextClock row={instance} /> },
    { key: 'started', title: say('接收', 'Received'), width: '128px', render: ({ instance }) => <span className="sh-num">{moment(instance.startedAt)}</span> },
  ];
}

function NextClock({ row }: { row: Row['instance'] }) {
  const next = row.clocks.filter(({ state, dueAt, stoppedAt }) => dueAt && !stoppedAt && (state === 'running' || state === 'breached')).sort((left, right) => (left.dueAt ?? '').localeCompare(right.dueAt ?? ''))[0];
  return next && !row.closed ? <ClockChip dueAt={next.dueAt ?? null} warnAt={next.warnAt ?? null} /> : <span className="sh-sub">—</span>;
}
