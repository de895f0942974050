import type { Tenant } from '@stationhouse/database';
import { isStationhouseError, type Id } from '@stationhouse/kernel';
import { taskAssigned, taskReleased } from '../audit-actions.js';
import type { TaskDeed } from '../entities.js';
import type { Computed, WorkflowRuntime } from '../runtime.js';
import { instanceOn, taskOn, type Stage } from '../steps/stage.js';
import { auditOf, NO_BOOKS } from '../steps/step-record.js';
import { namedFor } from './destinations.js';
import { IN_SHIFT, presentAt, stillThere, type LeftTaskGroup, type Leaving } from './inventory.js';

/** How many tasks went where, and how many to each person. */
export interface HandedOver {
  readonly handedOver: number;
  readonly pooled: number;
  readonly toInCharge: number;
  readonly byPerson: ReadonlyMap<Id, { readonly stationId: Id; readonly count: number }>;
}

/**
 * Hands tasks over, each by a step of its instance within the caller's transaction. Instances go in one order, so that two moves never
 * wait for each other in a circle.
 * @param moveId what the history of each instance names as the reason
 */
export async function handOverTasks(tenant: Tenant, runtime: WorkflowRuntime, groups: readonly LeftTaskGroup[], moveId: Id): Promise<HandedOver> {
  const counts = { handedOver: 0, pooled: 0, toInCharge: 0 };
  const byPerson = new Map<Id, { stationId: Id; count: number }>();
  const all = groups.flatMap(({ tasks, stationId, destination }) => tasks.map((task) => ({ ...task, stationId, destination })));
  for (const { id, stationId, held, destination } of all.sort((left, right) => `${left.stationId}${left.instanceId}`.localeCompare(`${right.stationId}${right.instanceId}`))) {
    const accountId = 'accountId' in destination ? destination.accountId : undefined;
    // What nobody had taken stays where it is, unless it must go to somebody.
    if (accountId === undefined && !held) continue;
    await giveTask(tenant, runtime, stationId, id, accountId, moveId);
    if (accountId === undefined) counts.pooled += 1;
    else if (destination.to === 'person') counts.handedOver += 1;
    else counts.toInCharge += 1;
    if (accountId !== undefined) byPerson.set(accountId, { stationId, count: (byPerson.get(accountId)?.count ?? 0) + 1 });
  }
  return { ...counts, byPerson };
}

/** Gives a task to somebody, or back to whoever has its role. What was done meanwhile is left as it is. */
async function giveTask(tenant: Tenant, runtime: WorkflowRuntime, stationId: Id, taskId: Id, accountId: Id | undefined, moveId: Id): Promise<void> {
  const context = { stationIds: [stationId], bureauIds: [], ...(tenant.context.accountId === undefined ? {} : { accountId: tenant.context.accountId }) };
  await runtime.attempt({ context, stationId }, { stationId, taskId }, (stage) => Promise.resolve(given(stage))).catch(again);

  function given(stage: Stage): Computed | undefined {
    const [instance, task] = [instanceOn(stage), taskOn(stage)];
    if (task.status !== 'OPEN' && task.status !== 'CLAIMED') return undefined;
    const type = accountId === undefined ? 'release-task' : 'assign-task';
    const deed: TaskDeed = { type, task: task.ref, serial: task.serial, moveId, ...(accountId === undefined ? {} : { accountId }) };
    return {
      instanceId: instance.id, expected: instance.version, ...NO_BOOKS,
      tasksChanged: [{ serial: task.serial, ...(accountId === undefined ? { status: 'OPEN' as const } : { status: 'CLAIMED' as const, assigneeId: accountId }) }],
      jobs: [],
      history: { kind: type, definition: instance.definition, timeZone: stage.station.timeZone, event: deed, actorId: context.accountId, left: [], entered: [], effects: [] },
      audit: auditOf(context, accountId === undefined ? taskReleased : taskAssigned, { task: task.ref, moveId, ...(accountId === undefined ? {} : { accountId }) }),
    };
  }
}

/** Too many at once on one instance is no reason to give a move up: all of it is tried again. */
function again(error: unknown): never {
  if (isStationhouseError(error) && error.code === 'CONFLICT') throw new Error('An instance is being worked on: its handover is tried again.', { cause: error });
  throw error;
}

/** Puts somebody else in the place of whoever leaves, where people are named beside tasks: exercises, takeovers, shifts to come. */
export async function replaceElsewhere(tenant: Tenant, leaving: Leaving, inChargeAt: (stationId: Id) => Promise<Id | undefined>): Promise<void> {
  for (const stationId of leaving.leftStationIds) {
    const present = await presentAt(tenant, stationId, leaving);
    if (stillThere(present, leaving) !== undefined) continue;
    const people = new Set(present.map(({ accountId }) => accountId));
    const named = (item: string) => [namedFor(leaving.handovers, `${item}/${stationId}`)].find((accountId) => accountId !== undefined && people.has(accountId));
    const successor = async (item: string) => named(item) ?? (await inChargeAt(stationId));
    const [director, finisher] = [await successor('exercises'), await successor('takeovers')];
    if (director !== undefined) await tenant.sql(`UPDATE exercise SET director_id = $3 WHERE station_id = $1 AND director_id = $2 AND status IN ('planned', 'running', 'paused')`, [stationId, leaving.accountId, director]);
    if (finisher !== undefined) {
      await tenant.sql(`UPDATE plugin_takeover SET account_ids = CASE WHEN $3 = ANY (account_ids) THEN array_remove(account_ids, $2) ELSE array_replace(account_ids, $2, $3) END WHERE station_id = $1 AND how = 'finish' AND $2 = ANY (account_ids)`, [stationId, leaving.accountId, finisher]);
    }
    await replaceInShifts(tenant, stationId, leaving, named('shifts') ?? null);
  }
}

/** An unstaffed shift falls to its commander, as ever: nobody is put on duty unasked. */
async function replaceInShifts(tenant: Tenant, stationId: Id, { accountId, dueAt }: Leaving, successor: Id | null): Promise<void> {
  const shifts = (await tenant.sql<{ id: Id }>(`SELECT s.id FROM shift s WHERE s.station_id = $1 AND s.starts_at >= $3 AND (${IN_SHIFT})`, [stationId, accountId, dueAt])).map(({ id }) => id);
  if (shifts.length === 0) return;
  if (successor !== null) await tenant.sql('INSERT INTO shift_officer (station_id, shift_id, account_id) SELECT station_id, shift_id, $3 FROM shift_officer WHERE station_id = $1 AND account_id = $2 AND shift_id = ANY ($4) ON CONFLICT DO NOTHING', [stationId, accountId, successor, shifts]);
  await tenant.sql('DELETE FROM shift_officer WHERE station_id = $1 AND account_id = $2 AND shift_id = ANY ($3)', [stationId, accountId, shifts]);
  await tenant.sql('UPDATE shift SET commander_id = CASE WHEN commander_id = $2 THEN $3 ELSE commander_id END, backup_id = CASE WHEN backup_id = $2 THEN $3 ELSE backup_id END WHERE station_id = $1 AND id = ANY ($4)', [stationId, accountId, successor, shifts]);
}
