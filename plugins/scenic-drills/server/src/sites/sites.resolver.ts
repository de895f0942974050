import { Args, Field, Float, ID, InputType, Int, Mutation, ObjectType, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { Personal, PluginStore, Requires, withReader, type Reader } from '@stationhouse/plugin-api';
import { keepSites, readDrills } from '../permissions.js';
import type { Danger, SiteRow } from '../rows.js';
import type { SiteWords } from './reading.js';
import { addSite, changeSite, removeSite, siteOf, sitesOf } from './sites.js';

export enum DrillDangerKind {
  HEIGHT = 'height',
  WATER = 'water',
  ROAD = 'road',
  CROWD = 'crowd',
  OTHER = 'other',
}
registerEnumType(DrillDangerKind, { name: 'DrillDangerKind', description: 'What is dangerous at a spot of a scenic site.' });

@ObjectType({ description: 'A position: degrees, WGS-84.' })
export class DrillPosition {
  @Field(() => Float) longitude!: number;
  @Field(() => Float) latitude!: number;
}

@ObjectType({ description: 'A gate of a scenic site.' })
export class DrillGate {
  @Field(() => String) name!: string;
  @Field(() => Float, { nullable: true, description: 'Degrees, WGS-84; with the latitude, or neither.' }) longitude!: number | null;
  @Field(() => Float, { nullable: true, description: 'Degrees, WGS-84.' }) latitude!: number | null;
  @Field(() => ID, { nullable: true, description: 'The unit outside that keeps it: see outsideUnits.' }) unit!: string | null;
}

@ObjectType({ description: 'An edge of water at a scenic site.' })
export class DrillWater {
  @Field(() => String) name!: string;
  @Field(() => [DrillPosition], { description: 'A line, in its order.' }) line!: readonly DrillPosition[];
}

@ObjectType({ description: 'A dangerous spot of a scenic site.' })
export class DrillDanger {
  @Field(() => String) name!: string;
  @Field(() => DrillDangerKind) kind!: Danger['kind'];
  @Field(() => Float, { nullable: true, description: 'Degrees, WGS-84; with the latitude, or neither.' }) longitude!: number | null;
  @Field(() => Float, { nullable: true, description: 'Degrees, WGS-84.' }) latitude!: number | null;
}

@ObjectType({ description: 'A scenic site in the area of a station (景区).' })
export class DrillSite {
  @Field(() => ID) id!: string;
  @Field(() => Int, { description: 'Grows with every change; a change names the one it saw.' }) version!: number;
  @Field(() => String) name!: string;
  @Field(() => String, { nullable: true, description: '1A to 5A.' }) grade!: string | null;
  @Field(() => [DrillPosition], { description: 'Corners of its outline, in their order; empty where nobody drew it.' }) area!: readonly DrillPosition[];
  @Field(() => [DrillGate]) gates!: readonly DrillGate[];
  @Field(() => [DrillWater]) waters!: readonly DrillWater[];
  @Field(() => [DrillDanger]) dangers!: readonly DrillDanger[];
  @Field(() => String, { nullable: true }) broadcast!: string | null;
  @Field(() => String, { nullable: true }) visitorCentre!: string | null;
  @Field(() => Int, { nullable: true, description: 'Visitors a day.' }) capacity!: number | null;
  @Field(() => String, { nullable: true, description: 'Who answers for the operator.' })
  @Personal({ class: 'P1', kind: 'name' })
  operatorContact!: string | null;
  @Field(() => String, { nullable: true })
  @Personal({ class: 'P1', kind: 'phone' })
  operatorPhone!: string | null;
  @Field(() => ID, { nullable: true, description: 'The operator as a unit outside: see outsideUnits. It gets the card that tells of a drill.' }) operatorUnit!: string | null;
}

@InputType({ description: 'A position: degrees, WGS-84.' })
export class DrillPositionInput {
  @Field(() => Float) longitude!: number;
  @Field(() => Float) latitude!: number;
}

@InputType({ description: 'A gate of a scenic site.' })
export class DrillGateInput {
  @Field(() => String, { description: 'At most 60 characters.' }) name!: string;
  @Field(() => Float, { nullable: true, description: 'Degrees, WGS-84; with the latitude, or neither.' }) longitude?: number | null;
  @Field(() => Float, { nullable: true, description: 'Degrees, WGS-84.' }) latitude?: number | null;
  @Field(() => ID, { nullable: true, description: 'The unit outside that keeps it.' }) unit?: string | null;
}

@InputType({ description: 'An edge of water at a scenic site.' })
export class DrillWaterInput {
  @Field(() => String, { description: 'At most 60 characters.' }) name!: string;
  @Field(() => [DrillPositionInput], { description: '2 to 300 points.' }) line!: DrillPositionInput[];
}

@InputType({ description: 'A dangerous spot of a scenic site.' })
export class DrillDangerInput {
  @Field(() => String, { description: 'At most 60 characters.' }) name!: string;
  @Field(() => DrillDangerKind) kind!: Danger['kind'];
  @Field(() => Float, { nullable: true, description: 'Degrees, WGS-84; with the latitude, or neither.' }) longitude?: number | null;
  @Field(() => Float, { nullable: true, description: 'Degrees, WGS-84.' }) latitude?: number | null;
}

@InputType({ description: 'What is written down of a scenic site.' })
export class DrillSiteInput implements SiteWords {
  @Field(() => String, { description: 'At most 80 characters.' }) name!: string;
  @Field(() => String, { nullable: true, description: '1A to 5A.' }) grade?: string | null;
  @Field(() => [DrillPositionInput], { defaultValue: [], description: 'Corners of its outline, 3 to 300, that does not cross itself; or none.' }) area!: DrillPositionInput[];
  @Field(() => [DrillGateInput], { defaultValue: [], description: 'At most 40.' }) gates!: DrillGateInput[];
  @Field(() => [DrillWaterInput], { defaultValue: [], description: 'At most 20.' }) waters!: DrillWaterInput[];
  @Field(() => [DrillDangerInput], { defaultValue: [], description: 'At most 60.' }) dangers!: DrillDangerInput[];
  @Field(() => String, { nullable: true, description: 'At most 100 characters.' }) broadcast?: string | null;
  @Field(() => String, { nullable: true, description: 'At most 100 characters.' }) visitorCentre?: string | null;
  @Field(() => Int, { nullable: true, description: 'Visitors a day, 1 to 1,000,000.' }) capacity?: number | null;
  @Field(() => String, { nullable: true, description: 'At most 60 characters.' }) operatorContact?: string | null;
  @Field(() => String, { nullable: true }) operatorPhone?: string | null;
  @Field(() => ID, { nullable: true, description: 'The operator as a unit outside.' }) operatorUnit?: string | null;
}

const STATION = { type: () => ID };
const SITE = { type: () => ID };
const INPUT = { type: () => DrillSiteInput };
const VERSION = { type: () => Int, description: 'The version the change was decided on.' };

/** The scenic sites of a station: kept by the chief, read by whoever drills there. */
@Resolver()
export class SitesResolver {
  constructor(private readonly store: PluginStore) {}

  @Query(() => [DrillSite], { description: 'The scenic sites of a station, by name; at most 100.' })
  @Requires(readDrills)
  drillSites(@Args('stationId', STATION) stationId: Id): Promise<DrillSite[]> {
    return this.store.inStation(stationId, readDrills, async (rows) => (await sitesOf(rows)).map((row) => shownSite(row, rows.reader)));
  }

  @Query(() => DrillSite, { description: 'One scenic site. NOT_FOUND.' })
  @Requires(readDrills)
  drillSite(@Args('stationId', STATION) stationId: Id, @Args('id', SITE) id: string): Promise<DrillSite> {
    return this.store.inStation(stationId, readDrills, async (rows) => shownSite(await siteOf(rows, parseId(id, 'id')), rows.reader));
  }

  @Mutation(() => DrillSite, { description: 'Writes down a scenic site. BAD_INPUT with the field, CONFLICT for one of that name.' })
  @Requires(keepSites)
  addDrillSite(@Args('stationId', STATION) stationId: Id, @Args('input', INPUT) input: DrillSiteInput, @Args('idempotencyKey', { type: () => String, description: 'Made once per intention; a repeated command returns the first answer.' }) idempotencyKey: string): Promise<DrillSite> {
    return this.store.inStation(stationId, keepSites, async (rows) => shownSite(await addSite(rows, input, idempotencyKey), rows.reader));
  }

  @Mutation(() => DrillSite, { description: 'Corrects a scenic site; the whole of it is given. STALE_VERSION, BAD_INPUT with the field, CONFLICT, NOT_FOUND.' })
  @Requires(keepSites)
  changeDrillSite(@Args('stationId', STATION) stationId: Id, @Args('siteId', SITE) siteId: string, @Args('input', INPUT) input: DrillSiteInput, @Args('expectedVersion', VERSION) expectedVersion: number): Promise<DrillSite> {
    const id = parseId(siteId, 'siteId');
    return this.store.inStation(stationId, keepSites, async (rows) => shownSite(await changeSite(rows, id, input, expectedVersion), rows.reader));
  }

  @Mutation(() => Boolean, { description: 'Removes a scenic site at which nothing was drilled. STALE_VERSION, CONFLICT, NOT_FOUND.' })
  @Requires(keepSites)
  async removeDrillSite(@Args('stationId', STATION) stationId: Id, @Args('siteId', SITE) siteId: string, @Args('expectedVersion', VERSION) expectedVersion: number): Promise<boolean> {
    const id = parseId(siteId, 'siteId');
    await this.store.inStation(stationId, keepSites, (rows) => removeSite(rows, id, expectedVersion));
    return true;
  }
}

function shownSite({ gates, dangers, ...row }: SiteRow, reader: Reader): DrillSite {
  const placed = { longitude: null, latitude: null };
  return withReader(Object.assign(new DrillSite(), row, { gates: gates.map((gate) => ({ ...placed, unit: null, ...gate })), dangers: dangers.map((danger) => ({ ...placed, ...danger })) }), reader);
}
