import { LocalDate, Text } from '@stationhouse/access';
import { Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { ProcessMapView } from './process-maps.js';

export enum ProcessPlaceKind {
  STEP = 'STEP',
  GROUP = 'GROUP',
  PARALLEL = 'PARALLEL',
  BRANCH = 'BRANCH',
  END = 'END',
}
registerEnumType(ProcessPlaceKind, {
  name: 'ProcessPlaceKind',
  description: 'What a place of a process map is, as the designer draws it.',
  valuesMap: { GROUP: { description: 'Holds the places inside of it.' }, PARALLEL: { description: 'Holds places that go on side by side.' }, BRANCH: { description: 'Decides by itself.' }, END: { description: 'An outermost end.' } },
});

@InputType({ description: 'Which instances a process map is of.' })
export class ProcessCases {
  @Field(() => String, { description: 'The id of a workflow.' }) workflow!: string;
  @Field(() => LocalDate, { description: 'Instances that began on this day or later, by the station’s own clock.' }) from!: string;
  @Field(() => LocalDate, { description: 'And before this day.' }) to!: string;
  @Field(() => String, { nullable: true, description: 'Hash of the version they run on, or ended on; every version when absent.' }) version?: string | null;
  @Field(() => String, { nullable: true, description: 'How they ended: the outcome of a final state, or “cancelled”.' }) outcome?: string | null;
}

@InputType({ description: 'Which instances behind a process map: all that are asked for hold.' })
export class ProcessPart {
  @Field(() => String, { nullable: true, description: 'Path of a place they came into.' }) place?: string | null;
  @Field(() => String, { nullable: true, description: 'Path of the place they went to from there.' }) to?: string | null;
  @Field(() => ID, { nullable: true, description: 'Id of the variant they took.' }) variantId?: Id | null;
}

@ObjectType({ description: 'Lengths of time, within a hundredth of their value.' })
export class ProcessLengths {
  @Field(() => Int, { nullable: true, description: 'Seconds that half of them did not exceed; null of none.' }) median!: number | null;
  @Field(() => Int, { nullable: true, description: 'Seconds that nine in ten did not exceed; null of none.' }) p90!: number | null;
}

@ObjectType({ description: 'A step of a workflow with what happened there.' })
export class ProcessPlace {
  @Field(() => String) path!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => ProcessPlaceKind) kind!: ProcessPlaceKind;
  @Field(() => Int, { description: 'How many places lie around it.' }) depth!: number;
  @Field(() => String, { nullable: true, description: 'Path of the place around it.' }) inside!: string | null;
  @Field(() => Boolean, { description: 'False for what the version that is drawn does not have.' }) known!: boolean;
  @Field(() => Int, { description: 'How often instances came into it.' }) entries!: number;
  @Field(() => Int, { description: 'Instances that came into it.' }) instances!: number;
  @Field(() => Int, { description: 'Instances that came into it more than once.' }) again!: number;
  @Field(() => Int, { description: 'Instances that are in it now.' }) current!: number;
  @Field(() => ProcessLengths, { description: 'How long they were in it, once they left.' }) stay!: ProcessLengths;
}

@ObjectType({ description: 'A way between two places beside each other.' })
export class ProcessWay {
  @Field(() => String) from!: string;
  @Field(() => String) to!: string;
}

@ObjectType({ description: 'A way that was gone.' })
export class ProcessMove extends ProcessWay {
  @Field(() => Int, { description: 'How often.' }) count!: number;
  @Field(() => Float, { description: 'Of all that was left behind where it begins: 0 to 1.' }) share!: number;
  @Field(() => ProcessLengths, { description: 'How long they had been where it begins.' }) lengths!: ProcessLengths;
  @Field(() => Boolean, { description: 'Whether the version that is drawn has it. What has it not was gone under other versions, or after a move between them.' }) allowed!: boolean;
}

@ObjectType({ description: 'A workflow that a map can be asked of.' })
export class ProcessWorkflow {
  @Field(() => String) workflow!: string;
  @Field(() => Text) title!: Bilingual;
}

@ObjectType({ description: 'How many instances ended in one way.' })
export class ProcessOutcome {
  @Field(() => String) outcome!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Int) instances!: number;
}

@ObjectType({ description: 'A place on the way of a variant.' })
export class ProcessVariantStep {
  @Field(() => String) path!: string;
  @Field(() => Int, { description: 'How many places of the way lie around it.' }) depth!: number;
}

@ObjectType({ description: 'Instances that passed through the same places in the same order; what goes on side by side has none.' })
export class ProcessVariant {
  @Field(() => ID, { description: 'The same for the same way.' }) id!: string;
  @Field(() => [ProcessVariantStep]) steps!: ProcessVariantStep[];
  @Field(() => Int) instances!: number;
  @Field(() => Float, { description: 'Of all instances of the map: 0 to 1.' }) share!: number;
  @Field(() => Int) closed!: number;
  @Field(() => [ProcessOutcome], { description: 'Of those that ended, the most frequent first.' }) outcomes!: ProcessOutcome[];
  @Field(() => ProcessLengths, { description: 'From the start to the end, of those that ended.' }) lengths!: ProcessLengths;
}

@ObjectType({ description: 'A version of the workflow.' })
export class ProcessVersion {
  @Field(() => String) hash!: string;
  @Field(() => Int) instances!: number;
  @Field(() => Boolean, { description: 'Whether it is the one that is drawn.' }) drawn!: boolean;
}

@ObjectType({ description: 'How much of a clock’s time one place took.' })
export class ProcessClockPlace {
  @Field(() => String) path!: string;
  @Field(() => Float, { description: 'Of the time that the clocks ran: 0 to 1. Places side by side take it both.' }) share!: number;
}

@ObjectType({ description: 'Where the time of a clock went: of those that were kept, or of those that were not.' })
export class ProcessClock {
  @Field(() => String, { description: 'As the definition names it.' }) clock!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Boolean) breached!: boolean;
  @Field(() => Int, { nullable: true, description: 'How many clocks. Null for readers of aggregates (P0).' }) clocks!: number | null;
  @Field(() => Int, { description: 'Mean seconds that they ran, pauses included.' }) meanSeconds!: number;
  @Field(() => [ProcessClockPlace], { description: 'The largest share first.' }) places!: ProcessClockPlace[];
}

@ObjectType({ description: 'How long a task waited for somebody, and was worked on.' })
export class ProcessTask {
  @Field(() => String, { description: 'registered#grade.' }) task!: string;
  @Field(() => String, { description: 'Path of the place it belongs to.' }) path!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Int, { nullable: true, description: 'Tasks that were done. Null for readers of aggregates (P0).' }) done!: number | null;
  @Field(() => ProcessLengths, { description: 'From its opening until somebody took it or was given it; until it was done where nobody was.' }) waited!: ProcessLengths;
  @Field(() => ProcessLengths, { description: 'From then until it was done.' }) worked!: ProcessLengths;
}

@ObjectType({ description: 'What really happened to the instances of a workflow, against its definition. Exercises are in none of it, and what was taken back never happened. Readers of aggregates (P0) are told sums of rounded cells – station, month, version, ending and way, each a multiple of five – so that a zero may be a few; lengths are steps, of twenty instances at least, and null of fewer.' })
export class ProcessMap {
  /** What its fields are made of. */
  readonly view!: ProcessMapView;
  readonly stationIds!: readonly Id[];
  @Field(() => String) workflow!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Int) instances!: number;
  @Field(() => Int) closed!: number;
  @Field(() => Boolean, { description: 'False where counts are rounded and lengths are steps: for readers of aggregates (P0).' }) exact!: boolean;
  @Field(() => Int, { description: 'Instances that changed a moment ago and are in none of the figures yet: they are brought in at night, or by asking again.' }) behind!: number;
  @Field(() => [ProcessVersion]) versions!: ProcessVersion[];
  @Field(() => [ProcessOutcome], { description: 'Every ending, also those that nobody came to.' }) outcomes!: ProcessOutcome[];
  @Field(() => [ProcessPlace], { description: 'In the order the designer draws them, then what other versions had besides.' }) places!: ProcessPlace[];
  @Field(() => [ProcessMove], { description: 'The most frequent first.' }) moves!: ProcessMove[];
  @Field(() => [ProcessWay], { description: 'Ways of the version that is drawn that nobody went; for readers of aggregates (P0), nobody or few.' }) unused!: ProcessWay[];
  @Field(() => [ProcessVariant], { description: 'The most frequent first, at most 50.' }) variants!: ProcessVariant[];
  @Field(() => Int, { description: 'Variants that are not shown by themselves.' }) otherVariants!: number;
  @Field(() => Int, { description: 'Instances that took one of those.' }) otherInstances!: number;
}
