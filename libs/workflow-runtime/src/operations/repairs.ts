import { audit } from '@stationhouse/audit';
import type { Database, Tenant, TenantContext } from '@stationhouse/database';
import { defineJob, faultOf, retryJobs, type JobDefinition, type JobRun, type Jobs } from '@stationhouse/jobs';
import { newId, notFound, StationhouseError, text, type Id } from '@stationhouse/kernel';
import * as deeds from '../audit-actions.js';
import { readCall, type AutomationRepair } from '../automations/repair.js';
import type { WorkflowRuntime } from '../runtime.js';
import type { RepairItemRow, RepairKind, RepairRow, RepairStatus } from './entities.js';

export const REPAIR_TOPIC = 'workflow.repair';

/** Items of one run of the job; the next run goes on where it ended. */
const SLICE = 200;
/** Items of one repair at most; what is left is for another one. */
const MOST_ITEMS = 20_000;

export interface StartRepair {
  readonly kind: RepairKind;
  /** Only jobs of this topic, calls of this automation. */
  readonly onlyOf?: string | undefined;
  /** Only these timers, instances, jobs or calls; all that qualify when absent. */
  readonly itemIds?: readonly Id[] | undefined;
  /** Chosen by the sender, once per intention; a repeated start answers the first repair. */
  readonly idempotencyKey: string;
}

interface Item {
  readonly repair: Pick<RepairRow, 'kind' | 'status' | 'startedBy' | 'sessionId'>;
  readonly item: Pick<RepairItemRow, 'itemId' | 'instanceId'> | null;
}

/** What each kind mends: `$1` station, `$2` domain time, `$3` narrowed to a topic or an automation, `$4` narrowed to ids, `$5` at most. */
const ITEMS: Readonly<Record<RepairKind, string>> = {
  'fire-timers': `SELECT t.id AS item_id, t.instance_id FROM timer t WHERE t.station_id = $1 AND t.due_at <= $2 AND $3::text IS NULL AND ($4::uuid[] IS NULL OR t.id = ANY ($4)) ORDER BY t.due_at LIMIT $5`,
  determine: `
    SELECT w.id AS item_id, w.id AS instance_id FROM (
      SELECT c.instance_id AS id FROM clock c WHERE c.station_id = $1 AND c.due_at IS NULL AND c.stopped_at IS NULL
      UNION SELECT t.instance_id FROM task t WHERE t.station_id = $1 AND t.due_at IS NULL AND t.due_explanation IS NOT NULL AND t.status IN ('OPEN', 'CLAIMED')) w
     WHERE $2::timestamptz IS NOT NULL AND $3::text IS NULL AND ($4::uuid[] IS NULL OR w.id = ANY ($4)) ORDER BY w.id LIMIT $5`,
  'resend-jobs': `
    SELECT o.id AS item_id, (o.payload->>'instanceId')::uuid AS instance_id FROM outbox o
     WHERE o.scope_id = $1 AND o.state = 'dead' AND $2::timestamptz IS NOT NULL AND ($3::text IS NULL OR o.topic = $3) AND ($4::uuid[] IS NULL OR o.id = ANY ($4)) ORDER BY o.id LIMIT $5`,
  'retry-calls': `
    SELECT c.id AS item_id, c.instance_id FROM automation_call c
     WHERE c.station_id = $1 AND c.status = 'failed' AND c.pending AND NOT c.exercise AND $2::timestamptz IS NOT NULL AND ($3::text IS NULL OR c.automation = $3) AND ($4::uuid[] IS NULL OR c.id = ANY ($4)) ORDER BY c.id LIMIT $5`,
};

/** What the record of a retried call says. */
const BULK = '批量处理 Bulk repair';

const COLUMNS = `station_id AS "stationId", id, kind, only_of AS "onlyOf", status, total, done, failed, started_by AS "startedBy", session_id AS "sessionId", idempotency_key AS "idempotencyKey", started_at AS "startedAt", finished_at AS "finishedAt"`;

/** The latest repairs of some stations, newest first. */
export function listRepairs(tenant: Tenant, stationIds: readonly Id[], most: number): Promise<RepairRow[]> {
  return tenant.sql<RepairRow>(`SELECT ${COLUMNS} FROM repair WHERE station_id = ANY ($1) ORDER BY id DESC LIMIT $2`, [[...stationIds], most]);
}

/** The items of a repair that could not be mended, at most 50. */
export function failedItems(tenant: Tenant, stationId: Id, repairId: Id): Promise<RepairItemRow[]> {
  return tenant.sql<RepairItemRow>(
    `SELECT station_id AS "stationId", repair_id AS "repairId", item_id AS "itemId", instance_id AS "instanceId", status, code, error, finished_at AS "finishedAt"
       FROM repair_item WHERE station_id = $1 AND repair_id = $2 AND status = 'failed' ORDER BY finished_at DESC, item_id LIMIT 50`,
    [stationId, repairId],
  );
}

/**
 * Bulk repairs: a durable job goes through a list that was made when it started, one item after the other, and looks before each
 * whether it has been suspended or cancelled. Mending an item twice is harmless, whoever delivers it.
 */
export class Repairs {
  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly runtime: WorkflowRuntime,
    private readonly automations: AutomationRepair,
  ) {
    // Both surfaces of one process share its jobs.
    if (jobs.registry.get(REPAIR_TOPIC) === undefined) jobs.register(this.job());
  }

  /** Lists what is to be mended and sets the job going; with nothing to mend the repair is done at once. */
  async start(tenant: Tenant, stationId: Id, { kind, onlyOf, itemIds, idempotencyKey }: StartRepair): Promise<RepairRow> {
    const { accountId, sessionId } = tenant.context;
    const id = newId();
    const [begun] = await tenant.sql(
      `INSERT INTO repair (station_id, id, kind, only_of, status, total, started_by, session_id, idempotency_key) VALUES ($1, $2, $3, $4, 'running', 0, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id`,
      [stationId, id, kind, onlyOf ?? null, accountId, sessionId ?? null, idempotencyKey],
    );
    if (begun === undefined) return this.repeated(tenant, stationId, idempotencyKey);
    const items = await tenant.sql(
      `INSERT INTO repair_item (station_id, repair_id, item_id, instance_id) SELECT $1::uuid, $6::uuid, w.item_id, w.instance_id FROM (${ITEMS[kind]}) w RETURNING item_id`,
      [stationId, tenant.now, onlyOf ?? null, itemIds === undefined ? null : [...itemIds], MOST_ITEMS, id],
    );
    await tenant.sql(`UPDATE repair SET total = $3::int, status = CASE WHEN $3::int = 0 THEN 'done' ELSE 'running' END, finished_at = CASE WHEN $3::int = 0 THEN app.now() END WHERE station_id = $1 AND id = $2`, [stationId, id, items.length]);
    await audit(tenant, { action: deeds.repairStarted, stationId, record: { kind: 'repair', id }, details: { kind, items: items.length, ...(onlyOf === undefined ? {} : { onlyOf }) } });
    if (items.length > 0) await this.goOn(tenant, stationId, id);
    return this.read(tenant, stationId, id);
  }

  /** Suspends, resumes or cancels a repair; between two items it takes effect. @throws StationhouseError NOT_FOUND, CONFLICT once it is over */
  async change(tenant: Tenant, stationId: Id, id: Id, to: Exclude<RepairStatus, 'done'>): Promise<RepairRow> {
    const before = await this.read(tenant, stationId, id, true);
    if (before.status === to) return before;
    if (before.status === 'done' || before.status === 'cancelled') throw new StationhouseError('CONFLICT', text('该批量处理已结束，请重新发起。', 'This bulk repair is over. Start another one.'));
    await tenant.sql(`UPDATE repair SET status = $3, finished_at = CASE WHEN $3 = 'cancelled' THEN app.now() END WHERE station_id = $1 AND id = $2`, [stationId, id, to]);
    await audit(tenant, { action: deeds.repairChanged, stationId, record: { kind: 'repair', id }, details: { from: before.status, to } });
    if (to === 'running') await this.goOn(tenant, stationId, id);
    return this.read(tenant, stationId, id);
  }

  job(): JobDefinition {
    return defineJob<{ repairId: Id }>({ topic: REPAIR_TOPIC, title: text('批量处理', 'Bulk repair'), handle: (run) => this.run(run), timeout: 'PT10M', retry: { attempts: 20, delay: 'PT2S' }, concurrency: 2 });
  }

  private async run({ scopeId: stationId, payload: { repairId }, context, signal }: JobRun<{ repairId: Id }>): Promise<void> {
    for (let place = 0; place < SLICE; place += 1) {
      signal.throwIfAborted();
      const next = await this.database.inTenant(context, (tenant) => this.next(tenant, stationId, repairId));
      if (next?.repair.status !== 'running') return;
      if (next.item === null) return this.database.inTenant(context, (tenant) => this.finish(tenant, stationId, repairId));
      await this.mend(stationId, repairId, next.repair, next.item);
    }
    await this.database.inTenant(context, (tenant) => this.goOn(tenant, stationId, repairId));
  }

  private async next(tenant: Tenant, stationId: Id, repairId: Id): Promise<Item | undefined> {
    const [row] = await tenant.sql<Item['repair'] & { itemId: Id | null; instanceId: Id | null }>(
      `SELECT r.kind, r.status, r.started_by AS "startedBy", r.session_id AS "sessionId", i.item_id AS "itemId", i.instance_id AS "instanceId" FROM repair r
         LEFT JOIN LATERAL (SELECT i.item_id, i.instance_id FROM repair_item i WHERE i.station_id = r.station_id AND i.repair_id = r.id AND i.status = 'waiting' ORDER BY i.item_id LIMIT 1) i ON true
        WHERE r.station_id = $1 AND r.id = $2`,
      [stationId, repairId],
    );
    return row === undefined ? undefined : { repair: row, item: row.itemId === null ? null : { itemId: row.itemId, instanceId: row.instanceId } };
  }

  /** Mends one item, then records it as a deed of whoever started the repair. A kill between the two mends it again, which does nothing. */
  private async mend(stationId: Id, repairId: Id, repair: Item['repair'], item: NonNullable<Item['item']>): Promise<void> {
    const context: TenantContext = { stationIds: [stationId], bureauIds: [], accountId: repair.startedBy, sessionId: repair.sessionId ?? undefined };
    const fault = await this.act(stationId, repair.kind, item.itemId, context).then(
      () => undefined,
      (error: unknown) => faultOf(error),
    );
    await this.database.inTenant(context, async (tenant) => {
      const status = fault === undefined ? 'done' : 'failed';
      const [mine] = await tenant.sql(
        `UPDATE repair_item SET status = $4, code = $5, error = $6, finished_at = app.now() WHERE station_id = $1 AND repair_id = $2 AND item_id = $3 AND status = 'waiting' RETURNING item_id`,
        [stationId, repairId, item.itemId, status, fault?.code ?? null, fault === undefined ? null : JSON.stringify(fault.text)],
      );
      if (mine === undefined) return;
      await tenant.sql('UPDATE repair SET done = done + $3::int, failed = failed + $4::int WHERE station_id = $1 AND id = $2', [stationId, repairId, fault === undefined ? 1 : 0, fault === undefined ? 0 : 1]);
      const record = item.instanceId === null ? { kind: 'job', id: item.itemId } : { kind: 'instance', id: item.instanceId };
      await audit(tenant, { action: deeds.repairedItem, stationId, record, details: { kind: repair.kind, repairId, itemId: item.itemId, ...(fault === undefined ? {} : { code: fault.code }) } });
    });
  }

  /** Each of these finds out by itself what is done already. */
  private async act(stationId: Id, kind: RepairKind, itemId: Id, context: TenantContext): Promise<void> {
    switch (kind) {
      case 'fire-timers':
        await this.runtime.fireTimer(stationId, itemId);
        return;
      case 'determine':
        if ((await this.runtime.determine(stationId, itemId)) === undefined) await this.database.inTenant(context, (tenant) => requireDetermined(tenant, stationId, itemId));
        return;
      case 'resend-jobs':
        await this.database.inTenant(context, (tenant) => retryJobs(tenant, this.jobs.outbox, [stationId], [itemId]));
        return;
      case 'retry-calls':
        return this.retryCall(stationId, itemId, context);
    }
  }

  /** One that is under way again already is left alone. */
  private async retryCall(stationId: Id, callId: Id, context: TenantContext): Promise<void> {
    const { status } = await this.database.inTenant(context, (tenant) => readCall(tenant, stationId, callId));
    if (status === 'failed') await this.automations.retryAutomation({ context, stationId, actor: { accountId: context.accountId ?? '', roles: [] } }, { callId, reason: BULK });
  }

  private async finish(tenant: Tenant, stationId: Id, id: Id): Promise<void> {
    await tenant.sql(`UPDATE repair SET status = 'done', finished_at = app.now() WHERE station_id = $1 AND id = $2 AND status = 'running'`, [stationId, id]);
  }

  private async goOn(tenant: Tenant, stationId: Id, repairId: Id): Promise<void> {
    await this.jobs.outbox.enqueue(tenant, { topic: REPAIR_TOPIC, stationId, payload: { repairId } });
  }

  private async read(tenant: Tenant, stationId: Id, id: Id, locked = false): Promise<RepairRow> {
    const [row] = await tenant.sql<RepairRow>(`SELECT ${COLUMNS} FROM repair WHERE station_id = $1 AND id = $2${locked ? ' FOR UPDATE' : ''}`, [stationId, id]);
    if (row === undefined) throw notFound(text('批量处理', 'Bulk repair'));
    return row;
  }

  private async repeated(tenant: Tenant, stationId: Id, idempotencyKey: string): Promise<RepairRow> {
    const [row] = await tenant.sql<RepairRow>(`SELECT ${COLUMNS} FROM repair WHERE station_id = $1 AND started_by = $2 AND idempotency_key = $3`, [stationId, tenant.context.accountId, idempotencyKey]);
    if (row === undefined) throw new Error('The repair was neither written nor known.');
    return row;
  }
}

/** Nothing was determined: either all is, or the calendar is still missing. */
async function requireDetermined(tenant: Tenant, stationId: Id, instanceId: Id): Promise<void> {
  const [still] = await tenant.sql('SELECT FROM clock WHERE station_id = $1 AND instance_id = $2 AND due_at IS NULL AND stopped_at IS NULL LIMIT 1', [stationId, instanceId]);
  if (still === undefined) return;
  throw new StationhouseError('CONFLICT', text('仍缺少放假通知或班次，请先导入或设置，再重算。', 'The holiday notice or the shifts are still missing. Import or set them first.'));
}
