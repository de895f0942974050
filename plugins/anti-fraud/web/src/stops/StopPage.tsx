import { useQuery } from '@apollo/client/react';
import { Chip, codeOf, Countdown, EmptyState, ErrorState, ExerciseTime, Loading, PageHeader, useChanges, useInstanceSteps, useStation, useWords } from '@stationhouse/plugin-web';
import { Link, useParams } from 'react-router';
import { PaymentStopPageDocument, type PaymentStopPageQuery } from '../gql/stops.js';
import { alertPage, stopsPage } from '../paths.js';
import { CorrectAccount, RequestStop } from './RequestStop.js';
import { nextDue, openTask } from './state.js';
import { StopProgress } from './StopProgress.js';
import '../alerts.css';

export type Stop = PaymentStopPageQuery['paymentStop'];

const LIVE = ['INSTANCE', 'TASK'] as const;

/** One payment stop at the station: the request in one hand, then what the centre did and how long the stop holds; live. The account goes one way, and is shown to nobody here. */
export default function StopPage() {
  const { say, textOf } = useWords();
  const { stationId, base } = useStation();
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery(PaymentStopPageDocument, { variables: { stationId, id } });
  useChanges({ kinds: LIVE, id }, () => refetch());
  const steps = useInstanceSteps(() => void refetch().catch(() => undefined));
  if (error && !data) {
    const missing = ['NOT_FOUND', 'BAD_INPUT'].includes(codeOf(error));
    return missing ? <EmptyState title={say('没有这件止付', 'There is no such payment stop')} action={<Link to={`${base}/${stopsPage}`}>{say('回到止付列表', 'Back to the payment stops')}</Link>} /> : <ErrorState error={error} onRetry={() => void refetch()} />;
  }
  if (!data) return <Loading rows={8} />;
  const stop = data.paymentStop;
  const { instance } = stop;
  const request = openTask(stop, 'request');
  const { parent } = instance.links;
  const due = nextDue(stop);
  return (
    <ExerciseTime clock={instance.exerciseClock}>
      <div className="alert-page stop-page">
        <PageHeader
          title={say('紧急止付', 'Payment stop')} exercise={instance.exercise}
          facts={<><span className="sh-mono sh-whole">{instance.number}</span>{parent?.workflow === 'fraud-alert' && <> · <Link to={`${base}/${alertPage(parent.id)}`}>{say('预警 {number}', 'Alert {number}', { number: parent.number })}</Link></>} · <Link to={`${base}/instances/${instance.id}`}>{say('完整记录', 'The whole record')}</Link> · <Link to={`${base}/${stopsPage}`}>{say('止付列表', 'All payment stops')}</Link></>}
        />
        <section className="alert-top" data-grade={stop.urgency ?? undefined} aria-label={say('下一步', 'Next')}>
          <div className="alert-top-next"><b>{textOf(instance.stateTitle)}</b>{due && <span className="alert-top-clock"><span className="sh-sub sh-small">{dueInWords(due.key, say)}</span> <Countdown dueAt={due.at} /></span>}</div>
          {request && !request.mayComplete && <span className="sh-sub">{say('由{role}填写', 'For the {role}', { role: textOf(request.roleTitle) })}</span>}
          {stop.stops === 2 && <Chip tone="warn">{say('已止付两次，不能再止付；需要的，依法办理冻结', 'Stopped twice, no more; where needed it is frozen by law')}</Chip>}
        </section>
        {request?.mayComplete && <RequestStop task={request} steps={steps} />}
        {!request && <StopProgress stop={stop} />}
        {instance.acceptedEvents.some((event) => event.id === 'correct') && <CorrectAccount instanceId={instance.id} steps={steps} />}
      </div>
    </ExerciseTime>
  );
}

function dueInWords(key: string, say: ReturnType<typeof useWords>['say']): string {
  const words: Readonly<Record<string, string>> = { request: say('请求时限', 'Time to ask'), decide: say('中心决定时限', 'Time for the centre'), obtain: say('账户信息时限', 'Time for the account data'), stop: say('止付到期', 'The stop ends') };
  return words[key] ?? say('时限', 'Due');
}
