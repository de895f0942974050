import { DateTime, Text } from '@stationhouse/access';
import { Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { TagKind } from '@stationhouse/files';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { Scope } from '../configuration/overlays.js';
import type { ChoiceRow, TemplateRow } from './templates.js';

export const DocumentTemplateLevel = { PLUGIN: 'plugin', BUREAU: 'bureau', STATION: 'station' } as const;
registerEnumType(DocumentTemplateLevel, {
  name: 'DocumentTemplateLevel',
  valuesMap: { PLUGIN: { description: 'As the plugin brings it.' }, BUREAU: { description: 'The bureau’s, for all its stations.' }, STATION: { description: 'The station’s own.' } },
});

export const DocumentTagKind: { readonly [Kind in Uppercase<TagKind>]: Lowercase<Kind> } = { TEXT: 'text', CHOICE: 'choice', LIST: 'list', GROUP: 'group', IMAGE: 'image' };
registerEnumType(DocumentTagKind, {
  name: 'DocumentTagKind',
  valuesMap: {
    TEXT: { description: '{name} prints it.' },
    CHOICE: { description: '{#name}when yes{/name}{^name}when no{/name}.' },
    LIST: { description: '{#name}…{/name}, once for each, with the tags below it.' },
    GROUP: { description: '{#name}…{/name} with the tags below it, or {name.key}.' },
    IMAGE: { description: '{%name} prints the picture.' },
  },
});

@ObjectType({ description: 'A tag that a template of a document may use.' })
export class DocumentTag {
  @Field(() => String, { description: 'The key, written between braces; the Chinese title may stand in its place.' }) key!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => DocumentTagKind) kind!: TagKind;
  @Field(() => Boolean, { description: 'True when a template should show it: one without is warned of.' }) required!: boolean;
  @Field(() => Int, { description: 'How many lists and groups it stands in; those are the nearest before it with a smaller depth.' }) depth!: number;
}

@ObjectType({ description: 'Something about a template that its author should know.' })
export class DocumentTemplateProblem {
  @Field(() => String, { description: 'A stable word: missingFact, pdfTextBox …' }) code!: string;
  @Field(() => String, { nullable: true, description: 'The tag it is about.' }) tag!: string | null;
  @Field(() => String, { nullable: true, description: 'The words around it.' }) near!: string | null;
  @Field(() => Text, { description: 'What it is and what to do.' }) text!: Bilingual;
}

@ObjectType({ description: 'A Word template that was uploaded and passed the check. Its bytes: GET /api/stations/{stationId}/documents/{document}/template, or under /api/bureaus/{bureauId}.' })
export class DocumentTemplateVersion {
  @Field(() => Int, { description: 'From 1, at its bureau or station.' }) version!: number;
  @Field(() => String, { description: 'The file as it was uploaded.' }) name!: string;
  @Field(() => Float) bytes!: number;
  @Field(() => String, { description: 'Of its bytes, 64 hexadecimal digits.' }) sha256!: string;
  @Field(() => [DocumentTemplateProblem], { description: 'What it does not show, and what its PDF will lack.' }) warnings!: readonly DocumentTemplateProblem[];
  @Field(() => DateTime) uploadedAt!: Date;
  @Field(() => Boolean, { description: 'True for the one that was chosen last.' }) chosen!: boolean;
  row!: TemplateRow;
  scope!: Scope;
}

@ObjectType({ description: 'The template that holds.' })
export class DocumentTemplateInForce {
  @Field(() => DocumentTemplateLevel) level!: 'plugin' | 'bureau' | 'station';
  @Field(() => Int, { nullable: true, description: 'Null for the plugin’s.' }) version!: number | null;
  @Field(() => String) name!: string;
  @Field(() => String) sha256!: string;
}

@ObjectType({ description: 'A document that a plugin makes, and the Word templates it may be made from at a station or in a bureau.' })
export class DocumentTemplates {
  @Field(() => ID) bureauId!: Id;
  @Field(() => ID, { nullable: true, description: 'Null for the bureau’s own.' }) stationId!: Id | null;
  @Field(() => String, { description: 'Id of the document.' }) id!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => String) pluginId!: string;
  @Field(() => Text) pluginTitle!: Bilingual;
  @Field(() => [DocumentTag], { description: 'Every tag a template may use, what a list holds right below it.' }) tags!: readonly DocumentTag[];
  @Field(() => DocumentTemplateInForce, { description: 'What new documents are made from.' }) inForce!: DocumentTemplateInForce;
  @Field(() => DocumentTemplateInForce, { description: 'What would hold without a choice of one’s own: the bureau’s or the plugin’s.' }) above!: DocumentTemplateInForce;
  @Field(() => Boolean, { description: 'True where the bureau has all stations use its template.' }) locked!: boolean;
  @Field(() => Int, { description: 'Of the choice; 0 where none was made.' }) revision!: number;
  @Field(() => DateTime, { nullable: true }) chosenAt!: Date | null;
  @Field(() => [DocumentTemplateVersion], { description: 'Those of this station or bureau, newest first.' }) versions!: readonly DocumentTemplateVersion[];
  choice!: ChoiceRow | undefined;
  scope!: Scope;
}

@ObjectType({ description: 'The template that a file was made from.' })
export class DocumentOrigin {
  @Field(() => Text, { description: 'What the document is called.' }) title!: Bilingual;
  @Field(() => DocumentTemplateLevel) level!: 'plugin' | 'bureau' | 'station';
  @Field(() => Int, { nullable: true, description: 'Null for the plugin’s.' }) version!: number | null;
  @Field(() => String, { description: 'Of the template’s bytes, 64 hexadecimal digits.' }) sha256!: string;
}
