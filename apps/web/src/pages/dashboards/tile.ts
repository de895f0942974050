import { RANGE_PRESETS, rangeOf, type RangePreset } from '@stationhouse/kernel';
import type { BoardFiguresQueryVariables, BoardMetricsQuery, BoardTileFragment, ChangeBoardMutationVariables } from '../../gql/dashboards.js';
import { addDays } from '../places/days.js';

export type Tile = BoardTileFragment;
export type TileInput = ChangeBoardMutationVariables['input']['tiles'][number];
export type Drawing = Tile['drawing'];
export type Granularity = Tile['granularity'];
export type Metric = BoardMetricsQuery['metrics'][number];
export type FigureQuery = BoardFiguresQueryVariables['query'];

/** Filters over all tiles, as the address bar has them: dates with the last day counting. */
export interface BoardFilters {
  readonly range: string;
  readonly from: string;
  readonly to: string;
  readonly stations: string;
  readonly category: string;
}

export const FILTER_KEYS = ['range', 'from', 'to', 'stations', 'category'] as const;
export const NO_FILTERS: BoardFilters = { range: '', from: '', to: '', stations: '', category: '' };

export const DRAWINGS: readonly Drawing[] = ['FIGURE', 'LINE', 'BAR', 'STACKED', 'HEAT', 'TABLE', 'MAP'];
export const WIDTHS = [3, 4, 6, 8, 9, 12] as const;
export const HEIGHTS = [1, 2, 3, 4] as const;

export interface DateRange {
  readonly from: string;
  /** The day after the last one. */
  readonly to: string;
}

/** A preset of the address bar; undefined for any other word. */
export function presetOf(word: string): RangePreset | undefined {
  return RANGE_PRESETS.find((preset) => preset === word);
}

/** The dates that the filters name; undefined where they leave each tile its own. */
export function filteredRange({ range, from, to }: BoardFilters, today: string): DateRange | undefined {
  const preset = presetOf(range);
  if (preset !== undefined) return rangeOf(preset, today);
  return from !== '' && to !== '' && from <= to ? { from, to: addDays(to, 1) } : undefined;
}

/** The dates of a tile by itself. */
export function ownRange({ range }: Pick<Tile, 'range'>, today: string): DateRange {
  if (range.preset) return rangeOf(range.preset, today);
  return { from: range.from ?? today, to: range.to ?? addDays(today, 1) };
}

/** What a tile asks, with the filters over it. A filter by category is left out where a metric knows none: the tile says so. */
export function figureQuery(tile: Tile, filters: BoardFilters, metrics: readonly Metric[], today: string): FigureQuery {
  const range = filteredRange(filters, today) ?? ownRange(tile, today);
  const own = tile.filter.map(({ dimension, in: values }) => ({ dimension, in: [...values] }));
  const byCategory = filters.category !== '' && knowsCategory(tile, metrics) ? [{ dimension: 'category', in: [filters.category] }] : [];
  return { metrics: [...tile.metrics], from: range.from, to: range.to, granularity: tile.granularity, compare: tile.compare, dimensions: [...tile.dimensions], filter: [...own, ...byCategory] };
}

/** Whether a filter by category means something to a tile. */
export function knowsCategory({ drawing, metrics: named }: Tile, metrics: readonly Metric[]): boolean {
  return drawing === 'MAP' || named.every((id) => metrics.find((one) => one.id === id)?.dimensions.some((dimension) => dimension.id === 'category'));
}

/** The stations a tile asks: those of the filters, else its own, else those of the place. */
export function stationsOf(tile: Tile, { stations }: BoardFilters, here: readonly string[]): string[] {
  const filtered = stations === '' ? [] : stations.split(',').slice(0, 200);
  if (filtered.length > 0) return filtered;
  return tile.stationIds.length > 0 ? [...tile.stationIds] : [...here];
}

/** A tile that was just put up: a figure by months over the last half year. */
export function newTile(metric: Metric | undefined, key: string): Tile {
  const common = { key, title: '', stationIds: [], filter: [], categories: [], grid: { kind: 'SQUARE', size: 500 } as const, compare: 'NONE' as const };
  if (metric === undefined) return { ...common, drawing: 'MAP', width: 12, height: 3, metrics: [], dimensions: [], granularity: 'NONE', compare: 'PREVIOUS_PERIOD', range: { preset: 'LAST_3_MONTHS', from: null, to: null } };
  return { ...common, drawing: 'LINE', width: 6, height: 2, metrics: [metric.id], dimensions: [], granularity: 'MONTH', range: { preset: 'LAST_6_MONTHS', from: null, to: null } };
}

/** A tile drawn in another way, with what that way needs: nothing that still fits is lost. */
export function drawnAs(tile: Tile, drawing: Drawing): Tile {
  const periods: Granularity = tile.granularity === 'NONE' ? 'MONTH' : tile.granularity;
  const [first, second] = tile.dimensions;
  switch (drawing) {
    case 'FIGURE': return { ...tile, drawing, dimensions: [], granularity: 'NONE', compare: tile.compare === 'NONE' ? 'PREVIOUS_PERIOD' : tile.compare };
    case 'LINE': return { ...tile, drawing, dimensions: tile.metrics.length > 1 || first === undefined ? [] : [first], granularity: periods };
    case 'BAR': return first === undefined ? { ...tile, drawing, granularity: periods } : { ...tile, drawing, dimensions: [first], granularity: 'NONE' };
    case 'STACKED': return { ...tile, drawing, metrics: tile.metrics.slice(0, 1), dimensions: [first ?? 'weekday'], granularity: periods };
    case 'HEAT': return { ...tile, drawing, metrics: tile.metrics.slice(0, 1), dimensions: first !== undefined && second !== undefined ? [first, second] : ['weekday', 'hour'], granularity: 'NONE', compare: 'NONE' };
    case 'TABLE': return { ...tile, drawing };
    case 'MAP': return { ...tile, drawing, metrics: [], dimensions: [], filter: [], granularity: 'NONE' };
  }
}

/** How many dimensions a drawing takes, at least and at most. */
export function dimensionsOf({ drawing, metrics, granularity }: Tile): readonly [least: number, most: number] {
  switch (drawing) {
    case 'FIGURE': case 'MAP': return [0, 0];
    case 'LINE': return [0, metrics.length > 1 ? 0 : 1];
    case 'BAR': return granularity === 'NONE' ? [1, 1] : [0, 0];
    case 'STACKED': case 'HEAT': return granularity === 'NONE' ? [2, 2] : [1, 1];
    case 'TABLE': return [0, 2];
  }
}

/** What is wrong with a tile before it can be asked: a choice is missing. */
export function isWhole(tile: Tile): boolean {
  const [least, most] = dimensionsOf(tile);
  return (tile.drawing === 'MAP' || tile.metrics.length > 0) && tile.dimensions.length >= least && tile.dimensions.length <= most;
}

/** Tiles as many screens of a wall: lines of twelve columns as the grid lays them, so many rows to a screen. A line that is higher has a screen of its own. */
export function screensOf(tiles: readonly Tile[], rows: number): Tile[][] {
  const lines = tiles.reduce<Tile[][]>((found, tile) => {
    const line = found.at(-1);
    if (line !== undefined && line.reduce((sum, { width }) => sum + width, tile.width) <= 12) line.push(tile);
    else found.push([tile]);
    return found;
  }, []);
  const high = (line: readonly Tile[]) => Math.max(0, ...line.map(({ height }) => height));
  const screens: { readonly tiles: Tile[]; high: number }[] = [];
  for (const line of lines) {
    const screen = screens.at(-1);
    if (screen === undefined || screen.high + high(line) > rows) screens.push({ tiles: [...line], high: high(line) });
    else { screen.tiles.push(...line); screen.high += high(line); }
  }
  return screens.map((screen) => screen.tiles);
}

/** A tile as the API takes it: what came from there carries more than it takes. */
export function inputOf({ key, title, drawing, width, height, metrics, dimensions, filter, range, granularity, compare, stationIds, grid, categories }: Tile): TileInput {
  return {
    key, title, drawing, width, height, granularity, compare, metrics: [...metrics], dimensions: [...dimensions], stationIds: [...stationIds], categories: [...categories],
    filter: filter.map((one) => ({ dimension: one.dimension, in: [...one.in] })), range: { preset: range.preset ?? null, from: range.from ?? null, to: range.to ?? null }, grid: { kind: grid.kind, size: grid.size },
  };
}
