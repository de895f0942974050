import type { ReportPart } from '@stationhouse/files/documents';
import { localDateTime, printedChange, printedPoints, text, type Bilingual } from '@stationhouse/kernel';
import type { FigureSeries } from '../../figures.js';
import { measureKind, UNITS, type UnitId } from '../../metric.js';
import type { Granularity } from '../../periods.js';
import type { FigureAmount, FigurePoint } from '../../points.js';
import type { Tile } from '../tile.js';

/** So many columns of figures a sheet of paper takes. */
const MOST_COLUMNS = 8;
/** Dimensions whose gaps say something. */
const WHOLE: ReadonlySet<string> = new Set(['weekday', 'hour']);
const NOTHING = '∅';

type Table = Pick<ReportPart, 'head' | 'labels' | 'rows'>;

/** Periods, or the values of a dimension: what rows or columns stand for. */
interface Side {
  readonly head: string;
  readonly lines: readonly { readonly key: string; readonly title: string; readonly begun: boolean }[];
  readonly of: (point: FigurePoint) => string;
}

/** Papers of the house are Chinese. */
export function said(words: Bilingual): string {
  return words['zh-CN'];
}

/**
 * The figures of a tile as its page has them: periods and values down, several metrics or the shorter of two sides across.
 * @param today what begins later is not nothing, but nothing yet
 */
export function tableOf(tile: Tile, series: readonly FigureSeries[], today: string): Table {
  const [first, ...others] = series;
  if (first === undefined) return { head: [], labels: 0, rows: [] };
  const sides = [...(tile.granularity === 'NONE' ? [] : [periodsOf(first, today)]), ...tile.dimensions.map((name, index) => valuesOf(series, name, index))];
  if (sides.length === 0) return metricsDown(series);
  if (others.length > 0) return metricsAcross(sides, series);
  const [one, other] = sides;
  if (one !== undefined && other !== undefined && sides.length === 2 && first.comparedRange === null && Math.min(one.lines.length, other.lines.length) <= MOST_COLUMNS) {
    return one.lines.length < other.lines.length ? crossed(other, one, first) : crossed(one, other, first);
  }
  return listed(sides, first);
}

/** A row per metric: figures without periods and dimensions. */
function metricsDown(series: readonly FigureSeries[]): Table {
  const compared = series.some(({ comparedRange }) => comparedRange !== null);
  const head = [text('指标', 'Metric'), text('数值', 'Figure'), ...(compared ? COMPARED : [])].map(said);
  return { head, labels: 1, rows: series.map((one) => [named(one), ...amounts(one, one.points[0], compared)]) };
}

/** A column per metric; what they are compared with has no room. */
function metricsAcross(sides: readonly Side[], series: readonly FigureSeries[]): Table {
  const columns = series.map((one) => ({ one, points: byKey(sides, one.points) }));
  const rows = combined(sides).filter(({ key }) => sides.length === 1 || columns.some(({ points }) => points.has(key)));
  return { head: [...sides.map(({ head }) => head), ...series.map(named)], labels: sides.length, rows: rows.map(({ key, parts, begun }) => [...parts, ...columns.map(({ one, points }) => figure(one, points.get(key), begun))]) };
}

function crossed(down: Side, across: Side, one: FigureSeries): Table {
  const points = byKey([down, across], one.points);
  return {
    head: [`${down.head}＼${across.head}`, ...across.lines.map(({ title }) => title)],
    labels: 1,
    rows: down.lines.map((row) => [row.title, ...across.lines.map((column) => figure(one, points.get(keyOf([row.key, column.key])), row.begun && column.begun))]),
  };
}

function listed(sides: readonly Side[], one: FigureSeries): Table {
  const points = byKey(sides, one.points);
  const compared = one.comparedRange !== null;
  const rows = combined(sides).filter(({ key }) => sides.length === 1 || points.has(key));
  return { head: [...sides.map(({ head }) => head), named(one), ...(compared ? COMPARED.map(said) : [])], labels: sides.length, rows: rows.map(({ key, parts, begun }) => [...parts, ...amounts(one, points.get(key), compared, begun)]) };
}

const ABOUT = text('约 ', '≈ ');
const COMPARED = [text('比较期', 'Earlier'), text('增减', 'Change')];

/** `接报警情（起）`: what counts says in what; times and shares say it themselves. */
function named({ resolved: { metric } }: FigureSeries): string {
  return metric.unit === 'ratio' || metric.unit === 'seconds' ? said(metric.title) : `${said(metric.title)}（${said(UNITS[metric.unit].title)}）`;
}

function amounts(one: FigureSeries, point: FigurePoint | undefined, compared: boolean, begun = true): string[] {
  const { unit } = one.resolved.metric;
  const before = point?.previous ?? null;
  return [figure(one, point, begun), ...(compared ? [before === null ? '—' : told(before, unit), point === undefined ? '—' : changed(point, unit)] : [])];
}

/** Where nothing happened there is no point: nothing was counted, and nothing can be divided. */
function figure({ resolved: { metric } }: FigureSeries, point: FigureAmount | undefined, begun: boolean): string {
  if (point !== undefined) return told(point, metric.unit);
  return begun && !['ratio', 'duration'].includes(measureKind(metric.measure)) ? '0' : '—';
}

/** How a figure changed: a ratio in points, anything else as a share of what it was. */
function changed({ difference, change, disclosure, previous }: FigurePoint, unit: UnitId): string {
  const printed = unit === 'ratio' ? (difference === null ? undefined : said(printedPoints(difference))) : change === null ? undefined : printedChange(change);
  if (printed === undefined) return '—';
  // Of rounded figures it is no surer than they are.
  return disclosure.reason === null && (previous?.disclosure.reason ?? null) === null ? printed : `${said(ABOUT)}${printed}`;
}

/** A figure as it may be told, on paper. */
export function told({ value, disclosure }: FigureAmount, unit: UnitId): string {
  const { suppressed, reason, atLeast, atMost, margin } = disclosure;
  if (suppressed) return atMost === 4 ? '＜5' : said(text('不显示', 'not shown'));
  if (value !== null) return reason !== null && margin !== null ? `${said(ABOUT)}${written(value, unit)}` : written(value, unit);
  return atLeast !== null && atMost !== null ? `${written(atLeast, unit)}–${written(atMost, unit)}` : '—';
}

function written(value: number, unit: UnitId): string {
  if (unit === 'ratio') return `${(value * 100).toFixed(1)}%`;
  if (unit !== 'seconds') return String(Math.round(value * 10) / 10);
  const seconds = Math.round(value);
  return said(text(`${Math.floor(seconds / 60)} 分 ${seconds % 60} 秒`, `${Math.floor(seconds / 60)} min ${seconds % 60} s`));
}

function periodsOf({ granularity, periods, timeZones }: FigureSeries, today: string): Side {
  const title = titleOfPeriod(granularity, timeZones[0] ?? 'UTC');
  const part = said(text('（不完整）', ' (incomplete)'));
  return { head: said(text('周期', 'Period')), lines: periods.map(({ key, complete }) => ({ key, title: `${title(key)}${complete ? '' : part}`, begun: key.slice(0, today.length) <= today })), of: ({ period }) => period ?? NOTHING };
}

function titleOfPeriod(granularity: Granularity, zone: string): (key: string) => string {
  switch (granularity) {
    case 'HOUR': return (key) => localDateTime(new Date(key), zone).slice(0, 16).replace('T', ' ');
    case 'MONTH': return (key) => key.slice(0, 7);
    case 'QUARTER': return (key) => said(text(`${key.slice(0, 4)} 年 ${quarterOf(key)} 季度`, `${key.slice(0, 4)} Q${quarterOf(key)}`));
    case 'YEAR': return (key) => key.slice(0, 4);
    case 'WEEK': return (key) => said(text(`${key} 当周`, `week of ${key}`));
    default: return (key) => key;
  }
}

function quarterOf(key: string): number {
  return Math.floor((Number(key.slice(5, 7)) + 2) / 3);
}

/** Values in the order their list has them, then those it has not; all of weekdays and hours. */
function valuesOf(series: readonly FigureSeries[], name: string, index: number): Side {
  const column = series[0]?.resolved.dimensions.get(name);
  const came = new Map<string, string>();
  for (const { points } of series) for (const { dimensions } of points) { const found = dimensions[index]; if (found) came.set(found.value ?? NOTHING, said(found.title)); }
  const listed = (column?.values ?? []).filter(({ value }) => WHOLE.has(name) || came.has(value)).map(({ value, title }) => ({ key: value, title: said(title), begun: true }));
  const others = [...came].filter(([key]) => !listed.some((one) => one.key === key)).map(([key, title]) => ({ key, title, begun: true }));
  return { head: said(column?.title ?? text(name, name)), lines: [...listed, ...others], of: ({ dimensions }) => dimensions[index]?.value ?? NOTHING };
}

function keyOf(keys: readonly string[]): string {
  return keys.join('␟');
}

function byKey(sides: readonly Side[], points: readonly FigurePoint[]): ReadonlyMap<string, FigurePoint> {
  return new Map(points.map((point) => [keyOf(sides.map(({ of }) => of(point))), point]));
}

function combined(sides: readonly Side[]): { readonly key: string; readonly parts: readonly string[]; readonly begun: boolean }[] {
  const empty = [{ keys: [] as readonly string[], parts: [] as readonly string[], begun: true }];
  const rows = sides.reduce((found, { lines }) => found.flatMap((row) => lines.map(({ key, title, begun }) => ({ keys: [...row.keys, key], parts: [...row.parts, title], begun: row.begun && begun }))), empty);
  return rows.map(({ keys, parts, begun }) => ({ key: keyOf(keys), parts, begun }));
}
