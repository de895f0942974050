import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { DateTime, Json } from '../graphql/scalars.js';
import { Text } from '../graphql/types.js';
import type { UnitKind } from '../permissions/roles.js';
import { Account, Bureau, Membership, Station } from './entities.js';

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

@InputType('NewStation')
export class NewStationInput {
  @Field(() => String) name!: string;
  @Field(() => String, { description: '1 to 20 capital letters, digits or hyphens; unique in the bureau.' }) code!: string;
  @Field(() => String, { description: 'The kind of place it polices.' }) kind!: string;
  @Field(() => String, { description: 'IANA name, for example Asia/Shanghai.' }) timeZone!: string;
  @Field(() => Int, { nullable: true }) population?: number | null;
  @Field(() => Json, { nullable: true, description: 'GeoJSON Polygon or MultiPolygon, WGS-84.' }) area?: unknown;
  @Field(() => Boolean, { nullable: true, description: 'Collects rows that an import could not route.' }) unrouted?: boolean | null;
}

@InputType('NewAccount')
export class NewAccountInput {
  @Field(() => String, { description: '2 to 64 letters, digits or . _ - @; unique in the installation.' }) login!: string;
  @Field(() => String) displayName!: string;
}

/** Ids that came from GraphQL and may be absent. */
export type OptionalId = Id | null | undefined;
