import { DateTime, Json, LocalDate, Text } from '@stationhouse/access';
import { Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual } from '@stationhouse/kernel';
import type { Comparison } from '../comparison.js';
import type { LocalDate as Day } from '../dates.js';
import { MetricAmount, MetricComparison, MetricRange } from '../graphql/types.js';
import type { DateRange } from '../periods.js';
import type { GridKind, GridShape, Outline } from './grid.js';
import type { Heat } from './hot-spots.js';
import type { Shift } from './patrol/recommend.js';

export enum MapGridKind {
  SQUARE = 'SQUARE',
  HEXAGON = 'HEXAGON',
}
registerEnumType(MapGridKind, { name: 'MapGridKind', description: 'How a map is cut into cells.', valuesMap: { SQUARE: { description: 'Squares of so many metres.' }, HEXAGON: { description: 'Hexagons of an H3 resolution.' } } });

export enum HotSpotHeat {
  VERY_HOT = 'VERY_HOT',
  HOT = 'HOT',
  NONE = 'NONE',
  COLD = 'COLD',
}
registerEnumType(HotSpotHeat, {
  name: 'HotSpotHeat',
  description: 'How the neighbourhood of a cell stands out among all cells.',
  valuesMap: { VERY_HOT: { description: 'Of those called so, about one in a hundred is by chance.' }, HOT: { description: 'Of those called so, about one in twenty is by chance.' }, NONE: { description: 'As chance would have it, or too few cells to say.' }, COLD: { description: 'Fewer than chance would have it.' } },
});

@InputType({ description: 'How a map is cut into cells. The same place is always in the same cell.' })
export class MapGridInput implements GridShape {
  @Field(() => MapGridKind, { defaultValue: MapGridKind.SQUARE }) kind!: GridKind;
  @Field(() => Int, { defaultValue: 500, description: 'Of squares: metres, 100 to 5,000. Of hexagons: the H3 resolution, 6 (36 km²) to 10 (0.015 km²).' }) size!: number;
}

@ObjectType({ description: 'How a map is cut into cells.' })
export class MapGrid {
  @Field(() => MapGridKind) kind!: GridKind;
  @Field(() => Int, { description: 'Metres of a square, or the H3 resolution of a hexagon.' }) size!: number;
}

@InputType({ description: 'What is asked of a map of hot spots.' })
export class HotSpotQueryInput {
  @Field(() => LocalDate, { description: 'The first day, by the station’s own clock.' }) from!: Day;
  @Field(() => LocalDate, { description: 'The day after the last one.' }) to!: Day;
  @Field(() => [String], { defaultValue: [], description: 'Codes of categories, each with everything below it; none for all. What says something of one person is on no map.' }) categories!: string[];
  @Field(() => MapGridInput, { defaultValue: { kind: MapGridKind.SQUARE, size: 500 } }) grid!: MapGridInput;
  @Field(() => MetricComparison, { defaultValue: MetricComparison.NONE }) compare!: Comparison;
}

@ObjectType({ description: 'By how much a cell changed, in incidents of the later period’s length.' })
export class HotSpotChange {
  @Field(() => Float) difference!: number;
  @Field(() => Float, { description: 'The lower 95 % bound, of a cell by itself: of twenty cells that did not change, one looks as if it did.' }) atLeast!: number;
  @Field(() => Float, { description: 'The upper 95 % bound.' }) atMost!: number;
  @Field(() => Boolean, { description: 'Whether the bounds leave out zero.' }) clear!: boolean;
}

@ObjectType({ description: 'A cell of the map.' })
export class HotSpotCell {
  @Field(() => String, { description: 'Its key; the same in every answer.' }) cell!: string;
  @Field(() => String, { nullable: true, description: 'The community and grid cell its middle lies in; null where none is drawn.' }) name!: string | null;
  @Field(() => Json, { description: 'GeoJSON Polygon, WGS-84.' }) outline!: Outline;
  @Field(() => MetricAmount, { description: 'Incidents in it.' }) amount!: MetricAmount;
  @Field(() => Float, { nullable: true, description: 'Getis-Ord Gi* of the cell and those that touch it, in standard deviations. Null for areas of fewer than 30 cells.' }) score!: number | null;
  @Field(() => HotSpotHeat) heat!: Heat;
  @Field(() => MetricAmount, { nullable: true, description: 'Incidents in it in the earlier period; null when nothing is compared.' }) previous!: MetricAmount | null;
  @Field(() => HotSpotChange, { nullable: true, description: 'Null when nothing is compared, and where counts are told in bands.' }) change!: HotSpotChange | null;
}

@ObjectType({ description: 'Where incidents gather. Exercises, sealed records and what says something of one person are not on it.' })
export class HotSpots {
  @Field(() => Text, { description: 'How it was found, to be shown beside it.' }) method!: Bilingual;
  @Field(() => [HotSpotCell], { description: 'The cells with incidents, those with most first.' }) cells!: HotSpotCell[];
  @Field(() => Int, { description: 'Cells that were looked at, the empty ones too.' }) cellsInArea!: number;
  @Field(() => Float, { description: 'How large a cell is, km²; of hexagons the mean.' }) cellArea!: number;
  @Field(() => MetricRange, { nullable: true, description: 'The dates it is compared with.' }) comparedRange!: DateRange | null;
  @Field(() => Int, { nullable: true, description: 'Incidents of the period without a place, or whose place was erased; null where counts are told in bands.' }) withoutPlace!: number | null;
}

@InputType({ description: 'Hours of the day, by the station’s own clock.' })
export class PatrolShiftInput implements Shift {
  @Field(() => Int, { description: 'The hour it begins with, 0 to 23.' }) from!: number;
  @Field(() => Int, { description: 'The hour it ends at, 1 to 24; over midnight where that is not later.' }) until!: number;
}

@InputType({ description: 'What is asked of a directed patrol.' })
export class PatrolQueryInput {
  @Field(() => LocalDate, { description: 'The first of seven days, at most 28 days ahead. For a day of the past it answers what was known then.' }) from!: Day;
  @Field(() => [String], { defaultValue: [], description: 'Codes of categories, each with everything below it; none for crime, public order and traffic in the street.' }) categories!: string[];
  @Field(() => MapGridInput, { defaultValue: { kind: MapGridKind.SQUARE, size: 500 } }) grid!: MapGridInput;
  @Field(() => Int, { defaultValue: 28, description: 'Hours of patrol in these days, at all places together: 1 to 200.' }) hours!: number;
  @Field(() => PatrolShiftInput, { nullable: true, description: 'The hours of the day it is for; all when absent.' }) shift?: PatrolShiftInput | null;
}

@ObjectType({ description: 'A place and the hours of a day to be there.' })
export class PatrolStint {
  @Field(() => String) cell!: string;
  @Field(() => String, { nullable: true, description: 'The community and grid cell the middle of the cell lies in; null where none is drawn.' }) name!: string | null;
  @Field(() => Json, { description: 'GeoJSON Polygon of the cell, WGS-84.' }) outline!: Outline;
  @Field(() => LocalDate) date!: Day;
  @Field(() => Int, { description: 'The local hour it begins with, 0 to 23.' }) hour!: number;
  @Field(() => Int, { description: 'How many hours it lasts.' }) hours!: number;
  @Field(() => Float, { description: 'Incidents to be expected there in these hours.' }) expected!: number;
  @Field(() => Int, { description: 'Incidents there at these hours of any day, in all that was looked at.' }) before!: number;
}

@ObjectType({ description: 'How many of the incidents of weeks that were over fell into the place-hours that would have been chosen for them.' })
export class PatrolHits {
  @Field(() => Float, { description: 'The share of all place-hours that was chosen, 0 to 1.' }) share!: number;
  @Field(() => Float, { description: 'The share of incidents that fell into them, 0 to 1.' }) hitRate!: number;
  @Field(() => Float, { description: 'Prediction accuracy index: the hit rate over the share.' }) accuracyIndex!: number;
}

@ObjectType({ description: 'How well the recommendation did on weeks it did not know, beside two simple ways of choosing.' })
export class PatrolMeasure {
  @Field(() => [LocalDate], { description: 'The first days of the weeks it was measured on; its parameters were chosen on earlier ones.' }) weeks!: Day[];
  @Field(() => Int, { description: 'Incidents in these weeks.' }) incidents!: number;
  @Field(() => [PatrolHits]) recommendation!: PatrolHits[];
  @Field(() => [PatrolHits], { description: 'By the counts of the week before.' }) lastWeek!: PatrolHits[];
  @Field(() => [PatrolHits], { description: 'By the counts of all that was before.' }) longRun!: PatrolHits[];
}

@ObjectType({ description: 'Hot places at hot hours for seven days. It is made of places, times and categories of past incidents and of nothing else; people decide what is done.' })
export class DirectedPatrol {
  @Field(() => Text, { description: 'How it was made, to be shown beside it.' }) method!: Bilingual;
  @Field(() => Text, { description: 'What nobody should forget who uses it, to be shown beside it.' }) caution!: Bilingual;
  @Field(() => MapGrid) grid!: MapGrid;
  @Field(() => [String], { description: 'The categories that counted.' }) categories!: string[];
  @Field(() => [PatrolStint], { description: 'The most promising first.' }) stints!: PatrolStint[];
  @Field(() => [Float], { description: 'Incidents to be expected in all places by hour of the week: 168, Monday 00:00 first.' }) clock!: number[];
  @Field(() => Float, { description: 'Incidents to be expected in these seven days in all places.' }) expected!: number;
  @Field(() => Int, { description: 'Past incidents it was made from.' }) incidents!: number;
  @Field(() => PatrolMeasure, { nullable: true, description: 'Null while the past is shorter than three weeks.' }) measured!: PatrolMeasure | null;
}

@InputType({ description: 'A place and the hours of a day to be there, as somebody decides it.' })
export class PlannedStintInput {
  @Field(() => String, { description: 'A cell of the plan’s grid.' }) cell!: string;
  @Field(() => String, { defaultValue: '', description: 'What the place is called; at most 80 characters. No names of people.' }) place!: string;
  @Field(() => LocalDate) date!: Day;
  @Field(() => Int, { description: 'The local hour it begins with, 0 to 23.' }) hour!: number;
  @Field(() => Int, { description: 'Whole hours; it ends with the day.' }) hours!: number;
  @Field(() => Boolean, { description: 'Whether it was recommended.' }) recommended!: boolean;
}

@InputType({ description: 'What is decided of a week.' })
export class PatrolPlanInput {
  @Field(() => String, { defaultValue: '', description: 'At most 500 characters; no names of people.' }) note!: string;
  @Field(() => [PlannedStintInput], { description: '1 to 200, within the seven days of the plan.' }) stints!: PlannedStintInput[];
}

@InputType({ description: 'What a plan is decided on.' })
export class PatrolBasisInput {
  @Field(() => MapGridInput) grid!: MapGridInput;
  @Field(() => [String], { description: 'Codes of the categories that counted.' }) categories!: string[];
}

@ObjectType({ description: 'A place and the hours of a day to be there, as somebody decided it.' })
export class PlannedStint {
  @Field(() => String) cell!: string;
  @Field(() => Json, { description: 'GeoJSON Polygon of the cell, WGS-84.' }) outline!: Outline;
  @Field(() => String, { description: 'What the place is called; may be empty.' }) place!: string;
  @Field(() => LocalDate) date!: Day;
  @Field(() => Int, { description: 'The local hour it begins with, 0 to 23.' }) hour!: number;
  @Field(() => Int, { description: 'How many hours it lasts.' }) hours!: number;
  @Field(() => Boolean, { description: 'Whether it was recommended, or somebody’s own.' }) recommended!: boolean;
}

@ObjectType({ description: 'Where and when a station patrols in a week, as somebody decided it.' })
export class PatrolPlan {
  @Field(() => ID) id!: string;
  @Field(() => Int, { description: 'Grows with every change.' }) version!: number;
  @Field(() => LocalDate, { description: 'The first of its seven days.' }) startsOn!: Day;
  @Field(() => MapGrid) grid!: MapGrid;
  @Field(() => [String], { description: 'Codes of the categories that the recommendation counted.' }) categories!: readonly string[];
  @Field(() => String) note!: string;
  @Field(() => [PlannedStint], { description: 'In the order of time.' }) stints!: PlannedStint[];
  @Field(() => DateTime, { description: 'When it was last decided; domain time.' }) changedAt!: Date;
}
