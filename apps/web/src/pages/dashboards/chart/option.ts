import { colours } from '@stationhouse/plugin-web';
import type { EChartsCoreOption } from 'echarts/core';
import { boundsOf, isInexact, type Sheet } from '../sheet.js';
import type { Drawing } from '../tile.js';
import { colourOf, HATCH, SYMBOLS } from './palette.js';

/** What a chart says beside its figures. */
export interface ChartWords {
  /** For people who hear it. */
  readonly label: string;
  readonly previous: string;
  /** The page's own face: ECharts measures words by it. */
  readonly font: string;
  /** A value of a column, as its unit writes it. */
  readonly format: (column: string, value: number) => string;
  /** A figure as it may be told: `＜5`, `10–19`, `约 215`. */
  readonly told: (row: string, column: string) => string;
}

interface Item {
  readonly value: number | string | null;
  readonly itemStyle?: Record<string, unknown>;
}

/**
 * What ECharts draws of a sheet. An exact figure is a point or a bar; one that is not stands as the hatched range it may lie in, never as a value; a period
 * that is not over is hatched, too.
 * @param ordered the rows stand in an order of their own, such as hours
 * @param large for a wall
 */
export function optionOf(sheet: Sheet, drawing: Drawing, words: ChartWords, ordered: boolean, large: boolean): EChartsCoreOption {
  const inexact = isInexact(sheet);
  const asLines = drawing === 'LINE' && !inexact;
  const [first] = sheet.columns;
  const size = large ? 18 : 12;
  const series = asLines ? lines(sheet, words) : bars(sheet, drawing === 'STACKED' && !inexact);
  const named = sheet.columns.length > 1 || series.some(({ name }) => name === words.previous);
  // Long names lie beside their bars: below them every other one would be left out.
  const across = sheet.overTime || ordered || (sheet.rows.length <= 6 && sheet.rows.every(({ title }) => title.length <= 6));
  const categories = { type: 'category', data: sheet.rows.map(({ title }) => title), axisLabel: { fontSize: size, color: colours.ink2, ...(across ? { hideOverlap: true } : { interval: 0, width: large ? 200 : 120, overflow: 'truncate' }) }, axisTick: { show: false }, axisLine: { lineStyle: { color: colours.line } } };
  const values = { type: 'value', axisLabel: { fontSize: size, color: colours.ink2, formatter: (value: number) => (first === undefined ? String(value) : words.format(first.key, value)) }, splitLine: { lineStyle: { color: colours.line } }, minInterval: first?.metric.unit.id === 'ratio' || first?.metric.unit.id === 'seconds' ? 0 : 1 };
  return {
    animation: false,
    aria: { enabled: true, label: { description: words.label }, decal: { show: false } },
    textStyle: { fontFamily: words.font, fontSize: size },
    color: sheet.columns.map((_, index) => colourOf(index)),
    grid: { left: 8, right: 16, top: named ? (large ? 48 : 34) : 12, bottom: 4, containLabel: true },
    ...(named ? { legend: { top: 0, left: 0, type: 'scroll', icon: asLines ? undefined : 'roundRect', textStyle: { fontSize: size, color: colours.ink2 }, data: legendOf(series) } } : {}),
    // Drawn, not written as HTML: no title of a record ever becomes markup.
    tooltip: { trigger: 'axis', renderMode: 'richText', confine: true, axisPointer: { type: asLines ? 'line' : 'shadow' }, textStyle: { fontSize: size }, formatter: (hit: unknown) => tipOf(hit, sheet, words) },
    xAxis: across ? categories : values,
    yAxis: across ? values : { ...categories, inverse: true },
    series,
  };
}

type Series = { readonly name: string } & Record<string, unknown>;

function legendOf(series: readonly Series[]): string[] {
  return [...new Set(series.filter(({ silent }) => silent !== true).map(({ name }) => name))];
}

/** Lines of exact figures: the part that is not over is dashed, and so is what it was before. */
function lines(sheet: Sheet, words: ChartWords): Series[] {
  const over = sheet.rows.map(({ complete }) => complete);
  const valueAt = (row: string, column: string) => sheet.figure(row, column).value ?? null;
  const of = sheet.columns.flatMap(({ key, title }, index): Series[] => {
    const style = { symbol: SYMBOLS[index % SYMBOLS.length], symbolSize: 7, color: colourOf(index), connectNulls: false };
    const whole = { type: 'line', name: title, ...style, lineStyle: { width: 2 }, data: sheet.rows.map((row, at) => (over[at] ? valueAt(row.key, key) : null)) };
    if (over.every(Boolean)) return [whole];
    // From the last that is over to those that are not.
    const open = sheet.rows.map((row, at) => (!over[at] || over[at + 1] === false || over[at - 1] === false ? valueAt(row.key, key) : null));
    return [whole, { type: 'line', name: title, ...style, symbol: SYMBOLS[(index % 4) + 4], lineStyle: { width: 2, type: 'dotted' }, data: open, silent: true, tooltip: { show: false } }];
  });
  const [only, ...others] = sheet.columns;
  const compared = only !== undefined && others.length === 0 && sheet.rows.some(({ key }) => sheet.figure(key, only.key).previous);
  if (!compared) return of;
  const before = sheet.rows.map(({ key }) => sheet.figure(key, only.key).previous?.value ?? null);
  return [...of, { type: 'line', name: words.previous, symbol: 'emptyCircle', symbolSize: 5, color: colours.ink3, lineStyle: { width: 1.5, type: 'dashed' }, data: before }];
}

/** Bars: from nothing to an exact figure, from the least to the most of one that is not. */
function bars(sheet: Sheet, stacked: boolean): Series[] {
  return sheet.columns.flatMap(({ key, title }, index): Series[] => {
    const bounds = sheet.rows.map((row) => boundsOf(sheet.figure(row.key, key)));
    const hatched = (at: number): Partial<Item> => (bounds[at]?.exact === false || sheet.rows[at]?.complete === false ? { itemStyle: { decal: HATCH } } : {});
    const stack = stacked ? 'all' : `of ${key}`;
    const height = { type: 'bar', name: title, stack, color: colourOf(index), barMaxWidth: 46, data: bounds.map((bound, at): Item => ({ value: bound === undefined ? null : bound.exact ? bound.high : bound.high - bound.low, ...hatched(at) })) };
    if (stacked || bounds.every((bound) => bound === undefined || bound.exact)) return [height];
    // Named apart: the legend shows the colour of the first series of a name.
    const ground = { type: 'bar', name: `${title} 0`, stack, silent: true, itemStyle: { color: 'transparent' }, barMaxWidth: 46, data: bounds.map((bound) => (bound === undefined || bound.exact ? 0 : bound.low)) };
    return [ground, height];
  });
}

function tipOf(hit: unknown, sheet: Sheet, words: ChartWords): string {
  const at = (Array.isArray(hit) ? (hit as { dataIndex?: number }[])[0]?.dataIndex : undefined) ?? 0;
  const row = sheet.rows[at];
  if (row === undefined) return '';
  const [only, ...others] = sheet.columns;
  const before = only !== undefined && others.length === 0 ? sheet.figure(row.key, only.key).previous : undefined;
  const said = sheet.columns.map(({ key, title }) => `${title}  ${words.told(row.key, key)}`);
  const earlier = before && only && typeof before.value === 'number' ? [`${words.previous}  ${words.format(only.key, before.value)}`] : [];
  return [row.title, ...said, ...earlier].join('\n');
}
