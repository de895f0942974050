import { DateTime, PageInfo, Text } from '@stationhouse/access';
import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { LegalHoldRow } from './entities.js';

@ObjectType({ description: 'Part of an instance’s personal data, as one rule names it.' })
export class RetentionPart {
  @Field(() => String, { description: 'A field of the data: parties.name; * for everything personal beside them: other answers, reasons, files.' }) field!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => String, { description: 'How long it is kept after the instance has closed, or its exercise has ended; ISO 8601, from the plugin’s declaration.' }) keep!: string;
}

@ObjectType({ description: 'Personal data that were erased of an instance: it closed so long ago.' })
export class Erasure extends RetentionPart {
  @Field(() => DateTime) erasedAt!: Date;
  @Field(() => Int, { description: 'Values that were removed: data, answers, copies for automations, files. 0 where nothing was there.' }) count!: number;
}

@ObjectType({ description: 'What expires at a station within thirty days by one rule; instances on hold are left out.' })
export class ExpiringData extends RetentionPart {
  @Field(() => String) pluginId!: string;
  @Field(() => Text) pluginTitle!: Bilingual;
  @Field(() => String) workflow!: string;
  @Field(() => Text) workflowTitle!: Bilingual;
  @Field(() => Int, { description: 'Instances of which something will be erased.' }) instances!: number;
  @Field(() => DateTime, { description: 'When the first of them is due; it goes with the next erasing after that.' }) firstDue!: Date;
}

@ObjectType({ description: 'What the house keeps of people beside instances that expires at a station within thirty days; what is on hold is left out.' })
export class ExpiringOther {
  @Field(() => Text) title!: Bilingual;
  @Field(() => String, { description: 'How long it is kept; ISO 8601, set by the installation.' }) keep!: string;
  @Field(() => Int, { description: 'How many; 2,001 for more than 2,000.' }) count!: number;
  @Field(() => DateTime, { description: 'When the first of them is due; it goes with the next erasing after that.' }) firstDue!: Date;
}

@ObjectType({ description: '依法留存: an instance or an incident of which nothing is erased until somebody lifts the hold.' })
export class LegalHold {
  row!: LegalHoldRow;
  @Field(() => ID) id!: Id;
  @Field(() => ID, { nullable: true, description: 'The instance that is held; null where an incident is.' }) instanceId!: Id | null;
  @Field(() => ID, { nullable: true, description: 'The incident that is held; null where an instance is.' }) incidentId!: Id | null;
  @Field(() => String, { description: 'Why, by whoever placed it or reviewed it last.' }) reason!: string;
  @Field(() => DateTime, { description: 'When somebody is to look whether it is still needed. Its passing tells the legal officer and the chief, and lifts nothing.' }) reviewAt!: Date;
  @Field(() => Boolean, { description: 'True once that moment has passed.' }) reviewDue!: boolean;
  @Field(() => DateTime) placedAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'Null while it holds.' }) liftedAt!: Date | null;
}

@ObjectType({ description: 'An instance or an incident on hold, in a list of a station.' })
export class HeldInstance {
  @Field(() => LegalHold) hold!: LegalHold;
  @Field(() => String, { description: 'The number of the instance or of the incident.' }) number!: string;
  @Field(() => Text, { description: '“Incident” for an incident.' }) workflowTitle!: Bilingual;
}

@ObjectType({ description: 'An instance of which personal data were erased at one time.' })
export class ErasedInstance {
  @Field(() => ID) instanceId!: Id;
  @Field(() => String) number!: string;
  @Field(() => Text) workflowTitle!: Bilingual;
  @Field(() => DateTime) erasedAt!: Date;
  @Field(() => [Erasure]) parts!: Erasure[];
}

@ObjectType()
export class ErasedInstanceEdge {
  @Field(() => String) cursor!: string;
  @Field(() => ErasedInstance) node!: ErasedInstance;
}

@ObjectType()
export class ErasedInstanceConnection {
  @Field(() => [ErasedInstanceEdge]) edges!: ErasedInstanceEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}

@ObjectType({ description: '留存与清除: what of a station’s personal data expires soon, and what is on hold.' })
export class RetentionOverview {
  @Field(() => [ExpiringData], { description: 'The soonest first.' }) expiring!: ExpiringData[];
  @Field(() => [ExpiringOther], { description: 'Beside instances: incidents.' }) others!: ExpiringOther[];
  @Field(() => Boolean, { description: 'False when more instances are due than were looked at (2,000): the counts are then at least.' }) complete!: boolean;
  @Field(() => [HeldInstance], { description: 'Holds that nobody has lifted, the next to be reviewed first; at most 200.' }) holds!: HeldInstance[];
}
