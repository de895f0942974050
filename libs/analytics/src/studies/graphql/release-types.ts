import { DateTime, Text } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { ReleaseFormat, ReleaseState, ReleaseTimes } from '../release.js';

export const StudyReleaseFormat: { readonly [Format in ReleaseFormat as Uppercase<Format>]: Uppercase<Format> } = { CSV: 'CSV', XLSX: 'XLSX', PARQUET: 'PARQUET' };
registerEnumType(StudyReleaseFormat, { name: 'StudyReleaseFormat', description: 'CSV for anything, XLSX for spreadsheets (a million rows at most), Parquet for notebooks.' });
export const StudyReleaseTimes: { readonly [Times in ReleaseTimes as Uppercase<Times>]: Uppercase<Times> } = { DAY: 'DAY', MONTH: 'MONTH' };
registerEnumType(StudyReleaseTimes, { name: 'StudyReleaseTimes', description: 'How finely moments leave, by the clock of their station.' });
export const StudyReleaseStatus: { readonly [State in ReleaseState | 'expired' as Uppercase<State>]: Uppercase<State> } = { PREVIEWED: 'PREVIEWED', WAITING: 'WAITING', READY: 'READY', REFUSED: 'REFUSED', EXPIRED: 'EXPIRED' };
registerEnumType(StudyReleaseStatus, { name: 'StudyReleaseState', description: 'PREVIEWED and not confirmed, WAITING for a second person, READY to be taken, REFUSED, or EXPIRED.' });

@InputType({ description: 'What of a study is to leave, in a file.' })
export class StudyReleaseWish {
  @Field(() => String, { description: 'A kind of record of the study: “incident”, or the id of a workflow.' }) subject!: string;
  @Field(() => DateTime, { nullable: true, description: 'Recorded from this moment on.' }) from?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Before this moment; until now when absent.' }) to?: Date | null;
  @Field(() => [String], { description: '1 to 60 of: key, station, incident, started, closed, state, outcome, people, and data.<key> for fields of the record.' }) columns!: string[];
  @Field(() => StudyReleaseTimes, { defaultValue: 'MONTH' }) times!: Uppercase<ReleaseTimes>;
  @Field(() => StudyReleaseFormat, { defaultValue: 'CSV' }) format!: Uppercase<ReleaseFormat>;
}

@ObjectType() export class StudyReleaseColumn {
  @Field(() => String) key!: string;
  @Field(() => Text) title!: Bilingual;
}

@ObjectType() export class StudyReleaseLeftOut extends StudyReleaseColumn {
  @Field(() => Text, { description: 'Why it does not leave.' }) reason!: Bilingual;
}

@ObjectType({ description: 'What of a study leaves in a file, as it was shown before. There is no stored file: it is read again while it is taken, and what was recorded after the preview is not in it.' })
export class StudyRelease {
  @Field(() => ID) id!: Id;
  @Field(() => ID) studyId!: Id;
  @Field(() => StudyReleaseStatus) state!: string;
  @Field(() => String) subject!: string;
  @Field(() => [ID]) stationIds!: readonly Id[];
  @Field(() => StudyReleaseFormat) format!: string;
  @Field(() => StudyReleaseTimes) times!: string;
  @Field(() => Int, { description: 'How many rows would leave; records that never appear are in none.' }) rows!: number;
  @Field(() => [StudyReleaseColumn]) columns!: readonly StudyReleaseColumn[];
  @Field(() => [StudyReleaseLeftOut]) leftOut!: readonly StudyReleaseLeftOut[];
  @Field(() => Int, { description: 'Rows of the smallest group that is alike in all that is told of it, pseudonyms aside (k). Below 5 a second person decides.' }) smallest!: number;
  @Field(() => Int, { description: 'Rows in groups below 5.' }) rowsInSmall!: number;
  @Field(() => [[String]], { description: 'Up to five rows, in the order of the columns; an empty cell is an empty text.' }) examples!: string[][];
  @Field(() => Boolean, { description: 'True where a second person decides: the study says so, or groups are small.' }) decided!: boolean;
  @Field(() => String, { nullable: true, description: 'What it is for, in the words of whoever takes it.' }) purpose!: string | null;
  @Field(() => String, { nullable: true }) refusal!: string | null;
  @Field(() => DateTime) previewedAt!: Date;
  @Field(() => DateTime, { description: 'Until when it may be confirmed, or taken.' }) expiresAt!: Date;
  @Field(() => String, { nullable: true, description: 'Who asks; null for one’s own.' }) analyst!: string | null;
  @Field(() => Boolean, { description: 'True where the caller may decide it.' }) mayDecide!: boolean;
}
