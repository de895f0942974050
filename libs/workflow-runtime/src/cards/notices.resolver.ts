import { currentRequest, DateTime, Requires, TenantGate, Text } from '@stationhouse/access';
import { Args, Field, ID, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { parseId, type Bilingual, type Id } from '@stationhouse/kernel';
import { isRinging, listInbox, markRead, Notices, readNotice } from '@stationhouse/notify';
import { actorAt } from '../graphql/views.js';
import { TaskCards } from './cards.js';
import { workCards } from './permissions.js';

/** The most notices that wait on the home page; what is older comes up as they are acknowledged. */
const MOST = 50;

@ObjectType({ description: 'Something one was told and has not acknowledged; nothing personal.' })
export class CardNotice {
  @Field(() => ID) id!: Id;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Text, { nullable: true, description: 'Which workflow and number it is of.' }) body!: Bilingual | null;
  @Field(() => Boolean, { description: 'Urgent, and nobody has signed it yet.' }) ringing!: boolean;
  @Field(() => DateTime, { description: 'Domain time.' }) toldAt!: Date;
  @Field(() => ID, { nullable: true, description: 'A card of mine that waits for an answer and that it is about.' }) cardId!: Id | null;
}

/** The inbox of people outside the police network: what the workflows of their cards told them. */
@Resolver()
export class CardNoticesResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly cards: TaskCards,
    private readonly service: Notices,
  ) {}

  @Query(() => [CardNotice], { name: 'notices', description: 'Notices I have not acknowledged, what rings first, then the latest first. At most 50.' })
  @Requires(workCards)
  async list(@Args('stationId', { type: () => ID }) stationId: Id): Promise<CardNotice[]> {
    return this.gate.inStation(stationId, async (tenant) => {
      const { edges } = await listInbox(tenant, actorAt(stationId).accountId, { unread: true, stationId }, MOST, undefined);
      const cards = await this.cardsOf(tenant, stationId);
      const views = edges.map(({ node }) => Object.assign(new CardNotice(), { id: node.id, title: node.title, body: node.body, toldAt: node.toldAt, ringing: isRinging(node), cardId: cards.get(node.recordId ?? '') ?? null }));
      return views.sort((left, right) => Number(right.ringing) - Number(left.ringing));
    });
  }

  @Mutation(() => Boolean, { description: 'Takes note of a notice of mine: an urgent one is signed, for everybody who was told; the first signature counts. NOT_FOUND.' })
  @Requires(workCards)
  async acknowledgeNotice(@Args('stationId', { type: () => ID }) stationId: Id, @Args('id', { type: () => ID }) id: Id): Promise<boolean> {
    const noticeId = parseId(id, 'id');
    return this.gate.inStation(stationId, async (tenant) => {
      const { account } = currentRequest().signedIn;
      const { urgency, taskSerial } = await readNotice(tenant, account.id, noticeId);
      // What rings for a task of the station is signed there.
      if (urgency === 'urgent' && taskSerial === null) await this.service.sign(tenant, { stationId }, noticeId, account.id);
      await markRead(tenant, account.id, [noticeId]);
      return true;
    });
  }

  private async cardsOf(tenant: Tenant, stationId: Id): Promise<ReadonlyMap<string, Id>> {
    const ids = await this.cards.waiting(tenant, stationId);
    const rows = await tenant.sql<{ id: Id; instance: Id }>('SELECT id, instance_id AS instance FROM task WHERE station_id = $1 AND id = ANY ($2)', [stationId, ids]);
    return new Map(rows.map(({ id, instance }) => [instance, id]));
  }
}
