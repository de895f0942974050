import { useQuery } from '@apollo/client/react';
import { Card, Chip, CopyableId, ErrorState, ExerciseTime, GradeChip, Loading, PageHeader, SharesCard, Timeline, codeOf, isGrade, useNow, usePurpose, useStation, useWords, type PurposeState } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { InstanceDocument, type InstanceQuery } from '../../gql/instances.js';
import { useChanges } from '../../session/live.js';
import { NotFound } from '../../shell/NotFound.js';
import { InstanceBand } from '../exercises/Band.js';
import { InstanceCard } from '../emergency/InstanceCard.js';
import { InstanceOff } from '../plugins/InstanceOff.js';
import { InstanceRetention } from '../retention/RetentionCards.js';
import { AssignButton } from '../tasks/AssignButton.js';
import { useTaskActions } from '../tasks/useTaskActions.js';
import { AttachmentsCard } from './AttachmentsCard.js';
import { Clock } from './Clock.js';
import { CancelButton } from './CancelButton.js';
import { DataCard } from './DataCard.js';
import { ExportMenu } from './ExportMenu.js';
import { Flow } from './Flow.js';
import { LinksCard } from './LinksCard.js';
import { Panels } from '../../shell/Panels.js';
import { RecallRows, TaskRows } from './TaskRows.js';
import { WhyCard } from './WhyCard.js';
import './instances.css';

const TaskDrawer = lazy(() => import('../tasks/TaskDrawer.js'));
const EventDrawer = lazy(() => import('./EventDrawer.js'));

export type InstanceFull = InstanceQuery['instance'];
type Task = InstanceFull['tasks'][number];

/** Where an instance is, what is due, why it is due then, and who acts next; live. */
export default function InstancePage() {
  const { stationId } = useStation();
  const { id = '' } = useParams();
  const purpose = usePurpose();
  const plain = useQuery(InstanceDocument, { variables: { stationId, id } });
  // What a purpose opened never enters the cache.
  const open = useQuery(InstanceDocument, { variables: { stationId, id, purpose: purpose.purpose ?? '' }, skip: purpose.purpose === undefined, fetchPolicy: 'no-cache' });
  const reread = () => Promise.all([plain.refetch(), ...(purpose.purpose === undefined ? [] : [open.refetch()])]);
  const refetch = () => void reread().catch(() => undefined);
  useChanges({ kinds: ['INSTANCE', 'TASK'], id }, reread);
  const code = plain.error ? codeOf(plain.error) : undefined;
  if (plain.error && !plain.data) return code === 'NOT_FOUND' || code === 'BAD_INPUT' ? <NotFound /> : <ErrorState error={plain.error} onRetry={refetch} />;
  const instance = (purpose.purpose === undefined ? undefined : open.data?.instance) ?? plain.data?.instance;
  if (instance === undefined) return <Loading rows={10} />;
  return <InstanceView instance={instance} purpose={purpose} opening={open.loading} openError={purpose.purpose === undefined ? undefined : open.error} onChanged={refetch} />;
}

interface ViewProps {
  readonly instance: InstanceFull;
  readonly purpose: PurposeState;
  readonly opening: boolean;
  readonly openError: unknown;
  readonly onChanged: () => void;
}

function InstanceView({ instance: read, purpose, opening, openError, onChanged }: ViewProps) {
  const { say, textOf } = useWords();
  // Whoever may not work on it is offered nothing that would be refused.
  const instance = read.plugin.mayWork ? read : { ...read, acceptedEvents: [] };
  // Clocks that have ended say nothing any more about what is due: they are folded.
  const over = instance.clocks.filter(({ stoppedAt }) => stoppedAt);
  const running = instance.clocks.filter(({ stoppedAt }) => !stoppedAt);
  return (
    <ExerciseTime clock={instance.exerciseClock}>
      {instance.exercise && <InstanceBand instance={instance} onChanged={onChanged} />}
      <InstanceOff plugin={instance.plugin} closed={instance.closed} />
      <Head instance={instance} purpose={purpose.purpose} onChanged={onChanged} />
      <InstanceCard id={instance.id} />
      <div className="instance">
        <div className="sh-stack">
          <Card title={say('时限', 'Clocks')} id="clocks">
            {running.length === 0 ? <p className="sh-sub">{say('目前没有计时中的时限。', 'No clock is running.')}</p> : running.map((clock) => <Clock key={`${clock.key} ${clock.startedAt}`} clock={clock} instance={instance} onChanged={onChanged} />)}
            {over.length > 0 && (
              <details className="clocks-over">
                <summary>{say('已结束 {count} 项', '{count, plural, one {# clock} other {# clocks}} ended', { count: over.length })}</summary>
                {over.map((clock) => <Clock key={`${clock.key} ${clock.startedAt}`} clock={clock} instance={instance} onChanged={onChanged} />)}
              </details>
            )}
          </Card>
          <Tasks tasks={instance.tasks} onChanged={onChanged} />
          {!instance.closed && <WhyCard id={instance.id} version={instance.version} />}
          <DataCard data={instance.data} dataSchema={instance.workflow.dataSchema} masked={instance.masked} purpose={purpose} opening={opening} openError={openError} erasures={instance.erasures} />
          <InstanceRetention instance={instance} onChanged={onChanged} />
        </div>
        <div className="sh-stack">
          <Flow instance={instance} />
          <SharesCard instanceId={instance.id} purpose={purpose.purpose} />
          <LinksCard instanceId={instance.id} closed={instance.closed} />
          <AttachmentsCard instance={instance} purpose={purpose} opening={opening} onChanged={onChanged} />
          <Panels slot="instance" workflow={instance.workflow.id} recordId={instance.id} version={instance.version} purpose={purpose} />
        </div>
        <Card title={say('时间线', 'Timeline')} id="timeline"><Timeline entries={instance.timeline} /></Card>
      </div>
      {instance.closed && <p className="sh-sub">{say('已办结：{outcome}', 'Closed: {outcome}', { outcome: textOf(instance.stateTitle) })}</p>}
    </ExerciseTime>
  );
}

/** Title, facts and actions. The next thing this reader can do is the only filled button. */
function Head({ instance, purpose, onChanged }: { instance: InstanceFull; purpose: string | undefined; onChanged: () => void }) {
  const { say, textOf, moment } = useWords();
  const { base } = useStation();
  const [event, setEvent] = useState<InstanceFull['acceptedEvents'][number]>();
  const { drawer, open } = useTaskDrawer(instance.tasks, onChanged);
  const actions = useTaskActions(onChanged);
  const byDue = [...instance.tasks].sort((left, right) => (left.dueAt ?? '9').localeCompare(right.dueAt ?? '9'));
  const fill = byDue.find(({ mayComplete }) => mayComplete);
  const claim = fill ? undefined : byDue.find(({ mayClaim }) => mayClaim);
  const assign = byDue.find(({ mayAssign }) => mayAssign);
  const grade = typeof instance.data === 'object' && instance.data !== null ? (instance.data as { risk?: unknown }).risk : undefined;
  return (
    <>
      <PageHeader
        title={instance.title} exercise={instance.exercise}
        chips={<>{isGrade(grade) && <GradeChip grade={grade} />}<Chip tone={instance.closed ? 'plain' : 'info'}>{textOf(instance.stateTitle)}</Chip></>}
        facts={
          <>
            <CopyableId value={instance.number} /> · {textOf(instance.workflow.title)} · {say('{at} 登记', 'recorded {at}', { at: moment(instance.startedAt) })}
            {instance.startedBy && <> · {instance.startedBy}</>}
            {instance.incident && <> · <Link to={`${base}/incidents/${instance.incident.id}`}>{say('由警情 {number} 转入', 'from incident {number}', { number: instance.incident.number })}</Link></>}
            {' '}· {say('流程 {version}', 'workflow {version}', { version: instance.workflow.version.slice(0, 8) })}
          </>
        }
        actions={instance.closed ? <ExportMenu instance={instance} purpose={purpose} /> : (
          <>
            {instance.plugin.mayWork && <CancelButton instance={instance} onDone={onChanged} />}
            <ExportMenu instance={instance} purpose={purpose} />
            {instance.acceptedEvents.map((accepted) => <Button key={accepted.id} onClick={() => setEvent(accepted)}>{textOf(accepted.title)}</Button>)}
            {assign && <AssignButton loading={actions.sending === assign.id} onPick={(accountId, name) => void actions.assign(assign.id, accountId, name)} />}
            {fill && <Button type="primary" onClick={() => open(fill)}>{say('填写 {task}', 'Fill in: {task}', { task: textOf(fill.title) })}</Button>}
            {claim && <Button type="primary" loading={actions.sending === claim.id} onClick={() => void actions.claim(claim.id)}>{say('认领 {task}', 'Claim: {task}', { task: textOf(claim.title) })}</Button>}
          </>
        )}
      />
      {drawer}
      {event && <Suspense fallback={null}><EventDrawer instance={instance} event={event} onClose={() => setEvent(undefined)} onDone={() => { setEvent(undefined); onChanged(); }} /></Suspense>}
    </>
  );
}

/** The drawer of one task. The address names it (`?task=`), so that a link from the inbox opens it. */
function useTaskDrawer(tasks: readonly Task[], onChanged: () => void) {
  const [parameters, setParameters] = useSearchParams();
  const wanted = parameters.get('task');
  const task = tasks.find(({ id, mayComplete, recallableUntil }) => id === wanted && (mayComplete || recallableUntil));
  // The form stays as it was opened: a change elsewhere must not empty what somebody is writing.
  const [opened, setOpened] = useState<Task>();
  const current = wanted !== null && opened?.id === wanted ? opened : task;
  if (current !== opened) setOpened(current);
  const choose = (id: string | undefined) => setParameters((now) => {
    const next = new URLSearchParams(now);
    if (id === undefined) next.delete('task');
    else next.set('task', id);
    return next;
  }, { replace: true });
  const drawer = current && (
    <Suspense fallback={null}>
      <TaskDrawer key={current.id} task={current} onClose={() => choose(undefined)} onDone={() => { choose(undefined); onChanged(); }} />
    </Suspense>
  );
  return { drawer, open: (chosen: Task) => choose(chosen.id) };
}

function Tasks({ tasks, onChanged }: { tasks: readonly Task[]; onChanged: () => void }) {
  const { say } = useWords();
  const now = useNow();
  const open = tasks.filter(({ status }) => status !== 'DONE' && status !== 'CANCELLED');
  const recallable = tasks.filter(({ status, recallableUntil }) => status === 'DONE' && recallableUntil && Date.parse(recallableUntil) > now);
  return (
    <Card title={say('任务', 'Tasks')} id="tasks">
      {open.length === 0 ? <p className="sh-sub">{say('目前没有待办。', 'Nothing is open.')}</p> : <TaskRows tasks={open} onChanged={onChanged} />}
      {recallable.length > 0 && <RecallRows tasks={recallable} onChanged={onChanged} />}
    </Card>
  );
}
