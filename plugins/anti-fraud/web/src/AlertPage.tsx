import { useQuery } from '@apollo/client/react';
import { Card, Chip, codeOf, Countdown, EmptyState, ErrorState, ExerciseTime, InlineError, Loading, PageHeader, useChanges, usePurpose, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Link, useParams } from 'react-router';
import { AlertGrade } from './AlertGrade.js';
import { AlertPerson } from './AlertPerson.js';
import { CallScript } from './CallScript.js';
import { FindPerson } from './FindPerson.js';
import { FraudAlertPageDocument, type FraudAlertPageQuery } from './gql/alerts.js';
import { MeetPerson } from './MeetPerson.js';
import { Nearby } from './near/Nearby.js';
import { alertsPage } from './paths.js';
import { ReportEnding } from './ReportEnding.js';
import { nextClock, openTasks, peopleOn } from './urgency.js';
import { useAlertSteps, type AlertSteps } from './useAlertSteps.js';
import './alerts.css';

export type Alert = FraudAlertPageQuery['fraudAlert'];
export type AlertTask = Alert['instance']['tasks'][number];
/** What a step of an alert is told. `open` holds the personal data while a purpose is given. */
export interface StepProps {
  readonly alert: Alert;
  readonly open: Alert | undefined;
  readonly task: AlertTask;
  readonly steps: AlertSteps;
}

const LIVE = ['INSTANCE', 'TASK'] as const;
const STEPS = { call: CallScript, locate: FindPerson, meet: MeetPerson, report: ReportEnding } as const;

/** One alert while it runs, for one hand: what is next and by when, the call, where they are, the meeting, what came of it; live. */
export default function AlertPage() {
  const { say } = useWords();
  const { stationId, base } = useStation();
  const { id = '' } = useParams();
  const purpose = usePurpose();
  const plain = useQuery(FraudAlertPageDocument, { variables: { stationId, id } });
  // What a purpose opened never enters the cache.
  const opened = useQuery(FraudAlertPageDocument, { variables: { stationId, id, purpose: purpose.purpose ?? '' }, skip: purpose.purpose === undefined, fetchPolicy: 'no-cache' });
  const reread = () => Promise.all([plain.refetch(), ...(purpose.purpose === undefined ? [] : [opened.refetch()])]);
  useChanges({ kinds: LIVE, id }, reread);
  // A failed reading shows by the query itself.
  const steps = useAlertSteps(() => void reread().catch(() => undefined));
  if (plain.error && !plain.data) {
    const missing = ['NOT_FOUND', 'BAD_INPUT'].includes(codeOf(plain.error));
    return missing ? <EmptyState title={say('没有这件预警', 'There is no such alert')} action={<Link to={`${base}/${alertsPage}`}>{say('回到预警列表', 'Back to the alerts')}</Link>} /> : <ErrorState error={plain.error} onRetry={() => void plain.refetch()} />;
  }
  const alert = plain.data?.fraudAlert;
  if (alert === undefined) return <Loading rows={8} />;
  const open = purpose.purpose === undefined ? undefined : opened.data?.fraudAlert;
  return (
    <ExerciseTime clock={alert.instance.exerciseClock}>
      <div className="alert-page">
        <PageHeader title={say('预警劝阻', 'Fraud alert')} exercise={alert.instance.exercise} facts={<><span className="sh-mono">{alert.instance.number}</span> · <Link to={`${base}/instances/${alert.instance.id}`}>{say('完整记录', 'The whole record')}</Link> · <Link to={`${base}/${alertsPage}`}>{say('预警列表', 'All alerts')}</Link></>} />
        <Top alert={alert} />
        {!alert.instance.closed && <AlertPerson alert={alert} open={open} purpose={purpose} loading={opened.loading} error={opened.error} />}
        <Steps alert={alert} open={open} steps={steps} />
        {!alert.instance.closed && <Nearby alert={alert} open={open} />}
      </div>
    </ExerciseTime>
  );
}

/** What is next and by when; stays on top. */
function Top({ alert }: { alert: Alert }) {
  const { say, textOf } = useWords();
  const clock = nextClock(alert);
  const people = peopleOn(alert);
  const sources = new Set((alert.reports ?? []).map(({ source }) => source)).size;
  const next = openTasks(alert).map(({ title }) => textOf(title)).join('、') || textOf(alert.instance.stateTitle);
  return (
    <section className="alert-top" data-grade={alert.grade ?? undefined} aria-label={say('下一步', 'Next')}>
      <div className="sh-row">
        {alert.grade && <AlertGrade grade={alert.grade} />}
        {alert.paying === true && <Chip tone="bad"><span aria-hidden>¥</span> {say('正在转账', 'Paying')}</Chip>}
        <span className="sh-sub sh-small">{textOf(alert.sourceTitle)}{sources > 1 && <> · {say('{sources} 个来源', '{sources} sources', { sources })}</>}{people.length > 0 && <> · {say('{people} 在办', '{people} on it', { people: people.join('、') })}</>}</span>
      </div>
      <div className="alert-top-next"><b>{alert.instance.closed ? textOf(alert.endingTitle ?? alert.instance.stateTitle) : say('下一步：{next}', 'Next: {next}', { next })}</b>{clock && <Countdown dueAt={clock.dueAt ?? null} warnAt={clock.warnAt ?? null} />}</div>
      {clock && <div className="sh-sub sh-small">{textOf(clock.title)}</div>}
    </section>
  );
}

/** The steps that are open, the call first; those that want no hurry are answered on the whole record. */
function Steps({ alert, open, steps }: Omit<StepProps, 'task'>) {
  const { say, textOf } = useWords();
  const { base } = useStation();
  const tasks = openTasks(alert);
  const sign = tasks.find(({ key, mayComplete }) => key === 'sign' && mayComplete);
  const may = (event: string) => alert.instance.acceptedEvents.some(({ id }) => id === event);
  return (
    <>
      {sign && <div className="alert-keys"><Button type="primary" className="alert-wide" loading={steps.sending} onClick={() => void steps.answer(sign, 'signed')}>{say('签收，我来劝阻', 'Sign: I take it')}</Button></div>}
      {steps.pressed?.startsWith('sign.') && <InlineError error={steps.error} />}
      {may('callNow') && (
        <Card title={say('未接通，稍后再拨', 'No answer: called again later')}>
          <div className="alert-keys"><Button type="primary" className="alert-wide" loading={steps.sending} onClick={() => void steps.tell(alert.instance.id, 'callNow')}>{say('立即再拨', 'Call again now')}</Button></div>
          {steps.pressed === 'callNow' && <InlineError error={steps.error} />}
        </Card>
      )}
      {tasks.filter(({ key }) => key !== 'sign').map((task) => {
        const Step = STEPS[task.key as keyof typeof STEPS] as ((props: StepProps) => React.ReactNode) | undefined;
        if (Step !== undefined && (task.mayComplete || task.key === 'meet')) return <Step key={task.id} alert={alert} open={open} task={task} steps={steps} />;
        return (
          <Card key={task.id} title={textOf(task.title)}>
            <div className="sh-row"><span>{task.assignee ? say('由{name}办理', '{name} does it', { name: task.assignee.displayName }) : say('由{role}办理', 'For the {role}', { role: textOf(task.roleTitle) })}</span>
              {task.mayComplete && <Link to={`${base}/instances/${alert.instance.id}?task=${task.id}`}><Button type="primary" size="large">{say('办理', 'Do it')}</Button></Link>}
            </div>
          </Card>
        );
      })}
      {may('stopPayment') && alert.paying !== true && (
        <div className="alert-keys">
          <Button danger className="alert-wide" loading={steps.sending} onClick={() => void steps.tell(alert.instance.id, 'stopPayment')}>{say('钱已转出：发起止付', 'Money has gone: ask for a payment stop')}</Button>
          {steps.pressed === 'stopPayment' && <InlineError error={steps.error} />}
        </div>
      )}
    </>
  );
}
