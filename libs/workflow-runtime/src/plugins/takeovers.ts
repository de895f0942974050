import { findRole } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { badInput, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { DUTY_COMMANDER, DUTY_OFFICER } from '../candidates.js';
import type { WorkflowPlugin } from '../catalog/catalog.js';

/** Who finishes the running instances of a workflow, or why they are called off. */
export interface TakeoverWish {
  /** All workflows without a wish of their own when absent. */
  readonly workflow?: string | undefined;
  readonly how: 'finish' | 'cancel';
  /** People of the station. */
  readonly accountIds: readonly Id[];
  /** Roles of the station; whoever holds one, or is on duty as one. */
  readonly roles: readonly string[];
  /** Required to call them off; kept with each instance. */
  readonly reason?: string | undefined;
}

/** What holds for one workflow at one station. */
export interface Decided extends TakeoverWish {
  readonly stationId: Id;
  readonly workflow: string;
  readonly running: number;
}

const LONGEST_REASON = 500;

/** @throws StationhouseError BAD_INPUT, NOT_FOUND for somebody who is not of the station, TAKEOVER_NEEDED where nobody holds the roles */
export async function checkTakeovers(tenant: Tenant, stationIds: readonly Id[], wishes: readonly TakeoverWish[]): Promise<TakeoverWish[]> {
  const checked: TakeoverWish[] = [];
  for (const wish of wishes) {
    const reason = wish.reason === undefined ? '' : parseText(wish.reason, 'takeovers.reason', LONGEST_REASON).trim();
    if (wish.how === 'cancel') {
      if (reason === '') throw badInput('takeovers.reason', text('撤销在办事项须填写原因。', 'Calling off what runs needs a reason.'));
      checked.push({ ...wish, reason, accountIds: [], roles: [] });
      continue;
    }
    requireRoles(wish.roles);
    await requireMembers(tenant, stationIds, wish.accountIds);
    if (wish.accountIds.length === 0 && wish.roles.length === 0) throw badInput('takeovers', text('请指定接办人或接办岗位。', 'Name a person or a role that takes over.'));
    if (wish.accountIds.length === 0) await requireHolders(tenant, stationIds, wish.roles);
    checked.push({ ...wish, reason: reason === '' ? undefined : reason });
  }
  return checked;
}

function requireRoles(roles: readonly string[]): void {
  for (const id of roles) {
    const role = findRole(id);
    if (role === undefined || role.scope === 'BUREAU' || role.external) throw badInput('takeovers.roles', text(`“${id}”不是本所内部岗位。`, `"${id}" is not a role within the station.`));
  }
}

async function requireMembers(tenant: Tenant, stationIds: readonly Id[], accountIds: readonly Id[]): Promise<void> {
  if (accountIds.length === 0) return;
  const rows = await tenant.sql<{ id: Id }>('SELECT DISTINCT m.account_id AS id FROM serving m JOIN account a ON a.id = m.account_id WHERE m.station_id = ANY ($1) AND m.account_id = ANY ($2) AND a.active', [[...stationIds], [...accountIds]]);
  if (rows.length < new Set(accountIds).size) throw notFound(text('本所人员', 'Member of this station'));
}

/** The roster always names somebody: an unstaffed shift falls to the commander, then the bureau. */
async function requireHolders(tenant: Tenant, stationIds: readonly Id[], roles: readonly string[]): Promise<void> {
  if (roles.includes(DUTY_OFFICER) || roles.includes(DUTY_COMMANDER)) return;
  const rows = await tenant.sql<{ stationId: Id; name: string }>(
    `SELECT s.id AS "stationId", s.name FROM station s WHERE s.id = ANY ($1) AND NOT EXISTS (
       SELECT FROM serving m JOIN account a ON a.id = m.account_id WHERE m.station_id = s.id AND m.role = ANY ($2) AND a.active)`,
    [[...stationIds], [...roles]],
  );
  if (rows.length === 0) return;
  const names = rows.slice(0, 5).map(({ name }) => name).join('、');
  throw new StationhouseError('TAKEOVER_NEEDED', text(`无人担任所选接办岗位：${names}。请另选岗位或人员。`, `Nobody holds the role that takes over at: ${names}. Choose another role or person.`), { stationIds: rows.map(({ stationId }) => stationId) });
}

/**
 * What becomes of each workflow at each station. Workflows of which nothing runs are decided too: an instance may start at this very moment.
 * @param needed refuse what runs and nobody takes over
 * @throws StationhouseError TAKEOVER_NEEDED with what is left, BAD_INPUT for a workflow the plugin does not have
 */
export function decide(plugin: WorkflowPlugin, stationIds: readonly Id[], tallies: readonly { readonly stationId: Id; readonly workflow: string; readonly running: number }[], wishes: readonly TakeoverWish[], needed = false): Decided[] {
  const known = new Set(plugin.workflows.map(({ workflow }) => workflow));
  for (const { workflow } of wishes) if (workflow !== undefined && !known.has(workflow)) throw badInput('takeovers.workflow', text(`此插件没有流程“${workflow}”。`, `This plugin has no workflow "${workflow}".`));
  const wishOf = (workflow: string) => wishes.find((wish) => wish.workflow === workflow) ?? wishes.find((wish) => wish.workflow === undefined);
  const left = tallies.filter(({ workflow, running }) => running > 0 && wishOf(workflow) === undefined);
  if (needed && left.length > 0) {
    const running = left.reduce((sum, one) => sum + one.running, 0);
    throw new StationhouseError('TAKEOVER_NEEDED', text(`还有 ${running} 件在办事项，请先指定由谁办理到底，或填写原因予以撤销。`, `${running} instance(s) still run. Say who finishes them, or give a reason to call them off.`), { left: left.map(({ stationId, workflow, running: count }) => ({ stationId, workflow, running: count })) });
  }
  return stationIds.flatMap((stationId) => [...known].flatMap((workflow): Decided[] => {
    const wish = wishOf(workflow);
    const running = tallies.find((one) => one.stationId === stationId && one.workflow === workflow)?.running ?? 0;
    return wish === undefined ? [] : [{ ...wish, stationId, workflow, running }];
  }));
}
