import { codeOf, EmptyState, ErrorState, Loading, PageHeader, Chip, useStation, useWords } from '@stationhouse/plugin-web';
import { CHECKLIST, score, type Objective, type Rating } from '@stationhouse/scenic-drills-common';
import { Link, useParams } from 'react-router';
import { observePage, reviewPage } from '../review/paths.js';
import { useReview } from '../review/useReview.js';
import { pointsOf, resultOf, timeOf } from '../review/words.js';
import { ObservedClock } from './ObservePage.js';
import '../review/review.css';

/** The drill on the wall: its clock, its objectives as history measures them, what observers rate. Live; nothing personal. */
export default function BoardPage() {
  const words = useWords();
  const { say, textOf } = words;
  const { base } = useStation();
  const { id = '' } = useParams();
  const { review, scene, error, renew } = useReview(id);
  if (error && review === undefined) return ['NOT_FOUND', 'BAD_INPUT'].includes(codeOf(error)) ? <EmptyState title={say('没有这场演练的观察记录', 'This drill is not observed')} /> : <ErrorState error={error} onRetry={() => void renew()} />;
  if (review === undefined) return <Loading rows={8} />;
  const objectives = (scene?.objectives ?? []).map((one): Objective => ({ place: one.place, result: one.result as Objective['result'], targetSeconds: one.targetSeconds, measuredSeconds: one.measuredSeconds ?? null }));
  const ratings = (review.ratings ?? []).flatMap(({ item, score: value, by, played }): Rating[] => (item === null || value === null || by === null ? [] : [{ item, score: value, by, played: played ?? false }]));
  const { total, measured, rated, items } = score(objectives, ratings);
  const notes = review.notes ?? [];
  const count = (kind: string) => notes.filter((note) => note.kind === kind).length;
  return (
    <div className="board">
      <PageHeader exercise title={review.drillTitle ?? ''} facts={<>{review.siteName && <>{review.siteName} · </>}<Link to={`${base}/${observePage(id)}`}>{say('记录和评分', 'Notes and rating')}</Link> · <Link to={`${base}/${reviewPage(id)}`}>{say('复盘', 'Review')}</Link></>} />
      <ObservedClock scene={scene} />
      <dl className="board-figures">
        <div><dt>{say('当前总分', 'Score so far')}</dt><dd>{pointsOf(total, words)}</dd></div>
        <div><dt>{say('目标', 'Objectives')}</dt><dd>{pointsOf(measured, words)}</dd></div>
        <div><dt>{say('观察员评分', 'Observers')}</dt><dd>{pointsOf(rated, words)}</dd></div>
        <div><dt>{say('记录', 'Notes')}</dt><dd className="board-notes"><span title={say('做得好', 'Well done')}>＋{count('good')}</span> <span title={say('待改进', 'To improve')}>△{count('improve')}</span> <span title={say('安全', 'Safety')}>!{count('safety')}</span></dd></div>
      </dl>
      <div className="board-cols">
        <section className="sh-card" aria-label={say('目标', 'Objectives')}>
          <h2>{say('目标', 'Objectives')}</h2>
          {objectives.length === 0 ? <p className="sh-sub">{say('这场演练没有设目标', 'This exercise has no objectives')}</p> : (
            <ol className="board-list">{(scene?.objectives ?? []).map((one) => {
              const result = resultOf(one.result, words);
              return <li key={one.place} data-result={one.result}><span className="sh-long">{one.title}</span><span className="sh-sub sh-num">{timeOf(one, words)}</span><Chip tone={result.tone}>{result.words}</Chip></li>;
            })}</ol>
          )}
        </section>
        <section className="sh-card" aria-label={say('观察员评分', 'Observers')}>
          <h2>{say('观察员评分', 'Observers')}</h2>
          <ol className="board-list">{items.map(({ item, mean, raters }) => {
            const title = CHECKLIST.find(({ id: own }) => own === item)?.title;
            return <li key={item}><span className="sh-long">{title && textOf({ zhCN: title['zh-CN'], en: title.en })}</span><meter min={0} max={5} value={mean ?? 0} aria-hidden="true" data-none={mean === null || undefined} /><span className="sh-num">{mean === null ? say('未评', 'none') : say('{mean}（{raters} 人）', '{mean} by {raters}', { mean: mean.toFixed(1), raters })}</span></li>;
          })}</ol>
        </section>
      </div>
    </div>
  );
}
