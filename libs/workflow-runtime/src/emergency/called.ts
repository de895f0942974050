import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { CompiledEmergency } from '@stationhouse/workflow';
import { DUTY_COMMANDER, DUTY_OFFICER, dutyAt, isCandidate, mayClaim, type Actor, type Duty } from '../candidates.js';
import type { TaskRow } from '../entities.js';
import type { EmergencyReason } from './entities.js';

/** Somebody who asks for a card. */
export interface Asker {
  readonly accountId: Id;
  /** As they act on the instance; undefined where others took over what runs of a disabled plugin. */
  readonly actor: Actor | undefined;
  /** The roles held at the bureau. */
  readonly bureauRoles: readonly string[];
}

/** Why a card is open to somebody, and in which role they open it. */
export interface Called {
  readonly reason: EmergencyReason;
  readonly role: string;
}

const NOBODY: Duty = { officers: new Set(), commanders: new Set() };

/**
 * Why somebody is called out for an instance: for a task they hold or could take now, by an urgent notice that rang at them, or in a role of
 * the bureau that the card names; undefined for everybody else. The caller has checked the permission at the station.
 */
export async function calledAs(tenant: Tenant, stationId: Id, instanceId: Id, card: CompiledEmergency, asker: Asker): Promise<Called | undefined> {
  return (await byTask(tenant, stationId, instanceId, asker)) ?? (await byNotice(tenant, stationId, instanceId, asker)) ?? byBureau(card, asker);
}

async function byTask(tenant: Tenant, stationId: Id, instanceId: Id, { accountId, actor }: Asker): Promise<Called | undefined> {
  if (actor === undefined) return undefined;
  const tasks = await tenant.sql<Pick<TaskRow, 'roles' | 'status' | 'assigneeId'>>(
    `SELECT roles, status, assignee_id AS "assigneeId" FROM task WHERE station_id = $1 AND instance_id = $2 AND status IN ('OPEN', 'CLAIMED') ORDER BY serial`,
    [stationId, instanceId],
  );
  const rostered = tasks.some(({ roles }) => roles.includes(DUTY_OFFICER) || roles.includes(DUTY_COMMANDER));
  const duty = rostered ? await dutyAt(tenant, stationId) : NOBODY;
  const roleIn = ({ roles }: Pick<TaskRow, 'roles'>) => roles.find((role) => isCandidate({ roles: [role] }, actor, duty)) ?? roles[0] ?? '';
  const own = tasks.find(({ assigneeId }) => assigneeId === accountId);
  if (own !== undefined) return { reason: 'task', role: roleIn(own) };
  const open = tasks.find((task) => mayClaim(task, actor, duty));
  return open === undefined ? undefined : { reason: 'candidate', role: roleIn(open) };
}

/** Whoever it rang at, also after it climbed; signed or not. */
async function byNotice(tenant: Tenant, stationId: Id, instanceId: Id, { accountId, actor, bureauRoles }: Asker): Promise<Called | undefined> {
  const [rang] = await tenant.sql(
    `SELECT 1 FROM notice n JOIN notice_recipient r ON r.unit_id = n.unit_id AND r.notice_id = n.id
      WHERE n.unit_id = $1 AND n.record_kind = 'instance' AND n.record_id = $2 AND n.urgency = 'urgent' AND r.account_id = $3 LIMIT 1`,
    [stationId, instanceId, accountId],
  );
  const role = actor?.roles[0] ?? bureauRoles[0];
  return rang === undefined || role === undefined ? undefined : { reason: 'notice', role };
}

function byBureau({ bureau }: CompiledEmergency, { bureauRoles }: Asker): Called | undefined {
  const role = bureauRoles.find((held) => bureau.includes(held));
  return role === undefined ? undefined : { reason: 'bureau', role };
}
