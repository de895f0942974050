import { audit } from '@stationhouse/audit';
import type { Database, Tenant } from '@stationhouse/database';
import { badInput, newId, notFound, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { apiKeyDaysSet, apiKeyMade, apiKeyRevoked } from '../audit-actions.js';
import { parseName } from '../organisation/names.js';
import type { Abilities } from '../permissions/abilities.js';
import type { PermissionRegistry } from '../permissions/permission.js';
import { isForKeys } from './key-scope.js';
import { newApiKey } from './key-tokens.js';

const DAY_MILLISECONDS = 86_400_000;
const MOST_DAYS = 365;
/** Live keys of one account at a time. */
const MOST_KEYS = 20;

/** A key as its row says. Times are real time. */
export interface ApiKeyRow {
  readonly id: Id;
  readonly bureauId: Id;
  readonly accountId: Id;
  readonly title: string;
  readonly purpose: string;
  readonly permissions: readonly string[];
  readonly stationIds: readonly Id[];
  readonly mayChange: boolean;
  /** Its last four characters. */
  readonly ending: string;
  readonly madeAt: Date;
  /** The earlier of what was asked for and what the bureau allows now. */
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly lastAddress: string | null;
}

/** What a key is to be made for. */
export interface ApiKeyWish {
  readonly title: string;
  readonly purpose: string;
  readonly permissions: readonly string[];
  readonly stationIds: readonly Id[];
  readonly mayChange: boolean;
  readonly expiresAt: Date;
}

const KEYS = `SELECT k.id, k.bureau_id AS "bureauId", k.account_id AS "accountId", k.title, k.purpose, k.permissions, k.station_ids AS "stationIds", k.may_change AS "mayChange", k.ending, k.made_at AS "madeAt",
  least(k.expires_at, k.made_at + make_interval(days => b.api_key_days)) AS "expiresAt", k.revoked_at AS "revokedAt", k.last_used_at AS "lastUsedAt", k.last_address AS "lastAddress"
  FROM api_key k JOIN bureau b ON b.id = k.bureau_id`;

/** The keys of an account, or of the whole bureau, the latest first; at most 500. */
export function apiKeys(tenant: Tenant, bureauId: Id, accountId?: Id): Promise<ApiKeyRow[]> {
  return tenant.sql<ApiKeyRow>(`${KEYS} WHERE k.bureau_id = $1 AND ($2::uuid IS NULL OR k.account_id = $2) ORDER BY k.id DESC LIMIT 500`, [bureauId, accountId ?? null]);
}

/**
 * Makes a key of the caller's.
 * @param owner what the caller may do now: the key is made for a part of it, and never does more than is left of it when it is used
 * @param at real time
 * @returns the key's secret, which is nowhere else; null for a repeated command, whose first answer showed it
 * @throws StationhouseError BAD_INPUT, CONFLICT for too many keys
 */
export async function makeApiKey(tenant: Tenant, registry: PermissionRegistry, owner: Abilities, place: { bureauId: Id; accountId: Id }, wish: ApiKeyWish, idempotencyKey: string, at: Date): Promise<{ key: ApiKeyRow; secret: string | null }> {
  const { bureauId, accountId } = place;
  const madeKey = parseName(idempotencyKey, 'idempotencyKey', 200);
  const [known] = await tenant.sql<{ id: Id }>('SELECT id FROM api_key WHERE bureau_id = $1 AND account_id = $2 AND made_key = $3', [bureauId, accountId, madeKey]);
  if (known !== undefined) return { key: await find(tenant, bureauId, known.id), secret: null };
  const [title, purpose] = [parseName(wish.title, 'title', 60), parseName(wish.purpose, 'purpose', 300)];
  const permissions = parsePermissions(registry, owner, wish);
  await refuseLongLife(tenant, bureauId, wish.expiresAt, at);
  await refuseTooMany(tenant, place, at);
  const id = newId();
  const { secret, hash, ending } = newApiKey();
  await tenant.sql(
    'INSERT INTO api_key (bureau_id, id, account_id, title, purpose, permissions, station_ids, may_change, key_hash, ending, made_key, made_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)',
    [bureauId, id, accountId, title, purpose, permissions, [...wish.stationIds], wish.mayChange, hash, ending, madeKey, at, wish.expiresAt],
  );
  const details = { keyId: id, permissions, stationIds: [...wish.stationIds], mayChange: wish.mayChange, expiresAt: wish.expiresAt.toISOString() };
  await audit(tenant, { action: apiKeyMade, bureauId, record: { kind: 'account', id: accountId }, purpose, details });
  return { key: await find(tenant, bureauId, id), secret };
}

/**
 * Ends a key at once; revoked already, it stays as it is.
 * @param accountId whose it must be; undefined for whoever oversees the bureau's keys
 * @param at real time
 * @throws StationhouseError NOT_FOUND
 */
export async function revokeApiKey(tenant: Tenant, bureauId: Id, id: Id, accountId: Id | undefined, at: Date): Promise<ApiKeyRow> {
  const key = await find(tenant, bureauId, id, accountId);
  if (key.revokedAt !== null) return key;
  await tenant.sql('UPDATE api_key SET revoked_by = $3, revoked_at = $4 WHERE bureau_id = $1 AND id = $2 AND revoked_at IS NULL', [bureauId, id, tenant.context.accountId ?? null, at]);
  await audit(tenant, { action: apiKeyRevoked, bureauId, record: { kind: 'account', id: key.accountId }, details: { keyId: id } });
  return find(tenant, bureauId, id);
}

/** Sets how long a bureau's keys live at most, those that are out as well. @param days 0 to 365; 0: no key works */
export async function setApiKeyDays(tenant: Tenant, bureauId: Id, days: number): Promise<void> {
  if (!Number.isInteger(days) || days < 0 || days > MOST_DAYS) throw badInput('days', text(`最长有效期须为 0 至 ${MOST_DAYS} 天。`, `Keys live 0 to ${MOST_DAYS} days.`));
  await tenant.sql('UPDATE bureau SET api_key_days = $2 WHERE id = $1', [bureauId, days]);
  await audit(tenant, { action: apiKeyDaysSet, bureauId, record: { kind: 'bureau', id: bureauId }, details: { days } });
}

/** How long a bureau's keys live at most, in days. */
export async function apiKeyDays(tenant: Tenant, bureauId: Id): Promise<number> {
  const [row] = await tenant.sql<{ days: number }>('SELECT api_key_days AS days FROM bureau WHERE id = $1', [bureauId]);
  return row?.days ?? 0;
}

/** A key as far as its end goes. */
export interface EndingApiKey extends Pick<ApiKeyRow, 'id' | 'bureauId' | 'accountId' | 'stationIds' | 'ending' | 'madeAt' | 'expiresAt'> {
  /** The time zone of the bureau. */
  readonly zone: string;
}

/** The live keys of all bureaus that end within some days. @param at real time */
export function endingApiKeys(database: Database, at: Date, days: number): Promise<{ readonly bureauId: Id; readonly id: Id }[]> {
  return database.unscoped('ending_api_keys', [at, days]);
}

/** A key that has not been revoked. */
export async function endingApiKey(tenant: Tenant, bureauId: Id, id: Id): Promise<EndingApiKey | undefined> {
  const [key] = await tenant.sql<EndingApiKey>(
    `SELECT k.id, k.bureau_id AS "bureauId", k.account_id AS "accountId", k.station_ids AS "stationIds", k.ending, k.made_at AS "madeAt", b.time_zone AS zone,
            least(k.expires_at, k.made_at + make_interval(days => b.api_key_days)) AS "expiresAt"
       FROM api_key k JOIN bureau b ON b.id = k.bureau_id WHERE k.bureau_id = $1 AND k.id = $2 AND k.revoked_at IS NULL`,
    [bureauId, id],
  );
  return key;
}

function parsePermissions(registry: PermissionRegistry, owner: Abilities, { permissions, stationIds }: ApiKeyWish): string[] {
  const wanted = [...new Set(permissions)];
  if (wanted.length === 0) throw badInput('permissions', text('请至少选择一项权限。', 'Choose at least one permission.'));
  const beyond = wanted.find((id) => !registry.has(id) || !isForKeys(id) || !stationIds.some((stationId) => owner.may(id, { stationId })));
  if (beyond === undefined) return wanted;
  const said = registry.has(beyond) ? registry.get(beyond).title : text(beyond.slice(0, 60), beyond.slice(0, 60));
  throw badInput('permissions', text(`您在所选派出所没有“${said['zh-CN']}”，或该权限不能交给密钥。`, `You do not hold “${said.en}” at these stations, or no key may carry it.`));
}

async function refuseLongLife(tenant: Tenant, bureauId: Id, expiresAt: Date, at: Date): Promise<void> {
  const days = await apiKeyDays(tenant, bureauId);
  if (days === 0) throw new StationhouseError('CONFLICT', text('本分局未开放接口密钥。', 'Your bureau does not allow API keys.'));
  if (expiresAt > at && expiresAt.getTime() <= at.getTime() + days * DAY_MILLISECONDS) return;
  throw badInput('expiresAt', text(`到期时间须在今后 ${days} 天之内。`, `The key ends within the next ${days} days.`), { days });
}

/** The account's row is locked, so that two at once are counted one after the other. */
async function refuseTooMany(tenant: Tenant, { bureauId, accountId }: { bureauId: Id; accountId: Id }, at: Date): Promise<void> {
  await tenant.sql('SELECT FROM account WHERE bureau_id = $1 AND id = $2 FOR UPDATE', [bureauId, accountId]);
  const live = (await apiKeys(tenant, bureauId, accountId)).filter(({ revokedAt, expiresAt }) => revokedAt === null && expiresAt > at);
  if (live.length >= MOST_KEYS) throw new StationhouseError('CONFLICT', text(`每人最多 ${MOST_KEYS} 个有效密钥，请先撤销不用的。`, `One account has at most ${MOST_KEYS} live keys. Revoke those you do not need.`));
}

async function find(tenant: Tenant, bureauId: Id, id: Id, accountId?: Id): Promise<ApiKeyRow> {
  const [key] = await tenant.sql<ApiKeyRow>(`${KEYS} WHERE k.bureau_id = $1 AND k.id = $2 AND ($3::uuid IS NULL OR k.account_id = $3)`, [bureauId, id, accountId ?? null]);
  if (key === undefined) throw notFound(text('接口密钥', 'API key'));
  return key;
}
