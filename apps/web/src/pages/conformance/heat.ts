/** From quick to slow: steps that eyes of every kind tell apart, and that lie dark on white (viridis, cut at its bright end). */
export const HEAT = ['#5b8db8', '#2f6f8f', '#21908d', '#3b528b', '#440154'] as const;

/** The colour of a length among all lengths of a map: by its order of magnitude. */
export function heatOf(seconds: number | null | undefined, longest: number): string {
  if (seconds === null || seconds === undefined || longest <= 1) return HEAT[0];
  const place = Math.log(Math.max(1, seconds)) / Math.log(longest);
  return HEAT[Math.min(HEAT.length - 1, Math.floor(place * HEAT.length))] ?? HEAT[0];
}
