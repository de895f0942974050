import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { Id } from '@stationhouse/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { DateTime, Json, LocalDate } from '../graphql/scalars.js';
import type { SurfaceName } from '../sign-in/settings.js';

/** A bureau: the roof over its stations. */
@Entity('bureau')
@ObjectType({ description: 'A bureau: the roof over its stations.' })
export class Bureau {
  @PrimaryColumn('uuid') @Field(() => ID) id!: Id;
  @Column('text') @Field(() => String) name!: string;
  /** Short, unique; part of numbers. */
  @Column('text') @Field(() => String) code!: string;
  /** IANA name. */
  @Column('text') @Field(() => String) timeZone!: string;
  /** Tighter than the installation's; null follows it. */
  @Column('integer', { nullable: true }) idleLockMinutes!: number | null;
  @Column('text', { array: true }) @Field(() => [String], { description: 'Roles that must sign in with a second factor.' }) secondFactorRoles!: string[];
  /** The longest an access grant lasts. */
  @Column({ type: 'integer', insert: false, update: false }) accessGrantHours!: number;
  @Column({ type: 'integer', insert: false, update: false }) apiKeyDays!: number;
  /** Whether a second person decides even about one record. */
  @Column({ type: 'boolean', insert: false, update: false }) accessGrantAlwaysDecided!: boolean;
}

/** A station: the tenant. */
@Entity('station')
@ObjectType({ description: 'A station: the tenant.' })
export class Station {
  @PrimaryColumn('uuid') @Field(() => ID) bureauId!: Id;
  @PrimaryColumn('uuid') @Field(() => ID) id!: Id;
  @Column('text') @Field(() => String) name!: string;
  @Column('text') @Field(() => String, { description: 'Short, unique in the bureau; part of numbers.' }) code!: string;
  @Column('text') @Field(() => String, { description: 'The kind of place it polices.' }) kind!: string;
  @Column('text') @Field(() => String, { description: 'IANA name, for example Asia/Shanghai.' }) timeZone!: string;
  @Column('jsonb', { nullable: true }) @Field(() => Json, { nullable: true, description: 'GeoJSON polygon, WGS-84.' }) area!: object | null;
  @Column('integer', { nullable: true }) @Field(() => Int, { nullable: true, description: 'People who live there (常住人口); null where nobody knows.' }) population!: number | null;
  @Column('date', { nullable: true }) @Field(() => LocalDate, { nullable: true, description: 'The day that the population was counted for, as in 2025-12-31; null where nobody knows.' }) populationAsOf!: string | null;
  @Column('text', { nullable: true }) @Field(() => String, { nullable: true, description: 'Where the public finds it.' }) address!: string | null;
  @Column('text', { nullable: true }) @Field(() => String, { nullable: true, description: 'The number that the public calls.' }) phone!: string | null;
  @Column('boolean') @Field(() => Boolean, { description: 'Collects rows that an import could not route.' }) unrouted!: boolean;
  /** Codes that stand in numbers it gave. */
  @Column({ type: 'text', array: true, insert: false }) @Field(() => [String], { description: 'Codes it had before: they stand in its numbers, and no other station gets one of them.' }) formerCodes!: string[];
  @Column({ type: 'integer', insert: false }) @Field(() => Int, { description: 'Goes up with every change; a change names the one it saw.' }) version!: number;
  /** Domain time. */
  @Column('timestamptz', { nullable: true }) @Field(() => DateTime, { nullable: true, description: 'Since when it takes no new work; null while it works.' }) closedAt!: Date | null;
  @Column('uuid', { nullable: true }) @Field(() => ID, { nullable: true, description: 'The station whose people work its records, once it is closed; null for none.' }) successorId!: Id | null;
}

/** A team of a station. */
@Entity('team')
@ObjectType()
export class Team {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') @Field(() => ID) id!: Id;
  @Column('text') @Field(() => String) name!: string;
}

/** A post of a station, under a team or on its own. */
@Entity('post')
@ObjectType()
export class Post {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') @Field(() => ID) id!: Id;
  @Column('text') @Field(() => String) name!: string;
  @Column('uuid', { nullable: true }) @Field(() => ID, { nullable: true }) teamId!: Id | null;
}

/** Somebody who can sign in. */
@Entity('account')
@ObjectType({ description: 'Somebody who can sign in.' })
export class Account {
  @PrimaryColumn('uuid') bureauId!: Id;
  @PrimaryColumn('uuid') @Field(() => ID) id!: Id;
  @Column('text') @Field(() => String) login!: string;
  @Column('text') @Field(() => String) displayName!: string;
  @Column('boolean') @Field(() => Boolean) active!: boolean;
  @Column('boolean') @Field(() => Boolean, { description: 'True when a second factor is set up.' }) secondFactor!: boolean;
  @Column('boolean') mustChangePassword!: boolean;
  @Column('timestamptz', { nullable: true }) @Field(() => DateTime, { nullable: true, description: 'Sign-in is locked until then; real time.' }) lockedUntil!: Date | null;
  /** Where it signs in; never changed. */
  @Column({ type: 'text', update: false }) surface!: SurfaceName;
  /** Until when an invitation's code counts; real time. */
  @Column('timestamptz', { nullable: true }) invitedUntil!: Date | null;
  /** When the account ends by itself; real time. */
  @Column('timestamptz', { nullable: true }) expiresAt!: Date | null;
}

/** A role held by an account at a unit: a row, never an attribute of the account. */
@Entity('membership')
@ObjectType({ description: 'A role held by an account at a unit.' })
export class Membership {
  @PrimaryColumn('uuid') bureauId!: Id;
  @PrimaryColumn('uuid') @Field(() => ID) id!: Id;
  @Column('uuid') @Field(() => ID) accountId!: Id;
  @Column('text') @Field(() => String, { description: 'The id of the role.' }) role!: string;
  @Column('uuid', { nullable: true }) @Field(() => ID, { nullable: true, description: 'Null for a role at the bureau.' }) stationId!: Id | null;
  @Column('uuid', { nullable: true }) @Field(() => ID, { nullable: true }) teamId!: Id | null;
  @Column('uuid', { nullable: true }) @Field(() => ID, { nullable: true }) postId!: Id | null;
  @Column('uuid', { nullable: true }) grantedBy!: Id | null;
  @Column('timestamptz') grantedAt!: Date;
  @Column('uuid', { nullable: true }) endedBy!: Id | null;
  @Column('timestamptz', { nullable: true }) endedAt!: Date | null;
}

/** A stretch of duty. */
@Entity('shift')
@ObjectType({ description: 'A stretch of duty.' })
export class Shift {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') @Field(() => ID) id!: Id;
  @Column('timestamptz') @Field(() => DateTime) startsAt!: Date;
  @Column('timestamptz') @Field(() => DateTime, { description: 'The shift does not include this moment.' }) endsAt!: Date;
  @Column('uuid', { nullable: true }) teamId!: Id | null;
  @Column('uuid', { nullable: true }) commanderId!: Id | null;
  @Column('uuid', { nullable: true }) backupId!: Id | null;
}

/** An officer of a shift. */
@Entity('shift_officer')
export class ShiftOfficer {
  @PrimaryColumn('uuid') stationId!: Id;
  @PrimaryColumn('uuid') shiftId!: Id;
  @PrimaryColumn('uuid') accountId!: Id;
}
