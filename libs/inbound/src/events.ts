import { decodeCursor, pageOf, parseFirst, type Page } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import { badInput, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import * as deeds from './permissions.js';
import { EVENT_TOPIC } from './reception.js';

/** What became of an event: under way, handled, kept because its feature is off or unknown, wrong data, could not be handled, seen to by a person. */
export const EVENT_STATES = ['received', 'done', 'held', 'refused', 'failed', 'settled'] as const;
export type EventState = (typeof EVENT_STATES)[number];

/** An event as lists show it: nothing of its data. */
export interface InboundEventRecord {
  readonly stationId: Id;
  readonly id: Id;
  /** The sender's id. */
  readonly eventId: string;
  readonly sourceId: Id;
  readonly sourceTitle: string | null;
  readonly type: string;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly state: EventState;
  /** Why it waits: a code. */
  readonly reason: string | null;
  /** Paths of the fields that are wrong. */
  readonly details: string | null;
  readonly instanceId: Id | null;
  /** True when it started its instance. */
  readonly began: boolean;
  readonly settledBy: Id | null;
  readonly settledAt: Date | null;
  readonly note: string | null;
}

export interface InboundEventSelection {
  readonly states?: readonly EventState[] | null | undefined;
  readonly type?: string | null | undefined;
}

const NOTE_LENGTH = 500;
/** What a person can see to, or have handled again. */
const WAITING: readonly EventState[] = ['held', 'refused', 'failed'];
const COLUMNS = `e.station_id AS "stationId", e.id, e.event_id AS "eventId", e.source_id AS "sourceId", v.title AS "sourceTitle", e.type, e.occurred_at AS "occurredAt", e.received_at AS "receivedAt",
  e.state, e.reason, e.details, e.instance_id AS "instanceId", e.began, e.settled_by AS "settledBy", e.settled_at AS "settledAt", e.note`;
/** What became of an instance that is sealed is no more to be seen than the instance. */
const FROM = `FROM inbound_event e LEFT JOIN event_source v ON v.bureau_id = e.bureau_id AND v.id = e.source_id
  WHERE e.station_id = $1 AND (e.instance_id IS NULL OR EXISTS (SELECT FROM instance i WHERE i.station_id = e.station_id AND i.id = e.instance_id))`;

/** One page of a station's events, newest first. The transaction reaches the bureau too, for the sources' names. @throws StationhouseError BAD_CURSOR, BAD_INPUT */
export async function listEvents(tenant: Tenant, stationId: Id, { states, type }: InboundEventSelection, first: number, after: string | null | undefined): Promise<Page<InboundEventRecord>> {
  const most = parseFirst(first);
  const [last] = decodeCursor(after, ['id']) ?? [];
  const rows = await tenant.sql<InboundEventRecord>(
    `SELECT ${COLUMNS} ${FROM} AND ($2::text[] IS NULL OR e.state = ANY ($2)) AND ($3::text IS NULL OR e.type = $3) AND ($4::uuid IS NULL OR e.id < $4) ORDER BY e.id DESC LIMIT $5`,
    [stationId, states ?? null, type ?? null, last ?? null, most + 1],
  );
  return pageOf(rows, most, (row) => [row.id]);
}

/** @throws StationhouseError NOT_FOUND */
export async function readEvent(tenant: Tenant, stationId: Id, id: Id): Promise<InboundEventRecord & { readonly data: JsonObject | null }> {
  const [row] = await tenant.sql<InboundEventRecord & { data: JsonObject | null }>(`SELECT ${COLUMNS}, e.data ${FROM} AND e.id = $2`, [stationId, id]);
  if (row === undefined) throw notFound(text('外部事件', 'Inbound event'));
  return row;
}

/** How many wait for a person. */
export async function countWaiting(tenant: Tenant, stationId: Id): Promise<number> {
  const [row] = await tenant.sql<{ waiting: number }>(`SELECT count(*)::int AS waiting FROM inbound_event WHERE station_id = $1 AND state IN ('held', 'refused', 'failed')`, [stationId]);
  return row?.waiting ?? 0;
}

/**
 * Has an event that waits handled again: its sender, its type or its feature was put right.
 * @throws StationhouseError NOT_FOUND, EVENT_NOT_WAITING
 */
export async function replayEvent(tenant: Tenant, outbox: Jobs['outbox'], stationId: Id, id: Id): Promise<void> {
  const bureauId = await turn(tenant, stationId, id, `state = 'received', reason = NULL, details = NULL`, []);
  await outbox.enqueue(tenant, { topic: EVENT_TOPIC, stationId, payload: { eventId: id, bureauId } });
  await audit(tenant, { action: deeds.eventReplayed, stationId, record: { kind: 'inboundEvent', id } });
}

/**
 * Records that a person has seen to an event that waits.
 * @param note what was done; at most 500 characters, not empty
 * @throws StationhouseError NOT_FOUND, EVENT_NOT_WAITING, BAD_INPUT
 */
export async function settleEvent(tenant: Tenant, stationId: Id, id: Id, note: string): Promise<void> {
  const said = parseText(note, 'note', NOTE_LENGTH).trim();
  if (said === '') throw badInput('note', text('请填写如何处置的。', 'Say what was done.'));
  await turn(tenant, stationId, id, `state = 'settled', settled_by = $3, settled_at = $4, note = $5`, [tenant.context.accountId ?? null, tenant.now, said]);
  await audit(tenant, { action: deeds.eventSettled, stationId, record: { kind: 'inboundEvent', id } });
}

async function turn(tenant: Tenant, stationId: Id, id: Id, set: string, values: readonly unknown[]): Promise<Id> {
  const [row] = await tenant.sql<{ bureau_id: Id }>(`UPDATE inbound_event SET ${set} WHERE station_id = $1 AND id = $2 AND state IN (${WAITING.map((state) => `'${state}'`).join(', ')}) RETURNING bureau_id`, [stationId, id, ...values]);
  if (row !== undefined) return row.bureau_id;
  const { state } = await readEvent(tenant, stationId, id);
  throw new StationhouseError('EVENT_NOT_WAITING', text('该事件已处理，无须再办，请刷新。', 'This event has been handled. Reload.'), { state });
}
