import { AuditEntryRow } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { parseId, parseText, type Id } from '@stationhouse/kernel';
import { In } from 'typeorm';
import { decodeCursor, pageOf, parseFirst, type Page } from '../graphql/cursor.js';

export interface AuditQuery {
  /** The stations and bureaus whose lines are wanted; all in scope. */
  readonly unitIds: readonly Id[];
  readonly filter: { readonly from?: Date | null; readonly to?: Date | null; readonly actorId?: Id | null; readonly action?: string | null; readonly recordId?: Id | null };
  readonly first: number;
  readonly after: string | null | undefined;
}

/** One page of the record, newest first. @throws StationhouseError BAD_INPUT, BAD_CURSOR */
export async function readAuditPage(tenant: Tenant, query: AuditQuery): Promise<Page<AuditEntryRow>> {
  const first = parseFirst(query.first);
  const [before] = decodeCursor(query.after, ['number']) ?? [];
  const { from, to, actorId, action, recordId } = query.filter;
  const values = [
    [...query.unitIds],
    before ?? null,
    from ?? null,
    to ?? null,
    given(actorId, (id) => parseId(id, 'actorId')),
    given(action, (id) => parseText(id, 'action', 100)),
    given(recordId, (id) => parseId(id, 'recordId')),
    first + 1,
  ];
  // Each unit's newest lines come from its own index; the page is the newest of those.
  const rows = await tenant.sql<{ unit_id: Id; id: Id }>(
    `SELECT e.unit_id, e.id FROM unnest($1::uuid[]) AS unit (id) CROSS JOIN LATERAL (
       SELECT unit_id, audit_entry.id, sequence FROM audit_entry
        WHERE unit_id = unit.id AND ($2::bigint IS NULL OR sequence < $2) AND ($3::timestamptz IS NULL OR at >= $3) AND ($4::timestamptz IS NULL OR at < $4)
          AND ($5::uuid IS NULL OR actor_id = $5) AND ($6::text IS NULL OR action = $6) AND ($7::uuid IS NULL OR record_id = $7)
        ORDER BY sequence DESC LIMIT $8
     ) AS e ORDER BY e.sequence DESC LIMIT $8`,
    values,
  );
  if (rows.length === 0) return pageOf([], first, () => []);
  const entries = await tenant.repository(AuditEntryRow).find({ where: { unitId: In([...query.unitIds]), id: In(rows.map((row) => row.id)) }, order: { sequence: 'DESC' } });
  return pageOf(entries, first, (entry) => [Number(entry.sequence)]);
}

function given(value: string | null | undefined, parse: (value: string) => string): string | null {
  return value === null || value === undefined ? null : parse(value);
}
