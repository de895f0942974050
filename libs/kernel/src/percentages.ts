/**
 * A change as it is printed, computed from counts and never stored: one decimal, always with its sign – −71.4 %, +12.7 %, 0.0 %.
 * @param change a share of the earlier value: −0.714
 */
export function printedChange(change: number): string {
  const tenths = Math.round(Math.abs(change) * 1000) / 10;
  const sign = tenths === 0 ? '' : change < 0 ? '−' : '+';
  return `${sign}${tenths.toFixed(1)} %`;
}
