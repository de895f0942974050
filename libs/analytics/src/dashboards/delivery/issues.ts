import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Id } from '@stationhouse/kernel';
import type { Format } from './deliveries.js';

/** What one receiver was sent; nobody else reads it. */
export interface IssueRow {
  readonly id: Id;
  readonly title: string;
  readonly format: Format;
  readonly madeAt: Date;
}

/** What the reader was sent of a dashboard, the latest first; at most 30. */
export function issuesOf(tenant: Tenant, bureauId: Id, dashboardId: Id): Promise<IssueRow[]> {
  return tenant.sql<IssueRow>('SELECT id, title, format, made_at AS "madeAt" FROM dashboard_issue WHERE bureau_id = $1 AND dashboard_id = $2 AND account_id = $3 ORDER BY made_at DESC, id DESC LIMIT 30', [bureauId, dashboardId, tenant.context.accountId]);
}

/** One of them with its file. @throws StationhouseError NOT_FOUND for what somebody else was sent */
export async function issue(tenant: Tenant, bureauId: Id, id: Id): Promise<IssueRow & { readonly content: Buffer }> {
  const [row] = await tenant.sql<IssueRow & { readonly content: Buffer }>('SELECT id, title, format, made_at AS "madeAt", content FROM dashboard_issue WHERE bureau_id = $1 AND id = $2 AND account_id = $3', [bureauId, id, tenant.context.accountId]);
  if (row === undefined) throw notFound(text('发送的看板', 'Dashboard that was sent'));
  return row;
}
