import { newId, type Id } from '@stationhouse/kernel';
import { activeStates, step, type CompiledWorkflow, type Effect, type Snapshot, type StepDone, type WorkflowEvent } from '@stationhouse/workflow';
import pg from 'pg';

/**
 * What anyone would write by hand for this one workflow: a function that writes the rows of one step, statement after
 * statement, as the tables' owner past row-level security. It decides nothing: every value is handed in.
 */
const RAW_STEP = `
CREATE FUNCTION raw_step(
  station uuid, instance_id uuid, expected integer, at timestamptz, new_states text[], new_snapshot jsonb,
  definition text, time_zone text, event jsonb, actor uuid, session uuid, address text, request text, states_left text[], states_entered text[], effects jsonb,
  key text, command text, answer jsonb, audit_id uuid, action text, details jsonb,
  done_serial integer, outcome text, task_id uuid, task_serial integer, task_ref text, task_key text, roles text[],
  stopped_serial integer, clock_id uuid, clock_serial integer, clock_ref text, around text[], due timestamptz, explanation jsonb,
  gone_serial integer, timer_id uuid, timer_serial integer, timer_name text, job_id uuid, topic text, payload jsonb,
  call_id uuid, call_serial integer, automation text, call_action text, input jsonb
) RETURNS integer LANGUAGE plpgsql AS $raw$
DECLARE
  known_number text;
BEGIN
  UPDATE instance i SET version = i.version + 1, states = new_states, snapshot = new_snapshot, changed_at = at
   WHERE i.station_id = station AND i.id = raw_step.instance_id AND i.version = expected RETURNING i.number INTO known_number;
  IF NOT FOUND THEN RETURN NULL; END IF;
  INSERT INTO idempotency (station_id, account_id, key, command, answer) VALUES (station, actor, raw_step.key, raw_step.command, raw_step.answer);
  INSERT INTO history (station_id, instance_id, version, at, kind, definition, time_zone, event, actor_id, session_id, states_left, states_entered, effects)
       VALUES (station, raw_step.instance_id, expected + 1, at, 'complete-task', raw_step.definition, raw_step.time_zone, event, actor, session, states_left, states_entered, effects);
  UPDATE task t SET status = 'DONE', outcome = raw_step.outcome, assignee_id = actor, completed_by = actor, completed_at = at
   WHERE t.station_id = station AND t.instance_id = raw_step.instance_id AND t.serial = done_serial;
  INSERT INTO task (station_id, id, instance_id, serial, ref, key, status, roles, opened_at)
  VALUES (station, task_id, raw_step.instance_id, task_serial, task_ref, task_key, 'OPEN', raw_step.roles, at);
  UPDATE clock c SET state = 'met', stopped_at = at WHERE c.station_id = station AND c.instance_id = raw_step.instance_id AND c.serial = stopped_serial;
  INSERT INTO clock (station_id, id, instance_id, serial, ref, around, state, started_at, due_at, explanation)
  VALUES (station, clock_id, raw_step.instance_id, clock_serial, clock_ref, raw_step.around, 'running', at, due, raw_step.explanation);
  DELETE FROM timer t WHERE t.station_id = station AND t.instance_id = raw_step.instance_id AND t.serial = gone_serial;
  INSERT INTO timer (station_id, id, instance_id, serial, timer, due_at, try_at) VALUES (station, timer_id, raw_step.instance_id, timer_serial, timer_name, due, due);
  INSERT INTO automation_call (station_id, id, instance_id, serial, automation, action, status, input, settings, exercise, made_at)
  VALUES (station, call_id, raw_step.instance_id, call_serial, raw_step.automation, call_action, 'waiting', raw_step.input, '{}', false, at);
  INSERT INTO outbox (scope_id, id, scope, topic, payload) VALUES (station, job_id, 'station', raw_step.topic, raw_step.payload);
  INSERT INTO audit_entry (unit_id, id, unit_kind, action, actor_id, session_id, address, request_id, record_kind, record_id, record_number, details)
  VALUES (station, audit_id, 'station', raw_step.action, actor, session, raw_step.address, request, 'instance', raw_step.instance_id, known_number, raw_step.details);
  RETURN expected + 1;
END $raw$`;

const PARAMETERS = 48;
const CALL = { name: 'raw_step', text: `SELECT raw_step(${Array.from({ length: PARAMETERS }, (_, index) => `$${index + 1}`).join(', ')}) AS version` };

/** An instance the raw function moves, and what a command of its station carries. */
export interface RawInstance {
  readonly id: Id;
  readonly stationId: Id;
  readonly accountId: Id;
  readonly sessionId: Id;
  snapshot: Snapshot;
  version: number;
}

/** The raw function behind a pool of connections of its own. */
export class Raw {
  private constructor(private readonly pool: pg.Pool) {}

  static async open(ownerUrl: string): Promise<Raw> {
    const raw = new Raw(new pg.Pool({ connectionString: ownerUrl, max: 128, idleTimeoutMillis: 0 }));
    await raw.pool.query(RAW_STEP);
    return raw;
  }

  /** One step of one instance: one round trip, one commit. @throws Error when it was not applied */
  async step(parameters: readonly unknown[]): Promise<void> {
    const { rows } = await this.pool.query<{ version: number | null }>({ ...CALL, values: [...parameters] });
    if (rows[0]?.version !== Number(parameters[2]) + 1) throw new Error('A raw step was not applied.');
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

/** Computes an instance's next round with the pure engine, outside of what is measured, as the values the raw function takes. */
export function rawParameters(compiled: CompiledWorkflow, instance: RawInstance, event: WorkflowEvent & { type: 'complete-task' }, now: Date): unknown[] {
  const done = step(compiled, instance.snapshot, event, { now, timeZone: 'Asia/Shanghai' });
  if (!done.ok) throw new Error(`The bench's step was refused: ${done.refusal.code}.`);
  const expected = instance.version;
  [instance.snapshot, instance.version] = [done.snapshot, expected + 1];
  const of = <Type extends Effect['type']>(type: Type) => effectOf(done, type);
  const [closed, opened, stopped, started, gone, set, job] = [of('close-task'), of('open-task'), of('stop-clock'), of('start-clock'), of('cancel-timer'), of('set-timer'), of('call-automation')];
  const json = (value: unknown) => JSON.stringify(value);
  return [
    instance.stationId, instance.id, expected, now, activeStates(done.snapshot), json(done.snapshot),
    compiled.hash, 'Asia/Shanghai', json(event), instance.accountId, instance.sessionId, '10.0.0.1', newId(), done.left, done.entered, json(done.effects),
    newId(), 'x'.repeat(43), json({ version: expected + 1, instanceId: instance.id }), newId(), 'task.completed', json({ task: event.task, outcome: event.outcome }),
    closed.serial, event.outcome, newId(), opened.serial, opened.task, compiled.tasks[opened.task]?.key, opened.roles,
    stopped.serial, newId(), started.serial, started.clock, compiled.clocks[started.clock]?.around, started.due.at, json(started.due.explanation),
    gone.serial, newId(), set.serial, set.timer, newId(), 'workflow.effect.call-automation', json({ instanceId: instance.id, version: expected + 1, serial: job.serial }),
    newId(), job.serial, job.automation, job.action, json(job.input),
  ];
}

function effectOf<Type extends Effect['type']>(done: StepDone, type: Type): Effect & { type: Type } {
  const found = done.effects.filter((effect): effect is Effect & { type: Type } => effect.type === type);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`A round has ${found.length} effects "${type}", not one.`);
  return found[0];
}
