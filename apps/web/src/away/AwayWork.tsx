import { useApolloClient, useQuery } from '@apollo/client/react';
import { Card, Chip, ClockChip, EmptyState, ErrorState, failureOf, Loading, PageHeader, ScopeContext, useScope, useWords } from '@stationhouse/plugin-web';
import { Button, Popconfirm } from 'antd';
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { AnsweredTaskDocument } from '../gql/away.js';
import { AwayDrawer } from './AwayDrawer.js';
import { maySeal } from './box.js';
import { SaidRow, WaitingChip } from './SaidRow.js';
import type { Draft, Stored, StoredAnswer, TakenTask, Wiped } from './store.js';
import { useAway, useOnline } from './useAway.js';
import '../pages/instances/instances.css';
import './away.css';

const EventDrawer = lazy(() => import('../pages/instances/EventDrawer.js'));

interface Props {
  readonly accountId: string;
  /** Reads a task anew; absent where nobody is signed in. */
  readonly refresh: ((taken: TakenTask) => Promise<TakenTask>) | undefined;
  /** The way to the page of what was answered or said; absent where nobody is signed in. */
  readonly link: ((said: Stored) => ReactNode) | undefined;
  /** What to do when nothing was taken along. */
  readonly start?: ReactNode;
}

type Happening = TakenTask['instance']['acceptedEvents'][number];

interface Opened { readonly taken: TakenTask; readonly draft: Draft | undefined; readonly files: ReadonlyMap<string, Blob> }

/** 外出办理: what was taken along, what waits to be sent, and what needs its person to decide. Works without a network. */
export function AwayWork({ accountId, refresh, link, start }: Props) {
  const words = useWords();
  const { say, moment } = words;
  const online = useOnline();
  const { store, away, failure } = useAway(accountId);
  const [opened, setOpened] = useState<Opened>();
  const [happened, setHappened] = useState<{ readonly taken: TakenTask; readonly event: Happening }>();
  if (!maySeal()) return <EmptyState title={say('此地址不能离线办理', 'No work offline at this address')} hint={say('本页不是安全连接（https），浏览器不允许加密保存。请用 https 地址打开。', 'This page is not served over https, so the browser does not let it encrypt what it keeps. Open it by its https address.')} />;
  if (failure !== undefined) return <ErrorState error={failure} />;
  if (away === undefined) return <Loading rows={4} />;
  const open = async (taken: TakenTask) => {
    const [draft, files] = await Promise.all([store.draft(taken.task.id), store.files(taken.task.id)]);
    setOpened({ taken, draft, files });
  };
  const reopen = async (answer: StoredAnswer) => {
    const taken = await store.taken(answer.taskId);
    await store.reopen(answer);
    if (taken !== undefined) await open(taken);
  };
  const { tasks, answers, begun, expiresAt, wipings } = away;
  const until = expiresAt === undefined ? '' : moment(new Date(expiresAt).toISOString());
  return (
    <div className="sh-stack">
      <PageHeader title={say('外出办理', 'Away')} facts={expiresAt === undefined ? say('把任务带上，没有网络也能填写、签名', 'Take tasks along: fill them in and sign without a network') : say('本机加密保存至 {until}，到时自动清除', 'Kept encrypted on this device until {until}, then wiped', { until })} />
      {!online && <p className="away-offline" role="status">{say('现在没有网络。照常填写、签名，答复存入“待上传”，联网后自动发送；打开其他页面、重新读取文本需要网络。', 'There is no network. Fill in and sign as usual: answers wait and go by themselves later. Other pages, and reading a text anew, need the network.')}</p>}
      {wipings.map((wiped) => <WipedNote key={wiped.id} wiped={wiped} onSeen={() => void store.acknowledgeWiping()} />)}
      {answers.length > 0 && (
        <Card title={say('待上传', 'Waiting to be sent')} id="waiting">
          <ul className="task-rows">
            {answers.map((said) => (said.taskId === undefined
              ? <SaidRow key={said.key} said={said} online={online} link={link?.(said)} onDrop={() => void store.drop(said.key)} />
              : <AnswerRow key={said.key} answer={said} online={online && refresh !== undefined} link={link?.(said)} onReopen={() => void reopen(said)} onDrop={() => void store.drop(said.key)} />))}
          </ul>
        </Card>
      )}
      <Card title={say('带出的任务', 'Taken along')} id="taken">
        {tasks.length === 0 && <EmptyState title={answers.length > 0 ? say('带出的任务都已填写', 'Everything taken along was answered') : say('还没有带出任务', 'Nothing taken along')} hint={say('在任务的填写页点“带上外出”。', 'Open a task and choose “Take along”.')} action={start} />}
        <ul className="task-rows">
          {tasks.map((taken) => <TakenRow key={taken.task.id} taken={taken} begun={begun.has(taken.task.id)} onOpen={() => void open(taken)} onHappened={(event) => setHappened({ taken, event })} onForget={() => void store.forget(taken.task.id)} />)}
        </ul>
      </Card>
      {happened && <AtStation id={happened.taken.task.stationId}><Suspense fallback={null}><EventDrawer key={happened.event.id} instance={happened.taken.instance} event={happened.event} onClose={() => setHappened(undefined)} onDone={() => setHappened(undefined)} /></Suspense></AtStation>}
      {opened && <AtStation id={opened.taken.task.stationId}><AwayDrawer key={opened.taken.task.id} {...opened} store={store} refresh={refresh === undefined || !online ? undefined : () => refresh(opened.taken)} onClose={() => setOpened(undefined)} /></AtStation>}
    </div>
  );
}

/** What is filled in belongs to the station it was taken from, also where nobody is signed in. */
function AtStation({ id, children }: { id: string; children: ReactNode }) {
  const scope = useScope();
  const there = useMemo(() => ({ ...scope, stationId: id, base: `/s/${id}` }), [scope, id]);
  return <ScopeContext value={there}>{children}</ScopeContext>;
}

/** Which units the station works with is not taken along: what names some is said with a network. */
const mayHappenAway = ({ uiSchema }: Happening) => !JSON.stringify(uiSchema ?? {}).includes('outsideUnit');

function TakenRow({ taken: { task, instance, takenAt }, begun, onOpen, onHappened, onForget }: { taken: TakenTask; begun: boolean; onOpen: () => void; onHappened: (event: Happening) => void; onForget: () => void }) {
  const { say, textOf, moment, due } = useWords();
  const [more, setMore] = useState(false);
  const forget = <Button size="small" type="text" {...(begun ? {} : { onClick: onForget })}>{say('取消带出', 'Leave it behind')}</Button>;
  return (
    <li data-task={task.key}>
      <div className="sh-row"><b>{textOf(task.title)}</b>{begun && <Chip tone="info">{say('已填写一部分', 'Begun')}</Chip>}<span className="sh-push">{task.dueAt && <ClockChip dueAt={task.dueAt} />}</span></div>
      <span className="sh-long">{instance.title} <span className="sh-sub sh-mono">{instance.number}</span></span>
      <span className="sh-sub sh-small">{say('{at} 带出', 'taken along {at}', { at: moment(takenAt) })}{task.dueAt && <> · {say('{due} 到期', 'due {due}', { due: due(task.dueAt) })}</>}</span>
      <div className="sh-row">
        <Button type="primary" onClick={onOpen}>{say('填写', 'Fill in')}</Button>
        {instance.acceptedEvents.length > 0 && <Button aria-expanded={more} onClick={() => setMore(!more)}>{say('另有情况', 'Something happened')}</Button>}
        {begun ? <Popconfirm title={say('已填写的内容将一并删除', 'What you wrote is deleted as well')} okText={say('删除', 'Delete')} cancelText={say('返回', 'Back')} onConfirm={onForget}>{forget}</Popconfirm> : forget}
      </div>
      {more && <ul className="away-events">{instance.acceptedEvents.filter(mayHappenAway).map((event) => <li key={event.id}><Button block onClick={() => onHappened(event)}>{textOf(event.title)}</Button></li>)}</ul>}
    </li>
  );
}

function AnswerRow({ answer, online, link, onReopen, onDrop }: { answer: StoredAnswer; online: boolean; link: ReactNode; onReopen: () => void; onDrop: () => void }) {
  const { say, textOf, moment } = useWords();
  const { state, failure } = answer;
  return (
    <li data-state={state}>
      <div className="sh-row">
        <b>{textOf(answer.taskTitle)}</b>
        {state === 'waiting' && <WaitingChip online={online} />}
        {state === 'overtaken' && <Chip tone="warn">{say('已由他人办理', 'Done by somebody else')}</Chip>}
        {state === 'refused' && <Chip tone="bad">{say('未通过，请修改', 'Refused: correct it')}</Chip>}
      </div>
      <span className="sh-long">{answer.instanceTitle}</span>
      <span className="sh-sub">{say('我的结果：{outcome} · {at} 填写', 'My outcome: {outcome} · given {at}', { outcome: textOf(answer.outcomeTitle), at: moment(answer.givenAt) })}</span>
      {failure !== undefined && state === 'refused' && <p className="sh-bad-ink" role="alert">{textOf(failure.text)}</p>}
      {state === 'overtaken' && <SideBySide answer={answer} online={online} />}
      {state !== 'waiting' && (
        <div className="sh-row">
          {state === 'refused' && <Button type="primary" onClick={onReopen}>{say('打开修改', 'Open and correct')}</Button>}
          {link}
          <Popconfirm title={say('我填写的内容和签名将从本机删除', 'What I wrote and had signed is deleted from this device')} okText={say('放弃', 'Let it go')} cancelText={say('返回', 'Back')} onConfirm={onDrop}><Button type="text">{say('放弃我的答复', 'Let my answer go')}</Button></Popconfirm>
        </div>
      )}
    </li>
  );
}

/** Two officers did one task: what either said, for a person to decide. */
function SideBySide({ answer, online }: { answer: StoredAnswer; online: boolean }) {
  const { say, textOf, moment } = useWords();
  const client = useApolloClient();
  const { data, error } = useQuery(AnsweredTaskDocument, { client, variables: { stationId: answer.stationId, taskId: answer.taskId }, skip: !online, fetchPolicy: 'network-only' });
  const theirs = data?.task;
  const title = theirs?.outcomes.find(({ id }) => id === theirs.outcome)?.title;
  return (
    <div className="away-both">
      <div>
        <h3>{say('已记入的', 'On record')}</h3>
        {theirs === undefined ? <p className="sh-sub">{error === undefined ? say('联网后可见', 'Visible with a network') : textOf(failureOf(error).text)}</p> : (
          <dl className="away-facts-list">
            <div><dt>{say('办理人', 'By')}</dt><dd>{theirs.completedBy ?? say('系统（任务已撤销）', 'the workflow (the task was withdrawn)')}</dd></div>
            <div><dt>{say('结果', 'Outcome')}</dt><dd>{title === undefined ? say('无', 'none') : textOf(title)}</dd></div>
            {theirs.completedAt && <div><dt>{say('时间', 'At')}</dt><dd>{moment(theirs.completedAt)}</dd></div>}
          </dl>
        )}
      </div>
      <div>
        <h3>{say('我填写的（未记入）', 'Mine (not on record)')}</h3>
        <dl className="away-facts-list">
          <div><dt>{say('结果', 'Outcome')}</dt><dd>{textOf(answer.outcomeTitle)}</dd></div>
          <div><dt>{say('时间', 'At')}</dt><dd>{moment(answer.givenAt)}</dd></div>
          {Object.entries(answer.form).filter(([, value]) => typeof value === 'string').map(([key, value]) => <div key={key}><dt>{say('填写', 'Written')}</dt><dd className="sh-long">{String(value)}</dd></div>)}
          {Object.values(answer.form).filter(Array.isArray).map((list, index) => <div key={index}><dt>{say('签名', 'Signatures')}</dt><dd>{say('{count} 个', '{count}', { count: list.length })}</dd></div>)}
        </dl>
        <p className="sh-sub">{say('需要保留的，请打开事项另行补记。', 'What must be kept goes into the instance by hand.')}</p>
      </div>
    </div>
  );
}

function WipedNote({ wiped, onSeen }: { wiped: Wiped; onSeen: () => void }) {
  const { say, moment } = useWords();
  const because = { expired: say('超过 24 小时', '24 hours were over'), lockedOut: say('密码多次输错，账号已锁定', 'the account was locked after wrong passwords'), signedOut: say('已退出登录', 'of signing out') }[wiped.because];
  return (
    <div className="away-wiped" role="alert">
      <p>{say('{at} 本机的外出资料已清除（{because}）：其中 {answers} 条答复、{drafts} 份草稿没有上传。', 'At {at} what was taken along was wiped because {because}: {answers, plural, one {# answer} other {# answers}} and {drafts, plural, one {# draft} other {# drafts}} had not been sent.', { at: moment(new Date(wiped.at).toISOString()), because, answers: wiped.answers, drafts: wiped.drafts })}</p>
      <Button size="small" onClick={onSeen}>{say('知道了', 'Seen')}</Button>
    </div>
  );
}
