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
  return { count: 0, numerator: 0, denominator: isDivided(measure) ? 0 : null, disclosure: EXACT };
}

/** The groups of now and of then as one list of points: periods first, then values as their lists have them. */
export function pointsOf({ resolved: { metric }, dimensions }: AskedMetric, { groups, absent }: ToldPoints, earlier: Earlier | undefined, { periods, over }: Axis, titles: Titles): FigurePoint[] {
  const places = new Map(periods.map(({ key, complete }, index) => [key, { index, complete }]));
  const divided = isDivided(metric.measure);
  const compared = new Set(earlier?.keys.values());
  const points = besideOneAnother(groups, earlier, dimensions.length).map(({ values: found, period, now, then }) => {
    const values = dimensions.map(([dimension, column], index) => {
      const value = found[index] ?? null;
      const rank = column.values.findIndex((one) => one.value === value);
      return { dimension, value, title: titles.of(dimension, column, value), rank: value === null ? Infinity : rank < 0 ? column.values.length : rank };
    });
    const complete = period === null ? over : (places.get(period)?.complete ?? false);
    const amount = amountOf(now ?? absent, divided);
    const previous = earlier === undefined || (period !== null && !compared.has(period)) ? null : amountOf(then ?? earlier.absent, divided);
    const comparable = previous !== null && (complete || earlier?.parts === true);
    const point: FigurePoint = { period, complete, dimensions: values.map(({ dimension, value, title }) => ({ dimension, value, title })), ...amount, previous, ...(comparable ? changeOf(amount.value, previous.value) : { difference: null, change: null }) };
    return { point, order: [period === null ? 0 : (places.get(period)?.index ?? 0), ...values.map(({ rank }) => rank)] };
  });
  return points.sort((left, right) => compare(left.order, right.order) || names(left.point).localeCompare(names(right.point), 'zh-CN')).map(({ point }) => point);
}

interface Beside {
  readonly period: string | null;
  readonly values: readonly (string | null)[];
  now?: ToldGroup;
  then?: ToldGroup;
}

/** Every combination of period and values that was there now or then. */
function besideOneAnother(groups: readonly ToldGroup[], earlier: Earlier | undefined, dimensions: number): Beside[] {
  const found = new Map<string, Beside>();
  const put = (period: string | null, group: ToldGroup, side: 'now' | 'then') => {
    const values = Array.from({ length: dimensions }, (_, index) => group[`d${index}`] ?? null);
    const key = JSON.stringify([period, ...values]);
    const known = found.get(key);
    if (known === undefined) found.set(key, { period, values, [side]: group });
    else known[side] = group;
  };
  for (const group of groups) put(group.period, group, 'now');
  for (const group of earlier?.groups ?? []) {
    const beside = group.period === null ? null : earlier?.keys.get(group.period);
    // Lies between two periods that are compared: 29 February, a 53rd week.
    if (beside !== undefined) put(beside, group, 'then');
  }
  return [...found.values()];
}

function isDivided(measure: Measure): boolean {
  return ['ratio', 'duration'].includes(measureKind(measure));
}

function amountOf({ count, numerator, denominator, disclosure }: ToldPoints['absent'], divided: boolean): FigureAmount {
  return { count, numerator, denominator, value: !divided ? numerator : numerator === null || denominator === null || denominator === 0 ? null : numerator / denominator, disclosure };
}

function changeOf(now: number | null, then: number | null): { readonly difference: number | null; readonly change: number | null } {
  if (now === null || then === null) return { difference: null, change: null };
  return { difference: now - then, change: then === 0 ? null : (now - then) / then };
}

/** Periods first, then values as their lists have them; those without one last. */
function compare(left: readonly number[], right: readonly number[]): number {
  const place = left.findIndex((value, index) => value !== right[index]);
  return place < 0 ? 0 : (left[place] ?? 0) < (right[place] ?? 0) ? -1 : 1;
}

function names({ dimensions }: FigurePoint): string {
  return dimensions.map(({ title, value }) => `${title['zh-CN']} ${value}`).join(' ');
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
