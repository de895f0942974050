import type { Unit } from '@stationhouse/access';
import type { Database, Tenant } from '@stationhouse/database';
import { addDuration, type Id, type IsoDuration } from '@stationhouse/kernel';
import { contextOf } from './notices.js';
import { idOf } from './recipients.js';

/** How long notices stay. */
export interface Retention {
  /** An ordinary notice goes this long after the last of those it told has read it. */
  readonly read: IsoDuration;
  /** Every notice goes after this long: urgent ones, with who was told and who signed, and those nobody has read. */
  readonly all: IsoDuration;
}

interface OldNotice {
  readonly scope: 'station' | 'bureau';
  readonly unit_id: Id;
  readonly id: Id;
}

/** Notices removed at a time. */
const PAGE = 500;

/**
 * Removes notices whose time is over, on domain time, with who was told and what was sent. What was done with urgent ones
 * (signed, climbed) stays in the audit record. Any number of processes may do it at once.
 * @returns how many this call removed
 */
export async function removeOldNotices(database: Database, { read, all }: Retention): Promise<number> {
  const now = await database.now();
  const before = (duration: IsoDuration) => addDuration(now, duration, 'UTC', -1);
  let removed = 0;
  for (;;) {
    const old = await database.unscoped<OldNotice>('old_notices', [before(read), before(all), PAGE]);
    let gone = 0;
    for (const { unit, ids } of byUnit(old)) {
      gone += await database.inTenant(contextOf(unit), (tenant) => remove(tenant, unit, ids));
    }
    removed += gone;
    // A full page of which nothing went was another process's: it goes on.
    if (old.length < PAGE || gone === 0) return removed;
  }
}

/** Removes what was told of a record, with who was told and what was sent: nobody is to read of it any more. */
export async function removeNoticesAbout(tenant: Tenant, unit: Unit, recordId: Id): Promise<void> {
  const notices = await tenant.sql<{ id: Id }>('SELECT id FROM notice WHERE unit_id = $1 AND record_id = $2', [idOf(unit), recordId]);
  await remove(tenant, unit, notices.map(({ id }) => id));
}

async function remove(tenant: Tenant, unit: Unit, ids: readonly Id[]): Promise<number> {
  const which = [idOf(unit), ids];
  await tenant.sql('DELETE FROM notice_delivery WHERE unit_id = $1 AND notice_id = ANY ($2)', which);
  await tenant.sql('DELETE FROM notice_recipient WHERE unit_id = $1 AND notice_id = ANY ($2)', which);
  // TypeORM answers a bare DELETE with its rows beside their count.
  const [left] = await tenant.sql<{ gone: number }>('WITH d AS (DELETE FROM notice WHERE unit_id = $1 AND id = ANY ($2) RETURNING 1) SELECT count(*)::int AS gone FROM d', which);
  return left?.gone ?? 0;
}

function byUnit(notices: readonly OldNotice[]): { readonly unit: Unit; readonly ids: readonly Id[] }[] {
  const found = new Map<Id, { unit: Unit; ids: Id[] }>();
  for (const { scope, unit_id: unitId, id } of notices) {
    const group = found.get(unitId) ?? { unit: scope === 'bureau' ? { bureauId: unitId } : { stationId: unitId }, ids: [] };
    group.ids.push(id);
    found.set(unitId, group);
  }
  return [...found.values()];
}
