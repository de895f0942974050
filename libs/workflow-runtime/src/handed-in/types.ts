import { DateTime, Text } from '@stationhouse/access';
import { Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { HandedPhotoRow, HandInLinkRow } from './rows.js';

export enum HandInLinkState {
  WAITING = 'WAITING',
  OPENED = 'OPENED',
  FULL = 'FULL',
  EXPIRED = 'EXPIRED',
  REVOKED = 'REVOKED',
}
registerEnumType(HandInLinkState, { name: 'HandInLinkState', description: 'A link for handing in photos: nobody has opened it; a phone has, and may send; as many photos came as it takes; its time was over; it was withdrawn.' });

export enum HandedPhotoStateName {
  WAITING = 'WAITING',
  ACCEPTED = 'ACCEPTED',
  REFUSED = 'REFUSED',
  LAPSED = 'LAPSED',
}
registerEnumType(HandedPhotoStateName, { name: 'HandedPhotoState', description: 'A photo that was handed in: somebody has to look at it; it was taken, and is an attachment; it was not taken; nobody looked at it within a day. The bytes of the last two are gone.' });

@ObjectType({ description: 'A link by which somebody without an account hands in photos for one instance: for one phone, 15 minutes and three photos.' })
export class HandInLink {
  readonly row!: HandInLinkRow;
  @Field(() => ID) id!: Id;
  @Field(() => HandInLinkState) state!: HandInLinkState;
  @Field(() => DateTime, { description: 'Real time, as all moments of a link.' }) madeAt!: Date;
  @Field(() => DateTime) expiresAt!: Date;
  @Field(() => Int, { description: 'How many photos came by it.' }) photos!: number;
  @Field(() => String, { nullable: true, description: 'What its code holds; of a link that nobody has opened, to whoever made it. Null for everybody else, and afterwards.' }) address!: string | null;
}

@ObjectType({ description: 'A photo that was handed in. Its bytes, while it waits: GET /api/stations/{stationId}/handed-photos/{id}; each look is recorded.' })
export class HandedPhoto {
  readonly row!: HandedPhotoRow;
  @Field(() => ID) id!: Id;
  @Field(() => HandedPhotoStateName) state!: HandedPhotoStateName;
  @Field(() => DateTime) handedAt!: Date;
  @Field(() => Float) bytes!: number;
  @Field(() => DateTime, { nullable: true }) decidedAt!: Date | null;
}

@ObjectType({ description: 'Handing in photos for an instance, as its workflow lets people without an account do.' })
export class HandIn {
  @Field(() => Text, { description: 'What officers press for a link.' }) title!: Bilingual;
  @Field(() => Boolean, { description: 'True while the instance takes photos.' }) open!: boolean;
  @Field(() => Boolean, { description: 'Whether you may make a link now; nobody may in an exercise.' }) mayMake!: boolean;
  @Field(() => [HandInLink], { description: 'In the order they were made.' }) links!: HandInLink[];
  @Field(() => [HandedPhoto], { description: 'In the order they came.' }) photos!: HandedPhoto[];
}
