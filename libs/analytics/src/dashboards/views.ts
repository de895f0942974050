import { parseName } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { badInput, newId, parseId, parseText, RANGE_PRESETS, StationhouseError, text, type Id, type RangePreset } from '@stationhouse/kernel';
import { dashboard } from './dashboards.js';

const MOST_VIEWS = 20;

/** Filters over all tiles of a dashboard; what is null leaves each tile its own. */
export interface ViewFilters {
  readonly preset: RangePreset | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly stationIds: readonly Id[];
  /** Code of a category, with everything below it. */
  readonly category: string | null;
}

/** A name that somebody gave to filters: nobody else sees it. */
export interface DashboardViewRow {
  readonly id: Id;
  readonly name: string;
  readonly filters: ViewFilters;
}

/** The reader's views of a dashboard, by name. */
export function dashboardViews(tenant: Tenant, bureauId: Id, dashboardId: Id): Promise<DashboardViewRow[]> {
  return tenant.sql<DashboardViewRow>('SELECT id, name, filters FROM dashboard_view WHERE bureau_id = $1 AND dashboard_id = $2 AND account_id = $3 ORDER BY name', [bureauId, dashboardId, tenant.context.accountId]);
}

/** Keeps filters under a name; the same name again says them anew. @throws StationhouseError NOT_FOUND, BAD_INPUT, CONFLICT */
export async function saveView(tenant: Tenant, bureauId: Id, dashboardId: Id, name: string, filters: ViewFilters): Promise<DashboardViewRow> {
  const [said, parsed] = [parseName(name, 'name'), parseFilters(filters)];
  const { accountId } = tenant.context;
  await dashboard(tenant, bureauId, dashboardId);
  const known = await dashboardViews(tenant, bureauId, dashboardId);
  if (known.length >= MOST_VIEWS && !known.some((one) => one.name === said)) throw new StationhouseError('CONFLICT', text(`每个看板最多保存 ${MOST_VIEWS} 个视图，请先删除不用的。`, `One person keeps at most ${MOST_VIEWS} views of a dashboard. Remove some first.`), { most: MOST_VIEWS });
  const [row] = await tenant.sql<DashboardViewRow>(
    `INSERT INTO dashboard_view (bureau_id, id, dashboard_id, account_id, name, filters) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (bureau_id, dashboard_id, account_id, name) DO UPDATE SET filters = excluded.filters RETURNING id, name, filters`,
    [bureauId, newId(), dashboardId, accountId, said, JSON.stringify(parsed)],
  );
  return row as DashboardViewRow;
}

/** Forgets a view of one's own; one that is gone stays gone. */
export async function removeView(tenant: Tenant, bureauId: Id, viewId: Id): Promise<void> {
  await tenant.sql('DELETE FROM dashboard_view WHERE bureau_id = $1 AND id = $2 AND account_id = $3', [bureauId, viewId, tenant.context.accountId]);
}

function parseFilters({ preset, from, to, stationIds, category }: ViewFilters): ViewFilters {
  if (preset && !RANGE_PRESETS.includes(preset)) throw badInput('filters.preset', text('没有该时间范围。', 'There is no such range.'));
  if (from && to && from >= to) throw badInput('filters.to', text('结束日期须晚于开始日期。', 'The range must end after it begins.'));
  if (stationIds.length > 200) throw badInput('filters.stationIds', text('最多 200 个派出所。', 'At most 200 stations.'));
  return { preset: preset ?? null, from: from ?? null, to: to ?? null, stationIds: stationIds.map((id) => parseId(id, 'filters.stationIds')), category: category ? parseText(category, 'filters.category', 100) : null };
}
