import { parseName } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, newId, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { GraphQLError, parse } from 'graphql';
import type { Shared } from '../sharing.js';
import { queryRemoved, querySaved } from './audit-actions.js';
import { refusePersonal } from './personal.js';

const LONGEST_DOCUMENT = 50_000;
/** Kept by one account. */
const MOST_QUERIES = 200;

/** A saved query, as it stands or as it stood. Times are domain time. */
export interface SavedQueryRow extends Shared {
  readonly bureauId: Id;
  readonly id: Id;
  readonly ownerId: Id;
  readonly version: number;
  readonly title: string;
  readonly description: string;
  readonly document: string;
  readonly variables: Record<string, unknown>;
  readonly savedAt: Date;
}

/** What is to be kept. */
export interface SavedQueryWish extends Shared {
  readonly title: string;
  readonly description: string;
  readonly document: string;
  readonly variables: unknown;
}

const QUERIES = `SELECT q.bureau_id AS "bureauId", q.id, q.owner_id AS "ownerId", v.version, q.title, q.description, q.sharing, q.station_id AS "stationId", v.document, v.variables, v.saved_at AS "savedAt"
  FROM saved_query q JOIN saved_query_version v ON v.bureau_id = q.bureau_id AND v.query_id = q.id`;

/** What the reader keeps, and what is shared with it, by title; row-level security decides which those are. At most 1,000. */
export function savedQueries(tenant: Tenant, bureauId: Id): Promise<SavedQueryRow[]> {
  return tenant.sql<SavedQueryRow>(`${QUERIES} AND v.version = q.version WHERE q.bureau_id = $1 ORDER BY q.title, q.id LIMIT 1000`, [bureauId]);
}

/** One of them, as it stands or as a version said. @throws StationhouseError NOT_FOUND */
export async function savedQuery(tenant: Tenant, bureauId: Id, id: Id, version?: number): Promise<SavedQueryRow> {
  const [row] = await tenant.sql<SavedQueryRow>(`${QUERIES} WHERE q.bureau_id = $1 AND q.id = $2 AND v.version = coalesce($3, q.version)`, [bureauId, id, version ?? null]);
  if (row === undefined) throw notFound(text('保存的查询', 'Saved query'));
  return row;
}

/** Its versions, the latest first; at most 100. */
export function savedQueryVersions(tenant: Tenant, bureauId: Id, id: Id): Promise<{ version: number; savedAt: Date }[]> {
  return tenant.sql('SELECT version, saved_at AS "savedAt" FROM saved_query_version WHERE bureau_id = $1 AND query_id = $2 ORDER BY version DESC LIMIT 100', [bureauId, id]);
}

/** Keeps a new query. @throws StationhouseError BAD_INPUT, CONFLICT */
export async function keepQuery(tenant: Tenant, bureauId: Id, wish: SavedQueryWish, idempotencyKey: string): Promise<SavedQueryRow> {
  const key = parseName(idempotencyKey, 'idempotencyKey', 200);
  const said = parsed(wish);
  const ownerId = tenant.context.accountId;
  const [{ count = 0 } = {}] = await tenant.sql<{ count: number }>('SELECT count(*)::int AS count FROM saved_query WHERE bureau_id = $1 AND owner_id = $2 AND made_key <> $3', [bureauId, ownerId, key]);
  if (count >= MOST_QUERIES) throw new StationhouseError('CONFLICT', text(`每人最多保存 ${MOST_QUERIES} 个查询，请先删除不用的。`, `One account keeps at most ${MOST_QUERIES} queries. Remove those you do not need.`));
  const id = newId();
  const [made] = await tenant.sql<{ id: Id }>(
    `INSERT INTO saved_query (bureau_id, id, owner_id, title, description, sharing, station_id, made_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (bureau_id, owner_id, made_key) DO NOTHING RETURNING id`,
    [bureauId, id, ownerId, said.title, said.description, said.sharing, said.stationId, key],
  );
  if (made === undefined) {
    const [known] = await tenant.sql<{ id: Id }>('SELECT id FROM saved_query WHERE bureau_id = $1 AND owner_id = $2 AND made_key = $3', [bureauId, ownerId, key]);
    return savedQuery(tenant, bureauId, known?.id as Id);
  }
  return write(tenant, bureauId, id, 1, said);
}

/** Says a query anew, as its next version. @throws StationhouseError NOT_FOUND for what somebody else keeps, STALE_VERSION, BAD_INPUT */
export async function changeQuery(tenant: Tenant, bureauId: Id, id: Id, wish: SavedQueryWish, expectedVersion: number): Promise<SavedQueryRow> {
  const said = parsed(wish);
  await requireOwn(tenant, bureauId, id, expectedVersion);
  await tenant.sql('UPDATE saved_query SET version = version + 1, title = $3, description = $4, sharing = $5, station_id = $6 WHERE bureau_id = $1 AND id = $2', [bureauId, id, said.title, said.description, said.sharing, said.stationId]);
  return write(tenant, bureauId, id, expectedVersion + 1, said);
}

/** Removes a query with its versions. @throws StationhouseError NOT_FOUND for what somebody else keeps, STALE_VERSION */
export async function removeQuery(tenant: Tenant, bureauId: Id, id: Id, expectedVersion: number): Promise<void> {
  await requireOwn(tenant, bureauId, id, expectedVersion);
  await tenant.sql('DELETE FROM saved_query WHERE bureau_id = $1 AND id = $2', [bureauId, id]);
  await audit(tenant, { action: queryRemoved, bureauId, record: { kind: 'savedQuery', id } });
}

async function write(tenant: Tenant, bureauId: Id, id: Id, version: number, { document, variables, sharing, stationId }: SavedQueryWish): Promise<SavedQueryRow> {
  await tenant.sql('INSERT INTO saved_query_version (bureau_id, query_id, version, owner_id, document, variables) VALUES ($1, $2, $3, $4, $5, $6)', [bureauId, id, version, tenant.context.accountId, document, JSON.stringify(variables)]);
  await audit(tenant, { action: querySaved, bureauId, record: { kind: 'savedQuery', id }, details: { version, sharing, stationId } });
  return savedQuery(tenant, bureauId, id);
}

/** The row is locked, so that two changes at once are judged one after the other. */
async function requireOwn(tenant: Tenant, bureauId: Id, id: Id, expectedVersion: number): Promise<void> {
  const [own] = await tenant.sql<{ version: number }>('SELECT version FROM saved_query WHERE bureau_id = $1 AND id = $2 AND owner_id = $3 FOR UPDATE', [bureauId, id, tenant.context.accountId]);
  if (own === undefined) throw notFound(text('自己保存的查询', 'Saved query of yours'));
  if (own.version !== expectedVersion) throw new StationhouseError('STALE_VERSION', text('该查询已在别处修改，请刷新后重试。', 'The query was changed elsewhere. Reload and try again.'), { version: own.version });
}

function parsed(wish: SavedQueryWish): SavedQueryWish {
  const document = parseText(wish.document, 'input.document', LONGEST_DOCUMENT);
  try {
    parse(document);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw badInput('input.document', text('查询语句有语法错误，请检查后再保存。', 'The query has a syntax error. Correct it before you save it.'), { message: error.message });
  }
  const variables = wish.variables ?? {};
  if (typeof variables !== 'object' || Array.isArray(variables)) throw badInput('input.variables', text('“variables”须为对象。', '"variables" must be an object.'));
  refusePersonal(document, variables);
  return { ...wish, title: parseName(wish.title, 'input.title', 80), description: parseText(wish.description, 'input.description', 500).trim(), document, variables };
}
