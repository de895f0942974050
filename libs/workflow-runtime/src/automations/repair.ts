import { audit, type AuditAction } from '@stationhouse/audit';
import type { Database, Tenant } from '@stationhouse/database';
import type { Jobs } from '@stationhouse/jobs';
import { badInput, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import type { Call, CommandAnswer } from '../commands.js';
import type { AutomationCallRow } from '../entities.js';
import type { WorkflowRuntime } from '../runtime.js';
import { auditOf } from '../steps/step-record.js';
import type { AutomationBook } from './book.js';
import { CALL_COLUMNS, closeCall, queueCall } from './calls.js';

/** A repair of one call. The caller has checked the permission. */
export interface RepairCall {
  readonly callId: Id;
  /** Free text for the audit record, at most 500 characters. */
  readonly reason: string;
}

export interface SkipCall extends RepairCall {
  /** The result in the handler's place; what the definition needs of it is checked. */
  readonly output?: JsonObject | undefined;
  readonly idempotencyKey: string;
}

const REASON_LENGTH = 500;

/** What operators do about calls that failed, or that wait too long. */
export class AutomationRepair {
  constructor(
    private readonly database: Database,
    private readonly runtime: WorkflowRuntime,
    private readonly jobs: Pick<Jobs, 'outbox'>,
    private readonly automations: AutomationBook,
  ) {}

  /**
   * Tries a failed call again, or one that waits for its next attempt at once; its attempts count anew.
   * @throws StationhouseError NOT_FOUND, BAD_INPUT without a reason, CALL_NOT_PENDING when nobody waits for it any more
   */
  retryAutomation(call: Call, command: RepairCall): Promise<AutomationCallRow> {
    return this.again(call, command, deeds.automationRetried, undefined);
  }

  /**
   * Changes fields of a call's input and tries it again; fields that are not named keep their values.
   * @throws StationhouseError as retryAutomation, FORM_INVALID when the input is not what the automation takes
   */
  editAndRetryAutomation(call: Call, command: RepairCall & { readonly input: JsonObject }): Promise<AutomationCallRow> {
    return this.again(call, command, deeds.automationEdited, command.input);
  }

  /**
   * Goes on without the handler: the instance gets `output` as if it were the result.
   * @throws StationhouseError NOT_FOUND, BAD_INPUT, CALL_NOT_PENDING, OUTPUT_INVALID when the definition needs other fields
   */
  async skipAutomation(call: Call, { callId, reason, output = {}, idempotencyKey }: SkipCall): Promise<CommandAnswer | undefined> {
    const why = reasonOf(reason);
    const row = await this.database.inTenant(call.context, (tenant) => readCall(tenant, call.stationId, callId));
    const { instanceId, serial } = row;
    // A repeated command finds the call skipped; only the runtime knows whether it is one.
    if (row.status !== 'skipped') {
      requirePending(row);
      if (await this.closed(call, row, why)) return undefined;
    }
    return this.runtime.onInstance(call, { instanceId, serial, output, reason: why, idempotencyKey }, 'skip-automation', {
      event: { type: 'automation', serial, ok: true, output },
      audit: auditOf(call.context, deeds.automationSkipped, { automation: row.automation }, why),
      also: (books) => ({ callsSettled: books.callsSettled.map((settled) => (settled.serial === serial ? { ...settled, status: 'skipped' as const } : settled)) }),
    });
  }

  /** A call of an instance that is closed, such as one that makes good: its row is all there is. */
  private closed(call: Call, row: AutomationCallRow, why: string): Promise<boolean> {
    return this.database.inTenant(call.context, async (tenant) => {
      const instance = await readInstanceOf(tenant, row);
      if (instance.status !== 'closed') return false;
      if (await closeCall(tenant, row, 'skipped', null)) await audit(tenant, { action: deeds.automationSkipped, stationId: row.stationId, record: recordOf(row, instance), purpose: why, details: { automation: row.automation } });
      return true;
    });
  }

  private async again(call: Call, { callId, reason }: RepairCall, action: AuditAction, change: JsonObject | undefined): Promise<AutomationCallRow> {
    const why = reasonOf(reason);
    return this.database.inTenant(call.context, async (tenant) => {
      const row = await readCall(tenant, call.stationId, callId, true);
      requirePending(row);
      const input = change === undefined ? row.input : this.edited(row, change);
      await tenant.sql(`UPDATE automation_call SET status = 'waiting', attempts = 0, next_at = NULL, error = NULL, finished_at = NULL, input = $3 WHERE station_id = $1 AND id = $2`, [call.stationId, callId, JSON.stringify(input)]);
      // One that is queued already is not queued twice.
      if (row.status === 'failed' || row.nextAt !== null) await queueCall(tenant, this.jobs.outbox, call.stationId, row);
      const instance = await readInstanceOf(tenant, row);
      await audit(tenant, { action, stationId: call.stationId, record: recordOf(row, instance), purpose: why, details: { automation: row.automation, ...(change === undefined ? {} : { fields: Object.keys(change) }) } });
      return readCall(tenant, call.stationId, callId);
    });
  }

  private edited(row: AutomationCallRow, change: JsonObject): JsonObject {
    const automation = this.automations.find(row.automation);
    if (automation === undefined) throw notFound(text('自动步骤', 'Automation'));
    const checked = this.automations.checker(automation, 'input').check({ ...row.input, ...change });
    if ('value' in checked) return checked.value as JsonObject;
    const fields = checked.problems.map(({ field }) => field).slice(0, 5);
    throw new StationhouseError('FORM_INVALID', text(`填写有误：${fields.join('、')}。请按提示修改。`, `Not filled in correctly: ${fields.join(', ')}. Correct the marked fields.`), { problems: checked.problems });
  }
}

/** @throws StationhouseError NOT_FOUND */
export async function readCall(tenant: Tenant, stationId: Id, id: Id, forUpdate = false): Promise<AutomationCallRow> {
  const [row] = await tenant.sql<AutomationCallRow>(`SELECT ${CALL_COLUMNS} FROM automation_call WHERE station_id = $1 AND id = $2${forUpdate ? ' FOR UPDATE' : ''}`, [stationId, id]);
  if (row === undefined) throw notFound(text('自动步骤', 'Automation call'));
  return row;
}

/** True for a call that somebody may retry or skip. */
export function isRepairable({ status, pending }: AutomationCallRow): boolean {
  return pending && (status === 'waiting' || status === 'failed');
}

function requirePending(row: AutomationCallRow): void {
  if (isRepairable(row)) return;
  throw new StationhouseError('CALL_NOT_PENDING', text('该自动步骤正在运行或已结束，无需处理，请刷新页面。', 'This automation is under way or over. There is nothing to repair: reload the page.'), { status: row.status });
}

interface InstanceFacts {
  readonly number: string;
  readonly status: string;
}

async function readInstanceOf(tenant: Tenant, { stationId, instanceId }: AutomationCallRow): Promise<InstanceFacts> {
  const [instance] = await tenant.sql<InstanceFacts>('SELECT number, status FROM instance WHERE station_id = $1 AND id = $2', [stationId, instanceId]);
  if (instance === undefined) throw notFound(text('事项', 'Instance'));
  return instance;
}

const recordOf = ({ instanceId }: AutomationCallRow, { number }: InstanceFacts) => ({ kind: 'instance', id: instanceId, number });

/** @throws StationhouseError BAD_INPUT when it is missing */
export function reasonOf(reason: string): string {
  const why = parseText(reason, 'reason', REASON_LENGTH).trim();
  if (why === '') throw badInput('reason', text('请填写原因。', 'Give a reason.'));
  return why;
}
