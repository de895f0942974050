import type { Id } from '@stationhouse/kernel';
import { atLevel, isFinite, NEVER_MISSING, shortName, type Column } from '../columns.js';
import { isWholeMonths, type Cut, type Granularity } from '../periods.js';
import { MOST_POINTS, tooMany, type AskedMetric, type FigureQuery, type FigureSight } from '../query.js';
import { WITHHELD, type Group, type MeasuredStation } from '../statement.js';
import { ofBand, ofRounded, type Disclosure } from './disclosure.js';
import { CellOffsets } from './keys.js';
import { banded, rounded, TOLD_OF_NOTHING, type Told } from './rounding.js';
import { refusePlacesTogether, type Way } from './ways.js';

/** At most this many cells behind one answer. */
export const MOST_CELLS = 200_000;

/** A group of rows as it may be told: as it was counted, where no disclosure says otherwise. */
export type ToldGroup = Omit<Group, 'count' | 'numerator'> & { readonly count: number | null; readonly numerator: number | null; readonly disclosure?: Disclosure };

/**
 * The cells a query is answered from. They do not depend on what a query filters, adds up or leaves out: a lattice has always the same ones, bands
 * those of the period and the dimensions named. So an answer is a sum of what is told of cells, and no number of queries tells more than the cells.
 */
export interface CellQuery {
  /** What is read: a group per station, period and combination of all dimensions. */
  readonly asked: AskedMetric;
  readonly cut: Cut;
}

/** The cells behind what is asked. */
export function cellsOf(asked: AskedMetric, way: Exclude<Way, 'exact'>, query: FigureQuery): CellQuery {
  const { granularity } = query;
  const { resolved, dimensions, filter } = asked;
  const named = new Set(way === 'lattice' ? resolved.metric.lattice?.map(shortName) : [...dimensions, ...filter.map(({ dimension, column }) => [dimension, column] as const)].map(([name]) => name));
  const columns = [...new Set(['station', ...named])].flatMap((name): (readonly [string, Column])[] => {
    const column = resolved.dimensions.get(name);
    return column === undefined ? [] : [[name, column]];
  });
  return {
    asked: { resolved, dimensions: columns, filter: [], without: way === 'lattice' ? resolved.protects : [] },
    cut: { granularity: way === 'lattice' ? 'WEEK' : granularity !== 'NONE' ? granularity : isWholeMonths(query) ? 'MONTH' : 'DAY', weekStart: 1 },
  };
}

/** What is told of a cell. @param values of its dimensions, in their order: its station first */
export type Telling = (period: string, values: readonly (string | null)[], count: number) => Told;

/** Bands are the same for everybody; cells of a lattice are rounded by offsets of their own. */
export function tellingBy(way: Exclude<Way, 'exact'>, offsets: CellOffsets | undefined): Telling {
  if (way === 'bands') return (_period, _values, count) => banded(count);
  return (period, [station, ...values], count) => {
    if (offsets === undefined || station === null || station === undefined) throw new Error('A cell of a lattice has a station and an offset.');
    return rounded(count, offsets.of(station as Id, [period, ...values]));
  };
}

/** What adds cells up to the points that were asked for. */
export interface Folding {
  readonly way: Exclude<Way, 'exact'>;
  /** As it was asked. */
  readonly asked: AskedMetric;
  readonly granularity: Granularity;
  readonly cells: CellQuery;
  /** The keys of the cells' periods, all of the range. */
  readonly periods: readonly string[];
  readonly stations: readonly MeasuredStation[];
  readonly sight: FigureSight;
}

/** What is told of the points of one question. */
export interface ToldPoints<More extends object = object> {
  readonly groups: readonly (ToldGroup & More)[];
  /** Of a point that is not among them. */
  readonly absent: Pick<ToldGroup, 'count' | 'numerator' | 'denominator' | 'disclosure'> & More;
}

/** What always says what was done to it. */
interface Disclosed {
  readonly disclosure: Disclosure;
}

/**
 * Adds up what is told of cells. Every point is there, also where nothing happened: a point that is missing would tell nothing from few. Only of places, which no list
 * names, those are left out of which nothing is told in any period.
 * @throws StationhouseError BAD_INPUT for more points than anybody reads; FIGURE_TOO_FINE for places of several stations together
 */
export function folded({ way, asked, granularity, cells, periods, stations, sight }: Folding, groups: readonly Group[], tell: Telling): ToldPoints<Disclosed> {
  if (cells.asked.dimensions.some(([, { place }]) => place !== undefined)) refusePlacesTogether(asked, stations.length);
  const axes = cells.asked.dimensions.map(([name, column]) => axisOf(name, column, asked, stations, sight));
  const shown = asked.dimensions.map((_, place) => axes.findIndex((axis) => axis.place === place));
  const keys: readonly (string | null)[] = granularity === 'NONE' ? [null] : periods;
  const hidden = axes.filter(({ place }) => place < 0).reduce((count, { listed }) => count * (listed?.size ?? 1), granularity === 'NONE' ? periods.length : 1);

  const sums = new Map<string, Sum>();
  for (const group of groups) {
    const raw = axes.map((_, index) => group[`d${index}`] ?? null);
    if (group.period === null || !axes.every(({ lets }, index) => lets(raw[index] ?? null))) continue;
    const period = granularity === 'NONE' ? null : group.period;
    const values = shown.map((index) => axes[index]?.of(raw[index] ?? null) ?? null);
    const key = JSON.stringify([period, ...values]);
    const [before, told] = [sums.get(key)?.told ?? NO_CHANGE, tell(group.period, raw, group.count)];
    // Beside what is told of every cell in which nothing happened.
    sums.set(key, { values, told: { value: before.value + told.value, atLeast: before.atLeast + told.atLeast - TOLD_OF_NOTHING.atLeast, atMost: before.atMost + told.atMost - TOLD_OF_NOTHING.atMost } });
  }
  const rows = rowsOf(shown.map((index) => axes[index]), keys.length, [...sums.values()]);
  const behind = (values: readonly (string | null)[]) => values.reduce((count, value, place) => count * (axes[shown[place] ?? 0]?.listed?.get(value) ?? 1), hidden);
  const all = keys.flatMap((period) =>
    rows.map((values) => {
      const [more, nothings] = [sums.get(JSON.stringify([period, ...values]))?.told ?? NO_CHANGE, behind(values)];
      return { period, values, nothings, sum: { value: more.value, atLeast: more.atLeast + nothings * TOLD_OF_NOTHING.atLeast, atMost: more.atMost + nothings * TOLD_OF_NOTHING.atMost } };
    }),
  );
  const ranks = way === 'bands' ? ranksOf(all) : undefined;
  return {
    groups: all.map(({ period, values, nothings, sum }) => {
      const disclosure = ranks === undefined ? ofRounded(sum, nothings) : ofBand(sum, ranks(period, sum.atLeast));
      const told = ranks !== undefined || disclosure.suppressed ? null : sum.value;
      return { period, ...Object.fromEntries(values.map((value, index) => [`d${index}`, value])), count: told, numerator: told, denominator: null, disclosure };
    }),
    absent: { count: null, numerator: null, denominator: null, disclosure: ofBand({ atLeast: hidden * TOLD_OF_NOTHING.atLeast, atMost: hidden * TOLD_OF_NOTHING.atMost }, null) },
  };
}

/** What is told of some values of the dimensions in one period, beside what is told of nothing. */
interface Sum {
  readonly values: readonly (string | null)[];
  readonly told: Told;
}

/** A dimension of cells. */
interface Axis {
  /** Where it is among the dimensions that were asked for; -1 where it is not. */
  readonly place: number;
  /** Its values as they are shown, each with how many lie in it; undefined where no list names them. */
  readonly listed: ReadonlyMap<string | null, number> | undefined;
  /** Whether the filters let a value through. */
  readonly lets: (value: string | null) => boolean;
  /** What a value is shown as. */
  readonly of: (value: string | null) => string | null;
}

function axisOf(name: string, column: Column, asked: AskedMetric, stations: readonly MeasuredStation[], sight: FigureSight): Axis {
  const place = asked.dimensions.findIndex(([one]) => one === name);
  const of = (value: string | null) => (value === null || value === WITHHELD ? value : atLevel(asked.dimensions[place]?.[1] ?? column, value));
  const wanted = asked.filter.filter(({ dimension }) => dimension === name).map(({ values }) => new Set<string | null>(values));
  const known = column.place === undefined ? valuesOf(name, column, stations, sight) : wanted[0];
  if (known === undefined) return { place, listed: undefined, lets: () => true, of };
  const values = new Set([...known].filter((value) => wanted.every((some) => some.has(value))));
  const listed = new Map<string | null, number>();
  for (const value of values) listed.set(of(value), (listed.get(of(value)) ?? 0) + 1);
  return { place, listed, lets: (value) => values.has(value), of };
}

/** The combinations of values that are shown: all that are listed, or those of which something is told. @throws StationhouseError BAD_INPUT */
function rowsOf(shown: readonly (Axis | undefined)[], periods: number, sums: readonly Sum[]): (readonly (string | null)[])[] {
  const lists = shown.flatMap((axis) => (axis?.listed === undefined ? [] : [[...axis.listed.keys()]]));
  if (lists.length === shown.length) {
    if (lists.reduce((count, list) => count * list.length, periods) > MOST_POINTS) throw tooMany();
    return product(lists);
  }
  const rows = [...new Map(sums.filter(({ told }) => told.value > TOLD_OF_NOTHING.value).map(({ values }) => [JSON.stringify(values), values])).values()];
  if (rows.length * periods > MOST_POINTS) throw tooMany();
  return rows;
}

const NO_CHANGE: Told = { value: 0, atLeast: 0, atMost: 0 };

/** Every value of a dimension that is shown by itself to whoever asks. */
function valuesOf(name: string, column: Column, stations: readonly MeasuredStation[], { persons }: FigureSight): (string | null)[] {
  if (name === 'station') return stations.map(({ id }) => id);
  if (!isFinite(column)) throw new Error(`${name} lists no values.`);
  const open = column.values.filter(({ sensitive }) => persons || sensitive !== true).map(({ value }) => value);
  return [...open, ...(open.length < column.values.length ? [WITHHELD] : []), ...(NEVER_MISSING.has(name) ? [] : [null])];
}

function product(lists: readonly (readonly (string | null)[])[]): (string | null)[][] {
  return lists.reduce<(string | null)[][]>((rows, values) => rows.flatMap((row) => values.map((value) => [...row, value])), [[]]);
}

/** Places within a period, from what is told alone. */
function ranksOf(all: readonly { readonly period: string | null; readonly sum: Told }[]): (period: string | null, atLeast: number) => number {
  const highest = [...all].sort((left, right) => right.sum.atLeast - left.sum.atLeast);
  const places = new Map<string, number>();
  const seen = new Map<string | null, number>();
  for (const { period, sum } of highest) {
    const place = (seen.get(period) ?? 0) + 1;
    seen.set(period, place);
    const key = `${period} ${sum.atLeast}`;
    if (!places.has(key)) places.set(key, place);
  }
  return (period, atLeast) => places.get(`${period} ${atLeast}`) ?? 1;
}
