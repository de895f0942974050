import { Account, DateTime, Text } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { InstanceSummary } from '@stationhouse/workflow-runtime';
import type { FlagRow } from './flags.js';

export enum PatternFlagAnswer {
  EXPLAINED = 'EXPLAINED',
  FOLLOWED_UP = 'FOLLOWED_UP',
}
registerEnumType(PatternFlagAnswer, {
  name: 'PatternFlagAnswer',
  description: 'What somebody found out about a flag.',
  valuesMap: { EXPLAINED: { description: 'It was as it should be.' }, FOLLOWED_UP: { description: 'It was talked over, or is looked into elsewhere; nothing of it is kept here.' } },
});

export enum PatternUnit {
  COUNT = 'COUNT',
  MINUTES = 'MINUTES',
  SECONDS = 'SECONDS',
  METRES = 'METRES',
  PERCENT = 'PERCENT',
  KILOMETRES_PER_HOUR = 'KILOMETRES_PER_HOUR',
}
registerEnumType(PatternUnit, { name: 'PatternUnit' });

@ObjectType({ description: 'A number that decides what a rule notices.' })
export class PatternThreshold {
  @Field(() => String) name!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => PatternUnit) unit!: PatternUnit;
  @Field(() => Int, { description: 'What holds at the station.' }) value!: number;
  @Field(() => Int) default!: number;
  @Field(() => Int) least!: number;
  @Field(() => Int) most!: number;
}

@ObjectType({ description: 'A pattern that a person should look at, as a station has it. It asks; it says nothing about anybody.' })
export class PatternRule {
  @Field(() => String) id!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Text, { description: 'How it is found, and what is left out because it is ordinary.' }) method!: Bilingual;
  @Field(() => Text, { description: 'The practice that it protects.' }) source!: Bilingual;
  @Field(() => Boolean) enabled!: boolean;
  @Field(() => Int, { description: '0 while nobody changed it.' }) version!: number;
  @Field(() => [PatternThreshold]) thresholds!: PatternThreshold[];
}

@InputType({ description: 'What a station sets one threshold to.' })
export class PatternThresholdInput {
  @Field(() => String) name!: string;
  @Field(() => Int) value!: number;
}

@ObjectType({ description: 'A number of a flag: visits, places, minutes, metres.' })
export class PatternFact {
  @Field(() => String) name!: string;
  @Field(() => Int) value!: number;
}

@ObjectType({ description: 'A question to whoever leads, about how some work was recorded. It is in nobody’s record, tells nobody else, and goes when it expires.' })
export class PatternFlag {
  readonly row!: FlagRow;
  @Field(() => ID) id!: Id;
  @Field(() => ID) stationId!: Id;
  @Field(() => String) rule!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Text) method!: Bilingual;
  @Field(() => DateTime, { description: 'From the first completion that it is about; domain time.' }) from!: Date;
  @Field(() => DateTime) until!: Date;
  @Field(() => Int, { description: 'How many tasks it is about.' }) tasks!: number;
  @Field(() => [PatternFact]) facts!: PatternFact[];
  @Field(() => DateTime) foundAt!: Date;
  @Field(() => DateTime, { description: 'When it goes, answered or not.' }) expiresAt!: Date;
  @Field(() => Int) version!: number;
  @Field(() => PatternFlagAnswer, { nullable: true, description: 'Null while it waits.' }) answer!: PatternFlagAnswer | null;
  @Field(() => String, { nullable: true }) reason!: string | null;
  @Field(() => DateTime, { nullable: true }) answeredAt!: Date | null;
}

@ObjectType({ description: 'A flag with whom and what it is about.' })
export class OpenedPatternFlag {
  @Field(() => PatternFlag) flag!: PatternFlag;
  @Field(() => Account, { description: 'Whose records it is about.' }) subject!: Account;
  @Field(() => [InstanceSummary], { description: 'The instances whose tasks it is about.' }) instances!: InstanceSummary[];
}
