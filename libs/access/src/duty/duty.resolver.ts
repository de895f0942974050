import { Args, Field, ID, InputType, Mutation, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { parseId, type Bilingual, type Id } from '@stationhouse/kernel';
import { Requires } from '../guard/decorators.js';
import { TenantGate } from '../guard/tenant-gate.js';
import { DateTime } from '../graphql/scalars.js';
import { Text } from '../graphql/types.js';
import { Account, Shift, Team } from '../organisation/entities.js';
import { accountIn, loadTeams } from '../organisation/loaders.js';
import type { OptionalId } from '../organisation/types.js';
import { planDuty, readDuty } from '../permissions/catalogue.js';
import { createShift, officerIds, shiftsBetween, whoIsOn } from './duty.js';

@ObjectType('OnDuty', { description: 'Who answers for a station now.' })
export class OnDutyType {
  @Field(() => DateTime, { description: 'Domain time.' }) at!: Date;
  @Field(() => Shift, { nullable: true }) shift!: Shift | null;
  @Field(() => [Account], { description: 'Who acts as duty officer.' }) officers!: readonly Account[];
  @Field(() => Account, { nullable: true }) commander!: Account | null;
  @Field(() => Account, { nullable: true }) backup!: Account | null;
  @Field(() => Text, { nullable: true, description: 'Why somebody else than the shift’s officers answers.' }) fallback!: Bilingual | null;
}

@InputType('NewShift')
export class NewShiftInput {
  @Field(() => DateTime) startsAt!: Date;
  @Field(() => DateTime, { description: 'At most 7 days after the start.' }) endsAt!: Date;
  @Field(() => ID, { nullable: true }) teamId?: Id | null;
  @Field(() => [ID]) officerIds!: Id[];
  @Field(() => ID, { nullable: true }) commanderId?: Id | null;
  @Field(() => ID, { nullable: true }) backupId?: Id | null;
}

/** Duty and shifts. */
@Resolver(() => Shift)
export class DutyResolver {
  constructor(private readonly gate: TenantGate) {}

  @Query(() => OnDutyType, { description: 'Who is on duty now, with the fall-back of an unstaffed shift.' })
  @Requires(readDuty)
  async onDuty(@Args('stationId', { type: () => ID }) stationId: Id): Promise<OnDutyType> {
    return this.gate.inStation(stationId, (tenant) => whoIsOn(tenant, stationId, tenant.now));
  }

  @Query(() => [Shift], { description: 'The shifts that touch a stretch of time, earliest first; at most 500.' })
  @Requires(readDuty)
  async shifts(@Args('stationId', { type: () => ID }) stationId: Id, @Args('from', { type: () => DateTime }) from: Date, @Args('to', { type: () => DateTime }) to: Date): Promise<Shift[]> {
    return this.gate.inStation(stationId, (tenant) => shiftsBetween(tenant, stationId, from, to));
  }

  @Mutation(() => Shift, { description: 'Plans a shift; everybody named holds a role at the station.' })
  @Requires(planDuty)
  async createShift(@Args('stationId', { type: () => ID }) stationId: Id, @Args('input', { type: () => NewShiftInput }) input: NewShiftInput): Promise<Shift> {
    const wanted = {
      startsAt: input.startsAt,
      endsAt: input.endsAt,
      officerIds: input.officerIds.map((id) => parseId(id, 'officerIds')),
      teamId: optional(input.teamId, 'teamId'),
      commanderId: optional(input.commanderId, 'commanderId'),
      backupId: optional(input.backupId, 'backupId'),
    };
    return this.gate.inStation(stationId, (tenant) => createShift(tenant, stationId, wanted));
  }

  @ResolveField(() => Team, { nullable: true })
  async team(@Parent() shift: Shift): Promise<Team | undefined> {
    return shift.teamId === null ? undefined : (await loadTeams(this.gate, shift.stationId)).find((team) => team.id === shift.teamId);
  }

  @ResolveField(() => [Account])
  async officers(@Parent() shift: Shift): Promise<Account[]> {
    const ids = await this.gate.inStation(shift.stationId, (tenant) => officerIds(tenant, shift.stationId, [shift.id]));
    return Promise.all(ids.map((id) => accountIn(this.gate, shift, id)));
  }

  @ResolveField(() => Account, { nullable: true })
  async commander(@Parent() shift: Shift): Promise<Account | undefined> {
    return shift.commanderId === null ? undefined : accountIn(this.gate, shift, shift.commanderId);
  }

  @ResolveField(() => Account, { nullable: true })
  async backup(@Parent() shift: Shift): Promise<Account | undefined> {
    return shift.backupId === null ? undefined : accountIn(this.gate, shift, shift.backupId);
  }
}

function optional(id: OptionalId, field: string): Id | undefined {
  return id === undefined || id === null ? undefined : parseId(id, field);
}
