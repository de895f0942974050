import { DateTime, type AccessGrantRow, type AccessGrantState } from '@stationhouse/access';
import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Id } from '@stationhouse/kernel';

/** Where an access grant stands. */
export const AccessGrantStatus: { readonly [State in AccessGrantState]: State } = { WAITING: 'WAITING', ACTIVE: 'ACTIVE', ENDED: 'ENDED', REFUSED: 'REFUSED', LAPSED: 'LAPSED' };
registerEnumType(AccessGrantStatus, { name: 'AccessGrantState', description: 'WAITING for a second person, ACTIVE, ENDED by time or by somebody, REFUSED, or LAPSED: nobody decided within 24 hours.' });

@ObjectType({ description: 'What a bureau allows.' })
export class AccessGrantRule {
  @Field(() => Int, { description: 'The longest time of a grant, in hours; 1 to 168.' }) mostHours!: number;
  @Field(() => Boolean, { description: 'True where a second person decides even about one record. Access to a whole station is always decided.' }) alwaysDecided!: boolean;
}

@ObjectType({ description: 'Something opened by an access grant, as often as it was.' })
export class AccessGrantOpening {
  @Field(() => String, { description: 'The query or route.' }) operation!: string;
  @Field(() => ID, { nullable: true, description: 'The one record it named; null for a list.' }) recordId!: Id | null;
  @Field(() => DateTime) firstAt!: Date;
  @Field(() => DateTime) lastAt!: Date;
  @Field(() => Int) times!: number;
}

@ObjectType({ description: 'Personal data of a record that were read in full.' })
export class AccessGrantReading {
  @Field(() => DateTime) at!: Date;
  @Field(() => String) recordKind!: string;
  @Field(() => ID) recordId!: Id;
  @Field(() => String, { nullable: true, description: 'The number people know the record by.' }) recordNumber!: string | null;
  @Field(() => String, { description: 'Why, in the reader’s words.' }) purpose!: string;
}

@ObjectType({ description: 'Access of one person of the bureau to a station or to one of its records, for a purpose and a time. Ends by itself. All times are real time.' })
export class AccessGrant {
  @Field(() => ID) id!: Id;
  @Field(() => ID) stationId!: Id;
  @Field(() => AccessGrantStatus) state!: AccessGrantState;
  @Field(() => String, { nullable: true, description: 'Null for the whole station.' }) recordKind!: string | null;
  @Field(() => ID, { nullable: true }) recordId!: Id | null;
  @Field(() => String, { nullable: true, description: 'The number people know the record by.' }) recordNumber!: string | null;
  @Field(() => String, { description: 'Why; the station reads it.' }) purpose!: string;
  @Field(() => Int) hours!: number;
  @Field(() => DateTime) askedAt!: Date;
  @Field(() => DateTime, { nullable: true }) decidedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Why it was not given.' }) refusal!: string | null;
  @Field(() => DateTime, { nullable: true }) startsAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it ends by itself.' }) endsAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When somebody ended it before its time.' }) endedAt!: Date | null;
  @Field(() => Boolean, { description: 'True where the caller may decide it: it waits, and is somebody else’s.' }) mayDecide!: boolean;
  @Field(() => Boolean, { description: 'True where the caller may end it.' }) mayEnd!: boolean;
  row!: AccessGrantRow;
}
