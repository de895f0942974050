import { decodeCursor, pageOf, parseFirst, type Page } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { addDuration, type Id } from '@stationhouse/kernel';
import { dueRules, mayBeDue } from './due.js';
import type { ErasureRow, LegalHoldRow } from './entities.js';
import { HOLD_COLUMNS } from './holds.js';
import { endOf, type RetentionRule } from './rules.js';

/** What expires soon by one rule. */
export interface Expiring {
  readonly rule: Omit<RetentionRule, 'after'>;
  /** Instances of which it will erase something. */
  readonly instances: number;
  readonly first: Date;
}

/** An instance of which something was erased. */
export interface ErasedInstance {
  readonly id: Id;
  readonly instanceId: Id;
  readonly number: string;
  readonly workflow: string;
  readonly erasedAt: Date;
  readonly rules: readonly Pick<ErasureRow, 'field' | 'keep' | 'count'>[];
}

/** How far ahead people look: thirty days. */
export function soon(now: Date): Date {
  return addDuration(now, 'P30D', 'UTC');
}

/** Instances that are looked at for a forecast; a station with more due within a month is told "at least". */
const MOST = 2_000;
const FIRST: Id = '00000000-0000-0000-0000-000000000000';

/** What expires at a station within thirty days, by rule; holds are left out. */
export async function expiringAt(tenant: Tenant, stationId: Id, rules: readonly RetentionRule[]): Promise<{ readonly expiring: readonly Expiring[]; readonly complete: boolean }> {
  const until = soon(tenant.now);
  const ended = await mayBeDue(tenant, stationId, rules, until, FIRST, MOST);
  const found = new Map<string, Expiring>();
  for (const one of ended) {
    for (const rule of dueRules(one, rules, until)) {
      const at = endOf(rule, one.endedAt, one.timeZone);
      const key = JSON.stringify(rule);
      const known = found.get(key);
      found.set(key, { rule, instances: (known?.instances ?? 0) + 1, first: known === undefined || at < known.first ? at : known.first });
    }
  }
  const expiring = [...found.values()].sort((left, right) => left.first.getTime() - right.first.getTime());
  return { expiring, complete: ended.length < MOST };
}

/** Holds that nobody has lifted, the next to be reviewed first; at most 200. */
export function openHolds(tenant: Tenant, stationId: Id): Promise<(LegalHoldRow & { readonly workflow: string | null })[]> {
  const columns = HOLD_COLUMNS.split(', ').map((column) => `h.${column.trim()}`).join(', ');
  return tenant.sql(`SELECT ${columns}, i.workflow FROM legal_hold h LEFT JOIN instance i ON i.station_id = h.station_id AND i.id = h.instance_id WHERE h.station_id = $1 AND h.lifted_at IS NULL ORDER BY h.review_at, h.id LIMIT 200`, [stationId]);
}

/** The open hold of each instance that has one. */
export function holdsOn(tenant: Tenant, stationId: Id, instanceIds: readonly Id[]): Promise<LegalHoldRow[]> {
  return tenant.sql(`SELECT ${HOLD_COLUMNS} FROM legal_hold WHERE station_id = $1 AND instance_id = ANY ($2) AND lifted_at IS NULL`, [stationId, [...instanceIds]]);
}

/** The open hold of each incident that has one. */
export function holdsOnIncidents(tenant: Tenant, stationId: Id, incidentIds: readonly Id[]): Promise<LegalHoldRow[]> {
  return tenant.sql(`SELECT ${HOLD_COLUMNS} FROM legal_hold WHERE station_id = $1 AND incident_id = ANY ($2) AND lifted_at IS NULL`, [stationId, [...incidentIds]]);
}

/** A hold of a station by its id. */
export async function holdById(tenant: Tenant, stationId: Id, id: Id): Promise<LegalHoldRow | undefined> {
  return (await tenant.sql<LegalHoldRow>(`SELECT ${HOLD_COLUMNS} FROM legal_hold WHERE station_id = $1 AND id = $2`, [stationId, id]))[0];
}

/** What was erased of instances. */
export function erasuresOf(tenant: Tenant, stationId: Id, instanceIds: readonly Id[]): Promise<ErasureRow[]> {
  return tenant.sql(`SELECT station_id AS "stationId", instance_id AS "instanceId", field, workflow, keep, ended_at AS "endedAt", erased_at AS "erasedAt", count FROM erasure WHERE station_id = $1 AND instance_id = ANY ($2) ORDER BY erased_at, field`, [stationId, [...instanceIds]]);
}

/** Instances of which something was erased, the latest first. @throws StationhouseError BAD_CURSOR */
export async function listErased(tenant: Tenant, stationId: Id, first: number, after: string | null | undefined): Promise<Page<ErasedInstance>> {
  const limit = parseFirst(first);
  const [at = null, id = null] = decodeCursor(after, ['moment', 'id']) ?? [];
  const rows = await tenant.sql<ErasedInstance>(
    `SELECT e.instance_id AS id, e.instance_id AS "instanceId", i.number, e.workflow, e.erased_at AS "erasedAt", json_agg(json_build_object('field', e.field, 'keep', e.keep, 'count', e.count) ORDER BY e.field) AS rules
       FROM erasure e JOIN instance i ON i.station_id = e.station_id AND i.id = e.instance_id
      WHERE e.station_id = $1 AND ($2::timestamptz IS NULL OR (e.erased_at, e.instance_id) < ($2, $3::uuid)) GROUP BY e.erased_at, e.instance_id, i.number, e.workflow ORDER BY e.erased_at DESC, e.instance_id DESC LIMIT $4`,
    [stationId, at, id, limit + 1],
  );
  return pageOf(rows, limit, (row) => [row.erasedAt.toISOString(), row.instanceId]);
}
