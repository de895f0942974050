import type { Tenant } from '@stationhouse/database';
import { text, type Id } from '@stationhouse/kernel';
import type { WorkflowCatalog, Workflows } from '../catalog/catalog.js';
import type { InstanceChildRow, ReferralRow } from '../entities.js';
import type { InstanceSummary } from '../graphql/types.js';
import { summariesOf } from '../graphql/views.js';
import { instancesById } from '../reads/instances.js';
import { CHILD_COLUMNS } from './linked.js';
import { REFERRAL_COLUMNS } from './referrals.js';
import { InstanceLinks, LinkedInstance, Referral } from './types.js';

/** What belongs with an instance of the station. */
export async function readLinks(tenant: Tenant, catalog: WorkflowCatalog, stationId: Id, { id: instanceId, parentId, apart }: { readonly id: Id; readonly parentId: Id | null; readonly apart: boolean }): Promise<InstanceLinks> {
  const children = await tenant.sql<InstanceChildRow>(`SELECT ${CHILD_COLUMNS} FROM instance_child c WHERE c.station_id = $1 AND c.parent_id = $2 ORDER BY c.serial`, [stationId, instanceId]);
  const series = await tenant.sql<{ id: Id }>(
    `SELECT o.instance_id AS id FROM instance_series s JOIN instance_series o ON o.station_id = s.station_id AND o.series_id = s.series_id AND o.instance_id <> s.instance_id AND o.ended_at IS NULL
      WHERE s.station_id = $1 AND s.instance_id = $2 AND s.ended_at IS NULL ORDER BY o.linked_at, o.id`,
    [stationId, instanceId],
  );
  const referrals = await tenant.sql<ReferralRow>(`SELECT ${REFERRAL_COLUMNS} FROM referral WHERE station_id = $1 AND instance_id = $2 ORDER BY sent_at, id`, [stationId, instanceId]);
  const ids = [...children.map(({ id }) => id), ...series.map(({ id }) => id), ...(parentId === null ? [] : [parentId])];
  const workflows = await catalog.seen(tenant);
  const summaries = ids.length === 0 ? [] : await summariesOf(tenant, catalog, await instancesById(tenant, stationId, ids));
  const byId = new Map<Id, InstanceSummary>(summaries.map((summary) => [summary.id, summary]));
  return Object.assign(new InstanceLinks(), {
    parent: (parentId === null ? undefined : byId.get(parentId)) ?? null,
    children: children.map(({ id, workflow, status, outcome, error }) => Object.assign(new LinkedInstance(), { id, workflowTitle: titleOf(workflows, workflow), status, outcome, error, instance: byId.get(id) ?? null })),
    apart,
    series: series.flatMap(({ id }) => byId.get(id) ?? []),
    referrals: referrals.map((row) => viewReferral(workflows, row)),
  });
}

/** The referrals a station has received, unanswered ones first, then newest first; at most 200. */
export async function listIncoming(tenant: Tenant, catalog: WorkflowCatalog, stationId: Id, open: boolean | undefined): Promise<Referral[]> {
  const rows = await tenant.sql<ReferralRow>(
    `SELECT ${REFERRAL_COLUMNS} FROM referral WHERE station_id = $1 AND direction = 'in' AND ($2::boolean IS NULL OR (status = 'sent') = $2) ORDER BY status = 'sent' DESC, sent_at DESC, id DESC LIMIT 200`,
    [stationId, open ?? null],
  );
  const workflows = await catalog.seen(tenant);
  return rows.map((row) => viewReferral(workflows, row));
}

/** A referral as GraphQL shows it. */
export function viewReferral(workflows: Workflows, row: ReferralRow): Referral {
  const { id, stationId, direction, otherStationName, workflow, number, title, reason, status, answer, instanceId, otherNumber, exercise, sentAt, answeredAt, data } = row;
  return Object.assign(new Referral(), {
    row, id, stationId, incoming: direction === 'in', otherStation: otherStationName, workflow, workflowTitle: titleOf(workflows, workflow), number, title, reason, state: status, answer, instanceId, otherNumber, exercise, sentAt, answeredAt, data,
  });
}

const titleOf = (workflows: Workflows, workflow: string) => workflows.find(workflow)?.compiled.title ?? text(workflow, workflow);
