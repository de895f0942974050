import { audit } from '@stationhouse/audit';
import type { Database, Tenant } from '@stationhouse/database';
import { defineJob, type JobDefinition, type Jobs } from '@stationhouse/jobs';
import { badInput, text, type Id } from '@stationhouse/kernel';
import { parseHolidayNotice, type HolidayNotice, type ShiftHours } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import type { WorkflowRuntime } from '../runtime.js';

/** A notice as a bureau imported it, with how far the clocks that waited for it have come. */
export interface ImportedNotice extends HolidayNotice {
  readonly bureauId: Id;
  readonly importedBy: Id | null;
  readonly importedAt: Date;
  readonly stationsTotal: number;
  readonly stationsDone: number;
  /** Instances with a clock or task that has a due moment now. */
  readonly determined: number;
  readonly finishedAt: Date | null;
}

/** What waits for a calendar at a station. */
export interface Undetermined {
  readonly stationId: Id;
  readonly clocks: number;
  readonly tasks: number;
}

export const DETERMINE_TOPIC = 'workflow.determine';

const COLUMNS = `bureau_id AS "bureauId", year, days, imported_by AS "importedBy", imported_at AS "importedAt", stations_total AS "stationsTotal", stations_done AS "stationsDone", determined, finished_at AS "finishedAt"`;

/** Clocks and tasks without a due moment they should have; paused clocks keep waiting too. */
const waitingClocks = (source: 'public' | 'fact') => `SELECT station_id, instance_id FROM ${source}.clock WHERE station_id = ANY ($1) AND due_at IS NULL AND stopped_at IS NULL`;
const waitingTasks = (source: 'public' | 'fact') => `SELECT station_id, instance_id FROM ${source}.task WHERE station_id = ANY ($1) AND due_at IS NULL AND due_explanation IS NOT NULL AND status IN ('OPEN', 'CLAIMED')`;

/** The bureau's notices, newest year first. */
export function listNotices(tenant: Tenant, bureauId: Id): Promise<ImportedNotice[]> {
  return tenant.sql<ImportedNotice>(`SELECT ${COLUMNS} FROM holiday_notice WHERE bureau_id = $1 ORDER BY year DESC`, [bureauId]);
}

/** How many clocks and tasks of some stations wait for a calendar, without exercises; stations without any are left out. */
export function countUndetermined(tenant: Tenant, stationIds: readonly Id[]): Promise<Undetermined[]> {
  return tenant.sql<Undetermined>(
    `SELECT station_id AS "stationId", count(*) FILTER (WHERE what = 'clock')::int AS clocks, count(*) FILTER (WHERE what = 'task')::int AS tasks
       FROM (SELECT 'clock' AS what, c.* FROM (${waitingClocks('fact')}) c UNION ALL SELECT 'task', t.* FROM (${waitingTasks('fact')}) t) waiting
      GROUP BY station_id ORDER BY station_id`,
    [[...stationIds]],
  );
}

/** Sets a station's close of business and shifts. Clocks that run keep their due moments; those that waited for shifts are determined. */
export async function setStationCalendar(tenant: Tenant, jobs: Jobs, stationId: Id, closes: string | null, shifts: readonly ShiftHours[]): Promise<void> {
  if (closes !== null && !isTime(closes)) throw badInput('closes', text('下班时间请写成 17:30 这样的形式。', 'Write the close of business like 17:30.'));
  for (const { days, from, to } of shifts) {
    const known = days === 'workingDays' || (days.length > 0 && days.every((day) => Number.isInteger(day) && day >= 1 && day <= 7));
    if (!known || !isTime(from) || !isTime(to)) throw badInput('shifts', text('班次须有星期（1–7）或工作日，以及起止时间，例如 08:30–17:30。', 'A shift has weekdays (1–7) or working days, and times like 08:30–17:30.'));
  }
  await tenant.sql(
    `INSERT INTO station_calendar (station_id, closes, shifts, changed_by) VALUES ($1, $2, $3, $4)
     ON CONFLICT (station_id) DO UPDATE SET closes = excluded.closes, shifts = excluded.shifts, changed_by = excluded.changed_by, changed_at = app.now(), revision = station_calendar.revision + 1`,
    [stationId, closes, JSON.stringify(shifts), tenant.context.accountId ?? null],
  );
  await audit(tenant, { action: deeds.calendarChanged, stationId, details: { closes, shifts: shifts.length } });
  await jobs.outbox.enqueue(tenant, { topic: DETERMINE_TOPIC, stationId, payload: { year: null } });
}

/** The notices of bureaus: imported by an administrator, and what waited for them determined by a job. */
export class HolidayNotices {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly runtime: WorkflowRuntime,
  ) {
    // Both surfaces of one process share its jobs.
    if (jobs.registry.get(DETERMINE_TOPIC) === undefined) jobs.register(this.job());
  }

  /**
   * Takes in a yearly notice, in the place of one of the same year, and sets the job going. Clocks that have a due moment keep it.
   * @param written JSON or CSV, see `parseHolidayNotice`
   * @throws StationhouseError BAD_INPUT
   */
  async import(tenant: Tenant, bureauId: Id, written: string): Promise<ImportedNotice> {
    const { year, days } = parseHolidayNotice(written);
    const [row] = await tenant.sql<ImportedNotice>(
      `INSERT INTO holiday_notice (bureau_id, year, days, imported_by) VALUES ($1, $2, $3, $4)
       ON CONFLICT (bureau_id, year) DO UPDATE SET days = excluded.days, imported_by = excluded.imported_by, imported_at = app.now(), revision = holiday_notice.revision + 1,
         stations_total = 0, stations_done = 0, determined = 0, finished_at = NULL
       RETURNING ${COLUMNS}`,
      [bureauId, year, JSON.stringify(days), tenant.context.accountId ?? null],
    );
    if (row === undefined) throw new Error('The notice was not written.');
    await audit(tenant, { action: deeds.noticeImported, bureauId, details: { year, days: days.length } });
    await this.jobs.outbox.enqueue(tenant, { topic: DETERMINE_TOPIC, bureauId, payload: { year } });
    return row;
  }

  /** Determines what waited, station by station; may run again: what is determined waits no more. */
  job(): JobDefinition {
    return defineJob<{ year: number | null }>({
      topic: DETERMINE_TOPIC,
      title: text('按日历重算时限', 'Determine clocks by the calendar'),
      handle: async ({ scope, scopeId, payload, context, signal }) => {
        if (scope === 'station') return void (await this.determineAt(scopeId, signal));
        const stations = await this.database.inTenant(context, (tenant) => tenant.sql<{ id: Id }>('SELECT id FROM station WHERE bureau_id = $1 ORDER BY id', [scopeId]));
        let determined = 0;
        for (const [done, { id }] of [{ id: undefined }, ...stations].entries()) {
          if (id !== undefined) determined += await this.determineAt(id, signal);
          await this.database.inTenant(context, (tenant) =>
            tenant.sql(
              `UPDATE holiday_notice SET stations_total = $3::int, stations_done = $4::int, determined = $5, finished_at = CASE WHEN $4::int = $3::int THEN app.now() END WHERE bureau_id = $1 AND year = $2`,
              [scopeId, payload.year, stations.length, done, determined],
            ),
          );
        }
      },
      timeout: 'PT1H',
      retry: { attempts: 20, delay: 'PT2S' },
      concurrency: 1,
    });
  }

  /** @returns how many instances of the station have a due moment they had not */
  private async determineAt(stationId: Id, signal: AbortSignal): Promise<number> {
    const context = { stationIds: [stationId], bureauIds: [] };
    const waiting = await this.database.inTenant(context, (tenant) => tenant.sql<{ id: Id }>(`SELECT DISTINCT instance_id AS id FROM (${waitingClocks('public')} UNION ${waitingTasks('public')}) w`, [[stationId]]));
    let determined = 0;
    for (const { id } of waiting) {
      signal.throwIfAborted();
      if ((await this.runtime.determine(stationId, id)) !== undefined) determined += 1;
    }
    return determined;
  }
}

function isTime(value: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(value);
}
