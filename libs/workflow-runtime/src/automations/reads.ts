import { decodeCursor, pageOf, parseFirst, type Page } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { AutomationCallRow, CallStatus } from '../entities.js';
import { CALL_COLUMNS } from './calls.js';

/** Which calls of a station a list shows. */
export interface CallSelection {
  readonly statuses?: readonly CallStatus[] | undefined;
  readonly automation?: string | undefined;
  readonly instanceId?: Id | undefined;
}

/** One page of a station's calls, newest first. @throws StationhouseError BAD_CURSOR, BAD_INPUT */
export async function listCalls(tenant: Tenant, stationId: Id, { statuses, automation, instanceId }: CallSelection, first: number, after: string | null | undefined): Promise<Page<AutomationCallRow>> {
  const most = parseFirst(first);
  const [last] = decodeCursor(after, ['id']) ?? [];
  const rows = await tenant.sql<AutomationCallRow>(
    `SELECT ${CALL_COLUMNS} FROM automation_call c WHERE station_id = $1 AND ($2::text[] IS NULL OR status = ANY ($2)) AND ($3::text IS NULL OR automation = $3)
        AND ($4::uuid IS NULL OR instance_id = $4) AND ($5::uuid IS NULL OR id < $5) AND EXISTS (SELECT FROM instance i WHERE i.station_id = c.station_id AND i.id = c.instance_id) ORDER BY id DESC LIMIT $6`,
    [stationId, statuses ?? null, automation ?? null, instanceId ?? null, last ?? null, most + 1],
  );
  return pageOf(rows, most, (row) => [row.id]);
}

/** The calls of some instances, oldest first. */
export function callsOfInstances(tenant: Tenant, stationId: Id, instanceIds: readonly Id[]): Promise<AutomationCallRow[]> {
  return tenant.sql<AutomationCallRow>(`SELECT ${CALL_COLUMNS} FROM automation_call WHERE station_id = $1 AND instance_id = ANY ($2) ORDER BY serial`, [stationId, [...instanceIds]]);
}
