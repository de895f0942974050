import type { Words } from '@stationhouse/plugin-web';
import type { FigureMetricsQuery } from '../../gql/figures.js';
import type { Span } from './spans.js';

export type Metric = FigureMetricsQuery['metrics'][number];

/** Something a metric can be told apart by. */
export interface Choice {
  /** In the address bar: `category`, `category.1` for the outermost level of its tree. */
  readonly key: string;
  readonly title: string;
  readonly dimensions: readonly string[];
  readonly levels: readonly { readonly dimension: string; readonly level: number }[];
  readonly kind: 'where' | 'when' | 'what';
  /** Where there may be hundreds: the largest come first. */
  readonly place: boolean;
}

const WHERE: ReadonlySet<string> = new Set(['station', 'team']);
const WHEN: ReadonlySet<string> = new Set(['hour', 'weekday']);
/** Columns already say which month it is. */
const LEFT_OUT: ReadonlySet<string> = new Set(['month']);

/**
 * What a metric can be told apart by here, so that its reader is answered. Of what is about people its lattice alone. Over a bureau, whose administrator reads aggregates,
 * what lists no values goes by whole months, places and times of day are for counts, and nothing is smaller than a community.
 * @param stations how many the page is about
 * @param ofBureau whether it is the bureau’s page
 */
export function choicesOf({ dimensions, lattice, measure }: Metric, stations: number, ofBureau: boolean, span: Span, { say, textOf }: Pick<Words, 'say' | 'textOf'>): Choice[] {
  const told = lattice === null || lattice === undefined ? undefined : new Set(lattice);
  const counted = measure === 'COUNT';
  const months = span !== 'weeks';
  return dimensions.flatMap(({ id, title, values, levels, place }): Choice[] => {
    if (LEFT_OUT.has(id) || (id === 'station' ? stations < 2 : told?.has(id) === false)) return [];
    if (ofBureau && (place ? !counted || !months || id === 'gridCell' : WHEN.has(id) ? !counted : id !== 'station' && values.length === 0 && !months)) return [];
    const kind = place || WHERE.has(id) ? 'where' : WHEN.has(id) ? 'when' : 'what';
    // Places of several stations are told station by station.
    const named = place && stations > 1 ? ['station', id] : [id];
    const whole: Choice = { key: id, title: textOf(title), dimensions: named, levels: [], kind, place };
    const outer = Array.from({ length: levels - 1 }, (_, index): Choice => ({ ...whole, key: `${id}.${index + 1}`, title: say('{title}（第 {level, number} 级）', '{title} (level {level, number})', { title: textOf(title), level: index + 1 }), levels: [{ dimension: id, level: index + 1 }] }));
    return [...outer, whole];
  });
}
