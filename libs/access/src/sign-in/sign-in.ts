import { Inject, Injectable } from '@nestjs/common';
import { audit, type AuditAction } from '@stationhouse/audit';
import { Database, type Tenant } from '@stationhouse/database';
import { newId, StationhouseError, text, type Id } from '@stationhouse/kernel';
import * as deeds from '../audit-actions.js';
import type { Restriction, Session } from '../request/context.js';
import { findRequest } from '../request/context.js';
import { Sessions } from '../request/sessions.js';
import { AccessTokens, sessionExpired } from './access-tokens.js';
import { Attempts, accountLocked, type Attempt } from './attempts.js';
import { acceptStep, findCredentials, findRefreshPlace, refuseLateInvitation, signInFailed, signInScope, storePassword, type Credentials, type RefreshPlace } from './credentials.js';
import { deriveKeys, openSecret, type Keys } from './keys.js';
import { parseNewPassword, Passwords } from './passwords.js';
import { stepOf } from './second-factor.js';
import { endSession, endSessionsOf, openSession, touchSession, turnRefreshToken, type Turn } from './session-store.js';
import { ACCESS_SETTINGS, type AccessSettings } from './settings.js';

/** What a successful sign-in, refresh or unlock gives. */
export interface Admission {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  /** What must be done before anything else is allowed. */
  readonly restriction: Restriction | null;
  /** The next refresh token; undefined within the grace of a token just used. */
  readonly refresh: { readonly token: string; readonly expiresAt: Date } | undefined;
}

/** Sign-in and the life of a session. Real time throughout. */
@Injectable()
export class SignIn {
  private readonly passwords: Passwords;
  private readonly tokens: AccessTokens;
  private readonly attempts: Attempts;
  private readonly secretKeys: Keys;

  constructor(
    private readonly database: Database,
    private readonly sessions: Sessions,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
  ) {
    this.passwords = new Passwords(settings.passwordCost);
    this.tokens = new AccessTokens(settings);
    this.attempts = new Attempts(database, settings);
    this.secretKeys = deriveKeys(settings, 'second-factor');
  }

  /**
   * Signs in.
   * @param code of the second factor, when the account has one
   * @throws StationhouseError SIGN_IN_FAILED, SECOND_FACTOR_REQUIRED, ACCOUNT_LOCKED, TOO_MANY_REQUESTS
   */
  async signIn(login: string, password: string, code: string | undefined, client: string | undefined): Promise<Admission> {
    await this.attempts.admitAddress(findRequest()?.address);
    const attempt = await this.attempts.begin(login);
    const credentials = await findCredentials(this.database, login, this.settings.surface);
    const usable = credentials?.active === true && (credentials.expiresAt === null || credentials.expiresAt > this.settings.clock.now());
    const fits = await this.passwords.fits(password, usable ? credentials.passwordHash : undefined);
    if (!fits || credentials === undefined) return this.fail(credentials, attempt);
    refuseLateInvitation(credentials, this.settings.clock.now());
    const step = credentials.secret === null ? undefined : await this.checkCode(credentials, code, attempt);
    const sessionId = newId();
    const at = this.settings.clock.now();
    const expiresAt = new Date(at.getTime() + this.settings.sessionHours * 3_600_000);
    const token = await this.database.inTenant(signInScope(credentials, sessionId), async (tenant) => {
      if (step !== undefined && !(await acceptStep(tenant, credentials, step))) return undefined;
      await tenant.sql('UPDATE account SET locked_until = NULL WHERE bureau_id = $1 AND id = $2 AND locked_until IS NOT NULL', [credentials.bureauId, credentials.accountId]);
      await this.record(tenant, deeds.signedIn, credentials.accountId);
      return openSession(tenant, { ...credentials, sessionId, at, expiresAt, address: findRequest()?.address, client });
    });
    if (token === undefined) return this.fail(credentials, attempt);
    await attempt.succeeded();
    return this.admit(sessionId, { token, expiresAt });
  }

  /**
   * Exchanges a refresh token for an access token and the next refresh token.
   * @throws StationhouseError SESSION_EXPIRED, SESSION_LOCKED
   */
  async refresh(token: string | undefined): Promise<Admission> {
    await this.attempts.admitAddress(findRequest()?.address);
    const place = await this.placeOf(token);
    const found = await this.sessions.find(place.sessionId, false);
    // A locked session keeps its token for the unlock; a used token is judged all the same.
    if ('refusal' in found && found.refusal.code !== 'SESSION_LOCKED') throw found.refusal;
    const turn = await this.turn(place, 'refusal' in found ? 'judge' : 'rotate');
    if ('refusal' in found) throw found.refusal;
    return this.admit(place.sessionId, turn.kind === 'rotated' ? turn : undefined);
  }

  /**
   * An access token for a covered screen, so that it can go on telling that something waits: while the session is locked the token opens that alone. The
   * refresh token is judged and stays; of a session that is open it is exchanged as ever.
   * @throws StationhouseError SESSION_EXPIRED
   */
  async cover(token: string | undefined): Promise<Admission> {
    const place = await this.placeOf(token);
    const found = await this.sessions.find(place.sessionId, false);
    if (!('refusal' in found)) return this.refresh(token);
    if (found.refusal.code !== 'SESSION_LOCKED') throw found.refusal;
    await this.attempts.admitAddress(findRequest()?.address);
    await this.turn(place, 'judge');
    return { accessToken: await this.tokens.issue(place.sessionId), expiresInSeconds: this.tokens.lifeSeconds, restriction: null, refresh: undefined };
  }

  /**
   * Opens a session again that was idle too long.
   * @throws StationhouseError SESSION_EXPIRED, SIGN_IN_FAILED, ACCOUNT_LOCKED
   */
  async unlock(token: string | undefined, password: string): Promise<Admission> {
    await this.attempts.admitAddress(findRequest()?.address);
    const place = await this.placeOf(token);
    const found = await this.sessions.find(place.sessionId, false);
    if ('refusal' in found && found.refusal.code !== 'SESSION_LOCKED') throw found.refusal;
    const attempt = await this.attempts.begin(place.login);
    const credentials = await findCredentials(this.database, place.login, this.settings.surface);
    const fits = await this.passwords.fits(password, credentials?.passwordHash);
    if (!fits || credentials === undefined) return this.fail(credentials, attempt);
    await attempt.succeeded();
    const turn = await this.turn(place, 'unlock');
    return this.admit(place.sessionId, turn.kind === 'rotated' ? turn : undefined);
  }

  /** Ends the session a refresh token belongs to, else the one that asks. Ending what is over is no error. */
  async signOut(token: string | undefined, session: Session | undefined): Promise<void> {
    const place = token === undefined ? undefined : await findRefreshPlace(this.database, token, this.settings.surface);
    const ends = place ?? (session === undefined ? undefined : { bureauId: session.account.bureauId, accountId: session.account.id, sessionId: session.id });
    if (ends === undefined) return;
    await this.database.inTenant(signInScope(ends, ends.sessionId), async (tenant) => {
      await endSession(tenant, ends, 'signedOut', this.settings.clock.now());
      await this.record(tenant, deeds.signedOut, ends.accountId);
    });
  }

  /**
   * Changes the caller's password and ends its other sessions.
   * @throws StationhouseError SIGN_IN_FAILED for a wrong current password, BAD_INPUT for a weak new one, ACCOUNT_LOCKED
   */
  async changePassword(session: Session, current: string, wanted: string): Promise<void> {
    const { login } = session.account;
    parseNewPassword(wanted, login, current);
    const attempt = await this.attempts.begin(login);
    const credentials = await findCredentials(this.database, login, this.settings.surface);
    const fits = await this.passwords.fits(current, credentials?.passwordHash);
    if (!fits || credentials === undefined) return this.fail(credentials, attempt);
    await attempt.succeeded();
    const passwordHash = await this.passwords.hash(wanted);
    await this.database.inTenant(signInScope(credentials, session.id), async (tenant) => {
      await storePassword(tenant, credentials, passwordHash, false);
      await endSessionsOf(tenant, { ...credentials, except: session.id }, 'passwordChanged', this.settings.clock.now());
      await this.record(tenant, deeds.passwordChanged, credentials.accountId);
    });
  }

  private async placeOf(token: string | undefined): Promise<RefreshPlace> {
    const place = token === undefined ? undefined : await findRefreshPlace(this.database, token, this.settings.surface);
    if (place === undefined) throw sessionExpired();
    return place;
  }

  /** Judges a refresh token. A reuse is committed – the session is over – before it is refused. */
  private async turn(place: RefreshPlace, purpose: 'rotate' | 'unlock' | 'judge'): Promise<Turn> {
    const at = this.settings.clock.now();
    const turn = await this.database.inTenant(signInScope(place, place.sessionId), async (tenant) => {
      const [used] = purpose === 'judge' ? await tenant.sql('SELECT FROM refresh_token WHERE bureau_id = $1 AND id = $2 AND used_at IS NOT NULL', [place.bureauId, place.tokenId]) : [true];
      if (used === undefined) return { kind: 'grace' } as const;
      const judged = await turnRefreshToken(tenant, place, at);
      if (judged.kind === 'reused') await this.record(tenant, deeds.refreshReused, place.accountId);
      if (purpose === 'unlock' && (judged.kind === 'rotated' || judged.kind === 'grace')) {
        await touchSession(tenant, place, at);
        await this.record(tenant, deeds.unlocked, place.accountId);
      }
      return judged;
    });
    if (turn.kind === 'reused' || turn.kind === 'ended') throw sessionExpired();
    return turn;
  }

  private async checkCode(credentials: Credentials, code: string | undefined, attempt: Attempt): Promise<number> {
    if (code === undefined || code === '') {
      await attempt.unfinished();
      throw new StationhouseError('SECOND_FACTOR_REQUIRED', text('请输入验证器中的 6 位验证码。', 'Enter the 6-digit code of your authenticator.'));
    }
    const secret = openSecret(this.secretKeys, credentials.secret ?? '', credentials.accountId);
    const step = stepOf(secret, code, this.settings.clock.now());
    return step ?? this.fail(credentials, attempt);
  }

  /** Records the failure where the login is known, does as much work where it is not, and refuses. */
  private async fail(credentials: Credentials | undefined, attempt: Attempt): Promise<never> {
    const scope = credentials === undefined ? { stationIds: [], bureauIds: [] } : signInScope(credentials);
    await this.database.inTenant(scope, async (tenant) => {
      if (credentials === undefined) return;
      await this.record(tenant, deeds.signInFailed, credentials.accountId);
      if (!attempt.locks) return;
      await tenant.sql('UPDATE account SET locked_until = $3 WHERE bureau_id = $1 AND id = $2', [credentials.bureauId, credentials.accountId, attempt.lockedUntil]);
      await this.record(tenant, deeds.accountLocked, credentials.accountId);
    });
    if (attempt.lockedUntil !== undefined) throw accountLocked(attempt.lockedUntil, this.settings.clock.now());
    throw signInFailed();
  }

  private async admit(sessionId: Id, refresh: Admission['refresh']): Promise<Admission> {
    const found = await this.sessions.find(sessionId, false);
    if ('refusal' in found) throw found.refusal;
    return { accessToken: await this.tokens.issue(sessionId), expiresInSeconds: this.tokens.lifeSeconds, restriction: found.session.restriction ?? null, refresh };
  }

  private async record(tenant: Tenant, action: AuditAction, accountId: Id): Promise<void> {
    await audit(tenant, { action, record: { kind: 'account', id: accountId } });
  }
}
