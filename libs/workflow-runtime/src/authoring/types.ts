import { DateTime, Json, PageInfo, Text } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { DraftComment, DraftReview, WorkflowRole } from '../drafts/types.js';
import { DefinitionProblem } from '../graphql/configuration-types.js';
import type { AuthoredEditionRow, AuthoredWorkflowRow } from './entities.js';
import type { AuthoredDraft as DraftRow } from './rows.js';

@ObjectType({ description: 'What is wrong with a text, and what publishing it would change; nothing is written.' })
export class AuthoredCheck {
  @Field(() => [DefinitionProblem], { description: 'By line; empty when it may be published.' }) problems!: readonly DefinitionProblem[];
  @Field(() => [Text], { description: 'Against the edition in force, in words; empty while it does not read, and before the first edition.' }) changes!: readonly Bilingual[];
  @Field(() => Json, { nullable: true, description: 'As `definitionFromJson` takes it; null while the text does not read.' }) definition!: unknown;
}

@ObjectType({ description: 'What a bureau is writing: a text of its own workflow that is not published yet. One per workflow, which everybody who may write there shares.' })
export class AuthoredDraft {
  readonly row!: DraftRow;
  @Field(() => Int, { description: 'Grows with every save; base of the next one.' }) version!: number;
  @Field(() => String, { description: 'YAML, as it was written: comments stay.' }) source!: string;
  @Field(() => Int, { description: 'The edition it is a change of; 0 for none.' }) onEdition!: number;
  @Field(() => AuthoredCheck) check!: AuthoredCheck;
  @Field(() => DateTime) savedAt!: Date;
  @Field(() => [DraftComment], { description: 'Oldest first. `place` is a path in the definition: states.open.tasks.handle.' }) comments!: DraftComment[];
  @Field(() => DraftReview, { nullable: true, description: 'The latest; null while none is asked.' }) review!: DraftReview | null;
  @Field(() => Boolean, { description: 'The bureau asks for a second person’s review.' }) reviewNeeded!: boolean;
  @Field(() => Boolean, { description: 'Whether the caller may answer a review of it: not after the last change was the caller’s own.' }) mayReview!: boolean;
}

@ObjectType({ description: 'A workflow that a bureau writes itself (自建流程): no plugin brings it. Stations enable it, set it and run it as any other; what its instances hold is answered through `fields`.' })
export class AuthoredWorkflow {
  readonly row!: AuthoredWorkflowRow;
  readonly inForce!: AuthoredEditionRow | undefined;
  @Field(() => ID) bureauId!: Id;
  @Field(() => String, { description: 'Its id everywhere: the name, a dot, and the bureau’s mark. Also the id of what stations enable (enablePlugin).' }) workflow!: string;
  @Field(() => String, { description: 'As its file says under `workflow`.' }) name!: string;
  @Field(() => Text, { description: 'Of the edition in force, else of the draft; its name while neither reads.' }) title!: Bilingual;
  @Field(() => Int, { description: 'The edition in force; 0: it was never published.' }) edition!: number;
  @Field(() => Int, { description: 'Grows with every publication, retirement and return: expectedRevision of those.' }) revision!: number;
  @Field(() => String, { nullable: true, description: 'The edition in force as it was written; null for none.' }) source!: string | null;
  @Field(() => String, { nullable: true, description: 'Why the edition in force was published.' }) because!: string | null;
  @Field(() => DateTime, { nullable: true }) publishedAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'No new instances since; those that run go on.' }) retiredAt!: Date | null;
  @Field(() => String, { nullable: true }) retiredBecause!: string | null;
  @Field(() => DateTime, { description: 'When it was created, published, retired or taken back into use.' }) changedAt!: Date;
  @Field(() => Int, { nullable: true, description: 'Of its draft; null for none.' }) draftVersion!: number | null;
  @Field(() => DateTime, { nullable: true }) draftSavedAt!: Date | null;
}

@ObjectType({ description: 'A published edition of a bureau’s own workflow; kept for ever.' })
export class AuthoredEdition {
  readonly row!: AuthoredEditionRow;
  @Field(() => Int, { description: '1, 2, 3, …; `of.template` of overlays.' }) edition!: number;
  @Field(() => String, { description: 'As it was written. To bring it back, save it as a draft and publish that.' }) source!: string;
  @Field(() => String, { description: 'SHA-256 of its definition.' }) hash!: string;
  @Field(() => String) because!: string;
  @Field(() => DateTime) publishedAt!: Date;
}

@ObjectType()
export class AuthoredEditionEdge {
  @Field(() => String) cursor!: string;
  @Field(() => AuthoredEdition) node!: AuthoredEdition;
}

@ObjectType()
export class AuthoredEditionConnection {
  @Field(() => [AuthoredEditionEdge]) edges!: AuthoredEditionEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}

export enum AuthoredCopyNoteKind {
  ASKED = 'asked',
  BY_HAND = 'byHand',
  LEFT_OUT = 'leftOut',
  KEPT = 'kept',
}
registerEnumType(AuthoredCopyNoteKind, {
  name: 'AuthoredCopyNoteKind',
  description: 'What became of something that a plugin’s code does.',
  valuesMap: {
    ASKED: { description: 'A person answers yes or no to what a rule judged.' },
    BY_HAND: { description: 'A person does what an automation did.' },
    LEFT_OUT: { description: 'Nothing does it; the text says what could stand there.' },
    KEPT: { description: 'It came with the copy, and still means the workflow that was copied.' },
  },
});

@ObjectType({ description: 'Something that a plugin’s code does and a copy cannot do as it does.' })
export class AuthoredCopyNote {
  @Field(() => AuthoredCopyNoteKind) kind!: AuthoredCopyNoteKind;
  @Field(() => String, { description: 'Where in the copy to look, as a path in the definition: forms.registration.' }) path!: string;
  @Field(() => Text, { description: 'What the plugin did, and what stands or could stand in its place.' }) text!: Bilingual;
}

@ObjectType({ description: 'A workflow that is there, as a text the bureau may go on with.' })
export class AuthoredCopy {
  @Field(() => String, { description: 'YAML; it may be published as it is, but for the personal-data assessment.' }) source!: string;
  @Field(() => [AuthoredCopyNote], { description: 'What of the plugin’s code did not come with it; empty for a workflow without any.' }) notes!: readonly AuthoredCopyNote[];
}

@InputType({ description: 'What whoever goes on with a new workflow should look at: a comment on its draft.' })
export class AuthoredRemark {
  @Field(() => String, { nullable: true, description: 'A path in the definition; none for the whole.' }) place?: string | null;
  @Field(() => String, { description: 'At most 2,000 characters.' }) text!: string;
}

@ObjectType({ description: 'What became of a save.' })
export class AuthoredSave {
  @Field(() => AuthoredDraft, { nullable: true, description: 'The draft as it stands: with what others saved meanwhile. Null only where the first save conflicts with what was published.' }) draft!: AuthoredDraft | null;
  @Field(() => Boolean, { description: 'Others had changed other lines since `base`: theirs are in now.' }) merged!: boolean;
  @Field(() => Boolean, { description: 'Others changed the same lines since: nothing was saved. `theirs` has their text; mend yours, and save it again on `theirsVersion`.' }) conflicting!: boolean;
  @Field(() => String, { nullable: true, description: 'The text that stands, where yours conflicts with it.' }) theirs!: string | null;
  @Field(() => Int, { nullable: true, description: 'Base of the next save, where yours conflicts: 0 for what was published.' }) theirsVersion!: number | null;
}

@ObjectType({ description: 'What a workflow of a bureau’s own may name: as `checkAuthored` takes it.' })
export class AuthoringMeans {
  @Field(() => [WorkflowRole], { description: 'Every role of the house.' }) roles!: WorkflowRole[];
  @Field(() => [String], { description: 'Roles that may be given tasks.' }) workers!: readonly string[];
  @Field(() => [String], { description: 'Roles that may start instances.' }) starters!: readonly string[];
  @Field(() => [String], { description: 'Workflows it may start as linked instances.' }) workflows!: readonly string[];
  @Field(() => [String], { description: 'The platform’s own automations; those of plugins are their own workflows’.' }) automations!: readonly string[];
}
