import { Args, Field, Float, ID, ObjectType, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import { parseId, type Bilingual, type Id } from '@stationhouse/kernel';
import { DateTime, Personal, PluginStore, Requires, Text, type StationTrace } from '@stationhouse/plugin-api';
import { readTraces } from './permissions.js';

export enum FraudAlertTraceKind {
  INSTANCE = 'instance',
  INCIDENT = 'incident',
}
registerEnumType(FraudAlertTraceKind, { name: 'FraudAlertTraceKind', description: 'What kind of record a telephone number stands in.', valuesMap: { INSTANCE: { description: 'An instance of a workflow.' }, INCIDENT: { description: 'An incident, reported from this number.' } } });

@ObjectType({ description: 'A record of the station in which the telephone number of somebody warned stands, too.' })
export class FraudAlertTrace implements StationTrace {
  @Field(() => FraudAlertTraceKind) kind!: StationTrace['kind'];
  @Field(() => ID, { description: 'Of the instance or the incident.' }) id!: Id;
  @Field(() => String) number!: string;
  @Field(() => DateTime, { description: 'When the instance began, or the incident was received.' }) at!: Date;
  @Field(() => Text, { nullable: true, description: 'The title of the workflow; null for an incident.' }) title!: Bilingual | null;
  @Field(() => String, { nullable: true, description: 'The code of the incident’s category; null for an instance.' }) category!: string | null;
  @Field(() => Text, { nullable: true, description: 'As whom the number stands there; null for the caller of an incident.' }) as!: Bilingual | null;
  @Field(() => String, { nullable: true, description: 'The address that stands with the number, else that of the record.' })
  @Personal({ class: 'P2', kind: 'address' })
  place!: string | null;
  @Field(() => Float, { nullable: true, description: 'Of an incident: degrees, WGS-84.' })
  @Personal({ class: 'P2', kind: 'address' })
  longitude!: number | null;
  @Field(() => Float, { nullable: true, description: 'Of an incident: degrees, WGS-84.' })
  @Personal({ class: 'P2', kind: 'address' })
  latitude!: number | null;
}

/** Locating somebody from the records that the station has of them. */
@Resolver()
export class TracesResolver {
  constructor(private readonly store: PluginStore) {}

  @Query(() => [FraudAlertTrace], {
    description: 'The other records of the station in which the telephone number of the person warned stands, the latest first, at most 20 instances and 20 incidents; never another station’s, nothing sealed. Recorded as a personal read. NOT_FOUND, PURPOSE_REQUIRED.',
  })
  @Requires(readTraces)
  fraudAlertTraces(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('instanceId', { type: () => ID }) instanceId: string,
    @Args('purpose', { type: () => String, description: 'Why, in the reader’s words; at most 200 characters.' }) purpose: string,
  ): Promise<readonly FraudAlertTrace[]> {
    return this.store.traces(stationId, readTraces, { instanceId: parseId(instanceId, 'instanceId'), field: ['person', 'phone'], purpose });
  }
}
