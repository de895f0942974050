import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { WorkflowCatalog } from '../catalog/catalog.js';

/** A station of the bureau, as the register has it. */
export interface StationHead {
  readonly id: Id;
  readonly name: string;
  readonly code: string;
  readonly kind: string;
  readonly population: number | null;
  readonly closed: boolean;
}

/** Open clocks of a station past their due moment. */
export interface Overdue {
  readonly stationId: Id;
  readonly workflow: string;
  /** The clock's place in its workflow. */
  readonly clock: string;
  readonly count: number;
}

/** What a station's overlay waits for. */
export interface Waiting {
  readonly stationId: Id;
  readonly workflow: string;
  /** Places to decide or to mend. */
  readonly places: number;
  readonly since: Date | null;
}

/** A lack in the personal-data assessment of a plugin that is on. */
export interface Lack {
  readonly stationId: Id;
  readonly pluginId: string;
  readonly state: string;
  readonly since: Date;
}

/** Which versions a station works with; only stations with a version of their own have one. */
export interface OwnVersion {
  readonly stationId: Id;
  readonly workflow: string;
  readonly template: number;
  readonly bureauRevision: number | null;
  readonly stationRevision: number | null;
  readonly changes: number;
  readonly since: Date;
  /** Who published the later of the revisions it is made of; null where it followed by itself. */
  readonly by: Id | null;
}

/** Tasks of one workflow that fell due in the last 30 days, and how many of them were late. */
export interface WorkflowPunctuality {
  readonly workflow: string;
  readonly due: number;
  readonly late: number;
}

/** Tasks that fell due in the last 30 days and in the 30 before, and how many of them were late. */
export interface Punctuality {
  readonly stationId: Id;
  readonly due: number;
  readonly late: number;
  readonly dueBefore: number;
  readonly lateBefore: number;
}

const DAYS_30 = 30 * 86_400_000;

export function headsOf(tenant: Tenant, bureauId: Id): Promise<StationHead[]> {
  return tenant.sql<StationHead>('SELECT id, name, code, kind, population, closed_at IS NOT NULL AS closed FROM station WHERE bureau_id = $1', [bureauId]);
}

/*
 * What follows reads all the stations in the transaction’s reach and names none: row-level security is then the key of the index. A list of stations beside
 * it would be, and the reach a filter that searches a thousand ids for each row.
 */

/**
 * Goes before statements over all stations. PostgreSQL does not know how many a reach holds and plans for ten; a nested loop would then bring a thousand ids
 * into order again for each row it looks up: a quarter of a millisecond each.
 */
export const OVER_ALL = `SELECT set_config('enable_nestloop', 'off', true)`;

/** Open clocks past their due moment by station, workflow and clock; those of exercises are not counted. */
export function overdueOf(tenant: Tenant): Promise<Overdue[]> {
  return tenant.sql<Overdue>(
    `SELECT c.station_id AS "stationId", i.workflow, c.ref AS clock, count(*)::int AS count
       FROM clock c JOIN instance i ON i.station_id = c.station_id AND i.id = c.instance_id
      WHERE c.stopped_at IS NULL AND c.due_at <= $1 AND i.status = 'running' AND NOT i.exercise GROUP BY 1, 2, 3`,
    [tenant.now],
  );
}

export function waitingOf(tenant: Tenant): Promise<Waiting[]> {
  return tenant.sql<Waiting>(
    `SELECT scope_id AS "stationId", workflow, jsonb_array_length(conflicts -> 'conflicts') + jsonb_array_length(conflicts -> 'problems') AS places, conflicts_since AS since
       FROM overlay WHERE level = 'station' AND conflicts IS NOT NULL`,
  );
}

/** Assessments that are missing, incomplete or expired; the watch keeps their state (plugins/watch.ts). */
export async function lacksOf(tenant: Tenant, catalog: WorkflowCatalog): Promise<Lack[]> {
  const offByDefault = (await catalog.seen(tenant)).allPlugins().filter(({ enabledByDefault }) => !enabledByDefault).map(({ id }) => id);
  return tenant.sql<Lack>(
    `SELECT w.station_id AS "stationId", w.plugin_id AS "pluginId", w.state, w.since FROM plugin_watch w LEFT JOIN plugin_enablement e ON e.station_id = w.station_id AND e.plugin_id = w.plugin_id
      WHERE w.state IN ('missing', 'incomplete', 'expired') AND coalesce(e.enabled, w.plugin_id <> ALL ($1))`,
    [offByDefault],
  );
}

export function ownVersionsOf(tenant: Tenant): Promise<OwnVersion[]> {
  return tenant.sql<OwnVersion>(
    `SELECT v.station_id AS "stationId", v.workflow, v.template, v.bureau_revision AS "bureauRevision", v.station_revision AS "stationRevision", v.changes, v.since,
            CASE WHEN b.published_at > coalesce(r.published_at, '-infinity') THEN b.published_by ELSE r.published_by END AS by
       FROM station_version v JOIN station s ON s.id = v.station_id
       LEFT JOIN overlay_revision r ON r.scope_id = v.station_id AND r.workflow = v.workflow AND r.revision = v.station_revision
       LEFT JOIN overlay_revision b ON b.scope_id = s.bureau_id AND b.workflow = v.workflow AND b.revision = v.bureau_revision`,
  );
}

/** How far each station deviates, and when its configuration last changed; for orders over all stations. */
export async function changesOf(tenant: Tenant): Promise<ReadonlyMap<Id, { readonly changes: number; readonly changedAt: Date | null }>> {
  const rows = await tenant.sql<{ stationId: Id; changes: number; changedAt: Date | null }>(
    `SELECT "stationId", sum(changes)::int AS changes, max(at) AS "changedAt" FROM (
       SELECT station_id AS "stationId", changes, since AS at FROM station_version
       UNION ALL SELECT station_id, 0, changed_at FROM plugin_enablement WHERE version > 0) c GROUP BY 1`,
  );
  return new Map(rows.map(({ stationId, ...rest }) => [stationId, rest]));
}

/** Tasks that fell due lately and how many were late: not completed before they were due, as in the metric workflow.tasksOnTime. @param back how many times 30 days; before that, zeros */
export async function punctualityOf(tenant: Tenant, back: 1 | 2 = 2): Promise<ReadonlyMap<Id, Punctuality>> {
  const since = (times: number) => new Date(tenant.now.getTime() - times * DAYS_30);
  // Of a thousand stations the tasks of a month are 300,000: every count costs, so that the order by one month makes two.
  const counts = back === 1
    ? 'count(*)::int AS due, count(*) FILTER (WHERE completed_at < due_at)::int AS punctual'
    : `count(*) FILTER (WHERE due_at > $3)::int AS due, count(*) FILTER (WHERE due_at > $3 AND completed_at < due_at)::int AS punctual,
       count(*) FILTER (WHERE due_at <= $3)::int AS "dueBefore", count(*) FILTER (WHERE due_at <= $3 AND completed_at < due_at)::int AS "punctualBefore"`;
  const rows = await tenant.sql<{ stationId: Id; due: number; punctual: number; dueBefore?: number; punctualBefore?: number }>(
    `SELECT station_id AS "stationId", ${counts} FROM task t WHERE due_at > $1 AND due_at <= $2 AND NOT exercise AND status <> 'CANCELLED'
        AND NOT EXISTS (SELECT FROM sealed_record s WHERE s.station_id = t.station_id AND s.instance_id = t.instance_id AND s.lifted_at IS NULL) GROUP BY 1`,
    [since(back), tenant.now, ...(back === 1 ? [] : [since(1)])],
  );
  return new Map(rows.map(({ stationId, due, punctual, dueBefore = 0, punctualBefore = 0 }) => [stationId, { stationId, due, late: due - punctual, dueBefore, lateBefore: dueBefore - punctualBefore }]));
}

const DUE = `FROM task t JOIN instance i ON i.station_id = t.station_id AND i.id = t.instance_id WHERE t.due_at > $1 AND t.due_at <= $2 AND NOT t.exercise AND t.status <> 'CANCELLED'`;
const COUNTS = 'count(*)::int AS due, count(*) FILTER (WHERE t.completed_at IS NULL OR t.completed_at >= t.due_at)::int AS late';

/** As {@link punctualityOf}, of the last 30 days by workflow and station: for a page of stations. */
export function cellPunctualityOf(tenant: Tenant): Promise<(WorkflowPunctuality & { readonly stationId: Id })[]> {
  return tenant.sql(`SELECT t.station_id AS "stationId", i.workflow, ${COUNTS} ${DUE} GROUP BY 1, 2`, [new Date(tenant.now.getTime() - DAYS_30), tenant.now]);
}

/** As {@link punctualityOf}, of the last 30 days by workflow over all stations in reach. */
export function workflowPunctualityOf(tenant: Tenant): Promise<WorkflowPunctuality[]> {
  return tenant.sql(`SELECT i.workflow, ${COUNTS} ${DUE} GROUP BY 1 ORDER BY 1`, [new Date(tenant.now.getTime() - DAYS_30), tenant.now]);
}
