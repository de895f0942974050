import { useMutation, useQuery } from '@apollo/client/react';
import { Chip, EmptyState, ErrorState, InlineError, LoadMore, Loading, PageHeader, useChanges, useCommand, useStation, useWords } from '@stationhouse/plugin-web';
import { repeatedWeaknesses, WEAKNESSES } from '@stationhouse/scenic-drills-common';
import { Button, Segmented } from 'antd';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { DrillReviewsDocument, ExercisesToObserveDocument, ObserveExerciseDocument, type ReviewRowFragment } from '../gql/review.js';
import { boardPage, improvementsPage, observePage, pastPage, reviewPage } from './paths.js';
import { pointsOf } from './words.js';
import './review.css';

const PAGE = 30;

/** What was drilled and what came of it: those that run first, then the reviews with their scores, and what is found weak again and again. */
export default function Reviews() {
  const { say } = useWords();
  const { stationId, base, may } = useStation();
  const [parameters, setParameters] = useSearchParams();
  const closed = parameters.get('closed') === 'yes';
  const { data, previousData, error, loading, refetch, fetchMore } = useQuery(DrillReviewsDocument, { variables: { stationId, filter: { instance: { closed } }, first: PAGE }, notifyOnNetworkStatusChange: true });
  useChanges({ kinds: ['INSTANCE', 'TASK'] }, () => refetch());
  const found = (data ?? previousData)?.drillReviews;
  const rows = found?.edges.map(({ node }) => node) ?? [];
  const more = () => void fetchMore({ variables: { after: found?.pageInfo.endCursor ?? null }, updateQuery: (before, { fetchMoreResult: { drillReviews } }) => ({ drillReviews: { ...drillReviews, edges: [...before.drillReviews.edges, ...drillReviews.edges] } }) });
  return (
    <>
      <PageHeader
        title={say('演练复盘', 'Drill reviews')} facts={<>{say('观察、评分、复盘、整改', 'Observed, scored, reviewed, improved')} · <Link to={`${base}/${improvementsPage}`}>{say('整改事项', 'Improvements')}</Link></>}
        actions={may('exercise.direct') && <Link to={`${base}/${pastPage}`}><Button>{say('由真实查找编演练', 'A drill from a past search')}</Button></Link>}
      />
      <ToObserve reviewed={new Set(rows.map(({ exercise }) => exercise))} />
      <div className="sh-filters">
        <Segmented aria-label={say('状态', 'State')} value={closed ? 'yes' : 'no'} onChange={(value) => setParameters(value === 'yes' ? { closed: 'yes' } : {}, { replace: true })} options={[{ value: 'no', label: say('进行中', 'Under way') }, { value: 'yes', label: say('已完成', 'Done') }]} />
      </div>
      <Weaknesses rows={rows} />
      <section className="sh-card sh-tight" aria-busy={loading}>
        {error && found === undefined ? <ErrorState error={error} onRetry={() => void refetch()} /> : found === undefined ? <Loading rows={4} /> : rows.length === 0 ? (
          <EmptyState title={closed ? say('还没有完成的复盘', 'No review is done yet') : say('没有进行中的观察和复盘', 'Nothing is observed or reviewed')} hint={say('演练开始后可在此开始观察。', 'Once an exercise is planned, begin to observe it here.')} />
        ) : (
          <>
            <ul className="review-list" aria-label={say('复盘列表', 'Reviews')}>{rows.map((row) => <Row key={row.id} row={row} />)}</ul>
            <LoadMore shown={rows.length} total={found.totalCount} hasMore={found.pageInfo.hasNextPage} loading={loading} onMore={more} />
          </>
        )}
      </section>
    </>
  );
}

function Row({ row: { id, drillTitle, siteName, result, instance } }: { row: ReviewRowFragment }) {
  const words = useWords();
  const { say, textOf, moment } = words;
  const { base } = useStation();
  const running = instance.acceptedEvents.some((event) => event.id === 'note');
  const task = instance.tasks.find(({ status, mayComplete }) => (status === 'OPEN' || status === 'CLAIMED') && mayComplete);
  return (
    <li className="review-row" data-row={id}>
      <div>
        <Link to={`${base}/${reviewPage(id)}`} data-row-link className="review-name">{drillTitle}</Link>
        <div className="sh-row sh-small"><Chip tone={instance.closed ? 'plain' : 'info'}>{textOf(instance.stateTitle)}</Chip>{siteName && <span>{siteName}</span>}<span className="sh-sub">{moment(instance.startedAt)}</span><span className="sh-mono sh-whole sh-sub">{instance.number}</span></div>
        {task && <span className="sh-small">{textOf(task.title)}</span>}
      </div>
      {result && <b className="review-total" aria-label={say('总分', 'Score')}>{pointsOf(result.total, words)}</b>}
      {running && <div className="sh-row"><Link to={`${base}/${observePage(id)}`}><Button type="primary" size="large">{say('记录', 'Write notes')}</Button></Link><Link to={`${base}/${boardPage(id)}`}><Button size="large">{say('大屏', 'Board')}</Button></Link></div>}
    </li>
  );
}

/** What is found weak in more than one of the drills that are shown. */
function Weaknesses({ rows }: { rows: readonly ReviewRowFragment[] }) {
  const { say, textOf } = useWords();
  const repeated = repeatedWeaknesses(rows.flatMap(({ id, actions }) => (actions ?? []).flatMap(({ weakness }) => (weakness === null ? [] : [{ drill: id, weakness }]))));
  if (repeated.length === 0) return null;
  return (
    <section className="sh-card" aria-label={say('反复出现的薄弱环节', 'Weak again and again')}>
      <h2>{say('反复出现的薄弱环节', 'Weak again and again')}</h2>
      <div className="sh-row sh-wrap">{repeated.map(({ weakness, drills }) => {
        const title = WEAKNESSES.get(weakness);
        return <Chip key={weakness} tone="warn">{say('{title}：{drills} 场', '{title}: {drills} drills', { title: title === undefined ? weakness : textOf({ zhCN: title['zh-CN'], en: title.en }), drills })}</Chip>;
      })}</div>
    </section>
  );
}

/** Exercises that nobody observes yet. */
function ToObserve({ reviewed }: { reviewed: ReadonlySet<string | null> }) {
  const { say } = useWords();
  const { stationId, base, may } = useStation();
  const navigate = useNavigate();
  const command = useCommand();
  const { data } = useQuery(ExercisesToObserveDocument, { variables: { stationId }, skip: !may('exercise.direct') });
  const [observe] = useMutation(ObserveExerciseDocument);
  const open = (data?.exercises ?? []).filter(({ id, status, mayDirect }) => mayDirect && ['PLANNED', 'RUNNING', 'PAUSED'].includes(status) && !reviewed.has(id));
  if (open.length === 0) return null;
  const begin = (id: string, title: string) =>
    command.run(async (idempotencyKey) => {
      const { data: begun } = await observe({ variables: { stationId, data: { exercise: id, drillTitle: title }, idempotencyKey } });
      if (begun) await navigate(`${base}/${reviewPage(begun.startInstance.instanceId)}`);
    });
  return (
    <section className="sh-card" aria-label={say('可观察的演练', 'Exercises to observe')}>
      <h2>{say('可观察的演练', 'Exercises to observe')}</h2>
      <InlineError error={command.error} />
      <ul className="review-list">{open.map(({ id, title, status }) => (
        <li key={id} className="review-row"><span className="sh-long">{title} {status !== 'PLANNED' && <Chip tone="exercise">{say('▶ 进行中', '▶ Running')}</Chip>}</span><Button loading={command.sending} onClick={() => void begin(id, title)}>{say('开始观察', 'Observe it')}</Button></li>
      ))}</ul>
    </section>
  );
}
