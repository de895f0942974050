import { DateTime, Json, PageInfo, Text } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { EVENT_STATES, type EventState } from '../events.js';

type StateName = Uppercase<EventState>;
export const InboundEventStateName = Object.fromEntries(EVENT_STATES.map((state) => [state.toUpperCase(), state])) as { [Name in StateName]: Lowercase<Name> & EventState };
registerEnumType(InboundEventStateName, {
  name: 'InboundEventState',
  description: 'What became of an inbound event.',
  valuesMap: {
    RECEIVED: { description: 'Taken; it is handled in a moment.' },
    DONE: { description: 'Handled: an instance was started, or one that runs has heard of it.' },
    HELD: { description: 'Kept: the feature that takes it in is off, or not installed. Handled by itself once the feature is enabled.' },
    REFUSED: { description: 'Its data do not fit their type.' },
    FAILED: { description: 'It could not be handled.' },
    SETTLED: { description: 'A person has seen to it.' },
  },
});

@ObjectType({ description: 'A kind of inbound event that a plugin takes in (CloudEvents 1.0).' })
export class InboundEventKind {
  @Field(() => String, { description: 'The CloudEvents type.' }) type!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => String) pluginId!: string;
  @Field(() => Boolean, { description: 'True when one that cannot be handled rings until somebody signs.' }) urgent!: boolean;
  @Field(() => Json, { description: 'JSON Schema of its data.' }) data!: unknown;
}

@ObjectType({ description: 'A system outside that may send events to the bureau. Its secret is shown once, when it is made.' })
export class EventSource {
  @Field(() => ID) bureauId!: Id;
  @Field(() => ID) id!: Id;
  @Field(() => String) title!: string;
  @Field(() => ID, { nullable: true, description: 'The one station its events are for; null when each event names its station in the extension attribute "station".' }) stationId!: Id | null;
  @Field(() => [String], { description: 'The CloudEvents types it may send.' }) types!: readonly string[];
  @Field(() => String, { description: 'Where it sends them: a path of this server.' }) path!: string;
  @Field(() => DateTime, { nullable: true, description: 'Until when the secret before the present one still counts; real time.' }) previousUntil!: Date | null;
  @Field(() => DateTime, { nullable: true }) stoppedAt!: Date | null;
  @Field(() => DateTime) createdAt!: Date;
  @Field(() => DateTime, { nullable: true }) lastEventAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When a request with a wrong signature last came; real time.' }) unsignedAt!: Date | null;
}

@ObjectType({ description: 'A source with its new secret.' })
export class EventSourceSecret {
  @Field(() => EventSource) source!: EventSource;
  @Field(() => String, { description: 'Signs its requests (standardwebhooks.com). Hand it over now: it is never shown again.' }) secret!: string;
}

@InputType()
export class NewEventSource {
  @Field(() => String, { description: 'What people call it; at most 100 characters.' }) title!: string;
  @Field(() => ID, { nullable: true, description: 'The one station its events are for; null for a source that names the station in each event.' }) stationId?: Id | null;
  @Field(() => [String], { description: 'CloudEvents types, at least one.' }) types!: string[];
}

@ObjectType({ description: 'An inbound event: one that a system outside sent.' })
export class InboundEvent {
  @Field(() => ID) stationId!: Id;
  @Field(() => ID) id!: Id;
  @Field(() => String, { description: 'The sender’s id.' }) eventId!: string;
  @Field(() => String, { nullable: true, description: 'Who sent it; null where the reader does not reach the bureau.' }) sourceTitle!: string | null;
  @Field(() => String) type!: string;
  @Field(() => Text, { description: 'What its type is called; the type itself when no plugin knows it.' }) title!: Bilingual;
  @Field(() => Boolean) urgent!: boolean;
  @Field(() => DateTime) occurredAt!: Date;
  @Field(() => DateTime) receivedAt!: Date;
  @Field(() => InboundEventStateName) state!: EventState;
  @Field(() => String, { nullable: true, description: 'Why it waits, as a code: PLUGIN_DISABLED, unknownType, EVENT_DATA_INVALID, handlerFailed, or what the workflow refused.' }) reason!: string | null;
  @Field(() => String, { nullable: true, description: 'Paths of the fields that are wrong.' }) details!: string | null;
  @Field(() => ID, { nullable: true, description: 'The instance it led to.' }) instanceId!: Id | null;
  @Field(() => Boolean, { description: 'True when it started that instance, false when one that ran already heard of it.' }) began!: boolean;
  @Field(() => String, { nullable: true, description: 'Who has seen to it.' }) settledBy!: string | null;
  @Field(() => DateTime, { nullable: true }) settledAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'What was done.' }) note!: string | null;
  @Field(() => Json, { nullable: true, description: 'Its data, masked by role and purpose; only of inboundEvent(id). Null once their time is over, and for a reader below P2 when no plugin knows the type.' }) data!: unknown;
  @Field(() => Json, { nullable: true, description: 'JSON Schema of its data; null when no plugin knows the type.' }) schema!: unknown;
  @Field(() => Boolean, { description: 'True while personal data are masked.' }) masked!: boolean;
}

@ObjectType()
export class InboundEventEdge {
  @Field(() => String) cursor!: string;
  @Field(() => InboundEvent) node!: InboundEvent;
}

@ObjectType()
export class InboundEventConnection {
  @Field(() => [InboundEventEdge]) edges!: InboundEventEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
  @Field(() => Int, { description: 'How many of the station wait for a person, whatever the filter.' }) waiting!: number;
}
