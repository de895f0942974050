import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { DateTime } from '../graphql/scalars.js';
import { Text } from '../graphql/types.js';
import { Account, Station } from '../organisation/entities.js';
import { PermissionType } from '../organisation/types.js';
import type { Holding } from '../permissions/abilities.js';
import type { FieldLook } from './record-sights.js';
import type { Keeping } from './tightenings.js';

/** Where a permission comes from. */
export const RightSource: { readonly [Source in 'ROLE' | 'SUCCESSION' | 'BUREAU_ROLE' | 'DELEGATION' | 'ACCESS_GRANT']: Source } = { ROLE: 'ROLE', SUCCESSION: 'SUCCESSION', BUREAU_ROLE: 'BUREAU_ROLE', DELEGATION: 'DELEGATION', ACCESS_GRANT: 'ACCESS_GRANT' };
registerEnumType(RightSource, { name: 'RightSource', description: 'Where a permission comes from: a role there, a role at the successor of a closed station, a role of the bureau that reaches there, a part of the administration, an access grant.' });

/** How {@link RightSource} is called inside. */
export const SOURCES: { readonly [Through in Holding['through']]: keyof typeof RightSource } = { role: 'ROLE', succession: 'SUCCESSION', bureauRole: 'BUREAU_ROLE', delegation: 'DELEGATION', accessGrant: 'ACCESS_GRANT' };

@ObjectType({ description: 'A permission that was taken from a role.' })
export class RoleTightening {
  @Field(() => String) role!: string;
  @Field(() => String) permission!: string;
  @Field(() => ID) id!: Id;
  @Field(() => ID, { nullable: true, description: 'The station that took it for itself; null for the whole bureau.' }) stationId!: Id | null;
  @Field(() => String, { description: 'Why, in the words of whoever took it.' }) reason!: string;
  @Field(() => DateTime, { description: 'Real time.' }) takenAt!: Date;
  @Field(() => String, { description: 'Who took it; a dash for somebody out of sight.' }) takenBy!: string;
}

@ObjectType({ description: 'Why a permission stays with a role.' })
export class RoleKeeping {
  @Field(() => String, { description: 'wayBack: the bureau administrator keeps what undoes a mistake. lastDuty: nobody else could do a lawful duty.' }) rule!: Keeping['rule'];
  @Field(() => Text) words!: Bilingual;
}

@ObjectType({ description: 'A permission that a role holds by default.' })
export class RoleMatrixCell {
  @Field(() => String) role!: string;
  @Field(() => String) permission!: string;
  @Field(() => RoleTightening, { nullable: true, description: 'What took it; null while the role holds it.' }) taken!: RoleTightening | null;
  @Field(() => RoleKeeping, { nullable: true, description: 'Why it cannot be taken; null where it can.' }) kept!: RoleKeeping | null;
}

@ObjectType({ description: 'A part of the administration given to an account for a time. Times are real time.' })
export class Delegation {
  @Field(() => ID) id!: Id;
  @Field(() => Account) account!: Account;
  @Field(() => [PermissionType]) permissions!: PermissionType[];
  @Field(() => [Station], { description: 'Where it counts; empty: at the bureau.' }) stations!: Station[];
  @Field(() => String) reason!: string;
  @Field(() => String, { description: 'Who gave it.' }) givenBy!: string;
  @Field(() => DateTime) givenAt!: Date;
  @Field(() => DateTime) endsAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it was taken back before its time.' }) revokedAt!: Date | null;
  @Field(() => Boolean, { description: 'True while it counts.' }) active!: boolean;
}

@ObjectType({ description: 'Why an account holds a permission at a unit, or would if nobody had taken it.' })
export class RightHolding {
  @Field(() => PermissionType) permission!: PermissionType;
  @Field(() => RightSource) through!: keyof typeof RightSource;
  @Field(() => String, { nullable: true, description: 'The id of the role it follows from.' }) role!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it ends by itself; real time; null where nothing ends it.' }) until!: Date | null;
  @Field(() => ID, { nullable: true, description: 'The one record it counts for.' }) recordId!: Id | null;
  @Field(() => Boolean, { description: 'True where it was taken from the role: then it is not held through it.' }) taken!: boolean;
}

@ObjectType({ description: 'How much of one kind of personal data is seen, shown on a made-up value.' })
export class PersonalSight {
  @Field(() => String, { description: 'name, phone, idNumber, address or text.' }) kind!: string;
  @Field(() => String, { description: 'P2 for ordinary, P3 for minors, health and what is sealed.' }) dataClass!: string;
  @Field(() => String, { nullable: true, description: 'In lists and without a purpose; null: nothing is seen.' }) plain!: string | null;
  @Field(() => String, { nullable: true, description: 'With a purpose; null: nothing is seen.' }) withPurpose!: string | null;
}

@ObjectType({ description: 'What an account may do at a unit, and why.' })
export class UnitRights {
  @Field(() => Station, { nullable: true, description: 'Null for the bureau.' }) station!: Station | null;
  @Field(() => [String], { description: 'Ids of the roles held there.' }) roles!: string[];
  @Field(() => [RightHolding]) holdings!: RightHolding[];
  @Field(() => [String], { description: 'Ids of what it may do there, as the guard decides it.' }) may!: string[];
  @Field(() => String, { description: 'The most it sees of a person: P0 nothing, P1 masked, P2 in full with a purpose.' }) level!: string;
  @Field(() => [PersonalSight], { description: 'Empty for the bureau.' }) sights!: PersonalSight[];
}

@ObjectType({ description: 'What an account may do and see, answered by the code that decides it. Holds nothing of any record.' })
export class RightsExplanation {
  @Field(() => Account) account!: Account;
  @Field(() => [UnitRights], { description: 'The bureau, where it holds anything there, and each station where it holds something of its own, or the one asked for.' }) units!: UnitRights[];
  @Field(() => Int, { description: 'How many stations its roles of the bureau reach.' }) reaches!: number;
}

/** How a field is shown. */
export const FieldShown: { readonly [Shown in FieldLook['shown']]: Shown } = { FULL: 'FULL', MASKED: 'MASKED', HIDDEN: 'HIDDEN' };
registerEnumType(FieldShown, { name: 'FieldShown', description: 'FULL as it is, MASKED in part, HIDDEN altogether.' });

@ObjectType({ description: 'How a field of a record looks to somebody, shown on a made-up value.' })
export class FieldSight {
  @Field(() => String, { description: 'Where it stands: keys as the data or GraphQL write them, * for each of several.' }) path!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => String, { description: 'P0 for what is not personal, P1, P2, or P3 for minors, health and what is sealed.' }) dataClass!: string;
  @Field(() => FieldShown, { description: 'In lists and without a purpose.' }) plain!: FieldLook['shown'];
  @Field(() => String, { nullable: true, description: 'A made-up value as it looks then; null for what is hidden or not words.' }) plainSample!: string | null;
  @Field(() => FieldShown, { description: 'With a purpose.' }) withPurpose!: FieldLook['shown'];
  @Field(() => String, { nullable: true }) withPurposeSample!: string | null;
}

@ObjectType({ description: 'What lets somebody read people, and how far.' })
export class PersonalReadingView {
  @Field(() => RightSource) through!: keyof typeof RightSource;
  @Field(() => String, { nullable: true, description: 'The id of the role it follows from.' }) role!: string | null;
  @Field(() => String, { description: 'P0 to P3: the most it shows of a person; from P2 on with a purpose.' }) level!: string;
  @Field(() => DateTime, { nullable: true, description: 'When it ends by itself; real time.' }) until!: Date | null;
  @Field(() => Boolean, { description: 'True where a tightening lowered it.' }) taken!: boolean;
}

@ObjectType({ description: 'What an account sees of one record, field by field, answered by the code that opens and masks it. Holds nothing of the record but its number.' })
export class RecordExplanation {
  @Field(() => Account) account!: Account;
  @Field(() => String, { description: 'instance or incident.' }) kind!: string;
  @Field(() => ID) recordId!: Id;
  @Field(() => String) number!: string;
  @Field(() => Boolean, { description: 'True where it may open the record at all.' }) mayOpen!: boolean;
  @Field(() => [RightHolding], { description: 'What opens it, or would if nobody had taken it.' }) opens!: RightHolding[];
  @Field(() => String, { description: 'The most it sees of people in the record.' }) level!: string;
  @Field(() => [PersonalReadingView], { description: 'What that level follows from.' }) readings!: PersonalReadingView[];
  @Field(() => [FieldSight], { description: 'Every field of the record, in its order.' }) fields!: FieldSight[];
}
