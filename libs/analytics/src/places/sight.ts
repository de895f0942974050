import { StationhouseError, text } from '@stationhouse/kernel';
import { isWholeMonths, type DateRange } from '../periods.js';
import { EXACT, ofBand, type Disclosure } from '../privacy/disclosure.js';
import { banded } from '../privacy/rounding.js';
import type { FigureSight } from '../query.js';
import type { GridShape } from './grid.js';

/** The squares that a reader of aggregates sees counts of; figures by cell have no others. */
export const AGGREGATE_SQUARE: GridShape = { kind: 'SQUARE', size: 1_000 };

/** The cells that a reader of aggregates sees counts of: one size of each kind, so that no two cuts are laid over each other. */
export const AGGREGATE_GRIDS: readonly GridShape[] = [AGGREGATE_SQUARE, { kind: 'HEXAGON', size: 8 }];

/** What is told of a cell. `value` is what scores are made of: nothing that is not told goes into them. */
export interface ToldCell {
  readonly value: number;
  readonly atLeast: number;
  readonly atMost: number;
}

/**
 * How somebody who sees so far is told what happened in a cell, month by month: exactly, or as a sum of bands. This is the one place where a sight meets a map.
 * @throws StationhouseError FIGURE_TOO_FINE for cells, days or a mix of categories that a reader of aggregates may not ask for
 */
export function tellingOf({ fine }: FigureSight, shape: GridShape, ranges: readonly DateRange[], categories: readonly string[]): (months: readonly number[]) => ToldCell {
  if (fine) return (months) => { const value = months.reduce((sum, count) => sum + count, 0); return { value, atLeast: value, atMost: value }; };
  const known = AGGREGATE_GRIDS.some(({ kind, size }) => kind === shape.kind && size === shape.size);
  if (!known || !ranges.every(isWholeMonths) || categories.length > 1) {
    throw new StationhouseError(
      'FIGURE_TOO_FINE',
      text('您的角色只能按 1000 米方格或 8 级六边形、整月、不分类别或单独一个类别查看热点，且只显示区间。', 'Your role sees hot spots by squares of 1,000 m or hexagons of resolution 8, by whole months, of all categories or of one, in bands.'),
      { grids: AGGREGATE_GRIDS },
    );
  }
  // Months are told apart and added up, so that no choice of months tells more than each of them.
  return (months) => months.map(banded).reduce((sum, { value, atLeast, atMost }) => ({ value: sum.value + value, atLeast: sum.atLeast + atLeast, atMost: sum.atMost + atMost }), { value: 0, atLeast: 0, atMost: 0 });
}

/** What is said beside a told count. @param rank among the cells of the answer */
export function saidOf({ fine }: FigureSight, told: ToldCell, rank: number): Disclosure {
  return fine ? EXACT : ofBand(told, rank);
}
