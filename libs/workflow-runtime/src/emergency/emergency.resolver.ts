import { currentRequest, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { notFound, parseId, text, type Id } from '@stationhouse/kernel';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { Instance } from '../graphql/types.js';
import { actorOn, optionalId, versionIn } from '../graphql/views.js';
import { openEmergencyCards, readEmergencyViews, readInstances, reviewEmergencyViews } from '../permissions.js';
import { instancesById, readInstance } from '../reads/instances.js';
import type { Asker } from './called.js';
import { EmergencyCards, type CardState } from './cards.js';
import { countWaiting, listOpened, lockInstance, viewsOf } from './reads.js';
import { EmergencyReviews } from './reviews.js';
import { EmergencyCard, EmergencyCardConnection, OpenedEmergencyCard } from './types.js';
import { viewCard, viewOpened } from './views.js';

const STATION = { type: () => ID };
const KEY = { type: () => String, description: 'Chosen once per intention; repeated, the command returns its first answer. At most 200 characters.' };

/** Emergency cards: their covers, opening them, and who opened them. */
@Resolver()
export class EmergencyResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    private readonly cards: EmergencyCards,
    private readonly reviews: EmergencyReviews,
  ) {}

  @Query(() => EmergencyCard, { description: 'The cover of an instance’s card, for whoever is called out for it, opened it before, or reads the station’s instances. NOT_FOUND for everybody else, and for a workflow without one.' })
  @Requires(openEmergencyCards)
  async emergencyCard(@Args('stationId', STATION) stationId: Id, @Args('instanceId', { type: () => ID }) instanceId: Id): Promise<EmergencyCard> {
    const id = parseId(instanceId, 'instanceId');
    const asker = await this.asker(stationId, id);
    return this.gate.inStation(stationId, async (tenant) => {
      const state = await this.stateOf(tenant, stationId, id, asker);
      if (state === undefined) throw noCard();
      const known = state.called !== undefined || this.gate.may(readInstances.id, { stationId }) || (await viewsOf(tenant, stationId, [id])).some(({ accountId }) => accountId === currentRequest().account.id);
      if (!known) throw noCard();
      return viewCard(state);
    });
  }

  @Mutation(() => OpenedEmergencyCard, { description: 'Opens the card of an instance without prior approval; who, why, when and which fields is written down, and reviewed afterwards. NOT_FOUND, NOT_CALLED_OUT, EMERGENCY_CLOSED.' })
  @Requires(openEmergencyCards)
  async openEmergencyCard(@Args('stationId', STATION) stationId: Id, @Args('instanceId', { type: () => ID }) instanceId: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<OpenedEmergencyCard> {
    const id = parseId(instanceId, 'instanceId');
    const asker = await this.asker(stationId, id);
    return this.gate.inStation(stationId, async (tenant) => {
      await lockInstance(tenant, stationId, id);
      const state = await this.stateOf(tenant, stationId, id, asker);
      // Whoever may not know of the instance learns nothing of it here.
      if (state === undefined || (state.called === undefined && !this.gate.may(readInstances.id, { stationId }))) throw noCard();
      return viewOpened(state, await this.cards.open(tenant, state, { idempotencyKey }));
    });
  }

  @Query(() => EmergencyCardConnection, { description: 'The station’s instances whose card somebody opened, newest first: who, when, in which role and why, and what reviews made of it. BAD_CURSOR, BAD_INPUT.' })
  @Requires(readEmergencyViews)
  emergencyReviews(
    @Args('stationId', STATION) stationId: Id,
    @Args('waiting', { type: () => Boolean, defaultValue: false, description: 'Those alone that have closed and wait for a review.' }) waiting: boolean,
    @Args('first', { type: () => Int, defaultValue: 20 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<EmergencyCardConnection> {
    return this.gate.inStation(stationId, async (tenant) => {
      const { edges, pageInfo } = await listOpened(tenant, stationId, waiting, first, after);
      const versions = await this.catalog.versionsOf(tenant, edges.map(({ node }) => node.definition));
      const nodes: { cursor: string; node: EmergencyCard }[] = [];
      for (const { cursor, node } of edges) {
        nodes.push({ cursor, node: viewCard(await this.cards.past(tenant, node, versionIn(versions, node))) });
      }
      const counting = () => this.gate.inStation(stationId, (counted) => countWaiting(counted, stationId));
      return Object.assign(new EmergencyCardConnection(), { edges: nodes, pageInfo, countWaiting: counting });
    });
  }

  @Mutation(() => EmergencyCard, { description: 'Reviews who opened the card of an instance: in order or, with cardViewId, a question about that opening, which whoever opened it and the bureau’s legal department are told. NOT_FOUND, BAD_INPUT for a question without words, SECOND_PERSON_NEEDED for one’s own opening.' })
  @Requires(reviewEmergencyViews)
  reviewEmergencyCard(
    @Args('stationId', STATION) stationId: Id,
    @Args('instanceId', { type: () => ID }) instanceId: Id,
    @Args('cardViewId', { type: () => ID, nullable: true, description: 'The opening that is questioned.' }) cardViewId: Id | null | undefined,
    @Args('remark', { type: () => String, nullable: true, description: 'Kept with the review and in the audit record; at most 500 characters, nothing personal.' }) remark: string | null | undefined,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<EmergencyCard> {
    const id = parseId(instanceId, 'instanceId');
    return this.gate.inStation(stationId, async (tenant) => {
      await this.reviews.review(tenant, stationId, { instanceId: id, viewId: optionalId(cardViewId, 'cardViewId'), remark, idempotencyKey });
      return this.pastCard(tenant, stationId, id);
    });
  }

  @Mutation(() => EmergencyCard, { description: 'Answers a question about an opening of one’s own, once; whoever asked is told. NOT_FOUND, BAD_INPUT, CONFLICT once answered.' })
  @Requires(openEmergencyCards)
  async answerEmergencyQuestion(
    @Args('stationId', STATION) stationId: Id,
    @Args('instanceId', { type: () => ID }) instanceId: Id,
    @Args('questionId', { type: () => ID }) questionId: Id,
    @Args('answer', { type: () => String, description: 'At most 500 characters, nothing personal.' }) answer: string,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<EmergencyCard> {
    const [id, question] = [parseId(instanceId, 'instanceId'), parseId(questionId, 'questionId')];
    return this.gate.inStation(stationId, async (tenant) => {
      await this.reviews.answer(tenant, stationId, { questionId: question, answer, idempotencyKey });
      return this.pastCard(tenant, stationId, id);
    });
  }

  private async asker(stationId: Id, instanceId: Id): Promise<Asker | undefined> {
    const [row] = await this.gate.inStation(stationId, (tenant) => instancesById(tenant, stationId, [instanceId]));
    // As for one that is there and not theirs to know of.
    if (row === undefined) throw noCard();
    return askerAt(this.gate, this.catalog, stationId, row.workflow);
  }

  private async stateOf(tenant: Tenant, stationId: Id, id: Id, asker: Asker | undefined): Promise<CardState | undefined> {
    const row = await readInstance(tenant, stationId, id);
    return this.cards.state(tenant, row, await this.catalog.version(tenant, row.definition), asker);
  }

  private async pastCard(tenant: Tenant, stationId: Id, id: Id): Promise<EmergencyCard> {
    const row = await readInstance(tenant, stationId, id);
    return viewCard(await this.cards.past(tenant, row, await this.catalog.version(tenant, row.definition)));
  }
}

@Resolver(() => EmergencyCardConnection)
export class EmergencyCardConnectionResolver {
  @ResolveField(() => Int, { description: 'How many instances of the station wait for a review, over all pages.' })
  waiting(@Parent() connection: EmergencyCardConnection): Promise<number> {
    return connection.countWaiting();
  }
}

/** Instances have the cover of their card beside them. */
@Resolver(() => Instance)
export class InstanceEmergencyResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    private readonly cards: EmergencyCards,
  ) {}

  @ResolveField(() => Boolean, { description: 'True where its emergency card shows photos: what is attached may then be marked as the person’s likeness.' })
  takesLikeness(@Parent() { compiled }: Instance): boolean {
    return compiled.emergency?.likeness === true;
  }

  @ResolveField(() => EmergencyCard, { nullable: true, description: 'The cover of its emergency card; null for a workflow without one.' })
  async emergencyCard(@Parent() { row, compiled }: Instance): Promise<EmergencyCard | undefined> {
    if (compiled.emergency === undefined) return undefined;
    const asker = await askerAt(this.gate, this.catalog, row.stationId, row.workflow);
    const state = await this.gate.inStation(row.stationId, (tenant) => this.cards.state(tenant, row, compiled, asker));
    return state === undefined ? undefined : viewCard(state);
  }
}

/** Whoever is signed in, as cards ask for them: nobody through a program's key, nor without the permission. */
export async function askerAt(gate: TenantGate, catalog: WorkflowCatalog, stationId: Id, workflow: string): Promise<Asker | undefined> {
  const { abilities, account, signedIn } = currentRequest();
  if (signedIn.key !== undefined || !gate.may(openEmergencyCards.id, { stationId })) return undefined;
  return { accountId: account.id, actor: await actorOn(gate, catalog, stationId, workflow), bureauRoles: abilities.rolesAt({ bureauId: account.bureauId }).map(({ role }) => role) };
}

function noCard() {
  return notFound(text('应急卡', 'Emergency card'));
}
