import { Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Id } from '@stationhouse/kernel';
import { InboundTypes } from '../event-type.js';
import { manageEventSources } from '../permissions.js';
import { EventSources, type EventSource as Source } from '../sources.js';
import { EventSource, EventSourceSecret, InboundEventKind, NewEventSource } from './types.js';

/** The systems outside that may send events to a bureau. */
@Resolver(() => EventSource)
export class EventSourcesResolver {
  constructor(
    private readonly sources: EventSources,
    private readonly types: InboundTypes,
    private readonly gate: TenantGate,
  ) {}

  @Query(() => [InboundEventKind], { description: 'The kinds of events that the installed plugins take in.' })
  @Requires(manageEventSources)
  inboundEventKinds(@Args('bureauId', { type: () => ID }) _bureauId: Id): InboundEventKind[] {
    return this.types.all().map(({ pluginId, type: { type, title, urgent, data } }) => ({ type, title, pluginId, urgent, data }));
  }

  @Query(() => [EventSource], { description: 'The bureau’s sources of events, those in use first.' })
  @Requires(manageEventSources)
  async eventSources(@Args('bureauId', { type: () => ID }) bureauId: Id): Promise<EventSource[]> {
    return (await this.gate.inBureau(bureauId, (tenant) => this.sources.list(tenant, bureauId))).map(shown);
  }

  @Mutation(() => EventSourceSecret, { description: 'Registers a source. Errors: BAD_INPUT, NOT_FOUND for a station of another bureau.' })
  @Requires(manageEventSources)
  async createEventSource(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('input', { type: () => NewEventSource }) input: NewEventSource): Promise<EventSourceSecret> {
    return secretOf(await this.gate.inBureau(bureauId, (tenant) => this.sources.create(tenant, bureauId, input)));
  }

  @Mutation(() => EventSourceSecret, { description: 'Makes a new secret; the one before counts for another 24 hours. Errors: NOT_FOUND, CONFLICT when the source is stopped.' })
  @Requires(manageEventSources)
  async changeEventSourceSecret(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('id', { type: () => ID }) id: Id): Promise<EventSourceSecret> {
    return secretOf(await this.gate.inBureau(bureauId, (tenant) => this.sources.rekey(tenant, bureauId, id)));
  }

  @Mutation(() => EventSource, { description: 'Takes no more events from a source; what it sent stays. Errors: NOT_FOUND.' })
  @Requires(manageEventSources)
  async stopEventSource(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('id', { type: () => ID }) id: Id): Promise<EventSource> {
    return shown(await this.gate.inBureau(bureauId, (tenant) => this.sources.stop(tenant, bureauId, id)));
  }
}

function shown(source: Source): EventSource {
  return { ...source, path: `/api/bureaus/${source.bureauId}/events/${source.id}` };
}

function secretOf({ source, secret }: { readonly source: Source; readonly secret: string }): EventSourceSecret {
  return { source: shown(source), secret };
}
