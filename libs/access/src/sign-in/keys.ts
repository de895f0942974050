import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** What a key of the installation is made for. */
type KeyUse = 'access-token' | 'second-factor' | 'event-source' | 'matter' | 'study-pseudonym' | 'plugin' | 'encrypted-field' | 'command-print' | 'hand-in' | 'public-notice';

/** The installation's key, and those it had before. */
export interface KeySettings {
  readonly tokenKey: string;
  /** What was sealed with them is still opened; nothing is sealed or signed with them any more. */
  readonly formerTokenKeys?: readonly string[] | undefined;
}

/** The key that seals, and after it those that only open. */
export type Keys = readonly [Uint8Array, ...Uint8Array[]];

/** One key per use, derived from the installation's: a leak of one says nothing about the other. */
export function deriveKey(tokenKey: string, use: KeyUse): Uint8Array {
  if (tokenKey.length < 32) throw new Error('The token key has fewer than 32 characters.');
  return new Uint8Array(hkdfSync('sha256', tokenKey, 'stationhouse', use, 32));
}

/** As {@link deriveKey}, of the installation's key and of those it had before, for what was sealed and has to be opened after a change. */
export function deriveKeys({ tokenKey, formerTokenKeys = [] }: KeySettings, use: KeyUse): Keys {
  return [deriveKey(tokenKey, use), ...formerTokenKeys.map((key) => deriveKey(key, use))];
}

/** Encrypts a short secret for its row (AES-256-GCM); the owner's id is bound in, so that rows cannot be swapped. */
export function sealSecret([key]: Keys, secret: string, owner: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/**
 * Opens what {@link sealSecret} sealed.
 * @param keys of its use, the likeliest first
 * @throws Error when the text was sealed with none of them for this owner
 */
export function openSecret([key, ...others]: Keys, sealed: string, owner: string): string {
  try {
    return opened(key, sealed, owner);
  } catch (error) {
    const [next, ...rest] = others;
    if (next === undefined) throw error;
    return openSecret([next, ...rest], sealed, owner);
  }
}

function opened(key: Uint8Array, sealed: string, owner: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
}

/** A new refresh token: 256 random bits. Only its hash is stored. */
export function newRefreshToken(): string {
  return randomBytes(32).toString('base64url');
}

/** How a token or login is stored or looked up. Tokens are random, so a plain hash serves. */
export function sha256(value: string): Buffer {
  return createHash('sha256').update(value, 'utf8').digest();
}
