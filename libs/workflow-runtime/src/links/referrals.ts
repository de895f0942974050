import { audit } from '@stationhouse/audit';
import type { Database, Tenant } from '@stationhouse/database';
import { defineJob, type JobDefinition, type Jobs } from '@stationhouse/jobs';
import { newId, notFound, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import { labelOf, type CompiledWorkflow, type JsonObject } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import { atStation } from '../automations/alarms.js';
import { reasonOf } from '../automations/repair.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { Call, CommandAnswer } from '../commands.js';
import type { ReferralRow } from '../entities.js';
import { readInstance } from '../reads/instances.js';
import type { WorkflowRuntime } from '../runtime.js';
import { requireByHand } from './by-hand.js';

export interface ReferralsOptions {
  readonly database: Database;
  readonly runtime: WorkflowRuntime;
  readonly catalog: WorkflowCatalog;
  readonly jobs: Pick<Jobs, 'outbox' | 'live'>;
  readonly notices: Notices;
}

/** A station somebody may refer to. */
export interface ReferralTarget {
  readonly id: Id;
  readonly name: string;
}

export interface AcceptReferral {
  readonly referralId: Id;
  /** What the start form asks for; what came along is already known. */
  readonly data: JsonObject;
  readonly idempotencyKey: string;
}

const SEND_TOPIC = 'workflow.referral.send';
const WITHDRAW_TOPIC = 'workflow.referral.withdraw';
const ANSWER_TOPIC = 'workflow.referral.answer';

/** Who at the receiving station is told. */
const RECEIVERS = ['duty-officer', 'duty-commander'];

export const REFERRAL_COLUMNS = `station_id AS "stationId", id, direction, other_station_id AS "otherStationId", other_station_name AS "otherStationName", instance_id AS "instanceId", workflow, number, title, data, exercise, reason, status, answer,
  other_number AS "otherNumber", sent_by AS "sentBy", sent_at AS "sentAt", answered_by AS "answeredBy", answered_at AS "answeredAt"`;

/**
 * Hands an instance to another station, which accepts or declines. Each station has a row of its own and writes only that;
 * a job carries the few facts from one to the other, under the other's scope. Neither ever reads the other's records.
 */
export class Referrals {
  constructor(private readonly options: ReferralsOptions) {}

  /** The jobs of the outbox. */
  jobs(): JobDefinition[] {
    const retry = { attempts: 20, delay: 'PT2S' };
    return [
      defineJob<{ referralId: Id }>({ topic: SEND_TOPIC, title: text('送出移交', 'Deliver a referral'), handle: ({ scopeId, payload }) => this.deliver(scopeId, payload.referralId), retry }),
      defineJob<{ referralId: Id }>({ topic: WITHDRAW_TOPIC, title: text('送出移交的撤回', 'Deliver the withdrawal of a referral'), handle: ({ scopeId, payload }) => this.carryWithdrawal(scopeId, payload.referralId), retry }),
      defineJob<{ referralId: Id }>({ topic: ANSWER_TOPIC, title: text('回复移交', 'Answer a referral'), handle: ({ scopeId, payload }) => this.answer(scopeId, payload.referralId), retry }),
    ];
  }

  /** The other stations of a station's bureau. */
  async targets(stationId: Id): Promise<ReferralTarget[]> {
    const bureauId = await atStation(this.options.database, stationId, async (tenant) => (await tenant.sql<{ id: Id }>('SELECT bureau_id AS id FROM station WHERE id = $1', [stationId]))[0]?.id);
    if (bureauId === undefined) throw notFound(text('派出所', 'Station'));
    return this.options.database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => tenant.sql<ReferralTarget>('SELECT id, name FROM station WHERE bureau_id = $1 AND id <> $2 ORDER BY code', [bureauId, stationId]));
  }

  /**
   * Refers an instance. It stays as it is; what becomes of the referral is shown with it.
   * @throws StationhouseError NOT_FOUND, BAD_INPUT without a reason, INSTANCE_CLOSED, STARTED_BY_OTHERS, CONFLICT while a referral is unanswered or after one was accepted
   */
  async send(call: Call, { instanceId, toStationId, reason }: { readonly instanceId: Id; readonly toStationId: Id; readonly reason: string }): Promise<ReferralRow> {
    const why = reasonOf(reason);
    const target = (await this.targets(call.stationId)).find(({ id }) => id === toStationId);
    if (target === undefined) throw notFound(text('派出所', 'Station'));
    return this.options.database.inTenant(call.context, async (tenant) => {
      const instance = await readInstance(tenant, call.stationId, instanceId);
      if (instance.status === 'closed') throw new StationhouseError('INSTANCE_CLOSED', text('事项已办结，不能移交。', 'This instance is closed and cannot be referred.'));
      await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`referral ${instanceId}`]);
      const [open] = await tenant.sql(`SELECT id FROM referral WHERE station_id = $1 AND instance_id = $2 AND direction = 'out' AND status NOT IN ('declined', 'withdrawn')`, [call.stationId, instanceId]);
      if (open !== undefined) throw new StationhouseError('CONFLICT', text('该事项已移交，对方尚未答复或已接收。', 'This instance has been referred: the other station has it, or has yet to answer.'));
      const compiled = await this.options.catalog.version(tenant, instance.definition);
      requireByHand(compiled);
      const [id, carried] = [newId(), carriedData(compiled, instance.snapshot.data)];
      const title = labelOf(compiled, carried);
      const [row] = await tenant.sql<ReferralRow>(
        `INSERT INTO referral (station_id, id, direction, other_station_id, other_station_name, instance_id, workflow, number, title, data, exercise, reason, sent_by, sent_at)
         VALUES ($1, $2, 'out', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING ${REFERRAL_COLUMNS}`,
        [call.stationId, id, toStationId, target.name, instanceId, instance.workflow, instance.number, JSON.stringify(title), JSON.stringify(carried), instance.exercise, why, call.actor.accountId, tenant.now],
      );
      if (row === undefined) throw new Error('The referral was not written.');
      await audit(tenant, { action: deeds.referralSent, stationId: call.stationId, record: { kind: 'instance', id: instanceId, number: instance.number }, purpose: why, details: { toStationId } });
      await this.options.jobs.outbox.enqueue(tenant, { topic: SEND_TOPIC, stationId: call.stationId, payload: { referralId: id } });
      return row;
    });
  }

  /**
   * Accepts a referral: an instance of the same workflow starts here. Repeated with the same key it answers the same.
   * @throws StationhouseError NOT_FOUND, CONFLICT when it was answered otherwise, and as startInstance
   */
  accept(call: Call, { referralId, data, idempotencyKey }: AcceptReferral): Promise<CommandAnswer> {
    return this.options.database.inTenant(call.context, async (tenant) => {
      const row = await lockReferral(tenant, call.stationId, referralId, 'in');
      if (row.status === 'declined' || row.status === 'withdrawn') throw answered();
      const answer = await this.options.runtime.startInstance(call, { workflow: row.workflow, data: { ...row.data, ...data }, exercise: row.exercise, idempotencyKey });
      if (row.status === 'accepted') {
        if (row.instanceId !== answer.instanceId) throw answered();
        return answer;
      }
      await this.settle(tenant, call, row, 'accepted', answer.instanceId, null);
      return answer;
    });
  }

  /** Declines a referral. @throws StationhouseError NOT_FOUND, BAD_INPUT without a reason, CONFLICT when it was answered */
  async decline(call: Call, { referralId, reason }: { readonly referralId: Id; readonly reason: string }): Promise<ReferralRow> {
    const why = reasonOf(reason);
    return this.options.database.inTenant(call.context, async (tenant) => {
      const row = await lockReferral(tenant, call.stationId, referralId, 'in');
      if (row.status !== 'sent') throw answered();
      await this.settle(tenant, call, row, 'declined', null, why);
      return lockReferral(tenant, call.stationId, referralId, 'in');
    });
  }

  /**
   * Takes back a referral that is not answered yet. Whether the other station accepted first is decided by its own row: until a job has looked there,
   * it is `withdrawing`.
   * @throws StationhouseError NOT_FOUND, BAD_INPUT without a reason, CONFLICT when it was answered
   */
  async withdraw(call: Call, { referralId, reason }: { readonly referralId: Id; readonly reason: string }): Promise<ReferralRow> {
    const why = reasonOf(reason);
    return this.options.database.inTenant(call.context, async (tenant) => {
      const row = await lockReferral(tenant, call.stationId, referralId, 'out');
      if (row.status !== 'sent') throw answered();
      await tenant.sql(`UPDATE referral SET status = 'withdrawing', answer = $3, answered_by = $4 WHERE station_id = $1 AND id = $2`, [row.stationId, row.id, why, call.actor.accountId]);
      await audit(tenant, { action: deeds.referralWithdrawn, stationId: row.stationId, record: { kind: 'referral', id: row.id, number: row.number }, purpose: why, details: { toStationId: row.otherStationId } });
      await this.options.jobs.outbox.enqueue(tenant, { topic: WITHDRAW_TOPIC, stationId: row.stationId, payload: { referralId: row.id } });
      this.announce(tenant, row);
      return lockReferral(tenant, call.stationId, referralId, 'out');
    });
  }

  /** Writes the withdrawal into the other station's row, unless it has answered, and then into one's own. Run twice, it writes nothing twice. */
  private async carryWithdrawal(fromId: Id, referralId: Id): Promise<void> {
    const sent = await atStation(this.options.database, fromId, (tenant) => readSent(tenant, fromId, referralId));
    if (sent?.status !== 'withdrawing') return;
    const withdrawn = await atStation(this.options.database, sent.otherStationId, async (tenant) => {
      const [known] = await tenant.sql<Pick<ReferralRow, 'status'>>('SELECT status FROM referral WHERE station_id = $1 AND id = $2 FOR UPDATE', [sent.otherStationId, referralId]);
      if (known === undefined) return this.receive(tenant, sent, 'withdrawn');
      if (known.status !== 'sent') return known.status === 'withdrawn';
      await tenant.sql(`UPDATE referral SET status = 'withdrawn', answer = $3, answered_at = app.now() WHERE station_id = $1 AND id = $2`, [sent.otherStationId, referralId, sent.answer]);
      const said = { key: `referral:${referralId}:withdrawn`, kind: 'referral.withdrawn', title: text(`${sent.ownName}已撤回移交`, `Withdrawn by ${sent.ownName}`), body: text(`${sent.number}，无需接收`, `${sent.number}: nothing to accept`) };
      await this.options.notices.notify(tenant, { ...said, unit: { stationId: sent.otherStationId }, roles: RECEIVERS, record: { kind: 'referral', id: referralId, number: sent.number }, exercise: sent.exercise });
      return true;
    });
    // It was accepted or declined first: that answer is on its way, and holds.
    if (!withdrawn) return;
    await atStation(this.options.database, fromId, async (tenant) => {
      await tenant.sql(`UPDATE referral SET status = 'withdrawn', answered_at = app.now() WHERE station_id = $1 AND id = $2 AND status = 'withdrawing'`, [fromId, referralId]);
      this.announce(tenant, sent);
    });
  }

  private announce(tenant: Tenant, { stationId, instanceId }: Pick<ReferralRow, 'stationId' | 'instanceId'>): void {
    if (instanceId !== null) tenant.afterCommit(() => this.options.jobs.live.publish({ kind: 'INSTANCE', id: instanceId, stationId }));
  }

  private async settle(tenant: Tenant, call: Call, row: ReferralRow, status: 'accepted' | 'declined', instanceId: Id | null, answer: string | null): Promise<void> {
    await tenant.sql('UPDATE referral SET status = $3, instance_id = $4, answer = $5, answered_by = $6, answered_at = app.now() WHERE station_id = $1 AND id = $2', [row.stationId, row.id, status, instanceId, answer, call.actor.accountId]);
    const action = status === 'accepted' ? deeds.referralAccepted : deeds.referralDeclined;
    await audit(tenant, { action, stationId: row.stationId, record: { kind: 'referral', id: row.id, number: row.number }, ...(answer === null ? {} : { purpose: answer }), details: { fromStationId: row.otherStationId, ...(instanceId === null ? {} : { instanceId }) } });
    await this.options.jobs.outbox.enqueue(tenant, { topic: ANSWER_TOPIC, stationId: row.stationId, payload: { referralId: row.id } });
  }

  /** Writes the receiving station's row, and tells whoever is on duty there. Run twice, it writes nothing twice. */
  private async deliver(fromId: Id, referralId: Id): Promise<void> {
    const sent = await atStation(this.options.database, fromId, (tenant) => readSent(tenant, fromId, referralId));
    if (sent === undefined) return;
    const { otherStationId: stationId, ownName, workflow, number, exercise } = sent;
    await atStation(this.options.database, stationId, async (tenant) => {
      // Withdrawn before it came: nobody needs to hear of it.
      if (!(await this.receive(tenant, sent, 'sent'))) return;
      const workflowTitle = await this.options.catalog.titleOf(tenant, workflow);
      await this.options.notices.notify(tenant, {
        unit: { stationId },
        key: `referral:${referralId}`,
        kind: 'referral.received',
        title: text(`${ownName}移交：${workflowTitle['zh-CN']}`, `Referred by ${ownName}: ${workflowTitle.en}`),
        body: text(`${number}，请接收或退回`, `${number}: accept or decline it`),
        roles: RECEIVERS,
        record: { kind: 'referral', id: referralId, number },
        exercise,
      });
    });
  }

  /** The receiving station's row, unless it is there. @returns whether it was written now */
  private async receive(tenant: Tenant, { id, stationId: fromId, otherStationId, ownName, workflow, number, title, data, exercise, reason, sentAt, answer }: SentReferral, status: 'sent' | 'withdrawn'): Promise<boolean> {
    const [written] = await tenant.sql(
      `INSERT INTO referral (station_id, id, direction, other_station_id, other_station_name, workflow, number, title, data, exercise, reason, sent_at, status, answer, answered_at)
       VALUES ($1, $2, 'in', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, CASE WHEN $12 = 'withdrawn' THEN app.now() END) ON CONFLICT DO NOTHING RETURNING id`,
      [otherStationId, id, fromId, ownName, workflow, number, JSON.stringify(title), JSON.stringify(data), exercise, reason, sentAt, status, status === 'withdrawn' ? answer : null],
    );
    return written !== undefined;
  }

  /** Writes the answer into the referring station's row, and tells whoever referred. */
  private async answer(byId: Id, referralId: Id): Promise<void> {
    const answered = await atStation(this.options.database, byId, async (tenant) => {
      const [row] = await tenant.sql<ReferralRow & { newNumber: string | null }>(
        `SELECT ${REFERRAL_COLUMNS}, (SELECT i.number FROM instance i WHERE i.station_id = $1 AND i.id = referral.instance_id) AS "newNumber" FROM referral WHERE station_id = $1 AND id = $2 AND direction = 'in' AND status IN ('accepted', 'declined')`,
        [byId, referralId],
      );
      return row;
    });
    if (answered === undefined) return;
    const { otherStationId: stationId, status, answer, newNumber, answeredAt } = answered;
    await atStation(this.options.database, stationId, async (tenant) => {
      const [row] = await tenant.sql<ReferralRow>(
        `UPDATE referral SET status = $3, answer = $4, other_number = $5, answered_at = $6 WHERE station_id = $1 AND id = $2 AND direction = 'out' AND status IN ('sent', 'withdrawing') RETURNING ${REFERRAL_COLUMNS}`,
        [stationId, referralId, status, answer, newNumber, answeredAt],
      );
      if (row?.instanceId === undefined || row.instanceId === null) return;
      const said = status === 'accepted' ? text(`${row.otherStationName}已接收`, `Accepted by ${row.otherStationName}`) : text(`${row.otherStationName}已退回`, `Declined by ${row.otherStationName}`);
      await this.options.notices.notify(tenant, {
        unit: { stationId },
        key: `referral:${referralId}:answer`,
        kind: 'referral.answered',
        title: said,
        body: text(row.number, row.number),
        accountIds: row.sentBy === null ? [] : [row.sentBy],
        record: { kind: 'instance', id: row.instanceId, number: row.number },
        exercise: row.exercise,
      });
      this.announce(tenant, row);
    });
  }
}

/** What goes along with a referral: answers of the start form with nothing personal in them; even how many parties there are stays behind. */
function carriedData(compiled: CompiledWorkflow, data: JsonObject): JsonObject {
  const asked = Object.keys((compiled.startForm.schema['properties'] ?? {}) as JsonObject);
  const fields = (compiled.dataSchema['properties'] ?? {}) as JsonObject;
  return Object.fromEntries(
    asked.flatMap((field) => {
      const [schema, value] = [JSON.stringify(fields[field] ?? {}), data[field]];
      return value === undefined || schema.includes('"x-personal"') || schema.includes('"$ref"') ? [] : [[field, value]];
    }),
  );
}

/** A referral as its own station keeps it, with that station's name. */
type SentReferral = ReferralRow & { readonly ownName: string };

async function readSent(tenant: Tenant, stationId: Id, id: Id): Promise<SentReferral | undefined> {
  const [row] = await tenant.sql<SentReferral>(`SELECT ${REFERRAL_COLUMNS}, (SELECT s.name FROM station s WHERE s.id = $1) AS "ownName" FROM referral WHERE station_id = $1 AND id = $2 AND direction = 'out'`, [stationId, id]);
  return row;
}

/** @throws StationhouseError NOT_FOUND */
async function lockReferral(tenant: Tenant, stationId: Id, id: Id, direction: ReferralRow['direction']): Promise<ReferralRow> {
  const [row] = await tenant.sql<ReferralRow>(`SELECT ${REFERRAL_COLUMNS} FROM referral WHERE station_id = $1 AND id = $2 AND direction = $3 FOR UPDATE`, [stationId, id, direction]);
  if (row === undefined) throw notFound(text('移交', 'Referral'));
  return row;
}

function answered(): StationhouseError {
  return new StationhouseError('CONFLICT', text('该移交已答复或已撤回，请刷新页面。', 'This referral has been answered or withdrawn. Reload the page.'));
}
