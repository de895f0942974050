import { Account, LocalDate, DateTime, Station, Text, type StaffMoveKind, type StaffMoveRow } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { LeftKind } from './inventory.js';

/** How somebody goes. */
export const StaffMoveKindName: { readonly [Kind in Uppercase<StaffMoveKind>]: Kind } = { TRANSFER: 'TRANSFER', LEAVE: 'LEAVE', RETIRE: 'RETIRE' };
registerEnumType(StaffMoveKindName, { name: 'StaffMoveKind', description: 'TRANSFER to another station; LEAVE the service or RETIRE: every role ends and the account is closed.' });

export const StaffMoveStateName: { readonly [State in Uppercase<StaffMoveRow['state']>]: State } = { WAITING: 'WAITING', CARRIED: 'CARRIED', CANCELLED: 'CANCELLED', FAILED: 'FAILED' };
registerEnumType(StaffMoveStateName, { name: 'StaffMoveState', description: 'WAITING for its day, CARRIED out, CANCELLED before, or FAILED: it could not take effect, and says why.' });

export const LeftKindName: { readonly [Kind in LeftKind]: Kind } = { TASKS: 'TASKS', SIGNATURES: 'SIGNATURES', EXERCISES: 'EXERCISES', TAKEOVERS: 'TAKEOVERS', SHIFTS: 'SHIFTS', DRAFTS: 'DRAFTS', PUBLICATIONS: 'PUBLICATIONS', DELEGATIONS_HELD: 'DELEGATIONS_HELD', DELEGATIONS_GIVEN: 'DELEGATIONS_GIVEN', ACCESS: 'ACCESS', CONTACT_BOARDS: 'CONTACT_BOARDS' };
registerEnumType(LeftKindName, { name: 'LeftKind', description: 'What hangs on somebody who goes.' });

/** Where something goes. */
export const LeftToName = { PERSON: 'PERSON', POOL: 'POOL', IN_CHARGE: 'IN_CHARGE', NOBODY: 'NOBODY', STAYS: 'STAYS', ENDS: 'ENDS', FLAGGED: 'FLAGGED' } as const;
registerEnumType(LeftToName, { name: 'LeftTo', description: 'PERSON: the colleague named. POOL: whoever else has the role. IN_CHARGE: the chief, or whoever stands in, since nobody else has the role. NOBODY: nobody is there. STAYS with the station, ENDS with the move, FLAGGED until somebody confirms that it was replaced.' });

@InputType({ description: 'A role at the new station.' })
export class MoveRoleInput {
  @Field(() => String, { description: 'The id of a role of a station.' }) role!: string;
  @Field(() => ID, { nullable: true, description: 'Of a team’s role.' }) teamId?: Id | null;
  @Field(() => ID, { nullable: true, description: 'Of a post’s role.' }) postId?: Id | null;
}

@InputType({ description: 'Who takes something over.' })
export class HandoverInput {
  @Field(() => String, { description: 'As the preview names it; "tasks/{stationId}" for all tasks of a station without a colleague of their own.' }) item!: string;
  @Field(() => ID, { description: 'Somebody who works at that station.' }) accountId!: Id;
}

@InputType({ description: 'Somebody changes station, leaves or retires.' })
export class StaffMoveInput {
  @Field(() => ID) accountId!: Id;
  @Field(() => StaffMoveKindName) kind!: keyof typeof StaffMoveKindName;
  @Field(() => ID, { nullable: true, description: 'Of a transfer: the station whose roles end; roles elsewhere stay.' }) fromStationId?: Id | null;
  @Field(() => ID, { nullable: true, description: 'Of a transfer: the new station.' }) toStationId?: Id | null;
  @Field(() => [MoveRoleInput], { description: 'Of a transfer: 1 to 10 roles at the new station; empty otherwise.' }) roles!: MoveRoleInput[];
  @Field(() => [HandoverInput], { description: 'Where nobody is named, tasks go back to their role, or to the chief where nobody else has it. At most 200.' }) handovers!: HandoverInput[];
  @Field(() => LocalDate, { nullable: true, description: 'From the beginning of this day on, by the bureau’s clock; at once when absent or today. Within a year.' }) effectiveOn?: string | null;
  @Field(() => String, { description: 'The chiefs and the person read it; at most 300 characters, nothing personal.' }) reason!: string;
}

@ObjectType({ description: 'Something that hangs on somebody who goes, and where it goes.' })
export class LeftItemView {
  @Field(() => String, { description: 'Names it in a handover; empty where nobody can be named.' }) item!: string;
  @Field(() => LeftKindName) kind!: LeftKind;
  @Field(() => Station, { nullable: true, description: 'Null for what hangs on the bureau.' }) station!: Station | null;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Int) count!: number;
  @Field(() => [String], { description: 'Numbers, places or moments people know them by; at most 20.' }) labels!: readonly string[];
  @Field(() => LeftToName) to!: keyof typeof LeftToName;
  @Field(() => Account, { nullable: true, description: 'To whom, for PERSON and IN_CHARGE.' }) toAccount!: Account | null;
}

@ObjectType({ description: 'Who works at a station left, and may take over.' })
export class MoveColleagues {
  @Field(() => Station) station!: Station;
  @Field(() => [Account]) accounts!: Account[];
}

@ObjectType({ description: 'What a move would come to, as things are now. Nothing is kept.' })
export class StaffMovePreview {
  @Field(() => Int, { description: 'Send it back with moveMember.' }) version!: number;
  @Field(() => DateTime, { description: 'When it would take effect; domain time.' }) dueAt!: Date;
  @Field(() => [LeftItemView]) items!: LeftItemView[];
  @Field(() => [MoveColleagues]) colleagues!: MoveColleagues[];
  @Field(() => [Text], { description: 'What to see to before.' }) warnings!: readonly Bilingual[];
}

@ObjectType({ description: 'What came of a move.' })
export class StaffMoveOutcomeView {
  @Field(() => Int, { description: 'Tasks that went to a named colleague.' }) handedOver!: number;
  @Field(() => Int, { description: 'Tasks that went back to whoever has their role.' }) pooled!: number;
  @Field(() => Int, { description: 'Tasks that went to the chief, or whoever stands in.' }) toInCharge!: number;
  @Field(() => Int, { description: 'Contact boards that named the person.' }) boards!: number;
}

@ObjectType({ description: 'Somebody changes station, leaves or retires (人员调动).' })
export class StaffMove {
  @Field(() => ID) id!: Id;
  @Field(() => Int, { description: 'Grows with every change; send it back to cancel.' }) version!: number;
  @Field(() => StaffMoveKindName) kind!: keyof typeof StaffMoveKindName;
  @Field(() => StaffMoveStateName) state!: keyof typeof StaffMoveStateName;
  @Field(() => Account) account!: Account;
  @Field(() => [String], { description: 'Names of the stations left.' }) from!: string[];
  @Field(() => String, { nullable: true, description: 'Name of the new station.' }) to!: string | null;
  @Field(() => [Text], { description: 'Titles of the roles at the new station.' }) roles!: Bilingual[];
  @Field(() => String) reason!: string;
  @Field(() => LocalDate, { nullable: true, description: 'Null: at once.' }) effectiveOn!: string | null;
  @Field(() => DateTime, { description: 'Domain time.' }) dueAt!: Date;
  @Field(() => Text, { nullable: true, description: 'Why it could not take effect.' }) failure!: Bilingual | null;
  @Field(() => StaffMoveOutcomeView, { nullable: true }) outcome!: StaffMoveOutcomeView | null;
  @Field(() => String, { description: 'Who planned it.' }) plannedBy!: string;
  @Field(() => DateTime) plannedAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it took effect, was cancelled, or was given up.' }) settledAt!: Date | null;
  @Field(() => Boolean, { description: 'True where the caller may cancel it: it still waits.' }) mayCancel!: boolean;
}
