import { useQuery } from '@apollo/client/react';
import { Chip, ClockChip, DataTable, EmptyState, ErrorState, ExerciseMark, ExerciseTime, LoadMore, Loading, PageHeader, useStation, useWords, type Column } from '@stationhouse/plugin-web';
import { Button, Checkbox, Segmented } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { ChoiceField } from '../../fields.js';
import { TasksDocument, TaskWorkflowsDocument, type InboxTaskFragment, type TaskFilter } from '../../gql/tasks.js';
import { useFilters } from '../../hooks.js';
import { useChanges } from '../../session/live.js';
import { AssignButton, DelegateButton } from './AssignButton.js';
import { RecallButton } from './RecallButton.js';
import { SignedChip } from './Signatures.js';
import { useTaskActions } from './useTaskActions.js';

const TaskDrawer = lazy(() => import('./TaskDrawer.js'));
const KEYS = ['whose', 'overdue', 'workflow'] as const;
const PAGE = 50;

function filterOf(values: Record<(typeof KEYS)[number], string>): TaskFilter {
  const whose = values.whose === '' ? 'mine' : values.whose;
  return {
    statuses: whose === 'claimable' ? ['OPEN'] : whose === 'done' ? ['DONE', 'CANCELLED'] : ['OPEN', 'CLAIMED'],
    ...(whose === 'mine' ? { mine: true } : {}),
    ...(whose === 'exercise' ? { exercise: true } : {}),
    ...(values.overdue === '1' ? { overdue: true } : {}),
    ...(values.workflow ? { workflow: values.workflow } : {}),
  };
}

/** The inbox: soonest due first; claim, fill in, assign without leaving it. */
export default function Tasks() {
  const { say, textOf } = useWords();
  const { stationId } = useStation();
  const { values, set, clear, active } = useFilters(KEYS);
  const filter = useMemo(() => filterOf(values), [values]);
  const [open, setOpen] = useState<InboxTaskFragment>();
  const list = useTasks(filter);
  const workflows = useQuery(TaskWorkflowsDocument, { variables: { stationId } });
  const refetch = () => void list.refetch();
  useChanges({ kinds: ['TASK', 'INSTANCE', 'EXERCISE'] }, () => list.refetch());
  return (
    <>
      <PageHeader title={say('任务', 'Tasks')} facts={say('按到期时间排列，先到期的在前', 'Soonest due first')} />
      <div className="sh-filters">
        <Segmented
          aria-label={say('范围', 'Whose')} value={values.whose || 'mine'} onChange={(value) => set('whose', value === 'mine' ? undefined : value)}
          options={[{ value: 'mine', label: say('我的', 'Mine') }, { value: 'claimable', label: say('可认领', 'To claim') }, { value: 'all', label: say('全所', 'Station') }, { value: 'done', label: say('已结束', 'Ended') }, { value: 'exercise', label: say('演练', 'Exercise') }]}
        />
        <ChoiceField label={say('工作流', 'Workflow')} width={160} value={values.workflow} onChange={(value) => set('workflow', value)} options={(workflows.data?.workflows ?? []).map(({ id, title }) => ({ value: id, label: textOf(title) }))} />
        <Checkbox checked={values.overdue === '1'} onChange={(event) => set('overdue', event.target.checked ? '1' : undefined)}>{say('只看逾期', 'Overdue only')}</Checkbox>
        {active && <Button onClick={clear}>{say('清除筛选', 'Clear filters')}</Button>}
      </div>
      <section className="sh-card sh-tight">
        <Result list={list} whose={values.whose || 'mine'} narrowed={values.overdue !== '' || values.workflow !== ''} onClear={clear} onWhose={(value) => set('whose', value)} onOpen={setOpen} onChanged={refetch} />
      </section>
      {open && (
        <Suspense fallback={null}><TaskDrawer task={open} onClose={() => setOpen(undefined)} onDone={() => { setOpen(undefined); refetch(); }} /></Suspense>
      )}
    </>
  );
}

function useTasks(filter: TaskFilter) {
  const { stationId } = useStation();
  return useQuery(TasksDocument, { variables: { stationId, filter, first: PAGE }, notifyOnNetworkStatusChange: true });
}

interface ResultProps {
  readonly list: ReturnType<typeof useTasks>;
  readonly whose: string;
  readonly narrowed: boolean;
  readonly onClear: () => void;
  readonly onWhose: (whose: string) => void;
  readonly onOpen: (task: InboxTaskFragment) => void;
  readonly onChanged: () => void;
}

function Result({ list, whose, narrowed, onClear, onWhose, onOpen, onChanged }: ResultProps) {
  const { say } = useWords();
  const { base } = useStation();
  const columns = useColumns(onOpen, onChanged);
  const picked = usePicked();
  const { claim } = useTaskActions(onChanged);
  const { data, previousData, error, loading, refetch, fetchMore } = list;
  const found = (data ?? previousData)?.tasks;
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (found === undefined) return <Loading rows={8} />;
  const rows = found.edges.map(({ node }) => node).filter((task) => whose !== 'claimable' || task.mayClaim);
  if (rows.length === 0) {
    if (narrowed) return <EmptyState filtered title={say('没有符合条件的任务', 'No task fits')} action={<Button onClick={onClear}>{say('清除筛选', 'Clear filters')}</Button>} />;
    if (whose === 'mine') return <EmptyState title={say('手上没有待办任务', 'Nothing is waiting for you')} hint={say('可认领本岗位的任务。', 'You can claim tasks of your role.')} action={<Button onClick={() => onWhose('claimable')}>{say('查看可认领', 'Tasks to claim')}</Button>} />;
    if (whose === 'exercise') return <EmptyState title={say('没有进行中的演练任务', 'No exercise has open tasks')} hint={say('演练开始后，演练任务只在这里和演练页面出现。', 'Tasks of an exercise appear here and on its page, nowhere else.')} />;
    if (whose === 'claimable') return <EmptyState title={say('没有可认领的任务', 'Nothing to claim')} hint={say('本岗位的任务都有人负责。', 'Every task of your role is in somebody’s hands.')} />;
    return <EmptyState title={say('没有任务', 'No tasks')} hint={say('发起事项后，任务会出现在这里。', 'Tasks appear when an instance starts.')} />;
  }
  const more = () => void fetchMore({
    variables: { after: found.pageInfo.endCursor },
    updateQuery: (before, { fetchMoreResult }) => ({ tasks: { ...fetchMoreResult.tasks, edges: [...before.tasks.edges, ...fetchMoreResult.tasks.edges] } }),
  });
  return (
    <div aria-busy={loading}>
      {picked.keys.size > 0 && (
        <div className="sh-more" role="status">
          <span>{say('已选 {count, number} 项', '{count, number} selected', { count: picked.keys.size })}</span>
          <Button onClick={() => { for (const task of rows) if (picked.keys.has(task.id) && task.mayClaim) void claim(task.id); picked.clear(); }} disabled={!rows.some((task) => picked.keys.has(task.id) && task.mayClaim)}>{say('认领所选', 'Claim them')}</Button>
          <Button type="text" onClick={picked.clear}>{say('取消选择', 'Clear')}</Button>
        </div>
      )}
      <DataTable selection={picked} label={say('任务列表', 'Tasks')} columns={columns} rows={rows} rowKey={(row) => row.id} link={(row) => `${base}/instances/${row.instanceId}?task=${row.id}`} tone={(row) => (row.overdue ? 'bad' : undefined)} />
      <LoadMore shown={rows.length} {...(whose === 'claimable' ? {} : { total: found.totalCount })} hasMore={found.pageInfo.hasNextPage} loading={loading} onMore={more} />
    </div>
  );
}

/** The ticked rows; x ticks the row under the cursor. */
function usePicked() {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  return {
    keys,
    clear: () => setKeys(new Set()),
    toggle: (key: string) => setKeys((now) => (now.has(key) ? new Set([...now].filter((other) => other !== key)) : new Set([...now, key]))),
  };
}

function useColumns(onOpen: (task: InboxTaskFragment) => void, onChanged: () => void): Column<InboxTaskFragment>[] {
  const { say, textOf, due, moment } = useWords();
  const actions = useTaskActions(onChanged);
  return [
    { key: 'title', title: say('任务', 'Task'), main: true, width: '170px', render: (task) => textOf(task.title) },
    { key: 'instance', title: say('事项', 'Instance'), render: (task) => <>{task.instance.exercise && <ExerciseMark />}<span className="sh-clip">{task.instance.title}</span><span className="sh-sub sh-mono sh-small">{task.instance.number}</span></> },
    { key: 'left', title: say('剩余', 'Time left'), width: '150px', render: (task) => (task.completedAt ? <span className="sh-sub">{say('{at} 完成', 'done {at}', { at: moment(task.completedAt) })}</span> : <ExerciseTime clock={task.instance.exerciseClock}><ClockChip dueAt={task.dueAt ?? null} /></ExerciseTime>) },
    { key: 'due', title: say('到期', 'Due'), width: '130px', render: (task) => <span className="sh-num" title={textOf(task.dueExplanation)}>{due(task.dueAt) || '—'}</span> },
    { key: 'who', title: say('负责', 'Who'), width: '140px', render: (task) => (task.answers && !task.completedAt ? <SignedChip answers={task.answers} /> : task.assignee?.displayName) ?? (task.completedBy || <Chip>{say('待{role}认领', 'for {role}', { role: textOf(task.roleTitle) })}</Chip>) },
    {
      key: 'actions', title: say('操作', 'Actions'), width: '210px', render: (task) => (
        <div className="sh-row">
          {task.mayComplete && <Button size="small" type="primary" ghost onClick={() => onOpen(task)}>{say('填写', 'Fill in')}</Button>}
          {task.mayClaim && <Button size="small" loading={actions.sending === task.id} onClick={() => void actions.claim(task.id)}>{say('认领', 'Claim')}</Button>}
          {task.status === 'CLAIMED' && task.mayComplete && <Button size="small" type="text" loading={actions.sending === task.id} onClick={() => void actions.release(task.id)}>{say('退回', 'Release')}</Button>}
          {task.delegable && task.mayComplete && <DelegateButton size="small" loading={actions.sending === task.id} onPick={(accountId, name) => void actions.delegate(task.id, accountId, name)} />}
          <RecallButton until={task.recallableUntil} loading={actions.sending === task.id} onRecall={() => void actions.recall(task.id)} />
          {task.mayAssign && <AssignButton size="small" loading={actions.sending === task.id} onPick={(accountId, name) => void actions.assign(task.id, accountId, name)} />}
        </div>
      ),
    },
  ];
}
