import { DateTime, Json, LocalDate, Station, Text } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { RunningOfWorkflow } from '../plugins/types.js';
import type { Going, ReorganisationKind, ReorganisationState, Share } from './entities.js';
import { FoundingProblemView, StationRowInput } from './founding.resolver.js';

const upper = <Name extends string>(names: readonly Name[]) => Object.fromEntries(names.map((name) => [name.toUpperCase(), name.toUpperCase()])) as { readonly [Key in Uppercase<Name>]: Key };

export const ReorganisationKindName = upper(['close', 'merge', 'split'] satisfies ReorganisationKind[]);
registerEnumType(ReorganisationKindName, { name: 'ReorganisationKind', description: 'CLOSE: the station ends, and what runs there with it. MERGE: it ends, and the people of the successor work its records. SPLIT: a new station is founded like it, and named people go there.' });

export const ReorganisationStateName = upper(['planned', 'done', 'cancelled', 'failed'] satisfies ReorganisationState[]);
registerEnumType(ReorganisationStateName, { name: 'ReorganisationState', description: 'FAILED: on its day it did not stand any more, and nothing of it was done.' });

@InputType({ description: 'Who goes to the successor, or to the new station, in which role; named once for each role.' })
export class GoingInput implements Going {
  @Field(() => ID) accountId!: Id;
  @Field(() => String, { description: 'The id of a role of a station. A role of a team goes to the team of the same name.' }) role!: string;
}

@InputType({ description: 'What one side of a split has of the area and its people; what is left out stays as it is.' })
export class StationShareInput implements Share {
  @Field(() => Int, { nullable: true }) population?: number | null;
  @Field(() => LocalDate, { nullable: true, description: 'The day the population was counted for; a new population needs one.' }) populationAsOf?: string | null;
  @Field(() => Json, { nullable: true, description: 'GeoJSON Polygon or MultiPolygon, WGS-84.' }) area?: object | null;
}

@InputType({ description: 'What becomes of a station.' })
export class ReorganisationInput {
  @Field(() => ReorganisationKindName) kind!: keyof typeof ReorganisationKindName;
  @Field(() => ID, { nullable: true, description: 'Of a merger: the station whose people work on.' }) successorId?: Id | null;
  @Field(() => [String], { description: 'Workflows whose running instances are called off. A closing names every one of which something runs.' }) ends!: string[];
  @Field(() => [GoingInput], { description: 'Who goes along. The others lose their roles at a station that ends.' }) people!: GoingInput[];
  @Field(() => [ID], { nullable: true, description: 'Of a split: the communities and grid cells that the new station polices; of a merger all of them go to the successor.' }) localities?: Id[] | null;
  @Field(() => StationRowInput, { nullable: true, description: 'Of a split: the new station.' }) founds?: StationRowInput | null;
  @Field(() => StationShareInput, { nullable: true, description: 'Of a split: what the station keeps.' }) stays?: StationShareInput | null;
  @Field(() => StationShareInput, { nullable: true, description: 'Of a split: what the new station has.' }) begins?: StationShareInput | null;
  @Field(() => String, { description: 'On whose decision, or why; at most 500 characters. It is the reason of what is called off.' }) because!: string;
  @Field(() => LocalDate, { nullable: true, description: 'From the first moment of that day of the station’s, after today; at once when left out.' }) effectiveOn?: string | null;
}

@ObjectType({ description: 'Somebody who works at the station.' })
export class AffectedPerson {
  @Field(() => ID) accountId!: Id;
  @Field(() => String) displayName!: string;
  @Field(() => [String], { description: 'Ids of the roles held at the station.' }) roles!: readonly string[];
  @Field(() => [String], { description: 'Ids of the roles to be held at the successor, or at the new station.' }) goesAs!: readonly string[];
  @Field(() => Boolean, { description: 'Whether they hold a role elsewhere as well.' }) elsewhere!: boolean;
  @Field(() => Int, { description: 'Open tasks that they have taken.' }) tasks!: number;
}

@ObjectType({ description: 'What a reorganisation comes to, as things stand.' })
export class ReorganisationOutcome {
  @Field(() => ID, { nullable: true, description: 'What was planned; null for a dry run, and while anything is wrong: nothing was kept.' }) id!: Id | null;
  @Field(() => [Text], { description: 'What happens, in words and counts, the weightiest first.' }) says!: readonly Bilingual[];
  @Field(() => [RunningOfWorkflow], { description: 'What runs now, the most first.' }) running!: RunningOfWorkflow[];
  @Field(() => [AffectedPerson], { description: 'By name.' }) people!: readonly AffectedPerson[];
  @Field(() => [FoundingProblemView], { description: 'What keeps it from being planned: the new station of a split; of a dry run also what nobody takes over yet (column ends).' }) problems!: readonly FoundingProblemView[];
}

@ObjectType({ description: 'A station that is to be closed, merged or split, or was (机构调整).' })
export class Reorganisation {
  @Field(() => ID) id!: Id;
  @Field(() => ReorganisationKindName) kind!: keyof typeof ReorganisationKindName;
  @Field(() => ReorganisationStateName) state!: keyof typeof ReorganisationStateName;
  @Field(() => Station) station!: Station;
  @Field(() => Station, { nullable: true, description: 'Of a merger: whose people work on.' }) successor!: Station | null;
  @Field(() => Station, { nullable: true, description: 'Of a split that was carried out: the new station.' }) founded!: Station | null;
  @Field(() => String, { nullable: true, description: 'Of a split: what the new station is to be called.' }) foundsName!: string | null;
  @Field(() => String) because!: string;
  @Field(() => DateTime, { description: 'Domain time: the first moment of a day of the station’s.' }) dueAt!: Date;
  @Field(() => DateTime) setAt!: Date;
  @Field(() => String, { description: 'The name of whoever planned it.' }) setBy!: string;
  @Field(() => DateTime, { nullable: true, description: 'When it was carried out, cancelled, or found not to stand.' }) endedAt!: Date | null;
  @Field(() => Text, { nullable: true, description: 'Why it was not carried out.' }) failure!: Bilingual | null;
}
