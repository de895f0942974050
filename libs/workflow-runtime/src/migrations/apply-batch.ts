/**
 * Rows are reached by their keys and nothing else, whatever statistics say: those of a freshly filled table would have it
 * scanned, and those of a full one would have all rows of the stations in reach gathered first.
 */
export const BY_KEYS = ['enable_seqscan', 'enable_bitmapscan', 'enable_hashjoin', 'enable_mergejoin', 'enable_material', 'enable_memoize'].map((name) => `SET ${name} = off`).join(' ') + ' SET plan_cache_mode = force_generic_plan';

/** Of the station `s`: whatever its calendars hold, a number that grows with it. */
export const CALENDAR_REVISION = `coalesce((SELECT w.revision FROM station_calendar w WHERE w.station_id = s.id), 0) + coalesce((SELECT sum(n.revision) FROM holiday_notice n WHERE n.bureau_id = s.bureau_id), 0)`;

/** Of the station `s`: names everything that its commands are computed on beside its instances; whatever of it changes, the revision changes. */
export const STATION_REVISION = `concat_ws(' ', s.code, s.time_zone, s.closed_at IS NOT NULL, ${CALENDAR_REVISION}, (SELECT string_agg(p.plugin_id || p.enabled, ',' ORDER BY p.plugin_id) FROM plugin_enablement p WHERE p.station_id = s.id))`;

/**
 * One durable call for a batch of steps, of one or many stations: `app.apply_steps(batch)`. Runs with the caller's
 * rights, so that row-level security holds; a step outside the caller's stations finds no instance and answers `stale`.
 *
 * The batch lists the rows of each table flat, each with the `place` of its step. A step is applied when its instance
 * still has the version it was computed on, its idempotency key is new, and it was computed within a second of the
 * database's domain time. A step of an exercise has the moment of the exercise's clock in `at` and the database's in `readAt`; it
 * is applied while that clock is the one it was computed on. It answers, in any order, per step:
 * - `done` with the new version, the number, the tasks it touched, and the notices that rang for one of them and ring no longer,
 * - `stale`: another step came first, or the station, or the exercise's clock, is no longer what it was; compute it again,
 * - `repeated`: the key is known; read its first answer,
 * - `late`: computed more than a second off; compute it again.
 * Nothing of a step that is not `done` is written. At most one step per instance in a batch. Somebody else who commits the
 * same key at the same moment makes the whole call fail with a unique violation of `idempotency_pkey`.
 *
 * Statement after statement rather than one with many parts: a table nobody writes to costs nothing, and each plan is
 * short.
 */
export const APPLY_BATCH = `
CREATE FUNCTION app.apply_steps(batch jsonb)
RETURNS TABLE (place integer, answer text, instance_version integer, instance_number text, task_ids uuid[], notices jsonb)
LANGUAGE plpgsql VOLATILE SET search_path = public, pg_catalog ${BY_KEYS} AS $apply$
#variable_conflict use_column
DECLARE
  moment timestamptz := app.now();
  fresh integer[];
  free integer[];
  exercises integer[] := '{}';
  going integer[];
  numbers text[];
  begun_places integer[];
  begun_numbers text[];
  touched_places integer[] := '{}';
  touched_tasks uuid[] := '{}';
  more_places integer[];
  more_tasks uuid[];
  ended jsonb := '[]';
BEGIN
  -- Held until the commit, so that whoever halts an exercise waits for the steps before it, and no step comes after.
  IF jsonb_array_length(batch->'exercises') > 0 THEN
    SELECT coalesce(array_agg(held.place), '{}') INTO exercises FROM (
      SELECT e.place FROM jsonb_to_recordset(batch->'exercises') AS e (place integer, station_id uuid, exercise_id uuid, revision integer)
        JOIN exercise x ON x.station_id = e.station_id AND x.id = e.exercise_id AND x.revision = e.revision AND x.status = 'running'
       ORDER BY x.station_id, x.id FOR SHARE OF x) held;
  END IF;

  SELECT array_agg(f.place), array_agg(f.place) FILTER (WHERE (f.revision IS NULL OR f.revision = (SELECT ${STATION_REVISION} FROM station s WHERE s.id = f.station_id)) AND (f.exercise_id IS NULL OR f.place = ANY (exercises))) INTO fresh, free
    FROM (SELECT f.place, coalesce(f."readAt", f.at) AS at, f.station_id, f.revision, f.exercise_id, f.account_id, f.key, f.key IS NOT NULL AND row_number() OVER (PARTITION BY f.station_id, f.account_id, f.key ORDER BY f.place) > 1 AS again
            FROM jsonb_to_recordset(batch->'steps') AS f (place integer, station_id uuid, at timestamptz, "readAt" timestamptz, revision text, exercise_id uuid, account_id uuid, key text)) f
   WHERE abs(extract(epoch FROM moment - f.at)) <= 1 AND NOT f.again
     AND NOT EXISTS (SELECT FROM idempotency k WHERE k.station_id = f.station_id AND k.account_id = f.account_id AND k.key = f.key);

  -- Instances are locked in one order everywhere, so that two batches never wait for each other in a circle.
  WITH moved AS (
    UPDATE instance i SET version = i.version + 1, changed_at = m.at,
           definition = coalesce(m.definition, i.definition), status = coalesce(m.status, i.status), outcome = coalesce(m.outcome, i.outcome),
           snapshot = coalesce(m.snapshot, i.snapshot), states = coalesce(m.states, i.states),
           closed_at = CASE WHEN m.status = 'closed' THEN m.at ELSE i.closed_at END
      FROM (SELECT * FROM jsonb_to_recordset(batch->'moved') AS m (place integer, station_id uuid, instance_id uuid, expected integer, at timestamptz,
                 definition text, status text, outcome text, states text[], snapshot jsonb) ORDER BY m.station_id, m.instance_id) m
     WHERE i.station_id = m.station_id AND i.id = m.instance_id AND i.version = m.expected AND m.place = ANY (free)
    RETURNING m.place, i.number
  ) SELECT coalesce(array_agg(moved.place), '{}'), coalesce(array_agg(moved.number), '{}') INTO going, numbers FROM moved;

  IF jsonb_array_length(batch->'begun') > 0 THEN
    WITH b AS MATERIALIZED (
      SELECT b.* FROM jsonb_to_recordset(batch->'begun') AS b (place integer, station_id uuid, instance_id uuid, at timestamptz, workflow text, definition text, status text, outcome text,
             exercise boolean, exercise_id uuid, "incidentId" uuid, "parentId" uuid, states text[], snapshot jsonb, team uuid[], actor_id uuid, year integer, prefix text, digits integer, suffix text) WHERE b.place = ANY (free)
    ), counted AS (
      INSERT INTO instance_number AS known (station_id, workflow, year, exercise, last)
      SELECT b.station_id, b.workflow, b.year, b.exercise, count(*) FROM b GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
      ON CONFLICT (station_id, workflow, year, exercise) DO UPDATE SET last = known.last + excluded.last
      RETURNING known.station_id, known.workflow, known.year, known.exercise, known.last
    ), numbered AS (
      SELECT b.*, (counted.last + 1 - row_number() OVER (PARTITION BY b.station_id, b.workflow, b.year, b.exercise ORDER BY b.place DESC))::text AS counter
        FROM b JOIN counted ON counted.station_id = b.station_id AND counted.workflow = b.workflow AND counted.year = b.year AND counted.exercise = b.exercise
    ), written AS (
      INSERT INTO instance (station_id, id, workflow, definition, number, version, status, outcome, exercise, exercise_id, incident_id, parent_id, states, snapshot, team, started_at, started_by, changed_at, closed_at)
      SELECT n.station_id, n.instance_id, n.workflow, n.definition, n.prefix || lpad(n.counter, greatest(n.digits, length(n.counter)), '0') || n.suffix,
             1, n.status, n.outcome, n.exercise, n.exercise_id, n."incidentId", n."parentId", n.states, n.snapshot, n.team, n.at, n.actor_id, n.at, CASE WHEN n.status = 'closed' THEN n.at END
        FROM numbered n
      RETURNING id, number
    )
    SELECT array_agg(b.place), array_agg(written.number) INTO begun_places, begun_numbers FROM written JOIN b ON b.instance_id = written.id;
    going := going || coalesce(begun_places, '{}');
    numbers := numbers || coalesce(begun_numbers, '{}');
  END IF;

  IF cardinality(going) > 0 THEN
    INSERT INTO idempotency (station_id, account_id, key, command, answer, at)
    SELECT s.station_id, s.account_id, s.key, s.command, jsonb_build_object('instanceId', s.instance_id, 'version', s.expected + 1), moment
      FROM jsonb_to_recordset(batch->'steps') AS s (place integer, station_id uuid, instance_id uuid, expected integer, account_id uuid, key text, command text)
     WHERE s.key IS NOT NULL AND s.place = ANY (going) ORDER BY 1, 2, 3;

    INSERT INTO history (station_id, instance_id, version, at, kind, definition, time_zone, calendar, event, actor_id, session_id, states_left, states_entered, effects)
    SELECT h.station_id, h.instance_id, h.expected + 1, h.at, h.kind, h.definition, h."timeZone", h.calendar, h.event, h."actorId", h."sessionId", h."left", h.entered, h.effects
      FROM jsonb_to_recordset(batch->'history') AS h (place integer, station_id uuid, instance_id uuid, expected integer, at timestamptz, kind text, definition text, "timeZone" text, calendar text,
           event jsonb, "actorId" uuid, "sessionId" uuid, "left" text[], entered text[], effects jsonb)
     WHERE h.place = ANY (going);

    IF jsonb_array_length(batch->'tasksChanged') > 0 THEN
      WITH changed AS (
        UPDATE task SET status = coalesce(t.status, task.status), outcome = CASE WHEN t.status IN ('OPEN', 'CLAIMED') THEN NULL ELSE coalesce(t.outcome, task.outcome) END,
               assignee_id = CASE WHEN t.status = 'OPEN' THEN NULL ELSE coalesce(t."assigneeId", task.assignee_id) END,
               completed_by = CASE WHEN t.status IN ('OPEN', 'CLAIMED') THEN NULL ELSE coalesce(t."completedBy", task.completed_by) END,
               completed_at = CASE WHEN t.status IN ('DONE', 'CANCELLED') THEN t.at WHEN t.status IN ('OPEN', 'CLAIMED') THEN NULL ELSE task.completed_at END,
               due_at = CASE WHEN t.redue THEN t."dueAt" ELSE task.due_at END, due_explanation = CASE WHEN t.redue THEN t."dueExplanation" ELSE task.due_explanation END,
               reminded_at = CASE WHEN t.reminded THEN t.at ELSE task.reminded_at END, ref = coalesce(t.ref, task.ref), key = coalesce(t.key, task.key),
               roles = CASE WHEN t."addRoles" IS NULL THEN task.roles ELSE task.roles || ARRAY(SELECT added FROM unnest(t."addRoles") AS added WHERE added <> ALL (task.roles)) END
          FROM jsonb_to_recordset(batch->'tasksChanged') AS t
               (place integer, station_id uuid, instance_id uuid, at timestamptz, serial integer, ref text, key text, status text, "assigneeId" uuid, "completedBy" uuid, outcome text, reminded boolean, "addRoles" text[], redue boolean, "dueAt" timestamptz, "dueExplanation" jsonb)
         WHERE t.place = ANY (going) AND task.station_id = t.station_id AND task.instance_id = t.instance_id AND task.serial = t.serial
        RETURNING t.place, task.id
      ) SELECT array_agg(changed.place), array_agg(changed.id) INTO more_places, more_tasks FROM changed;
      touched_places := touched_places || coalesce(more_places, '{}');
      touched_tasks := touched_tasks || coalesce(more_tasks, '{}');
    END IF;
    -- What rang for a task that is over rings no longer, in the step that ended it: after the task's row, which whoever writes such a notice holds meanwhile.
    IF batch->'tasksChanged' @@ '$[*].status == "DONE" || $[*].status == "CANCELLED"' THEN
      WITH quiet AS (
        UPDATE notice n SET signed_at = moment, over_as = CASE t.status WHEN 'DONE' THEN 'signed' ELSE 'unneeded' END, signed_by = CASE t.status WHEN 'DONE' THEN t."completedBy" END,
               climb_at = NULL, try_at = NULL, silence_at = NULL
          FROM jsonb_to_recordset(batch->'tasksChanged') AS t (place integer, station_id uuid, instance_id uuid, serial integer, status text, "completedBy" uuid)
         WHERE t.place = ANY (going) AND t.status IN ('DONE', 'CANCELLED') AND n.unit_id = t.station_id AND n.record_id = t.instance_id AND n.task_serial = t.serial AND n.signed_at IS NULL
        RETURNING t.place, n.id, CASE WHEN n.at_bureau THEN n.bureau_id END AS "bureauId"
      ) SELECT coalesce(jsonb_agg(quiet), '[]') INTO ended FROM quiet;
    END IF;
    IF jsonb_array_length(batch->'tasksOpened') > 0 THEN
      WITH t AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(batch->'tasksOpened') AS t
          (place integer, station_id uuid, instance_id uuid, at timestamptz, id uuid, serial integer, ref text, key text, status text, roles text[], "dueAt" timestamptz, "dueExplanation" jsonb, "completedAt" timestamptz, outcome text, exercise boolean)
         WHERE t.place = ANY (going)
      ), opened AS (
        INSERT INTO task (station_id, id, instance_id, serial, ref, key, status, roles, assignee_id, opened_at, due_at, due_explanation, reminded_at, completed_at, completed_by, outcome, exercise)
        SELECT t.station_id, t.id, t.instance_id, t.serial, t.ref, t.key, t.status, t.roles, NULL, t.at, t."dueAt", t."dueExplanation", NULL, t."completedAt", NULL, t.outcome, coalesce(t.exercise, false) FROM t
      ) SELECT array_agg(t.place), array_agg(t.id) INTO more_places, more_tasks FROM t;
      touched_places := touched_places || coalesce(more_places, '{}');
      touched_tasks := touched_tasks || coalesce(more_tasks, '{}');
    END IF;
    IF jsonb_array_length(batch->'clocksChanged') > 0 THEN
      UPDATE clock SET state = c.state, ref = coalesce(c.ref, clock.ref), explanation = coalesce(c.explanation, clock.explanation),
             due_at = CASE WHEN c.resumed THEN c."dueAt" ELSE clock.due_at END, warn_at = CASE WHEN c.resumed THEN c."warnAt" ELSE clock.warn_at END,
             paused_at = CASE WHEN c.state = 'paused' THEN coalesce(c."pausedAt", clock.paused_at) END, paused_state = CASE WHEN c.state = 'paused' THEN coalesce(c."pausedState", clock.paused_state) END,
             stopped_at = c."stoppedAt", changes = clock.changes || coalesce(c.changes, '[]')
        FROM jsonb_to_recordset(batch->'clocksChanged') AS c
             (place integer, station_id uuid, instance_id uuid, serial integer, ref text, state text, resumed boolean, "dueAt" timestamptz, "warnAt" timestamptz, explanation jsonb, "pausedAt" timestamptz, "pausedState" text, "stoppedAt" timestamptz, changes jsonb)
       WHERE c.place = ANY (going) AND clock.station_id = c.station_id AND clock.instance_id = c.instance_id AND clock.serial = c.serial;
    END IF;
    IF jsonb_array_length(batch->'clocksStarted') > 0 THEN
      INSERT INTO clock (station_id, id, instance_id, serial, ref, around, state, started_at, due_at, warn_at, explanation, paused_at, paused_state, stopped_at, changes)
      SELECT c.station_id, c.id, c.instance_id, c.serial, c.ref, c.around, c.state, c."startedAt", c."dueAt", c."warnAt", c.explanation, c."pausedAt", c."pausedState", c."stoppedAt", coalesce(c.changes, '[]')
        FROM jsonb_to_recordset(batch->'clocksStarted') AS c
             (place integer, station_id uuid, instance_id uuid, id uuid, serial integer, ref text, around text[], state text, "startedAt" timestamptz, "dueAt" timestamptz, "warnAt" timestamptz, explanation jsonb, "pausedAt" timestamptz, "pausedState" text, "stoppedAt" timestamptz, changes jsonb)
       WHERE c.place = ANY (going);
    END IF;
    IF jsonb_array_length(batch->'timersGone') > 0 THEN
      DELETE FROM timer USING jsonb_to_recordset(batch->'timersGone') AS t (place integer, station_id uuid, instance_id uuid, serial integer)
       WHERE t.place = ANY (going) AND timer.station_id = t.station_id AND timer.instance_id = t.instance_id AND timer.serial = t.serial;
    END IF;
    IF jsonb_array_length(batch->'timersSet') > 0 THEN
      INSERT INTO timer (station_id, id, instance_id, serial, timer, due_at, try_at)
      SELECT t.station_id, t.id, t.instance_id, t.serial, t.timer, t."dueAt", t."dueAt"
        FROM jsonb_to_recordset(batch->'timersSet') AS t (place integer, station_id uuid, instance_id uuid, id uuid, serial integer, timer text, "dueAt" timestamptz, exercise_id uuid)
       WHERE t.place = ANY (going) AND t.exercise_id IS NULL;
      IF cardinality(exercises) > 0 THEN
        INSERT INTO timer (station_id, id, instance_id, serial, timer, due_at, try_at, exercise_id, run_due_at)
        SELECT t.station_id, t.id, t.instance_id, t.serial, t.timer, app.exercise_due(x, t."dueAt"), app.exercise_due(x, t."dueAt"), x.id, greatest(t."dueAt", t.at)
          FROM jsonb_to_recordset(batch->'timersSet') AS t (place integer, station_id uuid, instance_id uuid, at timestamptz, id uuid, serial integer, timer text, "dueAt" timestamptz, exercise_id uuid)
          JOIN exercise x ON x.station_id = t.station_id AND x.id = t.exercise_id
         WHERE t.place = ANY (going);
      END IF;
    END IF;
    IF jsonb_array_length(batch->'callsMade') > 0 THEN
      INSERT INTO automation_call (station_id, id, instance_id, serial, automation, action, status, input, settings, compensates, exercise, made_at)
      SELECT c.station_id, c.id, c.instance_id, c.serial, c.automation, c.action, 'waiting', c.input, c.settings, c.compensates, i.exercise, c.at
        FROM jsonb_to_recordset(batch->'callsMade') AS c (place integer, station_id uuid, instance_id uuid, at timestamptz, id uuid, serial integer, automation text, action text, input jsonb, settings jsonb, compensates integer)
        JOIN instance i ON i.station_id = c.station_id AND i.id = c.instance_id
       WHERE c.place = ANY (going);
    END IF;
    IF jsonb_array_length(batch->'callsSettled') > 0 THEN
      -- What still runs is over only when its run has ended: finished_at says that nothing is under way any more.
      UPDATE automation_call SET status = c.status, pending = false, error = CASE WHEN c.status IN ('failed', 'abandoned') THEN coalesce(c.error, automation_call.error) END, next_at = NULL,
             finished_at = CASE WHEN c.status = 'abandoned' AND automation_call.status = 'running' THEN NULL ELSE c.at END
        FROM jsonb_to_recordset(batch->'callsSettled') AS c (place integer, station_id uuid, instance_id uuid, at timestamptz, serial integer, status text, error text)
       WHERE c.place = ANY (going) AND automation_call.station_id = c.station_id AND automation_call.instance_id = c.instance_id AND automation_call.serial = c.serial;
    END IF;
    IF jsonb_array_length(batch->'linksMade') > 0 THEN
      INSERT INTO instance_child (station_id, id, parent_id, serial, action, workflow, status, asked_at)
      SELECT l.station_id, l.id, l.instance_id, l.serial, l.action, l.workflow, 'starting', l.at
        FROM jsonb_to_recordset(batch->'linksMade') AS l (place integer, station_id uuid, instance_id uuid, at timestamptz, id uuid, serial integer, action text, workflow text)
       WHERE l.place = ANY (going);
    END IF;
    IF jsonb_array_length(batch->'linksSettled') > 0 THEN
      UPDATE instance_child SET status = l.status, outcome = l.outcome, error = NULL, closed_at = CASE WHEN l.status = 'closed' THEN l.at END
        FROM jsonb_to_recordset(batch->'linksSettled') AS l (place integer, station_id uuid, instance_id uuid, at timestamptz, serial integer, status text, outcome text)
       WHERE l.place = ANY (going) AND instance_child.station_id = l.station_id AND instance_child.parent_id = l.instance_id AND instance_child.serial = l.serial;
    END IF;
    IF jsonb_array_length(batch->'jobs') > 0 THEN
      INSERT INTO outbox (scope_id, id, scope, topic, payload)
      SELECT j.station_id, j.id, 'station', j.topic, j.payload FROM jsonb_to_recordset(batch->'jobs') AS j (place integer, station_id uuid, id uuid, topic text, payload jsonb) WHERE j.place = ANY (going);
    END IF;
    IF jsonb_array_length(batch->'migrated') > 0 THEN
      UPDATE migration_item SET status = m.status, version = m.expected + 1, code = NULL, state = NULL, text = NULL
        FROM jsonb_to_recordset(batch->'migrated') AS m (place integer, station_id uuid, instance_id uuid, expected integer, batch_id uuid, status text)
       WHERE m.place = ANY (going) AND migration_item.station_id = m.station_id AND migration_item.batch_id = m.batch_id AND migration_item.instance_id = m.instance_id;
    END IF;
    IF jsonb_array_length(batch->'matters') > 0 THEN
      DELETE FROM matter USING jsonb_to_recordset(batch->'matters') AS m (place integer, station_id uuid, instance_id uuid, key text)
       WHERE m.place = ANY (going) AND matter.station_id = m.station_id AND matter.instance_id = m.instance_id AND matter.key <> m.key;
      INSERT INTO matter (station_id, instance_id, key, workflow, exercise, began_at)
      SELECT m.station_id, m.instance_id, m.key, m.workflow, coalesce(m.exercise, false), m.at
        FROM jsonb_to_recordset(batch->'matters') AS m (place integer, station_id uuid, instance_id uuid, at timestamptz, key text, workflow text, exercise boolean)
       WHERE m.place = ANY (going) ON CONFLICT DO NOTHING;
    END IF;
    IF jsonb_array_length(batch->'audit') > 0 THEN
      INSERT INTO audit_entry (unit_id, id, unit_kind, action, actor_id, session_id, address, request_id, record_kind, record_id, record_number, purpose, details)
      SELECT a.station_id, a.id, 'station', a.action, a."actorId", a."sessionId", a.address, a."requestId", 'instance', a.instance_id, numbers[array_position(going, a.place)], a.purpose, a.details
        FROM jsonb_to_recordset(batch->'audit') AS a (place integer, station_id uuid, instance_id uuid, id uuid, action text, "actorId" uuid, "sessionId" uuid, address text, "requestId" text, purpose text, details jsonb)
       WHERE a.place = ANY (going);
    END IF;
  END IF;

  RETURN QUERY
  SELECT s.place,
         CASE WHEN s.place = ANY (going) THEN 'done' WHEN abs(extract(epoch FROM moment - coalesce(s."readAt", s.at))) > 1 THEN 'late' WHEN s.place = ANY (fresh) THEN 'stale' ELSE 'repeated' END,
         s.expected + 1, numbers[array_position(going, s.place)],
         ARRAY(SELECT t.id FROM unnest(touched_places, touched_tasks) AS t (place, id) WHERE t.place = s.place),
         jsonb_path_query_array(ended, '$[*] ? (@.place == $place)', jsonb_build_object('place', s.place))
    FROM jsonb_to_recordset(batch->'steps') AS s (place integer, expected integer, at timestamptz, "readAt" timestamptz);
END
$apply$`;
