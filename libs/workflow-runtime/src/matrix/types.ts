import { DateTime, PageInfo, Text } from '@stationhouse/access';
import { Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { PluginAssessmentState, PluginBecause, PluginPolicyName } from '../plugins/types.js';

export enum MatrixOrderName {
  NAME = 'NAME',
  PROBLEMS = 'PROBLEMS',
  OVERDUE = 'OVERDUE',
  CHANGES = 'CHANGES',
  CHANGED_AT = 'CHANGED_AT',
  LATE_RATE = 'LATE_RATE',
}
registerEnumType(MatrixOrderName, {
  name: 'MatrixOrder',
  description: 'The order of stations: names from the first, figures from the highest, changes from the latest.',
  valuesMap: {
    NAME: {}, PROBLEMS: { description: 'Workflows that want attention.' }, OVERDUE: { description: 'Open clocks past their due moment.' },
    CHANGES: { description: 'Places changed against the bureau’s template.' }, CHANGED_AT: { description: 'When the configuration last changed.' }, LATE_RATE: { description: 'Share of late tasks in 30 days.' },
  },
});

@InputType({ description: 'Which stations to show; all without.' })
export class MatrixFilter {
  @Field(() => Boolean, { nullable: true, description: 'Only stations where something wants attention: a conflict waits, an assessment is lacking, a clock is overdue.' }) wanting?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'The stations that were closed, in place of those that work.' }) closed?: boolean | null;
  @Field(() => String, { nullable: true, description: 'Part of a station’s name or code.' }) search?: string | null;
  @Field(() => String, { nullable: true, description: 'The kind of place a station polices: oldTown.' }) kind?: string | null;
  @Field(() => String, { nullable: true, description: 'With wanting: only stations where this workflow wants attention.' }) workflow?: string | null;
}

@ObjectType({ description: 'A workflow as the bureau gives it to its stations.' })
export class MatrixWorkflow {
  @Field(() => String) workflow!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => String) pluginId!: string;
  @Field(() => PluginPolicyName) policy!: PluginPolicyName;
  @Field(() => Int, { description: 'The template the bureau’s stations work on.' }) template!: number;
  @Field(() => Int, { nullable: true, description: 'The bureau’s own revision; null where it changes nothing.' }) bureauRevision!: number | null;
  @Field(() => Boolean, { description: 'Whether a second person reviews before an overlay of it is published: see reviewRules.' }) reviewNeeded!: boolean;
  @Field(() => Boolean, { description: 'The bureau wrote it itself.' }) authored!: boolean;
}

@ObjectType({ description: 'Tasks of a workflow that fell due in the last 30 days, over all stations; exercises and cancelled ones left out.' })
export class WorkflowLateness {
  @Field(() => String) workflow!: string;
  @Field(() => Int) tasksDue!: number;
  @Field(() => Int, { description: 'Those among them that were late.' }) tasksLate!: number;
  @Field(() => Float, { description: 'tasksLate by tasksDue, 0 to 1.' }) lateRate!: number;
}

@ObjectType({ description: 'A workflow at a station: versions and counts, nothing of a record.' })
export class MatrixCell {
  bureauId!: Id;
  changedById!: Id | null;
  @Field(() => String) workflow!: string;
  @Field(() => Boolean) enabled!: boolean;
  @Field(() => PluginBecause) because!: PluginBecause;
  @Field(() => Int, { description: 'The template its version is made of.' }) template!: number;
  @Field(() => Int, { nullable: true, description: 'The bureau’s revision its version is made of.' }) bureauRevision!: number | null;
  @Field(() => Int, { nullable: true, description: 'The station’s own revision; null where it changes nothing.' }) stationRevision!: number | null;
  @Field(() => Int, { description: 'Places the station itself changes, all within the bounds from above.' }) changes!: number;
  @Field(() => Int, { description: 'Places of its overlay that wait for a decision or a mend; what was holds on meanwhile.' }) conflicts!: number;
  @Field(() => DateTime, { nullable: true, description: 'Since when they wait.' }) conflictsSince!: Date | null;
  @Field(() => PluginAssessmentState, { nullable: true, description: 'What the personal-data assessment lacks – MISSING, INCOMPLETE, EXPIRED –; null while nothing or the plugin is off.' }) lack!: PluginAssessmentState | null;
  @Field(() => DateTime, { nullable: true, description: 'Since when it lacks it.' }) lackSince!: Date | null;
  @Field(() => Int, { description: 'Open clocks past their due moment, without exercises.' }) overdueClocks!: number;
  @Field(() => Int, { description: 'Its tasks at the station that fell due in the last 30 days, exercises and cancelled ones left out.' }) tasksDue!: number;
  @Field(() => Float, { nullable: true, description: 'The share of them that was late, 0 to 1; null where none fell due.' }) lateRate!: number | null;
  @Field(() => DateTime, { nullable: true, description: 'When its version, or whether it is on, last changed; null where it never did.' }) changedAt!: Date | null;
}

@ObjectType({ description: 'A station in the bureau’s overview.' })
export class MatrixStation {
  @Field(() => ID) id!: Id;
  @Field(() => String) name!: string;
  @Field(() => String) code!: string;
  @Field(() => String) kind!: string;
  @Field(() => Int, { description: 'Workflows that want attention.' }) problems!: number;
  @Field(() => Int) overdueClocks!: number;
  @Field(() => Int) changes!: number;
  @Field(() => Int, { description: 'Tasks that fell due in the last 30 days, exercises and cancelled ones left out.' }) tasksDue!: number;
  @Field(() => Float, { nullable: true, description: 'The share of them that was late, 0 to 1, as 1 − workflow.tasksOnTime; null where none fell due.' }) lateRate!: number | null;
  @Field(() => Float, { nullable: true, description: 'lateRate less that of the 30 days before: above 0 it got worse; null where either has none.' }) lateTrend!: number | null;
  @Field(() => [MatrixCell], { description: 'One per workflow, in their order.' }) cells!: MatrixCell[];
}

@ObjectType()
export class MatrixStationEdge {
  @Field(() => String) cursor!: string;
  @Field(() => MatrixStation) node!: MatrixStation;
}

@ObjectType({ description: 'Overdue clocks of all stations under one clock of a workflow.' })
export class OverdueClocks {
  @Field(() => String) workflow!: string;
  @Field(() => Text) workflowTitle!: Bilingual;
  @Field(() => Text, { description: 'What the clock is called.' }) title!: Bilingual;
  @Field(() => Int) count!: number;
  @Field(() => Int, { description: 'How many stations have them.' }) stations!: number;
}

@ObjectType({ description: 'The stations of a bureau × their workflows.' })
export class StationMatrix {
  @Field(() => DateTime, { description: 'The moment it was counted.' }) at!: Date;
  @Field(() => [MatrixWorkflow]) workflows!: MatrixWorkflow[];
  @Field(() => Int, { description: 'Stations of the bureau that work; with the filter closed, those that were closed.' }) stations!: number;
  @Field(() => Int, { description: 'Stations that were closed: they are shown apart.' }) closed!: number;
  @Field(() => Int, { description: 'Those where something wants attention.' }) wanting!: number;
  @Field(() => Int, { description: 'Those that fit the filter.' }) selected!: number;
  @Field(() => [OverdueClocks], { description: 'The five clocks most often overdue, over all stations.' }) mostOverdue!: OverdueClocks[];
  @Field(() => [MatrixStationEdge]) edges!: MatrixStationEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}
