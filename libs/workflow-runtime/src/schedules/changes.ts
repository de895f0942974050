import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, notFound, requireRecurrence, StationhouseError, text, type Id, type Recurrence } from '@stationhouse/kernel';
import * as deeds from '../audit-actions.js';
import type { Keyed } from '../commands.js';
import { once } from '../configuration/once.js';
import type { ScheduleBook } from './schedule.js';
import { lockSchedule, type ScheduleWorker } from './worker.js';

export interface ChangeSchedule extends Keyed {
  readonly scheduleId: string;
  /** When it comes round at the station; undefined: as it is declared. */
  readonly recurrence: Recurrence | undefined;
  readonly off: boolean;
  readonly expectedVersion: number;
}

/**
 * Changes a schedule at a station, as far as whoever declared it lets it.
 * @throws StationhouseError NOT_FOUND, BAD_INPUT for what may not be changed or cannot come round, STALE_VERSION, CONFLICT
 */
export function changeSchedule(tenant: Tenant, { book, worker }: { readonly book: ScheduleBook; readonly worker: ScheduleWorker }, stationId: Id, command: ChangeSchedule): Promise<unknown> {
  return once(tenant, stationId, `schedule ${command.scheduleId}`, command, async () => {
    const known = book.find(command.scheduleId);
    const row = await lockSchedule(tenant, stationId, command.scheduleId);
    if (known === undefined || row === undefined) throw notFound(text('计划', 'Schedule'));
    if (row.version !== command.expectedVersion) throw new StationhouseError('STALE_VERSION', text('该计划刚被他人修改，请刷新后再改。', 'Somebody has just changed this schedule. Reload it and change it again.'), { version: row.version });
    const { recurrence, off } = command;
    const may = known.schedule.stationMayChange ?? [];
    if (recurrence !== undefined && !may.includes('time')) throw badInput('recurrence', text('该计划的时间不能由本所更改。', 'The station may not change when this comes round.'));
    if (off && !may.includes('off')) throw badInput('off', text('该计划不能由本所停用。', 'The station may not switch this off.'));
    if (recurrence !== undefined) requireRecurrence(recurrence, 'recurrence');
    await tenant.sql('UPDATE schedule SET own = $3, off = $4, version = version + 1, changed_by = $5, changed_at = $6 WHERE station_id = $1 AND schedule_id = $2', [
      stationId, command.scheduleId, recurrence === undefined ? null : JSON.stringify(recurrence), off, tenant.context.accountId, tenant.now,
    ]);
    await worker.plan(tenant, stationId, known);
    await audit(tenant, { action: deeds.scheduleChanged, stationId, record: { kind: 'schedule', id: stationId, number: command.scheduleId }, details: { recurrence: recurrence ?? null, off } });
    return {};
  });
}
