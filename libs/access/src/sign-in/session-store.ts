import type { Database, Tenant } from '@stationhouse/database';
import { newId, systemClock, type Clock, type Id } from '@stationhouse/kernel';
import { newRefreshToken, sha256 } from './keys.js';

/** Why a session ended before its time. */
export type EndReason = 'signedOut' | 'refreshReused' | 'passwordChanged' | 'deactivated';

/**
 * A page that is reloaded while it refreshes never gets the answer, and two tabs may send the same refresh token at the same moment.
 * Within this time the token just used gives another successor, as long as none of its successors was used. Successors of one token are
 * one step: the first that is used retires the others, and a retired one ends the session like any used token. So whoever took a token
 * and is that quick cannot go on beside its owner: the second of the two to come back ends the session for both.
 */
export const REFRESH_GRACE_MILLISECONDS = 30_000;

interface SessionPlace {
  readonly bureauId: Id;
  readonly sessionId: Id;
}

/** Opens a session and issues its first refresh token. */
export async function openSession(tenant: Tenant, opened: { bureauId: Id; accountId: Id; sessionId: Id; at: Date; expiresAt: Date; address: string | undefined; client: string | undefined }): Promise<string> {
  await tenant.sql(
    `INSERT INTO session (bureau_id, id, account_id, opened_at, expires_at, last_seen_at, address, client) VALUES ($1, $2, $3, $4, $5, $4, $6, $7)`,
    [opened.bureauId, opened.sessionId, opened.accountId, opened.at, opened.expiresAt, opened.address ?? null, opened.client?.slice(0, 300) ?? null],
  );
  return issueRefreshToken(tenant, opened, opened.at);
}

/** What became of a refresh token that was sent. */
export type Turn = { readonly kind: 'rotated'; readonly token: string; readonly expiresAt: Date } | { readonly kind: 'grace' } | { readonly kind: 'reused' } | { readonly kind: 'ended' };

/**
 * Uses a refresh token up and issues the next one. A token that was used before revokes the whole session, except within
 * {@link REFRESH_GRACE_MILLISECONDS}: `rotated` once more while its successor is unused, `grace` (an access token alone) after that.
 */
export async function turnRefreshToken(tenant: Tenant, place: SessionPlace & { tokenId: Id }, at: Date): Promise<Turn> {
  // The session's row is locked, so that two uses of one token are judged one after the other.
  const [session] = await tenant.sql<{ expires_at: Date; ended_at: Date | null }>('SELECT expires_at, ended_at FROM session WHERE bureau_id = $1 AND id = $2 FOR UPDATE', [place.bureauId, place.sessionId]);
  if (session === undefined || session.ended_at !== null || session.expires_at <= at) return { kind: 'ended' };
  const [token] = await tenant.sql<{ used_at: Date | null; after_id: Id | null; awaited: boolean | null }>(
    `SELECT used_at, after_id, (SELECT bool_and(n.used_at IS NULL) FROM refresh_token n WHERE n.bureau_id = t.bureau_id AND n.after_id = t.id) AS awaited
       FROM refresh_token t WHERE bureau_id = $1 AND id = $2`,
    [place.bureauId, place.tokenId],
  );
  const rotated = async () => ({ kind: 'rotated', token: await issueRefreshToken(tenant, place, at, place.tokenId), expiresAt: session.expires_at }) as const;
  if (token?.used_at === null) {
    await tenant.sql('UPDATE refresh_token SET used_at = $3 WHERE bureau_id = $1 AND (id = $2 OR after_id = $4 AND used_at IS NULL)', [place.bureauId, place.tokenId, at, token.after_id]);
    return rotated();
  }
  if (token !== undefined && at.getTime() - token.used_at.getTime() <= REFRESH_GRACE_MILLISECONDS) return token.awaited === true ? rotated() : { kind: 'grace' };
  await endSession(tenant, place, 'refreshReused', at);
  return { kind: 'reused' };
}

/** Ends one session; ending it twice keeps the first reason. */
export async function endSession(tenant: Tenant, place: SessionPlace, because: EndReason, at: Date): Promise<void> {
  await tenant.sql('UPDATE session SET ended_at = $3, ended_because = $4 WHERE bureau_id = $1 AND id = $2 AND ended_at IS NULL', [place.bureauId, place.sessionId, at, because]);
}

/** Ends every session of an account except one. */
export async function endSessionsOf(tenant: Tenant, account: { bureauId: Id; accountId: Id; except?: Id | undefined }, because: EndReason, at: Date): Promise<void> {
  await tenant.sql('UPDATE session SET ended_at = $3, ended_because = $4 WHERE bureau_id = $1 AND account_id = $2 AND ended_at IS NULL AND id IS DISTINCT FROM $5', [
    account.bureauId,
    account.accountId,
    at,
    because,
    account.except ?? null,
  ]);
}

/** Marks a session as seen: it was just unlocked. */
export async function touchSession(tenant: Tenant, place: SessionPlace, at: Date): Promise<void> {
  await tenant.sql('UPDATE session SET last_seen_at = $3 WHERE bureau_id = $1 AND id = $2', [place.bureauId, place.sessionId, at]);
}

/** Sessions are kept this long after they expired; the audit record keeps what happened in them. */
const KEPT_DAYS = 7;

/**
 * Removes the rows of sessions, and of their refresh tokens, that expired a week ago. A worker calls it now and then.
 * @returns how many sessions went
 */
export async function sweepSessions(database: Database, clock: Clock = systemClock): Promise<number> {
  const before = new Date(clock.now().getTime() - KEPT_DAYS * 86_400_000);
  const [row] = await database.unscoped<{ swept: string }>('sweep_sessions', [before]);
  return Number(row?.swept ?? 0);
}

/** @param after the token that this one follows; none for a session's first */
async function issueRefreshToken(tenant: Tenant, place: SessionPlace, at: Date, after?: Id): Promise<string> {
  const token = newRefreshToken();
  await tenant.sql('INSERT INTO refresh_token (bureau_id, id, session_id, token_hash, issued_at, after_id) VALUES ($1, $2, $3, $4, $5, $6)', [place.bureauId, newId(), place.sessionId, sha256(token), at, after ?? null]);
  return token;
}
