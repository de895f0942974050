import { accountIn, DateTime, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { parseId, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { WorkflowCatalog, type Workflows } from '../catalog/catalog.js';
import { Instance } from '../graphql/types.js';
import { batched } from '../graphql/views.js';
import { holdInstances, readRetention } from '../permissions.js';
import { titleOf } from '../plugins/declared.js';
import type { ErasureRow, LegalHoldRow } from './entities.js';
import { liftHold, placeHold, reviewHold } from './holds.js';
import { erasuresOf, expiringAt, holdById, holdsOn, listErased, openHolds, soon } from './reads.js';
import { Retention } from './retention.js';
import { ruleTitle } from './rules.js';
import { ErasedInstance, ErasedInstanceConnection, Erasure, ExpiringData, ExpiringOther, HeldInstance, LegalHold, RetentionOverview } from './types.js';

const STATION = { type: () => ID };
const HOLD = { type: () => ID };
const REASON = { type: () => String, description: 'Kept with the hold and in the audit record; at most 500 characters, nothing personal.' };
const REVIEW = { type: () => DateTime, description: 'When somebody is to look whether it is still needed; after now.' };
const KEY = { type: () => String, description: 'Chosen once per intention; repeated, the command returns its first answer. At most 200 characters.' };

/** What of a station's personal data expires, was erased, and is kept on somebody's word. */
@Resolver(() => LegalHold)
export class RetentionResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    private readonly kept: Retention,
  ) {}

  @Query(() => RetentionOverview, { description: 'What expires at a station within thirty days, and what is on legal hold.' })
  @Requires(readRetention)
  retention(@Args('stationId', STATION) stationId: Id): Promise<RetentionOverview> {
    return this.gate.inStation(stationId, async (tenant) => {
      const { expiring, complete } = await expiringAt(tenant, stationId, await this.kept.rules(tenant));
      const workflows = await this.catalog.seen(tenant);
      const holds = (await openHolds(tenant, stationId)).map((row) => Object.assign(new HeldInstance(), { hold: viewHold(row, tenant.now), number: row.number, workflowTitle: row.workflow === null ? text('警情', 'Incident') : workflowTitle(workflows, row.workflow) }));
      const others = (await this.kept.expiringBeside(tenant, stationId, soon(tenant.now))).map((other) => Object.assign(new ExpiringOther(), other));
      return Object.assign(new RetentionOverview(), { complete, holds, others, expiring: expiring.map(({ rule, instances, first }) => {
        const { pluginId } = workflows.get(rule.workflow);
        const plugin = workflows.plugin(pluginId);
        return Object.assign(new ExpiringData(), { ...part(workflows, rule), pluginId, pluginTitle: plugin === undefined ? text(pluginId, pluginId) : titleOf(plugin), workflow: rule.workflow, workflowTitle: workflowTitle(workflows, rule.workflow), instances, firstDue: first });
      }) });
    });
  }

  @Query(() => ErasedInstanceConnection, { description: 'Instances of which personal data were erased, the latest first; what and by which rule, nothing of the content. BAD_CURSOR, BAD_INPUT.' })
  @Requires(readRetention)
  erasedInstances(@Args('stationId', STATION) stationId: Id, @Args('first', { type: () => Int, defaultValue: 20 }) first: number, @Args('after', { type: () => String, nullable: true }) after: string | null | undefined): Promise<ErasedInstanceConnection> {
    return this.gate.inStation(stationId, async (tenant) => {
      const workflows = await this.catalog.seen(tenant);
      const page = await listErased(tenant, stationId, first, after);
      const edges = page.edges.map(({ cursor, node }) => {
        const parts = node.rules.map((rule) => viewErasure(workflows, { ...rule, workflow: node.workflow, erasedAt: node.erasedAt }));
        return { cursor, node: Object.assign(new ErasedInstance(), { instanceId: node.instanceId, number: node.number, workflowTitle: workflowTitle(workflows, node.workflow), erasedAt: node.erasedAt, parts }) };
      });
      return Object.assign(new ErasedInstanceConnection(), { edges, pageInfo: page.pageInfo });
    });
  }

  @Mutation(() => LegalHold, { description: 'Puts an instance on legal hold: nothing of it is erased until somebody lifts the hold. What was erased before stays erased. NOT_FOUND, BAD_INPUT, CONFLICT while it is on hold.' })
  @Requires(holdInstances)
  placeLegalHold(@Args('stationId', STATION) stationId: Id, @Args('instanceId', { type: () => ID }) instanceId: Id, @Args('reason', REASON) reason: string, @Args('reviewAt', REVIEW) reviewAt: Date, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<LegalHold> {
    return this.held(stationId, (tenant) => placeHold(tenant, stationId, { instanceId: parseId(instanceId, 'instanceId'), reason, reviewAt, idempotencyKey }));
  }

  @Mutation(() => LegalHold, { description: 'Keeps a hold on after a look at it, until another review. NOT_FOUND, BAD_INPUT, CONFLICT once it is lifted.' })
  @Requires(holdInstances)
  reviewLegalHold(@Args('stationId', STATION) stationId: Id, @Args('holdId', HOLD) holdId: Id, @Args('reason', REASON) reason: string, @Args('reviewAt', REVIEW) reviewAt: Date, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<LegalHold> {
    return this.held(stationId, (tenant) => reviewHold(tenant, stationId, { holdId: parseId(holdId, 'holdId'), reason, reviewAt, idempotencyKey }));
  }

  @Mutation(() => LegalHold, { description: 'Lifts a hold; what is due goes with the next erasing. NOT_FOUND, BAD_INPUT, CONFLICT once it is lifted.' })
  @Requires(holdInstances)
  liftLegalHold(@Args('stationId', STATION) stationId: Id, @Args('holdId', HOLD) holdId: Id, @Args('reason', REASON) reason: string, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<LegalHold> {
    return this.held(stationId, (tenant) => liftHold(tenant, stationId, { holdId: parseId(holdId, 'holdId'), reason, idempotencyKey }));
  }

  @ResolveField(() => String, { description: 'Who placed it.' })
  async placedBy(@Parent() { row }: LegalHold): Promise<string> {
    return (await accountIn(this.gate, { stationId: row.stationId }, row.placedBy)).displayName;
  }

  private held(stationId: Id, command: (tenant: Tenant) => Promise<{ readonly id: Id }>): Promise<LegalHold> {
    return this.gate.inStation(stationId, async (tenant) => {
      const { id } = await command(tenant);
      const row = await holdById(tenant, stationId, id);
      if (row === undefined) throw new Error('A hold that was written is there.');
      return viewHold(row, tenant.now);
    });
  }
}

/** What an instance says of its own retention. */
@Resolver(() => Instance)
export class InstanceRetentionResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
  ) {}

  @ResolveField(() => [Erasure], { description: 'Personal data that were erased because their time was over; empty while all is there.' })
  async erasures(@Parent() { row }: Instance): Promise<Erasure[]> {
    const rows = await batched('erasures', this.gate, row.stationId, (tenant, ids) => erasuresOf(tenant, row.stationId, ids), ({ instanceId }) => instanceId).load(row.id);
    if (rows.length === 0) return [];
    const workflows = await this.gate.inStation(row.stationId, (tenant) => this.catalog.seen(tenant));
    return rows.map((one) => viewErasure(workflows, one));
  }

  @ResolveField(() => LegalHold, { nullable: true, description: 'The hold that keeps it from being erased; null without one, and for whoever may not see holds.' })
  async legalHold(@Parent() { row }: Instance): Promise<LegalHold | null> {
    if (!this.gate.may(readRetention.id, { stationId: row.stationId })) return null;
    const read = batched('holds', this.gate, row.stationId, async (tenant, ids) => (await holdsOn(tenant, row.stationId, ids)).map((hold) => viewHold(hold, tenant.now)), ({ instanceId }) => instanceId ?? '');
    return (await read.load(row.id))[0] ?? null;
  }
}

/** A hold as its GraphQL fields resolve from it. */
export function viewHold(row: LegalHoldRow, now: Date): LegalHold {
  const { id, instanceId, incidentId, reason, reviewAt, placedAt, liftedAt } = row;
  return Object.assign(new LegalHold(), { row, id, instanceId, incidentId, reason, reviewAt, reviewDue: reviewAt <= now, placedAt, liftedAt });
}

function viewErasure(workflows: Workflows, { erasedAt, count, ...rule }: Pick<ErasureRow, 'workflow' | 'field' | 'keep' | 'erasedAt' | 'count'>): Erasure {
  return Object.assign(new Erasure(), { ...part(workflows, rule), erasedAt, count });
}

function part(workflows: Workflows, { workflow, field, keep }: Pick<ErasureRow, 'workflow' | 'field' | 'keep'>) {
  const plugin = workflows.plugin(workflows.find(workflow)?.pluginId ?? '');
  return { field, keep, title: plugin === undefined ? text(field, field) : ruleTitle(workflows, plugin, field) };
}

function workflowTitle(workflows: Workflows, workflow: string): Bilingual {
  return workflows.find(workflow)?.compiled.title ?? text(workflow, workflow);
}
