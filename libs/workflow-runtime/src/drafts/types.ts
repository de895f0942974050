import { DateTime, Json, Text } from '@stationhouse/access';
import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { Scope } from '../configuration/overlays.js';
import { DefinitionProblem, OverlayConflict, WorkflowOverlay } from '../graphql/configuration-types.js';
import type { DraftCommentRow, DraftReviewRow, PublicationRow } from './entities.js';
import type { Draft } from './rows.js';

export enum ReviewStateName {
  ASKED = 'ASKED',
  APPROVED = 'APPROVED',
  REFUSED = 'REFUSED',
}
registerEnumType(ReviewStateName, { name: 'DraftReviewState', description: 'Where the review of a draft stands.', valuesMap: { ASKED: { description: 'Nobody has answered yet.' }, APPROVED: { description: 'It may be published, while nobody changes it.' }, REFUSED: { description: 'It goes back to its author, with a note.' } } });

@ObjectType({ description: 'A role of the house.' })
export class WorkflowRole {
  @Field(() => String) id!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Boolean, { description: 'Held by people outside the police network.' }) external!: boolean;
}

@ObjectType({ description: 'What composes and simulates a workflow in the browser: the plugin’s definition, what is set above the scope, and what clocks count by.' })
export class WorkflowBase {
  @Field(() => String) workflow!: string;
  @Field(() => String, { description: 'The plugin that brings it: its named rules come with its web half.' }) pluginId!: string;
  @Field(() => Int, { description: 'The plugin’s edition that overlays of this scope are written for: `of.template`.' }) template!: number;
  @Field(() => Json, { description: 'The plugin’s definition, as `definitionFromJson` takes it.' }) definition!: unknown;
  @Field(() => [Json], { description: 'What stands above the scope, from the outside in: what plugins add, and for a station the bureau’s overlay.' }) layers!: unknown[];
  @Field(() => Int, { description: 'The published revision of this scope; 0 for none. `onRevision` of the first save.' }) revision!: number;
  @Field(() => String, { nullable: true, description: 'The published overlay of this scope as canonical YAML; null for none.' }) overlay!: string | null;
  @Field(() => [WorkflowRole], { description: 'Who may be given a task.' }) roles!: WorkflowRole[];
  @Field(() => String, { description: 'IANA zone of the station, or of the bureau.' }) timeZone!: string;
  @Field(() => Json, { description: '`Calendars` of the engine: the bureau’s holiday notices and the station’s close of business and shifts; {} where nothing goes beyond the built-in years.' }) calendars!: unknown;
}

@ObjectType({ description: 'What somebody says of a place of a draft, or of the whole.' })
export class DraftComment {
  readonly row!: DraftCommentRow;
  readonly bureauId!: Id;
  @Field(() => ID) id!: Id;
  @Field(() => String, { nullable: true, description: 'parameters.visitLater, tasks.registered#grade, forms.homeVisit.needsLegalAid, steps.archiveCheck; null for the whole.' }) place!: string | null;
  @Field(() => String) text!: string;
  @Field(() => DateTime) madeAt!: Date;
  @Field(() => Boolean) resolved!: boolean;
}

@ObjectType({ description: 'What a second person says of a version of a draft.' })
export class DraftReview {
  readonly row!: DraftReviewRow;
  readonly bureauId!: Id;
  @Field(() => ReviewStateName) state!: ReviewStateName;
  @Field(() => Int, { description: 'The version that is reviewed.' }) version!: number;
  @Field(() => Boolean, { description: 'False once somebody has changed the draft since: it needs another.' }) current!: boolean;
  @Field(() => DateTime) askedAt!: Date;
  @Field(() => DateTime, { nullable: true }) decidedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Why it was refused, or what the reviewer adds.' }) note!: string | null;
}

@ObjectType({ description: 'A draft that is to be published at a moment; checked again when it comes.' })
export class ScheduledPublication {
  readonly row!: PublicationRow;
  readonly bureauId!: Id;
  @Field(() => DateTime) at!: Date;
  @Field(() => Int, { description: 'Percent of new instances that will start on it.' }) share!: number;
  @Field(() => Int, { description: 'The version of the draft that will be published.' }) version!: number;
  @Field(() => String) because!: string;
}

@ObjectType({ description: 'A change of an overlay that is not published yet; one per scope and workflow.' })
export class WorkflowDraft {
  readonly row!: Draft;
  readonly scope!: Scope;
  readonly all!: readonly DraftComment[];
  @Field(() => String) workflow!: string;
  @Field(() => ID, { nullable: true, description: 'Null for the bureau’s.' }) stationId!: Id | null;
  @Field(() => Int, { description: 'Grows with every save; base of the next one.' }) version!: number;
  @Field(() => String, { description: 'The overlay as a whole, canonical YAML.' }) overlay!: string;
  @Field(() => Int, { description: 'The published revision it is a change of; 0 for none.' }) onRevision!: number;
  @Field(() => Int, { description: 'The plugin’s edition it is written for.' }) template!: number;
  @Field(() => Boolean, { description: 'Somebody has published since, or the plugin brought another template: publishing answers STALE_VERSION until the next save has brought it up.' }) stale!: boolean;
  @Field(() => [Text], { description: 'Against what holds now, in words; empty while there are problems.' }) changes!: Bilingual[];
  @Field(() => [DefinitionProblem], { description: 'What keeps it from being published, by line of `overlay`.' }) problems!: readonly DefinitionProblem[];
  @Field(() => DateTime) savedAt!: Date;
  @Field(() => DraftReview, { nullable: true, description: 'The latest; null while none is asked.' }) review!: DraftReview | null;
  @Field(() => Boolean, { description: 'The bureau asks for a second person’s review.' }) reviewNeeded!: boolean;
  @Field(() => Boolean, { description: 'Whether the caller may answer a review of it: not after the last change was the caller’s own.' }) mayReview!: boolean;
  @Field(() => ScheduledPublication, { nullable: true }) scheduled!: ScheduledPublication | null;
}

@ObjectType({ description: 'Whether a bureau asks for a second person’s review before overlays are published.' })
export class ReviewRule {
  bureauId!: Id;
  setById!: Id;
  @Field(() => String, { nullable: true, description: 'A workflow; null: all without a rule of their own.' }) workflow!: string | null;
  @Field(() => Boolean) needed!: boolean;
  @Field(() => DateTime) setAt!: Date;
}

@ObjectType({ description: 'Somebody else who has a draft open. It locks nobody out.' })
export class DraftColleague {
  @Field(() => ID) accountId!: Id;
  @Field(() => String) name!: string;
  @Field(() => DateTime, { description: 'Since when.' }) since!: Date;
}

@ObjectType({ description: 'What became of a save.' })
export class DraftSave {
  @Field(() => WorkflowDraft, { nullable: true, description: 'The draft as it stands; null only where the first save conflicts with what was published.' }) draft!: WorkflowDraft | null;
  @Field(() => [Text], { description: 'What others had changed since, and is in now.' }) merged!: Bilingual[];
  @Field(() => [OverlayConflict], { description: 'Places that both sides changed: nothing was saved. Send the same again with `choices`: MINE, THEIRS (the others’) or BASE.' }) conflicts!: readonly OverlayConflict[];
}

@ObjectType({ description: 'What became of publishing a draft: one of the two.' })
export class DraftPublication {
  @Field(() => WorkflowOverlay, { nullable: true, description: 'Published: as it holds now.' }) overlay!: WorkflowOverlay | null;
  @Field(() => WorkflowDraft, { nullable: true, description: 'Scheduled: the draft with its date.' }) draft!: WorkflowDraft | null;
}

@ObjectType({ description: 'New instances that started on one of two versions while one is tried.' })
export class CanarySide {
  @Field(() => String, { description: 'Hash of the version.' }) version!: string;
  @Field(() => Int, { description: 'The published revision it is made of; 0: without an overlay of this scope.' }) revision!: number;
  @Field(() => Int, { description: 'Instances started on it since the trial began; exercises left out.' }) instances!: number;
  @Field(() => Int, { description: 'Those among them that are still running.' }) running!: number;
  @Field(() => Int, { description: 'Those among them with a clock that ran out, or is past its due moment.' }) overdue!: number;
}

@ObjectType({ description: 'A version that is tried on a share of new instances; the others start on the one before. Instances that run keep theirs.' })
export class Canary {
  @Field(() => String) workflow!: string;
  @Field(() => ID, { nullable: true, description: 'Null for the bureau’s: its stations with an overlay of their own follow once it is everybody’s.' }) stationId!: Id | null;
  @Field(() => Int, { description: 'Percent of new instances.' }) share!: number;
  @Field(() => DateTime) since!: Date;
  @Field(() => CanarySide, { description: 'The version that is tried.' }) tried!: CanarySide;
  @Field(() => CanarySide, { description: 'The version before.' }) before!: CanarySide;
}
