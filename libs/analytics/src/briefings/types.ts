import { Account, DateTime, Json, LocalDate, Text } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, OmitType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { LocalDate as Day } from '../dates.js';
import type { Outline } from '../places/grid.js';
import type { Heat } from '../places/hot-spots.js';
import { HotSpotHeat, MapGrid } from '../places/types.js';
import type { BriefingRow } from './briefings.js';

export enum BriefingState {
  DRAFT = 'DRAFT',
  SENT = 'SENT',
}
registerEnumType(BriefingState, { name: 'BriefingState', valuesMap: { DRAFT: { description: 'Being read and written.' }, SENT: { description: 'It went out and does not change any more.' } } });

const CHANGE = (against: string) => ({ nullable: true, description: `Against ${against}, as it is printed: −71.4 %. Null where there was nothing then.` });

@ObjectType({ description: 'A count of the week beside those it is compared with.' })
export class BriefingCount {
  @Field(() => Int) value!: number;
  @Field(() => Int, { description: 'In the seven days before.' }) previous!: number;
  @Field(() => String, CHANGE('the seven days before')) change!: string | null;
  @Field(() => Int, { description: 'In the same days of the year before.' }) lastYear!: number;
  @Field(() => String, CHANGE('the year before')) yearChange!: string | null;
}

@ObjectType({ description: 'A category of the highest level.' })
export class BriefingCategory {
  @Field(() => String, { nullable: true, description: 'Null for those that say something of one person: they are one sum.' }) category!: string | null;
  @Field(() => Text) title!: Bilingual;
  @Field(() => BriefingCount) count!: BriefingCount;
}

@ObjectType({ description: 'A cell of the map in which something happened.' })
export class BriefingCell {
  @Field(() => String) cell!: string;
  @Field(() => Json, { description: 'GeoJSON Polygon, WGS-84.' }) outline!: Outline;
  @Field(() => Int) count!: number;
  @Field(() => Int, { description: 'In the four weeks before.' }) previous!: number;
  @Field(() => HotSpotHeat) heat!: Heat;
}

@ObjectType({ description: 'Where incidents of four weeks gathered; without categories that say something of one person.' })
export class BriefingMap {
  @Field(() => LocalDate) from!: Day;
  @Field(() => LocalDate, { description: 'The day after the last.' }) to!: Day;
  @Field(() => MapGrid) grid!: MapGrid;
  @Field(() => Text, { description: 'How it was found, to be shown beside it.' }) method!: Bilingual;
  @Field(() => [BriefingCell], { description: 'Those with most first, at most 300.' }) cells!: BriefingCell[];
  @Field(() => Json, { nullable: true, description: 'GeoJSON MultiPolygon of the station’s area as it was drawn then; null where there was none.' }) area!: unknown;
}

@ObjectType({ description: 'A task or a clock of an instance: nothing that somebody wrote.' })
export class BriefingItem {
  @Field(() => ID) instanceId!: Id;
  @Field(() => String) number!: string;
  @Field(() => Text) workflow!: Bilingual;
  @Field(() => Text) title!: Bilingual;
  @Field(() => DateTime) dueAt!: Date;
  @Field(() => Boolean, { description: 'When the figures were computed.' }) overdue!: boolean;
}

@ObjectType({ description: 'The beginning of a list.' })
export class BriefingItems {
  @Field(() => Int, { description: 'How many there were when the figures were computed.' }) total!: number;
  @Field(() => [BriefingItem], { description: 'At most 30, by when they are due; without what is sealed or erased by now, and none for readers of the bureau.' }) items!: BriefingItem[];
}

@ObjectType({ description: 'An objective that an exercise did not reach.' })
export class BriefingDrill {
  @Field(() => ID) exerciseId!: Id;
  @Field(() => String) exercise!: string;
  @Field(() => String) objective!: string;
  @Field(() => Int) targetSeconds!: number;
  @Field(() => Int, { nullable: true, description: 'Null where it never came.' }) measuredSeconds!: number | null;
}

@ObjectType({ description: 'What people wrote: a text to each section, and the tasking.' })
export class BriefingTexts {
  @Field(() => String) overview!: string;
  @Field(() => String) incidents!: string;
  @Field(() => String) map!: string;
  @Field(() => String) clocks!: string;
  @Field(() => String) followUps!: string;
  @Field(() => String) drills!: string;
  @Field(() => String) tasking!: string;
}

@InputType({ description: 'What people write; each at most 4,000 characters. No names of people.' })
export class BriefingTextsInput extends OmitType(BriefingTexts, [] as const, InputType) {}

@InputType({ description: 'Whom a briefing is sent to.' })
export class BriefingRecipientsInput {
  @Field(() => [String], { defaultValue: [], description: 'Roles of the station’s own people.' }) roles!: string[];
  @Field(() => [ID], { defaultValue: [], description: 'Accounts of people who work at the station.' }) accountIds!: Id[];
  @Field(() => Boolean, { defaultValue: false, description: 'Whether the bureau’s leaders get it, too.' }) bureau!: boolean;
}

@ObjectType({ description: 'Whom a briefing was sent to.' })
export class BriefingRecipients {
  @Field(() => [String]) roles!: readonly string[];
  @Field(() => [Text], { description: 'Of the roles, in their order.' }) roleTitles!: readonly Bilingual[];
  @Field(() => [Account]) accounts!: Account[];
  @Field(() => Boolean) bureau!: boolean;
}

@ObjectType({ description: 'What a station says of seven days: figures as they were computed, and what people wrote beside them. Exercises and sealed records are not in it, and nothing about persons. Its files: GET /api/stations/{stationId}/briefings/{id}/file?format=docx|pdf.' })
export class Briefing {
  readonly row!: BriefingRow;
  @Field(() => ID) id!: Id;
  @Field(() => ID) stationId!: Id;
  @Field(() => LocalDate, { description: 'The first of its days.' }) from!: Day;
  @Field(() => LocalDate, { description: 'The day after the last.' }) to!: Day;
  @Field(() => Int, { description: 'From 1; a correction of what went out is the next.' }) edition!: number;
  @Field(() => BriefingState) state!: BriefingState;
  @Field(() => Int, { description: 'Goes up with every change; expectedVersion of the next one.' }) version!: number;
  @Field(() => DateTime, { description: 'When its figures were computed; they stay as they were published.' }) asOf!: Date;
  @Field(() => Text, { description: 'The week in a sentence, made of its figures.' }) headline!: Bilingual;
  @Field(() => BriefingCount) total!: BriefingCount;
  @Field(() => [BriefingCategory], { description: 'Those with most first; what is not shown by itself last.' }) categories!: BriefingCategory[];
  @Field(() => BriefingMap) map!: BriefingMap;
  @Field(() => BriefingItems, { description: 'Clocks that ran out and had not stopped.' }) clocks!: BriefingItems;
  @Field(() => BriefingItems, { description: 'Open tasks that were overdue or due within seven days.' }) followUps!: BriefingItems;
  @Field(() => [BriefingDrill], { description: 'Of the exercises of the thirty days before; at most 30.' }) drills!: BriefingDrill[];
  @Field(() => BriefingTexts) texts!: BriefingTexts;
  @Field(() => DateTime) changedAt!: Date;
  @Field(() => DateTime, { nullable: true }) sentAt!: Date | null;
  @Field(() => Boolean, { description: 'False where it went out without a PDF, whose font lacks one of its signs.' }) pdf!: boolean;
}
