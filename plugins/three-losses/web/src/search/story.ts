import type { ApiText } from '@stationhouse/plugin-web';
import type { SearchPageQuery } from '../gql/search.js';
import { answerOf, type Question, type VideoAsked } from './tally.js';

type Search = SearchPageQuery['missingPerson'];

export type StoryKind = 'lastSeen' | 'clue' | 'correction' | 'post' | 'video' | 'neighbour' | 'claim' | 'step';

/** One thing that happened, and when it became known. */
export interface StoryLine {
  readonly kind: StoryKind;
  /** When it happened, ISO 8601. */
  readonly at: string;
  /** When it became known; absent where that was at once. */
  readonly known: string | undefined;
  readonly title: ApiText | null;
  /** Words of people, as the reader may see them. */
  readonly words: readonly (ApiText | string)[];
  /** True for what points to water, or says that they are found. */
  readonly grave: boolean;
}

/** Knowing later than this is said; within it, it was known at once. */
const AT_ONCE_MS = 60_000;
/** Steps worth a line of their own; the rest stands on the whole record. */
const STEPS: ReadonlySet<string> = new Set(['start', 'task', 'event', 'share', 'shareEnded', 'clockBreached', 'closed', 'timer']);

const line = (kind: StoryKind, at: string, known: string | null | undefined, title: ApiText | null, words: readonly (ApiText | string | null | undefined)[], grave = false): StoryLine => ({
  kind, at, known: known && Math.abs(Date.parse(known) - Date.parse(at)) > AT_ONCE_MS ? known : undefined, title, words: words.flatMap((word) => (word ? [word] : [])), grave,
});

/**
 * What happened in a search, in the order in which it happened, the latest first: what was seen stands where it was seen, not where it was heard of.
 * Masked entries are left out, and the step that recorded them stands in their place.
 * @param unitOf the name of a post by its id
 */
export function storyOf(search: Search, questions: readonly Question[], videos: readonly VideoAsked[], unitOf: (id: string | null) => string): readonly StoryLine[] {
  const clues = (search.clues ?? []).flatMap(({ at, seenOn, sourceTitle, sureTitle, place, towardsWater, note }) => (seenOn ? [line('clue', seenOn, at, sourceTitle, [place, sureTitle, note], towardsWater === true)] : []));
  const corrections = (search.corrections ?? []).flatMap(({ at, toOn, toPlace, fromOn, fromPlace, sourceTitle }) => (toOn ? [line('correction', toOn, at, sourceTitle, [toPlace, ...(fromOn ? [{ zhCN: `原为 ${fromPlace ?? ''}`, en: `was ${fromPlace ?? ''}` }] : [])])] : []));
  const neighbours = (search.neighbours ?? []).flatMap(({ on, at, station, answerTitle, place, words }) => (on ? [line('neighbour', at ?? on, on, answerTitle, [station, place, words])] : []));
  const claims = (search.claims ?? []).flatMap(({ on, at, byTitle, place, note }) => (on ? [line('claim', on, at, byTitle, [place, note], true)] : []));
  const posts = questions.flatMap((question) => (answered(question) ? [line('post', question.instance.closedAt ?? '', undefined, null, [unitOf(question.item), question.answer], answerOf(question) === 'withUs')] : []));
  const seen = videos.flatMap((video) => (video.instance.closedAt && answerOf(video) === 'seen' ? [line('video', video.instance.closedAt, undefined, null, [video.item, video.seen])] : []));
  const told = new Set([...(search.clues ?? []), ...(search.corrections ?? []), ...(search.claims ?? [])].flatMap(({ at }) => (at ? [at] : [])).concat((search.neighbours ?? []).flatMap(({ on }) => (on ? [on] : []))));
  const steps = search.instance.timeline.filter(({ kind, at, future }) => !future && STEPS.has(kind) && !(kind === 'event' && told.has(at))).map(({ at, title, by }) => line('step', at, undefined, title, [by]));
  const first = firstSeen(search);
  return [...(first ? [first] : []), ...steps, ...clues, ...corrections, ...neighbours, ...claims, ...posts, ...seen]
    .map((one, index) => ({ one, index }))
    .sort((left, right) => Date.parse(right.one.at) - Date.parse(left.one.at) || right.index - left.index)
    .map(({ one }) => one);
}

/** Where and when they were last seen, as the report said it: what was corrected has lines of its own. */
function firstSeen({ lastSeenOn, lastPlace, corrections, reportedOn }: Search): StoryLine | undefined {
  const [first] = corrections ?? [];
  if (first !== undefined) return first.fromOn ? line('lastSeen', first.fromOn, reportedOn, null, [first.fromPlace]) : undefined;
  return lastSeenOn ? line('lastSeen', lastSeenOn, reportedOn, null, [lastPlace]) : undefined;
}

const answered = (question: Question) => question.instance.closedAt !== null && ['seen', 'withUs', 'notSeen'].includes(answerOf(question));
