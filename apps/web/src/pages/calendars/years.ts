/** Years of the working calendar that come with the product. */
export const BUILT_IN = { first: 2007, last: 2026 } as const;

/** The last year up to which the working calendar is known without a gap. @param imported years of notices, in any order */
export function lastKnownYear(imported: readonly number[]): number {
  const known = new Set(imported);
  let year: number = BUILT_IN.last;
  while (known.has(year + 1)) year += 1;
  return year;
}
