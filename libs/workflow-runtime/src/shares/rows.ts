import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Bilingual, type Id } from '@stationhouse/kernel';

/** What a station that was asked to help answers. */
export type ShareAnswerKind = 'received' | 'searching' | 'notFound' | 'clue';
export const SHARE_ANSWERS: readonly ShareAnswerKind[] = ['received', 'searching', 'notFound', 'clue'];

/** A request for help as one of its two stations has it. */
export interface ShareRequestRow {
  readonly stationId: Id;
  readonly id: Id;
  readonly direction: 'out' | 'in';
  readonly otherStationId: Id;
  readonly otherStationName: string;
  /** Of the station that asks. */
  readonly instanceId: Id;
  /** What is looked for, as the card is called; nothing personal. */
  readonly title: Bilingual;
  /** Whom it rings where it comes to. */
  readonly roles: readonly string[];
  /** Nobody was rung. */
  readonly exercise: boolean;
  readonly askedAt: Date;
  readonly answer: ShareAnswerKind | null;
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
}

export interface ShareAnswerRow {
  readonly stationId: Id;
  readonly id: Id;
  readonly requestId: Id;
  readonly answer: ShareAnswerKind;
  /** Of a clue: P2, as the two that follow. */
  readonly place: string | null;
  readonly seenAt: Date | null;
  readonly words: string | null;
  /** Null at the station that asked. */
  readonly answeredBy: Id | null;
  readonly at: Date;
}

export const REQUEST_COLUMNS = `station_id AS "stationId", id, direction, other_station_id AS "otherStationId", other_station_name AS "otherStationName", instance_id AS "instanceId", title, roles, exercise,
  asked_at AS "askedAt", answer, answered_at AS "answeredAt", ended_at AS "endedAt"`;
export const ANSWER_COLUMNS = 'station_id AS "stationId", id, request_id AS "requestId", answer, place, seen_at AS "seenAt", words, answered_by AS "answeredBy", at';

/** Those that other stations asked of this one, open ones first, then newest first; at most 200. @param open only open ones */
export function incomingRequests(tenant: Tenant, stationId: Id, open: boolean): Promise<ShareRequestRow[]> {
  return tenant.sql<ShareRequestRow>(`SELECT ${REQUEST_COLUMNS} FROM share_request WHERE station_id = $1 AND direction = 'in' AND (NOT $2 OR ended_at IS NULL) ORDER BY ended_at IS NOT NULL, asked_at DESC, id DESC LIMIT 200`, [stationId, open]);
}

/** Those that instances of this station asked, in the order they were asked. */
export function requestsOf(tenant: Tenant, stationId: Id, instanceIds: readonly Id[]): Promise<ShareRequestRow[]> {
  return tenant.sql<ShareRequestRow>(`SELECT ${REQUEST_COLUMNS} FROM share_request WHERE station_id = $1 AND direction = 'out' AND instance_id = ANY ($2) ORDER BY asked_at, other_station_name, id`, [stationId, [...instanceIds]]);
}

export function answersOf(tenant: Tenant, stationId: Id, requestIds: readonly Id[]): Promise<ShareAnswerRow[]> {
  return tenant.sql<ShareAnswerRow>(`SELECT ${ANSWER_COLUMNS} FROM share_answer WHERE station_id = $1 AND request_id = ANY ($2) ORDER BY at, id`, [stationId, [...requestIds]]);
}

/** @param lock holds it until the commit @throws StationhouseError NOT_FOUND */
export async function readRequest(tenant: Tenant, stationId: Id, id: Id, direction: ShareRequestRow['direction'], lock = false): Promise<ShareRequestRow> {
  const [row] = await tenant.sql<ShareRequestRow>(`SELECT ${REQUEST_COLUMNS} FROM share_request WHERE station_id = $1 AND id = $2 AND direction = $3${lock ? ' FOR UPDATE' : ''}`, [stationId, id, direction]);
  if (row === undefined) throw notFound(text('协查', 'Request for help'));
  return row;
}
