import type { Database, Tenant, TenantContext } from '@stationhouse/database';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import { findRequest } from '../request/context.js';
import { sha256 } from './keys.js';
import type { SurfaceName } from './settings.js';

/** What sign-in knows about a login. Comes from the closed list of look-ups; no other code can read it. */
export interface Credentials {
  readonly bureauId: Id;
  readonly accountId: Id;
  readonly login: string;
  readonly passwordHash: string;
  readonly active: boolean;
  /** Until when the first password of an invitation counts; null for accounts that were not invited. */
  readonly invitedUntil: Date | null;
  /** When the account ends; null for one that does not. */
  readonly expiresAt: Date | null;
  readonly mustChangePassword: boolean;
  /** Sealed; null without a second factor. */
  readonly secret: string | null;
  /** Sealed; an enrolment that was begun. */
  readonly pendingSecret: string | null;
  /** One of the account's roles asks for a second factor. */
  readonly secondFactorRequired: boolean;
}

/** Where a refresh token leads. */
export interface RefreshPlace {
  readonly bureauId: Id;
  readonly accountId: Id;
  readonly sessionId: Id;
  readonly tokenId: Id;
  readonly login: string;
}

/** @param surface an account of the other surface does not exist on this one */
export async function findCredentials(database: Database, login: string, surface: SurfaceName): Promise<Credentials | undefined> {
  const [row] = await database.unscoped<Credentials>('sign_in_lookup', [login, surface]);
  return row;
}

/** @param surface a token of the other surface leads nowhere on this one */
export async function findRefreshPlace(database: Database, token: string, surface: SurfaceName): Promise<RefreshPlace | undefined> {
  const [row] = await database.unscoped<RefreshPlace>('refresh_lookup', [sha256(token), surface]);
  return row;
}

/** The scope of sign-in's own work: the account's bureau, no station. */
export function signInScope(owner: { bureauId: Id; accountId: Id }, sessionId?: Id): TenantContext {
  const request = findRequest();
  return { stationIds: [], bureauIds: [owner.bureauId], accountId: owner.accountId, sessionId, address: request?.address, requestId: request?.requestId };
}

/** Stores a new password hash. The application cannot read hashes back. */
export async function storePassword(tenant: Tenant, owner: { bureauId: Id; accountId: Id }, passwordHash: string, mustChange: boolean): Promise<void> {
  await tenant.sql('UPDATE credential SET password_hash = $3 WHERE bureau_id = $1 AND account_id = $2', [owner.bureauId, owner.accountId, passwordHash]);
  await tenant.sql('UPDATE account SET must_change_password = $3, locked_until = NULL WHERE bureau_id = $1 AND id = $2', [owner.bureauId, owner.accountId, mustChange]);
}

/** Accepts a step of a second factor, once: the same or an older step is refused. */
export async function acceptStep(tenant: Tenant, owner: { bureauId: Id; accountId: Id }, step: number): Promise<boolean> {
  const rows = await tenant.sql(
    'UPDATE second_factor SET last_step = $3 WHERE bureau_id = $1 AND account_id = $2 AND (last_step IS NULL OR last_step < $3) RETURNING account_id',
    [owner.bureauId, owner.accountId, step],
  );
  return rows.length === 1;
}

/** The one answer to a wrong login, a wrong password and a wrong code. */
export function signInFailed(): StationhouseError {
  return new StationhouseError('SIGN_IN_FAILED', text('登录名、密码或验证码不正确。', 'The login, the password or the code is wrong.'));
}

/** Whoever holds the code of an invitation is told that it is too late: nobody else can know. @throws StationhouseError INVITATION_EXPIRED */
export function refuseLateInvitation({ mustChangePassword, invitedUntil }: Credentials, now: Date): void {
  if (!mustChangePassword || invitedUntil === null || invitedUntil > now) return;
  throw new StationhouseError('INVITATION_EXPIRED', text('邀请码已过期，请联系派出所重新发放。', 'This invitation has expired. Ask the station for a new one.'));
}
