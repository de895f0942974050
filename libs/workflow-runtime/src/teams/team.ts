import type { Database, Tenant } from '@stationhouse/database';
import { notFound, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { recipientsOf } from '@stationhouse/notify';
import type { CompiledWorkflow } from '@stationhouse/workflow';
import type { Stage, StagedInstance } from '../steps/stage.js';

/**
 * Who is on the team of a new instance: whoever begins it, and whoever answers for the roles of its definition now – of duty those on duty, where a role is vacant whoever answers in its place.
 * @returns undefined for a workflow that is not restricted
 */
export async function firstTeam(database: Pick<Database, 'inTenant'>, stationId: Id, { restricted }: Pick<CompiledWorkflow, 'restricted'>, starter: Id | undefined): Promise<Id[] | undefined> {
  if (restricted === undefined) return undefined;
  const answering = await database.inTenant({ stationIds: [stationId], bureauIds: [] }, (tenant) => holdersOf(tenant, stationId, restricted));
  return [...new Set([...(starter === undefined ? [] : [starter]), ...answering])];
}

async function holdersOf(tenant: Tenant, stationId: Id, roles: readonly string[]): Promise<Id[]> {
  const found: Id[] = [];
  for (const role of roles) found.push(...(await recipientsOf(tenant, { stationId }, { roles: [role] })).map(({ accountId }) => accountId));
  return found;
}

/** A command on an instance that its team alone sees. @throws StationhouseError NOT_FOUND for anybody else */
export function requireOnTeam({ instance, task }: Pick<Stage, 'instance' | 'task'>, accountId: Id): void {
  if (instance === null || instance.team === null || instance.team.includes(accountId)) return;
  throw notFound(task === null ? text('事项', 'Instance') : text('任务', 'Task'));
}

/** Whoever is given a task sees what it is about. @throws StationhouseError NOT_ON_TEAM */
export function requireOfTeam({ team }: Pick<StagedInstance, 'team'>, accountId: Id): void {
  if (team === null || team.includes(accountId)) return;
  throw new StationhouseError('NOT_ON_TEAM', text('此事项限知情人员查看，受派人不在其中。请先由所长将其加入知情人员，再交办。', 'A team alone sees this instance, and this person is not on it. The chief names them first; then give them the task.'));
}
