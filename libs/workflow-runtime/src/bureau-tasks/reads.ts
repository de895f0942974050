import type { Tenant } from '@stationhouse/database';
import { notFound, text, type Id } from '@stationhouse/kernel';
import { readCards, type FoundCard } from '../cards/reads.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { ListedTask } from '../reads/tasks.js';
import { TASKS } from '../reads/task-columns.js';
import { isOfBureau, OF_BUREAU } from './tasks.js';

/** The most tasks a list shows. */
const MOST = 200;

/** Nobody is asked for anything in an exercise that has stopped. */
const STOPPED = `EXISTS (SELECT FROM instance i JOIN exercise x ON x.station_id = i.station_id AND x.id = i.exercise_id WHERE i.station_id = t.station_id AND i.id = t.instance_id AND x.status IN ('halted', 'ended'))`;
const LISTS = {
  waiting: { which: `t.status IN ('OPEN', 'CLAIMED') AND NOT (t.exercise AND ${STOPPED})`, order: 'coalesce(t.due_at, c.due_at) NULLS LAST, t.id' },
  answered: { which: `t.status = 'DONE' AND NOT t.exercise`, order: 't.completed_at DESC, t.id' },
} as const;

/**
 * Tasks that stations have given to roles of their bureau: those that wait, soonest due first, or those that were answered, the latest first. At most 200.
 * @param roles whose tasks
 */
export async function listBureauTasks(tenant: Tenant, catalog: WorkflowCatalog, stationIds: readonly Id[], roles: readonly string[], list: keyof typeof LISTS): Promise<FoundCard[]> {
  const { which, order } = LISTS[list];
  const rows = await tenant.sql<Pick<ListedTask, 'stationId' | 'id'>>(
    `SELECT t.station_id AS "stationId", t.id FROM ${TASKS} WHERE t.station_id = ANY ($1) AND ${OF_BUREAU} AND t.roles && $2::text[] AND ${which} ORDER BY ${order} LIMIT ${MOST}`,
    [[...stationIds], [...roles]],
  );
  const found = new Map<Id, FoundCard>();
  for (const stationId of new Set(rows.map((row) => row.stationId))) {
    const ids = rows.filter((row) => row.stationId === stationId).map(({ id }) => id);
    for (const card of await readCards(tenant, catalog, stationId, ids)) found.set(card.row.id, card);
  }
  return rows.flatMap(({ id }) => found.get(id) ?? []);
}

/**
 * One of them. What a colleague holds or answered is still shown, so that two people of one desk do not do the same.
 * @throws StationhouseError NOT_FOUND for everything else, as if it did not exist
 */
export async function readBureauTask(tenant: Tenant, catalog: WorkflowCatalog, stationId: Id, roles: readonly string[], id: Id): Promise<FoundCard> {
  const [found] = await readCards(tenant, catalog, stationId, [id]);
  if (found !== undefined && isOfBureau(found.row) && found.row.roles.some((role) => roles.includes(role))) return found;
  throw notFound(text('任务', 'Task'));
}
