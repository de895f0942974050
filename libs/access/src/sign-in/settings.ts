import { availableParallelism } from 'node:os';
import type { Clock } from '@stationhouse/kernel';

/** Injects {@link AccessSettings}. */
export const ACCESS_SETTINGS = Symbol('access settings');

/** What sign-in needs to know. Everything here runs on real time, never on the test clock. */
export interface AccessSettings {
  /** Signs access tokens and seals second-factor secrets: at least 32 characters, the same on every process. */
  readonly tokenKey: string;
  /** Keys it had before: what was sealed with one is still opened. */
  readonly formerTokenKeys?: readonly string[] | undefined;
  readonly accessTokenMinutes: number;
  /** A sign-in ends after this long, however busy. */
  readonly sessionHours: number;
  /** A session without a request for this long is locked; a bureau may set less. */
  readonly idleLockMinutes: number;
  /** The address people use, `https://station.example`: an `Origin` must match it or the request's own host. */
  readonly publicUrl?: string | undefined;
  /** Wrong passwords or codes in a row that lock a login. */
  readonly lockAfter: number;
  readonly lockMinutes: number;
  /** Sign-ins, unlocks and refreshes per network address, over all processes; a whole station may share one address. */
  readonly attemptsPerMinute: number;
  /** Requests per API key, over all processes. */
  readonly keyRequestsPerMinute: number;
  /** Long questions – figures, studies, what programs ask – that one process answers at a time. */
  readonly longAtOnce: number;
  /** Argon2id; weaker in tests only. */
  readonly passwordCost: { readonly memoryKibibytes: number; readonly passes: number };
  readonly clock: Clock;
  /** Whose accounts sign in here: those of the police network, or those of the people outside of it. Neither works on the other's surface. */
  readonly surface: SurfaceName;
}

/** 内网 for the police, 外网 for mediators, linked units, posts and volunteers. */
export type SurfaceName = 'internal' | 'external';

/** Values that fit unless a composition says otherwise. Argon2id: OWASP's recommendation of 2025. */
export const ACCESS_DEFAULTS = {
  accessTokenMinutes: 5,
  sessionHours: 12,
  idleLockMinutes: 15,
  lockAfter: 5,
  lockMinutes: 15,
  attemptsPerMinute: 120,
  keyRequestsPerMinute: 120,
  longAtOnce: Math.max(1, availableParallelism() - 1),
  passwordCost: { memoryKibibytes: 19_456, passes: 2 },
  surface: 'internal',
} as const satisfies Partial<AccessSettings>;
