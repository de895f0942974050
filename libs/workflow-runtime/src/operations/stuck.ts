import { decodeCursor, pageOf, parseFirst, ROLES, type Page } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { OF_BUREAU } from '../bureau-tasks/tasks.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { DUTY_COMMANDER, DUTY_OFFICER } from '../candidates.js';

/**
 * Why an instance is called stuck. Exercises are left out: they are halted by those who run them.
 * - `nothing-pending`: it runs, and neither a task, a timer, a call nor a linked instance could move it
 * - `timer-late`: a timer is past due by more than a minute, so nobody fires it, or it fails
 * - `task-unattended`: nobody holds a role of an open task, or is on duty for it, or its holder has left
 * - `call-failed`: an automation it waits for has failed for good, or an instance it started could not be started
 * - `not-determined`: a clock or task has no due moment, because a calendar is missing
 * - `definition-lost`: the version it runs on no longer loads
 */
export type StuckRule = (typeof STUCK_RULES)[number];

export const STUCK_RULES = ['nothing-pending', 'timer-late', 'task-unattended', 'call-failed', 'not-determined', 'definition-lost'] as const;

/** One finding. An instance may be found by several rules, or several times by one. */
export interface Stuck {
  readonly stationId: Id;
  readonly instanceId: Id;
  readonly rule: StuckRule;
  /** The timer, task or clock it is about; the instance itself where there is none. */
  readonly subject: Id;
  /** Since when; domain time. */
  readonly since: Date;
  /** Timer or task as the definition names it; `automation` or `linked` for a call. */
  readonly place: string | null;
  /** The roles of a task; of a call, the automation or the workflow that was to start. */
  readonly roles: readonly string[] | null;
  /** True for a task whose holder no longer works at the station. */
  readonly holderLeft: boolean;
  readonly number: string;
  readonly workflow: string;
  readonly definition: string;
}

/** A timer may be this late before somebody is told: a worker that stopped is replaced within it. */
const LATE = "interval '1 minute'";

const RUNNING = `i.status = 'running' AND NOT i.exercise`;
const INTERNAL = ROLES.filter(({ external }) => !external).map(({ id }) => id);

/** People who work at the stations: `$1` stations, `$2` domain time, `$3` roles inside the police network. */
const ATTENDING = `
  member AS MATERIALIZED (
    SELECT m.station_id, m.account_id, m.role FROM serving m JOIN account a ON a.id = m.account_id
     WHERE m.station_id = ANY ($1) AND a.active
  ), shift_now AS MATERIALIZED (
    SELECT r.id AS station_id, o.account_id AS officer, s.commander_id, s.backup_id FROM station r JOIN shift s ON s.station_id = coalesce(r.successor_id, r.id) LEFT JOIN shift_officer o ON o.station_id = s.station_id AND o.shift_id = s.id
     WHERE r.id = ANY ($1) AND s.starts_at <= $2 AND s.ends_at > $2 AND s.starts_at > $2::timestamptz - interval '8 days'
  ), attending AS MATERIALIZED (
    SELECT station_id, role FROM member WHERE role <> '${DUTY_OFFICER}'
    UNION SELECT station_id, '${DUTY_OFFICER}' FROM member WHERE role = '${DUTY_COMMANDER}'
    UNION SELECT n.station_id, '${DUTY_OFFICER}' FROM shift_now n JOIN member m ON m.station_id = n.station_id AND m.account_id IN (n.officer, n.commander_id, n.backup_id) AND m.role = ANY ($3)
    UNION SELECT n.station_id, '${DUTY_COMMANDER}' FROM shift_now n JOIN member m ON m.station_id = n.station_id AND m.account_id IN (n.commander_id, n.backup_id) AND m.role = ANY ($3)
    UNION SELECT s.id, m.role FROM station s JOIN membership m ON m.bureau_id = s.bureau_id AND m.station_id IS NULL AND m.ended_at IS NULL JOIN account a ON a.id = m.account_id AND a.active WHERE s.id = ANY ($1)
  )`;

/** One statement a rule: station, instance, subject, since, place, roles, holder_left. `$4`: versions that do not load. */
const FINDINGS: Readonly<Record<StuckRule, string>> = {
  'nothing-pending': `
    SELECT i.station_id, i.id AS instance_id, i.id AS subject, i.changed_at AS since, NULL::text AS place, NULL::text[] AS roles, false AS holder_left FROM instance i
     WHERE i.station_id = ANY ($1) AND ${RUNNING}
       AND coalesce(i.snapshot->'calls', '{}') = '{}' AND NOT jsonb_path_exists(coalesce(i.snapshot->'links', '{}'), '$.* ? (@.status != "closed")')
       AND NOT EXISTS (SELECT FROM task t WHERE t.station_id = i.station_id AND t.instance_id = i.id AND t.status IN ('OPEN', 'CLAIMED'))
       AND NOT EXISTS (SELECT FROM timer r WHERE r.station_id = i.station_id AND r.instance_id = i.id)`,
  'timer-late': `
    SELECT r.station_id, r.instance_id, r.id, r.due_at, r.timer, NULL::text[], false FROM timer r JOIN instance i ON i.station_id = r.station_id AND i.id = r.instance_id
     WHERE r.station_id = ANY ($1) AND r.due_at < $2::timestamptz - ${LATE} AND NOT i.exercise`,
  'task-unattended': `
    SELECT t.station_id, t.instance_id, t.id, t.opened_at, t.ref, t.roles, t.assignee_id IS NOT NULL FROM task t JOIN instance i ON i.station_id = t.station_id AND i.id = t.instance_id
     WHERE t.station_id = ANY ($1) AND t.status IN ('OPEN', 'CLAIMED') AND NOT i.exercise
       AND CASE WHEN t.assignee_id IS NULL THEN NOT EXISTS (SELECT FROM attending a WHERE a.station_id = t.station_id AND a.role = ANY (t.roles))
                ELSE NOT EXISTS (SELECT FROM member m WHERE m.station_id = t.station_id AND m.account_id = t.assignee_id)
                 AND NOT (${OF_BUREAU} AND EXISTS (SELECT FROM station s JOIN membership m ON m.bureau_id = s.bureau_id AND m.station_id IS NULL AND m.ended_at IS NULL AND m.account_id = t.assignee_id WHERE s.id = t.station_id)) END`,
  'call-failed': `
    SELECT c.station_id, c.instance_id, c.id, coalesce(c.finished_at, c.made_at), 'automation', ARRAY[c.automation], false FROM automation_call c
     WHERE c.station_id = ANY ($1) AND c.status = 'failed' AND c.pending AND NOT c.exercise
    UNION ALL
    SELECT k.station_id, k.parent_id, k.id, k.asked_at, 'linked', ARRAY[k.workflow], false FROM instance_child k JOIN instance i ON i.station_id = k.station_id AND i.id = k.parent_id
     WHERE k.station_id = ANY ($1) AND k.status = 'failed' AND ${RUNNING}`,
  'not-determined': `
    SELECT c.station_id, c.instance_id, c.id, c.started_at, c.ref, NULL::text[], false FROM clock c JOIN instance i ON i.station_id = c.station_id AND i.id = c.instance_id
     WHERE c.station_id = ANY ($1) AND c.due_at IS NULL AND c.stopped_at IS NULL AND ${RUNNING}
    UNION ALL
    SELECT t.station_id, t.instance_id, t.id, t.opened_at, t.ref, NULL::text[], false FROM task t JOIN instance i ON i.station_id = t.station_id AND i.id = t.instance_id
     WHERE t.station_id = ANY ($1) AND t.due_at IS NULL AND t.due_explanation IS NOT NULL AND t.status IN ('OPEN', 'CLAIMED') AND NOT i.exercise`,
  'definition-lost': `
    SELECT i.station_id, i.id, i.id, i.changed_at, NULL::text, NULL::text[], false FROM instance i WHERE i.station_id = ANY ($1) AND ${RUNNING} AND i.definition = ANY ($4)`,
};

/** Every parameter is named once, so that PostgreSQL knows its type whatever rules are asked. */
const TYPED = `typed AS (SELECT $1::uuid[], $2::timestamptz, $3::text[], $4::text[])`;
const found = (rules: readonly StuckRule[]) => `WITH ${TYPED}, ${ATTENDING}, found AS (${rules.map((rule) => `SELECT '${rule}' AS rule, f.* FROM (${FINDINGS[rule]}) f (station_id, instance_id, subject, since, place, roles, holder_left)`).join(' UNION ALL ')})`;

/** Finds what is stuck, by rules that say which. */
export class StuckFinder {
  constructor(private readonly catalog: WorkflowCatalog) {}

  /** How many findings each rule has at some stations; rules without any are left out. */
  async count(tenant: Tenant, stationIds: readonly Id[]): Promise<{ readonly stationId: Id; readonly rule: StuckRule; readonly count: number }[]> {
    return tenant.sql(`${found(STUCK_RULES)} SELECT station_id AS "stationId", rule, count(*)::int AS count FROM found GROUP BY 1, 2`, await this.parameters(tenant, stationIds));
  }

  /** One page of findings, longest stuck first. @throws StationhouseError BAD_CURSOR, BAD_INPUT */
  async list(tenant: Tenant, stationIds: readonly Id[], selection: { readonly rule?: StuckRule | undefined; readonly instanceId?: Id | undefined }, first: number, after: string | null | undefined): Promise<Page<Stuck>> {
    const most = parseFirst(first);
    const key = decodeCursor(after, ['moment', 'string']);
    const rules = selection.rule === undefined ? STUCK_RULES : [selection.rule];
    const rows = await tenant.sql<Stuck>(
      `${found(rules)}, listed AS (SELECT f.*, date_trunc('milliseconds', f.since) AS at FROM found f WHERE $5::uuid IS NULL OR f.instance_id = $5)
       SELECT l.station_id AS "stationId", l.instance_id AS "instanceId", l.rule, l.subject, l.at AS since, l.place, l.roles, l.holder_left AS "holderLeft", i.number, i.workflow, i.definition
         FROM listed l JOIN instance i ON i.station_id = l.station_id AND i.id = l.instance_id
        WHERE $6::timestamptz IS NULL OR (l.at, l.rule || l.subject) > ($6, $7::text) ORDER BY l.at, l.rule || l.subject LIMIT $8`,
      [...(await this.parameters(tenant, stationIds)), selection.instanceId ?? null, key?.[0] ?? null, key?.[1] ?? null, most + 1],
    );
    return pageOf(rows, most, (row) => [row.since.toISOString(), row.rule + row.subject]);
  }

  private async parameters(tenant: Tenant, stationIds: readonly Id[]): Promise<unknown[]> {
    return [[...stationIds], tenant.now, INTERNAL, await this.lost(tenant, stationIds)];
  }

  /** The versions that running instances are on and that no longer load: their plugin is gone, or reads otherwise now. */
  private async lost(tenant: Tenant, stationIds: readonly Id[]): Promise<string[]> {
    const rows = await tenant.sql<{ definition: string }>(`SELECT DISTINCT definition FROM instance WHERE station_id = ANY ($1) AND status = 'running'`, [[...stationIds]]);
    const lost: string[] = [];
    for (const { definition } of rows) if (!(await this.catalog.loads(tenant, definition))) lost.push(definition);
    return lost;
  }
}
