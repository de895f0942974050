import { badInput, StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import { levelsOf, type Column } from './columns.js';
import type { Comparison } from './comparison.js';
import { periodCount, type Cut, type DateRange } from './periods.js';
import type { ResolvedMetric } from './resolve.js';

/** At most this many points of one metric, and this many periods. */
export const MOST_POINTS = 10_000;
/** At most this many metrics, dimensions and filters in one query. */
export const MOST_METRICS = 10;
const MOST_DIMENSIONS = 5;
const MOST_FILTERS = 10;
const MOST_VALUES = 200;
/** Levels of a tree that may be asked for, whether it is as deep or not. */
const MOST_LEVELS = 3;

/** Values of one dimension that count. */
export interface FigureFilter {
  readonly dimension: string;
  readonly in: readonly string[];
}

/** The level of its tree that a nested dimension is shown by; 1 is the outermost. */
export interface FigureLevel {
  readonly dimension: string;
  readonly level: number;
}

/** What is asked of metrics. */
export interface FigureQuery extends DateRange, Cut {
  readonly metrics: readonly string[];
  readonly compare: Comparison;
  readonly dimensions: readonly string[];
  readonly filter: readonly FigureFilter[];
  /** Of nested dimensions; each value by itself where it is absent. */
  readonly levels?: readonly FigureLevel[] | undefined;
  /** Answered as it was known at this moment: the days that were over then; as it is now when absent. */
  readonly asOf?: Date | null | undefined;
}

/** How far whoever asks sees at the stations asked about. */
export interface FigureSight {
  /** An officer's: counts of persons, and what says something of one person, as they are. */
  readonly persons: boolean;
  /** Somebody of the station, not only a reader of aggregates (P0): events as they are. */
  readonly fine: boolean;
}

/** One metric of a query, with the columns it is broken down and filtered by. */
export interface AskedMetric {
  readonly resolved: ResolvedMetric;
  readonly dimensions: readonly (readonly [string, Column])[];
  readonly filter: readonly { readonly dimension: string; readonly column: Column; readonly values: readonly string[] }[];
  /** Rows where one of these holds are left out. */
  readonly without: readonly Column[];
}

/** Checks what does not depend on a metric. @throws StationhouseError BAD_INPUT */
export function checkQuery(query: FigureQuery): void {
  const { metrics, from, to, granularity, weekStart, compare, dimensions, filter, levels = [] } = query;
  if (metrics.length === 0 || metrics.length > MOST_METRICS) throw badInput('query.metrics', text(`请指明 1 至 ${MOST_METRICS} 个指标。`, `Name 1 to ${MOST_METRICS} metrics.`));
  if (from >= to) throw badInput('query.to', text('结束日期须晚于开始日期；结束日期当天不计。', 'The range must end after it begins; the day it ends on does not count.'));
  checkWeekStart(weekStart);
  if (granularity === 'HOUR' && compare === 'SAME_PERIOD_LAST_YEAR') throw badInput('query.compare', text('按小时统计只能与前一小时比较；要同比，请按日或更长的周期统计。', 'Hours are compared with the hour before. For the year before, ask by days or longer periods.'));
  if (periodCount(query, granularity) > MOST_POINTS) throw tooMany();
  checkNamed(dimensions, filter);
  if (levels.some(({ dimension, level }, index) => !dimensions.includes(dimension) || level < 1 || level > MOST_LEVELS || levels.findIndex((one) => one.dimension === dimension) !== index)) {
    throw badInput('query.levels', text(`levels 须为 dimensions 中的维度，各写一次，层级为 1 至 ${MOST_LEVELS}。`, `levels names dimensions of the query, each once, with a level of 1 to ${MOST_LEVELS}.`), { most: MOST_LEVELS });
  }
}

/** Checks how much is named. @param dimensions those that are shown, or whose values are given @throws StationhouseError BAD_INPUT */
export function checkNamed(dimensions: readonly string[], filter: readonly FigureFilter[]): void {
  if (dimensions.length > MOST_DIMENSIONS || new Set(dimensions).size < dimensions.length) throw badInput('query.dimensions', text(`维度不得重复，最多 ${MOST_DIMENSIONS} 个。`, `Name ${MOST_DIMENSIONS} dimensions at most, each once.`));
  if (filter.length > MOST_FILTERS || filter.some(({ in: values }) => values.length === 0 || values.length > MOST_VALUES)) {
    throw badInput('query.filter', text(`最多 ${MOST_FILTERS} 个条件，每个 1 至 ${MOST_VALUES} 个取值。`, `At most ${MOST_FILTERS} filters, each of 1 to ${MOST_VALUES} values.`));
  }
}

/** Checks the day weeks begin on. @throws StationhouseError BAD_INPUT */
export function checkWeekStart(weekStart: number): void {
  if (weekStart < 1 || weekStart > 7) throw badInput('query.weekStart', text('一周的起始日须为 1（周一）至 7（周日）。', 'A week begins on 1 (Monday) to 7 (Sunday).'));
}

/** Finds what a query asks of one metric. @throws StationhouseError DIMENSION_UNKNOWN, BAD_INPUT, PERSONAL_DATA_MASKED */
export function askedOf(resolved: ResolvedMetric, query: FigureQuery, sight: FigureSight): AskedMetric {
  const dimensions = query.dimensions.map((name) => [name, levelled(dimensionOf(resolved, name), name, query)] as const);
  return { resolved, dimensions, filter: filtersOf(resolved, query.filter, sight), without: [] };
}

/** The filters of a query over one metric. @throws StationhouseError DIMENSION_UNKNOWN, BAD_INPUT, PERSONAL_DATA_MASKED */
export function filtersOf(resolved: ResolvedMetric, filters: readonly FigureFilter[], sight: FigureSight): AskedMetric['filter'] {
  return filters.map(({ dimension, in: values }) => {
    const column = dimensionOf(resolved, dimension);
    return { dimension, column, values: valuesUnder(column, dimension, values, sight) };
  });
}

/** A column by the level it is asked for. @throws StationhouseError BAD_INPUT for one without levels */
function levelled(column: Column, name: string, { levels = [] }: FigureQuery): Column {
  const level = levels.find(({ dimension }) => dimension === name)?.level;
  if (level === undefined) return column;
  if (column.nested !== true) throw badInput('query.levels', text(`维度“${column.title['zh-CN']}”没有层级，请从 levels 中去掉。`, `The dimension “${column.title.en}” has no levels. Leave it out of levels.`), { dimension: name });
  return level >= levelsOf(column) ? column : { ...column, level };
}

/** More points, or periods, than anybody reads. */
export function tooMany(): StationhouseError {
  return badInput('query.granularity', text(`结果超过 ${MOST_POINTS} 个点，请缩短时间范围、放粗粒度或减少维度。`, `That is more than ${MOST_POINTS} points. Ask for a shorter range, a coarser granularity or fewer dimensions.`), { most: MOST_POINTS });
}

/** What there is, as an error lists it: in each language as people call it, with the name that queries use. */
export function allowed(things: readonly { readonly id: string; readonly title: Bilingual }[]): Bilingual {
  return text(things.map(({ id, title }) => `${title['zh-CN']}（${id}）`).join('、'), things.map(({ id, title }) => `${title.en} (${id})`).join(', '));
}

/** A dimension by the name a query gives. @throws StationhouseError DIMENSION_UNKNOWN */
export function dimensionOf({ metric, dimensions }: ResolvedMetric, name: string): Column {
  const column = dimensions.get(name);
  if (column !== undefined) return column;
  const there = allowed([...dimensions].map(([id, { title }]) => ({ id, title })));
  throw new StationhouseError('DIMENSION_UNKNOWN', text(`指标“${metric.title['zh-CN']}”没有维度“${name}”，可用：${there['zh-CN']}。`, `The metric “${metric.title.en}” has no dimension "${name}". There are: ${there.en}.`), { metric: metric.id, dimension: name, dimensions: [...dimensions.keys()] });
}

/**
 * The values a filter lets through: with those below them. Sensitive ones are left out for whoever does not see them by themselves, so that no
 * difference between two filters shows them.
 */
function valuesUnder(column: Column, dimension: string, asked: readonly string[], { persons }: FigureSight): readonly string[] {
  if (column.type === 'open') return asked;
  const known = column.values;
  const unknown = asked.find((value) => !known.some((one) => one.value === value));
  if (unknown !== undefined) {
    const there = allowed(known.map(({ value, title }) => ({ id: value, title })));
    throw badInput('query.filter', text(`维度“${column.title['zh-CN']}”没有取值“${unknown}”，可用：${there['zh-CN']}。`, `The dimension “${column.title.en}” has no value "${unknown}". There are: ${there.en}.`), { dimension, value: unknown });
  }
  if (!persons && asked.some((value) => known.some((one) => one.value === value && one.sensitive === true))) {
    throw new StationhouseError('PERSONAL_DATA_MASKED', text(`维度“${column.title['zh-CN']}”的该取值涉及个人情况，不单独统计。`, `That value of “${column.title.en}” says something of persons and is not counted by itself.`), { dimension });
  }
  const under = known.filter(({ value }) => asked.some((one) => value === one || (column.nested === true && value.startsWith(`${one}.`))));
  return under.filter(({ sensitive }) => persons || sensitive !== true).map(({ value }) => value);
}
