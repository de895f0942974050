import { useQuery } from '@apollo/client/react';
import { Chip, EmptyState, ErrorState, ExerciseMark, LoadMore, Loading, PageHeader, useStation, useWords } from '@stationhouse/plugin-web';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { CardReviewsDocument, type CardLogFragment } from '../../gql/emergency.js';
import { useFilters } from '../../hooks.js';
import { PERMISSIONS } from '../../permissions.js';
import { useChanges } from '../../session/live.js';
import { ReviewDrawer } from './ReviewDrawer.js';
import { reasonInWords, stateInWords } from './words.js';
import './emergency.css';

const KEYS = ['show', 'instance'] as const;
const PAGE = 20;

type View = NonNullable<CardLogFragment['views']>[number];
/** What is about to be decided: the openings of a card, or a question about one of them. */
export interface Deciding {
  readonly card: CardLogFragment;
  readonly view?: View;
}

/** 应急卡查看复核: who opened cards, when, in which role and why; found in order, or questioned. */
export default function Reviews() {
  const { say } = useWords();
  const { stationId } = useStation();
  const { values, set, assign } = useFilters(KEYS);
  const waiting = values.show !== 'all' && values.instance === '';
  const { data, error, loading, refetch, fetchMore } = useQuery(CardReviewsDocument, { variables: { stationId, waiting, first: PAGE }, fetchPolicy: 'cache-and-network' });
  useChanges({ kinds: ['INSTANCE'] }, () => refetch());
  const [deciding, setDeciding] = useState<Deciding>();
  const found = data?.emergencyReviews;
  const all = found?.edges.map(({ node }) => node) ?? [];
  const named = values.instance === '' ? all : all.filter(({ instanceId }) => instanceId === values.instance);
  return (
    <>
      <PageHeader title={say('应急卡查看复核', 'Emergency cards opened')} facts={say('应急卡不经审批即可打开，每次查看都有记录；事项办结后三日内复核', 'Cards open without approval, and each opening is recorded; to be reviewed within three days after the instance has closed')} />
      <div className="sh-filters">
        <Segmented
          aria-label={say('显示', 'Show')} value={waiting ? 'waiting' : 'all'} onChange={(value) => assign({ show: value === 'all' ? 'all' : '', instance: '' })}
          options={[{ value: 'waiting', label: say('待复核（{count}）', 'To review ({count})', { count: found?.waiting ?? 0 }) }, { value: 'all', label: say('全部', 'All') }]}
        />
        {values.instance !== '' && <Button onClick={() => set('instance', undefined)}>{say('不限此事项', 'All instances')}</Button>}
      </div>
      {error && !found ? <ErrorState error={error} onRetry={() => void refetch()} /> : !found ? <Loading rows={6} /> : named.length === 0 ? (
        <section className="sh-card"><EmptyState filtered={!waiting} title={waiting ? say('没有待复核的查看', 'Nothing to review') : say('还没有人打开过应急卡', 'Nobody has opened a card yet')} hint={say('事项办结后，打开过应急卡的会列在这里。', 'Once an instance has closed whose card was opened, it stands here.')} /></section>
      ) : <ul className="ereviews">{named.map((card) => <Opened key={card.instanceId} card={card} onDecide={setDeciding} />)}</ul>}
      {found && values.instance === '' && (
        <LoadMore shown={all.length} hasMore={found.pageInfo.hasNextPage} loading={loading}
          onMore={() => void fetchMore({ variables: { after: found.pageInfo.endCursor ?? null }, updateQuery: (before, { fetchMoreResult }) => ({ emergencyReviews: { ...fetchMoreResult.emergencyReviews, edges: [...before.emergencyReviews.edges, ...fetchMoreResult.emergencyReviews.edges] } }) })} />
      )}
      {deciding && <ReviewDrawer deciding={deciding} onClose={() => setDeciding(undefined)} onDone={() => void refetch()} />}
    </>
  );
}

function Opened({ card, onDecide }: { readonly card: CardLogFragment; readonly onDecide: (deciding: Deciding) => void }) {
  const words = useWords();
  const { say, textOf, moment } = words;
  const { base, may } = useStation();
  const state = card.reviewState ? stateInWords(card.reviewState, words) : undefined;
  return (
    <li className="sh-card" data-instance={card.number}>
      <div className="sh-row sh-card-head">
        <h2>{may(PERMISSIONS.readInstances) ? <Link to={`${base}/instances/${card.instanceId}`}>{card.number}</Link> : card.number}</h2>
        <span className="sh-sub">{textOf(card.workflowTitle)} · {textOf(card.title)}</span>
        {card.exercise && <ExerciseMark />}
        {state && <Chip tone={state.tone}>{state.words}</Chip>}
        {card.reviewOverdue && <Chip tone="bad">{say('逾期未复核', 'Overdue')}</Chip>}
        {card.reviewState === 'WAITING' && !card.reviewOverdue && card.reviewDueAt && <span className="sh-sub">{say('{at} 前复核', 'by {at}', { at: moment(card.reviewDueAt) })}</span>}
        {card.mayReview && card.reviewState !== 'CLEAR' && <span className="sh-push"><Button type="primary" onClick={() => onDecide({ card })}>{say('确认无异常', 'All in order')}</Button></span>}
      </div>
      <ul className="eviews">
        {card.views?.map((view) => (
          <li key={view.id}>
            <div><b>{view.by}</b> <span>{textOf(view.roleTitle)}</span> <span className="sh-sub">{reasonInWords(view.reason, words)}</span><div className="sh-sub"><span className="sh-whole">{moment(view.at)}</span> · {view.fields.map(textOf).join(say('、', ', '))}</div></div>
            {card.mayReview && <Button size="small" onClick={() => onDecide({ card, view })}>{say('提出疑问…', 'Question …')}</Button>}
          </li>
        ))}
      </ul>
      {!card.mayReview && may(PERMISSIONS.reviewEmergencyViews) && <p className="sh-sub">{say('您本人查看过此卡，由他人复核。', 'You opened this card yourself: somebody else reviews it.')}</p>}
      {card.reviews?.map((review) => (
        <p key={review.id} className="ereview">
          <Chip tone={review.verdict === 'CLEAR' ? 'ok' : 'bad'}>{review.verdict === 'CLEAR' ? say('无异常', 'In order') : say('疑问', 'Question')}</Chip> {review.by} <span className="sh-whole sh-sub">{moment(review.at)}</span>
          {review.asked && <> · {say('问 {who}', 'to {who}', { who: review.asked })}</>}{review.remark && <span className="sh-long"> {review.remark}</span>}
          {review.verdict === 'QUESTION' && <span className="sh-long sh-sub"> {review.answer ? say('说明：{answer}', 'Answer: {answer}', { answer: review.answer }) : say('尚未说明', 'not answered yet')}</span>}
        </p>
      ))}
    </li>
  );
}
