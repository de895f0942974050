import { OutsidePersonRow, OutsideUnitRow } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Id } from '@stationhouse/kernel';
import type { CompiledTask, CompiledWorkflow } from '@stationhouse/workflow';
import type { Actor } from '../candidates.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { InstanceRow, TaskRow } from '../entities.js';
import { instancesById } from '../reads/instances.js';
import { readTasks, type ListedTask } from '../reads/tasks.js';

/** The most cards a list shows. */
const MOST = 200;

/** Somebody outside the police network, as their cards ask for them. */
export interface Outsider {
  readonly person: OutsidePersonRow;
  readonly unit: OutsideUnitRow;
  readonly actor: Actor;
}

/** A task that is a card of whoever reads it. */
export interface FoundCard {
  readonly row: ListedTask;
  readonly task: CompiledTask;
  readonly instance: InstanceRow;
  readonly compiled: CompiledWorkflow;
}

/** @throws StationhouseError NOT_FOUND for an account that is nobody's at this station */
export async function readOutsider(tenant: Tenant, stationId: Id, actor: Actor): Promise<Outsider> {
  const person = await tenant.repository(OutsidePersonRow).findOneBy({ stationId, id: actor.accountId });
  const unit = person === null ? null : await tenant.repository(OutsideUnitRow).findOneBy({ stationId, id: person.outsideUnitId });
  if (person === null || unit === null) throw notFound(text('派出所', 'Station'));
  return { person, unit, actor };
}

/** Kinds of tasks that wait for a role, each with where its data name the unit: a task of a unit is a card of that unit alone. */
async function kindsFor(tenant: Tenant, catalog: WorkflowCatalog, stationId: Id, which: string, parameters: readonly unknown[]): Promise<{ definition: string; ref: string; field: string | null }[]> {
  const kinds = await tenant.sql<{ definition: string; ref: string }>(`SELECT DISTINCT i.definition, t.ref FROM task t JOIN instance i ON i.station_id = t.station_id AND i.id = t.instance_id WHERE t.station_id = $1 AND ${which}`, [stationId, ...parameters]);
  const versions = await catalog.versionsOf(tenant, kinds.map(({ definition }) => definition));
  return kinds.flatMap(({ definition, ref }) => {
    const task = versions.get(definition)?.tasks[ref];
    return task === undefined || task.card?.for === 'bureau' ? [] : [{ definition, ref, field: task.card?.unit ?? null }];
  });
}

/** Waiting for one of the roles and held by nobody else; an exercise stays inside. */
const WAITING = `t.status IN ('OPEN', 'CLAIMED') AND NOT t.exercise AND t.roles && $2::text[] AND (t.assignee_id IS NULL OR t.assignee_id = $3)`;
const ANSWERED = `t.status = 'DONE' AND NOT t.exercise AND t.completed_by = $3 AND t.roles && $2::text[]`;

/** The ids of somebody's cards: those that wait, soonest due first, or those they answered, the latest first. At most 200. */
export async function listCardIds(tenant: Tenant, catalog: WorkflowCatalog, stationId: Id, { actor, unit }: Outsider, which: 'waiting' | 'answered'): Promise<Id[]> {
  const condition = which === 'waiting' ? WAITING : ANSWERED;
  const asked = [[...actor.roles], actor.accountId] as const;
  const kinds = await kindsFor(tenant, catalog, stationId, condition, asked);
  const rows = await tenant.sql<{ id: Id }>(
    `SELECT t.id FROM task t JOIN instance i ON i.station_id = t.station_id AND i.id = t.instance_id
       JOIN jsonb_to_recordset($4::jsonb) AS k (definition text, ref text, field text) ON k.definition = i.definition AND k.ref = t.ref
      WHERE t.station_id = $1 AND ${condition} AND (k.field IS NULL OR i.snapshot->'data'->>k.field = $5)
      ORDER BY ${which === 'waiting' ? 't.due_at NULLS LAST, t.id' : 't.completed_at DESC, t.id'} LIMIT ${MOST}`,
    [stationId, ...asked, JSON.stringify(kinds), unit.id],
  );
  return rows.map(({ id }) => id);
}

/** The cards of these ids with what they stand on, in the order of the ids. */
export async function readCards(tenant: Tenant, catalog: WorkflowCatalog, stationId: Id, ids: readonly Id[]): Promise<FoundCard[]> {
  const found = new Map((await readTasks(tenant, stationId, ids)).map((row) => [row.id, row]));
  const rows = ids.flatMap((id) => found.get(id) ?? []);
  const instances = new Map((await instancesById(tenant, stationId, [...new Set(rows.map((row) => row.instanceId))])).map((one) => [one.id, one]));
  const versions = await catalog.versionsOf(tenant, [...instances.values()].map(({ definition }) => definition));
  return rows.flatMap((row) => {
    const instance = instances.get(row.instanceId);
    const compiled = versions.get(instance?.definition ?? '');
    const task = compiled?.tasks[row.ref];
    return instance === undefined || compiled === undefined || task === undefined ? [] : [{ row, task, instance, compiled }];
  });
}

/**
 * One card: the task is for one of the roles, for this unit if it is for one, and nobody else's. What a colleague of the same
 * unit holds or answered is still shown, so that two people of one unit do not do the same.
 * @throws StationhouseError NOT_FOUND for everything else, as if it did not exist
 */
export async function readCard(tenant: Tenant, catalog: WorkflowCatalog, stationId: Id, outsider: Outsider, id: Id): Promise<FoundCard> {
  const [found] = await readCards(tenant, catalog, stationId, [id]);
  if (found !== undefined && isCardOf(found, outsider)) return found;
  throw notFound(text('任务', 'Task'));
}

function isCardOf({ row, task, instance }: FoundCard, { actor, unit }: Outsider): boolean {
  if (row.exercise || task.card?.for === 'bureau' || !row.roles.some((role) => actor.roles.includes(role))) return false;
  const field = task.card?.unit;
  if (field !== undefined) return instance.snapshot.data[field] === unit.id;
  const holder = holderOf(row);
  return holder === null ? isWaiting(row) : holder === actor.accountId;
}

/** Who has it, or had it last. */
export function holderOf(row: Pick<TaskRow, 'assigneeId' | 'completedBy'>): Id | null {
  return row.completedBy ?? row.assigneeId;
}

/** True while it may still be answered. */
export function isWaiting({ status }: Pick<TaskRow, 'status'>): boolean {
  return status === 'OPEN' || status === 'CLAIMED';
}
