import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { audit } from '@stationhouse/audit';
import { badInput, notFound, parseId, text, type Id } from '@stationhouse/kernel';
import { In } from 'typeorm';
import { secondFactorRequired } from '../audit-actions.js';
import { Requires, SignedIn } from '../guard/decorators.js';
import { TenantGate } from '../guard/tenant-gate.js';
import { arrangeStation, changeStation, readStation, secureBureau } from '../permissions/catalogue.js';
import { PermissionRegistry } from '../permissions/permission.js';
import { findRole, ROLES, type Role } from '../permissions/roles.js';
import { currentRequest } from '../request/context.js';
import { Account, Bureau, Membership, Post, Station, Team } from './entities.js';
import { countStations, loadPosts, loadTeams } from './loaders.js';
import { Me, PermissionType, RoleType, StationChangeInput, type OptionalId } from './types.js';
import * as units from './units.js';

/** Who is signed in; bureaus and stations. */
@Resolver(() => Station)
export class OrganisationResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly registry: PermissionRegistry,
  ) {}

  @Query(() => Me, { description: 'Who is signed in, their roles, and the stations they may enter.' })
  @SignedIn({ whileRestricted: true, byKey: true })
  async me(): Promise<Me> {
    return readMe(this.gate);
  }

  @Query(() => [RoleType], { description: 'The catalogue of roles.' })
  @SignedIn({ byKey: true })
  roles(): RoleType[] {
    return ROLES.map((role: Role) => ({ ...role, permissions: this.registry.ofRole(role.id).map((permission) => permission.id) }));
  }

  @Query(() => [PermissionType], { description: 'All permissions, in words.' })
  @SignedIn({ byKey: true })
  permissions(): PermissionType[] {
    return this.registry.all().map(({ id, title, description }) => ({ id, title, description }));
  }

  @Query(() => [Station], { description: 'The stations of a bureau, by code.' })
  @Requires(readStation)
  async stations(@Args('bureauId', { type: () => ID }) bureauId: Id): Promise<Station[]> {
    return this.gate.inBureau(bureauId, (tenant) => tenant.repository(Station).find({ where: { bureauId }, order: { code: 'ASC' } }));
  }

  @Query(() => Station)
  @Requires(readStation)
  async station(@Args('stationId', { type: () => ID }) stationId: Id): Promise<Station> {
    const station = await this.gate.inStation(stationId, (tenant) => tenant.repository(Station).findOneBy({ id: stationId }));
    if (station === null) throw notFound(text('派出所', 'Station'));
    return station;
  }

  @Mutation(() => Station, { description: 'Changes what is known of a station: its name, code, kind, population with the day it was counted for, address, telephone, area. NOT_FOUND, BAD_INPUT, STALE_VERSION, STATION_CLOSED, CONFLICT for a taken code.' })
  @Requires(changeStation)
  async changeStation(
    @Args('bureauId', { type: () => ID }) bureauId: Id,
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('change', { type: () => StationChangeInput }) change: StationChangeInput,
    @Args('expectedVersion', { type: () => Int, description: 'The version of the station that the caller saw: sent twice, the second finds it changed.' }) expectedVersion: number,
  ): Promise<Station> {
    return this.gate.inScope({ stationIds: [stationId], bureauIds: [bureauId] }, (tenant) => units.changeStation(tenant, { bureauId, id: stationId }, change, expectedVersion));
  }

  @Mutation(() => Team)
  @Requires(arrangeStation)
  async createTeam(@Args('stationId', { type: () => ID }) stationId: Id, @Args('name', { type: () => String }) name: string): Promise<Team> {
    return this.gate.inStation(stationId, (tenant) => units.createTeam(tenant, stationId, name));
  }

  @Mutation(() => Post)
  @Requires(arrangeStation)
  async createPost(@Args('stationId', { type: () => ID }) stationId: Id, @Args('name', { type: () => String }) name: string, @Args('teamId', { type: () => ID, nullable: true }) teamId: OptionalId): Promise<Post> {
    const team = teamId === undefined || teamId === null ? undefined : parseId(teamId, 'teamId');
    return this.gate.inStation(stationId, (tenant) => units.createPost(tenant, stationId, name, team));
  }

  @Mutation(() => Bureau, { description: 'Sets the roles that must sign in with a second factor; their holders enrol at their next request.' })
  @Requires(secureBureau)
  async requireSecondFactor(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('roles', { type: () => [String] }) roles: string[]): Promise<Bureau> {
    const unknown = roles.find((role) => findRole(role) === undefined);
    if (unknown !== undefined) throw badInput('roles', text('角色不存在。', 'There is no such role.'), { role: unknown.slice(0, 60) });
    const secondFactorRoles = ROLES.map((role): string => role.id).filter((role) => roles.includes(role));
    return this.gate.inBureau(bureauId, async (tenant) => {
      await tenant.repository(Bureau).update({ id: bureauId }, { secondFactorRoles });
      await audit(tenant, { action: secondFactorRequired, bureauId, record: { kind: 'bureau', id: bureauId }, details: { roles: secondFactorRoles } });
      return tenant.repository(Bureau).findOneByOrFail({ id: bureauId });
    });
  }

  @ResolveField(() => [Team])
  teams(@Parent() station: Station): Promise<Team[]> {
    return loadTeams(this.gate, station.id);
  }

  @ResolveField(() => [Post])
  posts(@Parent() station: Station): Promise<Post[]> {
    return loadPosts(this.gate, station.id);
  }
}

/** Fields of a bureau that are counted. */
@Resolver(() => Bureau)
export class BureauResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => Int)
  stationCount(@Parent() bureau: Bureau): Promise<number> {
    return countStations(this.gate, bureau);
  }
}

/** The signed-in account with everything it may enter. */
export async function readMe(gate: TenantGate): Promise<Me> {
  const { signedIn: session, abilities } = currentRequest();
  const { id, bureauId } = session.account;
  const stationIds = abilities.stationIds();
  const rows = await gate.inScope({ stationIds, bureauIds: [bureauId] }, async (tenant) => ({
    account: await tenant.repository(Account).findOneByOrFail({ bureauId, id }),
    bureau: await tenant.repository(Bureau).findOneByOrFail({ id: bureauId }),
    memberships: await tenant.repository(Membership).findBy({ bureauId, id: In(session.memberships.map((membership) => membership.id)) }),
    stations: await tenant.repository(Station).find({ where: { id: In(stationIds) }, order: { code: 'ASC' } }),
  }));
  return {
    ...rows,
    stations: rows.stations.map((station) => ({
      station,
      roles: abilities.rolesAt({ stationId: station.id }).map((membership) => membership.role),
      permissions: abilities.permissionsAt({ stationId: station.id }),
    })),
    bureauPermissions: abilities.permissionsAt({ bureauId }),
    accessGrants: session.accessGrants.map(({ id: grantId, stationId, recordId, until }) => ({ id: grantId, stationId, recordId: recordId ?? null, until })),
    secondFactor: rows.account.secondFactor,
    idleLockMinutes: session.idleLockMinutes,
    restriction: rows.account.mustChangePassword ? 'passwordChange' : session.restriction === 'secondFactorEnrolment' && !rows.account.secondFactor ? 'secondFactorEnrolment' : null,
  };
}
