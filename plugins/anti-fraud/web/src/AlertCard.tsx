import { Chip, Countdown, ExerciseMark, ExerciseTime, InlineError, useInstanceSteps, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Link } from 'react-router';
import { AlertGrade } from './AlertGrade.js';
import type { AlertRowFragment } from './gql/alerts.js';
import { alertPage } from './paths.js';
import { nextClock, openTasks, peopleOn } from './urgency.js';

/** One alert of the queue: how grave, until when, who, who is on it, and the one press that signs it. */
export function AlertCard({ alert, onChanged }: { alert: AlertRowFragment; onChanged: () => unknown }) {
  const { say, textOf, moment } = useWords();
  const { base } = useStation();
  const steps = useInstanceSteps(onChanged);
  const { instance, person } = alert;
  const clock = nextClock(alert);
  const sign = openTasks(alert).find(({ key, mayComplete }) => key === 'sign' && mayComplete);
  const people = peopleOn(alert);
  const sources = new Set((alert.reports ?? []).map(({ source }) => source)).size;
  const to = instance.closed ? `${base}/instances/${instance.id}` : `${base}/${alertPage(instance.id)}`;
  return (
    <li className="alert-card" data-row={alert.id} data-grade={alert.grade ?? undefined} data-exercise={instance.exercise || undefined}>
      <div className="alert-card-marks">
        {instance.exercise && <ExerciseMark />}
        {alert.grade && <AlertGrade grade={alert.grade} />}
        {alert.paying === true && <Chip tone="bad"><span aria-hidden>¥</span> {say('正在转账', 'Paying')}</Chip>}
        {clock && <ExerciseTime clock={instance.exerciseClock}><span className="alert-card-clock"><span className="sh-sub sh-small">{textOf(clock.title)}</span> <Countdown dueAt={clock.dueAt ?? null} warnAt={clock.warnAt ?? null} /></span></ExerciseTime>}
      </div>
      <div className="alert-card-words">
        <Link to={to} data-row-link className="alert-card-title">{[person?.name, person?.phone].filter(Boolean).join(' · ') || instance.title}</Link>
        <div className="sh-sub sh-small">
          {textOf(alert.sourceTitle)}{sources > 1 && <> · {say('{sources} 个来源，共 {count} 次', '{sources} sources, {count} reports', { sources, count: alert.reports?.length ?? 0 })}</>}
          {' '}· {say('{at} 接收', 'received {at}', { at: moment(instance.startedAt) })} · <span className="sh-mono sh-whole">{instance.number}</span>
        </div>
        {/* Whoever signs here sees by the button that nobody has. */}
        {!sign && (
          <div className="sh-row sh-small">
            <Chip tone={instance.closed ? 'plain' : 'info'}>{textOf(instance.closed && alert.endingTitle ? alert.endingTitle : instance.stateTitle)}</Chip>
            {!instance.closed && <span className="sh-sub">{people.length === 0 ? say('还没有人签收', 'Nobody has signed it') : say('{people} 在办', '{people} on it', { people: people.join(say('、', ', ')) })}</span>}
          </div>
        )}
        <InlineError error={steps.error} />
      </div>
      {sign && <Button type="primary" size="large" className="alert-card-sign" loading={steps.sending} onClick={() => void steps.answer(sign, 'signed')}>{say('签收', 'Sign')}</Button>}
    </li>
  );
}
