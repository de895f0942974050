import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, newId, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import * as deeds from '../audit-actions.js';
import type { Keyed } from '../commands.js';
import { once } from '../configuration/once.js';
import { holdInstances } from '../permissions.js';
import { readInstance } from '../reads/instances.js';
import type { LegalHoldRow } from './entities.js';

export const HOLD_COLUMNS = `station_id AS "stationId", id, instance_id AS "instanceId", incident_id AS "incidentId", number, reason, review_at AS "reviewAt", placed_by AS "placedBy", placed_at AS "placedAt", lifted_by AS "liftedBy", lifted_at AS "liftedAt", lift_reason AS "liftReason", warned_for AS "warnedFor"`;

/** Why something is kept, and until when nobody need look again. */
export interface HoldTerms extends Keyed {
  readonly reason: string;
  readonly reviewAt: Date;
}

export interface PlaceHold extends HoldTerms {
  readonly instanceId: Id;
}

/** What is held. */
export interface HeldRecord {
  readonly kind: 'instance' | 'incident';
  readonly id: Id;
  readonly number: string;
}

export interface OnHold extends Keyed {
  readonly holdId: Id;
  readonly reason: string;
}

const REASON_LENGTH = 500;

/**
 * Keeps everything of an instance until somebody lifts it. What was erased before stays erased.
 * @throws StationhouseError NOT_FOUND, BAD_INPUT without a reason or with a review date that is over, CONFLICT while it is on hold
 */
export function placeHold(tenant: Tenant, stationId: Id, command: PlaceHold): Promise<{ readonly id: Id }> {
  return once(tenant, stationId, `hold ${command.instanceId}`, command, async () => {
    const instance = await readInstance(tenant, stationId, command.instanceId);
    // Whoever erases it now is waited for, and whoever wants to afterwards finds the hold.
    await tenant.sql('SELECT id FROM instance WHERE station_id = $1 AND id = $2 FOR UPDATE', [stationId, instance.id]);
    return noteHold(tenant, stationId, { kind: 'instance', id: instance.id, number: instance.number }, command);
  });
}

/** Keeps everything of an incident until somebody lifts it. The caller has read it. @throws StationhouseError BAD_INPUT, CONFLICT while it is on hold */
export function placeHoldOnIncident(tenant: Tenant, stationId: Id, { id, number }: Omit<HeldRecord, 'kind'>, terms: HoldTerms): Promise<{ readonly id: Id }> {
  return once(tenant, stationId, `hold ${id}`, terms, () => noteHold(tenant, stationId, { kind: 'incident', id, number }, terms));
}

async function noteHold(tenant: Tenant, stationId: Id, record: HeldRecord, terms: HoldTerms): Promise<{ readonly id: Id }> {
  const [reason, reviewAt] = [reasonIn(terms.reason), laterThan(tenant.now, terms.reviewAt)];
  const [instanceId, incidentId] = record.kind === 'instance' ? [record.id, null] : [null, record.id];
  const id = newId();
  const [placed] = await tenant.sql(
    'INSERT INTO legal_hold (station_id, id, instance_id, incident_id, number, reason, review_at, placed_by, placed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id',
    [stationId, id, instanceId, incidentId, record.number, reason, reviewAt, tenant.context.accountId, tenant.now],
  );
  if (placed === undefined) throw new StationhouseError('CONFLICT', text('已依法留存，请刷新后查看或复核。', 'This is on hold already. Reload the page to see it, or review it.'));
  await audit(tenant, { action: deeds.holdPlaced, stationId, record, purpose: reason, details: { holdId: id, reviewAt: reviewAt.toISOString() } });
  return { id };
}

/** Somebody has looked: it is kept on, until another review. @throws StationhouseError NOT_FOUND, CONFLICT once lifted, BAD_INPUT */
export function reviewHold(tenant: Tenant, stationId: Id, command: OnHold & { readonly reviewAt: Date }): Promise<{ readonly id: Id }> {
  return once(tenant, stationId, `review ${command.holdId}`, command, async () => {
    const hold = await openHold(tenant, stationId, command.holdId);
    const [reason, reviewAt] = [reasonIn(command.reason), laterThan(tenant.now, command.reviewAt)];
    await tenant.sql('UPDATE legal_hold SET reason = $3, review_at = $4 WHERE station_id = $1 AND id = $2', [stationId, hold.id, reason, reviewAt]);
    await audit(tenant, { action: deeds.holdReviewed, stationId, record: recordOf(hold), purpose: reason, details: { holdId: hold.id, reviewAt: reviewAt.toISOString() } });
    return { id: hold.id };
  });
}

/** Lifts a hold: what is due goes with the next erasing. @throws StationhouseError NOT_FOUND, CONFLICT once lifted, BAD_INPUT without a reason */
export function liftHold(tenant: Tenant, stationId: Id, command: OnHold): Promise<{ readonly id: Id }> {
  return once(tenant, stationId, `lift ${command.holdId}`, command, async () => {
    const hold = await openHold(tenant, stationId, command.holdId);
    const reason = reasonIn(command.reason);
    await tenant.sql('UPDATE legal_hold SET lifted_by = $3, lifted_at = $4, lift_reason = $5 WHERE station_id = $1 AND id = $2', [stationId, hold.id, tenant.context.accountId, tenant.now, reason]);
    await audit(tenant, { action: deeds.holdLifted, stationId, record: recordOf(hold), purpose: reason, details: { holdId: hold.id } });
    return { id: hold.id };
  });
}

/** Tells whoever may lift them of holds whose review date has passed, once for each date. They stay until somebody decides. */
export async function warnOfReviews(tenant: Tenant, notices: Pick<Notices, 'notify'>, stationId: Id): Promise<number> {
  const overdue = await tenant.sql<LegalHoldRow>(`SELECT ${HOLD_COLUMNS} FROM legal_hold WHERE station_id = $1 AND lifted_at IS NULL AND review_at <= $2 AND warned_for IS DISTINCT FROM review_at ORDER BY id FOR UPDATE`, [stationId, tenant.now]);
  for (const hold of overdue) {
    const record = recordOf(hold);
    const { number } = record;
    const title = text(`${number} 依法留存已到复核日期`, `${number}: the legal hold is due for review`);
    const body = text('留存不会自动解除。请复核：仍需留存的，填写新的复核日期；不再需要的，解除留存。', 'It is not lifted by itself. Review it: set a new date where it is still needed, or lift it.');
    await notices.notify(tenant, { unit: { stationId }, key: `hold:${hold.id}:${hold.reviewAt.toISOString()}`, kind: 'retention.review', title, body, roles: holdInstances.defaultRoles, record });
    await tenant.sql('UPDATE legal_hold SET warned_for = review_at WHERE station_id = $1 AND id = $2', [stationId, hold.id]);
  }
  return overdue.length;
}

async function openHold(tenant: Tenant, stationId: Id, id: Id): Promise<LegalHoldRow> {
  const [hold] = await tenant.sql<LegalHoldRow>(`SELECT ${HOLD_COLUMNS} FROM legal_hold WHERE station_id = $1 AND id = $2 FOR UPDATE`, [stationId, id]);
  if (hold === undefined) throw notFound(text('依法留存', 'Legal hold'));
  if (hold.liftedAt !== null) throw new StationhouseError('CONFLICT', text('该留存已解除，请刷新页面。', 'This hold has been lifted. Reload the page.'));
  return hold;
}

function recordOf({ instanceId, incidentId, number }: LegalHoldRow): HeldRecord {
  if (instanceId !== null) return { kind: 'instance', id: instanceId, number };
  if (incidentId !== null) return { kind: 'incident', id: incidentId, number };
  throw new Error('A hold is on an instance or on an incident.');
}

function reasonIn(given: string): string {
  const reason = parseText(given, 'reason', REASON_LENGTH).trim();
  if (reason === '') throw badInput('reason', text('请填写理由。', 'Give a reason.'));
  return reason;
}

function laterThan(now: Date, reviewAt: Date): Date {
  if (reviewAt > now) return reviewAt;
  throw badInput('reviewAt', text('复核日期须晚于现在。', 'The date of the review is after now.'));
}
