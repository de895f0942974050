import { Account, accountIn, Requires, TenantGate } from '@stationhouse/access';
import { Args, Field, ID, Mutation, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { joinTeams, nameTeams, readInstances } from '../permissions.js';
import { Teams, type TeamOf } from './teams.js';

@ObjectType({ description: 'Who sees a restricted instance (知情人员): nobody else at the station, nor the bureau, sees that it is there.' })
export class RestrictedTeam {
  /** As it was read; not a field. */
  row!: TeamOf & { readonly stationId: Id };
  @Field(() => ID) instanceId!: Id;
  @Field(() => String) number!: string;
  @Field(() => Boolean, { description: 'Whether the caller may say who is on it.' }) mayName!: boolean;
}

const STATION = { type: () => ID };
const KEY = { type: () => String, description: 'Chosen once per intention; repeated, the command returns its first answer. At most 200 characters.' };

/** Restricted instances: who is on the team of each. */
@Resolver(() => RestrictedTeam)
export class TeamsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly teams: Teams,
  ) {}

  @Query(() => RestrictedTeam, { nullable: true, description: 'Who sees an instance that is restricted to a team; null for one that is not. NOT_FOUND for whoever is not on it.' })
  @Requires(readInstances)
  async restrictedTeam(@Args('stationId', STATION) stationId: Id, @Args('instanceId', { type: () => ID }) instanceId: string): Promise<RestrictedTeam | null> {
    const id = parseId(instanceId, 'instanceId');
    const team = await this.gate.inStation(stationId, (tenant) => this.teams.of(tenant, stationId, id));
    return team === undefined ? null : this.view(stationId, team);
  }

  @Mutation(() => RestrictedTeam, { description: 'Says who is on the team of a restricted instance from now on; on record, and who is added is told. NOT_FOUND for whoever is not on it, CONFLICT for one that is not restricted, BAD_INPUT without oneself or for somebody of another place.' })
  @Requires(nameTeams)
  async nameTeam(@Args('stationId', STATION) stationId: Id, @Args('instanceId', { type: () => ID }) instanceId: string, @Args('accountIds', { type: () => [ID], description: 'All of the team, oneself among them; at most 50.' }) accountIds: string[], @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<RestrictedTeam> {
    const command = { instanceId: parseId(instanceId, 'instanceId'), accountIds: accountIds.map((id) => parseId(id, 'accountIds')), idempotencyKey };
    return this.view(stationId, await this.gate.inRestricted(stationId, (tenant) => this.teams.name(tenant, stationId, command)));
  }

  @Mutation(() => RestrictedTeam, { description: 'In need: joins the team of a restricted instance by its number and with a reason. On record, and the chief is told. NOT_FOUND, PURPOSE_REQUIRED.' })
  @Requires(joinTeams)
  async joinTeam(@Args('stationId', STATION) stationId: Id, @Args('number', { type: () => String }) number: string, @Args('purpose', { type: () => String, description: 'Why; at most 200 characters, nothing personal.' }) purpose: string, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<RestrictedTeam> {
    return this.view(stationId, await this.gate.inRestricted(stationId, (tenant) => this.teams.join(tenant, stationId, { number, purpose, idempotencyKey })));
  }

  @ResolveField(() => [Account], { description: 'Who is on it.' })
  members(@Parent() { row: { stationId, members } }: RestrictedTeam): Promise<Account[]> {
    return Promise.all(members.map((id) => accountIn(this.gate, { stationId }, id)));
  }

  private view(stationId: Id, team: TeamOf): RestrictedTeam {
    const { instanceId, number } = team;
    return Object.assign(new RestrictedTeam(), { row: { ...team, stationId }, instanceId, number, mayName: this.gate.may(nameTeams.id, { stationId }) });
  }
}
