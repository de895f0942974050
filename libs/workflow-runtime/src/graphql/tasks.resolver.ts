import { Account, accountIn, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { isOfBureau } from '../bureau-tasks/tasks.js';
import { allowsAssign, allowsTake, mayClaim, mayComplete } from '../candidates.js';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { assignTasks, readInstances, workTasks } from '../permissions.js';
import { countTasks, listTasks, readTask, type TaskSelection } from '../reads/tasks.js';
import { Task, TaskAnswer, TaskConnection, TaskFilter } from './types.js';
import { actorAt, actorOn, dutyOf, optionalId, standingInAt, viewTasks } from './views.js';

/** The inbox. */
@Resolver(() => Task)
export class TasksResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
  ) {}

  @Query(() => TaskConnection, { description: 'The station’s tasks, soonest due first. At most 200 a page.' })
  @Requires(readInstances)
  async tasks(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('filter', { type: () => TaskFilter, nullable: true }) filter: TaskFilter | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<TaskConnection> {
    const selection: TaskSelection = {
      mine: filter?.mine === true ? { actor: actorAt(stationId), duty: await dutyOf(this.gate, stationId), standingIn: await standingInAt(this.gate, this.catalog, stationId) } : undefined,
      statuses: filter?.statuses ?? undefined,
      workflow: filter?.workflow ?? undefined,
      instanceId: optionalId(filter?.instanceId, 'filter.instanceId'),
      overdue: filter?.overdue ?? undefined,
      exercise: filter?.exercise ?? undefined,
    };
    return this.gate.inStation(stationId, async (tenant) => {
      const page = await listTasks(tenant, stationId, selection, first, after);
      const nodes = new Map((await viewTasks(tenant, this.catalog, stationId, page.edges.map(({ node }) => node))).map((task) => [task.id, task]));
      const count = () => this.gate.inStation(stationId, (counting) => countTasks(counting, stationId, selection));
      const edges = page.edges.flatMap(({ cursor, node }) => {
        const task = nodes.get(node.id);
        return task === undefined ? [] : [{ cursor, node: task }];
      });
      return Object.assign(new TaskConnection(), { count, pageInfo: page.pageInfo, edges });
    });
  }

  @Query(() => Task, { description: 'One task.' })
  @Requires(readInstances)
  async task(@Args('stationId', { type: () => ID }) stationId: Id, @Args('id', { type: () => ID }) id: Id): Promise<Task> {
    return this.gate.inStation(stationId, async (tenant) => {
      const row = await readTask(tenant, stationId, parseId(id, 'id'));
      const [task] = await viewTasks(tenant, this.catalog, stationId, [row]);
      if (task === undefined) throw new Error(`Task ${row.id} has no instance.`);
      return task;
    });
  }

  @ResolveField(() => Account, { nullable: true, description: 'Who holds or held it.' })
  async assignee(@Parent() { row }: Task): Promise<Account | undefined> {
    return row.assigneeId === null ? undefined : accountIn(this.gate, { stationId: row.stationId }, row.assigneeId);
  }

  @ResolveField(() => String, { nullable: true })
  async completedBy(@Parent() { row }: Task): Promise<string | undefined> {
    return row.completedBy === null ? undefined : (await accountIn(this.gate, { stationId: row.stationId }, row.completedBy)).displayName;
  }

  @ResolveField(() => Boolean, { description: 'True when I may take it now.' })
  async mayClaim(@Parent() { row, compiled, standing, separated, instance }: Task): Promise<boolean> {
    if (standing || separated || !allowsTake(compiled, row, 'claim') || !this.gate.may(workTasks.id, row)) return false;
    const actor = await actorOn(this.gate, this.catalog, row.stationId, instance.workflow);
    return actor !== undefined && mayClaim(row, actor, await dutyOf(this.gate, row.stationId));
  }

  @ResolveField(() => Boolean, { description: 'True when I may complete it now: I hold it, or nobody does and I may take it; of several who answer, I have not yet.' })
  async mayComplete(@Parent() { row, compiled, answers, standing, separated, instance }: Task): Promise<boolean> {
    if (standing || separated || answers?.mine === true || !this.gate.may(workTasks.id, row)) return false;
    // What several sign nobody takes over: each signs in their own role.
    const actor = compiled?.answers === undefined ? await actorOn(this.gate, this.catalog, row.stationId, instance.workflow) : actorAt(row.stationId);
    return actor !== undefined && (actor.standsIn === true || allowsTake(compiled, row, 'complete')) && mayComplete(row, actor, await dutyOf(this.gate, row.stationId));
  }

  @ResolveField(() => Boolean, { description: 'True when I may give it to somebody; never where several people answer.' })
  async mayAssign(@Parent() { row, compiled, standing, instance }: Task): Promise<boolean> {
    if (standing || isOfBureau(row) || !allowsAssign(compiled) || (row.status !== 'OPEN' && row.status !== 'CLAIMED') || !this.gate.may(assignTasks.id, row)) return false;
    return (await actorOn(this.gate, this.catalog, row.stationId, instance.workflow)) !== undefined;
  }
}

@Resolver(() => TaskConnection)
export class TaskConnectionResolver {
  @ResolveField(() => Int, { description: 'Over all pages.' })
  totalCount(@Parent() connection: TaskConnection): Promise<number> {
    return connection.count();
  }
}

@Resolver(() => TaskAnswer)
export class TaskAnswersResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => String, { description: 'Who answered.' })
  async by(@Parent() { stationId, accountId }: TaskAnswer): Promise<string> {
    return (await accountIn(this.gate, { stationId }, accountId)).displayName;
  }
}
