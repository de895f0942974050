import type { Handover } from '@stationhouse/access';
import type { Id } from '@stationhouse/kernel';
import { DUTY_COMMANDER, DUTY_OFFICER } from '../candidates.js';

/** Somebody of a station from the moment of a move on. */
export interface Present {
  readonly accountId: Id;
  readonly roles: readonly string[];
}

/** Open tasks of one kind at one station that somebody would leave without a hand. */
export interface LeftTasks {
  readonly stationId: Id;
  readonly workflow: string;
  readonly ref: string;
  /** Who may take them. */
  readonly roles: readonly string[];
  /** Nobody takes such a task: somebody who may assign names the person. */
  readonly byAssignment: boolean;
  /** Several sign it, each in a role and for oneself: it is given to nobody. */
  readonly joint: boolean;
}

/**
 * Where tasks go.
 * - `person`: to the colleague who was named; `pool`: to whoever else has the role
 * - `inCharge`: nobody else has the role, or somebody must be named: to the chief, or whoever stands in
 * - `nobody`: there is nobody it could go to
 */
export type Destination = { readonly to: 'person' | 'inCharge'; readonly accountId: Id } | { readonly to: 'pool' | 'nobody' };

/** Who answers for a station, the first that is there. */
const IN_CHARGE = ['chief', 'duty-commander', 'instructor', 'team-leader', 'legal-officer', 'case-officer', 'community-officer', 'command-room', DUTY_OFFICER];

/** The name of a kind of task in a handover; without workflow, of all tasks of a station that have none of their own. */
export function taskItem(stationId: Id, of?: { readonly workflow: string; readonly ref: string }): string {
  return of === undefined ? `tasks/${stationId}` : `tasks/${stationId}/${of.workflow}/${of.ref}`;
}

/** Who was named for an item, or for all tasks of its station. */
export function namedFor(handovers: readonly Handover[], ...items: readonly string[]): Id | undefined {
  return items.map((item) => handovers.find((one) => one.item === item)?.accountId).find((accountId) => accountId !== undefined);
}

/** True when one of these people may take a task for these roles, as `isCandidate` will decide. */
export function isTakenBy(roles: readonly string[], people: readonly Present[]): boolean {
  // Duty is a shift: as long as anybody holds either rank, the roster names somebody.
  const wanted = roles.some((role) => role === DUTY_OFFICER || role === DUTY_COMMANDER) ? [...roles, DUTY_OFFICER, DUTY_COMMANDER] : roles;
  return people.some((person) => person.roles.some((role) => wanted.includes(role)));
}

/** True when a task needs nobody else: for one that several sign, every role that signs is there. */
export function isStaffed({ roles, joint }: Pick<LeftTasks, 'roles' | 'joint'>, people: readonly Present[]): boolean {
  return joint ? roles.every((role) => isTakenBy([role], people)) : isTakenBy(roles, people);
}

/** Who answers for what has no hand at a station. */
export function inChargeOf(people: readonly Present[]): Id | undefined {
  return IN_CHARGE.map((role) => people.find((person) => person.roles.includes(role))?.accountId).find((accountId) => accountId !== undefined) ?? people[0]?.accountId;
}

/**
 * Where tasks of one kind go when somebody leaves: never to nobody while anybody is there, and never to somebody who is not.
 * @param people who is there from then on, without whoever leaves
 * @param named the colleague chosen for them
 */
export function destinationOf(tasks: Omit<LeftTasks, 'stationId' | 'workflow' | 'ref'>, people: readonly Present[], named: Id | undefined): Destination {
  const taken = isStaffed(tasks, people);
  if (tasks.joint) return { to: taken ? 'pool' : 'nobody' };
  if (named !== undefined && people.some(({ accountId }) => accountId === named)) return { to: 'person', accountId: named };
  if (taken && !tasks.byAssignment) return { to: 'pool' };
  const accountId = inChargeOf(people);
  return accountId === undefined ? { to: 'nobody' } : { to: 'inCharge', accountId };
}
