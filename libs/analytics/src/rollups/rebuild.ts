import { TenantGate } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Database, Tenant } from '@stationhouse/database';
import { defineJob, type JobDefinition, type Jobs } from '@stationhouse/jobs';
import { newId, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { rebuildCancelled, rebuildStarted } from '../permissions.js';
import type { RollUps } from './roll-ups.js';

/** Where a rebuild stands. */
export type RebuildStatus = 'running' | 'done' | 'cancelled';

/** Everything that is kept of a bureau's stations, counted anew. */
export interface Rebuild {
  readonly id: Id;
  readonly bureauId: Id;
  readonly status: RebuildStatus;
  /** Months of stations that have been counted, and how many there are; the latter 0 until that is known. */
  readonly done: number;
  readonly total: number;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** A station of the plan, with the months its rows are in. */
interface PlannedStation {
  readonly stationId: Id;
  /** The first day of its first month. */
  readonly first: string;
  readonly months: number;
}

const REBUILD_TOPIC = 'figures.rebuild';
/** Months of a station that are counted in one transaction: some tenths of a second. */
const MONTHS_AT_ONCE = 12;
const COLUMNS = 'id, bureau_id AS "bureauId", status, done, total, started_at AS "startedAt", finished_at AS "finishedAt"';

/** Starting, watching and cancelling the rebuild of a bureau; one at a time. Figures stay exact meanwhile. */
export class Rebuilds {
  constructor(
    private readonly gate: TenantGate,
    private readonly jobs: Jobs,
  ) {}

  /** The newest of a bureau; undefined when there was none. @throws StationhouseError NOT_FOUND */
  newest(bureauId: Id): Promise<Rebuild | undefined> {
    return this.gate.inBureau(bureauId, (tenant) => newestOf(tenant, bureauId));
  }

  /** Starts one; the running one is answered where there is one. @throws StationhouseError NOT_FOUND */
  start(bureauId: Id): Promise<Rebuild> {
    return this.gate.inBureau(bureauId, async (tenant) => {
      const [made] = await tenant.sql<Rebuild>(
        `INSERT INTO figure_rebuild (bureau_id, id, started_by, started_at) VALUES ($1, $2, $3, $4) ON CONFLICT (bureau_id) WHERE status = 'running' DO NOTHING RETURNING ${COLUMNS}`,
        [bureauId, newId(), tenant.context.accountId ?? null, tenant.now],
      );
      if (made === undefined) return required(await newestOf(tenant, bureauId));
      await audit(tenant, { action: rebuildStarted, bureauId, record: { kind: 'figureRebuild', id: made.id }, details: {} });
      await this.jobs.outbox.enqueue(tenant, { topic: REBUILD_TOPIC, bureauId, payload: { rebuildId: made.id } });
      return made;
    });
  }

  /** Stops the running one after what is at hand; what has been counted stays. @throws StationhouseError NOT_FOUND, CONFLICT when none is running */
  cancel(bureauId: Id): Promise<Rebuild> {
    return this.gate.inBureau(bureauId, async (tenant) => {
      const [stopped] = await tenant.sql<Rebuild>(`UPDATE figure_rebuild SET status = 'cancelled', finished_at = $2 WHERE bureau_id = $1 AND status = 'running' RETURNING ${COLUMNS}`, [bureauId, tenant.now]);
      if (stopped === undefined) throw new StationhouseError('CONFLICT', text('当前没有正在进行的重算，请刷新后查看。', 'No rebuild is running. Reload to see how the last one ended.'));
      await audit(tenant, { action: rebuildCancelled, bureauId, record: { kind: 'figureRebuild', id: stopped.id }, details: { done: stopped.done, total: stopped.total } });
      return stopped;
    });
  }
}

/** The job behind {@link Rebuilds.start}. It goes on where one that was killed stood. */
export function rebuildJob(database: Database, rollUps: RollUps): JobDefinition {
  return defineJob<{ rebuildId: Id }>({
    topic: REBUILD_TOPIC,
    title: text('重算统计汇总', 'Rebuild of figures'),
    handle: ({ payload, scopeId, signal }) => rebuild(database, rollUps, scopeId as Id, payload.rebuildId, signal),
    timeout: 'PT12H',
    // A kill counts as an attempt: it may live through many restarts.
    retry: { attempts: 50, delay: 'PT2S' },
    concurrency: 1,
  });
}

async function rebuild(database: Database, rollUps: RollUps, bureauId: Id, id: Id, signal: AbortSignal): Promise<void> {
  const plan = await database.inTenant({ stationIds: [], bureauIds: [bureauId] }, async (tenant) => {
    const [row] = await tenant.sql<{ plan: readonly PlannedStation[] | null; done: number }>(`SELECT plan, done FROM figure_rebuild WHERE bureau_id = $1 AND id = $2 AND status = 'running'`, [bureauId, id]);
    const stations = await tenant.sql<{ id: Id }>('SELECT id FROM station WHERE bureau_id = $1 ORDER BY id', [bureauId]);
    return row === undefined ? undefined : { ...row, stations: stations.map((station) => station.id) };
  });
  if (plan === undefined) return;
  const stations = plan.plan ?? (await planned(database, rollUps, bureauId, id, plan.stations));
  let before = 0;
  for (const { stationId, first, months } of stations) {
    // Those before are done; of this one, some months may be.
    for (let month = Math.max(plan.done - before, 0); month < months; month += MONTHS_AT_ONCE) {
      signal.throwIfAborted();
      const until = Math.min(month + MONTHS_AT_ONCE, months);
      const going = await database.inTenant({ stationIds: [stationId], bureauIds: [bureauId] }, async (tenant) => {
        const [row] = await tenant.sql(`UPDATE figure_rebuild SET done = $3 WHERE bureau_id = $1 AND id = $2 AND status = 'running' RETURNING id`, [bureauId, id, before + until]);
        // Days that nothing was found for may be kept all the same: the ends are open.
        if (row !== undefined) await rollUps.countAnew(tenant, stationId, { first: month === 0 ? '-infinity' : monthAfter(first, month), past: until === months ? 'infinity' : monthAfter(first, until) });
        return row !== undefined;
      });
      if (!going) return;
    }
    before += months;
  }
  await database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => tenant.sql(`UPDATE figure_rebuild SET status = 'done', finished_at = $3 WHERE bureau_id = $1 AND id = $2 AND status = 'running'`, [bureauId, id, tenant.now]));
}

/** Plans a rebuild, and writes the plan down: who goes on with it counts the same months. */
async function planned(database: Database, rollUps: RollUps, bureauId: Id, id: Id, stationIds: readonly Id[]): Promise<readonly PlannedStation[]> {
  const plan: PlannedStation[] = [];
  for (const stationId of stationIds) plan.push({ stationId, ...(await database.inTenant({ stationIds: [stationId], bureauIds: [] }, (tenant) => rollUps.monthsOf(tenant, stationId))) });
  const total = plan.reduce((sum, { months }) => sum + months, 0);
  await database.inTenant({ stationIds: [], bureauIds: [bureauId] }, (tenant) => tenant.sql('UPDATE figure_rebuild SET plan = $3, total = $4 WHERE bureau_id = $1 AND id = $2', [bureauId, id, JSON.stringify(plan), total]));
  return plan;
}

async function newestOf(tenant: Tenant, bureauId: Id): Promise<Rebuild | undefined> {
  const [row] = await tenant.sql<Rebuild>(`SELECT ${COLUMNS} FROM figure_rebuild WHERE bureau_id = $1 ORDER BY started_at DESC, id DESC LIMIT 1`, [bureauId]);
  return row;
}

function required(rebuild: Rebuild | undefined): Rebuild {
  if (rebuild === undefined) throw new StationhouseError('CONFLICT', text('重算刚刚结束，请再试一次。', 'The rebuild has just ended. Try again.'));
  return rebuild;
}

function monthAfter(first: string, months: number): string {
  const [year = 0, month = 0] = first.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}
