import * as deeds from '../audit-actions.js';
import { reasonOf } from '../automations/repair.js';
import type { Call, CommandAnswer, OnInstance } from '../commands.js';
import type { WorkflowRuntime } from '../runtime.js';
import { auditOf } from '../steps/step-record.js';

export interface CancelInstance extends OnInstance {
  /** Free text, at most 500 characters; kept in the history and the audit record. */
  readonly reason: string;
}

/**
 * Calls an instance off: what is open closes, and what automations did is made good. Instances it started live on.
 * @throws StationhouseError NOT_FOUND, BAD_INPUT without a reason, INSTANCE_CLOSED, STALE_VERSION, PLUGIN_DISABLED
 */
export async function cancelInstance(runtime: WorkflowRuntime, call: Call, command: CancelInstance): Promise<CommandAnswer> {
  const reason = reasonOf(command.reason);
  return runtime.onInstance(call, { ...command, reason }, 'cancel', {
    event: { type: 'cancel', reason, by: { accountId: call.actor.accountId, roles: call.actor.roles } },
    audit: auditOf(call.context, deeds.instanceCancelled, {}, reason),
  });
}
