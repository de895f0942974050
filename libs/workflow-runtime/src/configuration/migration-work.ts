import type { Database, Tenant, TenantContext } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun } from '@stationhouse/jobs';
import { isStationhouseError, type Id } from '@stationhouse/kernel';
import { rehearse, type MigrationPlan, type Rehearsal, type Snapshot, type StepContext } from '@stationhouse/workflow';
import { CalendarBook } from '../calendars/calendar-book.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { BatchPhase, ItemStatus, Level, RehearsalReport } from './entities.js';
import { MIGRATE_TOPIC } from './migration-batches.js';
import { OTHER_VERSION, type MigrationSteps, type Reason, type Traveller } from './migration-steps.js';
import type { ConfigurationWord } from './word.js';

type Payload = { readonly batchId: Id; readonly scopeId: Id; readonly level: Level };

/** What a batch wants done at a station now. */
interface Errand {
  readonly phase: BatchPhase;
  readonly suspended: boolean;
  readonly workflow: string;
  readonly target: string;
  readonly reached: Id | null;
  readonly rehearsed: boolean;
  readonly report: RehearsalReport;
  readonly startedBy: Id;
  readonly plans: ReadonlyMap<string, MigrationPlan>;
}

interface Item {
  readonly id: Id;
  readonly version: number | null;
}

const RETRY = { attempts: 20, delay: 'PT2S' } as const;
/** Instances that are rehearsed in one transaction. */
const REHEARSED_AT_ONCE = 200;
/** Instances whose steps are under way together; a batch that is suspended ends after them. */
const MOVED_AT_ONCE = 64;

/**
 * Does the work of batches, one job per station. A job looks at its batch before every page, so that a suspended one stops and one that is
 * taken back goes the other way; run twice, or after a kill, it goes on where the rows say.
 */
export class MigrationWork {
  private readonly calendars = new CalendarBook();

  constructor(
    private readonly database: Database,
    private readonly catalog: WorkflowCatalog,
    private readonly steps: MigrationSteps,
    private readonly word: Pick<ConfigurationWord, 'ended' | 'broken'>,
  ) {}

  job(): JobDefinition {
    return defineJob<Payload>({
      topic: MIGRATE_TOPIC,
      // Of a batch and station one job at a time, so that what one moves is not taken back by another meanwhile.
      handle: (run) => this.database.exclusively(`migration ${run.payload.batchId} ${run.scopeId}`, () => this.work(run)),
      timeout: 'PT1H',
      retry: RETRY,
      concurrency: 2,
    });
  }

  private async work(run: JobRun<Payload>): Promise<void> {
    const { batchId, scopeId, level } = run.payload;
    try {
      await this.pages(run);
    } catch (error) {
      // Nobody looks at a batch all day: whoever started it hears that nothing tries any more.
      if (run.attempt >= RETRY.attempts) await this.word.broken(scopeId, level, batchId, run.id);
      throw error;
    }
    await this.word.ended(scopeId, level, batchId);
  }

  private async pages(run: JobRun<Payload>): Promise<void> {
    const busy = new Set<Id>();
    for (;;) {
      run.signal.throwIfAborted();
      const errand = await this.database.inTenant(contextOf(run), (tenant) => readErrand(tenant, run));
      if (errand === undefined || !(await this.page(run, errand, busy))) break;
    }
    // Others kept coming first: the job runs again for these.
    if (busy.size > 0) throw new Error(`${busy.size} instances are being worked on.`);
  }

  /** @returns whether there may be more to do */
  private async page(run: JobRun<Payload>, errand: Errand, busy: Set<Id>): Promise<boolean> {
    if (errand.phase === 'rehearsal') return !errand.rehearsed && this.rehearsePage(run, errand);
    if (errand.suspended) return false;
    const status = errand.phase === 'run' ? 'ready' : 'moved';
    const items = await this.itemsOf(run, status, busy);
    await Promise.all(items.map((item) => this.moveItem(run, errand, item, busy)));
    return items.length > 0;
  }

  private itemsOf({ scopeId: stationId, payload: { batchId }, context }: JobRun<Payload>, status: ItemStatus, busy: ReadonlySet<Id>): Promise<Item[]> {
    return this.database.inTenant(context, (tenant) =>
      tenant.sql<Item>('SELECT instance_id AS id, version FROM migration_item WHERE station_id = $1 AND batch_id = $2 AND status = $3 AND instance_id <> ALL ($4) ORDER BY instance_id LIMIT $5', [stationId, batchId, status, [...busy], MOVED_AT_ONCE]),
    );
  }

  private async moveItem(run: JobRun<Payload>, { phase, target, plans, startedBy }: Errand, item: Item, busy: Set<Id>): Promise<void> {
    const { scopeId: stationId, payload: { batchId }, id: requestId } = run;
    const traveller: Traveller = { context: { stationIds: [stationId], bureauIds: [], accountId: startedBy, requestId }, stationId, batchId, instanceId: item.id };
    try {
      const reason = phase === 'run' ? await this.steps.move(traveller, target, plans) : await this.steps.takeBack(traveller, item.version ?? 0);
      if (reason !== undefined) await this.settle(run, item.id, phase === 'run' ? ['ready', 'stuck'] : ['moved', 'kept'], reason);
    } catch (error) {
      if (!isStationhouseError(error) || error.code !== 'CONFLICT') throw error;
      busy.add(item.id);
    }
  }

  /** Notes why an instance stays where it is. */
  private async settle({ scopeId: stationId, payload: { batchId }, context }: JobRun<Payload>, instanceId: Id, [from, to]: readonly [ItemStatus, ItemStatus], { code, state, text }: Reason): Promise<void> {
    await this.database.inTenant(context, (tenant) =>
      tenant.sql('UPDATE migration_item SET status = $5, code = $6, state = $7, text = $8 WHERE station_id = $1 AND batch_id = $2 AND instance_id = $3 AND status = $4', [stationId, batchId, instanceId, from, to, code, state ?? null, JSON.stringify(text)]),
    );
  }

  /** Tries the plans on the next instances; the result and how far it has come are one transaction. */
  private rehearsePage(run: JobRun<Payload>, { workflow, target, reached, report, plans }: Errand): Promise<boolean> {
    const { scopeId: stationId, payload: { batchId } } = run;
    return this.database.inTenant(contextOf(run), async (tenant) => {
      const rows = await tenant.sql<{ id: Id; definition: string; snapshot: Snapshot }>(
        `SELECT id, definition, snapshot FROM instance WHERE station_id = $1 AND workflow = $2 AND status = 'running' AND definition <> $3 AND ($4::uuid IS NULL OR id > $4) ORDER BY id LIMIT $5`,
        [stationId, workflow, target, reached, REHEARSED_AT_ONCE],
      );
      const context = await this.contextAt(tenant, stationId);
      let merged = report;
      for (const [source, instances] of groupBy(rows, (row) => row.definition)) {
        const plan = plans.get(source);
        const rehearsal = plan === undefined ? withoutPlan(instances.map(({ id }) => id)) : rehearse({ plan, from: await this.catalog.version(tenant, source), to: await this.catalog.version(tenant, target) }, instances, context);
        await this.writeItems(tenant, stationId, batchId, source, target, instances.map(({ id }) => id), rehearsal);
        merged = mergeReports(merged, rehearsal);
      }
      const more = rows.length === REHEARSED_AT_ONCE;
      await tenant.sql('UPDATE migration_part SET reached = coalesce($3, reached), report = $4, rehearsed_at = CASE WHEN $5 THEN NULL ELSE app.now() END WHERE station_id = $1 AND batch_id = $2', [stationId, batchId, rows.at(-1)?.id ?? null, JSON.stringify(merged), more]);
      return more;
    });
  }

  private async writeItems(tenant: Tenant, stationId: Id, batchId: Id, source: string, target: string, ids: readonly Id[], { stuck, clocks }: Found): Promise<void> {
    const reasons = new Map(stuck.map((one) => [one.instanceId, one]));
    const changes = groupBy(clocks, ({ instanceId }) => instanceId);
    const items = ids.map((id) => {
      const reason = reasons.get(id);
      return { id, status: reason === undefined ? 'ready' : 'stuck', code: reason?.code, state: reason?.state, text: reason?.text, clocks: changes.get(id) ?? [] };
    });
    await tenant.sql(
      `INSERT INTO migration_item (station_id, batch_id, instance_id, source, target, status, code, state, text, clocks)
       SELECT $1, $2, i.id, $3, $4, i.status, i.code, i.state, i.text, i.clocks FROM jsonb_to_recordset($5::jsonb) AS i (id uuid, status text, code text, state text, text jsonb, clocks jsonb)`,
      [stationId, batchId, source, target, JSON.stringify(items)],
    );
  }

  private async contextAt(tenant: Tenant, stationId: Id): Promise<StepContext> {
    const [station] = await tenant.sql<{ timeZone: string }>('SELECT time_zone AS "timeZone" FROM station WHERE id = $1', [stationId]);
    if (station === undefined) throw new Error('The station is out of reach.');
    const { calendars } = await this.calendars.read(tenant, stationId);
    return { now: tenant.now, timeZone: station.timeZone, ...(calendars === undefined ? {} : { calendars }) };
  }
}

/** The station of the job, and the bureau whose batch it is. */
function contextOf({ scopeId, payload, context }: JobRun<Payload>): TenantContext {
  return { ...context, stationIds: [scopeId], bureauIds: payload.level === 'bureau' ? [payload.scopeId] : [] };
}

async function readErrand(tenant: Tenant, { scopeId: stationId, payload: { batchId, scopeId } }: JobRun<Payload>): Promise<Errand | undefined> {
  const [row] = await tenant.sql<Omit<Errand, 'plans'>>(
    `SELECT b.phase, b.suspended, b.workflow, coalesce(b.started_by, b.created_by) AS "startedBy", p.target, p.reached, p.rehearsed_at IS NOT NULL AS rehearsed, p.report
       FROM migration_batch b JOIN migration_part p ON p.station_id = $3 AND p.batch_id = b.id WHERE b.scope_id = $1 AND b.id = $2`,
    [scopeId, batchId, stationId],
  );
  if (row === undefined) return undefined;
  const plans = await tenant.sql<{ source: string; plan: MigrationPlan }>('SELECT source, plan FROM migration_plan WHERE scope_id = $1 AND batch_id = $2 AND target = $3', [scopeId, batchId, row.target]);
  return { ...row, plans: new Map(plans.map(({ source, plan }) => [source, plan])) };
}

const NOTHING: Required<RehearsalReport> = { states: [], tasks: { kept: 0, closed: 0, opened: 0 }, timers: { kept: 0, cancelled: 0, set: 0 } };

/** What a page of the rehearsal found. */
type Found = Required<RehearsalReport> & Pick<Rehearsal, 'clocks'> & { readonly stuck: readonly (Reason & { readonly instanceId: string })[] };

/** Instances on a version the plan does not know: they came to it after the plan was made. */
function withoutPlan(ids: readonly Id[]): Found {
  return { ...NOTHING, clocks: [], stuck: ids.map((instanceId) => ({ instanceId, ...OTHER_VERSION })) };
}

function groupBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): ReadonlyMap<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group === undefined) groups.set(keyOf(value), [value]);
    else group.push(value);
  }
  return groups;
}

/** Two reports as one: counts add up. */
export function mergeReports(left: RehearsalReport, right: RehearsalReport): Required<RehearsalReport> {
  const [one, other] = [{ ...NOTHING, ...left }, { ...NOTHING, ...right }];
  const ways = new Map<string, Rehearsal['states'][number]>();
  for (const way of [...one.states, ...other.states]) {
    const key = `${way.from.join(' ')} → ${way.to.join(' ')}`;
    ways.set(key, { ...way, count: way.count + (ways.get(key)?.count ?? 0) });
  }
  const sum = <K extends string>(a: Readonly<Record<K, number>>, b: Readonly<Record<K, number>>) => Object.fromEntries(Object.entries<number>(a).map(([key, count]) => [key, count + b[key as K]])) as Record<K, number>;
  return { states: [...ways.values()].sort((a, b) => b.count - a.count), tasks: sum(one.tasks, other.tasks), timers: sum(one.timers, other.timers) };
}
