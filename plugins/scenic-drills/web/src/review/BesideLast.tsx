import { useQuery } from '@apollo/client/react';
import { Card, Chip, useStation, useWords, type Tone } from '@stationhouse/plugin-web';
import { compared, type ComparedDrill, type Difference } from '@stationhouse/scenic-drills-common';
import { Link } from 'react-router';
import { DrillReviewsDocument, DrillSceneDocument, type ReviewRowFragment } from '../gql/review.js';
import { reviewPage } from './paths.js';
import type { Review, Scene } from './useReview.js';

const SIGNS: Readonly<Record<Difference['turn'], { readonly sign: string; readonly tone: Tone }>> = { better: { sign: '▲', tone: 'ok' }, worse: { sign: '▼', tone: 'bad' }, same: { sign: '＝', tone: 'plain' }, unknown: { sign: '—', tone: 'plain' } };

/** The drill beside the one it repeats, else the last one of the same site and pack; in words, with what was improved between. */
export function BesideLast({ review, scene }: { review: Review; scene: Scene | undefined }) {
  const { say, textOf } = useWords();
  const { stationId, base } = useStation();
  const { last, site, pack, result } = review;
  const filter = last !== null ? { exercise: { equals: last } } : { site: { equals: site }, pack: { equals: pack } };
  const known = last !== null || (site !== null && pack !== null);
  const { data } = useQuery(DrillReviewsDocument, { variables: { stationId, filter, first: 20 }, skip: !known || result === null });
  const earlier = data?.drillReviews.edges.map(({ node }) => node).find((one) => one.id !== review.id && one.result !== null && one.instance.startedAt < review.instance.startedAt);
  const before = useQuery(DrillSceneDocument, { variables: { stationId, exercise: earlier?.exercise ?? '' }, skip: !earlier?.exercise }).data?.exercise;
  if (earlier === undefined || before === undefined || scene === undefined || result === null) return null;
  const lines = compared(drillOf(earlier.result, before), drillOf(result, scene));
  const words = (one: Difference['words']) => textOf({ zhCN: one['zh-CN'], en: one.en });
  return (
    <Card title={say('与上一次比较', 'Beside the last one')} id="beside" extra={<Link to={`${base}/${reviewPage(earlier.id)}`}>{earlier.drillTitle}</Link>}>
      <p className="sh-sub sh-small">{say('其间安排整改 {count} 项', '{count, plural, one {# improvement was} other {# improvements were}} asked for between them', { count: (earlier.actions ?? []).length })}</p>
      <ul className="board-list beside">{lines.map(({ what, title, before: was, after: is, turn, words: said }, index) => (
        <li key={`${what} ${index}`} data-turn={turn}>
          <span className="sh-long">{words(title)}</span>
          <span className="sh-sub sh-num">{words(was)} → {words(is)}</span>
          <Chip tone={SIGNS[turn].tone}>{SIGNS[turn].sign} {words(said)}</Chip>
        </li>
      ))}</ul>
    </Card>
  );
}

function drillOf(result: ReviewRowFragment['result'], { objectives }: Pick<Scene, 'objectives'>): ComparedDrill {
  return {
    total: result?.total ?? null,
    titles: new Map(objectives.map(({ place, title }) => [place, title])),
    objectives: (result?.objectives ?? []).flatMap(({ place, result: how, targetSeconds, measuredSeconds, points }) => (place === null || how === null ? [] : [{ place, result: how, targetSeconds: targetSeconds ?? 0, measuredSeconds, points }])) as ComparedDrill['objectives'],
    items: (result?.items ?? []).flatMap(({ item, weight, mean, raters, left }) => (item === null ? [] : [{ item, weight: weight ?? 1, mean, raters: raters ?? 0, left: left ?? 0 }])),
  };
}
