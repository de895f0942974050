import { text, type Bilingual } from '@stationhouse/kernel';
import type { Column } from './columns.js';
import { measureKind, type Measure, type Metric } from './metric.js';
import type { Period } from './periods.js';
import type { ToldGroup, ToldPoints } from './privacy/cells.js';
import { EXACT, type Disclosure } from './privacy/disclosure.js';
import type { AskedMetric } from './query.js';
import { WITHHELD } from './statement.js';

/** The value of one dimension in a point. */
export interface DimensionValue {
  readonly dimension: string;
  /** Null for rows without one. */
  readonly value: string | null;
  readonly title: Bilingual;
}

/** How much something is. */
export interface FigureAmount {
  /** How many rows it is made of; null where that is not told. */
  readonly count: number | null;
  readonly numerator: number | null;
  /** Of a ratio and a duration: what the numerator is divided by. */
  readonly denominator: number | null;
  /** Null where nothing can be divided, and where it is not told. */
  readonly value: number | null;
  /** What was done to it before it was told. */
  readonly disclosure: Disclosure;
}

/** What a metric is at one combination of period and values. */
export interface FigurePoint extends FigureAmount {
  /** The key of its period; null without granularity. */
  readonly period: string | null;
  readonly complete: boolean;
  readonly dimensions: readonly DimensionValue[];
  /** What it was in the period it is compared with; null without one. */
  readonly previous: FigureAmount | null;
  /** Value less previous value; of a ratio in shares of one. */
  readonly difference: number | null;
  /** The difference as a share of the previous value; null where that is nothing. */
  readonly change: number | null;
}

/** The periods of an answer, and whether its whole range is over. */
export interface Axis {
  readonly periods: readonly Period[];
  readonly over: boolean;
}

/** The earlier groups, and which of their periods stands beside which. */
export interface Earlier {
  readonly keys: ReadonlyMap<string, string>;
  /** True where an unfinished period is compared with the same part of the earlier one; else it has no change. */
  readonly parts: boolean;
  readonly groups: readonly ToldGroup[];
  readonly absent: ToldPoints['absent'];
}

/** What is told of a point without rows where figures are exact. */
export function nothingOf({ measure }: Metric): ToldPoints['absent'] {
  return { count: 0, numerator: 0, denominator: isDivided(measure) ? 0 : null };
}

/** The groups of now and of then as one list of points: periods first, then values as their lists have them. */
export function pointsOf({ resolved: { metric }, dimensions }: AskedMetric, { groups, absent }: ToldPoints, earlier: Earlier | undefined, { periods, over }: Axis, titles: Titles): FigurePoint[] {
  const places = new Map(periods.map(({ key, complete }, index) => [key, { index, complete }]));
  const divided = isDivided(metric.measure);
  const compared = new Set(earlier?.keys.values());
  const values = dimensions.map(([dimension, column]) => new Values(dimension, column, titles));
  const placeOf = (period: string | null) => (period === null ? 0 : (places.get(period)?.index ?? 0));
  return besideOneAnother(groups, earlier, values)
    .sort((left, right) => placeOf(left.period) - placeOf(right.period) || inOrder(left.values, right.values))
    .map(({ values: found, period, now, then }) => {
      const complete = period === null ? over : (places.get(period)?.complete ?? false);
      const amount = amountOf(now ?? absent, divided);
      const previous = earlier === undefined || (period !== null && !compared.has(period)) ? null : amountOf(then ?? earlier.absent, divided);
      const comparable = previous !== null && (complete || earlier?.parts === true);
      const difference = comparable && amount.value !== null && previous.value !== null ? amount.value - previous.value : null;
      return {
        period, complete, dimensions: found.map(({ shown }) => shown), count: amount.count, numerator: amount.numerator, denominator: amount.denominator, value: amount.value, disclosure: amount.disclosure,
        previous, difference, change: difference === null || !previous?.value ? null : difference / previous.value,
      };
    });
}

/** A value of a dimension as every point that has it shows it. */
interface ShownValue {
  readonly shown: DimensionValue;
  /** Where its list has it; those that no list names come behind, and what has none last. */
  readonly rank: number;
}

/** The values of one dimension, each made once: an answer has thousands of points, and few values. */
class Values {
  private readonly known = new Map<string | null, ShownValue>();
  private readonly ranks: ReadonlyMap<string, number>;

  constructor(
    private readonly dimension: string,
    private readonly column: Column,
    private readonly titles: Titles,
  ) {
    this.ranks = new Map(column.values.map(({ value }, index) => [value, index]));
  }

  of(value: string | null): ShownValue {
    const known = this.known.get(value);
    if (known !== undefined) return known;
    const made = { shown: { dimension: this.dimension, value, title: this.titles.of(this.dimension, this.column, value) }, rank: value === null ? Infinity : (this.ranks.get(value) ?? this.column.values.length) };
    this.known.set(value, made);
    return made;
  }
}

interface Beside {
  readonly period: string | null;
  readonly values: readonly ShownValue[];
  now: ToldGroup | undefined;
  then: ToldGroup | undefined;
}

/** Every combination of period and values that was there now or then. */
function besideOneAnother(groups: readonly ToldGroup[], earlier: Earlier | undefined, dimensions: readonly Values[]): Beside[] {
  const found = new Map<string, Beside>();
  const at = (period: string | null, group: ToldGroup): Beside => {
    const key = dimensions.reduce((name, _, index) => name + SEPARATOR + (group[`d${index}`] ?? NO_VALUE), period ?? '');
    const known = found.get(key);
    if (known !== undefined) return known;
    const made = { period, values: dimensions.map((values, index) => values.of(group[`d${index}`] ?? null)), now: undefined, then: undefined };
    found.set(key, made);
    return made;
  };
  for (const group of groups) at(group.period, group).now = group;
  for (const group of earlier?.groups ?? []) {
    const beside = group.period === null ? null : earlier?.keys.get(group.period);
    // Lies between two periods that are compared: 29 February, a 53rd week.
    if (beside !== undefined) at(beside, group).then = group;
  }
  return [...found.values()];
}

/** Neither stands in a text of PostgreSQL's, or for one of its own. */
const SEPARATOR = '\u0000';
const NO_VALUE = '\u0000\u0000';

function isDivided(measure: Measure): boolean {
  return ['ratio', 'duration'].includes(measureKind(measure));
}

function amountOf({ count, numerator, denominator, disclosure = EXACT }: ToldPoints['absent'], divided: boolean): FigureAmount {
  return { count, numerator, denominator, value: !divided ? numerator : numerator === null || denominator === null || denominator === 0 ? null : numerator / denominator, disclosure };
}

/** Values as their lists have them; those of no list by name, and what has none last. */
function inOrder(left: readonly ShownValue[], right: readonly ShownValue[]): number {
  const place = left.findIndex(({ rank }, index) => rank !== right[index]?.rank);
  if (place >= 0) return (left[place]?.rank ?? 0) < (right[place]?.rank ?? 0) ? -1 : 1;
  return names(left).localeCompare(names(right), 'zh-CN');
}

function names(values: readonly ShownValue[]): string {
  return values.map(({ shown: { title, value } }) => `${title['zh-CN']} ${value}`).join(' ');
}

/** The titles of values that no list names. */
export class Titles {
  /** @param names of values, by dimension */
  constructor(private readonly names: ReadonlyMap<string, ReadonlyMap<string, string>>) {}

  of(dimension: string, column: Column, value: string | null): Bilingual {
    if (value === null) return column.place === undefined ? text('无', 'None') : text('未标地点', 'No place');
    if (value === WITHHELD) return text('不单列', 'Not shown by itself');
    const listed = column.values.find((one) => one.value === value)?.title;
    const name = this.names.get(dimension)?.get(value) ?? value;
    return listed ?? text(name, name);
  }
}
