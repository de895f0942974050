import { text, type Bilingual } from './bilingual.js';

/**
 * A change as it is printed, computed from counts and never stored: one decimal, always with its sign – −71.4 %, +12.7 %, 0.0 %.
 * @param change a share of the earlier value: −0.714
 */
export function printedChange(change: number): string {
  return `${signedTenths(change)} %`;
}

/**
 * How a ratio changed, in points: a share of a share would be taken for them.
 * @param difference of two shares of one: −0.011 is −1.1 points
 */
export function printedPoints(difference: number): Bilingual {
  const points = signedTenths(difference);
  return text(`${points} 个百分点`, `${points} pp`);
}

function signedTenths(share: number): string {
  const tenths = Math.round(Math.abs(share) * 1000) / 10;
  return `${tenths === 0 ? '' : share < 0 ? '−' : '+'}${tenths.toFixed(1)}`;
}
