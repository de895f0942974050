import { Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Query, Resolver } from '@nestjs/graphql';
import { dropJobs, Jobs, listJobs, queueFigures, retryJobs, type JobRow } from '@stationhouse/jobs';
import { badInput, parseId, parseText, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { readOperations, repairOperations } from '../permissions.js';
import { Job, JobConnection, JobStandingName, QueueBackend, QueueState, QueueTopic } from './types.js';

const STATIONS = { type: () => [ID] };
const BUREAU = { type: () => ID, nullable: true, description: 'Also the bureau’s own jobs.' };
const JOBS = { type: () => [ID], description: 'At most 500.' };
const MOST_JOBS = 500;
const LONGEST_REASON = 200;

/** The queue of background jobs, of stations and of the bureau itself. */
@Resolver()
export class QueueResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly jobs: Jobs,
  ) {}

  @Query(() => QueueState, { description: 'How far the queue is behind, by kind of job.' })
  @Requires(readOperations)
  async queue(@Args('stationIds', STATIONS) stationIds: Id[], @Args('bureauId', BUREAU) bureauId: Id | null | undefined): Promise<QueueState> {
    const scope = this.scopeOf(readOperations.id, stationIds, bureauId);
    const figures = await this.gate.inScope(scope, (tenant) => queueFigures(tenant, idsOf(scope)));
    const topics = new Map<string, QueueTopic>();
    for (const { topic, waiting, running, retrying, parked, lagSeconds } of figures) {
      const known = topics.get(topic) ?? { topic, title: this.titleOf(topic), handled: this.jobs.registry.get(topic) !== undefined, waiting: 0, running: 0, retrying: 0, parked: 0, lagSeconds: 0 };
      topics.set(topic, { ...known, waiting: known.waiting + waiting, running: known.running + running, retrying: known.retrying + retrying, parked: known.parked + parked, lagSeconds: Math.max(known.lagSeconds, lagSeconds) });
    }
    return { backend: this.jobs.backend as QueueBackend, connected: await this.jobs.outbox.reachable(), topics: [...topics.values()] };
  }

  @Query(() => JobConnection, { description: 'Jobs that stand so, oldest first. At most 200 a page. BAD_CURSOR, BAD_INPUT.' })
  @Requires(readOperations)
  async jobsInQueue(
    @Args('stationIds', STATIONS) stationIds: Id[],
    @Args('bureauId', BUREAU) bureauId: Id | null | undefined,
    @Args('standing', { type: () => JobStandingName }) standing: JobStandingName,
    @Args('topic', { type: () => String, nullable: true }) topic: string | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<JobConnection> {
    const scope = this.scopeOf(readOperations.id, stationIds, bureauId);
    const page = await this.gate.inScope(scope, (tenant) => listJobs(tenant, { scopeIds: idsOf(scope), standing, topic: topic ?? undefined }, first, after));
    return { pageInfo: page.pageInfo, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: this.view(node) })) };
  }

  @Mutation(() => Int, { description: 'Runs parked jobs again, each audited; answers how many were parked. Asking twice is harmless. BAD_INPUT.' })
  @Requires(repairOperations)
  async retryJobs(@Args('stationIds', STATIONS) stationIds: Id[], @Args('bureauId', BUREAU) bureauId: Id | null | undefined, @Args('jobIds', JOBS) jobIds: Id[]): Promise<number> {
    const scope = this.scopeOf(repairOperations.id, stationIds, bureauId);
    const ids = idsIn(jobIds);
    return this.gate.inScope(scope, (tenant) => retryJobs(tenant, this.jobs.outbox, idsOf(scope), ids));
  }

  @Mutation(() => Int, { description: 'Drops parked jobs for good, with a reason; each is audited with what it would have done. Answers how many were parked. BAD_INPUT.' })
  @Requires(repairOperations)
  async dropJobs(
    @Args('stationIds', STATIONS) stationIds: Id[],
    @Args('bureauId', BUREAU) bureauId: Id | null | undefined,
    @Args('jobIds', JOBS) jobIds: Id[],
    @Args('reason', { type: () => String, description: 'At most 200 characters.' }) reason: string,
  ): Promise<number> {
    const scope = this.scopeOf(repairOperations.id, stationIds, bureauId);
    const [ids, why] = [idsIn(jobIds), parseText(reason, 'reason', LONGEST_REASON).trim()];
    if (why === '') throw badInput('reason', text('请填写丢弃的原因。', 'Say why they are dropped.'));
    return this.gate.inScope(scope, (tenant) => dropJobs(tenant, idsOf(scope), ids, why));
  }

  /** The guard has asked at each station; the bureau's own jobs are another matter. */
  private scopeOf(permission: string, stationIds: readonly Id[], bureauId: Id | null | undefined): Scope {
    if (bureauId === null || bureauId === undefined) return { stationIds, bureauIds: [] };
    const id = parseId(bureauId, 'bureauId');
    this.gate.require(permission, { bureauId: id });
    return { stationIds, bureauIds: [id] };
  }

  private titleOf(topic: string): Bilingual {
    return this.jobs.registry.get(topic)?.title ?? text(topic, topic);
  }

  private view(row: JobRow): Job {
    const { id, topic, attempts, code, error, createdAt, standing } = row;
    const instanceId = row.payload['instanceId'];
    return {
      id,
      stationId: row.scope === 'station' ? row.scopeId : null,
      topic,
      title: this.titleOf(topic),
      standing: standing as JobStandingName,
      attempts,
      code,
      error,
      instanceId: typeof instanceId === 'string' ? instanceId : null,
      createdAt,
      nextRunAt: standing === 'retrying' ? row.nextRun : null,
      parkedAt: standing === 'parked' ? row.finishedAt : null,
    };
  }
}

interface Scope {
  readonly stationIds: readonly Id[];
  readonly bureauIds: readonly Id[];
}

const idsOf = ({ stationIds, bureauIds }: Scope): Id[] => [...stationIds, ...bureauIds];

function idsIn(jobIds: readonly Id[]): Id[] {
  if (jobIds.length === 0 || jobIds.length > MOST_JOBS) throw badInput('jobIds', text(`“jobIds”须包含 1 至 ${MOST_JOBS} 个任务。`, `"jobIds" must name 1 to ${MOST_JOBS} jobs.`));
  return jobIds.map((id) => parseId(id, 'jobIds'));
}
