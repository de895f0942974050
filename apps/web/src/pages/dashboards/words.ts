import { rangeTitle, type RangePreset } from '@stationhouse/kernel';
import { formatMoment, serverClock, type Words } from '@stationhouse/plugin-web';
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

/** How a period is called, by its key. */
export function periodWords(granularity: Granularity, timeZone: string, say: Say): (key: string) => string {
  return (key) => {
    switch (granularity) {
      case 'HOUR': return formatMoment(new Date(key), timeZone, serverClock.now());
      case 'MONTH': return key.slice(0, 7);
      case 'QUARTER': return say('{year} 年 {quarter} 季度', '{year} Q{quarter}', { year: key.slice(0, 4), quarter: String(Math.floor((Number(key.slice(5, 7)) - 1) / 3) + 1) });
      case 'YEAR': return key.slice(0, 4);
      case 'WEEK': return say('{day} 当周', 'week of {day}', { day: key.slice(5) });
      default: return key.slice(5);
    }
  };
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

/** The title of a tile: its own, else that of its metrics. */
export function tileTitle(tile: Tile, metrics: readonly Metric[], { say, textOf }: Pick<Words, 'say' | 'textOf'>): string {
  if (tile.title !== '') return tile.title;
  if (tile.drawing === 'MAP') return say('警情热点', 'Hot spots of incidents');
  return tile.metrics.map((id) => textOf(metrics.find((one) => one.id === id)?.title) || id).join(say('、', ', ')) || say('未选指标', 'No metric yet');
}
