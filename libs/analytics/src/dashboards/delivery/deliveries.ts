import { requireWorking } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, newId, nextOccurrence, notFound, parseId, parseText, requireRecurrence, StationhouseError, text, type Id, type Recurrence } from '@stationhouse/kernel';
import { deliveryChanged, deliveryPlanned } from '../audit-actions.js';
import { dashboard, requireOwn } from '../dashboards.js';

/** Says when deliveries are due, so that a worker asleep until later wakes in time. */
export const DELIVERIES_TOPIC = 'dashboard-deliveries';
export const FORMATS = ['pdf', 'xlsx'] as const;
export type Format = (typeof FORMATS)[number];

const MOST_RECEIVERS = 100;
const MOST_DELIVERIES = 10;
const LONGEST_KEY = 200;

/** To whom a dashboard goes, and when next. Times are domain time. */
export interface DeliveryRow {
  readonly bureauId: Id;
  readonly id: Id;
  readonly dashboardId: Id;
  readonly ownerId: Id;
  /** Whose figures and whose clock; null for all stations that a receiver reads, by the bureau's clock. */
  readonly stationId: Id | null;
  readonly version: number;
  readonly recurrence: Recurrence;
  readonly format: Format;
  readonly receivers: readonly Id[];
  /** Null once stopped. */
  readonly dueAt: Date | null;
  readonly lastAt: Date | null;
  /** How many receivers of the last time could not be given it. */
  readonly lastRefused: number;
}

/** What is planned. */
export interface DeliveryWish extends Pick<DeliveryRow, 'stationId' | 'recurrence' | 'format' | 'receivers'> {
  readonly choice: Choice;
}

/** Whom somebody may have a dashboard sent to: `everybody` who serves there for those who read who that is, else only themselves. */
export type Choice = 'everybody' | 'self';

export const DELIVERIES = 'SELECT bureau_id AS "bureauId", id, dashboard_id AS "dashboardId", owner_id AS "ownerId", station_id AS "stationId", version, recurrence, format, receivers, due_at AS "dueAt", last_at AS "lastAt", last_refused AS "lastRefused" FROM dashboard_delivery';

/** The reader's own deliveries of a dashboard, the next first. */
export function deliveries(tenant: Tenant, bureauId: Id, dashboardId: Id): Promise<DeliveryRow[]> {
  return tenant.sql<DeliveryRow>(`${DELIVERIES} WHERE bureau_id = $1 AND dashboard_id = $2 AND owner_id = $3 ORDER BY due_at NULLS LAST, id`, [bureauId, dashboardId, tenant.context.accountId]);
}

/** Plans one; the same key again answers with the first. @throws StationhouseError NOT_FOUND, BAD_INPUT, CONFLICT for too many, STATION_CLOSED */
export async function planDelivery(tenant: Tenant, bureauId: Id, dashboardId: Id, wish: DeliveryWish, idempotencyKey: string, announce: (due: Date) => void): Promise<DeliveryRow> {
  const key = parseText(idempotencyKey, 'idempotencyKey', LONGEST_KEY);
  await requireOwn(tenant, bureauId, dashboardId);
  const checked = await checkedWish(tenant, bureauId, dashboardId, wish);
  const known = await tenant.sql<DeliveryRow>(`${DELIVERIES} WHERE bureau_id = $1 AND owner_id = $2 AND made_key = $3`, [bureauId, tenant.context.accountId, key]);
  if (known[0] !== undefined) return known[0];
  if ((await deliveries(tenant, bureauId, dashboardId)).length >= MOST_DELIVERIES) throw new StationhouseError('CONFLICT', text(`一个看板最多 ${MOST_DELIVERIES} 项定期发送，请修改已有的。`, `A dashboard has at most ${MOST_DELIVERIES} deliveries. Change one that is there.`), { most: MOST_DELIVERIES });
  const due = nextOccurrence(wish.recurrence, tenant.now, await zoneOf(tenant, bureauId, wish.stationId));
  const id = newId();
  await tenant.sql(
    'INSERT INTO dashboard_delivery (bureau_id, id, dashboard_id, owner_id, station_id, recurrence, format, receivers, made_key, due_at, try_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)',
    [bureauId, id, dashboardId, tenant.context.accountId, wish.stationId, JSON.stringify(checked.recurrence), checked.format, [...checked.receivers], key, due],
  );
  await audit(tenant, { action: deliveryPlanned, bureauId, record: { kind: 'dashboard', id: dashboardId }, details: { delivery: id, receivers: checked.receivers.length, format: checked.format } });
  tenant.afterCommit(() => announce(due));
  return ownDelivery(tenant, bureauId, id);
}

/** Says one anew; a stopped one goes on. @throws StationhouseError NOT_FOUND, STALE_VERSION, BAD_INPUT */
export async function changeDelivery(tenant: Tenant, bureauId: Id, id: Id, wish: DeliveryWish, expectedVersion: number, announce: (due: Date) => void): Promise<DeliveryRow> {
  const row = await lockedDelivery(tenant, bureauId, id, expectedVersion);
  if (wish.stationId !== row.stationId) throw badInput('input.atStationId', text('定期发送的单位不能改，请另行安排一项。', 'Whose figures are sent stays as it was planned. Plan another delivery instead.'));
  const checked = await checkedWish(tenant, bureauId, row.dashboardId, wish);
  const due = nextOccurrence(checked.recurrence, tenant.now, await zoneOf(tenant, bureauId, row.stationId));
  await tenant.sql('UPDATE dashboard_delivery SET version = version + 1, recurrence = $3, format = $4, receivers = $5, due_at = $6, try_at = $6 WHERE bureau_id = $1 AND id = $2', [bureauId, id, JSON.stringify(checked.recurrence), checked.format, [...checked.receivers], due]);
  await noted(tenant, row, { receivers: checked.receivers.length, format: checked.format });
  tenant.afterCommit(() => announce(due));
  return ownDelivery(tenant, bureauId, id);
}

/** Ends one until it is said anew. @throws StationhouseError NOT_FOUND, STALE_VERSION */
export async function stopDelivery(tenant: Tenant, bureauId: Id, id: Id, expectedVersion: number): Promise<DeliveryRow> {
  const row = await lockedDelivery(tenant, bureauId, id, expectedVersion);
  await tenant.sql('UPDATE dashboard_delivery SET version = version + 1, due_at = NULL, try_at = NULL WHERE bureau_id = $1 AND id = $2', [bureauId, id]);
  await noted(tenant, row, { stopped: true });
  return ownDelivery(tenant, bureauId, id);
}

/** Who may be chosen of those who serve at the station, or at the bureau itself, and sign in inside; by name. */
export function receiversAt(tenant: Tenant, bureauId: Id, stationId: Id | null, choice: Choice): Promise<{ readonly id: Id; readonly displayName: string }[]> {
  return tenant.sql(
    `SELECT DISTINCT a.id, a.display_name AS "displayName" FROM account a JOIN membership m ON m.account_id = a.id AND m.ended_at IS NULL
      WHERE a.bureau_id = $1 AND a.active AND a.surface = 'internal' AND m.station_id IS NOT DISTINCT FROM $2 AND ($3 = 'everybody' OR a.id = app.account_id()) ORDER BY a.display_name, a.id LIMIT 500`,
    [bureauId, stationId, choice],
  );
}

/** The IANA zone of a station, or of the bureau. */
export async function zoneOf(tenant: Tenant, bureauId: Id, stationId: Id | null): Promise<string> {
  const [row] = await tenant.sql<{ zone: string }>(stationId === null ? 'SELECT time_zone AS zone FROM bureau WHERE id = $1' : 'SELECT time_zone AS zone FROM station WHERE id = $1', [stationId ?? bureauId]);
  if (row === undefined) throw notFound(text('派出所或分局', 'Station or bureau'));
  return row.zone;
}

async function checkedWish(tenant: Tenant, bureauId: Id, dashboardId: Id, wish: DeliveryWish): Promise<DeliveryWish> {
  if (wish.stationId !== null) await requireWorking(tenant, wish.stationId);
  const recurrence = requireRecurrence(wish.recurrence, 'input.recurrence');
  const receivers = [...new Set(wish.receivers.map((id) => parseId(id, 'input.receiverIds')))];
  if (receivers.length === 0 || receivers.length > MOST_RECEIVERS) throw badInput('input.receiverIds', text(`请选择 1 至 ${MOST_RECEIVERS} 个接收人。`, `Choose 1 to ${MOST_RECEIVERS} receivers.`), { most: MOST_RECEIVERS });
  const present = new Set((await receiversAt(tenant, bureauId, wish.stationId, wish.choice)).map(({ id }) => id));
  if (receivers.some((id) => !present.has(id))) throw badInput('input.receiverIds', text('只能发给列出的本单位在岗人员，请重新选择。', 'Receivers are those who work here and may be named. Choose again.'));
  const { sharing } = await dashboard(tenant, bureauId, dashboardId);
  if (sharing === 'own' && receivers.some((id) => id !== tenant.context.accountId)) throw badInput('input.receiverIds', text('看板尚未共享，他人打不开：请先共享，再发给别人。', 'Nobody else can open this dashboard: share it first, then have it sent to others.'));
  return { ...wish, recurrence, receivers };
}

async function lockedDelivery(tenant: Tenant, bureauId: Id, id: Id, expectedVersion: number): Promise<DeliveryRow> {
  await tenant.sql('SELECT FROM dashboard_delivery WHERE bureau_id = $1 AND id = $2 AND owner_id = $3 FOR UPDATE', [bureauId, id, tenant.context.accountId]);
  const row = await ownDelivery(tenant, bureauId, id);
  if (row.version === expectedVersion) return row;
  throw new StationhouseError('STALE_VERSION', text('定期发送已有变化，请刷新后再改。', 'The delivery has changed. Reload, then change it.'), { expectedVersion, version: row.version });
}

async function ownDelivery(tenant: Tenant, bureauId: Id, id: Id): Promise<DeliveryRow> {
  const [row] = await tenant.sql<DeliveryRow>(`${DELIVERIES} WHERE bureau_id = $1 AND id = $2 AND owner_id = $3`, [bureauId, id, tenant.context.accountId]);
  if (row === undefined) throw notFound(text('定期发送', 'Delivery'));
  return row;
}

async function noted(tenant: Tenant, { bureauId, id, dashboardId }: DeliveryRow, details: Record<string, string | number | boolean>): Promise<void> {
  await audit(tenant, { action: deliveryChanged, bureauId, record: { kind: 'dashboard', id: dashboardId }, details: { delivery: id, ...details } });
}
