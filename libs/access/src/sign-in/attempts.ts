import type { Database } from '@stationhouse/database';
import { StationhouseError, text } from '@stationhouse/kernel';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { sha256 } from './keys.js';
import type { AccessSettings, SurfaceName } from './settings.js';

/** One attempt at a login's password, counted before it is looked at. */
export interface Attempt {
  /** True when this attempt, failing, has locked the login. */
  readonly locks: boolean;
  readonly lockedUntil: Date | undefined;
  /** Everything was right: forget earlier failures. */
  succeeded(): Promise<void>;
  /** The password was right, the second factor is still missing: neither a failure nor a success. */
  unfinished(): Promise<void>;
}

/** A statement as rate-limiter-flexible hands it to its client. */
interface Wanted {
  readonly text: string;
  readonly values?: readonly unknown[];
}

const NOBODY = { stationIds: [], bureauIds: [] };

/** The two brakes on guessing: failures per login, requests per network address. Both count in the database, over all processes. */
export class Attempts {
  private readonly addresses: RateLimiterPostgres;

  constructor(
    private readonly database: Database,
    private readonly settings: AccessSettings,
  ) {
    const { attemptsPerMinute: points, surface } = settings;
    // An address that is over its ration already is refused from memory: an attack costs the database nothing.
    this.addresses = new RateLimiterPostgres({ points, ...(surface === 'internal' ? {} : { keyPrefix: surface }), duration: 60, inMemoryBlockOnConsumed: points + 1, storeClient: { query: (wanted: Wanted) => this.query(wanted) }, storeType: 'client', tableName: 'rate_limit', tableCreated: true });
  }

  /** @throws StationhouseError TOO_MANY_REQUESTS */
  async admitAddress(address: string | undefined): Promise<void> {
    try {
      await this.addresses.consume(sha256(address ?? 'unknown').toString('base64url'));
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const seconds = Math.ceil(refusal.msBeforeNext / 1000);
      throw new StationhouseError('TOO_MANY_REQUESTS', text(`请求过于频繁，请 ${seconds} 秒后再试。`, `Too many requests. Try again in ${seconds} seconds.`), { seconds });
    }
  }

  /** The one SQL door, in the shape of a client of the driver. */
  private async query({ text: statement, values }: Wanted): Promise<{ rows: unknown[] }> {
    return { rows: await this.database.inTenant(NOBODY, (tenant) => tenant.sql(statement, values)) };
  }

  /** @throws StationhouseError ACCOUNT_LOCKED with the minutes left */
  async begin(login: string): Promise<Attempt> {
    const hash = placeOf(login, this.settings.surface);
    const now = this.settings.clock.now();
    const [row] = await this.database.unscoped<{ admitted: boolean; lockedUntil: Date | null }>('begin_sign_in_attempt', [hash, now, this.settings.lockAfter, this.settings.lockMinutes]);
    if (row?.admitted !== true) throw accountLocked(row?.lockedUntil ?? now, now);
    const settle = async (succeeded: boolean) => void (await this.database.unscoped('settle_sign_in_attempt', [hash, succeeded]));
    return { locks: row.lockedUntil !== null, lockedUntil: row.lockedUntil ?? undefined, succeeded: () => settle(true), unfinished: () => settle(false) };
  }

  /** Lifts a lock: an administrator reset the password. */
  async forgive(login: string, surface: SurfaceName): Promise<void> {
    await this.database.unscoped('settle_sign_in_attempt', [placeOf(login, surface), true]);
  }
}

/** Each surface counts for itself: guesses from outside lock nobody out inside. */
function placeOf(login: string, surface: SurfaceName): Buffer {
  return sha256(surface === 'internal' ? login.toLowerCase() : `${surface} ${login.toLowerCase()}`);
}

/** The refusal while a login is locked. */
export function accountLocked(until: Date, now: Date): StationhouseError {
  const minutes = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 60_000));
  return new StationhouseError('ACCOUNT_LOCKED', text(`登录失败次数过多，账号已锁定，请 ${minutes} 分钟后再试。`, `Too many failed sign-ins: the account is locked. Try again in ${minutes} minutes.`), { minutes });
}
