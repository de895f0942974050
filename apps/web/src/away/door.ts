const KEY = 'stationhouse.away';

/** Who has taken something along on this phone: ids and minutes only. */
export interface AwayOwner {
  readonly accountId: string;
  /** The idle lock of the account; 0 never locks. */
  readonly idleMinutes: number;
}

export function rememberAway(accountId: string, idleMinutes: number): void {
  localStorage.setItem(KEY, JSON.stringify({ accountId, idleMinutes } satisfies AwayOwner));
}

export function forgetAway(): void {
  localStorage.removeItem(KEY);
}

/** Whose tasks may be opened where no server answers; undefined when nobody took any along. */
export function awayOwner(): AwayOwner | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Partial<AwayOwner> | null;
    return typeof kept?.accountId === 'string' && typeof kept.idleMinutes === 'number' ? { accountId: kept.accountId, idleMinutes: kept.idleMinutes } : undefined;
  } catch {
    return undefined;
  }
}
