import { useQuery } from '@apollo/client/react';
import { EmptyState, ErrorState, failureOf, LoadMore, Loading, PageHeader, useChanges, useStation, useWords, type Words } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { AlertCard } from './AlertCard.js';
import { FraudAlertCountsDocument, FraudAlertsDocument, type FraudAlertCountsQuery } from './gql/alerts.js';
import { newAlert } from './paths.js';
import { byUrgency } from './urgency.js';
import { filterOf, VIEWS, type AlertView } from './views.js';
import './alerts.css';

const PAGE = 50;
const LIVE = ['INSTANCE', 'TASK'] as const;

/** The alerts of a station, those to be signed first, the gravest on top; live. What is shown stands in the address. */
export default function Alerts() {
  const { say } = useWords();
  const { stationId, base, may } = useStation();
  const navigate = useNavigate();
  const [parameters, setParameters] = useSearchParams();
  const view = VIEWS.find((one) => one === parameters.get('view')) ?? 'waiting';
  const counts = useQuery(FraudAlertCountsDocument, { variables: { stationId } });
  useChanges({ kinds: LIVE }, () => counts.refetch());
  return (
    <>
      <PageHeader title={say('反诈预警', 'Fraud alerts')} facts={say('等级高的在前；签收、电话、见面各有时限', 'The highest grade first; each is signed, called and met within its limits')} actions={may('instance.start') && <Button type="primary" onClick={() => void navigate(`${base}/${newAlert}`)}>{say('登记预警', 'Record an alert')}</Button>} />
      <div className="sh-filters">
        <Segmented
          aria-label={say('视图', 'View')} value={view} onChange={(value) => setParameters(value === 'waiting' ? {} : { view: value }, { replace: true })} className="alert-views"
          options={VIEWS.map((value) => ({ value, label: <ViewLabel view={value} counts={counts.data} /> }))}
        />
      </div>
      <section className={view === 'exercises' ? 'sh-card sh-tight alert-exercises' : 'sh-card sh-tight'}><AlertList key={view} view={view} /></section>
    </>
  );
}

function ViewLabel({ view, counts }: { view: AlertView; counts: FraudAlertCountsQuery | undefined }) {
  const { say, number } = useWords();
  const count = view === 'closed' ? 0 : (counts?.[view].totalCount ?? 0);
  return <span className={view === 'exercises' ? 'alert-view-exercises' : undefined}>{viewWords(say)[view]}{count > 0 && <span className={view === 'waiting' ? 'alert-count alert-count-waiting' : 'alert-count'}>{number(count)}</span>}</span>;
}

function AlertList({ view }: { view: AlertView }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(FraudAlertsDocument, { variables: { stationId, filter: filterOf(view), exercise: view === 'exercises', first: PAGE }, notifyOnNetworkStatusChange: true });
  useChanges({ kinds: LIVE }, () => refetch());
  const found = (data ?? previousData)?.fraudAlerts;
  const rows = (found?.edges ?? []).map(({ node }) => node);
  const sorted = view === 'closed' ? rows : [...rows].sort(byUrgency);
  const more = () => void fetchMore({
    variables: { after: found?.pageInfo.endCursor ?? null },
    updateQuery: (before, { fetchMoreResult: { fraudAlerts } }) => ({ fraudAlerts: { ...fraudAlerts, edges: [...before.fraudAlerts.edges, ...fraudAlerts.edges] } }),
  });
  if (error && found === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (found === undefined) return <Loading rows={6} />;
  return (
    <div aria-busy={loading}>
      {error && <Stale error={error} onRetry={() => void refetch()} />}
      {sorted.length === 0 ? <Empty view={view} /> : (
        <>
          <ul className="alert-list" aria-label={say('预警列表', 'Alerts')}>{sorted.map((alert) => <AlertCard key={alert.id} alert={alert} onChanged={() => void refetch().catch(() => undefined)} />)}</ul>
          <LoadMore shown={sorted.length} total={found.totalCount} hasMore={found.pageInfo.hasNextPage} loading={loading} onMore={more} />
        </>
      )}
    </div>
  );
}

/** What is shown is from before: said above it, never instead of it. */
function Stale({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { say, textOf } = useWords();
  return (
    <div className="alert-stale" role="alert">
      <span><b>{say('连接中断，以下是断开前的预警；新预警请听电话、电台。', 'Cut off: what stands below is from before. New alerts come by phone and radio.')}</b> {textOf(failureOf(error).text)}</span>
      <Button size="small" onClick={onRetry}>{say('重试', 'Try again')}</Button>
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
    exercises: [say('没有进行中的演练预警', 'No exercise runs'), say('演练的预警只列在这里，不计入统计，不对外发送。', 'Alerts of exercises stand here alone: in no figure, and nothing leaves the house.')],
  };
  const [title, hint] = words[view];
  return <EmptyState title={title} hint={hint} action={view === 'waiting' && may('instance.start') && <Link to={`${base}/${newAlert}`}>{say('登记预警', 'Record an alert')}</Link>} />;
}

function viewWords(say: Words['say']): Record<AlertView, string> {
  return { waiting: say('待签收', 'To sign'), dissuading: say('劝阻中', 'Dissuading'), reporting: say('待反馈', 'To report'), revisiting: say('待回访', 'To revisit'), closed: say('已办结', 'Closed'), exercises: say('演练', 'Exercises') };
}
