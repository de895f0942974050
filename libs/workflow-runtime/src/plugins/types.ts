import { DateTime, PageInfo, Text } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { PluginAssessmentRow, PluginPolicyRow } from './entities.js';

export enum PluginPolicyName {
  MANDATED = 'MANDATED',
  FORBIDDEN = 'FORBIDDEN',
  FREE = 'FREE',
}
registerEnumType(PluginPolicyName, {
  name: 'PluginPolicyName',
  description: 'What a bureau decides about a plugin.',
  valuesMap: { MANDATED: { description: 'Every station works with it (统一启用).' }, FORBIDDEN: { description: 'No station works with it.' }, FREE: { description: 'Each station decides.' } },
});

export enum PluginBecause {
  POLICY = 'POLICY',
  STATION = 'STATION',
  DEFAULT = 'DEFAULT',
}
registerEnumType(PluginBecause, {
  name: 'PluginBecause',
  description: 'Why a plugin is on or off at a station.',
  valuesMap: { POLICY: { description: 'The bureau’s policy.' }, STATION: { description: 'The station’s own word.' }, DEFAULT: { description: 'The plugin’s default: nobody has said anything.' } },
});

export enum PluginAssessmentState {
  NOT_NEEDED = 'NOT_NEEDED',
  MISSING = 'MISSING',
  INCOMPLETE = 'INCOMPLETE',
  VALID = 'VALID',
  EXPIRING = 'EXPIRING',
  EXPIRED = 'EXPIRED',
}
registerEnumType(PluginAssessmentState, {
  name: 'PluginAssessmentState',
  description: 'How the personal-data impact assessment (PIPL 55, 56) of a plugin stands. It never stops intake.',
  valuesMap: {
    NOT_NEEDED: { description: 'It declares nothing of class P2 or P3.' }, MISSING: { description: 'None is recorded.' }, INCOMPLETE: { description: 'The plugin now declares more than was assessed.' },
    VALID: { description: 'It covers all and holds.' }, EXPIRING: { description: 'It ends within 30 days.' }, EXPIRED: { description: 'It has ended.' },
  },
});

export enum TakeoverHow {
  FINISH = 'FINISH',
  CANCEL = 'CANCEL',
}
registerEnumType(TakeoverHow, {
  name: 'TakeoverHow',
  description: 'What becomes of what runs when a plugin is disabled.',
  valuesMap: { FINISH: { description: 'Somebody works it to its end.' }, CANCEL: { description: 'It is called off, instance by instance, by a job.' } },
});

@ObjectType({ description: 'An outcome after which a personal field is kept for a time of its own.' })
export class KeptAfter {
  @Field(() => String) outcome!: string;
  @Field(() => Text, { description: 'What people call that ending.' }) title!: Bilingual;
  @Field(() => String, { description: 'ISO 8601.' }) keep!: string;
}

@ObjectType({ description: 'A personal field that a plugin declares.' })
export class DeclaredField {
  @Field(() => String, { description: 'Its path in the data: parties.name.' }) field!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => String, { description: 'P0, P1, P2 or P3.' }) dataClass!: string;
  @Field(() => String, { description: 'Why it is processed: a word of the plugin’s declaration.' }) purpose!: string;
  @Field(() => Text, { description: 'The purpose for people.' }) purposeTitle!: Bilingual;
  @Field(() => String, { description: 'How long after closing it is kept; ISO 8601.' }) keep!: string;
  @Field(() => [KeptAfter], { description: 'Outcomes after which it is kept for another time.' }) after!: KeptAfter[];
}

@ObjectType({ description: 'A recorded personal-data impact assessment; never changed, never removed.' })
export class PluginAssessment {
  row!: PluginAssessmentRow;
  @Field(() => ID) id!: Id;
  @Field(() => String, { description: 'Number of the document where the full assessment is kept.' }) document!: string;
  @Field(() => String) summary!: string;
  @Field(() => String, { description: 'What protects the people concerned.' }) measures!: string;
  @Field(() => String, { description: 'Who assessed, as the document names them.' }) assessor!: string;
  @Field(() => Boolean, { description: 'True when the bureau recorded it for all its stations.' }) ofBureau!: boolean;
  @Field(() => DateTime) madeAt!: Date;
  @Field(() => DateTime) validUntil!: Date;
}

@ObjectType({ description: 'How the assessment of a plugin stands at a place.' })
export class PluginAssessmentStanding {
  @Field(() => PluginAssessmentState) state!: PluginAssessmentState;
  @Field(() => PluginAssessment, { nullable: true, description: 'The one that counts; null where there is none.' }) assessment!: PluginAssessment | null;
  @Field(() => [DeclaredField], { description: 'What is declared and not assessed.' }) uncovered!: DeclaredField[];
}

@ObjectType({ description: 'A workflow that a plugin brings.' })
export class PluginWorkflow {
  @Field(() => String) id!: string;
  @Field(() => Text) title!: Bilingual;
}

@ObjectType({ description: 'Who finishes what runs of a workflow of a disabled plugin, or that it is called off.' })
export class PluginTakeover {
  stationId!: Id;
  accountIds!: readonly Id[];
  @Field(() => String, { description: 'The id of the workflow.' }) workflow!: string;
  @Field(() => TakeoverHow) how!: TakeoverHow;
  @Field(() => [String], { description: 'The roles whose holders finish it.' }) roles!: string[];
  @Field(() => [Text]) roleTitles!: Bilingual[];
  @Field(() => String, { nullable: true }) reason!: string | null;
}

@ObjectType({ description: 'A plugin of the installation.' })
export class PluginAbout {
  @Field(() => ID, { description: 'kebab-case: dispute-mediation.' }) id!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => String, { description: 'Semantic version.' }) version!: string;
  @Field(() => [PluginWorkflow]) workflows!: PluginWorkflow[];
  @Field(() => [DeclaredField], { description: 'Every personal field it declares.' }) personalData!: DeclaredField[];
  @Field(() => String, { description: 'Names the set of personal fields: what an assessment covers.' }) fingerprint!: string;
  @Field(() => Boolean, { description: 'True when it processes P2 or P3: it needs an assessment before it is enabled.' }) needsAssessment!: boolean;
}

@ObjectType({ description: 'How a plugin stands at a station: counts only, nothing of what runs.' })
export class StationPlugin {
  changedById!: Id | undefined;
  @Field(() => ID) stationId!: Id;
  @Field(() => String) stationName!: string;
  @Field(() => PluginAbout) plugin!: PluginAbout;
  @Field(() => Boolean) enabled!: boolean;
  @Field(() => PluginBecause) because!: PluginBecause;
  @Field(() => PluginPolicyName, { description: 'The bureau’s policy as it holds at the station.' }) policy!: PluginPolicyName;
  @Field(() => Boolean, { description: 'True where the bureau decided for this station alone, and not as for all.' }) policyOfItsOwn!: boolean;
  @Field(() => String, { nullable: true, description: 'Why the bureau decided so.' }) policyReason!: string | null;
  @Field(() => DateTime, { nullable: true }) policySince!: Date | null;
  @Field(() => Int, { description: 'For expectedVersion; 0 before the first change.' }) revision!: number;
  @Field(() => DateTime, { nullable: true }) changedAt!: Date | null;
  @Field(() => PluginAssessmentStanding) assessment!: PluginAssessmentStanding;
  @Field(() => String, { description: 'How long an assessment may hold here; ISO 8601.' }) assessmentAtMost!: string;
  @Field(() => Int, { description: 'Running instances, exercises among them.' }) running!: number;
  @Field(() => [PluginTakeover], { description: 'Who finishes what runs, while it is disabled.' }) takeovers!: PluginTakeover[];
}

@ObjectType({ description: 'How a plugin stands in a bureau.' })
export class BureauPlugin {
  row!: PluginPolicyRow | undefined;
  @Field(() => PluginAbout) plugin!: PluginAbout;
  @Field(() => PluginPolicyName) policy!: PluginPolicyName;
  @Field(() => String, { nullable: true }) reason!: string | null;
  @Field(() => DateTime, { nullable: true }) since!: Date | null;
  @Field(() => Int, { description: 'For expectedVersion; 0 before the first policy.' }) revision!: number;
  @Field(() => String, { description: 'How long an assessment may hold; ISO 8601.' }) assessmentAtMost!: string;
  @Field(() => PluginAssessmentStanding, { description: 'The bureau’s own assessment, which counts for every station.' }) assessment!: PluginAssessmentStanding;
  @Field(() => [StationPlugin], { description: 'By station.' }) stations!: StationPlugin[];
}

@ObjectType({ description: 'Running instances in a state.' })
export class RunningState {
  @Field(() => String) state!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Int) count!: number;
}

@ObjectType({ description: 'Open tasks for a role; a task for several roles counts for each.' })
export class RunningTasks {
  @Field(() => String) role!: string;
  @Field(() => Text) roleTitle!: Bilingual;
  @Field(() => Int) count!: number;
}

@ObjectType({ description: 'What runs of one workflow at a station: counts only.' })
export class RunningOfWorkflow {
  @Field(() => ID) stationId!: Id;
  @Field(() => String) workflow!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Int, { description: 'Running instances, exercises among them.' }) running!: number;
  @Field(() => Int) exercises!: number;
  @Field(() => [RunningState], { description: 'The fullest first.' }) states!: RunningState[];
  @Field(() => [RunningTasks], { description: 'The most first.' }) tasks!: RunningTasks[];
  @Field(() => Int, { description: 'Clocks that have not stopped.' }) clocks!: number;
  @Field(() => Int) overdueClocks!: number;
  @Field(() => DateTime, { nullable: true, description: 'The next due moment that has yet to come.' }) nextDue!: Date | null;
  @Field(() => Int, { description: 'Instances with an open tie to a workflow of another plugin.' }) linked!: number;
  @Field(() => Int, { description: 'Referrals that nobody has answered.' }) referrals!: number;
}

@ObjectType({ description: 'An exercise that is planned or runs with a plugin.' })
export class RunningExercise {
  @Field(() => ID) id!: Id;
  @Field(() => String) title!: string;
  @Field(() => String, { description: 'planned, running or paused.' }) status!: string;
}

@ObjectType({ description: 'A workflow of another plugin to which a plugin adds.' })
export class ExtendedWorkflow {
  @Field(() => String) workflow!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => [Text], { description: 'What it adds, in words: new instances lack that while the plugin is disabled; running ones keep it.' }) changes!: readonly Bilingual[];
}

@ObjectType({ description: 'What runs of a plugin: looked at before it is disabled.' })
export class PluginRunning {
  @Field(() => String, { description: 'Names this very list; disabling is refused as STALE_VERSION once it has changed.' }) version!: string;
  @Field(() => [RunningOfWorkflow]) workflows!: RunningOfWorkflow[];
  @Field(() => [RunningExercise], { description: 'At most 50.' }) exercises!: RunningExercise[];
  @Field(() => [ExtendedWorkflow], { description: 'Workflows of other plugins, enabled here, that lose what the plugin adds to them.' }) extended!: readonly ExtendedWorkflow[];
}

@ObjectType({ description: 'An open clock of a running instance.' })
export class PluginClock {
  @Field(() => ID) id!: Id;
  @Field(() => ID) instanceId!: Id;
  @Field(() => String) number!: string;
  @Field(() => String) workflow!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => String, { description: 'running, paused, breached or undetermined.' }) state!: string;
  @Field(() => DateTime, { nullable: true }) dueAt!: Date | null;
}

@ObjectType()
export class PluginClockEdge {
  @Field(() => String) cursor!: string;
  @Field(() => PluginClock) node!: PluginClock;
}

@ObjectType()
export class PluginClockConnection {
  @Field(() => [PluginClockEdge]) edges!: PluginClockEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}

@ObjectType({ description: 'What a policy would do to the stations as they are now.' })
export class PluginPolicyEffect {
  @Field(() => String, { description: 'Names the list of what runs; setting the policy is refused as STALE_VERSION once it has changed.' }) version!: string;
  @Field(() => [ID], { description: 'Stations where it would be enabled.' }) enables!: Id[];
  @Field(() => [ID], { description: 'Of these, those without a valid assessment: setting the policy would be refused.' }) unassessed!: Id[];
  @Field(() => [ID], { description: 'Stations where it would be disabled.' }) disables!: Id[];
  @Field(() => [RunningOfWorkflow], { description: 'What runs there.' }) workflows!: RunningOfWorkflow[];
  @Field(() => [ExtendedWorkflow], { description: 'Workflows of other plugins that lose what the plugin adds to them, where it would be disabled.' }) extended!: readonly ExtendedWorkflow[];
}

@ObjectType({ description: 'What the disabling of its plugin means for an instance.' })
export class InstancePlugin {
  @Field(() => Boolean, { description: 'Whether the station works with the plugin that brings it.' }) enabled!: boolean;
  @Field(() => Boolean, { description: 'False where the plugin is disabled and I did not take over: what I do is refused as PLUGIN_DISABLED.' }) mayWork!: boolean;
  @Field(() => PluginTakeover, { nullable: true, description: 'Who finishes it, where the plugin is disabled.' }) takeover!: PluginTakeover | null;
}

@InputType({ description: 'Who finishes what runs of a workflow, or why it is called off.' })
export class TakeoverInput {
  @Field(() => String, { nullable: true, description: 'The id of a workflow; all without one of their own when absent.' }) workflow!: string | null | undefined;
  @Field(() => TakeoverHow) how!: TakeoverHow;
  @Field(() => [ID], { description: 'People of the station; empty to call off.' }) accountIds!: Id[];
  @Field(() => [String], { description: 'Roles within the station, resolved by the roster as ever; empty to call off.' }) roles!: string[];
  @Field(() => String, { nullable: true, description: 'Required to call off; at most 500 characters.' }) reason!: string | null | undefined;
}

@InputType({ description: 'A personal-data impact assessment to be recorded.' })
export class PluginAssessmentInput {
  @Field(() => String, { description: 'Of the declaration that was looked at.' }) fingerprint!: string;
  @Field(() => String, { description: 'Number of the document; at most 100 characters.' }) document!: string;
  @Field(() => String, { description: 'At most 2000 characters; nothing personal.' }) summary!: string;
  @Field(() => String, { description: 'At most 2000 characters.' }) measures!: string;
  @Field(() => String, { description: 'Who assessed; at most 100 characters.' }) assessor!: string;
  @Field(() => [String], { description: 'The purposes found lawful and necessary: all that are declared.' }) purposes!: string[];
  @Field(() => DateTime, { nullable: true, description: 'The longest time when absent.' }) validUntil!: Date | null | undefined;
}
