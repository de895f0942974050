import { StationhouseError, text, type Bilingual } from '@stationhouse/kernel';
import { newRefreshToken, sha256 } from '../sign-in/keys.js';

/** What every key begins with, so that a scanner of repositories finds one that was committed. */
const PREFIX = 'shk_';

/** A new key, its hash for the row, and its last characters to tell keys apart. */
export function newApiKey(): { readonly secret: string; readonly hash: Buffer; readonly ending: string } {
  const secret = `${PREFIX}${newRefreshToken()}`;
  return { secret, hash: hashOfKey(secret), ending: secret.slice(-4) };
}

/** Whether a bearer is a key, and not the token of a sign-in. */
export function isApiKey(bearer: string): boolean {
  return bearer.startsWith(PREFIX);
}

/** 256 random bits: a plain hash serves, as for refresh tokens. */
export function hashOfKey(secret: string): Buffer {
  return sha256(secret);
}

const WHY = {
  unknown: text('接口密钥无效，请核对。', 'There is no such API key. Check what you send.'),
  revoked: text('接口密钥已撤销，请新建一个。', 'This API key was revoked. Make a new one.'),
  expired: text('接口密钥已到期，请新建一个。', 'This API key has expired. Make a new one.'),
  closed: text('接口密钥所属账号已停用。', 'The account of this API key is closed.'),
  moved: text('密钥所属账号已不在密钥所列派出所，或不再有“持有接口密钥”权限。', 'The owner of this API key is no longer at its stations, or may no longer hold API keys.'),
  transport: text('接口密钥只用于 HTTP 请求，不用于登录和实时连接。', 'An API key is for HTTP requests, not for signing in or live connections.'),
} as const satisfies Record<string, Bilingual>;

/** The refusal of a key that does not count, with why: whoever holds the key may know. */
export function keyInvalid(why: keyof typeof WHY): StationhouseError {
  return new StationhouseError('API_KEY_INVALID', WHY[why], { why });
}
