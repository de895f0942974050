import { Card, Chip, codeOf, EmptyState, ErrorState, Loading, PageHeader, PurposeBar, Timeline, usePurpose, useStation, useTimeZone, useWords } from '@stationhouse/plugin-web';
import { localDateTime } from '@stationhouse/kernel';
import { CHECKLIST, score, type Objective, type Rating } from '@stationhouse/scenic-drills-common';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { BesideLast } from './BesideLast.js';
import { Directing } from './Directing.js';
import { boardPage, observePage, reviewsPage } from './paths.js';
import { useReview, type Review, type Scene } from './useReview.js';
import { noteKindOf, pointsOf, resultOf, timeOf, type NoteKind } from './words.js';
import './review.css';

/** One drill looked back on: its score, how it went, what observers noted, what went well and what not, what is improved; and beside the last one. */
export default function ReviewPage() {
  const words = useWords();
  const { say, textOf } = words;
  const { base } = useStation();
  const { id = '' } = useParams();
  const purpose = usePurpose();
  const { review, scene, members, error, renew } = useReview(id, purpose.purpose);
  if (error && review === undefined) return ['NOT_FOUND', 'BAD_INPUT'].includes(codeOf(error)) ? <EmptyState title={say('没有这份复盘', 'There is no such review')} action={<Link to={`${base}/${reviewsPage}`}>{say('回到复盘列表', 'Back to the reviews')}</Link>} /> : <ErrorState error={error} onRetry={() => void renew()} />;
  if (review === undefined) return <Loading rows={8} />;
  const { instance } = review;
  const task = instance.tasks.find(({ status }) => status === 'OPEN' || status === 'CLAIMED');
  const open = instance.acceptedEvents.some((event) => event.id === 'note');
  return (
    <div className="review-page">
      <PageHeader
        exercise title={say('复盘：{title}', 'Review: {title}', { title: review.drillTitle ?? '' })} chips={<Chip tone={instance.closed ? 'plain' : 'info'}>{textOf(instance.stateTitle)}</Chip>}
        facts={<><span className="sh-mono sh-whole">{instance.number}</span>{review.siteName && <> · {review.siteName}</>} · <Link to={`${base}/exercises/${review.exercise}`}>{say('演练', 'Exercise')}</Link> · <Link to={`${base}/instances/${id}`}>{say('完整记录和文书', 'The whole record and its papers')}</Link> · <Link to={`${base}/${reviewsPage}`}>{say('复盘列表', 'All reviews')}</Link></>}
        actions={open && <><Link to={`${base}/${boardPage(id)}`}><Button>{say('大屏', 'Board')}</Button></Link><Link to={`${base}/${observePage(id)}`}><Button type="primary">{say('记录和评分', 'Notes and rating')}</Button></Link></>}
      />
      {task && (
        <section className="sh-card review-next" aria-label={say('下一步', 'Next')}>
          <b>{textOf(task.title)}</b>
          {task.mayComplete ? <Link to={`${base}/instances/${id}?task=${task.id}`}><Button type="primary" size="large">{textOf(task.title)}</Button></Link> : <span className="sh-sub">{say('由{role}办理', 'For the {role}', { role: textOf(task.roleTitle) })}</span>}
        </section>
      )}
      {scene?.mayDirect && open && <Directing review={review} members={members} onDone={() => void renew()} />}
      <div className="review-cols">
        <div className="sh-stack">
          <Score review={review} scene={scene} />
          <BesideLast review={review} scene={scene} />
          <Words review={review} />
        </div>
        <div className="sh-stack">
          <Notes review={review} bar={<PurposeBar state={purpose} masked={purpose.purpose === undefined} />} />
          <Card title={say('经过', 'What happened')} id="timeline"><Timeline entries={(scene?.timeline ?? []).map((entry) => ({ ...entry, future: false }))} /></Card>
        </div>
      </div>
    </div>
  );
}

/** The kept score; before it is kept, how it stands now. */
function Score({ review, scene }: { review: Review; scene: Scene | undefined }) {
  const words = useWords();
  const { say, textOf } = words;
  const objectives = scene?.objectives ?? [];
  const live = score(
    objectives.map((one): Objective => ({ place: one.place, result: one.result as Objective['result'], targetSeconds: one.targetSeconds, measuredSeconds: one.measuredSeconds ?? null })),
    (review.ratings ?? []).flatMap(({ item, score: value, by, played }): Rating[] => (item === null || value === null || by === null ? [] : [{ item, score: value, by, played: played ?? false }])),
  );
  const kept = review.result;
  const shown = kept ?? live;
  const items = new Map((kept?.items ?? live.items).map((one) => [one.item, one]));
  return (
    <Card title={say('评分', 'Score')} id="score" extra={<b className="review-total">{pointsOf(shown.total, words)}</b>}>
      <p className="sh-sub sh-small">{say('目标完成 {measured}（占六成），观察员评分 {rated}（占四成）；未评定的不计入，不按零分。', 'By objectives {measured} (six parts), by observers {rated} (four parts); what was not assessed is left out, never zero.', { measured: pointsOf(shown.measured, words), rated: pointsOf(shown.rated, words) })}</p>
      <ol className="board-list">{objectives.map((one) => {
        const was = kept?.objectives?.find(({ place }) => place === one.place);
        const result = resultOf(was?.result ?? one.result, words);
        return <li key={one.place}><span className="sh-long">{one.title}</span><span className="sh-sub sh-num">{timeOf({ targetSeconds: one.targetSeconds, measuredSeconds: was === undefined ? one.measuredSeconds : was.measuredSeconds }, words)}</span><Chip tone={result.tone}>{result.words}</Chip></li>;
      })}</ol>
      <ul className="board-list">{CHECKLIST.map(({ id, title }) => {
        const item = items.get(id);
        const mean = item?.mean ?? null;
        return (
          <li key={id}>
            <span className="sh-long">{textOf({ zhCN: title['zh-CN'], en: title.en })}</span>
            <span className="sh-sub sh-small">{(item?.left ?? 0) > 0 && say('{left} 名参演者的评分不计', '{left, plural, one {# player’s rating} other {# players’ ratings}} left out', { left: item?.left ?? 0 })}</span>
            <span className="sh-num">{mean === null ? say('未评', 'none') : say('{mean}（{raters} 人）', '{mean} by {raters}', { mean: mean.toFixed(1), raters: item?.raters ?? 0 })}</span>
          </li>
        );
      })}</ul>
    </Card>
  );
}

function Notes({ review, bar }: { review: Review; bar: ReactNode }) {
  const words = useWords();
  const { say } = words;
  const timeZone = useTimeZone();
  const notes = review.notes ?? [];
  return (
    <Card title={say('观察记录（{count}）', 'Notes ({count})', { count: notes.length })} id="notes">
      {notes.length === 0 ? <p className="sh-sub">{say('还没有记录', 'Nothing was noted yet')}</p> : bar}
      <ul className="observe-notes">
        {notes.map(({ on, runOn, kind, objective, words: said }, index) => {
          const shown = noteKindOf((kind ?? 'good') as NoteKind, words);
          return (
            <li key={`${on} ${index}`}>
              <time className="sh-num">{runOn ? localDateTime(new Date(runOn), timeZone).slice(11, 19) : '—'}</time>
              <Chip tone={shown.tone}>{shown.sign} {shown.words}</Chip>
              <span className="sh-long">{objective !== null && <span className="sh-sub">{say('目标 {objective} ', 'objective {objective} ', { objective })}</span>}{said}</span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function Words({ review }: { review: Review }) {
  const { say, textOf, date } = useWords();
  const { base } = useStation();
  const { wentWell, toImprove, returnedFor, actions, instance } = review;
  const improvements = instance.links.children.flatMap(({ instance: one }) => (one === null ? [] : [one]));
  if (!wentWell && !toImprove && !returnedFor) return null;
  return (
    <Card title={say('复盘结论', 'What came of it')} id="words">
      {returnedFor && !instance.closed && <p className="sh-warn-ink">{say('曾退回修改：{reason}', 'Was returned: {reason}', { reason: returnedFor })}</p>}
      <h3>{say('好的做法', 'What went well')}</h3><p className="review-words">{wentWell}</p>
      <h3>{say('存在问题', 'What did not')}</h3><p className="review-words">{toImprove}</p>
      <h3>{say('整改事项', 'Improvements')}</h3>
      {(actions ?? []).length === 0 ? <p className="sh-sub">{say('没有整改事项', 'None')}</p> : (
        <ul className="board-list">{(actions ?? []).map(({ title, ownerTitle, weaknessTitle, dueOn }, index) => <li key={index}><span className="sh-long">{title}</span><span className="sh-sub sh-small">{textOf(weaknessTitle)} · {textOf(ownerTitle)}</span><span className="sh-num">{dueOn && date(dueOn)}</span></li>)}</ul>
      )}
      {improvements.length > 0 && <div className="sh-row sh-wrap">{improvements.map(({ id, number, closed, stateTitle }) => <Link key={id} to={`${base}/instances/${id}`}><Chip tone={closed ? 'ok' : 'info'}>{number} {textOf(stateTitle)}</Chip></Link>)}</div>}
    </Card>
  );
}
