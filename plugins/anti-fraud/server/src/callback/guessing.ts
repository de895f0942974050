/** How many wrong codes, within how long, stop further ones for as long. */
export interface GuessLimit {
  readonly wrong: number;
  readonly withinMs: number;
}

const WINDOW_MS = 10 * 60_000;

/** Of one account: whoever mistypes does so once or twice. */
export const ACCOUNT_LIMIT: GuessLimit = { wrong: 5, withinMs: WINDOW_MS };
/** Of a bureau's accounts together: far above what its desks mistype, far below what would find one code in a hundred million. */
export const BUREAU_LIMIT: GuessLimit = { wrong: 50, withinMs: WINDOW_MS };

/**
 * Until when no further code is looked at.
 * @param wrong the moments of wrong codes, the latest first
 * @returns undefined when one may be tried now
 */
export function lockedUntil(wrong: readonly Date[], limit: GuessLimit, now: Date): Date | undefined {
  const [latest, first] = [wrong[0], wrong[limit.wrong - 1]];
  if (latest === undefined || first === undefined || latest.getTime() - first.getTime() > limit.withinMs) return undefined;
  const until = new Date(latest.getTime() + limit.withinMs);
  return until > now ? until : undefined;
}
