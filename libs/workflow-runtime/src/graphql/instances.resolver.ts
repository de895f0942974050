import { accountIn, below, Json, loadStation, parseFirst, Requires, selectionOf, TenantGate } from '@stationhouse/access';
import { Args, ID, Info, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { DomainClock, type Tenant } from '@stationhouse/database';
import { badInput, parseId, parseText, text, type Id } from '@stationhouse/kernel';
import { acceptedEvents, stateProgress, type JsonObject } from '@stationhouse/workflow';
import type { GraphQLResolveInfo } from 'graphql';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { PluginGate } from '../catalog/plugin-gate.js';
import { versionsAt } from '../configuration/reads.js';
import type { ClockRow } from '../entities.js';
import { EncryptedFields } from '../encrypted/encrypted-fields.js';
import { isStarter } from '../links/by-hand.js';
import { readInstances } from '../permissions.js';
import { readUnheard } from '../links/telling.js';
import { furtherColumns, viewCarried, type CarriedInstance } from '../reads/ahead.js';
import { countInstances, listInstances, ofExercises, readInstance, type InstanceSelection } from '../reads/instances.js';
import { tasksOfInstances } from '../reads/tasks.js';
import { futureLines, pastLines, PAST_STEP_COLUMNS, type PastStep, type TimelineLine } from '../reads/timeline.js';
import { exerciseClocks, type TimedExercise } from '../exercises/clock.js';
import { bounded } from '../typed/bounded.js';
import { TypedInstances } from '../typed/listing.js';
import { viewClock } from './clock-views.js';
import { ExerciseClock, viewExerciseClock } from './exercise-types.js';
import { namedEntry } from './timeline-views.js';
import { AcceptedEvent, Clock, Instance, InstanceConnection, InstanceFilter, InstanceState, InstanceSummary, Task, TimelineEntry, Workflow } from './types.js';
import { actorAt, batched, maskedData, optionalId, viewEvent, viewInstance, viewTasks, viewWorkflow } from './views.js';

const CLOCK_COLUMNS = `station_id AS "stationId", id, instance_id AS "instanceId", serial, ref, state, started_at AS "startedAt", due_at AS "dueAt", warn_at AS "warnAt", explanation,
  paused_at AS "pausedAt", paused_state AS "pausedState", stopped_at AS "stoppedAt", changes`;

/** Workflows and instances. */
@Resolver(() => Instance)
export class InstancesResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    private readonly plugins: PluginGate,
    private readonly clock: DomainClock,
    private readonly typed: TypedInstances,
    private readonly encrypted: EncryptedFields,
  ) {}

  @Query(() => [Workflow], { description: 'The workflows of the plugins this station uses, each in the version new instances start on here.' })
  @Requires(readInstances)
  async workflows(@Args('stationId', { type: () => ID }) stationId: Id): Promise<Workflow[]> {
    return this.gate.inStation(stationId, async (tenant) => {
      const [enabled, own] = [await this.plugins.enabledAt(tenant, stationId), await versionsAt(tenant, stationId)];
      const versions = await this.catalog.versionsOf(tenant, [...own.values()]);
      return (await this.catalog.seen(tenant)).all().filter(({ pluginId }) => enabled.has(pluginId)).map((published) => {
        const shown = viewWorkflow(versions.get(own.get(published.compiled.id) ?? '') ?? published.compiled, published.pluginId);
        return { ...shown, byHand: shown.byHand && published.retired !== true && isStarter(published, actorAt(stationId)) };
      });
    });
  }

  @Query(() => InstanceConnection, { description: 'The station’s instances, newest first; personal data masked; exercises only when asked for. At most 200 a page. Errors: BAD_CURSOR, BAD_INPUT, PERSONAL_DATA_MASKED for a field that is masked.' })
  @Requires(readInstances)
  async instances(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('filter', { type: () => InstanceFilter, nullable: true }) filter: InstanceFilter | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
    @Info() info: GraphQLResolveInfo,
  ): Promise<InstanceConnection> {
    return this.gate.inStation(stationId, async (tenant) => {
      const selection = { ...instanceSelection(filter), more: await this.byFields(tenant, stationId, filter) };
      const further = ofExercises(selection) ? '' : furtherColumns(below(selectionOf(info), 'edges', 'node'));
      const page = await bounded(tenant, () => listInstances<CarriedInstance>(tenant, stationId, selection, first, after, further));
      const nodes = await viewCarried(tenant, this.catalog, page.edges.map(({ node }) => node), this.gate.reader(stationId));
      const count = () => this.gate.inStation(stationId, (counting) => bounded(counting, () => countInstances(counting, stationId, selection)));
      return Object.assign(new InstanceConnection(), { count, pageInfo: page.pageInfo, edges: nodes.map((node, index) => ({ node, cursor: page.edges[index]?.cursor ?? '' })) });
    });
  }

  @Query(() => Instance, { description: 'One instance. With a purpose, and a role that reads P2, in full; that read is audited. PURPOSE_REQUIRED for a blank purpose.' })
  @Requires(readInstances, { record: 'id' })
  async instance(@Args('stationId', { type: () => ID }) stationId: Id, @Args('id', { type: () => ID }) id: Id, @Args('purpose', { type: () => String, nullable: true }) purpose: string | null | undefined): Promise<Instance> {
    return this.gate.inStation(stationId, async (tenant) => {
      const row = await readInstance(tenant, stationId, parseId(id, 'id'));
      const reader = await this.gate.readPersonal(tenant, stationId, purpose, { kind: 'instance', id: row.id, number: row.number });
      return viewInstance(row, await this.catalog.version(tenant, row.definition), reader);
    });
  }

  @ResolveField(() => Workflow, { description: 'In the version this instance runs on.' })
  workflow(@Parent() { row, compiled }: Instance): Workflow {
    return viewWorkflow(compiled, this.catalog.pluginIdOf(row.workflow));
  }

  @ResolveField(() => [InstanceState], { description: 'Every state of the workflow.' })
  states(@Parent() { row, compiled }: Instance): InstanceState[] {
    return stateProgress(compiled, row.snapshot);
  }

  @ResolveField(() => Json, { description: 'Masked by the x-personal classes of the data schema; what is encrypted is opened for a reader of its class alone.' })
  data(@Parent() { row, compiled, reader }: Instance): JsonObject {
    return maskedData(row, compiled, reader, this.encrypted.opener({ stationId: row.stationId, instanceId: row.id }));
  }

  @ResolveField(() => [AcceptedEvent], { description: 'Guards are asked only when the event comes.' })
  async acceptedEvents(@Parent() { row, compiled }: Instance): Promise<AcceptedEvent[]> {
    if ((await this.exerciseOf(row))?.status !== (row.exerciseId === null ? undefined : 'running')) return [];
    return acceptedEvents(compiled, row.snapshot).map((event) => viewEvent(compiled, event));
  }

  @ResolveField(() => [Task], { description: 'In the order they opened.' })
  tasks(@Parent() { row }: Instance): Promise<Task[]> {
    return tasksLoader(this.gate, this.catalog, row.stationId).load(row.id);
  }

  @ResolveField(() => [Clock], { description: 'In the order they started.' })
  async clocks(@Parent() { row, compiled, reader }: Instance): Promise<Clock[]> {
    const clocks = await this.clockRows(row);
    const now = (await this.exerciseOf(row))?.now ?? this.clock.now();
    return Promise.all(clocks.map((clock) => viewClock({ gate: this.gate, catalog: this.catalog, row, compiled, reader, now }, clock)));
  }

  @ResolveField(() => [TimelineEntry], { description: 'What happened, oldest first, then what lies ahead, soonest first.' })
  async timeline(@Parent() { row, compiled }: Instance): Promise<TimelineEntry[]> {
    const station = await loadStation(this.gate, row.stationId);
    const now = (await this.exerciseOf(row))?.now;
    const lines = await this.gate.inStation(row.stationId, async (tenant): Promise<TimelineLine[]> => {
      const steps = await tenant.sql<PastStep>(`SELECT ${PAST_STEP_COLUMNS} FROM history WHERE station_id = $1 AND instance_id = $2 ORDER BY version`, [row.stationId, row.id]);
      const versions = await this.catalog.versionsOf(tenant, steps.map((step) => step.definition));
      const tasks = await tasksOfInstances(tenant, row.stationId, [row.id]);
      const clocks = await readClocks(tenant, row.stationId, [row.id]);
      const tells = steps.some(({ effects }) => effects.some(({ type }) => type === 'tell-linked'));
      const unheard = tells ? await readUnheard(tenant, this.catalog, row.stationId, row.id) : undefined;
      return [...pastLines(steps, versions, unheard), ...futureLines(compiled, row.snapshot, tasks, clocks, now ?? tenant.now, station?.timeZone ?? 'UTC')];
    });
    return Promise.all(lines.map((line) => namedEntry(this.gate, row.stationId, line)));
  }

  @ResolveField(() => ExerciseClock, { nullable: true, description: 'The clock it runs by, as part of an exercise; null for what runs by the time of day.' })
  async exerciseClock(@Parent() { row }: Instance): Promise<ExerciseClock | undefined> {
    const exercise = await this.exerciseOf(row);
    return exercise === undefined ? undefined : viewExerciseClock(exercise, this.clock.now());
  }

  @ResolveField(() => String, { nullable: true, description: 'Who started it.' })
  async startedBy(@Parent() { row }: Instance): Promise<string | undefined> {
    return row.startedBy === null ? undefined : this.nameOf(row.stationId, row.startedBy);
  }

  private byFields(tenant: Tenant, stationId: Id, filter: InstanceFilter | null | undefined): Promise<InstanceSelection['more']> {
    const { fields, workflow } = filter ?? {};
    if (fields === undefined || fields === null || fields.length === 0) return Promise.resolve(undefined);
    if (workflow === undefined || workflow === null) throw badInput('filter.fields', text('按字段筛选须同时指定流程（workflow）。', 'Fields are filtered within one workflow: name it.'));
    return this.typed.byFields(tenant, stationId, parseText(workflow, 'filter.workflow', 100), fields);
  }

  private async exerciseOf({ stationId, exerciseId }: Instance['row']): Promise<TimedExercise | undefined> {
    if (exerciseId === null) return undefined;
    const read = batched('exercises', this.gate, stationId, async (tenant, ids) => [...(await exerciseClocks(tenant, stationId, ids)).values()], ({ id }) => id);
    return (await read.load(exerciseId))[0];
  }

  private clockRows(row: Instance['row']): Promise<ClockRow[]> {
    return batched('clocks', this.gate, row.stationId, (tenant, ids) => readClocks(tenant, row.stationId, ids), (clock) => clock.instanceId).load(row.id);
  }

  private async nameOf(stationId: Id, accountId: Id): Promise<string> {
    return (await accountIn(this.gate, { stationId }, accountId)).displayName;
  }
}

/** What hangs on the short form of an instance. */
@Resolver(() => InstanceSummary)
export class InstanceSummaryResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
  ) {}

  @ResolveField(() => [Task], { description: 'Its tasks, in the order they opened. BAD_INPUT.' })
  async tasks(@Parent() { id, stationId }: InstanceSummary, @Args('first', { type: () => Int, defaultValue: 5, description: 'At most 200.' }) first: number): Promise<Task[]> {
    return (await tasksLoader(this.gate, this.catalog, stationId).load(id)).slice(0, parseFirst(first));
  }
}

@Resolver(() => InstanceConnection)
export class InstanceConnectionResolver {
  @ResolveField(() => Int, { description: 'Over all pages.' })
  totalCount(@Parent() connection: InstanceConnection): Promise<number> {
    return connection.count();
  }
}

function tasksLoader(gate: TenantGate, catalog: WorkflowCatalog, stationId: Id) {
  return batched('tasks of instances', gate, stationId, async (tenant, ids) => viewTasks(tenant, catalog, stationId, await tasksOfInstances(tenant, stationId, ids)), (task: Task) => task.instanceId);
}

function readClocks(tenant: { sql<Row>(statement: string, parameters?: readonly unknown[]): Promise<Row[]> }, stationId: Id, instanceIds: readonly Id[]): Promise<ClockRow[]> {
  return tenant.sql<ClockRow>(`SELECT ${CLOCK_COLUMNS} FROM clock WHERE station_id = $1 AND instance_id = ANY ($2) ORDER BY serial`, [stationId, [...instanceIds]]);
}

function instanceSelection(filter: InstanceFilter | null | undefined): InstanceSelection {
  return {
    workflow: filter?.workflow ?? undefined,
    closed: filter?.closed ?? undefined,
    state: filter?.state ?? undefined,
    definition: filter?.definition ?? undefined,
    incidentId: optionalId(filter?.incidentId, 'filter.incidentId'),
    exercise: filter?.exercise ?? undefined,
    exerciseId: optionalId(filter?.exerciseId, 'filter.exerciseId'),
    search: filter?.search === undefined || filter.search === null ? undefined : parseText(filter.search, 'filter.search', 100),
  };
}
