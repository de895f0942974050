import { useMutation, useQuery } from '@apollo/client/react';
import { Card, Chip, DataTable, EmptyState, ErrorState, InlineError, Loading, PageHeader, useScope, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Popconfirm, Progress } from 'antd';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { CancelFigureRebuildDocument, FigureFaultsDocument, FigureRebuildDocument, RebuildFiguresDocument, type FigureFaultsQuery, type FigureRebuildQuery } from '../../gql/keeping.js';
import { useCommand } from '../../hooks.js';
import { useMe } from '../../session/me.js';
import { useToast } from '../../shell/toast.js';

/** So often a running rebuild is looked at. */
const LOOK_EVERY = 2_000;

type Rebuilding = NonNullable<FigureRebuildQuery['figureRebuild']>;
type Fault = FigureFaultsQuery['figureFaults'][number];

/** What is kept of figures: counting it anew, and where it differed from the records. */
export default function Keeping() {
  const { say } = useWords();
  const { base } = useScope();
  return (
    <>
      <PageHeader title={say('统计汇总维护', 'Figures in order')} facts={say('系统按日和月汇总警情数以便快速查询，每天与记录核对一次；汇总未就绪时直接数记录，查到的数始终准确', 'Incidents are added up by day and month so that questions are answered at once, and compared with the records every day. What is not ready is counted from the records: figures are right at every moment')} actions={<Link to={`${base}/figures`}>{say('返回统计指标', 'Back to figures')}</Link>} />
      <div className="sh-stack">
        <RebuildCard />
        <Faults />
      </div>
    </>
  );
}

function RebuildCard() {
  const { say, moment } = useWords();
  const { bureauId } = useScope();
  const toast = useToast();
  const command = useCommand();
  const { data, error, refetch, startPolling, stopPolling } = useQuery(FigureRebuildDocument, {
    variables: { bureauId }, fetchPolicy: 'cache-and-network', skipPollAttempt: () => document.hidden,
  });
  const [start] = useMutation(RebuildFiguresDocument, { refetchQueries: ['FigureRebuild'], awaitRefetchQueries: true });
  const [cancel] = useMutation(CancelFigureRebuildDocument, { refetchQueries: ['FigureRebuild'], awaitRefetchQueries: true });
  const rebuild = data?.figureRebuild ?? undefined;
  const running = rebuild?.status === 'RUNNING';
  useWatching(running, startPolling, stopPolling);
  const begin = async () => { if (await command.run(() => start({ variables: { bureauId } }))) toast.done(say('已开始重算', 'Counting anew has begun')); };
  const stop = async () => { if (await command.run(() => cancel({ variables: { bureauId } }))) toast.done(say('已取消重算', 'Counting anew is cancelled')); };
  return (
    <Card
      title={say('全部重算', 'Count everything anew')}
      extra={data === undefined ? null : running ? <Button danger loading={command.sending} onClick={() => void stop()}>{say('取消重算', 'Cancel')}</Button> : (
        <Popconfirm title={say('重算全局各所的汇总？', 'Count what is kept of all stations anew?')} description={say('在后台进行，不影响查询；可随时取消，已重算的部分保留。', 'It goes on in the background, and figures stay right meanwhile. It can be cancelled; what was counted stays.')} okText={say('开始重算', 'Begin')} cancelText={say('返回', 'Back')} onConfirm={() => void begin()}>
          <Button type="primary" loading={command.sending}>{say('开始重算', 'Count anew')}</Button>
        </Popconfirm>
      )}
    >
      <p className="sh-sub">{say('一般不需要：新增、更正和封存的记录会自动计入。更换统计口径或恢复备份后，可在此核实一遍。', 'Mostly there is no need: what is new, corrected or sealed counts by itself. After a restored backup, or other rules of counting, it makes sure.')}</p>
      {error && !data ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : data === undefined ? <Loading rows={2} /> : rebuild === undefined ? <p>{say('还没有重算过。', 'Nothing was counted anew yet.')}</p> : <Standing rebuild={rebuild} moment={moment} />}
      <InlineError error={command.error} />
    </Card>
  );
}

/** Looks again and again while something goes on. */
function useWatching(going: boolean, start: (every: number) => void, stop: () => void): void {
  useEffect(() => {
    if (!going) return undefined;
    start(LOOK_EVERY);
    return stop;
  }, [going, start, stop]);
}

function Standing({ rebuild: { status, progress, startedAt, finishedAt }, moment }: { rebuild: Rebuilding; moment: (iso: string) => string }) {
  const { say } = useWords();
  const chips = { RUNNING: <Chip tone="info">{say('进行中', 'Going on')}</Chip>, DONE: <Chip tone="ok">{say('已完成', 'Done')}</Chip>, CANCELLED: <Chip tone="warn">{say('已取消', 'Cancelled')}</Chip> };
  return (
    <>
      <div className="sh-row">{chips[status]}<span role="status">{finishedAt ? say('{from} 开始，{to} 结束', 'From {from} to {to}', { from: moment(startedAt), to: moment(finishedAt) }) : say('{from} 开始', 'Since {from}', { from: moment(startedAt) })}</span></div>
      <Progress percent={Math.floor(progress * 100)} status={status === 'RUNNING' ? 'active' : status === 'DONE' ? 'success' : 'normal'} aria-label={say('重算进度', 'How far it is')} />
      {status === 'RUNNING' && <p className="sh-sub">{say('可以离开本页，重算在后台继续；服务重启后接着算。', 'You may leave this page: it goes on, and after a restart from where it was.')}</p>}
      {status === 'CANCELLED' && <p className="sh-sub">{say('取消前重算的部分保留。', 'What was counted before stays.')}</p>}
    </>
  );
}

function Faults() {
  const { say, textOf, moment } = useWords();
  const stations = new Map(useMe().stations.map(({ station }) => [station.id, station.name]));
  const { data, error, refetch } = useQuery(FigureFaultsDocument, { variables: { stationIds: [...stations.keys()] }, fetchPolicy: 'cache-and-network' });
  if (error && !data) return <Card title={say('核对发现的差异', 'Differences that were found')}><ErrorState compact error={error} onRetry={() => void refetch()} /></Card>;
  const metrics = new Map(data?.metrics.map((metric) => [metric.id, metric]));
  const named = ({ metric, dimensions, value }: Fault) => dimensions.map((dimension, index) => {
    const of = metrics.get(metric)?.dimensions.find(({ id }) => id === dimension);
    const [kept, title] = [value?.[index], of === undefined ? dimension : textOf(of.title)];
    const listed = of?.values.find((one) => one.value === kept);
    return value ? say('{title}：{value}', '{title}: {value}', { title, value: listed === undefined ? (kept ?? say('无', 'none')) : textOf(listed.title) }) : say('按{title}', 'by {title}', { title });
  });
  // Readers of aggregates are told which cells differed, and not what is in them.
  const told = data?.figureFaults.some(({ value }) => value !== null) ?? false;
  const columns: Column<Fault>[] = [
    { key: 'metric', title: say('指标', 'Metric'), main: true, render: (fault) => <>{textOf(metrics.get(fault.metric)?.title ?? { zhCN: fault.metric, en: fault.metric })}<div className="sh-sub sh-small">{named(fault).join(say('、', ', ')) || say('合计', 'total')}</div></> },
    { key: 'station', title: say('派出所', 'Station'), render: ({ stationId }) => stations.get(stationId) ?? stationId },
    { key: 'day', title: say('日期', 'Day'), render: ({ day, step }) => <span className="sh-whole">{step === 'MONTH' ? day.slice(0, 7) : day}</span> },
    ...(told ? [
      { key: 'kept', title: say('原汇总', 'Kept'), align: 'right' as const, render: ({ kept, value }: Fault) => (value ? <Counted cell={kept} /> : <span className="sh-sub">{say('不显示', 'not shown')}</span>) },
      { key: 'counted', title: say('按记录', 'By the records'), align: 'right' as const, render: ({ counted, value }: Fault) => (value ? <Counted cell={counted} /> : <span className="sh-sub">{say('不显示', 'not shown')}</span>) },
    ] : []),
    { key: 'found', title: say('发现时间', 'Found'), render: ({ foundAt }) => <span className="sh-whole">{moment(foundAt)}</span> },
  ];
  return (
    <section className="sh-card sh-tight" aria-label={say('核对发现的差异', 'Differences that were found')}>
      <div className="sh-row sh-card-head"><h2>{say('核对发现的差异', 'Differences that were found')}</h2></div>
      {data === undefined ? <Loading rows={4} /> : data.figureFaults.length === 0 ? <EmptyState title={say('没有发现差异', 'None was found')} hint={say('每天自动核对一次；发现差异会立即按记录更正，并列在这里。', 'Everything is compared once a day. What differs is counted anew at once, and listed here.')} /> : (
        <>
          <p className="sh-sub">{say('都已按记录更正，最近的在前，最多 200 条。反复出现请联系运维。', 'All of them have been counted anew; the newest first, at most 200. If they come again, ask whoever runs the system.')}{!told && say('这里只列出差在哪一项，不显示数值。', ' Which of them differed is told here, not how much they hold.')}</p>
          <DataTable dense label={say('核对发现的差异', 'Differences that were found')} columns={columns} rows={data.figureFaults} rowKey={({ id }) => id} />
        </>
      )}
    </section>
  );
}

function Counted({ cell }: { cell: Fault['kept'] }) {
  const { number, say } = useWords();
  if (!cell) return <span className="sh-sub">{say('无', 'none')}</span>;
  return <>{cell.denominator === null || cell.denominator === undefined ? number(cell.numerator) : `${number(cell.numerator)} / ${number(cell.denominator)}`}</>;
}
