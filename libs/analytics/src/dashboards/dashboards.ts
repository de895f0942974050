import { parseName } from '@stationhouse/access';
import { audit, type AuditAction } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { newId, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { dashboardChanged, dashboardMade, dashboardRemoved } from './audit-actions.js';
import type { Shared } from '../sharing.js';
import type { Tile } from './tile.js';

/** Kept by one account. */
const MOST_DASHBOARDS = 100;
const LONGEST_KEY = 200;

/** A dashboard: what is asked and how it is drawn, never a figure. Times are domain time. */
export interface DashboardRow extends Shared {
  readonly bureauId: Id;
  readonly id: Id;
  readonly ownerId: Id;
  readonly version: number;
  readonly title: string;
  readonly tiles: readonly Tile[];
  readonly changedAt: Date;
}

/** What is to be kept; its tiles are parsed already. */
export type DashboardWish = Pick<DashboardRow, 'title' | 'tiles' | 'sharing' | 'stationId'>;

const DASHBOARDS = 'SELECT bureau_id AS "bureauId", id, owner_id AS "ownerId", version, title, tiles, sharing, station_id AS "stationId", changed_at AS "changedAt" FROM dashboard';

/** What the reader keeps, and what is shared with it, by title; row-level security decides which those are. At most 500. */
export function dashboards(tenant: Tenant, bureauId: Id): Promise<DashboardRow[]> {
  return tenant.sql<DashboardRow>(`${DASHBOARDS} WHERE bureau_id = $1 ORDER BY title, id LIMIT 500`, [bureauId]);
}

/** One of them. @throws StationhouseError NOT_FOUND */
export async function dashboard(tenant: Tenant, bureauId: Id, id: Id): Promise<DashboardRow> {
  const [row] = await tenant.sql<DashboardRow>(`${DASHBOARDS} WHERE bureau_id = $1 AND id = $2`, [bureauId, id]);
  if (row === undefined) throw notFound(text('看板', 'Dashboard'));
  return row;
}

/** Keeps a dashboard; the same key again answers with the first. @throws StationhouseError BAD_INPUT, CONFLICT for too many */
export async function makeDashboard(tenant: Tenant, bureauId: Id, wish: DashboardWish, idempotencyKey: string): Promise<DashboardRow> {
  const [key, title] = [parseText(idempotencyKey, 'idempotencyKey', LONGEST_KEY), parseName(wish.title, 'input.title')];
  const [{ count } = { count: 0 }] = await tenant.sql<{ count: number }>('SELECT count(*)::int AS count FROM dashboard WHERE bureau_id = $1 AND owner_id = $2', [bureauId, tenant.context.accountId]);
  if (count >= MOST_DASHBOARDS) throw new StationhouseError('CONFLICT', text(`每人最多保留 ${MOST_DASHBOARDS} 个看板，请先删除不用的。`, `One person keeps at most ${MOST_DASHBOARDS} dashboards. Remove some first.`), { most: MOST_DASHBOARDS });
  const [made] = await tenant.sql<{ id: Id }>(
    `INSERT INTO dashboard (bureau_id, id, owner_id, title, tiles, sharing, station_id, made_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (bureau_id, owner_id, made_key) DO NOTHING RETURNING id`,
    [bureauId, newId(), tenant.context.accountId, title, JSON.stringify(wish.tiles), wish.sharing, wish.stationId, key],
  );
  if (made !== undefined) {
    await noted(tenant, dashboardMade, bureauId, made.id, wish);
    return dashboard(tenant, bureauId, made.id);
  }
  const [known] = await tenant.sql<{ id: Id }>('SELECT id FROM dashboard WHERE bureau_id = $1 AND owner_id = $2 AND made_key = $3', [bureauId, tenant.context.accountId, key]);
  return dashboard(tenant, bureauId, (known as { id: Id }).id);
}

/** Says one's own dashboard anew. @throws StationhouseError NOT_FOUND for what somebody else keeps, STALE_VERSION, BAD_INPUT */
export async function changeDashboard(tenant: Tenant, bureauId: Id, id: Id, wish: DashboardWish, expectedVersion: number): Promise<DashboardRow> {
  const title = parseName(wish.title, 'input.title');
  await requireOwn(tenant, bureauId, id, expectedVersion);
  await tenant.sql('UPDATE dashboard SET version = version + 1, title = $3, tiles = $4, sharing = $5, station_id = $6, changed_at = app.now() WHERE bureau_id = $1 AND id = $2', [bureauId, id, title, JSON.stringify(wish.tiles), wish.sharing, wish.stationId]);
  await noted(tenant, dashboardChanged, bureauId, id, wish);
  return dashboard(tenant, bureauId, id);
}

/** Removes one's own dashboard, with its views and deliveries. @throws StationhouseError NOT_FOUND, STALE_VERSION */
export async function removeDashboard(tenant: Tenant, bureauId: Id, id: Id, expectedVersion: number): Promise<void> {
  const row = await requireOwn(tenant, bureauId, id, expectedVersion);
  await tenant.sql('DELETE FROM dashboard WHERE bureau_id = $1 AND id = $2', [bureauId, id]);
  await noted(tenant, dashboardRemoved, bureauId, id, row);
}

/** Locks one's own dashboard. @throws StationhouseError NOT_FOUND, STALE_VERSION */
export async function requireOwn(tenant: Tenant, bureauId: Id, id: Id, expectedVersion?: number): Promise<DashboardRow> {
  await tenant.sql('SELECT FROM dashboard WHERE bureau_id = $1 AND id = $2 AND owner_id = $3 FOR UPDATE', [bureauId, id, tenant.context.accountId]);
  const row = await dashboard(tenant, bureauId, id);
  if (row.ownerId !== tenant.context.accountId) throw notFound(text('看板', 'Dashboard'));
  if (expectedVersion === undefined || row.version === expectedVersion) return row;
  throw new StationhouseError('STALE_VERSION', text('看板已有变化，请刷新后再改。', 'The dashboard has changed. Reload, then change it.'), { expectedVersion, version: row.version });
}

async function noted(tenant: Tenant, action: AuditAction, bureauId: Id, id: Id, { sharing, stationId, tiles }: DashboardWish): Promise<void> {
  await audit(tenant, { action, ...(stationId === null ? { bureauId } : { stationId }), record: { kind: 'dashboard', id }, details: { sharing, tiles: tiles.length } });
}
