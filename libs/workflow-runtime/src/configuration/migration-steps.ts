import type { Database, TenantContext } from '@stationhouse/database';
import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import { migrate, undoMigration, type CompiledWorkflow, type Effect, type Migrated, type MigrationPlan, type Snapshot, type StepDone } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import { CalendarBook } from '../calendars/calendar-book.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { HistoryRow, MigrationDeed } from '../entities.js';
import { replay, type Replay } from '../replay.js';
import type { Computed, Surroundings, WorkflowRuntime } from '../runtime.js';
import type { Stage, StagedInstance } from '../steps/stage.js';
import { auditOf, type StepRecord } from '../steps/step-record.js';

/** Why an instance stays where it is. */
export interface Reason {
  readonly code: string;
  /** The state that is to blame, where one is. */
  readonly state?: string;
  readonly text: Bilingual;
}

/** One instance on its way, for the account that started the batch. */
export interface Traveller {
  readonly context: TenantContext;
  readonly stationId: Id;
  readonly batchId: Id;
  readonly instanceId: Id;
}

export const GONE: Reason = { code: 'GONE', text: text('事项已不存在。', 'This instance is no longer there.') };
export const ALREADY_THERE: Reason = { code: 'ALREADY_THERE', text: text('事项已在目标版本上。', 'This instance runs on that version already.') };
export const OTHER_VERSION: Reason = { code: 'OTHER_VERSION', text: text('试演之后事项已换到其他版本，请另做迁移方案。', 'This instance has changed to another version since the rehearsal. Plan another migration for it.') };
const MOVED_ON: Reason = { code: 'MOVED_ON', text: text('迁移之后事项已有办理，不能直接撤回；请另做反向迁移方案。', 'The instance has moved on since. Plan a migration the other way instead.') };
const REPLAY_DIFFERS: Reason = { code: 'REPLAY_DIFFERS', text: text('事项的历史无法重放，不能撤回；请联系管理员核对。', 'The history of this instance does not replay, so the move cannot be taken back. Ask an administrator to look at it.') };

const HISTORY = `SELECT version, at, kind, definition, time_zone AS "timeZone", calendar, event, states_left AS "statesLeft", states_entered AS "statesEntered", effects
  FROM history WHERE station_id = $1 AND instance_id = $2 AND version <= $3 ORDER BY version`;

/** Moves instances to other versions and takes that back: each one durable step, computed by the pure engine and written like every other. */
export class MigrationSteps {
  private readonly calendars = new CalendarBook();

  constructor(
    private readonly database: Database,
    private readonly catalog: WorkflowCatalog,
    private readonly runtime: WorkflowRuntime,
  ) {}

  /**
   * Moves an instance to a version. When somebody acts meanwhile, it is computed again on what they did.
   * @param plans by the version they lead from
   * @returns why it stays where it is; undefined once it has moved
   * @throws StationhouseError CONFLICT when others keep coming first: try again later
   */
  async move(traveller: Traveller, target: string, plans: ReadonlyMap<string, MigrationPlan>): Promise<Reason | undefined> {
    return this.step(traveller, async (stage, instance) => {
      if (instance.definition === target) return ALREADY_THERE;
      const plan = plans.get(instance.definition);
      if (plan === undefined) return OTHER_VERSION;
      const [from, to] = [await this.runtime.compiled(traveller, plan.from), await this.runtime.compiled(traveller, plan.to)];
      const surroundings = await this.runtime.surroundings(traveller, stage);
      const result = migrate({ plan, from, to }, instance.snapshot, surroundings);
      if (!result.ok) return reasonOf(result);
      const record = this.recorded(traveller, surroundings, instance, to, result, { type: 'migrate', plan: result.plan, batchId: traveller.batchId });
      return { ...record, migrated: { batch_id: traveller.batchId, status: 'moved' }, audit: auditOf(traveller.context, deeds.instanceMigrated, { batchId: traveller.batchId, from: plan.from, to: plan.to }) };
    });
  }

  /**
   * Takes the move of an instance back, where nobody has done anything since. What stood before is read in its history.
   * @param version the version of the instance that its move led to
   * @returns why it stays where it is; undefined once it is back
   * @throws StationhouseError CONFLICT when others keep coming first: try again later
   */
  async takeBack(traveller: Traveller, version: number): Promise<Reason | undefined> {
    return this.step(traveller, async (stage, instance) => {
      const played = await this.replayed(traveller, instance);
      if (!played.same) return REPLAY_DIFFERS;
      const move = played.moves.at(-1);
      if (move?.version !== version) return MOVED_ON;
      const from = await this.runtime.compiled(traveller, move.before.definition);
      const surroundings = await this.runtime.surroundings(traveller, stage);
      const result = undoMigration(from, move, instance.snapshot, surroundings);
      if (!result.ok) return reasonOf(result);
      const record = this.recorded(traveller, surroundings, instance, from, result, { type: 'undo-migration', batchId: traveller.batchId });
      const tasksChanged = givenBack(record.tasksChanged, await this.holdersOfClosed(traveller));
      return { ...record, tasksChanged, migrated: { batch_id: traveller.batchId, status: 'undone' }, audit: auditOf(traveller.context, deeds.instanceMoveUndone, { batchId: traveller.batchId, from: instance.definition, to: from.hash }) };
    });
  }

  private async step({ context, stationId, instanceId }: Traveller, compute: (stage: Stage, instance: StagedInstance) => Promise<Reason | Computed>): Promise<Reason | undefined> {
    let reason: Reason | undefined;
    await this.runtime.attempt({ context, stationId }, { stationId, instanceId }, async (stage) => {
      const computed = stage.instance === null ? GONE : await compute(stage, stage.instance);
      reason = 'code' in computed ? computed : undefined;
      return 'code' in computed ? undefined : computed;
    }, 'bulk');
    return reason;
  }

  private recorded(call: Pick<Traveller, 'context' | 'stationId'>, surroundings: Surroundings, instance: StagedInstance, compiled: CompiledWorkflow, done: Migrated, event: MigrationDeed): Computed {
    const record = this.runtime.moved(undefined, compiled, { ...done, effects: withoutGoingOn(done.effects) }, instance, { stationId: call.stationId, now: surroundings.now });
    return { ...record, ...renamed(record, compiled, done), history: this.runtime.historyOf(call, surroundings, compiled, done, event) };
  }

  /** Whoever held the tasks that were closed without being done; a closed task keeps its holder, and nobody can take it. */
  private async holdersOfClosed({ context, stationId, instanceId }: Traveller): Promise<ReadonlyMap<number, Id>> {
    const statement = `SELECT serial, assignee_id AS holder FROM task WHERE station_id = $1 AND instance_id = $2 AND status = 'CANCELLED' AND assignee_id IS NOT NULL`;
    const rows = await this.database.inTenant(context, (tenant) => tenant.sql<{ serial: number; holder: Id }>(statement, [stationId, instanceId]));
    return new Map(rows.map(({ serial, holder }) => [serial, holder]));
  }

  private replayed({ context, stationId, instanceId }: Traveller, { version }: StagedInstance): Promise<Replay> {
    return this.database.inTenant(context, async (tenant) => {
      const history = await tenant.sql<HistoryRow>(HISTORY, [stationId, instanceId, version]);
      const plans = history.flatMap(({ event }) => (event.type === 'migrate' ? [event.plan.from, event.plan.to] : []));
      const versions = await this.catalog.versionsOf(tenant, [...history.map(({ definition }) => definition), ...plans]);
      const calendars = new Map<string, Awaited<ReturnType<CalendarBook['byHash']>>>();
      for (const { calendar } of history) if (calendar !== null && !calendars.has(calendar)) calendars.set(calendar, await this.calendars.byHash(tenant, stationId, calendar));
      return replay(history, (hash) => known(versions, hash), (hash) => calendars.get(hash));
    });
  }
}

function known(versions: ReadonlyMap<string, CompiledWorkflow>, hash: string): CompiledWorkflow {
  const compiled = versions.get(hash);
  if (compiled === undefined) throw new Error(`No version ${hash}.`);
  return compiled;
}

function reasonOf({ code, state, text: said }: Reason): Reason {
  return { code, text: said, ...(state === undefined ? {} : { state }) };
}

/**
 * What closes under one name and opens under another within the same step has gone on: its row keeps whoever holds it. The history tells
 * every effect.
 */
function withoutGoingOn(effects: readonly Effect[]): readonly Effect[] {
  const serials = (type: Effect['type']) => new Set(effects.flatMap((effect) => (effect.type === type && 'serial' in effect ? [effect.serial] : [])));
  const [closed, reopened, restored] = [serials('close-task'), serials('reopen-task'), serials('restore-clock')];
  return effects.filter((effect) => {
    if (effect.type === 'close-task') return !reopened.has(effect.serial);
    if (effect.type === 'reopen-task') return !closed.has(effect.serial);
    return !(effect.type === 'stop-clock' && restored.has(effect.serial));
  });
}

/** A task that opens again is held by whoever held it when it closed. */
function givenBack(changes: StepRecord['tasksChanged'], holders: ReadonlyMap<number, Id>): StepRecord['tasksChanged'] {
  return changes.map((change) => {
    const holder = change.status === 'OPEN' ? holders.get(change.serial) : undefined;
    return holder === undefined ? change : { ...change, status: 'CLAIMED', assigneeId: holder };
  });
}

/** The rows that go on under another name, beside what else becomes of them. */
function renamed({ tasksChanged, clocksChanged }: Pick<StepRecord, 'tasksChanged' | 'clocksChanged'>, compiled: CompiledWorkflow, { moved, snapshot }: StepDone & Pick<Migrated, 'moved'>): Pick<StepRecord, 'tasksChanged' | 'clocksChanged'> {
  const tasks = new Map(tasksChanged.map((change) => [change.serial, change]));
  for (const { serial, to } of moved.tasks) tasks.set(serial, { ...tasks.get(serial), serial, ref: to, key: compiled.tasks[to]?.key ?? to });
  const clocks = new Map(clocksChanged.map((change) => [change.serial, change]));
  for (const { serial, to } of moved.clocks) clocks.set(serial, { ...(clocks.get(serial) ?? { state: stateOf(snapshot, to) }), serial, ref: to });
  return { tasksChanged: [...tasks.values()], clocksChanged: [...clocks.values()] };
}

function stateOf(snapshot: Snapshot, ref: string): Snapshot['clocks'][string]['state'] {
  const clock = snapshot.clocks[ref];
  if (clock === undefined) throw new Error(`The clock "${ref}" has gone on, but does not run.`);
  return clock.state;
}
