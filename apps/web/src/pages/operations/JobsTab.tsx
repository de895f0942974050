import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, DataTable, EmptyState, ErrorState, InlineError, LoadMore, Loading, useScope, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Input, Segmented } from 'antd';
import { useEffect, useId, useState } from 'react';
import { Link } from 'react-router';
import { ChoiceField } from '../../fields.js';
import { DropJobsDocument, JobsInQueueDocument, RetryJobsDocument, type JobsInQueueQuery, type JobStanding, type QueueQuery } from '../../gql/operations.js';
import { useCommand, useFilters } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { SideDrawer } from '../../shell/SideDrawer.js';
import { useToast } from '../../shell/toast.js';
import type { Place } from './Operations.js';
import type { Reading } from './useReading.js';
import { LATE_SECONDS, spanInWords, standingWords } from './words.js';

type Job = JobsInQueueQuery['jobsInQueue']['edges'][number]['node'];
type Topic = QueueQuery['queue']['topics'][number];
const KEYS = ['standing', 'topic'] as const;
const STANDINGS: readonly JobStanding[] = ['PARKED', 'RETRYING', 'RUNNING', 'WAITING'];
const PAGE = 50;

interface Props {
  readonly places: readonly Place[];
  readonly queue: QueueQuery['queue'] | undefined;
  readonly error: unknown;
  readonly reading: Reading;
  /** Also the bureau's own jobs. */
  readonly bureauId: string | undefined;
}

/** The queue by kind of job, and the jobs themselves: what failed says why, and is run again or dropped with a reason. */
export function JobsTab({ places, queue, error, reading, bureauId }: Props) {
  const { say } = useWords();
  if (error) return <ErrorState error={error} onRetry={reading.refresh} />;
  if (queue === undefined) return places.length === 0 ? <EmptyState title={say('分局还没有派出所', 'The bureau has no station yet')} /> : <Loading rows={6} />;
  return (
    <div className="sh-stack">
      <p className="sh-row">
        <Chip tone={queue.connected ? 'ok' : 'bad'}>{queue.connected ? say('队列已连接', 'Queue connected') : say('队列连接不上', 'Queue unreachable')}</Chip>
        <span className="sh-sub">{queue.backend === 'REDIS' ? say('唤醒经 Redis 传送', 'Wake-ups go through Redis') : say('唤醒经数据库传送', 'Wake-ups go through the database')} · {say('后台任务存在数据库中，队列中断也不会丢失。', 'Jobs themselves are kept in the database, so none is lost with the queue.')}</span>
      </p>
      {queue.topics.length > 0 && <Topics topics={queue.topics} />}
      <Jobs places={places} topics={queue.topics} reading={reading} bureauId={bureauId} />
    </div>
  );
}

function Topics({ topics }: { topics: readonly Topic[] }) {
  const { say, textOf, number } = useWords();
  const shown = (value: number) => (value === 0 ? <span className="sh-sub">0</span> : number(value));
  return (
    <section className="sh-card sh-tight">
      <DataTable
        label={say('各类任务', 'Jobs by kind')} rows={topics} rowKey={({ topic }) => topic}
        columns={[
          { key: 'title', title: say('任务', 'Job'), main: true, render: ({ title, topic, handled }) => <span className="sh-row">{textOf(title)} <span className="sh-mono sh-small sh-sub">{topic}</span>{!handled && <Chip tone="bad">{say('无人处理此类任务', 'No handler for these')}</Chip>}</span> },
          { key: 'waiting', title: say('排队', 'Waiting'), align: 'right', render: ({ waiting }) => shown(waiting) },
          { key: 'running', title: say('运行中', 'Running'), align: 'right', render: ({ running }) => shown(running) },
          { key: 'retrying', title: say('等待重试', 'Retrying'), align: 'right', render: ({ retrying }) => shown(retrying) },
          { key: 'parked', title: say('搁置', 'Parked'), align: 'right', render: ({ parked }) => (parked === 0 ? shown(0) : <Chip tone="bad">{number(parked)}</Chip>) },
          { key: 'lag', title: say('最久等待', 'Longest wait'), align: 'right', render: ({ waiting, lagSeconds }) => (waiting === 0 ? <span className="sh-sub">—</span> : <span className={lagSeconds > LATE_SECONDS ? 'sh-bad-ink' : undefined}>{spanInWords(lagSeconds, say)}</span>) },
        ]}
      />
    </section>
  );
}

function Jobs({ places, topics, reading, bureauId }: { places: readonly Place[]; topics: readonly Topic[]; reading: Reading; bureauId: string | undefined }) {
  const { say, textOf } = useWords();
  const { may } = useScope();
  const { values, set } = useFilters(KEYS);
  const standing = STANDINGS.find((known) => known === values.standing) ?? 'PARKED';
  const scope = { stationIds: places.map(({ id }) => id), ...(bureauId ? { bureauId } : {}) };
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [dropping, setDropping] = useState<readonly string[]>();
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(JobsInQueueDocument, { variables: { ...scope, standing, first: PAGE, ...(values.topic ? { topic: values.topic } : {}) }, notifyOnNetworkStatusChange: true });
  const readAt = reading.at?.getTime();
  useEffect(() => {
    if (readAt !== undefined) void refetch();
  }, [readAt, refetch]);
  const found = (data ?? previousData)?.jobsInQueue;
  const rows = found?.edges.map(({ node }) => node) ?? [];
  const chosen = rows.filter(({ id }) => picked.has(id)).map(({ id }) => id);
  const mayMend = may(PERMISSIONS.repairOperations) && standing === 'PARKED';
  const done = () => {
    setPicked(new Set());
    setDropping(undefined);
    reading.refresh();
  };
  const retry = useRetry(scope, done);
  const columns = useColumns(places, mayMend ? { retry, drop: (id) => setDropping([id]) } : undefined);
  const words = standingWords(say);
  return (
    <>
      <div className="sh-filters" role="search" aria-label={say('筛选任务', 'Filter jobs')}>
        <Segmented aria-label={say('状态', 'State')} value={standing} onChange={(value) => { setPicked(new Set()); set('standing', value === 'PARKED' ? undefined : value); }} options={STANDINGS.map((value) => ({ value, label: words[value] }))} />
        <ChoiceField label={say('任务类型', 'Kind of job')} width={180} value={values.topic} onChange={(value) => set('topic', value)} options={topics.map(({ topic, title }) => ({ value: topic, label: textOf(title) }))} />
        {mayMend && chosen.length > 0 && (
          <>
            <Button type="primary" loading={retry.sending === 'many'} onClick={() => void retry.many(chosen)}>{say('重新运行所选 {count} 个', 'Run {count} selected again', { count: chosen.length })}</Button>
            <Button danger onClick={() => setDropping(chosen)}>{say('丢弃所选', 'Drop selected')}</Button>
          </>
        )}
      </div>
      <section className="sh-card sh-tight" aria-busy={loading}>
        {error && !found ? <ErrorState error={error} onRetry={() => void refetch()} /> : found === undefined ? <Loading rows={4} /> : rows.length === 0 ? (
          <EmptyState title={standing === 'PARKED' ? say('没有搁置的任务', 'No job is parked') : say('没有{standing}的任务', 'No jobs: {standing}', { standing: words[standing] })} hint={standing === 'PARKED' ? say('任务失败后会自动重试，仍失败的才会搁置在这里。', 'A failed job is retried automatically; only those that keep failing are parked here.') : ''} />
        ) : (
          <>
            <DataTable
              label={say('任务列表', 'Jobs')} columns={columns} rows={rows} rowKey={({ id }) => id}
              {...(mayMend ? { selection: { keys: picked, toggle: (key: string) => setPicked((now) => toggled(now, key)) } } : {})}
            />
            <LoadMore
              shown={rows.length} hasMore={found.pageInfo.hasNextPage} loading={loading}
              onMore={() => void fetchMore({ variables: { after: found.pageInfo.endCursor ?? null }, updateQuery: (before, { fetchMoreResult }) => ({ jobsInQueue: { ...fetchMoreResult.jobsInQueue, edges: [...before.jobsInQueue.edges, ...fetchMoreResult.jobsInQueue.edges] } }) })}
            />
          </>
        )}
      </section>
      {dropping && <DropDrawer scope={scope} jobIds={dropping} onClose={() => setDropping(undefined)} onDone={done} />}
    </>
  );
}

function toggled(now: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(now);
  if (!next.delete(key)) next.add(key);
  return next;
}

interface JobScope {
  readonly stationIds: string[];
  readonly bureauId?: string;
}

function useRetry(scope: JobScope, onDone: () => void) {
  const { say } = useWords();
  const toast = useToast();
  const [send] = useMutation(RetryJobsDocument);
  const [sending, setSending] = useState<string>();
  const retry = async (jobIds: readonly string[], what: string) => {
    setSending(what);
    try {
      const { data } = await send({ variables: { ...scope, jobIds: [...jobIds] } });
      toast.done(say('已重新运行 {count, number} 个任务', '{count, plural, one {# job runs} other {# jobs run}} again', { count: data?.retryJobs ?? 0 }));
      onDone();
    } catch (failure) {
      toast.failed(failure);
    } finally {
      setSending(undefined);
    }
  };
  return { sending, one: (id: string) => retry([id], id), many: (ids: readonly string[]) => retry(ids, 'many') };
}

function useColumns(places: readonly Place[], mend: { retry: ReturnType<typeof useRetry>; drop: (id: string) => void } | undefined): Column<Job>[] {
  const { say, textOf, moment } = useWords();
  const { stationId, base, bureauName, may } = useScope();
  const nameOf = new Map(places.map(({ id, name }) => [id, name]));
  return [
    { key: 'title', title: say('任务', 'Job'), main: true, render: (job) => <span className="sh-row">{textOf(job.title)} <span className="sh-mono sh-small sh-sub" title={job.id}>{job.id.slice(-12)}</span></span> },
    ...(stationId === undefined ? [{ key: 'place', title: say('单位', 'Unit'), render: (job: Job) => (job.stationId ? (nameOf.get(job.stationId) ?? '') : bureauName) }] : []),
    { key: 'error', title: say('失败原因', 'Why it failed'), render: (job) => (job.code ? <span className="sh-long">{textOf(job.error)} <span className="sh-mono sh-small sh-sub">{job.code}</span></span> : <span className="sh-sub">—</span>) },
    { key: 'attempts', title: say('已试', 'Tries'), align: 'right', render: ({ attempts }) => attempts },
    { key: 'when', title: say('时间', 'When'), render: (job) => <span className="sh-num">{job.parkedAt ? say('{at} 搁置', 'parked {at}', { at: moment(job.parkedAt) }) : job.nextRunAt ? say('{at} 重试', 'again {at}', { at: moment(job.nextRunAt) }) : moment(job.createdAt)}</span> },
    {
      key: 'mend', title: say('处理', 'Actions'), render: (job) => (
        <span className="sh-row">
          {mend && <Button size="small" type="primary" ghost loading={mend.retry.sending === job.id} onClick={() => void mend.retry.one(job.id)}>{say('重新运行', 'Run again')}</Button>}
          {mend && <Button size="small" danger onClick={() => mend.drop(job.id)}>{say('丢弃', 'Drop')}</Button>}
          {job.instanceId && stationId !== undefined && may(PERMISSIONS.readInstances) && <Link to={`${base}/instances/${job.instanceId}?why=open`}>{say('查看事项', 'Open instance')}</Link>}
        </span>
      ),
    },
  ];
}

/** Dropping cannot be undone: it asks why, and says what stays. */
function DropDrawer({ scope, jobIds, onClose, onDone }: { scope: JobScope; jobIds: readonly string[]; onClose: () => void; onDone: () => void }) {
  const { say } = useWords();
  const toast = useToast();
  const command = useCommand();
  const [send] = useMutation(DropJobsDocument);
  const [reason, setReason] = useState('');
  const id = useId();
  const submit = async () => {
    const done = await command.run(() => send({ variables: { ...scope, jobIds: [...jobIds], reason } }));
    if (!done) return;
    toast.done(say('已丢弃 {count, number} 个任务', '{count, plural, one {# job} other {# jobs}} dropped', { count: jobIds.length }));
    onDone();
  };
  return (
    <SideDrawer open title={say('丢弃任务', 'Drop jobs')} onClose={onClose} destroyOnHidden>
      <form className="sh-stack" onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <p>{say('丢弃后不再运行，无法恢复；所属事项保持原状。任务内容、失败原因和您填写的理由会记入审计。', 'A dropped job never runs again and cannot be brought back; the instance stays as it is. What it would have done, why it failed and your reason are kept in the audit record.')}</p>
        <label htmlFor={id}>{say('理由（必填，不要写个人信息）', 'Reason (required; nothing personal)')}</label>
        <Input.TextArea id={id} rows={3} maxLength={200} showCount value={reason} onChange={(event) => { command.reset(); setReason(event.target.value); }} />
        <InlineError error={command.error} />
        <div className="sh-row">
          <Button danger type="primary" htmlType="submit" disabled={reason.trim() === ''} loading={command.sending}>{say('丢弃 {count} 个', 'Drop {count}', { count: jobIds.length })}</Button>
          <Button onClick={onClose}>{say('不丢弃', 'Keep them')}</Button>
        </div>
      </form>
    </SideDrawer>
  );
}
