import { createStationPermission, Requires, TenantGate, Text, type StationRow } from '@stationhouse/access';
import { Args, Field, ID, InputType, Int, Mutation, ObjectType, Resolver } from '@nestjs/graphql';
import { parseId, type Bilingual, type Id } from '@stationhouse/kernel';
import { publishConfiguration, readConfiguration } from '../permissions.js';
import { Founding, type Founded } from './founding.js';

@InputType({ description: 'A new station as a row of a table says it: every cell as it was written.' })
export class StationRowInput implements StationRow {
  @Field(() => Int, { description: 'Its line in the table, from 1; problems name it.' }) row!: number;
  @Field(() => String, { description: 'At most 100 characters.' }) name!: string;
  @Field(() => String, { description: '1 to 20 letters, digits or hyphens; unique in the bureau; small letters become capitals.' }) code!: string;
  @Field(() => String, { description: 'The kind of place it polices; at most 40 characters.' }) kind!: string;
  @Field(() => String, { description: 'IANA name, for example Asia/Shanghai.' }) timeZone!: string;
  @Field(() => String, { description: 'A whole number; blank where nobody knows.' }) population!: string;
  @Field(() => Boolean, { nullable: true, description: 'Collects rows that an import could not route.' }) unrouted?: boolean | null;
}

@ObjectType({ description: 'A station that was founded from a row.' })
export class FoundedStation {
  @Field(() => Int) row!: number;
  @Field(() => ID) id!: Id;
  @Field(() => String) code!: string;
  @Field(() => String) name!: string;
}

@ObjectType({ description: 'What keeps stations from being founded.' })
export class FoundingProblemView {
  @Field(() => Int, { nullable: true, description: 'The line of the table; null for what concerns all.' }) row!: number | null;
  @Field(() => String, { description: 'name, code, kind, timeZone, population; like for the configuration they would get; ends for what would still run.' }) column!: string;
  @Field(() => String) code!: string;
  @Field(() => Text, { description: 'What is wrong and what to do.' }) text!: Bilingual;
}

@ObjectType({ description: 'What founding stations comes to.' })
export class StationsFounded {
  @Field(() => Boolean, { description: 'False for a dry run, and while anything is wrong: nothing was kept.' }) applied!: boolean;
  @Field(() => [FoundedStation], { description: 'In the order of the rows; empty where nothing was kept.' }) stations!: Founded['stations'];
  @Field(() => [FoundingProblemView], { description: 'By row.' }) problems!: Founded['problems'];
  @Field(() => [Text], { description: 'What the configuration of the station they are like changes at each of them.' }) brings!: readonly Bilingual[];
}

/** Stations by the table. */
@Resolver()
export class FoundingResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly founding: Founding,
  ) {}

  @Mutation(() => StationsFounded, {
    description: 'Creates stations of the bureau from the rows of a table: all of them, or none while anything is wrong. Each may begin with the configuration of a station that is there – what it changes in workflows, its plugins with their settings, hours, schedules –, which asks for the permissions to see that and to publish for the bureau. A dry run says what is wrong and what would come. NOT_FOUND, FORBIDDEN, BAD_INPUT, CONFLICT.',
  })
  @Requires(createStationPermission)
  createStations(
    @Args('bureauId', { type: () => ID }) bureauId: Id,
    @Args('stations', { type: () => [StationRowInput], description: '1 to 200.' }) stations: StationRowInput[],
    @Args('likeStationId', { type: () => ID, nullable: true, description: 'The station of the bureau whose configuration each begins with.' }) likeStationId: Id | null | undefined,
    @Args('dryRun', { type: () => Boolean, description: 'Says what would come of it, and keeps nothing.' }) dryRun: boolean,
    @Args('idempotencyKey', { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first answer.' }) idempotencyKey: string,
  ): Promise<StationsFounded> {
    const like = likeStationId === undefined || likeStationId === null ? null : parseId(likeStationId, 'likeStationId');
    if (like !== null) {
      this.gate.require(readConfiguration.id, { stationId: like });
      this.gate.require(publishConfiguration.id, { bureauId });
    }
    const scope = { stationIds: like === null ? [] : [like], bureauIds: [bureauId] };
    return this.founding.found((work) => this.gate.inFounding(scope, stations.length, work), bureauId, { stations, like, dryRun, idempotencyKey });
  }
}
