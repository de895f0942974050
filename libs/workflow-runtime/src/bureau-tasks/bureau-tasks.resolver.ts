import { Json, Requires } from '@stationhouse/access';
import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { parseId, parseText, type Id } from '@stationhouse/kernel';
import { CardList } from '../cards/types.js';
import { parseObject } from '../graphql/views.js';
import { workBureauTasks } from '../permissions.js';
import { BureauTasks } from './bureau-tasks.js';
import { BureauTask, OpenedBureauTask } from './types.js';

const STATION = { type: () => ID };
const TASK = { type: () => ID };
const KEY = { type: () => String, description: 'Chosen once per intention; repeated, the command returns its first answer. At most 200 characters.' };

/** What a bureau does for its stations: the tasks that their workflows give to its roles. */
@Resolver()
export class BureauTasksResolver {
  constructor(private readonly tasks: BureauTasks) {}

  @Query(() => [BureauTask], { description: 'Tasks that the bureau’s stations have given to my roles there: those that wait, soonest due first, or those that were answered, the latest first. At most 200.' })
  @Requires(workBureauTasks)
  async bureauTasks(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('list', { type: () => CardList, defaultValue: CardList.WAITING }) list: CardList): Promise<BureauTask[]> {
    return this.tasks.list(bureauId, list === CardList.WAITING ? 'waiting' : 'answered');
  }

  @Query(() => BureauTask, { description: 'One of them, as the list shows it. NOT_FOUND for what is not for one of my roles.' })
  @Requires(workBureauTasks)
  async bureauTask(@Args('stationId', STATION) stationId: Id, @Args('id', TASK) id: Id): Promise<BureauTask> {
    return this.tasks.cover(stationId, parseId(id, 'id'));
  }

  @Mutation(() => OpenedBureauTask, { description: 'Opens the card of a task: who saw which fields for what is recorded. NOT_FOUND; FORBIDDEN for a program.' })
  @Requires(workBureauTasks)
  async openBureauTask(@Args('stationId', STATION) stationId: Id, @Args('id', TASK) id: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<OpenedBureauTask> {
    return this.tasks.open(stationId, { taskId: parseId(id, 'id'), idempotencyKey });
  }

  @Mutation(() => BureauTask, { description: 'Takes a task: it is yours to answer. NOT_FOUND, ALREADY_ANSWERED, TASK_NOT_YOURS, TASK_NOT_OPEN.' })
  @Requires(workBureauTasks)
  async takeBureauTask(@Args('stationId', STATION) stationId: Id, @Args('id', TASK) id: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<BureauTask> {
    return this.tasks.take(stationId, { taskId: parseId(id, 'id'), idempotencyKey });
  }

  @Mutation(() => BureauTask, { description: 'Gives a taken task back, for a colleague to take. NOT_FOUND, TASK_NOT_YOURS, TASK_NOT_OPEN.' })
  @Requires(workBureauTasks)
  async giveBureauTaskBack(@Args('stationId', STATION) stationId: Id, @Args('id', TASK) id: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<BureauTask> {
    return this.tasks.giveBack(stationId, { taskId: parseId(id, 'id'), idempotencyKey });
  }

  @Mutation(() => BureauTask, { description: 'Answers a task, once: ALREADY_ANSWERED says who did and when, and nothing is overwritten. STALE_VERSION where its card was corrected since it was opened; NOT_FOUND, FORM_INVALID, OUTCOME_UNKNOWN, TASK_NOT_YOURS, TASK_NOT_OPEN, EVENT_REFUSED.' })
  @Requires(workBureauTasks)
  async answerBureauTask(
    @Args('stationId', STATION) stationId: Id,
    @Args('id', TASK) id: Id,
    @Args('outcome', { type: () => String }) outcome: string,
    @Args('form', { type: () => Json }) form: unknown,
    @Args('seen', { type: () => String, description: 'As the opened card said it.' }) seen: string,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<BureauTask> {
    return this.tasks.answer(stationId, { taskId: parseId(id, 'id'), outcome, form: parseObject(form, 'form'), seen: parseText(seen, 'seen', 100), idempotencyKey });
  }
}
