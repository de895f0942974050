import { useMutation, useQuery } from '@apollo/client/react';
import { Card, Chip, codeOf, EmptyState, ErrorState, InlineError, LoadMore, Loading, PageHeader, useScope, useWords, type ApiText } from '@stationhouse/plugin-web';
import { Button, Popconfirm, Progress, Segmented } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import {
  MigrationBatchDocument, MigrationItemsDocument, MigrationStationsDocument, ResumeMigrationDocument, StartMigrationDocument, SuspendMigrationDocument, UndoMigrationDocument,
  type MigrationBatchQuery, type MigrationItemStatus, type MigrationItemsQuery,
} from '../../../gql/migrations.js';
import { useCommand } from '../../../hooks.js';
import { NotFound } from '../../../shell/NotFound.js';
import { isMoving, itemWords, statusWords, totalOf } from './words.js';
import '../configure.css';
import './migrations.css';

type Batch = MigrationBatchQuery['migrationBatch'];
const LOOK_MS = 1_000;

/** One migration: what the rehearsal found, its progress, what became of each instance, and the way back. */
export default function MigrationPage() {
  const words = useWords();
  const { say, moment } = words;
  const { bureauId, stationId, base } = useScope();
  const { workflow = '', batch: batchId = '' } = useParams();
  const query = useQuery(MigrationBatchDocument, { variables: { bureauId, stationId: stationId ?? null, batchId }, fetchPolicy: 'network-only' });
  const { data, error, refetch } = query;
  const batch = data?.migrationBatch;
  if (batch !== undefined && isMoving(batch.progress)) query.startPolling(LOOK_MS);
  else query.stopPolling();
  if (error && !data) return codeOf(error) === 'NOT_FOUND' || codeOf(error) === 'BAD_INPUT' ? <NotFound /> : <ErrorState error={error} onRetry={() => void refetch()} />;
  if (batch === undefined) return <Loading rows={8} />;
  const { words: status, tone } = statusWords(batch.progress.status, words);
  const here = `${base}/workflows/${workflow}`;
  return (
    <>
      <PageHeader
        title={say('迁移在办事项', 'Move running instances')} chips={<Chip tone={tone}>{status}</Chip>}
        facts={<><Link to={`${here}/migrations`}>{say('全部迁移', 'All migrations')}</Link> · {say('{by} {at} 发起', 'planned by {by}, {at}', { by: batch.createdBy ?? '–', at: moment(batch.createdAt) })}{batch.startedAt !== null && ` · ${say('{by} {at} 开始', 'started by {by}, {at}', { by: batch.startedBy ?? '–', at: moment(batch.startedAt) })}`}</>}
        actions={<Turns batch={batch} onTurned={() => void refetch()} />}
      />
      <p className="sh-long">{batch.because}</p>
      <ProgressCard batch={batch} />
      <ReportCard report={batch.report} />
      <Items key={batch.progress.status} batch={batch} />
    </>
  );
}

/** What may be done with a batch now. */
function Turns({ batch, onTurned }: { batch: Batch; onTurned: () => void }) {
  const { say } = useWords();
  const { bureauId, stationId } = useScope();
  const command = useCommand();
  const [start] = useMutation(StartMigrationDocument);
  const [suspend] = useMutation(SuspendMigrationDocument);
  const [resume] = useMutation(ResumeMigrationDocument);
  const [undo] = useMutation(UndoMigrationDocument);
  const { status, ready, moved } = batch.progress;
  const about = { bureauId, stationId: stationId ?? null, batchId: batch.id };
  const turn = async (send: (variables: typeof about & { readonly idempotencyKey: string }) => Promise<unknown>) => {
    await command.run((idempotencyKey) => send({ ...about, idempotencyKey }));
    onTurned();
  };
  const back = (status === 'DONE' || status === 'SUSPENDED' || status === 'RUNNING') && moved > 0;
  return (
    <>
      <InlineError error={command.error} />
      {status === 'REHEARSED' && <Button type="primary" disabled={ready === 0} loading={command.sending} onClick={() => void turn((variables) => start({ variables }))}>{say('开始迁移 {ready} 件', 'Move {ready, plural, one {# instance} other {# instances}}', { ready })}</Button>}
      {(status === 'RUNNING' || status === 'UNDOING') && <Button danger loading={command.sending} onClick={() => void turn((variables) => suspend({ variables }))}>{say('停下', 'Hold')}</Button>}
      {status === 'SUSPENDED' && <Button type="primary" loading={command.sending} onClick={() => void turn((variables) => resume({ variables }))}>{say('继续', 'Go on')}</Button>}
      {back && (
        <Popconfirm title={say('撤回已迁移的 {moved} 件？', 'Take back the {moved} that were moved?', { moved })} description={say('迁移后没有再办理过的，回到原版本和原状态；办理过的留在新版本并列出。', 'Those on which nobody has done anything since go back to their version and state; the others stay and are listed.')} okText={say('撤回', 'Take back')} cancelText={say('不撤回', 'No')} onConfirm={() => void turn((variables) => undo({ variables }))}>
          <Button disabled={command.sending}>{say('撤回', 'Take back')}</Button>
        </Popconfirm>
      )}
    </>
  );
}

function ProgressCard({ batch: { progress } }: { batch: Batch }) {
  const words = useWords();
  const { say, number } = words;
  const { status, ready, stuck, moved, undone, kept } = progress;
  const total = totalOf(progress);
  const undoing = status === 'UNDOING' || status === 'UNDONE';
  const [done, all] = undoing ? [undone + kept, undone + kept + moved] : [moved, moved + ready];
  const shown = status !== 'REHEARSING' && status !== 'REHEARSED' && all > 0;
  const figures: readonly (readonly [MigrationItemStatus, number])[] = [['READY', ready], ['MOVED', moved], ['STUCK', stuck], ['UNDONE', undone], ['KEPT', kept]];
  return (
    <Card title={say('进度', 'Progress')} id="progress">
      {shown && <Progress percent={Math.floor((done / all) * 100)} status={isMoving(progress) ? 'active' : 'normal'} aria-label={say('迁移进度', 'Progress of the migration')} />}
      <p className="sh-sub" role="status">
        {status === 'REHEARSING' ? say('正在试演，已看 {total} 件。可以离开本页，试演在后台继续。', 'Rehearsing; {total} looked at. You may leave this page; it goes on.', { total: number(total) })
          : status === 'REHEARSED' ? (ready === 0 ? say('没有可以迁移的事项。原因见下表；可改去向后重新试演。', 'Nothing can move. The reasons stand below; change where states lead and rehearse again.') : stuck === 0 ? say('{ready} 件都可以迁移，还没有改动任何事项。', 'All {ready} can move. Nothing has been changed yet.', { ready: number(ready) }) : say('{ready} 件可以迁移，{stuck} 件留在原版本，原因见下表。还没有改动任何事项。', '{ready} can move, {stuck} stay; the reasons stand below. Nothing has been changed yet.', { ready: number(ready), stuck: number(stuck) }))
            : isMoving(progress) ? say('{done} / {all} 件。可以离开本页，在后台继续；随时可以停下。', '{done} of {all}. You may leave this page; it goes on and can be held at any time.', { done: number(done), all: number(all) })
              : status === 'SUSPENDED' ? say('已停下：{done} / {all} 件。可继续，也可撤回已迁移的。', 'Held at {done} of {all}. Go on, or take back what was moved.', { done: number(done), all: number(all) })
                : undoing ? say('{undone} 件已回到原版本。', '{undone} are back on their version.', { undone: number(undone) }) : say('{moved} 件已按新版本办理。', '{moved} are on the new version.', { moved: number(moved) })}
      </p>
      <dl className="cf-figures">{figures.filter(([, count]) => count > 0).map(([key, count]) => <div key={key}><dt>{itemWords(key, words)}</dt><dd>{number(count)}</dd></div>)}</dl>
    </Card>
  );
}

/** What the rehearsal found in all: counts by state, tasks, clocks. */
function ReportCard({ report }: { report: Batch['report'] }) {
  const { say, textOf, number } = useWords();
  if (report.states.length === 0) return null;
  // The order in which an instance's states are kept says nothing: sorted by their paths, both sides compare.
  const sorted = (paths: readonly string[], titles: readonly ApiText[]) => paths.map((path, index) => ({ path, title: textOf(titles[index]) })).sort((left, right) => left.path.localeCompare(right.path));
  const names = (states: ReturnType<typeof sorted>) => states.map(({ title }) => title).join(say('、', ', ')) || '–';
  const rows = report.states.map((way) => {
    const [from, to] = [sorted(way.from, way.fromTitles), sorted(way.to, way.toTitles)];
    return { key: `${way.from.join(' ')} ${way.to.join(' ')}`, from, to, count: way.count, same: from.map(({ path }) => path).join(' ') === to.map(({ path }) => path).join(' ') };
  });
  const [moving, staying] = [rows.filter(({ same }) => !same), rows.filter(({ same }) => same)];
  const kept = staying.reduce((sum, { count }) => sum + count, 0);
  return (
    <Card title={say('试演结果', 'What the rehearsal found')} id="report">
      {moving.length > 0 && (
        <table className="cf-questions mg-states">
          <thead><tr><th scope="col">{say('从', 'From')}</th><th scope="col">{say('到', 'To')}</th><th scope="col" className="sh-num">{say('件数', 'Instances')}</th></tr></thead>
          <tbody>{moving.map((row) => <tr key={row.key}><td>{names(row.from)}</td><td>{names(row.to)}</td><td className="sh-num">{number(row.count)}</td></tr>)}</tbody>
        </table>
      )}
      {kept > 0 && (
        <details className="cf-below">
          <summary>{say('{count} 件状态不变', '{count} stay in their state', { count: number(kept) })}</summary>
          <table className="cf-questions mg-states">
            <thead><tr><th scope="col">{say('现在所处的状态', 'State now')}</th><th scope="col" className="sh-num">{say('件数', 'Instances')}</th></tr></thead>
            <tbody>{staying.map((row) => <tr key={row.key}><td>{names(row.from)}</td><td className="sh-num">{number(row.count)}</td></tr>)}</tbody>
          </table>
        </details>
      )}
      <p className="sh-sub">{say('待办任务：照旧 {kept} 项，关闭 {closed} 项，新开 {opened} 项。定时：照旧 {timersKept} 个，取消 {cancelled} 个，新设 {set} 个。', 'Open tasks: {kept} go on, {closed} close, {opened} open. Timers: {timersKept} go on, {cancelled} are cancelled, {set} are set.', { kept: number(report.tasksKept), closed: number(report.tasksClosed), opened: number(report.tasksOpened), timersKept: number(report.timersKept), cancelled: number(report.timersCancelled), set: number(report.timersSet) })}</p>
    </Card>
  );
}

type View = MigrationItemStatus | 'CLOCKS';
const PAGE = 50;

/** The instances one by one: first those that want somebody's eye. */
function Items({ batch }: { batch: Batch }) {
  const words = useWords();
  const { say } = words;
  const { bureauId, stationId } = useScope();
  const { progress } = batch;
  const counts: Readonly<Record<MigrationItemStatus, number>> = { STUCK: progress.stuck, KEPT: progress.kept, READY: progress.ready, MOVED: progress.moved, UNDONE: progress.undone };
  const present = (['STUCK', 'KEPT', 'READY', 'MOVED', 'UNDONE'] as const).filter((status) => counts[status] > 0);
  const [picked, setPicked] = useState<View>();
  const view = picked ?? present[0] ?? 'READY';
  const selection = view === 'CLOCKS' ? { clocksChange: true } : { status: view };
  const { data, error, loading, refetch, fetchMore } = useQuery(MigrationItemsDocument, { variables: { bureauId, stationId: stationId ?? null, batchId: batch.id, ...selection, first: PAGE }, skip: totalOf(progress) === 0, fetchPolicy: 'network-only' });
  const stations = useQuery(MigrationStationsDocument, { variables: { bureauId }, skip: stationId !== undefined });
  if (totalOf(progress) === 0) return progress.status === 'REHEARSING' ? null : <section className="sh-card"><EmptyState title={say('没有需要迁移的事项', 'Nothing is to be moved')} hint={say('在办事项都已按现行版本办理。', 'Everything that runs is on the version in force.')} /></section>;
  const found = data?.migrationBatch.items;
  const options = [...present.map((status) => ({ value: status as View, label: `${itemWords(status, words)} ${counts[status]}` })), { value: 'CLOCKS' as View, label: say('时限有变化', 'Clocks change') }];
  const stationName = (id: string) => stations.data?.stations.find((one) => one.id === id)?.name;
  return (
    <Card title={say('逐件', 'One by one')} id="items" extra={<Segmented<View> className="mg-views" aria-label={say('看哪些', 'Which')} value={view} options={options} onChange={setPicked} />}>
      {error && found === undefined ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : found === undefined ? <Loading rows={4} /> : found.edges.length === 0 ? <EmptyState title={view === 'CLOCKS' ? say('没有时限变化', 'No clock changes')  : say('没有', 'None')} /> : (
        <>
          <ul className="mg-items">{found.edges.map(({ node }) => <Item key={node.instanceId} item={node} stationName={stationName(node.stationId)} />)}</ul>
          <LoadMore shown={found.edges.length} hasMore={found.pageInfo.hasNextPage} loading={loading} onMore={() => void fetchMore({ variables: { after: found.pageInfo.endCursor ?? null }, updateQuery: (before, { fetchMoreResult }) => ({ migrationBatch: { ...fetchMoreResult.migrationBatch, items: { ...fetchMoreResult.migrationBatch.items, edges: [...before.migrationBatch.items.edges, ...fetchMoreResult.migrationBatch.items.edges] } } }) })} />
        </>
      )}
    </Card>
  );
}

function Item({ item, stationName }: { item: MigrationItemsQuery['migrationBatch']['items']['edges'][number]['node']; stationName: string | undefined }) {
  const words = useWords();
  const { say, textOf, moment } = words;
  const { base, stationId } = useScope();
  const at = (value: string | null) => (value === null ? say('未定', 'none') : moment(value));
  return (
    <li>
      <div className="sh-row">
        {/* The bureau sees numbers, states and clocks; the record is the station's. */}
        {stationId === undefined ? <span className="sh-mono">{item.number}</span> : <Link className="sh-mono" to={`${base}/instances/${item.instanceId}`}>{item.number}</Link>}
        {stationName !== undefined && <span className="sh-sub">{stationName}</span>}
        <Chip tone={item.status === 'STUCK' || item.status === 'KEPT' ? 'warn' : item.status === 'MOVED' ? 'ok' : 'plain'}>{itemWords(item.status, words)}</Chip>
        {item.text !== null && <span>{textOf(item.text)}</span>}
      </div>
      {item.clocks.length > 0 && <ul className="mg-clocks sh-small">{item.clocks.map((clock, index) => <li key={index}>{textOf(clock.text)}{clock.change === 'due' && <span className="sh-sub"> {say('{before} → {after}', '{before} → {after}', { before: at(clock.before), after: at(clock.after) })}</span>}</li>)}</ul>}
    </li>
  );
}
