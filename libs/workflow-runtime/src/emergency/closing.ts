import type { Tenant } from '@stationhouse/database';
import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { NewNotice } from '@stationhouse/notify';
import type { CompiledWorkflow } from '@stationhouse/workflow';

/**
 * Whom an instance that has closed leaves openings of its card to look at: the chief and, where a chief opened it, whoever reviews in the
 * chief's place. Undefined where nobody opened it.
 */
export async function reviewAsked(tenant: Tenant, record: { readonly id: Id; readonly number: string }, compiled: CompiledWorkflow, body: Bilingual): Promise<Pick<NewNotice, 'kind' | 'title' | 'body' | 'roles' | 'record'> | undefined> {
  if (compiled.emergency === undefined) return undefined;
  const [opened] = await tenant.sql<{ count: number; byChief: boolean }>(
    `SELECT count(*)::int AS count, coalesce(bool_or(v.account_id IN (SELECT s.account_id FROM serving s WHERE s.station_id = v.station_id AND s.role = 'chief')), false) AS "byChief"
       FROM emergency_view v WHERE v.station_id = ANY ($1) AND v.instance_id = $2`,
    [tenant.context.stationIds, record.id],
  );
  if (opened === undefined || opened.count === 0) return undefined;
  return {
    kind: 'emergency.review',
    title: text(`应急卡查看待复核（${opened.count} 次）`, `Openings of an emergency card to review (${opened.count})`),
    body,
    roles: opened.byChief ? ['chief', 'instructor', 'bureau-legal'] : ['chief'],
    record: { kind: 'emergencyReview', id: record.id, number: record.number },
  };
}
