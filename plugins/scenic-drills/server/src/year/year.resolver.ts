import { Args, Field, ID, InputType, Int, Mutation, ObjectType, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { PluginStore, Requires } from '@stationhouse/plugin-api';
import type { YearStanding } from '@stationhouse/scenic-drills-common';
import { keepSites, overseeDrills, readDrills } from '../permissions.js';
import { planYear, yearOf, type SiteYear } from './year.js';

export enum DrillStanding {
  HELD = 'held',
  DUE = 'due',
  AHEAD = 'ahead',
  BEHIND = 'behind',
}
registerEnumType(DrillStanding, { name: 'DrillStanding', description: 'How a drill of a year’s plan stands.', valuesMap: { HELD: { description: 'Held to its end.' }, DUE: { description: 'It is planned for this month.' }, AHEAD: { description: 'Its month is to come.' }, BEHIND: { description: 'Its month is over and it was not held.' } } });

@ObjectType({ description: 'A drill of a year’s plan.' })
export class DrillYearEntry {
  @Field(() => Int, { description: '1 to 12.' }) month!: number;
  @Field(() => String, { description: 'Id of a pack.' }) kind!: string;
  @Field(() => DrillStanding) standing!: YearStanding;
  @Field(() => ID, { nullable: true, description: 'The drill that was held for it.' }) instanceId!: string | null;
}

@ObjectType({ description: 'The drills of a scenic site in a year: planned and held.' })
export class DrillYear {
  @Field(() => ID) stationId!: string;
  @Field(() => String) stationName!: string;
  @Field(() => ID) siteId!: string;
  @Field(() => String) siteName!: string;
  @Field(() => String, { nullable: true, description: '1A to 5A.' }) grade!: string | null;
  @Field(() => Int, { description: 'Of the plan; 0 where there is none.' }) version!: number;
  @Field(() => [DrillYearEntry], { description: 'By month.' }) entries!: readonly DrillYearEntry[];
  @Field(() => Int, { description: 'Drills held in the year that no plan named.' }) besides!: number;
}

@InputType({ description: 'A drill that a site is to hold in a month.' })
export class DrillYearEntryInput {
  @Field(() => Int, { description: '1 to 12.' }) month!: number;
  @Field(() => String, { description: 'Id of a pack.' }) kind!: string;
}

const STATION = { type: () => ID };
const YEAR = { type: () => Int };

/** The drills of a year: what each site plans, what was held, who is behind. */
@Resolver()
export class YearResolver {
  constructor(private readonly store: PluginStore) {}

  @Query(() => [DrillYear], { description: 'The year of each site of a station.' })
  @Requires(readDrills)
  drillYear(@Args('stationId', STATION) stationId: Id, @Args('year', YEAR) year: number): Promise<DrillYear[]> {
    return this.store.inStation(stationId, readDrills, async (rows) => shown(await yearOf(rows, [stationId], year, rows.now)));
  }

  @Query(() => [DrillYear], { description: 'The year of each site of all stations of a bureau.' })
  @Requires(overseeDrills)
  bureauDrillYear(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('year', YEAR) year: number): Promise<DrillYear[]> {
    return this.store.acrossStations(bureauId, overseeDrills, async (rows) => shown(await yearOf(rows, rows.stationIds, year, rows.now)));
  }

  @Mutation(() => Boolean, { description: 'Says which drills a site is to hold in a year; the whole of it is given. NOT_FOUND, BAD_INPUT, STALE_VERSION.' })
  @Requires(keepSites)
  async planDrillYear(
    @Args('stationId', STATION) stationId: Id,
    @Args('siteId', { type: () => ID }) siteId: string,
    @Args('year', YEAR) year: number,
    @Args('entries', { type: () => [DrillYearEntryInput], description: 'At most 60.' }) entries: DrillYearEntryInput[],
    @Args('expectedVersion', { type: () => Int, description: 'The version the change was decided on; 0 where there was no plan.' }) expectedVersion: number,
  ): Promise<boolean> {
    const id = parseId(siteId, 'siteId');
    await this.store.inStation(stationId, keepSites, (rows) => planYear(rows, id, year, entries, expectedVersion));
    return true;
  }
}

function shown(years: readonly SiteYear[]): DrillYear[] {
  return years.map((year) => Object.assign(new DrillYear(), year));
}
