import { whoIsOn } from '@stationhouse/access';
import type { Database, Tenant, TenantContext } from '@stationhouse/database';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { CompiledTask, Person } from '@stationhouse/workflow';
import type { TaskRow } from './entities.js';

/** The role a definition names when it means "who is on now". */
export const DUTY_OFFICER = 'duty-officer';
/** The role that means the one in charge of the present shift. */
export const DUTY_COMMANDER = 'duty-commander';

/** Somebody who acts at a station. */
export interface Actor {
  readonly accountId: Id;
  /** The roles the account holds at the station. */
  readonly roles: readonly string[];
  /** True for whoever took over what runs of a disabled plugin, on its instances: they act in whatever role a task is for, also for whoever held it. */
  readonly standsIn?: boolean | undefined;
  /** True for whoever an urgent notice of the task has rung, also once it had climbed: they sign it, whatever role it is for and whoever holds it. */
  readonly rung?: boolean | undefined;
}

/** Who answers for a station now, as far as tasks ask. */
export interface Duty {
  readonly officers: ReadonlySet<Id>;
  readonly commanders: ReadonlySet<Id>;
}

type Claimable = Pick<TaskRow, 'roles' | 'status' | 'assigneeId'>;

/**
 * Reads who is on duty. "Duty officer" is a shift, not a rank: the roster answers, with its fall-back for an unstaffed
 * shift (DOMAIN §2); a rostered commander takes the duty commander's tasks beside those who hold the role.
 */
export async function dutyAt(tenant: Tenant, stationId: Id): Promise<Duty> {
  const on = await whoIsOn(tenant, stationId, tenant.now);
  return { officers: new Set(on.officers.map(({ id }) => id)), commanders: new Set([on.commander, on.backup].flatMap((account) => (account === null ? [] : [account.id]))) };
}

const NOBODY: Duty = { officers: new Set(), commanders: new Set() };

/** Who is on duty is read anew after this long, in milliseconds of real time. */
const DUTY_KEPT = 1_000;

/** Who is on duty, remembered for a second per station: what is remembered may admit somebody, never refuse. */
export class DutyBook {
  private readonly known = new Map<Id, { readonly until: number; readonly duty: Duty }>();

  constructor(private readonly database: Database) {}

  /**
   * Decides about a task with whoever is on duty, without asking the roster when the task does not depend on it.
   * @param decide throws to refuse
   * @returns whom it was decided with
   */
  async consult(call: { readonly context: TenantContext; readonly stationId: Id; readonly actor: Actor }, task: Claimable, decide: (duty: Duty) => void = () => undefined): Promise<Duty> {
    const duty = await this.dutyFor(call, task);
    decide(duty);
    return duty;
  }

  private async dutyFor(call: { readonly context: TenantContext; readonly stationId: Id; readonly actor: Actor }, task: Claimable): Promise<Duty> {
    const rostered = task.roles.includes(DUTY_OFFICER) || task.roles.includes(DUTY_COMMANDER);
    if (!rostered || task.assigneeId === call.actor.accountId || call.actor.standsIn === true) return NOBODY;
    const remembered = this.known.get(call.stationId);
    if (remembered !== undefined && remembered.until > performance.now() && isCandidate(task, call.actor, remembered.duty)) return remembered.duty;
    const duty = await this.database.inTenant(call.context, (tenant) => dutyAt(tenant, call.stationId));
    this.known.set(call.stationId, { until: performance.now() + DUTY_KEPT, duty });
    return duty;
  }
}

/** The actor as the engine asks for it: the roles held now, the roster's in place of the rank's. */
export function personOf(actor: Actor, duty: Duty): Person {
  const rostered = [...(duty.officers.has(actor.accountId) ? [DUTY_OFFICER] : []), ...(duty.commanders.has(actor.accountId) ? [DUTY_COMMANDER] : [])];
  return { accountId: actor.accountId, roles: [...new Set([...actor.roles.filter((role) => role !== DUTY_OFFICER), ...rostered])] };
}

/** True when one of the roles a task is for is held by the actor, or answered by the roster. */
export function isCandidate(task: Pick<TaskRow, 'roles'>, actor: Actor, duty: Duty): boolean {
  if (actor.standsIn === true) return true;
  return task.roles.some((role) => {
    if (role === DUTY_OFFICER) return duty.officers.has(actor.accountId);
    if (role === DUTY_COMMANDER && duty.commanders.has(actor.accountId)) return true;
    return actor.roles.includes(role);
  });
}

/** True when the actor may take the task. */
export function mayClaim(task: Claimable, actor: Actor, duty: Duty): boolean {
  return task.status === 'OPEN' && isCandidate(task, actor, duty);
}

/** True when the actor may answer the task: its assignee, or a candidate while nobody has taken it. */
export function mayComplete(task: Claimable, actor: Actor, duty: Duty): boolean {
  if (actor.standsIn === true || actor.rung === true) return task.status === 'OPEN' || task.status === 'CLAIMED';
  return task.assigneeId === null ? mayClaim(task, actor, duty) : task.status === 'CLAIMED' && task.assigneeId === actor.accountId;
}

/** @throws StationhouseError TASK_NOT_OPEN, TASK_NOT_YOURS */
export function requireMayClaim(task: Claimable, actor: Actor, duty: Duty): void {
  requireOpen(task);
  if (task.assigneeId !== null && task.assigneeId !== actor.accountId) throw taken();
  if (!isCandidate(task, actor, duty) && task.assigneeId === null) throw notYours();
}

/** @throws StationhouseError TASK_NOT_OPEN, TASK_NOT_YOURS */
export function requireMayComplete(task: Claimable, actor: Actor, duty: Duty): void {
  requireOpen(task);
  if (mayComplete(task, actor, duty)) return;
  throw task.assigneeId === null ? notYours() : taken();
}

/** False where the definition keeps people from taking a task, or from answering it unasked. */
export function allowsTake(compiled: CompiledTask | undefined, task: Claimable, deed: 'claim' | 'complete'): boolean {
  return !needsNaming(compiled, task) && !(compiled?.answers !== undefined && deed === 'claim');
}

function needsNaming(compiled: CompiledTask | undefined, task: Claimable): boolean {
  return compiled?.take === 'assign' && task.assigneeId === null;
}

/** False for a task that several people answer: it is given to nobody. */
export function allowsAssign(compiled: CompiledTask | undefined): boolean {
  return compiled?.answers === undefined;
}

/** @throws StationhouseError TASK_NOT_YOURS for a task that several people answer */
export function requireAssign(compiled: CompiledTask | undefined): void {
  if (!allowsAssign(compiled)) throw new StationhouseError('TASK_NOT_YOURS', text('会签任务由各岗位分别签署，不能转派。', 'Several people answer this task: it cannot be given to one of them.'));
}

/** What the definition says about taking a task. @throws StationhouseError TASK_NOT_YOURS */
export function requireTake(compiled: CompiledTask | undefined, task: Claimable, deed: 'claim' | 'complete'): void {
  if (allowsTake(compiled, task, deed)) return;
  throw new StationhouseError('TASK_NOT_YOURS', needsNaming(compiled, task)
    ? text('此任务须由有权指派的人员指定办理人。', 'Somebody who may assign names who does this task.')
    : text('会签任务无需领取，请直接签署意见。', 'Several people answer this task: nobody takes it. Answer it.'));
}

/** @throws StationhouseError TASK_NOT_OPEN once the task is done or cancelled */
export function requireOpen(task: Pick<TaskRow, 'status'>): void {
  if (task.status === 'OPEN' || task.status === 'CLAIMED') return;
  throw new StationhouseError('TASK_NOT_OPEN', text('任务已不在待办，请刷新页面。', 'This task is no longer open. Reload the page.'));
}

function taken(): StationhouseError {
  return new StationhouseError('TASK_NOT_YOURS', text('任务已由他人领取，请联系领取人退回，或请所长改派。', 'Somebody else has taken this task. Ask them to release it, or the chief to reassign it.'));
}

function notYours(): StationhouseError {
  return new StationhouseError('TASK_NOT_YOURS', text('此任务不由您的岗位办理。值班任务由当班民警办理，请查看排班。', 'This task is not for your role. Duty tasks belong to whoever is on duty: see the roster.'));
}
