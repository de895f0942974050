import type { Database, DomainClock, Tenant } from '@stationhouse/database';
import { DueWorker, type Jobs } from '@stationhouse/jobs';
import { isStationhouseError, newId, nextOccurrence, occurrencesBetween, text, type ErrorCode, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import type { PluginGate } from '../catalog/plugin-gate.js';
import type { WorkflowRuntime } from '../runtime.js';
import type { ScheduleRow, ScheduleRunRow } from './entities.js';
import { printOf, type KnownSchedule, type ScheduleBook } from './schedule.js';

export interface ScheduleWorkerOptions {
  readonly database: Database;
  readonly book: ScheduleBook;
  readonly plugins: Pick<PluginGate, 'isEnabled'>;
  readonly runtime: Pick<WorkflowRuntime, 'startLinked'>;
  readonly clock: DomainClock;
  readonly jobs: Pick<Jobs, 'bus' | 'outbox'>;
  readonly notices: Pick<Notices, 'notify'>;
  readonly onError: (error: unknown) => void;
}

interface Claimed {
  readonly station_id: Id;
  readonly schedule_id: string;
  readonly due_at: Date;
}

type Came = Pick<ScheduleRunRow, 'state'> & Partial<Pick<ScheduleRunRow, 'reason' | 'instanceId'>>;

/** Says when schedules are due, so that a worker asleep until later wakes in time. */
export const SCHEDULES_TOPIC = 'schedules';
const AT_ONCE = 8;
const LEASE = '10 seconds';
/** A run that begins this long after its moment, in milliseconds, is marked late (D). */
const LATE_MS = 5 * 60_000;
const MOST_MISSED = 1_000;
/** Refusals that another attempt may not meet. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['CONFLICT', 'DATABASE_UNAVAILABLE', 'INTERNAL', 'LOOKUP_FAILED']);

export const SCHEDULE_COLUMNS = `station_id AS "stationId", schedule_id AS "scheduleId", own, off, print, time_zone AS "timeZone", quiet, due_at AS "dueAt", try_at AS "tryAt", version, changed_by AS "changedBy", changed_at AS "changedAt"`;

/**
 * Runs what comes round. A due moment is a row that workers claim as they claim timers; what it does, the note of it and the next
 * due moment are one transaction, so that a moment runs once with any number of workers and through any kill.
 */
export class ScheduleWorker extends DueWorker<Claimed> {
  constructor(private readonly options: ScheduleWorkerOptions) {
    const { database, clock, jobs, onError } = options;
    super({ database, clock, jobs, topic: SCHEDULES_TOPIC, next: 'next_schedule', atOnce: AT_ONCE, onError: (error) => onError(error) });
  }

  /** Plans what nobody has planned yet: new stations, new schedules, those declared anew, stations in another time zone. */
  async bringIn(): Promise<void> {
    const all = this.options.book.all().map(({ schedule }) => schedule);
    const unplanned = await this.options.database.unscoped<{ station_id: Id; schedule_id: string }>('unplanned_schedules', [all.map(({ id }) => id), all.map(printOf)]);
    for (const { station_id: stationId, schedule_id: id } of unplanned) {
      await this.options.database.inTenant({ stationIds: [stationId], bureauIds: [] }, async (tenant) => {
        const known = this.options.book.find(id);
        if (known !== undefined) await this.plan(tenant, stationId, known);
      });
    }
  }

  /** Sets the next due moment from now on, in the caller's transaction. */
  async plan(tenant: Tenant, stationId: Id, { pluginId, schedule }: KnownSchedule): Promise<void> {
    const row = await lockSchedule(tenant, stationId, schedule.id);
    const { timeZone, closed } = await placeOf(tenant, stationId);
    // Nothing comes round at a closed station any more.
    if (closed) return;
    const due = nextOccurrence(row?.own ?? schedule.default, tenant.now, timeZone);
    await tenant.sql(
      `INSERT INTO schedule AS s (station_id, schedule_id, print, time_zone, quiet, due_at, try_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $6, $7)
       ON CONFLICT (station_id, schedule_id) DO UPDATE SET print = excluded.print, time_zone = excluded.time_zone, quiet = excluded.quiet, due_at = excluded.due_at, try_at = excluded.try_at`,
      [stationId, schedule.id, printOf(schedule), timeZone, pluginId === undefined, due, tenant.now],
    );
    this.announce(tenant, due);
  }

  protected claim(until: Date, most: number): Promise<readonly Claimed[]> {
    return this.options.database.unscoped<Claimed>('claim_schedules', [until, most, LEASE]);
  }

  protected async fire({ station_id: stationId, schedule_id: id }: Claimed): Promise<void> {
    await this.options.database.inTenant({ stationIds: [stationId], bureauIds: [] }, async (tenant) => {
      const row = await lockSchedule(tenant, stationId, id);
      if (row === undefined || row.dueAt === null || row.dueAt > tenant.now) return;
      const known = this.options.book.find(id);
      if (known === undefined) return void (await setDue(tenant, row, null));
      const recurrence = row.own ?? known.schedule.default;
      const missed = occurrencesBetween(recurrence, row.dueAt, tenant.now, row.timeZone, MOST_MISSED);
      const late = missed > 0 || tenant.now.getTime() - row.dueAt.getTime() > LATE_MS;
      const came = await this.carryOut(tenant, row, known, late);
      await tenant.sql('INSERT INTO schedule_run (station_id, schedule_id, due_at, ran_at, late, missed, state, reason, instance_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
        stationId, id, row.dueAt, tenant.now, late, missed, came.state, came.reason ?? null, came.instanceId ?? null,
      ]);
      const due = nextOccurrence(recurrence, tenant.now, row.timeZone);
      await setDue(tenant, row, due);
      this.announce(tenant, due);
    });
  }

  private async carryOut(tenant: Tenant, { stationId, off }: ScheduleRow, { pluginId, schedule }: KnownSchedule, late: boolean): Promise<Came> {
    if (off) return { state: 'skipped', reason: 'off' };
    if (pluginId !== undefined && !(await this.options.plugins.isEnabled(tenant, stationId, pluginId))) return { state: 'skipped', reason: 'PLUGIN_DISABLED' };
    if (late && schedule.missed === 'skip') return { state: 'skipped', reason: 'late' };
    if ('job' in schedule.does) {
      await this.options.jobs.outbox.enqueue(tenant, { topic: schedule.does.job, stationId, payload: {} });
      return { state: 'queued' };
    }
    const instanceId = newId();
    try {
      await this.options.runtime.startLinked(stationId, { id: instanceId, parentId: null }, { workflow: schedule.does.start, data: schedule.does.data });
      return { state: 'started', instanceId };
    } catch (error) {
      if (!isStationhouseError(error) || PASSING.has(error.code)) throw error;
      await this.tell(tenant, stationId, schedule.id, schedule.title);
      return { state: 'failed', reason: error.code };
    }
  }

  /** What the workflow refuses it refuses at the next due moment, too: the chief must see it. */
  private async tell(tenant: Tenant, stationId: Id, id: string, title: KnownSchedule['schedule']['title']): Promise<void> {
    const said = text(`计划“${title['zh-CN']}”未能执行`, `The schedule “${title.en}” could not run`);
    const body = text('流程未能按计划发起，请在“插件”页查看原因，必要时人工发起。', 'Its workflow could not be started. See why on the page “Plugins”, and start it by hand where needed.');
    await this.options.notices.notify(tenant, { unit: { stationId }, key: `schedule:${id}:${tenant.now.toISOString()}`, kind: 'schedule.failed', title: said, body, roles: ['chief'], record: { kind: 'plugin', id: stationId } });
  }

  private announce(tenant: Tenant, due: Date): void {
    tenant.afterCommit(() => this.options.jobs.bus.publish(SCHEDULES_TOPIC, due.toISOString()));
  }
}

/** A schedule at a station, locked for the rest of the transaction. */
export async function lockSchedule(tenant: Tenant, stationId: Id, id: string): Promise<ScheduleRow | undefined> {
  const [row] = await tenant.sql<ScheduleRow>(`SELECT ${SCHEDULE_COLUMNS} FROM schedule WHERE station_id = $1 AND schedule_id = $2 FOR UPDATE`, [stationId, id]);
  return row;
}

async function setDue(tenant: Tenant, { stationId, scheduleId }: ScheduleRow, due: Date | null): Promise<void> {
  await tenant.sql('UPDATE schedule SET due_at = $3, try_at = $3 WHERE station_id = $1 AND schedule_id = $2', [stationId, scheduleId, due]);
}

async function placeOf(tenant: Tenant, stationId: Id): Promise<{ readonly timeZone: string; readonly closed: boolean }> {
  const [station] = await tenant.sql<{ timeZone: string; closed: boolean }>('SELECT time_zone AS "timeZone", closed_at IS NOT NULL AS closed FROM station WHERE id = $1', [stationId]);
  if (station === undefined) throw new Error('A schedule is planned for a station that is there.');
  return station;
}
