import { useQuery } from '@apollo/client/react';
import { Card, Chip, ClockChip, EmptyState, ErrorState, ExerciseMark, ExerciseTime, Loading, PageHeader, serverClock, useListKeys, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { useEffect, useRef } from 'react';
import { Link, useNavigate } from 'react-router';
import { WorkbenchBoardsDocument, WorkbenchDutyDocument, WorkbenchIncidentsDocument, WorkbenchTasksDocument, type WorkbenchTaskFragment } from '../../gql/workbench.js';
import { PERMISSIONS } from '../../permissions.js';
import { useChanges } from '../../session/live.js';
import { useMe } from '../../session/me.js';
import { StationWidgets } from '../../shell/Widgets.js';
import { progressInWords } from '../tasks/progress.js';
import './workbench.css';

/** What is mine by time left, what breaches next, who is on duty, and the quick ways to act. */
export default function Workbench() {
  const { say } = useWords();
  const me = useMe();
  const { base, may } = useStation();
  const navigate = useNavigate();
  return (
    <>
      <PageHeader
        title={say('工作台', 'Workbench')}
        facts={say('{name}，按剩余时间排列', '{name}, by time left', { name: me.account.displayName })}
        actions={
          <>
            {may(PERMISSIONS.startInstance) && <Button onClick={() => void navigate(`${base}/instances/new`)}>{say('发起事项', 'Start an instance')}</Button>}
            {may(PERMISSIONS.createIncident) && <Button type="primary" onClick={() => void navigate(`${base}/incidents/new`)}>{say('登记警情', 'Record an incident')}</Button>}
          </>
        }
      />
      <div className="cols">
        <div className="sh-stack">
          {may(PERMISSIONS.readInstances) && <ExerciseTasks />}
          {may(PERMISSIONS.readInstances) && <MyTasks />}
          {may(PERMISSIONS.readIncidents) && <OpenIncidents />}
          <StationWidgets size="wide" />
        </div>
        <div className="sh-stack">
          {may(PERMISSIONS.readInstances) && <BreachesNext />}
          {may(PERMISSIONS.readDuty) && <OnDuty />}
          {may(PERMISSIONS.manageContactBoards) && <BoardsToReplace />}
          <StationWidgets size="narrow" />
        </div>
      </div>
    </>
  );
}

function useTasks(mine: boolean, first: number, exercise = false) {
  const { stationId } = useStation();
  const result = useQuery(WorkbenchTasksDocument, { variables: { stationId, mine, first, exercise } });
  useChanges({ kinds: exercise ? ['TASK', 'INSTANCE', 'EXERCISE'] : ['TASK', 'INSTANCE'] }, () => result.refetch());
  return result;
}

/** My tasks of exercises, apart from the real ones; nothing while there are none. */
function ExerciseTasks() {
  const { say } = useWords();
  const { base } = useStation();
  const { data } = useTasks(true, 10, true);
  const edges = data?.tasks.edges ?? [];
  if (edges.length === 0) return null;
  return (
    <Card tight id="exercise-tasks" title={say('演练任务', 'Tasks of exercises')} extra={<Link to={`${base}/tasks?whose=exercise`}>{say('全部演练任务', 'All of them')}</Link>}>
      <ul className="tasks">{edges.map(({ node }) => <TaskLine key={node.id} task={node} showAssignee={false} />)}</ul>
    </Card>
  );
}

function MyTasks() {
  const { say } = useWords();
  const { base } = useStation();
  const list = useRef<HTMLUListElement>(null);
  useListKeys(list);
  const { data, error, refetch } = useTasks(true, 20);
  const total = data?.tasks.totalCount ?? 0;
  return (
    <Card tight id="my-tasks" title={say('我的任务', 'My tasks')} extra={<Link to={`${base}/tasks`}>{say('全部任务', 'All tasks')}</Link>}>
      {data === undefined ? (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading rows={5} />) : total === 0 ? (
        <EmptyState title={say('手上没有待办任务', 'Nothing is waiting for you')} hint={say('可到任务列表认领本岗位的任务。', 'You can claim tasks of your role in the task list.')} action={<Link to={`${base}/tasks?whose=claimable`}>{say('查看可认领的任务', 'Tasks to claim')}</Link>} />
      ) : (
        <>
          <ul ref={list} className="tasks">{data.tasks.edges.map(({ node }) => <TaskLine key={node.id} task={node} showAssignee={false} />)}</ul>
          {total > 20 && <p className="tasks-more"><Link to={`${base}/tasks`}>{say('还有 {count} 项', '{count} more', { count: total - 20 })}</Link></p>}
        </>
      )}
    </Card>
  );
}

function TaskLine({ task, showAssignee }: { task: WorkbenchTaskFragment; showAssignee: boolean }) {
  const words = useWords();
  const { say, textOf, due } = words;
  const { base } = useStation();
  return (
    <li data-row={task.id} data-tone={task.overdue ? 'bad' : undefined}>
      <div className="task-line"><span>{task.instance.exercise && <ExerciseMark />} <Link className="task-title" data-row-link to={`${base}/instances/${task.instance.id}?task=${task.id}`}>{textOf(task.title)}</Link></span><ExerciseTime clock={task.instance.exerciseClock}><ClockChip dueAt={task.dueAt ?? null} /></ExerciseTime></div>
      <div className="task-line sh-sub"><span className="task-of" title={task.instance.title}>{task.instance.title}</span>{task.dueAt && <span className="sh-small sh-num" title={textOf(task.dueExplanation)}>{due(task.dueAt)}</span>}</div>
      <div className="task-line sh-sub sh-small">
        <span className="sh-mono sh-small">{task.instance.number}</span>
        <span className="task-of">{showAssignee ? (task.answers ? progressInWords(task.answers, words) : task.assignee?.displayName ?? say('待{role}认领', 'for {role}', { role: textOf(task.roleTitle) })) : textOf(task.instance.workflowTitle)}</span>
      </div>
    </li>
  );
}

function BreachesNext() {
  const { say } = useWords();
  const { base } = useStation();
  const { data, error, refetch } = useTasks(false, 6);
  const timed = data?.tasks.edges.filter(({ node }) => node.dueAt) ?? [];
  return (
    <Card tight id="breaches-next" title={say('全所最先到期', 'Due first at the station')} extra={<Link to={`${base}/tasks?whose=all&overdue=1`}>{say('只看逾期', 'Overdue only')}</Link>}>
      {data === undefined ? (error ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : <Loading rows={4} />) : timed.length === 0 ? (
        <EmptyState title={say('没有带时限的待办', 'No open task has a time limit')} />
      ) : <ul className="tasks">{timed.map(({ node }) => <TaskLine key={node.id} task={node} showAssignee />)}</ul>}
    </Card>
  );
}

function OnDuty() {
  const { say, textOf, due } = useWords();
  const { base, stationId } = useStation();
  const { data, error, refetch } = useQuery(WorkbenchDutyDocument, { variables: { stationId }, pollInterval: 300_000 });
  const duty = data?.onDuty;
  const at = duty?.at;
  useEffect(() => {
    if (at) serverClock.learnFromDomain(at);
  }, [at]);
  return (
    <Card id="on-duty" title={say('当前值班', 'On duty now')} extra={<Link to={`${base}/duty`}>{say('值班表', 'Roster')}</Link>}>
      {duty === undefined ? (error ? <ErrorState compact error={error} onRetry={() => void refetch()} /> : <Loading rows={3} />) : (
        <div className="duty">
          {duty.shift ? <span className="sh-sub sh-small">{duty.shift.team ? `${duty.shift.team.name} · ` : ''}{say('至 {until}', 'until {until}', { until: due(duty.shift.endsAt) })}</span> : <Chip tone="warn">{say('当前没有排班', 'Nobody is rostered now')}</Chip>}
          {duty.fallback && <span className="sh-warn-ink sh-small">{textOf(duty.fallback)}</span>}
          <dl className="sh-kv">
            {duty.commander && <div><dt>{say('带班领导', 'Commander')}</dt><dd>{duty.commander.displayName}</dd></div>}
            {duty.backup && <div><dt>{say('备勤', 'Standby')}</dt><dd>{duty.backup.displayName}</dd></div>}
            {duty.officers.length > 0 && <div><dt>{say('值班民警', 'Duty officers')}</dt><dd>{duty.officers.map(({ displayName }) => displayName).join(say('、', ', '))}</dd></div>}
          </dl>
        </div>
      )}
    </Card>
  );
}

/** Contact boards that name somebody who has left, or must be replaced for another reason; nothing while there are none. */
function BoardsToReplace() {
  const { say, moment } = useWords();
  const { base, stationId } = useStation();
  const { data } = useQuery(WorkbenchBoardsDocument, { variables: { stationId }, fetchPolicy: 'cache-and-network' });
  const boards = data?.contactBoards ?? [];
  if (boards.length === 0) return null;
  return (
    <Card tight id="boards-to-replace" title={say('待更换的联系牌', 'Contact boards to replace')} extra={<Link to={`${base}/members?tab=boards`}>{say('全部 {count} 块', 'All {count}', { count: boards.length })}</Link>}>
      <ul className="tasks">
        {boards.slice(0, 5).map((board) => (
          <li key={board.id}>
            <div className="task-line"><Link className="task-title" to={`${base}/members?tab=boards`}>{board.place}</Link><span className="sh-small sh-num sh-sub">{board.flaggedAt && moment(board.flaggedAt)}</span></div>
            <div className="task-line sh-sub"><span className="task-of">{board.gone.length > 0 ? say('{names}已不在本所', '{names} no longer work here', { names: board.gone.map(({ displayName }) => displayName).join(say('、', ', ')) }) : board.flagReason}</span></div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function OpenIncidents() {
  const { say, textOf, moment, number } = useWords();
  const { base, stationId } = useStation();
  const { data, error, refetch } = useQuery(WorkbenchIncidentsDocument, { variables: { stationId } });
  useChanges({ kinds: ['INCIDENT'] }, () => refetch());
  const edges = data?.incidents.edges ?? [];
  return (
    <Card tight id="open-incidents" title={say('待反馈警情', 'Incidents without a disposition')} extra={<Link to={`${base}/incidents?status=OPEN`}>{data ? say('全部 {count} 条', 'All {count}', { count: number(data.incidents.totalCount) }) : say('全部', 'All')}</Link>}>
      {data === undefined ? (error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading rows={4} />) : edges.length === 0 ? (
        <EmptyState title={say('没有待反馈的警情', 'Every incident has its disposition')} />
      ) : (
        <ul className="tasks">
          {edges.map(({ node }) => (
            <li key={node.id}>
              <div className="task-line"><Link className="task-title" to={`${base}/incidents/${node.id}`}>{textOf(node.category.title)}</Link><span className="sh-mono sh-small sh-sub">{node.number}</span></div>
              <div className="task-line sh-sub"><span className="task-of" title={node.address ?? undefined}>{node.address ?? say('地址未登记', 'No address recorded')}</span><span className="sh-small sh-num">{moment(node.receivedAt)}</span></div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
