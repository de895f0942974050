import { useQuery } from '@apollo/client/react';
import { EmptyState, ErrorState, InlineError, Loading, PageHeader, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { Link } from 'react-router';
import { BureauTasksDocument, type BureauTaskLineFragment, type CardList } from '../../gql/bureau-tasks.js';
import { useFilters } from '../../hooks.js';
import { useChanges } from '../../session/live.js';
import { About, Standing } from './parts.js';
import './bureau-tasks.css';

/** How often the list is read again where a change was not heard, in milliseconds. */
const AGAIN_MS = 60_000;

/** 分局待办: what stations have given to the reader's roles at the bureau, soonest due first, or what was answered of it. */
export default function BureauTasks() {
  const { say } = useWords();
  const { bureauId } = useScope();
  const { values, set } = useFilters(['list'] as const);
  const list: CardList = values.list === 'answered' ? 'ANSWERED' : 'WAITING';
  const { data, previousData, error, refetch } = useQuery(BureauTasksDocument, { variables: { bureauId, list }, fetchPolicy: 'cache-and-network', pollInterval: AGAIN_MS });
  useChanges({ kinds: ['BUREAU_TASK'] }, () => refetch());
  const found = (data ?? (error === undefined ? undefined : previousData))?.bureauTasks;
  return (
    <>
      <PageHeader title={say('分局待办', 'Bureau tasks')} facts={say('各派出所交由分局办理的任务，先到期的在前', 'What stations ask the bureau to do, soonest due first')} />
      <div className="sh-filters">
        <Segmented
          aria-label={say('哪些', 'Which')} value={list} onChange={(value) => set('list', value === 'ANSWERED' ? 'answered' : undefined)}
          options={[{ value: 'WAITING', label: say('待办理', 'To do') }, { value: 'ANSWERED', label: say('已办理', 'Done') }]}
        />
      </div>
      {found !== undefined && <InlineError error={error} />}
      {found === undefined ? (error === undefined ? <Loading rows={6} /> : <ErrorState error={error} onRetry={() => void refetch()} />) : found.length === 0 ? (
        <section className="sh-card">
          {list === 'WAITING'
            ? <EmptyState title={say('没有待办理的任务', 'Nothing to do')} hint={say('派出所提出请求后，任务立即出现在这里，并以通知提醒。', 'As soon as a station asks, its task stands here, and you are notified.')} />
            : <EmptyState title={say('还没有办理过任务', 'Nothing done yet')} action={<Button onClick={() => set('list', undefined)}>{say('查看待办理', 'See what is to be done')}</Button>} />}
        </section>
      ) : <ul className="btasks" aria-label={list === 'WAITING' ? say('待办理', 'To do') : say('已办理', 'Done')}>{found.map((task) => <li key={task.id}><Line task={task} /></li>)}</ul>}
    </>
  );
}

function Line({ task }: { readonly task: BureauTaskLineFragment }) {
  const { textOf } = useWords();
  const { base } = useScope();
  return (
    <Link className="btask" to={`${base}/tasks/${task.stationId}/${task.id}`} data-late={task.overdue}>
      <span className="btask-what"><b>{textOf(task.title)}</b><About task={task} /></span>
      <span className="btask-where"><b>{task.stationName}</b><span className="sh-sub">{textOf(task.workflowTitle)} · <span className="sh-mono">{task.number}</span></span></span>
      <span className="btask-how"><Standing task={task} /></span>
    </Link>
  );
}
