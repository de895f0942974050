import { Json, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { parseId, parseText, type Id } from '@stationhouse/kernel';
import { WorkflowCatalog } from '../catalog/catalog.js';
import type { CommandAnswer } from '../commands.js';
import { callAt } from '../graphql/call.js';
import { Instance, StepResult } from '../graphql/types.js';
import { parseObject, viewInstance } from '../graphql/views.js';
import { cancelInstances, linkInstances, readInstances, referInstances, repairAutomations } from '../permissions.js';
import { readInstance } from '../reads/instances.js';
import { WorkflowRuntime } from '../runtime.js';
import { cancelInstance } from './cancel.js';
import { LinkedInstances } from './linked.js';
import type { ReferralRow } from '../entities.js';
import { listIncoming, readLinks, viewReferral } from './reads.js';
import { Referrals, type ReferralTarget as Target } from './referrals.js';
import { linkSeries, unlinkSeries } from './series.js';
import { InstanceLinks, Referral, ReferralTarget } from './types.js';

const STATION = { type: () => ID };
const INSTANCE = { type: () => ID };
const REASON = { type: () => String, description: 'Kept in the audit record. At most 500 characters.' };
const KEY = { type: () => String, description: 'Chosen once per intention; repeated, the command returns its first answer. At most 200 characters.' };

/** What belongs together: parent and children, series, referrals to other stations; and calling an instance off. */
@Resolver(() => Instance)
export class LinksResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    private readonly runtime: WorkflowRuntime,
    private readonly linked: LinkedInstances,
    private readonly referrals: Referrals,
  ) {}

  @ResolveField(() => InstanceLinks, { description: 'What belongs with it.' })
  links(@Parent() { id, stationId, row, compiled }: Instance): Promise<InstanceLinks> {
    return this.gate.inStation(stationId, (tenant) => readLinks(tenant, this.catalog, stationId, { id, parentId: row.parentId, apart: compiled.apart }));
  }

  @Query(() => [Referral], { description: 'What other stations have referred to this one, unanswered ones first; at most 200.' })
  @Requires(readInstances)
  async incomingReferrals(@Args('stationId', STATION) stationId: Id, @Args('open', { type: () => Boolean, nullable: true, description: 'Only unanswered ones, or only answered ones.' }) open: boolean | null | undefined): Promise<Referral[]> {
    return this.gate.inStation(stationId, (tenant) => listIncoming(tenant, this.catalog, stationId, open ?? undefined));
  }

  @Query(() => [ReferralTarget], { description: 'The other stations of the bureau, by code.' })
  @Requires(referInstances)
  referralTargets(@Args('stationId', STATION) stationId: Id): Promise<Target[]> {
    return this.referrals.targets(stationId);
  }

  @Mutation(() => StepResult, { description: 'Calls an instance off: what is open closes, what automations did is made good; instances it started live on. INSTANCE_CLOSED, STALE_VERSION, NOT_FOUND, BAD_INPUT.' })
  @Requires(cancelInstances)
  async cancelInstance(
    @Args('stationId', STATION) stationId: Id,
    @Args('instanceId', INSTANCE) instanceId: Id,
    @Args('reason', REASON) reason: string,
    @Args('expectedVersion', { type: () => Int, nullable: true }) expectedVersion: number | null | undefined,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<StepResult> {
    return this.answer(stationId, await cancelInstance(this.runtime, callAt(stationId), { instanceId: parseId(instanceId, 'instanceId'), reason, expectedVersion: expectedVersion ?? undefined, idempotencyKey }));
  }

  @Mutation(() => Instance, { description: 'Puts an instance and another one of the station into one series. KEPT_APART where one of their workflows is, CONFLICT when each is in a series already, NOT_FOUND, BAD_INPUT.' })
  @Requires(linkInstances)
  async linkSeries(
    @Args('stationId', STATION) stationId: Id,
    @Args('instanceId', INSTANCE) instanceId: Id,
    @Args('number', { type: () => String, description: 'The number of the other instance.' }) number: string,
    @Args('reason', REASON) reason: string,
  ): Promise<Instance> {
    const id = parseId(instanceId, 'instanceId');
    await this.gate.inStation(stationId, (tenant) => linkSeries(tenant, (hash) => this.catalog.version(tenant, hash), stationId, id, parseText(number, 'number', 100), reason));
    return this.instance(stationId, id);
  }

  @Mutation(() => Instance, { description: 'Takes an instance out of its series; a series of one is over. NOT_FOUND, BAD_INPUT.' })
  @Requires(linkInstances)
  async unlinkSeries(@Args('stationId', STATION) stationId: Id, @Args('instanceId', INSTANCE) instanceId: Id, @Args('reason', REASON) reason: string): Promise<Instance> {
    const id = parseId(instanceId, 'instanceId');
    await this.gate.inStation(stationId, (tenant) => unlinkSeries(tenant, stationId, id, reason));
    return this.instance(stationId, id);
  }

  @Mutation(() => Boolean, { description: 'Asks again for a linked instance that could not be started; true. Whoever repairs need not be able to read the instance. LINK_NOT_OPEN, NOT_FOUND, BAD_INPUT.' })
  @Requires(repairAutomations)
  async retryLinkedInstance(@Args('stationId', STATION) stationId: Id, @Args('linkedId', INSTANCE) linkedId: Id, @Args('reason', REASON) reason: string): Promise<boolean> {
    await this.linked.retry(callAt(stationId), { childId: parseId(linkedId, 'linkedId'), reason });
    return true;
  }

  @Mutation(() => Boolean, { description: 'Goes on without a linked instance that could not be started: the workflow hears that it closed with the outcome skipped; true. LINK_NOT_OPEN, NOT_FOUND, BAD_INPUT.' })
  @Requires(repairAutomations)
  async skipLinkedInstance(@Args('stationId', STATION) stationId: Id, @Args('linkedId', INSTANCE) linkedId: Id, @Args('reason', REASON) reason: string): Promise<boolean> {
    await this.linked.skip(callAt(stationId), { childId: parseId(linkedId, 'linkedId'), reason });
    return true;
  }

  @Mutation(() => Referral, { description: 'Refers an instance to another station of the bureau. CONFLICT while a referral is unanswered or after one was accepted, INSTANCE_CLOSED, STARTED_BY_OTHERS, NOT_FOUND, BAD_INPUT.' })
  @Requires(referInstances)
  async referInstance(
    @Args('stationId', STATION) stationId: Id,
    @Args('instanceId', INSTANCE) instanceId: Id,
    @Args('toStationId', STATION) toStationId: Id,
    @Args('reason', { type: () => String, description: 'Read by the receiving station. At most 500 characters.' }) reason: string,
  ): Promise<Referral> {
    const sent = await this.referrals.send(callAt(stationId), { instanceId: parseId(instanceId, 'instanceId'), toStationId: parseId(toStationId, 'toStationId'), reason });
    return this.view(stationId, sent);
  }

  @Mutation(() => StepResult, { description: 'Accepts a referral: an instance of the same workflow starts here. FORM_INVALID, DATA_INVALID, CONFLICT when it was answered, PLUGIN_DISABLED, NOT_FOUND.' })
  @Requires(referInstances)
  async acceptReferral(
    @Args('stationId', STATION) stationId: Id,
    @Args('referralId', INSTANCE) referralId: Id,
    @Args('data', { type: () => Json, description: 'Answers of the workflow’s start form, beside what came along (Referral.data).' }) data: unknown,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<StepResult> {
    return this.answer(stationId, await this.referrals.accept(callAt(stationId), { referralId: parseId(referralId, 'referralId'), data: parseObject(data, 'data'), idempotencyKey }));
  }

  @Mutation(() => Referral, { description: 'Declines a referral. CONFLICT when it was answered, NOT_FOUND, BAD_INPUT.' })
  @Requires(referInstances)
  async declineReferral(@Args('stationId', STATION) stationId: Id, @Args('referralId', INSTANCE) referralId: Id, @Args('reason', { type: () => String, description: 'Read by the referring station. At most 500 characters.' }) reason: string): Promise<Referral> {
    return this.view(stationId, await this.referrals.decline(callAt(stationId), { referralId: parseId(referralId, 'referralId'), reason }));
  }

  @Mutation(() => Referral, { description: 'Takes back a referral that the other station has not answered. WITHDRAWING until it is known that it did not accept first; then WITHDRAWN, or ACCEPTED. CONFLICT when it was answered, NOT_FOUND, BAD_INPUT.' })
  @Requires(referInstances)
  async withdrawReferral(@Args('stationId', STATION) stationId: Id, @Args('referralId', INSTANCE) referralId: Id, @Args('reason', { type: () => String, description: 'Read by the other station. At most 500 characters.' }) reason: string): Promise<Referral> {
    return this.view(stationId, await this.referrals.withdraw(callAt(stationId), { referralId: parseId(referralId, 'referralId'), reason }));
  }

  private view(stationId: Id, row: ReferralRow): Promise<Referral> {
    return this.gate.inStation(stationId, async (tenant) => viewReferral(await this.catalog.seen(tenant), row));
  }

  private instance(stationId: Id, id: Id): Promise<Instance> {
    return this.gate.inStation(stationId, async (tenant) => {
      const row = await readInstance(tenant, stationId, id);
      return viewInstance(row, await this.catalog.version(tenant, row.definition), this.gate.reader(stationId));
    });
  }

  private answer(stationId: Id, answer: CommandAnswer): StepResult {
    return Object.assign(new StepResult(), { stationId, ...answer });
  }
}
