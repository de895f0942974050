import { useQuery } from '@apollo/client/react';
import { Chip, Countdown, DataTable, EmptyState, ErrorState, LoadMore, Loading, PageHeader, useChanges, useStation, useWords } from '@stationhouse/plugin-web';
import { Segmented } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { PaymentStopsDocument, type StopRowFragment } from '../gql/stops.js';
import { alertsPage, stopPage } from '../paths.js';
import { nextDue } from './state.js';
import '../alerts.css';

const PAGE = 50;
const LIVE = ['INSTANCE', 'TASK'] as const;

/** The station's payment stops: what waits for the account, what the centre decides, what is stopped and until when; live. No account is shown. */
export default function PaymentStops() {
  const { say } = useWords();
  const [parameters, setParameters] = useSearchParams();
  const closed = parameters.get('view') === 'closed';
  return (
    <>
      <PageHeader title={say('紧急止付', 'Payment stops')} facts={say('派出所请求，反诈中心决定；一次止付 48 小时，同一账户最多两次', 'The station asks and the anti-fraud centre decides; a stop lasts 48 hours, an account is stopped at most twice')} />
      <div className="sh-filters">
        <Segmented aria-label={say('视图', 'View')} value={closed ? 'closed' : 'open'} onChange={(view) => setParameters(view === 'closed' ? { view } : {}, { replace: true })} options={[{ value: 'open', label: say('办理中', 'Under way') }, { value: 'closed', label: say('已结束', 'Over') }]} />
      </div>
      <section className="sh-card sh-tight"><StopList key={String(closed)} closed={closed} /></section>
    </>
  );
}

function StopList({ closed }: { closed: boolean }) {
  const { say, textOf, number, moment } = useWords();
  const { stationId, base } = useStation();
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(PaymentStopsDocument, { variables: { stationId, closed, first: PAGE }, notifyOnNetworkStatusChange: true });
  useChanges({ kinds: LIVE }, () => refetch());
  const found = (data ?? previousData)?.paymentStops;
  if (error && found === undefined) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (found === undefined) return <Loading rows={4} />;
  const rows = found.edges.map(({ node }) => node);
  if (rows.length === 0) return <EmptyState title={closed ? say('还没有结束的止付', 'No payment stop is over yet') : say('没有正在办理的止付', 'No payment stop is under way')} hint={say('在预警的劝阻页上按“钱已转出：发起止付”。', 'Begin one on the page of an alert: “Money has gone”.')} action={<Link to={`${base}/${alertsPage}?view=dissuading`}>{say('劝阻中的预警', 'Alerts being dissuaded')}</Link>} />;
  const more = () => void fetchMore({ variables: { after: found.pageInfo.endCursor ?? null }, updateQuery: (before, { fetchMoreResult: { paymentStops } }) => ({ paymentStops: { ...paymentStops, edges: [...before.paymentStops.edges, ...paymentStops.edges] } }) });
  return (
    <div aria-busy={loading}>
      <DataTable<StopRowFragment>
        label={say('止付列表', 'Payment stops')} rows={rows} rowKey={({ id }) => id} link={({ id }) => `${base}/${stopPage(id)}`}
        columns={[
          { key: 'number', title: say('编号', 'Number'), main: true, render: ({ instance }) => <span className="sh-mono sh-whole">{instance.number}</span> },
          { key: 'state', title: say('进展', 'State'), render: ({ instance }) => <Chip tone={instance.closed ? 'plain' : 'info'}>{textOf(instance.stateTitle)}</Chip> },
          { key: 'due', title: say('时限', 'Time'), render: (stop) => <Countdown dueAt={nextDue(stop)?.at ?? null} /> },
          { key: 'amount', title: say('转账金额（元）', 'Paid (yuan)'), align: 'right', render: ({ amount }) => (amount === null ? '—' : number(amount)) },
          { key: 'held', title: say('止付金额（元）', 'Held (yuan)'), align: 'right', render: ({ amountHeld }) => (amountHeld === null ? '—' : number(amountHeld)) },
          { key: 'begun', title: say('发起', 'Begun'), wideOnly: true, render: ({ instance }) => moment(instance.startedAt) },
        ]}
      />
      <LoadMore shown={rows.length} total={found.totalCount} hasMore={found.pageInfo.hasNextPage} loading={loading} onMore={more} />
    </div>
  );
}
