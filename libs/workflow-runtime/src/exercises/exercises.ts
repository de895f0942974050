import { requireWorking } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Database, Tenant } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import { badInput, newId, notFound, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import type { AuditAction } from '@stationhouse/audit';
import * as deeds from '../audit-actions.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { pluginDisabled, type PluginGate } from '../catalog/plugin-gate.js';
import { TIMERS_TOPIC, type Call } from '../runtime.js';
import { lockExercise, logDeed, turnClock, type ClockTurn, type TimedExercise } from './clock.js';
import type { ExerciseDeed, ExerciseStatus } from './entities.js';
import { PREPARED_TOPIC } from './preparing.js';
import { checkPlan, type CheckedPlan, type ExercisePlan } from './plan.js';

export interface ExercisesOptions {
  readonly database: Database;
  readonly catalog: WorkflowCatalog;
  readonly plugins: PluginGate;
  readonly notices: Notices;
  readonly jobs: Pick<Jobs, 'live' | 'bus' | 'outbox'>;
}

const ACTIONS: Readonly<Record<Exclude<ExerciseDeed, 'fired' | 'skipped' | 'failed'>, AuditAction>> = {
  started: deeds.exerciseStarted, paused: deeds.exercisePaused, resumed: deeds.exerciseResumed, speed: deeds.exerciseSpeedSet, halted: deeds.exerciseHalted, ended: deeds.exerciseEnded,
};

/** What the instance hears that prepared it. */
const TOLD: ReadonlySet<ExerciseDeed> = new Set(['started', 'halted', 'ended']);

/** Exercises (演练) of a station: planned, run by a clock of their own, and stopped. The caller has checked the permission. */
export class Exercises {
  constructor(private readonly options: ExercisesOptions) {}

  /**
   * Writes a plan down; with an id, in the place of one that has not started.
   * @param options.preparing the id it is given, and the instance that prepares it
   * @returns the exercise's id
   * @throws StationhouseError BAD_INPUT, FORM_INVALID, DATA_INVALID, NOT_FOUND, PLUGIN_DISABLED, EXERCISE_STATUS, STATION_CLOSED
   */
  async plan(call: Call, written: ExercisePlan, { id, preparing }: { readonly id?: Id | undefined; readonly preparing?: { readonly id: Id; readonly instanceId: Id } } = {}): Promise<Id> {
    return this.options.database.inTenant(call.context, async (tenant) => {
      await requireWorking(tenant, call.stationId);
      const plan = await this.checked(tenant, call, written);
      const exerciseId = id ?? preparing?.id ?? newId();
      if (id !== undefined) await this.take(tenant, call.stationId, id, ['planned']);
      const values = [call.stationId, exerciseId, plan.title, plan.clock, plan.beginsAt ?? null, plan.speed, plan.roles, JSON.stringify(plan.objectives), plan.directorId ?? call.actor.accountId, call.actor.accountId, preparing?.instanceId ?? null];
      await tenant.sql(
        `INSERT INTO exercise (station_id, id, title, clock, begins_at, speed, roles, objectives, director_id, planned_by, prepared_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (station_id, id) DO UPDATE SET title = excluded.title, clock = excluded.clock, begins_at = excluded.begins_at, speed = excluded.speed, roles = excluded.roles, objectives = excluded.objectives, director_id = excluded.director_id`,
        values,
      );
      await writeInjects(tenant, call.stationId, exerciseId, plan);
      await audit(tenant, { action: deeds.exercisePlanned, stationId: call.stationId, record: { kind: 'exercise', id: exerciseId }, details: { injects: plan.injects.length, objectives: plan.objectives.length } });
      this.announce(tenant, call.stationId, exerciseId);
      return exerciseId;
    });
  }

  /** Looks whether a plan would be taken. @throws StationhouseError as plan */
  async check(call: Call, written: ExercisePlan): Promise<void> {
    await this.options.database.inTenant(call.context, (tenant) => this.checked(tenant, call, written));
  }

  /** Sets the clock going. @throws StationhouseError NOT_FOUND, EXERCISE_STATUS, STATION_CLOSED */
  async start(call: Call, id: Id): Promise<void> {
    await this.turn(call, id, 'started', ['planned'], async (tenant, { beginsAt, speed }) => {
      await requireWorking(tenant, call.stationId);
      const runAt = beginsAt ?? tenant.now;
      // Each inject is a timer of the exercise; the turn of the clock that follows says when it is due.
      await tenant.sql(
        `INSERT INTO timer (station_id, id, instance_id, serial, timer, due_at, try_at, exercise_id, run_due_at)
         SELECT station_id, id, exercise_id, place, 'inject', 'infinity', 'infinity', exercise_id, $3::timestamptz + make_interval(secs => after_seconds) FROM exercise_inject WHERE station_id = $1 AND exercise_id = $2`,
        [call.stationId, id, runAt],
      );
      return { status: 'running', speed, runAt };
    });
  }

  /** Stops the clock for a while. @throws StationhouseError NOT_FOUND, EXERCISE_STATUS */
  async pause(call: Call, id: Id): Promise<void> {
    await this.turn(call, id, 'paused', ['running'], (tenant, { speed, now }) => Promise.resolve({ status: 'paused', speed, runAt: now ?? tenant.now }));
  }

  /** Lets the clock go on: a virtual one from where it stood, a real one with the time of day. @throws StationhouseError NOT_FOUND, EXERCISE_STATUS */
  async resume(call: Call, id: Id): Promise<void> {
    await this.turn(call, id, 'resumed', ['paused'], (tenant, { clock, speed, runAt }) => Promise.resolve({ status: 'running', speed, runAt: clock === 'real' || runAt === null ? tenant.now : runAt }));
  }

  /** Sets the speed of a virtual clock. @param speed 1 to 60 @throws StationhouseError NOT_FOUND, BAD_INPUT, EXERCISE_STATUS */
  async setSpeed(call: Call, id: Id, speed: number): Promise<void> {
    if (!Number.isInteger(speed) || speed < 1 || speed > 60) throw badInput('speed', text('倍速须为 1 至 60 的整数。', 'The speed is a whole number from 1 to 60.'));
    await this.turn(call, id, 'speed', ['running', 'paused'], (tenant, { status, clock, now }) => {
      if (clock === 'real') throw badInput('speed', text('实时时钟不能调倍速。', 'A real clock has no speed.'));
      return Promise.resolve({ status, speed, runAt: now ?? tenant.now });
    });
  }

  /** Ends it as planned, or calls off one that has not started. @throws StationhouseError NOT_FOUND, EXERCISE_STATUS */
  async end(call: Call, id: Id): Promise<void> {
    await this.turn(call, id, 'ended', ['planned', 'running', 'paused'], async (tenant, { speed, now }) => {
      await this.quieten(tenant, call.stationId, id);
      return { status: 'ended', speed, runAt: now ?? tenant.now };
    });
  }

  /**
   * 停止演练·转实警: from the commit on nothing of it moves any more, and everybody who takes part is told, by an urgent
   * notice that is no exercise, that it is real. Halted already, it stays so.
   * @throws StationhouseError NOT_FOUND, EXERCISE_STATUS for one that does not run
   */
  async halt(call: Call, id: Id): Promise<void> {
    await this.turn(call, id, 'halted', ['running', 'paused'], async (tenant, exercise) => {
      await this.quieten(tenant, call.stationId, id);
      await this.options.notices.notify(tenant, {
        unit: { stationId: call.stationId }, key: `exercise ${id} halted`, kind: 'exercise.halted', urgency: 'urgent',
        title: text('停止演练，转为实警', 'Exercise halted: this is real'), body: text(`“${exercise.title}”已停止。现为真实警情，立即按指挥室指令处置。`, `“${exercise.title}” is over. This is a real call now: follow the command room at once.`),
        roles: exercise.roles, accountIds: await takingPart(tenant, exercise), record: { kind: 'exercise', id },
      });
      return { status: 'halted', speed: exercise.speed, runAt: exercise.now ?? tenant.now };
    });
  }

  private async turn(call: Call, id: Id, deed: keyof typeof ACTIONS, from: readonly ExerciseStatus[], decide: (tenant: Tenant, exercise: TimedExercise) => Promise<ClockTurn>): Promise<void> {
    const { context, stationId } = call;
    await this.options.database.inTenant(context, async (tenant) => {
      const exercise = await this.take(tenant, stationId, id, deed === 'halted' ? [...from, 'halted'] : from);
      // Pressed by several at once: the first stopped it for all.
      if (exercise.status === 'halted') return;
      const turn = await decide(tenant, exercise);
      await turnClock(tenant, stationId, id, turn);
      await logDeed(tenant, exercise, deed, turn);
      await audit(tenant, { action: ACTIONS[deed], stationId, record: { kind: 'exercise', id }, details: { speed: turn.speed } });
      if (exercise.preparedBy !== null && TOLD.has(deed)) await this.options.jobs.outbox.enqueue(tenant, { topic: PREPARED_TOPIC, stationId, payload: { stationId, instanceId: exercise.preparedBy, exerciseId: id } });
      this.announce(tenant, stationId, id);
    });
  }

  private async take(tenant: Tenant, stationId: Id, id: Id, allowed: readonly ExerciseStatus[]): Promise<TimedExercise> {
    const exercise = await lockExercise(tenant, stationId, id);
    if (exercise === undefined) throw notFound(text('演练', 'Exercise'));
    if (!allowed.includes(exercise.status)) throw wrongStatus(exercise.status);
    return exercise;
  }

  private async checked(tenant: Tenant, call: Call, written: ExercisePlan): Promise<CheckedPlan> {
    const { catalog, plugins } = this.options;
    const workflows = await catalog.seen(tenant);
    const enabled = await plugins.enabledAt(tenant, call.stationId);
    const [station] = await tenant.sql<{ timeZone: string }>('SELECT time_zone AS "timeZone" FROM station WHERE id = $1', [call.stationId]);
    const plan = checkPlan(written, (workflow) => {
      const { compiled, pluginId } = workflows.get(workflow);
      if (!enabled.has(pluginId)) throw pluginDisabled(pluginId);
      return compiled;
    }, { timeZone: station?.timeZone ?? 'UTC', now: tenant.now });
    const director = plan.directorId ?? call.actor.accountId;
    const [member] = await tenant.sql('SELECT 1 FROM serving m JOIN account a ON a.id = m.account_id WHERE m.station_id = $1 AND m.account_id = $2 AND a.active LIMIT 1', [call.stationId, director]);
    if (member === undefined) throw notFound(text('本所人员', 'Member of this station'));
    return plan;
  }

  /** Its urgent notices ring no more. */
  private async quieten(tenant: Tenant, stationId: Id, id: Id): Promise<void> {
    const records = await tenant.sql<{ id: Id }>('SELECT id FROM instance WHERE station_id = $1 AND exercise_id = $2', [stationId, id]);
    await this.options.notices.silence(tenant, { stationId }, [id, ...records.map((record) => record.id)]);
  }

  private announce(tenant: Tenant, stationId: Id, id: Id): void {
    tenant.afterCommit(() => {
      this.options.jobs.live.publish({ kind: 'EXERCISE', id, stationId });
      // Due moments have moved: a worker that sleeps until an old one looks again.
      this.options.jobs.bus.publish(TIMERS_TOPIC, tenant.now.toISOString());
    });
  }
}

async function writeInjects(tenant: Tenant, stationId: Id, exerciseId: Id, { injects }: CheckedPlan): Promise<void> {
  await tenant.sql('DELETE FROM exercise_inject WHERE station_id = $1 AND exercise_id = $2', [stationId, exerciseId]);
  // What is due at the same moment fires in the order of ids, as timers do: the plan's own.
  const ids = injects.map(() => newId()).sort();
  for (const [index, { place, title, afterSeconds, content }] of injects.entries()) {
    await tenant.sql('INSERT INTO exercise_inject (station_id, id, exercise_id, place, title, after_seconds, content) VALUES ($1, $2, $3, $4, $5, $6, $7)', [stationId, ids[index], exerciseId, place, title, afterSeconds, JSON.stringify(content)]);
  }
}

/** The director, and whoever has done something in it or holds a task of it. */
async function takingPart(tenant: Tenant, { stationId, id, directorId }: TimedExercise): Promise<Id[]> {
  const rows = await tenant.sql<{ id: Id }>(
    `SELECT h.actor_id AS id FROM history h JOIN instance i ON i.station_id = h.station_id AND i.id = h.instance_id WHERE i.station_id = $1 AND i.exercise_id = $2 AND h.actor_id IS NOT NULL
     UNION SELECT t.assignee_id FROM task t JOIN instance i ON i.station_id = t.station_id AND i.id = t.instance_id WHERE i.station_id = $1 AND i.exercise_id = $2 AND t.assignee_id IS NOT NULL`,
    [stationId, id],
  );
  return [directorId, ...rows.map((row) => row.id)];
}

const STATUS_WORDS: Readonly<Record<ExerciseStatus, Bilingual>> = {
  planned: text('尚未开始', 'has not started'), running: text('正在进行', 'is running'), paused: text('已暂停', 'is paused'), halted: text('已停止转实警', 'was halted'), ended: text('已结束', 'has ended'),
};

function wrongStatus(status: ExerciseStatus): StationhouseError {
  const words = STATUS_WORDS[status];
  return new StationhouseError('EXERCISE_STATUS', text(`演练${words['zh-CN']}，不能进行此操作，请刷新页面。`, `The exercise ${words.en}: this cannot be done now. Reload the page.`), { status });
}
