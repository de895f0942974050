import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { DateTime, Json, LocalDate } from '../graphql/scalars.js';
import { Text } from '../graphql/types.js';
import type { UnitKind } from '../permissions/roles.js';
import { Account, Bureau, Membership, Station } from './entities.js';
import type { StationChange } from './units.js';

/** The kinds of unit a role is held at. */
export const OrgUnitKind: { readonly [Kind in UnitKind]: Kind } = { BUREAU: 'BUREAU', STATION: 'STATION', TEAM: 'TEAM', POST: 'POST' };
registerEnumType(OrgUnitKind, { name: 'OrgUnitKind', description: 'The kind of unit a role is held at.' });

@ObjectType('Role', { description: 'A role of the catalogue.' })
export class RoleType {
  @Field(() => String) id!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => OrgUnitKind, { description: 'Where it is held.' }) scope!: UnitKind;
  @Field(() => String, { description: 'The most its holder sees of a person: P0 nothing, P1 masked, P2 in full with a purpose.' }) dataClass!: string;
  @Field(() => Boolean, { description: 'People outside the police network: they hold nothing on this surface.' }) external!: boolean;
  @Field(() => [String], { description: 'Ids of the permissions it holds.' }) permissions!: string[];
}

@ObjectType('Permission', { description: 'Something a person may do.' })
export class PermissionType {
  @Field(() => String) id!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Text) description!: Bilingual;
}

@ObjectType({ description: 'A station the account may enter.' })
export class StationAccess {
  @Field(() => Station) station!: Station;
  @Field(() => [String], { description: 'Ids of the roles held there.' }) roles!: string[];
  @Field(() => [String], { description: 'Ids of the permissions held there.' }) permissions!: string[];
}

@ObjectType({ description: 'Access granted to the caller, while it lasts.' })
export class OwnAccessGrant {
  @Field(() => ID) id!: Id;
  @Field(() => ID) stationId!: Id;
  @Field(() => ID, { nullable: true, description: 'The one record it opens; null for the station.' }) recordId!: Id | null;
  @Field(() => DateTime, { description: 'When it ends by itself; real time.' }) until!: Date;
}

@ObjectType({ description: 'Who is signed in, and where they may go.' })
export class Me {
  @Field(() => Account) account!: Account;
  @Field(() => Bureau) bureau!: Bureau;
  @Field(() => [Membership]) memberships!: Membership[];
  @Field(() => [StationAccess]) stations!: StationAccess[];
  @Field(() => [String], { description: 'Ids of the permissions held at the bureau.' }) bureauPermissions!: string[];
  @Field(() => [OwnAccessGrant], { description: 'Access granted to the caller now.' }) accessGrants!: OwnAccessGrant[];
  @Field(() => Boolean) secondFactor!: boolean;
  @Field(() => Int, { description: 'Minutes without activity until the session locks.' }) idleLockMinutes!: number;
  @Field(() => String, { nullable: true, description: 'What must be done before anything else is allowed: passwordChange or secondFactorEnrolment.' }) restriction!: string | null;
}

@ObjectType()
export class NewAccountResult {
  @Field(() => Account) account!: Account;
  @Field(() => String, { description: 'Shown this once; must be changed at the first sign-in.' }) initialPassword!: string;
}

@ObjectType({ description: 'A second factor that is not active before a code confirms it.' })
export class SecondFactorEnrolment {
  @Field(() => String, { description: 'Base32, for typing in.' }) secret!: string;
  @Field(() => String, { description: 'otpauth:// address, for a QR code.' }) uri!: string;
}

@InputType('StationChange', { description: 'What changes of a station; a field that is left out stays as it is, null takes it away.' })
export class StationChangeInput implements StationChange {
  @Field(() => String, { nullable: true, description: 'At most 100 characters.' }) name?: string;
  @Field(() => String, { nullable: true, description: '1 to 20 capital letters, digits or hyphens. New numbers begin with it; the ones given before keep theirs, and no other station gets the old code.' }) code?: string;
  @Field(() => String, { nullable: true, description: 'The kind of place it polices; at most 40 characters.' }) kind?: string;
  @Field(() => Int, { nullable: true, description: 'People who live there (常住人口).' }) population?: number | null;
  @Field(() => LocalDate, { nullable: true, description: 'The day that the population was counted for; a new population needs one.' }) populationAsOf?: string | null;
  @Field(() => String, { nullable: true, description: 'Where the public finds it; at most 200 characters.' }) address?: string | null;
  @Field(() => String, { nullable: true, description: 'The number that the public calls; at most 40 characters.' }) phone?: string | null;
  @Field(() => Json, { nullable: true, description: 'GeoJSON Polygon or MultiPolygon, WGS-84.' }) area?: unknown;
}

@InputType('NewAccount')
export class NewAccountInput {
  @Field(() => String, { description: '2 to 64 letters, digits or . _ - @; unique in the installation.' }) login!: string;
  @Field(() => String) displayName!: string;
}

/** Ids that came from GraphQL and may be absent. */
export type OptionalId = Id | null | undefined;
