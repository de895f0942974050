import { accountIn, maskBySchema, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Jobs } from '@stationhouse/jobs';
import { text, type Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import { InboundTypes } from '../event-type.js';
import { countWaiting, listEvents, readEvent, replayEvent, settleEvent, type EventState, type InboundEventRecord } from '../events.js';
import { readInboundEvents, settleInboundEvents } from '../permissions.js';
import { InboundEvent, InboundEventConnection, InboundEventStateName } from './types.js';

/** What is computed when asked for: who settled it. */
type Shown = Omit<InboundEvent, 'settledBy'> & { readonly settledById: Id | null };

/** The events that came for a station. */
@Resolver(() => InboundEvent)
export class InboundEventsResolver {
  constructor(
    private readonly types: InboundTypes,
    private readonly gate: TenantGate,
    private readonly jobs: Jobs,
  ) {}

  @Query(() => InboundEventConnection, { description: 'The events that came for a station, newest first; nothing of their data. Errors: BAD_INPUT, BAD_CURSOR.' })
  @Requires(readInboundEvents)
  inboundEvents(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('states', { type: () => [InboundEventStateName], nullable: true, description: 'All when absent.' }) states: EventState[] | null | undefined,
    @Args('type', { type: () => String, nullable: true, description: 'A CloudEvents type.' }) type: string | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 50, description: 'At most 200.' }) first: number,
    @Args('after', { type: () => String, nullable: true }) after?: string | null,
  ): Promise<Omit<InboundEventConnection, 'edges'> & { edges: { cursor: string; node: Shown }[] }> {
    return this.gate.inStation(
      stationId,
      async (tenant) => {
        const page = await listEvents(tenant, stationId, { states, type }, first, after);
        return { ...page, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: this.shown(node) })), waiting: await countWaiting(tenant, stationId) };
      },
      { withBureau: true },
    );
  }

  @Query(() => InboundEvent, { description: 'One event. With a purpose, and a role that reads P2, with its data in full; such a read is recorded. Errors: NOT_FOUND, PURPOSE_REQUIRED.' })
  @Requires(readInboundEvents)
  inboundEvent(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('id', { type: () => ID }) id: Id,
    @Args('purpose', { type: () => String, nullable: true, description: 'Why the personal data are needed; at most 200 characters.' }) purpose?: string | null,
  ): Promise<Shown> {
    return this.gate.inStation(
      stationId,
      async (tenant) => {
        const { data, ...event } = await readEvent(tenant, stationId, id);
        const { level } = await this.gate.readPersonal(tenant, stationId, purpose, { kind: 'inboundEvent', id });
        const shown = this.shown(event);
        return { ...shown, data: data === null ? null : (maskBySchema(shown.schema ?? {}, data, level) as JsonObject), masked: level !== 'P2' };
      },
      { withBureau: true },
    );
  }

  @Mutation(() => InboundEvent, { description: 'Has an event that waits handled again. Errors: NOT_FOUND, EVENT_NOT_WAITING.' })
  @Requires(settleInboundEvents)
  replayInboundEvent(@Args('stationId', { type: () => ID }) stationId: Id, @Args('id', { type: () => ID }) id: Id): Promise<Shown> {
    return this.gate.inStation(
      stationId,
      async (tenant) => {
        await replayEvent(tenant, this.jobs.outbox, stationId, id);
        return this.shown(await readEvent(tenant, stationId, id));
      },
      { withBureau: true },
    );
  }

  @Mutation(() => InboundEvent, { description: 'Records that a person has seen to an event that waits. Errors: NOT_FOUND, EVENT_NOT_WAITING, BAD_INPUT.' })
  @Requires(settleInboundEvents)
  settleInboundEvent(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('id', { type: () => ID }) id: Id,
    @Args('note', { type: () => String, description: 'What was done; at most 500 characters.' }) note: string,
  ): Promise<Shown> {
    return this.gate.inStation(
      stationId,
      async (tenant) => {
        await settleEvent(tenant, stationId, id, note);
        return this.shown(await readEvent(tenant, stationId, id));
      },
      { withBureau: true },
    );
  }

  @ResolveField('settledBy')
  @Requires(readInboundEvents)
  async settledBy(@Parent() { stationId, settledById }: Shown): Promise<string | null> {
    return settledById === null ? null : (await accountIn(this.gate, { stationId }, settledById)).displayName;
  }

  private shown({ type, settledBy: settledById, ...event }: InboundEventRecord): Shown {
    const known = this.types.find(type)?.type;
    return { ...event, type, settledById, title: known?.title ?? text(type, type), urgent: known?.urgent ?? false, schema: known?.data ?? null, data: null, masked: true };
  }
}
