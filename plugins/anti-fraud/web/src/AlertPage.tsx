import { useQuery } from '@apollo/client/react';
import { Chip, codeOf, Countdown, EmptyState, ErrorState, ExerciseTime, Loading, PageHeader, useChanges, useInstanceSteps, usePurpose, useStation, useWords, type InstanceSteps } from '@stationhouse/plugin-web';
import { Link, useParams } from 'react-router';
import { AlertAside } from './AlertAside.js';
import { AlertFound } from './AlertFound.js';
import { AlertGrade } from './AlertGrade.js';
import { AlertPerson } from './AlertPerson.js';
import { AlertSteps, SignFirst } from './AlertSteps.js';
import { FraudAlertPageDocument, type FraudAlertPageQuery } from './gql/alerts.js';
import { Nearby } from './near/Nearby.js';
import { alertsPage } from './paths.js';
import { nextClock, openTasks, peopleOn } from './urgency.js';
import './alerts.css';

export type Alert = FraudAlertPageQuery['fraudAlert'];
export type AlertTask = Alert['instance']['tasks'][number];
/** What the parts of the page are told. `open` holds the personal data while a purpose is given. */
export interface PartProps {
  readonly alert: Alert;
  readonly open: Alert | undefined;
  readonly steps: InstanceSteps;
}
/** What a step of an alert is told. */
export interface StepProps extends PartProps {
  readonly task: AlertTask;
}

const LIVE = ['INSTANCE', 'TASK'] as const;
/** States after the dissuasion: what came of it stands before whom it was about. */
const AFTER: ReadonlySet<string> = new Set(['reporting', 'revisiting']);

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
  const steps = useInstanceSteps(() => void reread().catch(() => undefined));
  if (plain.error && !plain.data) {
    const missing = ['NOT_FOUND', 'BAD_INPUT'].includes(codeOf(plain.error));
    return missing ? <EmptyState title={say('没有这件预警', 'There is no such alert')} action={<Link to={`${base}/${alertsPage}`}>{say('回到预警列表', 'Back to the alerts')}</Link>} /> : <ErrorState error={plain.error} onRetry={() => void plain.refetch()} />;
  }
  const alert = plain.data?.fraudAlert;
  if (alert === undefined) return <Loading rows={8} />;
  const part = { alert, steps, open: purpose.purpose === undefined ? undefined : (opened.data ?? opened.previousData)?.fraudAlert };
  return (
    <ExerciseTime clock={alert.instance.exerciseClock}>
      <div className="alert-page">
        <PageHeader title={say('预警劝阻', 'Fraud alert')} exercise={alert.instance.exercise} facts={<><span className="sh-mono sh-whole">{alert.instance.number}</span> · <Link to={`${base}/instances/${alert.instance.id}`}>{say('完整记录', 'The whole record')}</Link> · <Link to={`${base}/${alertsPage}`}>{say('预警列表', 'All alerts')}</Link></>} />
        <Top alert={alert} />
        <div className="alert-body" data-after={alert.instance.states.some(({ path, status }) => status === 'current' && AFTER.has(path)) || undefined}>
          <div className="alert-work">
            <SignFirst {...part} />
            <AlertFound alert={alert} />
            <AlertSteps {...part} />
          </div>
          <aside className="alert-aside" aria-label={say('被预警人与联系', 'The person, and reaching them')}>
            {!alert.instance.closed && <AlertPerson alert={alert} open={part.open} purpose={purpose} loading={opened.loading} error={opened.error} onOpened={() => void plain.refetch()} />}
            <AlertAside {...part} />
            {!alert.instance.closed && <Nearby alert={alert} open={part.open} />}
          </aside>
        </div>
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
  const next = openTasks(alert).map(({ title }) => textOf(title)).join(say('、', ', ')) || textOf(alert.instance.stateTitle);
  return (
    <section className="alert-top" data-grade={alert.grade ?? undefined} aria-label={say('下一步', 'Next')}>
      <div className="alert-top-next">
        <b>{alert.instance.closed ? textOf(alert.endingTitle ?? alert.instance.stateTitle) : say('下一步：{next}', 'Next: {next}', { next })}</b>
        {clock && <span className="alert-top-clock"><span className="sh-sub sh-small">{textOf(clock.title)}</span> <Countdown dueAt={clock.dueAt ?? null} warnAt={clock.warnAt ?? null} /></span>}
      </div>
      <div className="sh-row">
        {alert.grade && <AlertGrade grade={alert.grade} />}
        {alert.paying === true && <Chip tone="bad"><span aria-hidden>¥</span> {say('正在转账', 'Paying')}</Chip>}
        <span className="sh-sub sh-small">{textOf(alert.sourceTitle)}{sources > 1 && <> · {say('{sources} 个来源', '{sources} sources', { sources })}</>}{people.length > 0 && <> · {say('{people} 在办', '{people} on it', { people: people.join(say('、', ', ')) })}</>}</span>
      </div>
    </section>
  );
}
