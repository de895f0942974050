import { accountIn, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { badInput, parseId, text, type Id } from '@stationhouse/kernel';
import { definitionOf, diffDefinitions, type MigrationDecisions } from '@stationhouse/workflow';
import { WorkflowCatalog } from '../catalog/catalog.js';
import type { ItemStatus, MigrationBatchRow } from '../configuration/entities.js';
import { MigrationBatches, type BatchScope, type ListedItem, type OnBatch } from '../configuration/migration-batches.js';
import { planWays, type PlannedWay } from '../configuration/migration-plans.js';
import { mergeReports } from '../configuration/migration-work.js';
import { migrateInstances } from '../permissions.js';
import { MigrationBatch, MigrationBatchConnection, MigrationDecisionsInput, MigrationItem, MigrationItemConnection, MigrationItemStatus, MigrationProgress, MigrationStatus, MigrationWay, RehearsalReport, type MigrationDecision, type MigrationStateWay } from './migration-types.js';
import { viewWorkflow } from './views.js';

const BUREAU = { type: () => ID };
const STATION = { type: () => ID, nullable: true, description: 'The station whose batch is meant; the bureau’s without.' };
const STATIONS = { type: () => [ID], description: 'At most 1000.' };
const WORKFLOW = { type: () => String, description: 'The id of a workflow.' };
const DECISIONS = { type: () => MigrationDecisionsInput, nullable: true };
const BATCH = { type: () => ID };
const KEY = { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first answer.' };

/** Moving running instances to the versions their stations work with. */
@Resolver(() => MigrationBatch)
export class MigrationsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    private readonly batches: MigrationBatches,
  ) {}

  @Query(() => [MigrationWay], { description: 'How all running instances of a workflow at some stations would get to the versions in force there: the engine’s proposal with one’s decisions. Nothing is written. Empty where all are on them. NOT_FOUND, BAD_INPUT.' })
  @Requires(migrateInstances)
  async migrationPlan(@Args('stationIds', STATIONS) stationIds: Id[], @Args('workflow', WORKFLOW) workflow: string, @Args('decisions', DECISIONS) decisions: MigrationDecisionsInput | null | undefined): Promise<MigrationWay[]> {
    const ways = await this.gate.inStations(stationIds, (tenant) => planWays(tenant, this.catalog, stationIds, workflow, decisionsOf(decisions)));
    return ways.map((way) => this.viewWay(way));
  }

  @Query(() => MigrationBatch, { description: 'One batch. NOT_FOUND.' })
  @Requires(migrateInstances)
  async migrationBatch(@Args('bureauId', BUREAU) bureauId: Id, @Args('stationId', STATION) stationId: Id | null | undefined, @Args('batchId', BATCH) batchId: Id): Promise<MigrationBatch> {
    const scope = scopeOf(bureauId, stationId);
    return viewBatch(await this.inUnit(scope, (tenant) => this.batches.read(tenant, scope.scopeId, parseId(batchId, 'batchId'))), bureauId);
  }

  @Query(() => MigrationBatchConnection, { description: 'The batches of a bureau or station, newest first. At most 200 a page.' })
  @Requires(migrateInstances)
  async migrationBatches(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', STATION) stationId: Id | null | undefined,
    @Args('workflow', { ...WORKFLOW, nullable: true }) workflow: string | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 20 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<MigrationBatchConnection> {
    const scope = scopeOf(bureauId, stationId);
    const { edges, pageInfo } = await this.inUnit(scope, (tenant) => this.batches.list(tenant, scope.scopeId, workflow ?? undefined, first, after));
    return { pageInfo, edges: edges.map(({ cursor, node }) => ({ cursor, node: viewBatch(node, bureauId) })) };
  }

  @ResolveField(() => MigrationProgress, { description: 'How far it has come.' })
  async progress(@Parent() { row }: MigrationBatch): Promise<MigrationProgress> {
    const { status, ...counts } = await this.inStations(row, (tenant) => this.batches.progress(tenant, row));
    return { status: MigrationStatus[status], ...counts };
  }

  @ResolveField(() => RehearsalReport, { description: 'What the rehearsal found; so far, while it goes on.' })
  async report(@Parent() { row }: MigrationBatch): Promise<RehearsalReport> {
    const reach = { stationIds: row.stationIds, bureauIds: row.level === 'bureau' ? [row.scopeId] : [] };
    const { parts, from, to } = await this.gate.inScope(reach, async (tenant) => {
      const ways = await this.batches.ways(tenant, row);
      const versions = await this.catalog.versionsOf(tenant, ways.flatMap(({ source, target }) => [source, target]));
      const named = (hashes: readonly string[]) => {
        const titleOf = (path: string) => hashes.flatMap((hash) => versions.get(hash)?.states[path]?.title ?? [])[0] ?? text(path, path);
        // Regions have states of the same name: 3 日回访 · 未到时间.
        return (path: string) => (path.split('.').length < 3 ? titleOf(path) : text(...(['zh-CN', 'en'] as const).map((locale) => `${titleOf(path.slice(0, path.lastIndexOf('.')))[locale]} · ${titleOf(path)[locale]}`) as [string, string]));
      };
      return { parts: await this.batches.parts(tenant, row), from: named(ways.map(({ source }) => source)), to: named(ways.map(({ target }) => target)) };
    });
    const { states, tasks, timers } = parts.map(({ report }) => report).reduce<ReturnType<typeof mergeReports>>(mergeReports, mergeReports({}, {}));
    return { states: states.map((way) => ({ ...way, fromTitles: way.from.map(from), toTitles: way.to.map(to) })), tasksKept: tasks.kept, tasksClosed: tasks.closed, tasksOpened: tasks.opened, timersKept: timers.kept, timersCancelled: timers.cancelled, timersSet: timers.set };
  }

  @ResolveField(() => MigrationItemConnection, { description: 'Its instances, by station: who would stick or has stuck, whose clocks change, who was kept. At most 200 a page.' })
  async items(
    @Parent() { row }: MigrationBatch,
    @Args('status', { type: () => MigrationItemStatus, nullable: true }) status: MigrationItemStatus | null | undefined,
    @Args('clocksChange', { type: () => Boolean, nullable: true, description: 'Only those with, or without, a clock that is not as it was.' }) clocksChange: boolean | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<MigrationItemConnection> {
    const selection = { status: (status?.toLowerCase() as ItemStatus | undefined) ?? undefined, clocksChange: clocksChange ?? undefined };
    const page = await this.inStations(row, (tenant) => this.batches.items(tenant, row, selection, first, after));
    return { pageInfo: page.pageInfo, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: viewItem(node) })) };
  }

  @ResolveField(() => String, { nullable: true, description: 'Who planned it.' })
  createdBy(@Parent() { row, bureauId }: MigrationBatch): Promise<string | undefined> {
    return this.nameOf(bureauId, row.createdBy);
  }

  @ResolveField(() => String, { nullable: true, description: 'Who let it run.' })
  startedBy(@Parent() { row, bureauId }: MigrationBatch): Promise<string | undefined> {
    return this.nameOf(bureauId, row.startedBy);
  }

  @Mutation(() => MigrationBatch, { description: 'Plans a batch and rehearses it on every running instance at its stations; nothing of them is changed. Give stationId for a station’s own batch, else the bureau’s stations. NOT_FOUND, BAD_INPUT.' })
  @Requires(migrateInstances)
  async rehearseMigration(
    @Args('bureauId', BUREAU) bureauId: Id,
    @Args('stationId', STATION) stationId: Id | null | undefined,
    @Args('stationIds', { ...STATIONS, nullable: true }) stationIds: Id[] | null | undefined,
    @Args('workflow', WORKFLOW) workflow: string,
    @Args('decisions', DECISIONS) decisions: MigrationDecisionsInput | null | undefined,
    @Args('because', { type: () => String, description: 'At most 500 characters.' }) because: string,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<MigrationBatch> {
    const scope = scopeOf(bureauId, stationId);
    if (scope.level === 'bureau') this.gate.require(migrateInstances.id, { bureauId });
    const stations = scope.level === 'station' ? [scope.scopeId] : [...new Set(stationIds ?? [])];
    if (stations.length === 0) throw badInput('stationIds', text('请选择至少一个派出所。', 'Choose at least one station.'));
    const bureauIds = scope.level === 'bureau' ? [bureauId] : [];
    const row = await this.gate.inScope({ stationIds: stations, bureauIds }, async (tenant) => {
      const { batchId } = await this.batches.rehearse(tenant, scope, { workflow, stationIds: stations, decisions: decisionsOf(decisions), because, idempotencyKey });
      return this.batches.read(tenant, scope.scopeId, batchId);
    });
    return viewBatch(row, bureauId);
  }

  @Mutation(() => MigrationBatch, { description: 'Lets a rehearsed batch run: each instance one step, those that would stick stay. NOT_FOUND, CONFLICT.' })
  @Requires(migrateInstances)
  startMigration(@Args('bureauId', BUREAU) bureauId: Id, @Args('stationId', STATION) stationId: Id | null | undefined, @Args('batchId', BATCH) batchId: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<MigrationBatch> {
    return this.press(bureauId, stationId, { batchId, idempotencyKey }, (...given) => this.batches.start(...given));
  }

  @Mutation(() => MigrationBatch, { description: 'Holds a batch; what is under way ends. NOT_FOUND, CONFLICT.' })
  @Requires(migrateInstances)
  suspendMigration(@Args('bureauId', BUREAU) bureauId: Id, @Args('stationId', STATION) stationId: Id | null | undefined, @Args('batchId', BATCH) batchId: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<MigrationBatch> {
    return this.press(bureauId, stationId, { batchId, idempotencyKey }, (...given) => this.batches.suspend(...given));
  }

  @Mutation(() => MigrationBatch, { description: 'Lets a suspended batch go on. NOT_FOUND, CONFLICT.' })
  @Requires(migrateInstances)
  resumeMigration(@Args('bureauId', BUREAU) bureauId: Id, @Args('stationId', STATION) stationId: Id | null | undefined, @Args('batchId', BATCH) batchId: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<MigrationBatch> {
    return this.press(bureauId, stationId, { batchId, idempotencyKey }, (...given) => this.batches.resume(...given));
  }

  @Mutation(() => MigrationBatch, { description: 'Takes back what a batch has moved, where nobody has done anything since; the rest is listed as KEPT. NOT_FOUND, CONFLICT.' })
  @Requires(migrateInstances)
  undoMigration(@Args('bureauId', BUREAU) bureauId: Id, @Args('stationId', STATION) stationId: Id | null | undefined, @Args('batchId', BATCH) batchId: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<MigrationBatch> {
    return this.press(bureauId, stationId, { batchId, idempotencyKey }, (...given) => this.batches.undo(...given));
  }

  /** One turn of a batch, in reach of its stations. */
  private async press(bureauId: Id, stationId: Id | null | undefined, command: OnBatch, turn: (tenant: Tenant, scope: BatchScope, command: OnBatch) => Promise<unknown>): Promise<MigrationBatch> {
    const scope = scopeOf(bureauId, stationId);
    parseId(command.batchId, 'batchId');
    const { stationIds } = await this.inUnit(scope, (tenant) => this.batches.read(tenant, scope.scopeId, command.batchId));
    const row = await this.gate.inScope({ stationIds, bureauIds: scope.level === 'bureau' ? [bureauId] : [] }, async (tenant) => {
      await turn(tenant, scope, command);
      return this.batches.read(tenant, scope.scopeId, command.batchId);
    });
    return viewBatch(row, bureauId);
  }

  private inUnit<Result>({ level, scopeId }: BatchScope, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
    return this.gate.inScope(level === 'station' ? { stationIds: [scopeId], bureauIds: [] } : { stationIds: [], bureauIds: [scopeId] }, work);
  }

  private inStations<Result>({ stationIds }: MigrationBatchRow, work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
    return this.gate.inStations(stationIds, work);
  }

  private async nameOf(bureauId: Id, accountId: Id | null): Promise<string | undefined> {
    return accountId === null ? undefined : (await accountIn(this.gate, { bureauId }, accountId)).displayName;
  }

  private viewWay({ from, to, plan, stationIds, instances, inState }: PlannedWay): MigrationWay {
    const pluginId = this.catalog.pluginIdOf(from.id);
    const open = plan.open.map((path): MigrationStateWay => ({ from: path, fromTitle: from.states[path]?.title ?? text(path, path), to: null, toTitle: null, how: null, instances: inState[path] ?? 0 }));
    const mapped = Object.entries(plan.states).map(([path, { to: target, how }]): MigrationStateWay => ({ from: path, fromTitle: from.states[path]?.title ?? text(path, path), to: target, toTitle: target === null ? null : (to.states[target]?.title ?? null), how, instances: inState[path] ?? 0 }));
    const references = (record: Readonly<Record<string, string | null>>) => Object.entries(record).map(([old, next]) => ({ from: old, to: next }));
    const changes = diffDefinitions(definitionOf(from), definitionOf(to)).map((change) => change.text);
    return { from: viewWorkflow(from, pluginId), to: viewWorkflow(to, pluginId), changes, stationIds, instances, states: [...open, ...mapped], tasks: references(plan.tasks), clocks: references(plan.clocks) };
  }
}

function scopeOf(bureauId: Id, stationId: Id | null | undefined): BatchScope {
  return stationId === null || stationId === undefined ? { level: 'bureau', scopeId: bureauId } : { level: 'station', scopeId: stationId };
}

function decisionsOf(given: MigrationDecisionsInput | null | undefined): MigrationDecisions {
  if (given === null || given === undefined) return {};
  const record = (decisions: readonly MigrationDecision[]) => Object.fromEntries(decisions.map(({ from, to }) => [from, to ?? null]));
  return { states: record(given.states), tasks: record(given.tasks), clocks: record(given.clocks), drop: given.drop, recount: given.recount };
}

function viewBatch(row: MigrationBatchRow, bureauId: Id): MigrationBatch {
  const { id, workflow, stationIds, because, createdAt, startedAt } = row;
  return Object.assign(new MigrationBatch(), { row, bureauId, id, workflow, stationIds, because, createdAt, startedAt });
}

function viewItem({ stationId, instanceId, number, source, target, status, code, state, text: said, clocks }: ListedItem): MigrationItem {
  const moment = (at: string | undefined) => (at === undefined ? null : new Date(at));
  const changes = clocks.map(({ clock, change, before, after, text: words }) => ({ clock, change, before: moment(before), after: moment(after), text: words }));
  return { stationId, instanceId, number, from: source, to: target, status: MigrationItemStatus[status.toUpperCase() as keyof typeof MigrationItemStatus], code, state, text: said, clocks: changes };
}
