import { ROLES } from '@stationhouse/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APPLY_BATCH, BY_KEYS, CALENDAR_REVISION, STATION_REVISION } from './apply-batch.js';

/**
 * Steps and their reads as whole transactions: each function sets its own reach, so that a batch over many stations is one
 * round trip.
 */
export class Batches1700000000505 implements MigrationInterface {
  readonly name = 'Batches1700000000505';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('The functions of batches cannot be undone: restore a backup instead.');
  }
}

/**
 * What commands need to know before they compute: `app.stages(casts)`, with the caller's rights. A cast names a station
 * and, as far as the command does, an instance, a task, a timer, an exercise and an idempotency key; it is answered by its place, or
 * not at all when its station is out of reach.
 */
const STAGES = `
CREATE FUNCTION app.stages(casts jsonb)
RETURNS TABLE (place integer, moment timestamptz, stage json)
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_catalog ${BY_KEYS} AS $stages$
#variable_conflict use_column
DECLARE
  read_at timestamptz := app.now();
BEGIN
RETURN QUERY
SELECT c.place, read_at, json_build_object(
         'station', CASE WHEN s.id IS NOT NULL THEN json_build_object('code', s.code, 'timeZone', s.time_zone, 'closed', s.closed_at IS NOT NULL, 'bureauId', s.bureau_id) END,
         'known', CASE WHEN k.key IS NOT NULL THEN json_build_object('command', k.command, 'answer', k.answer) END,
         'instance', CASE WHEN i.id IS NOT NULL THEN json_build_object('id', i.id, 'workflow', i.workflow, 'definition', i.definition, 'number', i.number, 'version', i.version,
            'exercise', i.exercise, 'incidentId', i.incident_id, 'parentId', i.parent_id, 'team', i.team, 'snapshot', i.snapshot) END,
         'task', CASE WHEN t.id IS NOT NULL THEN json_build_object('id', t.id, 'serial', t.serial, 'ref', t.ref, 'status', t.status, 'roles', t.roles, 'assigneeId', t.assignee_id) END,
         'timer', CASE WHEN r.id IS NOT NULL THEN json_build_object('id', r.id, 'serial', r.serial, 'timer', r.timer, 'dueAt', coalesce(r.run_due_at, r.due_at)) END,
         'exercise', CASE WHEN x.id IS NOT NULL THEN json_build_object('id', x.id, 'status', x.status, 'revision', x.revision, 'time', app.exercise_time(x, read_at),
            'now', greatest(i.changed_at, app.exercise_now(x, read_at)), 'next', (SELECT f.id FROM timer f WHERE f.station_id = x.station_id AND f.exercise_id = x.id ORDER BY f.run_due_at, f.id LIMIT 1)) END,
         'calendarRevision', ${CALENDAR_REVISION}, 'revision', ${STATION_REVISION},
         'definition', CASE WHEN c.workflow IS NOT NULL THEN coalesce((SELECT v.hash FROM station_version v WHERE v.station_id = c.station_id AND v.workflow = c.workflow),
            (SELECT o.hash FROM overlay o WHERE o.scope_id = s.bureau_id AND o.workflow = c.workflow)) END,
         'trial', CASE WHEN c.workflow IS NULL THEN NULL
            WHEN EXISTS (SELECT FROM station_version v WHERE v.station_id = c.station_id AND v.workflow = c.workflow)
            THEN (SELECT json_build_object('share', y.share, 'before', y.before) FROM canary y WHERE y.scope_id = c.station_id AND y.workflow = c.workflow)
            ELSE (SELECT json_build_object('share', y.share, 'before', y.before) FROM canary y WHERE y.scope_id = s.bureau_id AND y.workflow = c.workflow) END,
         'plugins', (SELECT coalesce(json_object_agg(p.plugin_id, p.enabled), '{}') FROM plugin_enablement p WHERE p.station_id = c.station_id))
  FROM jsonb_to_recordset(casts) AS c (place integer, station_id uuid, account_id uuid, key text, workflow text, instance_id uuid, task_id uuid, timer_id uuid, exercise_id uuid)
  LEFT JOIN station s ON s.id = c.station_id
  LEFT JOIN idempotency k ON k.station_id = c.station_id AND k.account_id = c.account_id AND k.key = c.key
  LEFT JOIN task t ON t.station_id = c.station_id AND t.id = c.task_id
  LEFT JOIN timer r ON r.station_id = c.station_id AND r.id = c.timer_id
  -- Behind a fence: under row-level security a coalesce is no key of an index, and all instances of the station would be read.
  LEFT JOIN LATERAL (SELECT c.station_id, coalesce(c.instance_id, t.instance_id, r.instance_id) AS id OFFSET 0) wanted ON true
  LEFT JOIN instance i ON i.station_id = wanted.station_id AND i.id = wanted.id
  LEFT JOIN LATERAL (SELECT c.station_id, coalesce(i.exercise_id, r.exercise_id, c.exercise_id) AS id OFFSET 0) run ON true
  LEFT JOIN exercise x ON x.station_id = run.station_id AND x.id = run.id;
END $stages$`;

/**
 * A function that is a whole transaction of its own; see Database.atOnce. It does not wait long for rows that somebody
 * else's transaction holds: its neighbours in the batch would wait with it.
 */
const atOnce = (name: string, returns: string, calls: string) => `
CREATE FUNCTION app.${name}(reach text, payload jsonb) RETURNS TABLE (${returns}) LANGUAGE plpgsql VOLATILE SET lock_timeout = '100ms' AS $once$
BEGIN
  PERFORM set_config('app.station_ids', reach, true), set_config('app.bureau_ids', '', true);
  RETURN QUERY SELECT * FROM app.${calls}(payload);
END $once$`;

/** As in secureTable: a reach in a sub-select is read once per statement, the bare call once per row. */
const reachOnce = (table: string, policy: string, reach: string) => `ALTER POLICY ${policy} ON ${table} USING (${reach})`;
const STATIONS = '((SELECT app.station_ids())::uuid[])';
const BUREAUS = '((SELECT app.bureau_ids())::uuid[])';
const OUTBOX_REACH = `scope_id = ANY (${STATIONS}) OR scope_id = ANY (${BUREAUS})`;
const AUDIT_REACH = `(unit_kind = 'station' AND unit_id = ANY (${STATIONS})) OR (unit_kind = 'bureau' AND unit_id = ANY (${BUREAUS}))`;

const STATEMENTS = [
  APPLY_BATCH,
  reachOnce('station', 'readable', `id = ANY (${STATIONS})`),
  `${reachOnce('outbox', 'tenant', OUTBOX_REACH)} WITH CHECK (${OUTBOX_REACH})`,
  `${reachOnce('audit_entry', 'tenant', AUDIT_REACH)} WITH CHECK (${AUDIT_REACH})`,
  STAGES,
  atOnce('read_stages', 'place integer, moment timestamptz, stage json', 'stages'),
  atOnce('commit_steps', 'place integer, answer text, instance_version integer, instance_number text, task_ids uuid[], notices jsonb', 'apply_steps'),
  `GRANT EXECUTE ON FUNCTION app.apply_steps(jsonb), app.stages(jsonb), app.read_stages(text, jsonb), app.commit_steps(text, jsonb) TO ${ROLES.app}`,
];
