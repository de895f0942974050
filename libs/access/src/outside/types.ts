import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { DateTime } from '../graphql/scalars.js';
import { Text } from '../graphql/types.js';
import { Personal } from '../masking/personal.js';

/** How an account of the external surface stands; real time. */
export enum OutsideState {
  INVITED = 'INVITED',
  LATE = 'LATE',
  ACTIVE = 'ACTIVE',
  SUSPENDED = 'SUSPENDED',
  EXPIRED = 'EXPIRED',
}
registerEnumType(OutsideState, {
  name: 'OutsideState',
  valuesMap: { INVITED: { description: 'Has a code and has not chosen a password yet.' }, LATE: { description: 'The code has expired unused.' }, EXPIRED: { description: 'The account’s last day is over.' } },
});

@ObjectType({ description: 'A unit outside the police network that the station works with.' })
export class OutsideUnit {
  @Field(() => ID) id!: Id;
  @Field(() => String) name!: string;
  @Field(() => String, { description: 'A key: subDistrict, community, mediationCommittee, property, legalAid, hospital, school, volunteers, gate, broadcast, post, other.' }) kind!: string;
  @Field(() => Text) kindTitle!: Bilingual;
  @Personal({ class: 'P1', kind: 'name' }) @Field(() => String, { nullable: true, description: 'Whom to ask for there.' }) contact!: string | null;
  @Personal({ class: 'P2', kind: 'phone' }) @Field(() => String, { nullable: true }) phone!: string | null;
  @Field(() => Boolean, { description: 'False: nothing new is asked of it.' }) active!: boolean;
}

@ObjectType({ description: 'Somebody of such a unit, with an account on the external surface.' })
export class OutsidePerson {
  @Field(() => ID, { description: 'Of the account.' }) id!: Id;
  @Field(() => String) login!: string;
  @Field(() => String) name!: string;
  @Field(() => String, { description: 'The id of the role.' }) role!: string;
  @Field(() => Text) roleTitle!: Bilingual;
  @Field(() => OutsideUnit) unit!: OutsideUnit;
  @Personal({ class: 'P2', kind: 'phone' }) @Field(() => String, { nullable: true }) phone!: string | null;
  @Field(() => OutsideState) state!: OutsideState;
  @Field(() => DateTime, { nullable: true, description: 'Until when the code counts; null once a password is chosen. Real time.' }) invitedUntil!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When the account ends. Real time.' }) expiresAt!: Date | null;
}

@ObjectType({ description: 'A person, and the code that opens the account once.' })
export class OutsideInvitation {
  @Field(() => OutsidePerson) person!: OutsidePerson;
  @Field(() => String, { description: 'Shown this once; it opens nothing but the choice of a password, for 72 hours.' }) code!: string;
}

@InputType('OutsideUnitWords')
export class OutsideUnitInput {
  @Field(() => String, { description: 'At most 60 characters; once in the station.' }) name!: string;
  @Field(() => String, { description: 'As OutsideUnit.kind.' }) kind!: string;
  @Field(() => String, { nullable: true, description: 'At most 60 characters.' }) contact?: string | null;
  @Field(() => String, { nullable: true }) phone?: string | null;
  @Field(() => Boolean, { defaultValue: true }) active!: boolean;
}

@InputType('NewOutsidePerson')
export class NewOutsidePersonInput {
  @Field(() => String, { description: 'At most 60 characters.' }) name!: string;
  @Field(() => String, { description: 'One of the roles with external: true.' }) role!: string;
  @Field(() => ID) unitId!: Id;
  @Field(() => String, { nullable: true }) phone?: string | null;
  @Field(() => DateTime, { description: 'When the account ends: within two years.' }) expiresAt!: Date;
}
