import { DateTime, PageInfo, Text } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { FieldValue } from '@stationhouse/workflow-runtime';
import { FigureCell } from '../../behind/types.js';
import type { QueryKind } from '../ledger.js';
import type { StudyRow, StudyState } from '../study.js';

/** Where a study stands. */
export const StudyStatus: { readonly [State in StudyState]: State } = { WAITING: 'WAITING', ACTIVE: 'ACTIVE', ENDED: 'ENDED', REFUSED: 'REFUSED' };
registerEnumType(StudyStatus, { name: 'StudyState', description: 'WAITING for a second person, ACTIVE, ENDED by time or by somebody, or REFUSED.' });

/** What an analyst did. */
export const StudyQueryKind: { readonly [Kind in QueryKind as Uppercase<Kind>]: Uppercase<Kind> } = { FIGURES: 'FIGURES', RECORDS: 'RECORDS', PREVIEW: 'PREVIEW', EXPORT: 'EXPORT' };
registerEnumType(StudyQueryKind, { name: 'StudyQueryKind', description: 'Figures, records of a study, the preview of an export, or the export itself.' });

@ObjectType({ description: 'A question that an analyst looks into, at stations, in records of some kinds, until a moment. Its pseudonyms hold within it alone; when it ends, the key they were made with is destroyed. All times are real time.' })
export class Study {
  @Field(() => ID) id!: Id;
  @Field(() => StudyStatus) state!: StudyState;
  @Field(() => String) title!: string;
  @Field(() => String, { description: 'What it is for; noted with every query within it.' }) purpose!: string;
  @Field(() => [ID]) stationIds!: readonly Id[];
  @Field(() => [String], { description: 'Kinds of records: “incident”, or ids of workflows.' }) subjects!: readonly string[];
  @Field(() => Boolean, { description: 'True where each of its exports waits for a second person.' }) releasesDecided!: boolean;
  @Field(() => DateTime) askedAt!: Date;
  @Field(() => DateTime, { description: 'When it ends by itself.' }) endsAt!: Date;
  @Field(() => DateTime, { nullable: true }) decidedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Why it was not approved.' }) refusal!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When somebody ended it before its time.' }) closedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Who conducts it; null for one’s own.' }) analyst!: string | null;
  @Field(() => Boolean, { description: 'True where the caller may decide it: it waits, and is somebody else’s.' }) mayDecide!: boolean;
  row!: StudyRow;
}

@InputType({ description: 'What a study is asked for with.' })
export class NewStudy {
  @Field(() => String, { description: 'At most 100 characters.' }) title!: string;
  @Field(() => String, { description: 'What it is for; whoever decides and whoever audits reads it. At most 500 characters, nothing personal.' }) purpose!: string;
  @Field(() => [String], { description: 'Kinds of records: “incident”, or ids of workflows.' }) subjects!: string[];
  @Field(() => DateTime, { description: 'When it ends: within 366 days.' }) endsAt!: Date;
}

@ObjectType({ description: 'Somebody whom a record names, under a name of the study.' })
export class StudyPerson {
  @Field(() => String, { description: 'The same for the same person within the study, known by phone or identity number; of another study another one. Whoever is known by neither has one of their own in each record.' }) pseudonym!: string;
  @Field(() => String, { description: 'Where in the record: parties, reporter; empty at its top.' }) place!: string;
  @Field(() => Text, { nullable: true }) title!: Bilingual | null;
}

@ObjectType({ description: 'A record as a study shows it. Names, phones, identity numbers, addresses, free text and files are gone – null, not masked in part – since a fragment may tell who somebody is. Records of minors, of health, sealed ones and those of sensitive categories never appear.' })
export class StudyRecord {
  @Field(() => String, { description: 'Its name within the study; its number is not shown.' }) key!: string;
  @Field(() => ID) stationId!: Id;
  @Field(() => String, { nullable: true, description: 'The name of the incident it came from.' }) incidentKey!: string | null;
  @Field(() => DateTime, { description: 'Recorded; of an incident, received.' }) startedAt!: Date;
  @Field(() => DateTime, { nullable: true }) closedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'The outermost active state; of an incident OPEN or DISPOSED.' }) state!: string | null;
  @Field(() => String, { nullable: true, description: 'Code of how it ended.' }) outcome!: string | null;
  @Field(() => [FieldValue], { description: 'What it says, by key; the value of a personal field, and of words that somebody typed, is null.' }) fields!: readonly FieldValue[];
  @Field(() => [StudyPerson]) people!: StudyPerson[];
}

@ObjectType() export class StudyRecordEdge {
  @Field(() => String) cursor!: string;
  @Field(() => StudyRecord) node!: StudyRecord;
}

@ObjectType({ description: 'What an analyst may still read today.' })
export class StudyBudget {
  @Field(() => Int, { description: 'Points of cost, as the limit of an operation counts them.' }) cost!: number;
  @Field(() => Int) rows!: number;
  @Field(() => DateTime, { description: 'When it is whole again: midnight by the clock of the bureau.' }) refillsAt!: Date;
}

@ObjectType() export class StudyRecordConnection {
  @Field(() => [StudyRecordEdge]) edges!: StudyRecordEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}

/** Arguments of every list of a study. */
export const STATIONS = { type: () => [ID], description: 'All of them stations of the study.' };
export const BEHIND = { type: () => FigureCell, nullable: true, description: 'Those behind a figure alone, as readers without persons are told it; fewer than it counts, where it counts records that never appear.' };

/** What stands beside every page of a study. */
export const TOTAL = { description: 'Over all pages; records that never appear are not counted.' };
export const LEFT = { description: 'What is left after this page.' };

@ObjectType({ description: 'A field that a kind of record has.' })
export class StudyColumn {
  @Field(() => String) key!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Boolean, { description: 'Personal, or free text: null in every record and in no export.' }) gone!: boolean;
  @Field(() => Boolean, { description: 'One plain value, or a list of choices: what a file can hold.' }) plain!: boolean;
}

@ObjectType({ description: 'A kind of record that studies read.' })
export class StudySubject {
  @Field(() => String, { description: '“incident”, or the id of a workflow.' }) id!: string;
  @Field(() => Text) title!: Bilingual;
}

@ObjectType({ description: 'What an analyst asked: never the conditions, never the answer.' })
export class StudyQuery {
  @Field(() => ID) id!: Id;
  @Field(() => String) analyst!: string;
  @Field(() => ID, { nullable: true }) studyId!: Id | null;
  @Field(() => StudyQueryKind) kind!: string;
  @Field(() => String, { description: 'Hash of the document (SHA-256).' }) operation!: string;
  @Field(() => [String], { description: 'Metrics, or the kind of records.' }) subjects!: readonly string[];
  @Field(() => [Text], { description: 'What each of them is called; its id, where nothing is called so any more.' }) subjectTitles!: readonly Bilingual[];
  @Field(() => [ID]) stationIds!: readonly Id[];
  @Field(() => String, { nullable: true }) purpose!: string | null;
  @Field(() => Int) cost!: number;
  @Field(() => Int) rows!: number;
  @Field(() => String, { description: 'begun, answered, cancelled, or the code of the refusal.' }) outcome!: string;
  @Field(() => DateTime) at!: Date;
}

@ObjectType({ description: 'What the analysts of a bureau may read in a day.' })
export class StudyAllowance {
  @Field(() => Int, { description: 'Points of cost.' }) costADay!: number;
  @Field(() => Int) rowsADay!: number;
}
