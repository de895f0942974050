import { badInput, StationhouseError, text } from '@stationhouse/kernel';
import type { Column } from '../columns.js';
import { firstOf, nextOf, type Bounds, type Cut, type DateRange } from '../periods.js';
import { checkNamed, checkWeekStart, dimensionOf, filtersOf, type AskedMetric, type FigureFilter, type FigureSight } from '../query.js';
import type { ResolvedMetric } from '../resolve.js';
import { aggregatesOf, asText, periodSql, shown, WITHHELD, type Values } from '../statement.js';

/** The value of one dimension in a figure; null for rows that have none. */
export interface CellValue {
  readonly dimension: string;
  readonly value?: string | null | undefined;
}

/** One figure, by what was asked for and by what its point says. */
export interface Cell extends DateRange, Cut {
  readonly metric: string;
  readonly filter: readonly FigureFilter[];
  /** The key of the point's period; absent for the whole range. */
  readonly period?: string | null | undefined;
  readonly values: readonly CellValue[];
  /** Of a ratio the rows for which it holds, of a duration those that have both moments, alone. */
  readonly counted: boolean;
}

const HOUR_MS = 3_600_000;

/** The days that a cell lies in. @throws StationhouseError BAD_INPUT for a period that is none of the range */
export function daysOf({ from, to, granularity, weekStart, period }: Cell): DateRange {
  checkWeekStart(weekStart);
  if (from >= to) throw badInput('cell.to', text('结束日期须晚于开始日期；结束日期当天不计。', 'The range must end after it begins; the day it ends on does not count.'));
  if (granularity === 'NONE' || granularity === 'HOUR') {
    if ((period === null || period === undefined) === (granularity === 'NONE')) return { from, to };
    throw noPeriod();
  }
  if (period === null || period === undefined || !/^\d{4}-\d\d-\d\d$/.test(period) || firstOf(period, granularity, weekStart) !== period) throw noPeriod();
  const next = nextOf(period, granularity);
  const days = { from: period > from ? period : from, to: next < to ? next : to };
  if (days.from >= days.to) throw noPeriod();
  return days;
}

/** Around an hour, so that nobody looks through the whole range for it. */
export function around({ begins, ends }: Bounds, { granularity, period }: Cell): Bounds {
  const hour = granularity === 'HOUR' ? Date.parse(period ?? '') : NaN;
  if (Number.isNaN(hour)) return { begins, ends };
  return { begins: new Date(Math.max(begins.getTime(), hour - HOUR_MS)), ends: new Date(Math.min(ends.getTime(), hour + 2 * HOUR_MS)) };
}

/** What the cell asks of its metric. @throws StationhouseError DIMENSION_UNKNOWN, BAD_INPUT, PERSONAL_DATA_MASKED */
export function askedBy(resolved: ResolvedMetric, cell: Cell, sight: FigureSight): Omit<AskedMetric, 'dimensions'> & { readonly values: readonly (readonly [Column, string | null])[] } {
  checkNamed(cell.values.map(({ dimension }) => dimension), cell.filter);
  const values = cell.values.map(({ dimension, value }) => {
    const column = dimensionOf(resolved, dimension);
    requireTold(column, dimension, value ?? null, sight);
    return [column, value ?? null] as const;
  });
  return { resolved, filter: filtersOf(resolved, cell.filter, sight), without: [], values };
}

/** What must hold of a row, beside what holds of every row of the metric. */
export function inCell(cell: Cell, { resolved, values }: ReturnType<typeof askedBy>, sight: FigureSight, sql: Values): string[] {
  const period = cell.granularity === 'HOUR' ? periodSql(cell) : undefined;
  return [
    // Exactly this value: a point of a nested dimension counts what is recorded so, and not what is below it.
    ...values.map(([column, value]) => (value === null ? `(${shown(column, sql, sight)}) IS NULL` : `${asText(column)} = ${sql.add(value, 'text')}`)),
    ...(period === undefined ? [] : [`${period.key(period.of(resolved.time.sql))} = ${sql.add(cell.period, 'text')}`]),
    ...(cell.counted ? aggregatesOf(resolved, sql).numerator.when : []),
  ];
}

/** A value that the reader was told of: one of its list, and none that comes together with others. */
function requireTold(column: Column, dimension: string, value: string | null, { persons }: FigureSight): void {
  if (value === null || column.type === 'open') return;
  const found = column.values.find((one) => one.value === value);
  if (value === WITHHELD || (found?.sensitive === true && !persons)) {
    throw new StationhouseError('PERSONAL_DATA_MASKED', text('该类别涉及个人情况，不能查看其记录清单。', 'These say something of persons: they are not listed by themselves.'), { dimension });
  }
  if (found === undefined) throw badInput('cell.values', text(`维度“${column.title['zh-CN']}”没有这个取值。`, `The dimension “${column.title.en}” has no such value.`), { dimension, value: value.slice(0, 100) });
}

function noPeriod(): StationhouseError {
  return badInput('cell.period', text('该时段不在所给范围和粒度内；请照抄该数据点的 period。', 'That is no period of the range by its granularity. Give the period of the point as it stands.'));
}
