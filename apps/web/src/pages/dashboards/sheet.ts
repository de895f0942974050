import type { BoardFiguresQuery } from '../../gql/dashboards.js';
import type { Pointed } from '../figures/cell.js';
import type { ToldFigure } from '../figures/FigureCell.js';
import type { Metric, Tile } from './tile.js';

export type Series = BoardFiguresQuery['metricSeries'][number];
export type Point = Series['points'][number];

/** A row or column of figures. */
export interface Line {
  readonly key: string;
  readonly title: string;
  /** Where a column is narrow; else as its title. */
  readonly short?: string;
  /** False for a period that still goes on, or of which the range takes only a part. */
  readonly complete: boolean;
}

/** The figures of a tile as rows and columns: what its table shows, and what is drawn. */
export interface Sheet {
  /** What the rows stand for, one title per part of them. */
  readonly heads: readonly string[];
  readonly rows: readonly (Line & { readonly parts: readonly string[] })[];
  readonly columns: readonly (Line & { readonly metric: Metric })[];
  /** True where the rows are periods in their order. */
  readonly overTime: boolean;
  figure(row: string, column: string): Figure;
}

/** A figure with what it was before. */
export interface Figure extends ToldFigure {
  readonly previous?: ToldFigure | null | undefined;
  readonly difference?: number | null | undefined;
  readonly printedChange?: string | null | undefined;
  /** What it was counted from can be found by; absent where nothing was counted. */
  readonly point?: Pointed;
}

/** How the parts of a sheet are called. */
export interface SheetWords {
  readonly textOf: (text: { readonly zhCN: string; readonly en: string }) => string;
  readonly period: (key: string) => string;
  readonly periodHead: string;
  /** The day it is: what begins later is not nothing, but nothing yet. */
  readonly today: string;
}

interface Axis {
  readonly head: string;
  readonly lines: readonly Line[];
  readonly of: (point: Point) => string;
}

const NOTHING = '∅';
const BETWEEN = '␟';
/** Of a period that has not begun. */
const NOT_YET: Figure = { value: null, suppressed: false };

function cellOf(row: string, column: string): string {
  return `${row}␞${column}`;
}

/** Lays out what the API answered for a tile. */
export function sheetOf(tile: Tile, answered: readonly Series[], metrics: readonly Metric[], words: SheetWords): Sheet {
  const found = answered.flatMap((series) => { const metric = metrics.find(({ id }) => id === series.metric.id); return metric === undefined ? [] : [{ series, metric }]; });
  const axes = axesOf(tile, found.map(({ series }) => series), found[0]?.metric, words);
  const several = found.length > 1;
  const across = several || axes.length < 2 ? undefined : axes.at(-1);
  const down = across === undefined ? axes : axes.slice(0, -1);
  const points = new Map<string, Point>();
  for (const { series, metric } of found) for (const point of series.points) points.set(cellOf(down.map(({ of }) => of(point)).join(BETWEEN), across === undefined ? metric.id : across.of(point)), point);
  const columns = across === undefined
    ? found.map(({ metric }) => ({ key: metric.id, title: words.textOf(metric.title), complete: true, metric }))
    : across.lines.flatMap((line) => (found[0] === undefined ? [] : [{ ...line, metric: found[0].metric }]));
  const rows = combined(down.map(({ lines }) => lines)).filter(({ key }) => down.length < 2 || columns.some((column) => points.has(cellOf(key, column.key))));
  return {
    heads: down.map(({ head }) => head),
    rows,
    columns,
    overTime: tile.granularity !== 'NONE' && down.length === 1,
    figure: (row, column) => {
      const metric = columns.find(({ key }) => key === column)?.metric;
      const point = points.get(cellOf(row, column));
      return point !== undefined ? { ...point, point } : (tile.granularity !== 'NONE' && row.slice(0, words.today.length) > words.today ? NOT_YET : missing(metric));
    },
  };
}

/** Where nothing happened there is no point: nothing was counted, and nothing can be divided. */
function missing(metric: Metric | undefined): Figure {
  const divided = metric?.measure === 'RATIO' || metric?.measure === 'DURATION';
  return { value: divided ? null : 0, suppressed: false };
}

function axesOf(tile: Tile, series: readonly Series[], metric: Metric | undefined, words: SheetWords): Axis[] {
  const periods: Axis[] = tile.granularity === 'NONE' ? [] : [{ head: words.periodHead, lines: (series[0]?.periods ?? []).map(({ key, complete }) => ({ key, title: words.period(key), complete })), of: ({ period }) => period ?? NOTHING }];
  const points = series.flatMap((one) => one.points);
  const dimensions = tile.dimensions.map((dimension, index): Axis => {
    const declared = metric?.dimensions.find(({ id }) => id === dimension);
    return { head: declared === undefined ? dimension : words.textOf(declared.title), lines: valuesOf(points, index, dimension, declared, words), of: (point) => point.dimensions[index]?.value ?? NOTHING };
  });
  return [...periods, ...dimensions];
}

/** Values in the order their list has them, those that came alone; all of weekdays and hours, whose gaps say something. */
function valuesOf(points: readonly Point[], index: number, dimension: string, declared: Metric['dimensions'][number] | undefined, words: SheetWords): Line[] {
  const came = new Map<string, string>();
  for (const point of points) { const value = point.dimensions[index]; if (value) came.set(value.value ?? NOTHING, words.textOf(value.title)); }
  const listed = declared?.values ?? [];
  const whole = dimension === 'weekday' || dimension === 'hour';
  const known = listed.filter(({ value }) => whole || came.has(value)).map(({ value, title }) => ({ key: value, title: words.textOf(title), ...(dimension === 'hour' ? { short: value } : {}), complete: true }));
  const others = [...came].filter(([key]) => !listed.some(({ value }) => value === key)).map(([key, title]) => ({ key, title, complete: true }));
  return [...known, ...others];
}

function combined(lists: readonly (readonly Line[])[]): (Line & { parts: string[] })[] {
  if (lists.length === 0) return [{ key: '', title: '', complete: true, parts: [] }];
  return lists.reduce<(Line & { parts: string[] })[]>((rows, lines) => (rows.length === 0 ? lines.map((line) => ({ ...line, parts: [line.title] })) : rows.flatMap((row) => lines.map((line) => ({ key: `${row.key}${BETWEEN}${line.key}`, title: `${row.title} · ${line.title}`, complete: row.complete && line.complete, parts: [...row.parts, line.title] })))), []);
}

/** Least and most that a figure may be: the same for an exact one; undefined where nothing is told. */
export function boundsOf({ value, suppressed, reason, atLeast, atMost, margin }: ToldFigure): { readonly low: number; readonly high: number; readonly exact: boolean } | undefined {
  if (!reason && typeof value === 'number') return { low: value, high: value, exact: true };
  if (typeof value === 'number' && margin) return { low: Math.max(0, value - margin), high: value + margin, exact: false };
  if ((suppressed || typeof value !== 'number') && typeof atLeast === 'number' && typeof atMost === 'number') return { low: atLeast, high: atMost, exact: false };
  return typeof value === 'number' ? { low: value, high: value, exact: false } : undefined;
}

/** Whether any figure is told as a range, rounded or not at all. */
export function isInexact(sheet: Sheet): boolean {
  return sheet.rows.some(({ key }) => sheet.columns.some((column) => boundsOf(sheet.figure(key, column.key))?.exact === false));
}

/** Whether any figure is told as a band: a range that says no more of one end than of the other. */
export function isBanded(sheet: Sheet): boolean {
  return sheet.rows.some(({ key }) => sheet.columns.some((column) => { const figure = sheet.figure(key, column.key); return !figure.margin && !figure.suppressed && boundsOf(figure)?.exact === false; }));
}

/** At most so many bars are read at a glance; the table has them all. */
export const MOST_BARS = 12;

/** The rows that bars are drawn of: in their order where that says something, else the largest first. */
export function barRows(sheet: Sheet, ordered: boolean, most = MOST_BARS): Sheet {
  const [first] = sheet.columns;
  if (ordered || first === undefined || sheet.overTime) return sheet;
  const size = (key: string) => boundsOf(sheet.figure(key, first.key))?.high ?? 0;
  return { ...sheet, rows: [...sheet.rows].sort((left, right) => size(right.key) - size(left.key)).slice(0, most) };
}
