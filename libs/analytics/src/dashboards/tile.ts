import { badInput, parseId, parseText, RANGE_PRESETS, StationhouseError, text, type Id, type RangePreset } from '@stationhouse/kernel';
import { COMPARISONS, type Comparison } from '../comparison.js';
import { GRANULARITIES, type Granularity } from '../periods.js';
import { gridOf, type GridShape } from '../places/grid.js';
import { askedOf, checkQuery, type FigureFilter, type FigureQuery } from '../query.js';
import type { MetricRegistry } from '../registry.js';

/** At most so many tiles of one dashboard, and metrics and dimensions of one tile: more nobody reads at a glance. */
export const MOST_TILES = 24;
const MOST_METRICS = 4;
const MOST_DIMENSIONS = 2;
const MOST_STATIONS = 200;
const LONGEST_TITLE = 60;
/** Columns of the grid. */
export const COLUMNS = 12;
const HIGHEST = 4;

/** How a tile is drawn. */
export const DRAWINGS = ['FIGURE', 'LINE', 'BAR', 'STACKED', 'HEAT', 'TABLE', 'MAP'] as const;
export type Drawing = (typeof DRAWINGS)[number];

/** When: a stretch that moves with the day, or dates (the day `to` does not count). */
export interface TileRange {
  readonly preset: RangePreset | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** One tile: what is asked, and how it is drawn. Tiles stand one after another on a grid of twelve columns. */
export interface Tile {
  /** Unique in its dashboard; letters, digits and hyphens. */
  readonly key: string;
  /** Empty for the title of its metric. */
  readonly title: string;
  readonly drawing: Drawing;
  /** Columns, 3 to 12. */
  readonly width: number;
  /** Rows of the grid, 1 to 4. */
  readonly height: number;
  readonly metrics: readonly string[];
  readonly dimensions: readonly string[];
  readonly filter: readonly FigureFilter[];
  readonly range: TileRange;
  readonly granularity: Granularity;
  readonly compare: Comparison;
  /** Empty for the place where the dashboard is looked at. */
  readonly stationIds: readonly Id[];
  /** Of a map. */
  readonly grid: GridShape;
  /** Of a map: codes of categories; none for all. */
  readonly categories: readonly string[];
}

/** How many dimensions, and which periods, a drawing needs. */
const SHAPES: Readonly<Record<Exclude<Drawing, 'MAP'>, (tile: Tile) => boolean>> = {
  FIGURE: ({ dimensions, granularity }) => dimensions.length === 0 && granularity === 'NONE',
  LINE: ({ dimensions, granularity, metrics }) => granularity !== 'NONE' && dimensions.length <= (metrics.length > 1 ? 0 : 1),
  BAR: ({ dimensions, granularity, metrics }) => dimensions.length + (granularity === 'NONE' ? 0 : 1) === 1 && metrics.length <= MOST_METRICS,
  STACKED: ({ dimensions, granularity, metrics }) => dimensions.length + (granularity === 'NONE' ? 0 : 1) === 2 && metrics.length === 1,
  HEAT: ({ dimensions, granularity, metrics }) => dimensions.length + (granularity === 'NONE' ? 0 : 1) === 2 && metrics.length === 1,
  TABLE: () => true,
};

/**
 * The tiles of a dashboard, as somebody sends them: parsed, never trusted. Whether a reader may be told their figures is decided whenever they are read.
 * @throws StationhouseError BAD_INPUT, METRIC_UNKNOWN, DIMENSION_UNKNOWN
 */
export function parseTiles(sent: readonly Tile[], registry: MetricRegistry): Tile[] {
  if (sent.length > MOST_TILES) throw badInput('input.tiles', text(`一个看板最多 ${MOST_TILES} 个图块。`, `A dashboard has at most ${MOST_TILES} tiles.`), { most: MOST_TILES });
  const tiles = sent.map((tile, index) => parseTile(tile, `input.tiles[${index}]`, registry));
  if (new Set(tiles.map(({ key }) => key)).size < tiles.length) throw badInput('input.tiles', text('图块编号重复。', 'Two tiles have the same key.'));
  return tiles;
}

function parseTile(sent: Tile, field: string, registry: MetricRegistry): Tile {
  if (!/^[A-Za-z0-9-]{1,36}$/.test(sent.key)) throw badInput(`${field}.key`, text('图块编号须为 1 至 36 个字母、数字或连字符。', 'The key of a tile is 1 to 36 letters, digits or hyphens.'));
  whole(sent.width, 3, COLUMNS, `${field}.width`);
  whole(sent.height, 1, HIGHEST, `${field}.height`);
  if (sent.stationIds.length > MOST_STATIONS) throw badInput(`${field}.stationIds`, text(`最多 ${MOST_STATIONS} 个派出所。`, `At most ${MOST_STATIONS} stations.`));
  const { drawing, granularity, compare } = sent;
  if (!DRAWINGS.includes(drawing) || !GRANULARITIES.includes(granularity) || !COMPARISONS.includes(compare)) throw badInput(field, text('图块的画法、周期或比较方式无效。', 'There is no such drawing, granularity or comparison.'));
  const common = { key: sent.key, title: parseText(sent.title, `${field}.title`, LONGEST_TITLE).trim(), drawing, width: sent.width, height: sent.height, range: parseRange(sent.range, `${field}.range`), compare, stationIds: [...new Set(sent.stationIds.map((id) => parseId(id, `${field}.stationIds`)))] };
  const words = (list: readonly string[], name: string) => list.map((one) => parseText(one, `${field}.${name}`, 200));
  if (drawing === 'MAP') return { ...common, metrics: [], dimensions: [], filter: [], granularity: 'NONE', grid: { ...gridOf({ kind: sent.grid.kind, size: sent.grid.size }).shape }, categories: words(sent.categories.slice(0, 20), 'categories') };
  const filter = sent.filter.map(({ dimension, in: values }) => ({ dimension: parseText(dimension, `${field}.filter`, 200), in: words(values, 'filter') }));
  const tile: Tile = { ...common, metrics: [...new Set(words(sent.metrics, 'metrics'))], dimensions: words(sent.dimensions, 'dimensions'), filter, granularity, grid: { kind: 'SQUARE', size: 500 }, categories: [] };
  requireShape(tile, field, registry);
  return tile;
}

function requireShape(tile: Tile, field: string, registry: MetricRegistry): void {
  if (tile.metrics.length === 0 || tile.metrics.length > MOST_METRICS) throw badInput(`${field}.metrics`, text(`请选择 1 至 ${MOST_METRICS} 个指标。`, `Choose 1 to ${MOST_METRICS} metrics.`));
  if (tile.dimensions.length > MOST_DIMENSIONS) throw badInput(`${field}.dimensions`, text(`最多 ${MOST_DIMENSIONS} 个维度。`, `At most ${MOST_DIMENSIONS} dimensions.`));
  // Any range will do here: its own moves with the day.
  const query = queryOf(tile, { from: '2024-01-01', to: '2024-02-01' });
  checkQuery(query);
  const resolved = tile.metrics.map((id) => registry.get(id));
  for (const one of resolved) askedOf(one, query, { persons: true, fine: true });
  if (new Set(resolved.map(({ metric }) => metric.unit)).size > 1 && tile.drawing !== 'TABLE' && tile.drawing !== 'FIGURE') throw badInput(`${field}.metrics`, text('画在一张图里的指标须用同一单位；不同单位请用表格或分成几块。', 'Metrics drawn in one chart have one unit. Use a table for others, or a tile each.'));
  const fits = tile.drawing === 'MAP' || SHAPES[tile.drawing](tile);
  if (!fits) throw badInput(`${field}.drawing`, shapeWords(tile.drawing), { drawing: tile.drawing });
}

function shapeWords(drawing: Drawing) {
  switch (drawing) {
    case 'FIGURE': return text('单个数字不分维度、不分周期。', 'A single figure has neither dimension nor periods.');
    case 'LINE': return text('折线图须按周期，最多再分一个维度；多个指标时不再分维度。', 'A line needs periods and at most one dimension; with several metrics none.');
    case 'BAR': return text('柱形图须按周期或按一个维度，二选一。', 'Bars stand by periods or by one dimension: one of the two.');
    default: return text('堆叠图和热力表须有两个方向：两个维度，或一个维度加周期；只用一个指标。', 'A stack and a heat table have two sides: two dimensions, or one and periods; of one metric.');
  }
}

function parseRange({ preset, from, to }: TileRange, field: string): TileRange {
  if (preset !== null && preset !== undefined) {
    if (!RANGE_PRESETS.includes(preset)) throw badInput(field, text('没有该时间范围。', 'There is no such range.'));
    return { preset, from: null, to: null };
  }
  if (from === null || to === null || from === undefined || to === undefined || from >= to) throw badInput(field, text('请选择时间范围，或填写起止日期，结束须晚于开始。', 'Choose a range, or dates of which the second is later.'));
  return { preset: null, from, to };
}

/** What a tile asks, over some dates. */
export function queryOf({ metrics, dimensions, filter, granularity, compare }: Tile, range: { readonly from: string; readonly to: string }): FigureQuery {
  return { metrics, dimensions, filter, granularity, compare, weekStart: 1, from: range.from, to: range.to };
}

function whole(value: number, least: number, most: number, field: string): void {
  if (!Number.isInteger(value) || value < least || value > most) throw badInput(field, text(`须为 ${least} 至 ${most} 的整数。`, `A whole number from ${least} to ${most}.`), { least, most });
}

/** A tile names stations that its maker does not read. */
export function unknownStation(): StationhouseError {
  return badInput('input.tiles', text('图块中有您看不到的派出所，请去掉。', 'A tile names a station that you do not read. Leave it out.'));
}
