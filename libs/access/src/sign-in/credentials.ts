import type { Database, Tenant, TenantContext } from '@stationhouse/database';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import { findRequest } from '../request/context.js';
import { sha256 } from './keys.js';

/** What sign-in knows about a login. Comes from the closed list of look-ups; no other code can read it. */
export interface Credentials {
  readonly bureauId: Id;
  readonly accountId: Id;
  readonly login: string;
  readonly passwordHash: string;
  readonly active: boolean;
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

export async function findCredentials(database: Database, login: string): Promise<Credentials | undefined> {
  const [row] = await database.unscoped<Credentials>('sign_in_lookup', [login]);
  return row;
}

export async function findRefreshPlace(database: Database, token: string): Promise<RefreshPlace | undefined> {
  const [row] = await database.unscoped<RefreshPlace>('refresh_lookup', [sha256(token)]);
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
