import { text, type Bilingual } from '@stationhouse/kernel';
import { CHECKLIST } from '../scoring/checklist.js';
import type { Objective, Score } from '../scoring/score.js';

/** How a drill went, with the titles of its objectives by their place. */
export interface ComparedDrill extends Pick<Score, 'objectives' | 'items' | 'total'> {
  readonly titles: ReadonlyMap<number, string>;
}

/** How one thing went this time beside the last. */
export interface Difference {
  readonly what: 'total' | 'objective' | 'item';
  readonly title: Bilingual;
  readonly before: Bilingual;
  readonly after: Bilingual;
  /** `unknown`: one of the two was not assessed. */
  readonly turn: 'better' | 'worse' | 'same' | 'unknown';
  readonly words: Bilingual;
}

const NOT_ASSESSED = text('未评定', 'not assessed');
/** Means of ratings closer than this say nothing. */
const NOTICEABLE = 0.25;

/**
 * Two drills of one pack side by side, in words: the whole, each objective by its title, each rated item. What stands in one alone is `unknown`.
 * @param before the earlier one
 */
export function compared(before: ComparedDrill, after: ComparedDrill): Difference[] {
  return [total(before, after), ...objectives(before, after), ...items(before, after)];
}

function total({ total: was }: ComparedDrill, { total: is }: ComparedDrill): Difference {
  const turn = turnOf(was, is, 0.1);
  const by = was === null || is === null ? '' : Math.abs(is - was).toFixed(1);
  const words = { better: text(`总分提高 ${by} 分`, `up by ${by} points`), worse: text(`总分下降 ${by} 分`, `down by ${by} points`), same: text('总分持平', 'the same score'), unknown: text('总分不可比', 'the scores cannot be compared') }[turn];
  return { what: 'total', title: text('总分', 'Score'), before: points(was), after: points(is), turn, words };
}

function objectives(before: ComparedDrill, after: ComparedDrill): Difference[] {
  return after.objectives.map((now): Difference => {
    const title = after.titles.get(now.place) ?? '';
    const then = before.objectives.find(({ place }) => before.titles.get(place) === title);
    const [was, is] = [then?.measuredSeconds ?? null, now.measuredSeconds];
    const turn = then === undefined || !assessed(then) || !assessed(now) ? 'unknown' : reachedTurn(then, now);
    const by = was === null || is === null ? undefined : lengthOf(Math.abs(is - was));
    const words: Readonly<Record<Difference['turn'], Bilingual>> = {
      better: by === undefined ? text('上次未做到，这次做到了', 'not reached last time, reached now') : text(`快了 ${by['zh-CN']}`, `${by.en} faster`),
      worse: by === undefined ? text('上次做到，这次未做到', 'reached last time, not now') : text(`慢了 ${by['zh-CN']}`, `${by.en} slower`),
      same: was === null ? text('两次都未做到', 'reached neither time') : text('用时相同', 'the same time'),
      unknown: then === undefined ? text('上次没有这个目标', 'no such objective last time') : text('有一次未评定', 'not assessed once'),
    };
    return { what: 'objective', title: text(title, title), before: then === undefined ? text('—', '—') : reached(then), after: reached(now), turn, words: words[turn] };
  });
}

function items(before: ComparedDrill, after: ComparedDrill): Difference[] {
  return CHECKLIST.map(({ id, title }): Difference => {
    const [was, is] = [before, after].map((record) => record.items.find(({ item }) => item === id)?.mean ?? null) as [number | null, number | null];
    const turn = turnOf(was, is, NOTICEABLE);
    const words = { better: text('观察员评分提高', 'rated higher'), worse: text('观察员评分下降', 'rated lower'), same: text('评分相当', 'rated about the same'), unknown: text('有一次未评分', 'not rated once') }[turn];
    return { what: 'item', title, before: mean(was), after: mean(is), turn, words };
  }).filter(({ turn, before: was, after: is }) => turn !== 'unknown' || was !== NOT_ASSESSED || is !== NOT_ASSESSED);
}

const assessed = ({ result }: Objective) => result === 'MET' || result === 'NOT_MET';

function reachedTurn({ measuredSeconds: was }: Objective, { measuredSeconds: is }: Objective): Difference['turn'] {
  if (was === is) return 'same';
  return is !== null && (was === null || is < was) ? 'better' : 'worse';
}

function turnOf(was: number | null, is: number | null, least: number): Difference['turn'] {
  if (was === null || is === null) return 'unknown';
  return Math.abs(is - was) < least ? 'same' : is > was ? 'better' : 'worse';
}

const points = (value: number | null): Bilingual => (value === null ? NOT_ASSESSED : text(`${value.toFixed(1)} 分`, value.toFixed(1)));
const mean = (value: number | null): Bilingual => (value === null ? NOT_ASSESSED : text(`${value.toFixed(1)} / 5`, `${value.toFixed(1)} / 5`));

function reached({ result, measuredSeconds }: Objective): Bilingual {
  if (result === 'NOT_YET' || result === 'NOT_MEASURABLE') return NOT_ASSESSED;
  return measuredSeconds === null ? text('未做到', 'not reached') : lengthOf(measuredSeconds);
}

/** A length in words: `2 分 10 秒`. @param seconds whole */
export function lengthOf(seconds: number): Bilingual {
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
  if (minutes === 0) return text(`${rest} 秒`, `${rest} s`);
  return rest === 0 ? text(`${minutes} 分`, `${minutes} min`) : text(`${minutes} 分 ${rest} 秒`, `${minutes} min ${rest} s`);
}

/** How often each weakness was found over drills, those found more than once, the commonest first. @param found one entry per improvement: its drill and its weakness */
export function repeatedWeaknesses(found: readonly { readonly drill: string; readonly weakness: string }[]): readonly { readonly weakness: string; readonly drills: number }[] {
  const drills = new Map<string, Set<string>>();
  for (const { drill, weakness } of found) drills.set(weakness, (drills.get(weakness) ?? new Set()).add(drill));
  return [...drills].map(([weakness, of]) => ({ weakness, drills: of.size })).filter((one) => one.drills > 1).sort((a, b) => b.drills - a.drills || a.weakness.localeCompare(b.weakness));
}
