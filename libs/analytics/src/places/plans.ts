import { audit, defineAuditAction } from '@stationhouse/audit';
import { requireWorking } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { badInput, newId, notFound, parseText, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { addDays, type LocalDate } from '../dates.js';
import { gridOf, type GridShape } from './grid.js';

const MOST_STINTS = 200;
const LONGEST_PLACE = 80;
const LONGEST_NOTE = 500;
const LONGEST_KEY = 200;
const DAYS = 7;

export const patrolPlanned = defineAuditAction({ id: 'patrol.plan', title: text('制定巡逻方案', 'Patrol plan made') });
export const patrolChanged = defineAuditAction({ id: 'patrol.change', title: text('修改巡逻方案', 'Patrol plan changed') });
export const patrolWithdrawn = defineAuditAction({ id: 'patrol.withdraw', title: text('撤回巡逻方案', 'Patrol plan withdrawn') });

/** A place and the hours of a day to be there. */
export interface PlannedStint {
  /** The cell, as the recommendation names it. */
  readonly cell: string;
  /** What the place is called, in the words of whoever plans; at most 80 characters, may be empty. */
  readonly place: string;
  readonly date: LocalDate;
  /** The local hour it begins with, 0 to 23. */
  readonly hour: number;
  /** How many hours it lasts; it ends with the day. */
  readonly hours: number;
  /** Whether it was recommended, or somebody's own. */
  readonly recommended: boolean;
}

/** What a plan was decided on. */
export interface PlanBasis {
  readonly grid: GridShape;
  readonly categories: readonly string[];
}

/** What somebody decides. */
export interface PlanWords {
  readonly note: string;
  readonly stints: readonly PlannedStint[];
}

/** A patrol plan: where and when a station patrols in a week. */
export interface PatrolPlanRow extends PlanWords {
  readonly stationId: Id;
  readonly id: Id;
  readonly version: number;
  readonly startsOn: LocalDate;
  readonly basis: PlanBasis;
  readonly changedBy: Id;
  readonly changedAt: Date;
}

const PLANS = 'SELECT station_id AS "stationId", id, version, starts_on::text AS "startsOn", note, basis, stints, changed_by AS "changedBy", changed_at AS "changedAt" FROM patrol_plan WHERE withdrawn_at IS NULL AND station_id = $1';

/** The plans of a station, the latest week first; at most 50. */
export function patrolPlans(tenant: Tenant, stationId: Id): Promise<PatrolPlanRow[]> {
  return tenant.sql<PatrolPlanRow>(`${PLANS} ORDER BY starts_on DESC, id DESC LIMIT 50`, [stationId]);
}

/** Writes down a plan that somebody decided; the same key again answers with the first. @throws StationhouseError BAD_INPUT */
export async function makePlan(tenant: Tenant, stationId: Id, startsOn: LocalDate, basis: PlanBasis, words: PlanWords, idempotencyKey: string): Promise<PatrolPlanRow> {
  const key = parseText(idempotencyKey, 'idempotencyKey', LONGEST_KEY);
  await requireWorking(tenant, stationId);
  const checked = checkedWords(words, startsOn, basis);
  const [made] = await tenant.sql<{ id: Id }>(
    `INSERT INTO patrol_plan (station_id, id, starts_on, note, basis, stints, changed_by, made_by, made_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8) ON CONFLICT (station_id, made_by, made_key) DO NOTHING RETURNING id`,
    [stationId, newId(), startsOn, checked.note, JSON.stringify({ grid: basis.grid, categories: [...basis.categories] }), JSON.stringify(checked.stints), tenant.context.accountId, key],
  );
  if (made === undefined) {
    const [known] = await tenant.sql<{ id: Id }>('SELECT id FROM patrol_plan WHERE station_id = $1 AND made_by = $2 AND made_key = $3', [stationId, tenant.context.accountId, key]);
    if (known === undefined) throw planNotFound();
    return planOf(tenant, stationId, known.id);
  }
  await audit(tenant, { action: patrolPlanned, stationId, record: { kind: 'patrolPlan', id: made.id }, details: { startsOn, stints: checked.stints.length, recommended: recommendedOf(checked) } });
  return planOf(tenant, stationId, made.id);
}

/** Changes what was decided. @throws StationhouseError NOT_FOUND, STALE_VERSION, BAD_INPUT */
export async function changePlan(tenant: Tenant, stationId: Id, id: Id, words: PlanWords, expectedVersion: number): Promise<PatrolPlanRow> {
  const before = await locked(tenant, stationId, id, expectedVersion);
  const checked = checkedWords(words, before.startsOn, before.basis);
  await tenant.sql('UPDATE patrol_plan SET note = $3, stints = $4, changed_by = $5, changed_at = app.now(), version = version + 1 WHERE station_id = $1 AND id = $2', [stationId, id, checked.note, JSON.stringify(checked.stints), tenant.context.accountId]);
  await audit(tenant, { action: patrolChanged, stationId, record: { kind: 'patrolPlan', id }, details: { startsOn: before.startsOn, stints: checked.stints.length, recommended: recommendedOf(checked) } });
  return planOf(tenant, stationId, id);
}

/** Takes a plan back; it stays in the record. @throws StationhouseError NOT_FOUND, STALE_VERSION */
export async function withdrawPlan(tenant: Tenant, stationId: Id, id: Id, expectedVersion: number): Promise<void> {
  const before = await locked(tenant, stationId, id, expectedVersion);
  await tenant.sql('UPDATE patrol_plan SET withdrawn_at = app.now(), changed_by = $3, changed_at = app.now(), version = version + 1 WHERE station_id = $1 AND id = $2', [stationId, id, tenant.context.accountId]);
  await audit(tenant, { action: patrolWithdrawn, stationId, record: { kind: 'patrolPlan', id }, details: { startsOn: before.startsOn } });
}

function recommendedOf({ stints }: PlanWords): number {
  return stints.filter(({ recommended }) => recommended).length;
}

function checkedWords({ note, stints }: PlanWords, startsOn: LocalDate, { grid: shape }: PlanBasis): PlanWords {
  if (stints.length === 0 || stints.length > MOST_STINTS) throw badInput('input.stints', text(`方案须有 1 至 ${MOST_STINTS} 个巡逻班次。`, `A plan has 1 to ${MOST_STINTS} stints.`), { most: MOST_STINTS });
  const grid = gridOf(shape);
  const checked = stints.map(({ cell, place, date, hour, hours, recommended }): PlannedStint => {
    if (!grid.has(cell)) throw badInput('input.stints.cell', text('巡逻地点不是该网格中的单元。', 'A place is no cell of this grid.'));
    if (date < startsOn || date >= addDays(startsOn, DAYS)) throw badInput('input.stints.date', text('巡逻日期须在方案起始日起的七天内。', 'A date lies outside the seven days of the plan.'));
    if (!Number.isInteger(hour) || !Number.isInteger(hours) || hour < 0 || hours < 1 || hour + hours > 24) throw badInput('input.stints.hours', text('巡逻时段须在当天 0 时至 24 时之内，以小时计。', 'The hours of a stint are whole and lie within its day.'));
    return { cell, place: parseText(place, 'input.stints.place', LONGEST_PLACE).trim(), date, hour, hours, recommended };
  });
  return { note: parseText(note, 'input.note', LONGEST_NOTE).trim(), stints: checked.sort((left, right) => (left.date < right.date ? -1 : left.date > right.date ? 1 : left.hour - right.hour)) };
}

async function locked(tenant: Tenant, stationId: Id, id: Id, expectedVersion: number): Promise<PatrolPlanRow> {
  await tenant.sql('SELECT FROM patrol_plan WHERE station_id = $1 AND id = $2 FOR UPDATE', [stationId, id]);
  const found = await planOf(tenant, stationId, id);
  if (found.version === expectedVersion) return found;
  throw new StationhouseError('STALE_VERSION', text('巡逻方案已有变化，请刷新后核对。', 'The patrol plan has changed. Reload and check.'), { expectedVersion, version: found.version });
}

async function planOf(tenant: Tenant, stationId: Id, id: Id): Promise<PatrolPlanRow> {
  const [found] = await tenant.sql<PatrolPlanRow>(`${PLANS} AND id = $2`, [stationId, id]);
  if (found === undefined) throw planNotFound();
  return found;
}

function planNotFound(): StationhouseError {
  return notFound(text('巡逻方案', 'Patrol plan'));
}
