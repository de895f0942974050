import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@stationhouse/database';
import { isId, isStationhouseError, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { PermissionRegistry } from '../permissions/permission.js';
import { standingOf, type StandingRow } from '../permissions/standing.js';
import { AccessTokens, sessionExpired, sessionLocked } from '../sign-in/access-tokens.js';
import { ACCESS_SETTINGS, type AccessSettings } from '../sign-in/settings.js';
import { standingOfKey } from '../keys/key-scope.js';
import { hashOfKey, isApiKey, keyInvalid } from '../keys/key-tokens.js';
import { RequestContext, type RequestFacts, type Session } from './context.js';

interface SessionRow {
  readonly state: 'live' | 'locked' | 'ended';
  readonly bureauId: Id;
  readonly accountId: Id;
  readonly login: string;
  readonly displayName: string;
  readonly secondFactor: boolean;
  readonly mustChangePassword: boolean;
  readonly secondFactorRequired: boolean;
  readonly idleLockMinutes: number;
  readonly standing: StandingRow;
}

interface KeyRow {
  readonly state: 'live' | 'busy' | 'revoked' | 'expired' | 'closed';
  readonly id: Id;
  readonly bureauId: Id;
  readonly accountId: Id;
  readonly login: string;
  readonly displayName: string;
  readonly secondFactor: boolean;
  readonly mustChangePassword: boolean;
  readonly permissions: readonly string[];
  readonly stationIds: readonly Id[];
  readonly mayChange: boolean;
  readonly freeAt: Date | null;
  readonly standing: StandingRow;
}

/** What reading a session's row comes to: the session, or why it does not count. */
type Found = { readonly session: Session } | { readonly refusal: StationhouseError; readonly locked?: Session };

/** Turns what a request carries into who asks. The session's row is read every time: an ended one is over at once. */
@Injectable()
export class Sessions {
  private readonly tokens: AccessTokens;
  /** Readings under way for live events, by session. */
  private readonly renewing = new Map<Id, Promise<Found>>();

  constructor(
    private readonly database: Database,
    private readonly registry: PermissionRegistry,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
  ) {
    this.tokens = new AccessTokens(settings);
  }

  /**
   * The context of a request. A credential that does not count refuses nothing yet: public operations still run, and
   * the guard says why to the others.
   * @param bearer the access token or an API key, without the word Bearer
   * @param touch false for what no person caused (a poll, a live event): it does not keep an idle session open
   */
  async open(facts: RequestFacts, bearer: string | undefined, touch: boolean): Promise<RequestContext> {
    if (bearer === undefined) return this.nobody(facts, undefined);
    if (isApiKey(bearer)) return this.contextOf(facts, facts.transport === 'http' ? await this.findKey(bearer, facts.address) : { refusal: keyInvalid('transport') });
    try {
      return await this.openSession(facts, await this.tokens.sessionOf(bearer), touch);
    } catch (error) {
      if (isStationhouseError(error) && error.status === 401) return this.nobody(facts, error);
      throw error;
    }
  }

  /** The context of a known session, for work that outlives the token it began with: a live connection. */
  async openSession(facts: RequestFacts, sessionId: Id, touch: boolean): Promise<RequestContext> {
    return this.contextOf(facts, await this.find(sessionId, touch));
  }

  /** As {@link openSession}, for an event on a live connection: those of one session that come together share one reading. */
  async renew(facts: RequestFacts, sessionId: Id): Promise<RequestContext> {
    const reading = this.renewing.get(sessionId) ?? this.find(sessionId, false).finally(() => this.renewing.delete(sessionId));
    this.renewing.set(sessionId, reading);
    return this.contextOf(facts, await reading);
  }

  /** Reads a session's row. @returns the session, or why it does not count */
  async find(sessionId: Id, touch: boolean): Promise<Found> {
    if (!isId(sessionId)) return { refusal: sessionExpired() };
    const { clock, idleLockMinutes, surface } = this.settings;
    const [row] = await this.database.unscoped<SessionRow>('session_context', [sessionId, clock.now(), idleLockMinutes, touch, surface]);
    if (row === undefined || row.state === 'ended') return { refusal: sessionExpired() };
    return row.state === 'locked' ? { refusal: sessionLocked(), locked: sessionOf(sessionId, row) } : { session: sessionOf(sessionId, row) };
  }

  /** Reads a key's row and what its owner holds at this moment. @returns the owner's session as far as the key goes, or why it does not count */
  private async findKey(secret: string, address: string | undefined): Promise<Found> {
    const { clock, surface, keyRequestsPerMinute } = this.settings;
    const now = clock.now();
    const [row] = await this.database.unscoped<KeyRow>('key_context', [hashOfKey(secret), now, surface, address ?? null, keyRequestsPerMinute]);
    if (row === undefined) return { refusal: keyInvalid('unknown') };
    if (row.state === 'busy') return { refusal: keyBusy(keyRequestsPerMinute, row.freeAt ?? now, now) };
    if (row.state !== 'live') return { refusal: keyInvalid(row.state) };
    const standing = standingOfKey(standingOf(row.bureauId, row.standing), row, this.registry);
    if (standing === undefined) return { refusal: keyInvalid('moved') };
    return {
      session: {
        ...standing,
        id: row.id,
        account: { id: row.accountId, bureauId: row.bureauId, login: row.login, displayName: row.displayName },
        secondFactor: row.secondFactor,
        idleLockMinutes: this.settings.idleLockMinutes,
        restriction: row.mustChangePassword ? 'passwordChange' : undefined,
        key: { mayChange: row.mayChange },
      },
    };
  }

  private contextOf(facts: RequestFacts, found: Found): RequestContext {
    return 'session' in found ? new RequestContext(facts, found.session, undefined, this.registry) : new RequestContext(facts, undefined, found.refusal, this.registry, found.locked);
  }

  private nobody(facts: RequestFacts, refusal: StationhouseError | undefined): RequestContext {
    return new RequestContext(facts, undefined, refusal, this.registry);
  }
}

/** The refusal of a key that asks too often. */
function keyBusy(most: number, freeAt: Date, now: Date): StationhouseError {
  const seconds = Math.max(1, Math.ceil((freeAt.getTime() - now.getTime()) / 1000));
  return new StationhouseError('TOO_MANY_REQUESTS', text(`此密钥每分钟最多 ${most} 次请求，请 ${seconds} 秒后再试。`, `This API key may send ${most} requests a minute. Try again in ${seconds} seconds.`), { most, seconds });
}

function sessionOf(id: Id, row: SessionRow): Session {
  return {
    id,
    account: { id: row.accountId, bureauId: row.bureauId, login: row.login, displayName: row.displayName },
    ...standingOf(row.bureauId, row.standing),
    secondFactor: row.secondFactor,
    idleLockMinutes: row.idleLockMinutes,
    restriction: row.mustChangePassword ? 'passwordChange' : row.secondFactorRequired && !row.secondFactor ? 'secondFactorEnrolment' : undefined,
  };
}
