import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, newId, notFound, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { CompiledWorkflow } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import { reasonOf } from '../automations/repair.js';

/** An instance of the station, as series see it. */
interface Member {
  readonly id: Id;
  readonly number: string;
  readonly definition: string;
  /** The series it is in now. */
  readonly seriesId: Id | null;
}

const MEMBERS = `SELECT i.id, i.number, i.definition, s.series_id AS "seriesId" FROM instance i
  LEFT JOIN instance_series s ON s.station_id = i.station_id AND s.instance_id = i.id AND s.ended_at IS NULL WHERE i.station_id = $1`;

/**
 * Puts two instances of a station into one series; one that is in a series already brings the other into it.
 * @param versionOf a definition by its hash
 * @param other the other's number, as people know it
 * @throws StationhouseError NOT_FOUND, BAD_INPUT for itself or without a reason, KEPT_APART where one of their workflows is, CONFLICT when both are in a series
 */
export async function linkSeries(tenant: Tenant, versionOf: (hash: string) => CompiledWorkflow | Promise<CompiledWorkflow>, stationId: Id, instanceId: Id, other: string, reason: string): Promise<void> {
  const why = reasonOf(reason);
  await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`series ${stationId}`]);
  const members = await tenant.sql<Member>(`${MEMBERS} AND (i.id = $2 OR i.number = $3)`, [stationId, instanceId, other.trim()]);
  const [one, two] = [members.find(({ id }) => id === instanceId), members.find(({ number }) => number === other.trim())];
  if (one === undefined || two === undefined) throw notFound(text('事项', 'Instance'));
  if (one.id === two.id) throw badInput('other', text('不能与自身关联，请填写另一事项的编号。', 'An instance cannot be linked with itself. Give the number of another one.'));
  for (const { definition } of [one, two]) requireNotApart(await versionOf(definition));
  if (one.seriesId !== null && two.seriesId !== null) {
    throw new StationhouseError('CONFLICT', one.seriesId === two.seriesId ? text('两件事项已在同一系列。', 'Both are in the same series already.') : text('两件事项各属不同系列，请先将其中一件移出。', 'Each is in a series of its own. Take one of them out first.'));
  }
  const seriesId = one.seriesId ?? two.seriesId ?? newId();
  for (const member of [one, two]) {
    if (member.seriesId !== null) continue;
    await tenant.sql('INSERT INTO instance_series (station_id, id, series_id, instance_id, linked_by, reason) VALUES ($1, $2, $3, $4, $5, $6)', [stationId, newId(), seriesId, member.id, tenant.context.accountId ?? null, why]);
    await audit(tenant, { action: deeds.seriesLinked, stationId, record: { kind: 'instance', id: member.id, number: member.number }, purpose: why, details: { seriesId } });
  }
}

/** @throws StationhouseError KEPT_APART for a workflow whose instances serve it alone */
function requireNotApart({ apart, title }: CompiledWorkflow): void {
  if (apart) throw new StationhouseError('KEPT_APART', text(`“${title['zh-CN']}”的资料只用于本流程，不与其他事项编入系列。`, `What "${title.en}" holds serves it alone: it is in no series with other instances.`));
}

/**
 * Takes an instance out of its series; a series of one is over.
 * @throws StationhouseError NOT_FOUND when it is in none, BAD_INPUT without a reason
 */
export async function unlinkSeries(tenant: Tenant, stationId: Id, instanceId: Id, reason: string): Promise<void> {
  const why = reasonOf(reason);
  await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`series ${stationId}`]);
  const [member] = await tenant.sql<Member>(`${MEMBERS} AND i.id = $2 AND s.series_id IS NOT NULL`, [stationId, instanceId]);
  if (member === undefined) throw notFound(text('系列', 'Series'));
  await tenant.sql(
    `UPDATE instance_series SET ended_at = app.now(), ended_by = $4, end_reason = $5 WHERE station_id = $1 AND series_id = $2 AND ended_at IS NULL
        AND (instance_id = $3 OR (SELECT count(*) FROM instance_series o WHERE o.station_id = $1 AND o.series_id = $2 AND o.ended_at IS NULL) <= 2)`,
    [stationId, member.seriesId, instanceId, tenant.context.accountId ?? null, why],
  );
  await audit(tenant, { action: deeds.seriesUnlinked, stationId, record: { kind: 'instance', id: member.id, number: member.number }, purpose: why, details: { seriesId: member.seriesId } });
}
