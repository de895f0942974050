import { codeOf, EmptyState, ErrorState, ExerciseMark, Loading, PageHeader, useExerciseNow, useStation, useTimeZone, useWords } from '@stationhouse/plugin-web';
import { localDateTime } from '@stationhouse/kernel';
import { Segmented } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { boardPage, reviewPage } from '../review/paths.js';
import { useReview, type Scene } from '../review/useReview.js';
import { Rate } from './Rate.js';
import { WriteNote } from './WriteNote.js';
import '../review/review.css';

/** An observer's phone: what is seen is one press and a few words; what is rated has words for every step. */
export default function ObservePage() {
  const { say } = useWords();
  const { base } = useStation();
  const { id = '' } = useParams();
  const { review, scene, me, error, renew } = useReview(id);
  const [part, setPart] = useState<'notes' | 'rating'>('notes');
  if (error && review === undefined) return ['NOT_FOUND', 'BAD_INPUT'].includes(codeOf(error)) ? <EmptyState title={say('没有这场演练的观察记录', 'This drill is not observed')} /> : <ErrorState error={error} onRetry={() => void renew()} />;
  if (review === undefined) return <Loading rows={6} />;
  const open = review.instance.acceptedEvents.some((event) => event.id === 'note');
  return (
    <div className="observe">
      <PageHeader exercise title={say('观察：{title}', 'Observe: {title}', { title: review.drillTitle ?? '' })} facts={<><Link to={`${base}/${reviewPage(id)}`}>{say('复盘', 'Review')}</Link> · <Link to={`${base}/${boardPage(id)}`}>{say('大屏', 'Board')}</Link></>} />
      <ObservedClock scene={scene} />
      {open ? (
        <>
          <Segmented block size="large" aria-label={say('记录或评分', 'Notes or rating')} value={part} onChange={setPart} options={[{ value: 'notes', label: say('记录', 'Notes') }, { value: 'rating', label: say('评分', 'Rating') }]} />
          {part === 'notes' ? <WriteNote review={review} scene={scene} me={me} onDone={() => void renew()} /> : <Rate review={review} me={me} onDone={() => void renew()} />}
        </>
      ) : <EmptyState title={say('观察已结束', 'The observing is over')} hint={say('记录和评分已归入复盘。', 'Notes and ratings are in the review.')} action={<Link to={`${base}/${reviewPage(id)}`}>{say('看复盘', 'See the review')}</Link>} />}
    </div>
  );
}

/** What the drill's clock shows; observers write by it. */
export function ObservedClock({ scene }: { scene: Scene | undefined }) {
  const { say } = useWords();
  const timeZone = useTimeZone();
  const now = useExerciseNow(scene?.clock);
  const status = { PLANNED: say('演练尚未开始', 'Not begun yet'), RUNNING: say('进行中', 'Running'), PAUSED: say('已暂停', 'Paused'), HALTED: say('已停止，转实警', 'Halted: real'), ENDED: say('已结束', 'Ended') }[scene?.status ?? 'PLANNED'];
  return (
    <div className="observe-clock" data-status={scene?.status}>
      <ExerciseMark />
      {now !== undefined && <time className="observe-time">{localDateTime(new Date(now), timeZone).slice(11, 19)}</time>}
      <span>{status}</span>
    </div>
  );
}
