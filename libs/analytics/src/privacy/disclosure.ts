import { text, type Bilingual } from '@stationhouse/kernel';
import { marginOf, STEP } from './rounding.js';

/** What was done to a figure before it was told. */
export interface Disclosure {
  /** Nothing is told of it but its bounds. */
  readonly suppressed: boolean;
  /** Why it is not exact, in words; null for a figure that is. */
  readonly reason: Bilingual | null;
  /** The true count is at least, and at most, this many; null for a figure that is exact. */
  readonly atLeast: number | null;
  readonly atMost: number | null;
  /** Of a rounded figure: how far it mostly is from the true one, in nineteen cases of twenty. */
  readonly margin: number | null;
  /** Of a band: its place among the bands of its period in this answer, 1 for the highest; equal bands share one. */
  readonly rank: number | null;
}

/** A figure as it was counted. */
export const EXACT: Disclosure = { suppressed: false, reason: null, atLeast: null, atMost: null, margin: null, rank: null };

const ROUNDED = text(`涉及个人：每个单元（派出所、整周和固定维度）先随机取整到 ${STEP} 的倍数再相加；未成年人等特别保护对象不计入。`, `It is about persons: every cell (station, whole week, fixed dimensions) is rounded at random to a multiple of ${STEP} before cells are added. Minors and others under special protection are not counted.`);
const FEW = text(`不足 ${STEP}（也可能没有），为保护个人不显示；未成年人等特别保护对象不计入。`, `Fewer than ${STEP}, or none: not shown, so that nobody can be told from it. Minors and others under special protection are not counted.`);
const FEW_EACH = text(`由多个单元（派出所、整周和固定维度）合成，每个单元都不足 ${STEP}，为保护个人不显示；未成年人等特别保护对象不计入。`, `Made of several cells (station, whole week, fixed dimensions) with fewer than ${STEP} each: not shown, so that nobody can be told from it. Minors and others under special protection are not counted.`);
const BAND = text('比整月、派出所和一个维度更细，或者按地点统计，只显示所在区间，不显示确切数。', 'Finer than whole months, station and one dimension, or told by place: shown as a range, never as a number.');

/** What is said of a sum of rounded cells. */
export function ofRounded(sum: { readonly value: number; readonly atLeast: number; readonly atMost: number }, cells: number): Disclosure {
  const { value, atLeast, atMost } = sum;
  if (value < STEP) return { ...EXACT, suppressed: true, reason: cells === 1 ? FEW : FEW_EACH, atLeast, atMost };
  return { ...EXACT, reason: ROUNDED, atLeast, atMost, margin: marginOf(value, cells) };
}

/** What is said of a sum of bands. @param rank null for what is not in the answer */
export function ofBand({ atLeast, atMost }: { readonly atLeast: number; readonly atMost: number }, rank: number | null): Disclosure {
  return { ...EXACT, reason: BAND, atLeast, atMost, rank };
}
