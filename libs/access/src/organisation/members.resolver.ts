import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { parseId, parseText, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { In } from 'typeorm';
import { Requires } from '../guard/decorators.js';
import { TenantGate } from '../guard/tenant-gate.js';
import { Text } from '../graphql/types.js';
import { grantBureauMembers, grantMembers, readBureauMembers, readMembers } from '../permissions/catalogue.js';
import { PermissionRegistry } from '../permissions/permission.js';
import { findRole, type UnitKind } from '../permissions/roles.js';
import { currentRequest } from '../request/context.js';
import { searchAccounts } from './accounts.js';
import { Account, Bureau, Membership } from './entities.js';
import { accountIn, loadPosts, loadStation, loadTeams } from './loaders.js';
import * as members from './members.js';
import { OrgUnitKind, type OptionalId } from './types.js';

/** Who holds which role, and giving and taking roles. */
@Resolver(() => Membership)
export class MembersResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly registry: PermissionRegistry,
  ) {}

  @Query(() => [Membership], { description: 'The roles held at a station; of a closed one, those of its successor’s officers, who work its records.' })
  @Requires(readMembers)
  async members(@Args('stationId', { type: () => ID }) stationId: Id): Promise<Membership[]> {
    return this.gate.inStation(stationId, async (tenant) => {
      const serving = await tenant.sql<{ id: Id }>('SELECT id FROM serving WHERE station_id = $1', [stationId]);
      return tenant.repository(Membership).find({ where: { id: In(serving.map(({ id }) => id)) }, order: { id: 'ASC' } });
    });
  }

  @Query(() => [Membership], { description: 'The roles held at the bureau itself.' })
  @Requires(readBureauMembers)
  async bureauMembers(@Args('bureauId', { type: () => ID }) bureauId: Id): Promise<Membership[]> {
    const rows = await this.gate.inBureau(bureauId, (tenant) => tenant.repository(Membership).find({ where: { bureauId }, order: { id: 'ASC' } }));
    return rows.filter((row) => row.stationId === null && row.endedAt === null);
  }

  @Query(() => [Account], { description: 'Active accounts of the bureau whose login or name contains the text: who could be given a role at this station. At most 200.' })
  @Requires(grantMembers)
  async grantableAccounts(@Args('stationId', { type: () => ID }) stationId: Id, @Args('search', { type: () => String }) search: string): Promise<Account[]> {
    const wanted = parseText(search, 'search', 100).trim();
    const { bureauId } = currentRequest().account;
    return this.gate.inStation(stationId, (tenant) => searchAccounts(tenant, bureauId, wanted, true), { withBureau: true });
  }

  @Mutation(() => Membership, { description: 'Gives an account of the bureau a role at a station. Chiefs, auditors and analysts are appointed by the bureau.' })
  @Requires(grantMembers)
  async grantRole(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('accountId', { type: () => ID }) accountId: Id,
    @Args('role', { type: () => String }) role: string,
    @Args('teamId', { type: () => ID, nullable: true }) teamId: OptionalId,
    @Args('postId', { type: () => ID, nullable: true }) postId: OptionalId,
  ): Promise<Membership> {
    const request = currentRequest();
    const account = parseId(accountId, 'accountId');
    members.refuseOutside(role);
    this.gate.require(members.permissionToGrant(role), { stationId });
    members.refuseSelfElevation(request, this.registry, { accountId: account, role, stationId });
    const grant = { stationId, bureauId: request.account.bureauId, accountId: account, role, teamId: optional(teamId, 'teamId'), postId: optional(postId, 'postId') };
    return this.gate.inStation(stationId, (tenant) => members.grantRole(tenant, grant), { withBureau: true });
  }

  @Mutation(() => Membership, { description: 'Gives an account a role at the bureau.' })
  @Requires(grantBureauMembers)
  async grantBureauRole(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('accountId', { type: () => ID }) accountId: Id, @Args('role', { type: () => String }) role: string): Promise<Membership> {
    const grant = { bureauId, accountId: parseId(accountId, 'accountId'), role };
    members.refuseSelfElevation(currentRequest(), this.registry, grant);
    return this.gate.inBureau(bureauId, (tenant) => members.grantBureauRole(tenant, grant));
  }

  @Mutation(() => Boolean, { description: 'Takes a role at a station.' })
  @Requires(grantMembers)
  async revokeRole(@Args('stationId', { type: () => ID }) stationId: Id, @Args('membershipId', { type: () => ID }) membershipId: Id): Promise<boolean> {
    const mayTake = (role: string) => this.gate.may(members.permissionToGrant(role), { stationId });
    await this.gate.inStation(stationId, (tenant) => members.revokeRole(tenant, stationId, parseId(membershipId, 'membershipId'), mayTake));
    return true;
  }

  @Mutation(() => Boolean, { description: 'Takes a role at the bureau; the last administrator’s stays.' })
  @Requires(grantBureauMembers)
  async revokeBureauRole(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('membershipId', { type: () => ID }) membershipId: Id): Promise<boolean> {
    await this.gate.inBureau(bureauId, (tenant) => members.revokeBureauRole(tenant, bureauId, parseId(membershipId, 'membershipId')));
    return true;
  }

  @ResolveField(() => Account)
  account(@Parent() held: Membership): Promise<Account> {
    return accountIn(this.gate, held.stationId === null ? { bureauId: held.bureauId } : { stationId: held.stationId }, held.accountId);
  }

  @ResolveField(() => Text)
  roleTitle(@Parent() held: Membership): Bilingual {
    return findRole(held.role)?.title ?? text(held.role, held.role);
  }

  @ResolveField(() => OrgUnitKind)
  unitKind(@Parent() held: Membership): UnitKind {
    if (held.postId !== null) return 'POST';
    if (held.teamId !== null) return 'TEAM';
    return held.stationId === null ? 'BUREAU' : 'STATION';
  }

  @ResolveField(() => String)
  async unitName(@Parent() held: Membership): Promise<string> {
    const { stationId } = held;
    if (stationId === null) return this.gate.inBureau(held.bureauId, async (tenant) => (await tenant.repository(Bureau).findOneByOrFail({ id: held.bureauId })).name);
    const units = held.postId !== null ? await loadPosts(this.gate, stationId) : held.teamId !== null ? await loadTeams(this.gate, stationId) : [];
    const unit = units.find(({ id }) => id === held.postId || id === held.teamId);
    return unit?.name ?? (await loadStation(this.gate, stationId))?.name ?? '';
  }
}

function optional(id: OptionalId, field: string): Id | undefined {
  return id === undefined || id === null ? undefined : parseId(id, field);
}
