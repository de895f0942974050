import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import { errors, jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { deriveKey } from './keys.js';
import type { AccessSettings } from './settings.js';

const ISSUER = 'stationhouse';

/** Tokens kept: as many as sessions that are busy at a time. */
const MOST_CHECKED = 5_000;

/** What a token that is ours says. */
interface Checked {
  readonly sessionId: Id;
  /** Seconds since 1970. */
  readonly expires: number;
}

/** Short-lived tokens that name a session. What the session may do stands in its rows, not in the token. */
export class AccessTokens {
  private readonly key: Uint8Array;
  /** Tokens whose signature was checked before. A session sends the same one for minutes; its row is read every time. */
  private readonly checked = new LRUCache<string, Checked>({ max: MOST_CHECKED });

  constructor(private readonly settings: Pick<AccessSettings, 'tokenKey' | 'accessTokenMinutes' | 'clock' | 'surface'>) {
    this.key = deriveKey(settings.tokenKey, 'access-token');
  }

  /** Seconds a token lives. */
  get lifeSeconds(): number {
    return this.settings.accessTokenMinutes * 60;
  }

  issue(sessionId: Id): Promise<string> {
    const now = Math.floor(this.settings.clock.now().getTime() / 1000);
    return new SignJWT()
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setAudience(this.settings.surface)
      .setSubject(sessionId)
      .setIssuedAt(now)
      .setExpirationTime(now + this.lifeSeconds)
      .sign(this.key);
  }

  /**
   * The session a token names.
   * @throws StationhouseError SESSION_EXPIRED for an old token, UNAUTHENTICATED for anything else that is not ours
   */
  async sessionOf(token: string): Promise<Id> {
    const now = this.settings.clock.now();
    const known = this.checked.get(token);
    if (known !== undefined) {
      if (Math.floor(now.getTime() / 1000) < known.expires) return known.sessionId;
      throw sessionExpired();
    }
    try {
      const { payload } = await jwtVerify(token, this.key, { algorithms: ['HS256'], issuer: ISSUER, audience: this.settings.surface, requiredClaims: ['sub', 'exp'], currentDate: now });
      const sessionId = payload.sub as Id;
      this.checked.set(token, { sessionId, expires: payload.exp as number });
      return sessionId;
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw sessionExpired();
      throw new StationhouseError('UNAUTHENTICATED', text('登录凭据无效，请重新登录。', 'The access token is not valid. Sign in again.'), undefined, { cause });
    }
  }
}

/** The refusal of a sign-in that is over. */
export function sessionExpired(): StationhouseError {
  return new StationhouseError('SESSION_EXPIRED', text('登录已过期，请重新登录。', 'Your sign-in has expired. Sign in again.'));
}

/** The refusal of a session that was idle too long. */
export function sessionLocked(): StationhouseError {
  return new StationhouseError('SESSION_LOCKED', text('长时间未操作，已锁屏。请输入密码解锁。', 'The session is locked after a time without activity. Enter your password to unlock it.'));
}
