import { printedPoints, rangeTitle, type RangePreset } from '@stationhouse/kernel';
import type { Words } from '@stationhouse/plugin-web';
import type { Figure } from './sheet.js';
import type { DateRange, Drawing, Granularity, Metric, Tile } from './tile.js';
import { addDays } from '../places/days.js';

type Say = Words['say'];

export function drawingWords(drawing: Drawing, say: Say): string {
  return { FIGURE: say('单个数字', 'Single figure'), LINE: say('折线图', 'Line'), BAR: say('柱形图', 'Bars'), STACKED: say('堆叠柱形图', 'Stacked bars'), HEAT: say('热力表', 'Heat table'), TABLE: say('表格', 'Table'), MAP: say('热点地图', 'Map of hot spots') }[drawing];
}

export function granularityWords(granularity: Granularity, say: Say): string {
  return { NONE: say('不分周期', 'No periods'), HOUR: say('按小时', 'By hour'), DAY: say('按日', 'By day'), WEEK: say('按周', 'By week'), MONTH: say('按月', 'By month'), QUARTER: say('按季度', 'By quarter'), YEAR: say('按年', 'By year') }[granularity];
}

export function comparisonWords(compare: Tile['compare'], say: Say): string {
  return { NONE: say('不比较', 'No comparison'), PREVIOUS_PERIOD: say('环比（与上一周期）', 'Against the period before'), SAME_PERIOD_LAST_YEAR: say('同比（与去年同期）', 'Against last year') }[compare];
}

export function presetWords(preset: RangePreset, { textOf }: Pick<Words, 'textOf'>): string {
  return textOf(rangeTitle(preset));
}

/** `2026-03-01 至 2026-03-31`: the last day counts. */
export function rangeWords({ from, to }: DateRange, say: Say): string {
  const last = addDays(to, -1);
  return from === last ? from : say('{from} 至 {last}', '{from} to {last}', { from, last });
}

/** How a value of a metric is written. */
export function formatOf({ unit }: Pick<Metric, 'unit'>, { say, number }: Pick<Words, 'say' | 'number'>): (value: number) => string {
  if (unit.id === 'ratio') return (value) => `${(value * 100).toFixed(1)}%`;
  if (unit.id !== 'seconds') return (value) => number(Math.round(value * 10) / 10);
  return (value) => {
    const seconds = Math.round(value);
    if (seconds < 60) return say('{seconds} 秒', '{seconds} s', { seconds });
    if (seconds < 3_600) return say('{minutes} 分 {seconds} 秒', '{minutes} min {seconds} s', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
    return say('{hours} 小时 {minutes} 分', '{hours} h {minutes} min', { hours: Math.floor(seconds / 3_600), minutes: Math.floor((seconds % 3_600) / 60) });
  };
}

/** How a figure changed, as it is printed: a ratio in points, anything else as a share of what it was; undefined where that is not told. */
export function changeWords({ difference, printedChange, reason, previous }: Figure, { unit }: Pick<Metric, 'unit'>, { textOf, say }: Pick<Words, 'textOf' | 'say'>): string | undefined {
  const change = unit.id === 'ratio' ? (typeof difference === 'number' ? textOf(printedPoints(difference)) : undefined) : (printedChange ?? undefined);
  // Of rounded figures it is no surer than they are.
  return change !== undefined && (reason || previous?.reason) ? say('约 {value}', '≈ {value}', { value: change }) : change;
}

/** Which of several of one title a tile is, from 1, by key; tiles whose title nobody shares are not in it. */
export function namesakesOf(tiles: readonly Tile[], metrics: readonly Metric[], words: Pick<Words, 'say' | 'textOf'>): ReadonlyMap<string, number> {
  const titles = tiles.map((tile) => tileTitle(tile, metrics, words));
  const before = (title: string, index: number) => titles.slice(0, index).filter((one) => one === title).length;
  return new Map(tiles.flatMap(({ key }, index) => {
    const title = titles[index] ?? '';
    return titles.indexOf(title) === titles.lastIndexOf(title) ? [] : [[key, before(title, index) + 1] as const];
  }));
}

/** The title of a tile: its own, else that of its metrics. */
export function tileTitle(tile: Tile, metrics: readonly Metric[], { say, textOf }: Pick<Words, 'say' | 'textOf'>): string {
  if (tile.title !== '') return tile.title;
  if (tile.drawing === 'MAP') return say('警情热点', 'Hot spots of incidents');
  return tile.metrics.map((id) => textOf(metrics.find((one) => one.id === id)?.title) || id).join(say('、', ', ')) || say('未选指标', 'No metric yet');
}
