import { Chip, ClockChip, useStation, useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';
import { Link } from 'react-router';
import type { LectureRowFragment } from '../gql/lectures.js';

/** One lecture: what, for whom, when and where, how it went, and the next thing to write down about it. */
export function LectureRow({ lecture }: { lecture: LectureRowFragment }) {
  const { say, textOf, moment, number } = useWords();
  const { base } = useStation();
  const { instance, attendance, handedOut, questions, rating, raters } = lecture;
  const task = instance.tasks.find(({ status }) => status === 'OPEN' || status === 'CLAIMED');
  const went = [
    attendance !== null && say('{people} 人参加', '{people} people', { people: number(attendance) }),
    handedOut !== null && say('发放 {copies} 份', '{copies} handed out', { copies: number(handedOut) }),
    questions !== null && say('提问 {questions} 个', '{questions, plural, one {# question} other {# questions}}', { questions }),
    rating !== null && say('评分 {rating}（{raters} 人）', 'rated {rating} by {raters}', { rating, raters: raters ?? 0 }),
  ].filter((words) => words !== false);
  const materials = (lecture.materialsTitle ?? []).map((one) => textOf(one)).join(say('、', ', '));
  return (
    <li className="lecture" data-row={lecture.id}>
      <div>
        <Link to={`${base}/instances/${instance.id}`} data-row-link className="alert-card-title">{lecture.topic}</Link>
        <div className="sh-row sh-small">
          <Chip tone={instance.closed ? 'plain' : 'info'}>{textOf(instance.stateTitle)}</Chip>
          <span>{textOf(lecture.kindTitle)} · {textOf(lecture.audienceTitle)}{lecture.place && <> · {lecture.place}</>}</span>
        </div>
        <div className="sh-sub sh-small">
          {lecture.givenOn ? say('{at} 开展', 'given {at}', { at: moment(lecture.givenOn) }) : say('计划 {at}', 'planned for {at}', { at: moment(lecture.plannedOn) })}
          {materials && <> · {materials}</>} · <span className="sh-mono sh-whole">{instance.number}</span>
        </div>
        {went.length > 0 && <div className="sh-small">{went.join(' · ')}</div>}
        {task && <div className="sh-row sh-small"><span className="sh-sub">{task.assignee ? say('由{name}办理', '{name} does it', { name: task.assignee.displayName }) : say('待{role}办理', 'for the {role}', { role: textOf(task.roleTitle) })}</span><ClockChip dueAt={task.dueAt ?? null} /></div>}
      </div>
      {task?.mayComplete && <Link to={`${base}/instances/${instance.id}?task=${task.id}`}><Button type="primary" size="large">{textOf(task.title)}</Button></Link>}
    </li>
  );
}
