import { Card, Chip, Countdown, useWords, type Tone } from '@stationhouse/plugin-web';
import type { ReactNode } from 'react';
import type { Stop } from './StopPage.js';
import { answeredTasks, heldUntil, openTask } from './state.js';

type Task = Stop['instance']['tasks'][number];
/** Most stops of one account (银发〔2016〕86号). */
const MOST_STOPS = 2;

/** How a stop stands: asked, decided by the centre, held until, account data; each with who and when, what is yet to come with its clock. */
export function StopProgress({ stop }: { stop: Stop }) {
  const { say, textOf, moment, number } = useWords();
  const until = heldUntil(stop);
  const [deciding, obtaining] = [openTask(stop, 'decide'), openTask(stop, 'obtain')];
  const answers = [...answeredTasks(stop, 'decide').map((task) => ['decide', task] as const), ...answeredTasks(stop, 'obtain').map((task) => ['obtain', task] as const)];
  const titleOf = (task: Task) => textOf(task.outcomes.find(({ id }) => id === task.outcome)?.title) || textOf(task.title);
  return (
    <Card title={say('止付情况', 'How the stop stands')}>
      <ol className="stop-steps">
        <Step tone="ok" mark="✓" title={say('已请求止付', 'Asked for')}>
          {stop.requestedOn ? moment(stop.requestedOn) : say('未请求', 'not asked')}{stop.amount !== null && <> · {say('{amount} 元', '{amount} yuan', { amount: number(stop.amount) })}</>}{stop.paidOn && <> · {say('{at} 转账', 'paid {at}', { at: moment(stop.paidOn) })}</>}
          <div className="sh-sub sh-small">{say('收款账户已加密送反诈中心，本所不再显示；止付结束后清除。', 'The account went to the centre encrypted; it is not shown here, and is erased after the stop.')}</div>
        </Step>
        {answers.map(([kind, task]) => (
          <Step key={task.id} tone={task.outcome === 'declined' || task.outcome === 'unobtainable' ? 'warn' : 'ok'} mark={task.outcome === 'declined' || task.outcome === 'unobtainable' ? '–' : '✓'} title={kind === 'decide' ? titleOf(task) : say('账户信息：{answer}', 'Account data: {answer}', { answer: titleOf(task) })}>
            {[task.completedBy, moment(task.completedAt)].filter(Boolean).join(' · ')}
          </Step>
        ))}
        {deciding && <Step tone="info" mark="…" title={textOf(deciding.title)}>{textOf(deciding.roleTitle)} <Countdown dueAt={deciding.dueAt ?? null} /></Step>}
        {obtaining && <Step tone="info" mark="…" title={textOf(obtaining.title)}>{textOf(obtaining.roleTitle)} <Countdown dueAt={obtaining.dueAt ?? null} /></Step>}
        {until !== undefined && (
          <Step tone="warn" mark="48" title={say('止付中，{until} 自动解除', 'Stopped until {until}', { until: moment(until) })}>
            <div className="stop-left"><Countdown dueAt={until} /></div>
            {say('第 {stops} 次，最多 {most} 次', 'Stop {stops} of at most {most}', { stops: stop.stops ?? 1, most: MOST_STOPS })}{stop.amountHeld !== null && <> · {say('止付 {amount} 元', '{amount} yuan held', { amount: number(stop.amountHeld) })}</>}
          </Step>
        )}
        {stop.instance.closed && <Step tone="plain" mark="■" title={textOf(stop.instance.stateTitle)}>{stop.stoppedOn && say('止付于 {at}', 'stopped {at}', { at: moment(stop.stoppedOn) })}{stop.amountHeld !== null && <> · {say('止付 {amount} 元', '{amount} yuan held', { amount: number(stop.amountHeld) })}</>}</Step>}
      </ol>
    </Card>
  );
}

function Step({ tone, mark, title, children }: { tone: Tone; mark: string; title: string; children: ReactNode }) {
  return <li><Chip tone={tone}><span aria-hidden>{mark}</span></Chip><div><b>{title}</b><div>{children}</div></div></li>;
}
