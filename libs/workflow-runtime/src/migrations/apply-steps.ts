/**
 * One durable statement for a batch of steps, of one or many stations: `app.apply_steps(steps)`. Runs with the caller's
 * rights, so that row-level security holds; a step outside the caller's stations finds no instance and answers `stale`.
 *
 * A step is applied when its instance still has the version it was computed on, its idempotency key is new, and it was
 * computed within a second of the database's domain time. It answers, in any order, per step:
 * - `done` with the new version and the number,
 * - `stale`: another step came first; compute it again,
 * - `repeated`: the key is known; read its first answer,
 * - `late`: computed more than a second off; compute it again.
 * Nothing of a step that is not `done` is written. At most one step per instance in a batch.
 */
export const APPLY_STEPS = `
CREATE FUNCTION app.apply_steps(steps jsonb)
RETURNS TABLE (place integer, answer text, instance_version integer, instance_number text, task_ids uuid[])
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_catalog
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $apply$
#variable_conflict use_column
DECLARE
  moment timestamptz := app.now();
BEGIN
RETURN QUERY
WITH s AS MATERIALIZED (
  SELECT step.*, abs(extract(epoch FROM moment - step.at)) <= 1 AS timely FROM jsonb_to_recordset(steps) AS step (
    place integer, station_id uuid, instance_id uuid, expected integer, at timestamptz,
    instance jsonb, series jsonb, history jsonb, idempotency jsonb, audit jsonb,
    tasks_opened jsonb, tasks_changed jsonb, clocks_started jsonb, clocks_changed jsonb, timers_set jsonb, timers_gone integer[], jobs jsonb)
),
-- Instances are locked in one order everywhere, so that two batches never wait for each other in a circle.
locked AS MATERIALIZED (
  SELECT s.place FROM instance i JOIN s ON i.station_id = s.station_id AND i.id = s.instance_id AND i.version = s.expected
   WHERE s.timely AND s.expected > 0 ORDER BY i.station_id, i.id FOR UPDATE OF i
),
free AS MATERIALIZED (
  SELECT place FROM locked UNION ALL SELECT place FROM s WHERE timely AND expected = 0
),
keyed AS (
  INSERT INTO idempotency (station_id, account_id, key, command, answer)
  SELECT s.station_id, (s.idempotency->>'accountId')::uuid, s.idempotency->>'key', s.idempotency->>'command',
         jsonb_build_object('instanceId', s.instance_id, 'version', s.expected + 1)
    FROM s JOIN free USING (place) WHERE s.idempotency IS NOT NULL
   ORDER BY 1, 2, 3
  ON CONFLICT DO NOTHING
  RETURNING station_id, account_id, key
),
go AS MATERIALIZED (
  SELECT s.* FROM s JOIN free USING (place)
   WHERE s.idempotency IS NULL
      OR (s.station_id, (s.idempotency->>'accountId')::uuid, s.idempotency->>'key') IN (SELECT station_id, account_id, key FROM keyed)
),
numbers AS (
  INSERT INTO instance_number AS known (station_id, workflow, year, exercise, last)
  SELECT go.station_id, go.instance->>'workflow', (go.series->>'year')::integer, (go.instance->>'exercise')::boolean, count(*)
    FROM go WHERE go.expected = 0 GROUP BY 1, 2, 3, 4
  ON CONFLICT (station_id, workflow, year, exercise) DO UPDATE SET last = known.last + excluded.last
  RETURNING known.station_id, known.workflow, known.year, known.exercise, known.last
),
begun AS (
  INSERT INTO instance (station_id, id, workflow, definition, number, version, status, outcome, exercise, incident_id, states, snapshot, started_at, started_by, changed_at, closed_at)
  SELECT go.station_id, go.instance_id, go.instance->>'workflow', go.instance->>'definition',
         (go.series->>'prefix') || lpad(n.counter::text, greatest((go.series->>'digits')::integer, length(n.counter::text)), '0') || (go.series->>'suffix'),
         1, go.instance->>'status', go.instance->>'outcome', (go.instance->>'exercise')::boolean, (go.instance->>'incidentId')::uuid,
         ARRAY(SELECT jsonb_array_elements_text(go.instance->'states')), go.instance->'snapshot', go.at, (go.history->>'actorId')::uuid, go.at,
         CASE WHEN go.instance->>'status' = 'closed' THEN go.at END
    FROM (SELECT g.place, numbers.last + 1 - row_number() OVER (PARTITION BY g.station_id, numbers.workflow, numbers.year, numbers.exercise ORDER BY g.place DESC) AS counter
            FROM go g JOIN numbers ON numbers.station_id = g.station_id AND numbers.workflow = g.instance->>'workflow'
                                  AND numbers.year = (g.series->>'year')::integer AND numbers.exercise = (g.instance->>'exercise')::boolean
           WHERE g.expected = 0) n JOIN go USING (place)
  RETURNING station_id, id, version, number
),
moved AS (
  UPDATE instance i SET version = i.version + 1, changed_at = go.at,
         definition = coalesce(go.instance->>'definition', i.definition), status = coalesce(go.instance->>'status', i.status),
         outcome = coalesce(go.instance->>'outcome', i.outcome), snapshot = coalesce(go.instance->'snapshot', i.snapshot),
         states = CASE WHEN go.instance ? 'states' THEN ARRAY(SELECT jsonb_array_elements_text(go.instance->'states')) ELSE i.states END,
         closed_at = CASE WHEN go.instance->>'status' = 'closed' THEN go.at ELSE i.closed_at END
    FROM go WHERE go.expected > 0 AND i.station_id = go.station_id AND i.id = go.instance_id
  RETURNING i.station_id, i.id, i.version, i.number
),
stands AS (SELECT * FROM begun UNION ALL SELECT * FROM moved),
remembered AS (
  INSERT INTO history (station_id, instance_id, version, at, kind, definition, time_zone, calendar, event, actor_id, session_id, states_left, states_entered, effects)
  SELECT go.station_id, go.instance_id, go.expected + 1, go.at, go.history->>'kind', go.history->>'definition', go.history->>'timeZone', go.history->>'calendar', nullif(go.history->'event', 'null'),
         (go.history->>'actorId')::uuid, (go.history->>'sessionId')::uuid,
         ARRAY(SELECT jsonb_array_elements_text(go.history->'left')), ARRAY(SELECT jsonb_array_elements_text(go.history->'entered')), go.history->'effects'
    FROM go
),
opened AS (
  INSERT INTO task (station_id, id, instance_id, serial, ref, key, status, roles, assignee_id, opened_at, due_at, due_explanation, reminded_at, completed_at, completed_by, outcome)
  SELECT go.station_id, t.id, go.instance_id, t.serial, t.ref, t.key, t.status, t.roles, NULL, go.at, t."dueAt", t."dueExplanation", NULL, t."completedAt", NULL, t.outcome
    FROM go CROSS JOIN LATERAL jsonb_to_recordset(go.tasks_opened) AS t
         (id uuid, serial integer, ref text, key text, status text, roles text[], "dueAt" timestamptz, "dueExplanation" jsonb, "completedAt" timestamptz, outcome text)
  RETURNING station_id, instance_id, id
),
changed AS (
  UPDATE task SET status = coalesce(t.status, task.status), outcome = CASE WHEN t.status IN ('OPEN', 'CLAIMED') THEN NULL ELSE coalesce(t.outcome, task.outcome) END,
         assignee_id = CASE WHEN t.status = 'OPEN' THEN NULL ELSE coalesce(t."assigneeId", task.assignee_id) END,
         completed_by = CASE WHEN t.status IN ('OPEN', 'CLAIMED') THEN NULL ELSE coalesce(t."completedBy", task.completed_by) END,
         completed_at = CASE WHEN t.status IN ('DONE', 'CANCELLED') THEN go.at WHEN t.status IN ('OPEN', 'CLAIMED') THEN NULL ELSE task.completed_at END,
         due_at = CASE WHEN t.redue THEN t."dueAt" ELSE task.due_at END, due_explanation = CASE WHEN t.redue THEN t."dueExplanation" ELSE task.due_explanation END,
         reminded_at = CASE WHEN t.reminded THEN go.at ELSE task.reminded_at END,
         roles = CASE WHEN t."addRoles" IS NULL THEN task.roles ELSE task.roles || ARRAY(SELECT added FROM unnest(t."addRoles") AS added WHERE added <> ALL (task.roles)) END
    FROM go CROSS JOIN LATERAL jsonb_to_recordset(go.tasks_changed) AS t
         (serial integer, status text, "assigneeId" uuid, "completedBy" uuid, outcome text, reminded boolean, "addRoles" text[], redue boolean, "dueAt" timestamptz, "dueExplanation" jsonb)
   WHERE task.station_id = go.station_id AND task.instance_id = go.instance_id AND task.serial = t.serial
  RETURNING task.station_id, task.instance_id, task.id
),
touched AS (SELECT * FROM opened UNION ALL SELECT * FROM changed),
started AS (
  INSERT INTO clock (station_id, id, instance_id, serial, ref, state, started_at, due_at, warn_at, explanation, paused_at, paused_state, stopped_at, changes)
  SELECT go.station_id, c.id, go.instance_id, c.serial, c.ref, c.state, c."startedAt", c."dueAt", c."warnAt", c.explanation, c."pausedAt", c."pausedState", c."stoppedAt", coalesce(c.changes, '[]')
    FROM go CROSS JOIN LATERAL jsonb_to_recordset(go.clocks_started) AS c
         (id uuid, serial integer, ref text, state text, "startedAt" timestamptz, "dueAt" timestamptz, "warnAt" timestamptz, explanation jsonb, "pausedAt" timestamptz, "pausedState" text, "stoppedAt" timestamptz, changes jsonb)
),
ticked AS (
  UPDATE clock SET state = c.state, explanation = coalesce(c.explanation, clock.explanation),
         due_at = CASE WHEN c.resumed THEN c."dueAt" ELSE clock.due_at END, warn_at = CASE WHEN c.resumed THEN c."warnAt" ELSE clock.warn_at END,
         paused_at = CASE WHEN c.state = 'paused' THEN coalesce(c."pausedAt", clock.paused_at) END, paused_state = CASE WHEN c.state = 'paused' THEN coalesce(c."pausedState", clock.paused_state) END,
         stopped_at = c."stoppedAt", changes = clock.changes || coalesce(c.changes, '[]')
    FROM go CROSS JOIN LATERAL jsonb_to_recordset(go.clocks_changed) AS c
         (serial integer, state text, resumed boolean, "dueAt" timestamptz, "warnAt" timestamptz, explanation jsonb, "pausedAt" timestamptz, "pausedState" text, "stoppedAt" timestamptz, changes jsonb)
   WHERE clock.station_id = go.station_id AND clock.instance_id = go.instance_id AND clock.serial = c.serial
),
set_timers AS (
  INSERT INTO timer (station_id, id, instance_id, serial, timer, due_at, try_at)
  SELECT go.station_id, t.id, go.instance_id, t.serial, t.timer, t."dueAt", t."dueAt"
    FROM go CROSS JOIN LATERAL jsonb_to_recordset(go.timers_set) AS t (id uuid, serial integer, timer text, "dueAt" timestamptz)
),
gone_timers AS (
  DELETE FROM timer USING go WHERE timer.station_id = go.station_id AND timer.instance_id = go.instance_id AND timer.serial = ANY (go.timers_gone)
),
posted AS (
  INSERT INTO outbox (scope_id, id, scope, topic, payload)
  SELECT go.station_id, j.id, 'station', j.topic, j.payload FROM go CROSS JOIN LATERAL jsonb_to_recordset(go.jobs) AS j (id uuid, topic text, payload jsonb)
),
audited AS (
  INSERT INTO audit_entry (unit_id, id, unit_kind, action, actor_id, session_id, address, request_id, record_kind, record_id, record_number, details)
  SELECT go.station_id, (go.audit->>'id')::uuid, 'station', go.audit->>'action', (go.audit->>'actorId')::uuid, (go.audit->>'sessionId')::uuid,
         go.audit->>'address', go.audit->>'requestId', 'instance', go.instance_id, stands.number, go.audit->'details'
    FROM go JOIN stands ON stands.station_id = go.station_id AND stands.id = go.instance_id WHERE go.audit IS NOT NULL
)
SELECT s.place,
       CASE WHEN NOT s.timely THEN 'late' WHEN stands.id IS NOT NULL THEN 'done' WHEN s.place IN (SELECT place FROM free) THEN 'repeated' ELSE 'stale' END,
       stands.version, stands.number, ARRAY(SELECT t.id FROM touched t WHERE t.station_id = s.station_id AND t.instance_id = s.instance_id)
  FROM s LEFT JOIN stands ON stands.station_id = s.station_id AND stands.id = s.instance_id;
END
$apply$`;
