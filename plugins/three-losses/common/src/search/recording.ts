/** A fix of a phone as it is kept: `[longitude, latitude, milliseconds since 1970]`, WGS-84. */
export type Fix = readonly [longitude: number, latitude: number, at: number];

/** A phone that records writes a fix every ten seconds or fifteen metres: where none came for so long, nobody knows where it was. */
export const RECORDING_GAP_MS = 90_000;

/**
 * One track out of what a phone has sent of it: batches come late, twice and in any order. Fixes stand by their moments, one of each moment, in stretches that a gap ends.
 * @param batches as they were sent
 */
export function mergedFixes(batches: readonly (readonly Fix[])[]): readonly (readonly Fix[])[] {
  const byMoment = new Map(batches.flatMap((fixes) => fixes.map((fix) => [fix[2], fix] as const)));
  const stretches: Fix[][] = [];
  for (const fix of [...byMoment.values()].sort((left, right) => left[2] - right[2])) {
    const last = stretches.at(-1)?.at(-1);
    if (last === undefined || fix[2] - last[2] > RECORDING_GAP_MS) stretches.push([fix]);
    else stretches.at(-1)?.push(fix);
  }
  return stretches;
}
