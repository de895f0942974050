import { DateTime, Json, PageInfo, Personal, Text } from '@stationhouse/access';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { CHANNELS, STATUSES, type Channel, type Status } from '../register/vocabulary.js';
import type { CountDimension } from '../register/register.js';

/** An enumeration of names that stand for themselves. */
function names<Name extends string>(list: readonly Name[]): { readonly [Key in Name]: Key } {
  return Object.fromEntries(list.map((name) => [name, name])) as { readonly [Key in Name]: Key };
}

export const IncidentChannel = names(Object.keys(CHANNELS) as Channel[]);
registerEnumType(IncidentChannel, { name: 'IncidentChannel', description: 'How a call for service reached the police.' });
export const IncidentStatus = names(Object.keys(STATUSES) as Status[]);
registerEnumType(IncidentStatus, { name: 'IncidentStatus', description: 'Whether an incident has its disposition.' });
export const IncidentDimension = names<CountDimension>(['STATION', 'CATEGORY', 'CHANNEL', 'STATUS', 'OUTCOME', 'SOURCE_CATEGORY']);
registerEnumType(IncidentDimension, { name: 'IncidentDimension', description: 'What a count of incidents is broken down by.' });

@ObjectType({ description: 'A node of the category tree.' })
export class IncidentCategory {
  @Field(() => String, { description: 'The path from the root: dispute.neighbour.' }) code!: string;
  @Field(() => String, { nullable: true, description: 'The code of the node above; null for a root.' }) parent!: string | null;
  @Field(() => Text) title!: Bilingual;
}

@ObjectType({ description: 'A way an incident can end.' })
export class IncidentOutcome {
  @Field(() => String) code!: string;
  @Field(() => Text) title!: Bilingual;
}

@ObjectType({ description: 'A call for service: immutable intake facts and a disposition.' })
export class Incident {
  @Field(() => ID) id!: Id;
  @Field(() => ID) stationId!: Id;
  @Field(() => String, { description: 'JQ-<station code>-<year>-<ordinal>, without gaps per station and year.' }) number!: string;
  @Field(() => Int, { description: 'Moves on with every change; commands name the one they saw.' }) version!: number;
  @Field(() => IncidentChannel) channel!: Channel;
  @Field(() => IncidentCategory) category!: IncidentCategory;
  @Field(() => String, { nullable: true, description: 'The category as the imported source wrote it.' }) sourceCategory!: string | null;
  @Field(() => IncidentStatus) status!: Status;
  @Field(() => String, { nullable: true, description: 'Code of how it ended.' }) outcome!: string | null;
  @Field(() => Text, { nullable: true }) outcomeTitle!: Bilingual | null;
  @Field(() => String, { nullable: true, description: 'How it was handled; free text, shown with a purpose.' })
  @Personal({ class: 'P2', kind: 'text' })
  disposition!: string | null;
  @Field(() => DateTime, { nullable: true }) disposedAt!: Date | string | null;
  @Field(() => String, { nullable: true, description: 'Who recorded the disposition.' }) disposedBy!: string | null;
  @Field(() => DateTime) receivedAt!: Date | string;
  @Field(() => DateTime, { nullable: true }) occurredAt!: Date | string | null;
  @Field(() => DateTime, { nullable: true }) dispatchedAt!: Date | string | null;
  @Field(() => DateTime, { nullable: true }) acknowledgedAt!: Date | string | null;
  @Field(() => DateTime, { nullable: true }) arrivedAt!: Date | string | null;
  @Field(() => DateTime, { nullable: true }) underControlAt!: Date | string | null;
  @Field(() => DateTime, { nullable: true }) clearedAt!: Date | string | null;
  @Field(() => Int, { nullable: true, description: 'Seconds from received to arrived; null when either is missing.' }) responseSeconds!: number | null;
  @Field(() => String, { nullable: true, description: 'Where it happened.' }) address!: string | null;
  @Field(() => String, { nullable: true }) postcode!: string | null;
  @Field(() => Float, { nullable: true, description: 'Degrees, WGS-84.' }) longitude!: number | null;
  @Field(() => Float, { nullable: true, description: 'Degrees, WGS-84.' }) latitude!: number | null;
  @Field(() => String, { nullable: true, description: 'Masked unless read with a purpose.' })
  @Personal({ class: 'P2', kind: 'name' })
  reporterName!: string | null;
  @Field(() => String, { nullable: true, description: 'Masked unless read with a purpose.' })
  @Personal({ class: 'P2', kind: 'phone' })
  reporterPhone!: string | null;
  @Field(() => String, { nullable: true, description: 'What was reported; null unless read with a purpose.' })
  @Personal({ class: 'P2', kind: 'text' })
  narrative!: string | null;
  @Field(() => [String]) units!: readonly string[];
  @Field(() => Json, { nullable: true, description: 'Columns an import kept as they came; null unless read with a purpose.' })
  @Personal({ class: 'P2', kind: 'text' })
  attributes!: unknown;
  @Field(() => String, { nullable: true, description: 'The imported source; null for a call taken here.' }) source!: string | null;
  @Field(() => String, { nullable: true, description: 'The id the source gave it.' }) sourceId!: string | null;
  @Field(() => ID, { nullable: true }) importId!: Id | null;
  @Field(() => DateTime, { nullable: true, description: 'When reporter, narrative, address, disposition text and imported columns were erased because their time was over, and the position coarsened to about a kilometre; null while they are there.' }) erasedAt!: Date | string | null;
  @Field(() => Boolean, { description: 'True while personal fields are masked.' }) masked!: boolean;
}

@ObjectType() export class IncidentEdge {
  @Field(() => String) cursor!: string;
  @Field(() => Incident) node!: Incident;
}

@ObjectType() export class IncidentConnection {
  @Field(() => [IncidentEdge]) edges!: IncidentEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
  @Field(() => Int, { description: 'How many incidents meet the filter in all.' }) totalCount!: number;
}

@ObjectType() export class IncidentCount {
  @Field(() => String, { description: 'Station id, category code, channel, status, outcome code, or the source’s own category; empty for none.' }) key!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Int) count!: number;
}

@InputType({ description: 'Every given part narrows the list.' })
export class IncidentFilter {
  @Field(() => [String], { nullable: true, description: 'Category codes; each takes everything below it along.' }) categories?: string[] | null;
  @Field(() => [IncidentChannel], { nullable: true }) channels?: Channel[] | null;
  @Field(() => [IncidentStatus], { nullable: true }) statuses?: Status[] | null;
  @Field(() => [String], { nullable: true }) outcomes?: string[] | null;
  @Field(() => DateTime, { nullable: true, description: 'From this moment on.' }) receivedFrom?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Before this moment.' }) receivedTo?: Date | null;
  @Field(() => String, { nullable: true }) postcode?: string | null;
  @Field(() => String, { nullable: true }) sourceId?: string | null;
  @Field(() => ID, { nullable: true }) importId?: string | null;
  @Field(() => String, { nullable: true, description: 'Words that must all occur, or an incident’s number or its beginning, in capitals or not. Words need a role that reads P2.' }) search?: string | null;
}

@InputType({ description: 'Facts of a call as it is taken down.' })
export class NewIncident {
  @Field(() => IncidentChannel) channel!: Channel;
  @Field(() => String, { description: 'A category code.' }) category!: string;
  @Field(() => DateTime, { nullable: true, description: 'Now, when left out.' }) receivedAt?: Date | null;
  @Field(() => DateTime, { nullable: true }) occurredAt?: Date | null;
  @Field(() => String, { nullable: true }) address?: string | null;
  @Field(() => Float, { nullable: true, description: 'Degrees, WGS-84.' }) longitude?: number | null;
  @Field(() => Float, { nullable: true, description: 'Degrees, WGS-84.' }) latitude?: number | null;
  @Field(() => String, { nullable: true }) reporterName?: string | null;
  @Field(() => String, { nullable: true }) reporterPhone?: string | null;
  @Field(() => String) narrative!: string;
  @Field(() => [String], { nullable: true }) units?: string[] | null;
}

@InputType({ description: 'How an incident ended.' })
export class IncidentDisposition {
  @Field(() => String, { description: 'An outcome code.' }) outcome!: string;
  @Field(() => String, { nullable: true }) disposition?: string | null;
  @Field(() => String, { nullable: true, description: 'Corrects the category; the one given at intake is kept.' }) category?: string | null;
}
