import { DateTime, LocalDate, Text } from '@stationhouse/access';
import { Field, Float, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual } from '@stationhouse/kernel';
import type { Comparison } from '../comparison.js';
import type { ComparedPeriod } from '../figures.js';
import type { DateRange, Granularity } from '../periods.js';

export enum MetricMeasure {
  COUNT = 'COUNT',
  DISTINCT = 'DISTINCT',
  SUM = 'SUM',
  DURATION = 'DURATION',
  RATIO = 'RATIO',
}
registerEnumType(MetricMeasure, {
  name: 'MetricMeasure',
  description: 'How a metric measures its rows.',
  valuesMap: {
    COUNT: { description: 'How many there are.' },
    DISTINCT: { description: 'How many different ones; never to be added up over periods.' },
    SUM: { description: 'A sum.' },
    DURATION: { description: 'Seconds from one moment to another: the mean or, where the description says so, the median: numerator over denominator, the rows that have both moments.' },
    RATIO: { description: 'A share: numerator over denominator, both counts.' },
  },
});

export enum MetricPersonalData {
  EVENTS = 'EVENTS',
  PERSONS = 'PERSONS',
  SENSITIVE = 'SENSITIVE',
}
registerEnumType(MetricPersonalData, {
  name: 'MetricPersonalData',
  description: 'How personal a figure is.',
  valuesMap: {
    EVENTS: { description: 'Things that happened.' },
    PERSONS: { description: 'People: exact for officers of the station alone; others see them by the lattice.' },
    SENSITIVE: { description: 'Events that say something of one person: exact for officers of the station alone; others see them by the lattice.' },
  },
});

export enum MetricRollUp {
  HOUR = 'HOUR',
  DAY = 'DAY',
  NEVER = 'NEVER',
}
registerEnumType(MetricRollUp, { name: 'MetricRollUp', description: 'The finest period whose figures may be kept and added together; NEVER for what is counted anew each time.' });

export enum MetricGranularity {
  NONE = 'NONE',
  HOUR = 'HOUR',
  DAY = 'DAY',
  WEEK = 'WEEK',
  MONTH = 'MONTH',
  QUARTER = 'QUARTER',
  YEAR = 'YEAR',
}
registerEnumType(MetricGranularity, {
  name: 'MetricGranularity',
  description: 'How long the periods are, by the station’s own clock.',
  valuesMap: { NONE: { description: 'One figure for the whole range.' }, HOUR: { description: 'An hour that the clock shows twice is two.' }, WEEK: { description: 'From Monday (ISO 8601), or from the day weekStart says.' } },
});

export enum MetricComparison {
  NONE = 'NONE',
  PREVIOUS_PERIOD = 'PREVIOUS_PERIOD',
  SAME_PERIOD_LAST_YEAR = 'SAME_PERIOD_LAST_YEAR',
}
registerEnumType(MetricComparison, {
  name: 'MetricComparison',
  description: 'What figures are compared with.',
  valuesMap: {
    PREVIOUS_PERIOD: { description: '环比: each period with the one before it; without granularity the range with the one just before it, in months where it is whole months.' },
    SAME_PERIOD_LAST_YEAR: { description: '同比: the same day, month, quarter, or the week of the same number, of the year before. Hours have none.' },
  },
});

@ObjectType({ description: 'A value a dimension may take.' })
export class MetricValue {
  @Field(() => String) value!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Boolean, { description: 'Not shown by itself to readers without P2 at the station: it comes under “withheld” with the others of its kind, and cannot be filtered by.' }) sensitive!: boolean;
}

@ObjectType({ description: 'What a metric can be broken down and filtered by.' })
export class MetricDimension {
  @Field(() => String, { description: 'As queries name it: risk.' }) id!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => [MetricValue], { description: 'In the order people expect; empty where no list names them, as of stations and teams.' }) values!: MetricValue[];
  @Field(() => Boolean, { description: 'Values are paths, and one counts everything below it: dispute counts dispute.noise.' }) nested!: boolean;
  @Field(() => Int, { description: 'How many levels its values have, what MetricQuery.levels may name: 2 of categories; 1 where they are not nested.' }) levels!: number;
  @Field(() => Boolean, { description: 'Says where something happened. What says something of one person has no place here, and readers of aggregates (P0) see it in bands, by whole months and station, or not at all.' }) place!: boolean;
}

@ObjectType({ description: 'What a figure is counted in.' })
export class MetricUnit {
  @Field(() => String, { description: 'seconds, ratio, cases …' }) id!: string;
  @Field(() => Text) title!: Bilingual;
}

export enum FigureRecordKind {
  INCIDENT = 'INCIDENT',
  INSTANCE = 'INSTANCE',
}
registerEnumType(FigureRecordKind, {
  name: 'FigureRecordKind',
  description: 'What stands behind a figure.',
  valuesMap: { INCIDENT: { description: 'Incidents of the register.' }, INSTANCE: { description: 'Instances of workflows; of tasks, states and clocks those that they are of.' } },
});

@ObjectType({ description: 'Something that is counted, as the platform or a plugin declares it.' })
export class Metric {
  @Field(() => String, { description: 'Whose it is and its name: dispute-mediation.agreed.' }) id!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => Text, { description: 'What exactly is counted.' }) description!: Bilingual;
  @Field(() => String, { nullable: true, description: 'The plugin that brings it; null for the platform’s own.' }) pluginId!: string | null;
  @Field(() => MetricUnit) unit!: MetricUnit;
  @Field(() => MetricMeasure) measure!: MetricMeasure;
  @Field(() => MetricPersonalData) personalData!: MetricPersonalData;
  @Field(() => MetricRollUp) rollUp!: MetricRollUp;
  @Field(() => [String], { nullable: true, description: 'Of what is about persons: the dimensions that readers below P2 may ask for, beside the station, by whole ISO weeks that are over. Null where they see nothing of it, and for events.' }) lattice!: string[] | null;
  @Field(() => String, { nullable: true, description: 'The workflow that it counts; null for all of them, and for what is no workflow.' }) workflow!: string | null;
  @Field(() => FigureRecordKind, { nullable: true, description: 'What figureRecords lists behind a figure of it; null where nothing is listed, as of persons.' }) records!: FigureRecordKind | null;
  @Field(() => [MetricDimension]) dimensions!: MetricDimension[];
}

@InputType({ description: 'Values of one dimension that count.' })
export class MetricFilter {
  @Field(() => String, { description: 'As the metric names it: risk.' }) dimension!: string;
  @Field(() => [String], { description: '1 to 200 values; one of a nested dimension counts what is below it.' }) in!: string[];
}

@InputType({ description: 'The level of its tree that a nested dimension is shown by.' })
export class MetricLevel {
  @Field(() => String, { description: 'One of the dimensions of the query.' }) dimension!: string;
  @Field(() => Int, { description: '1, the outermost (criminal, dispute …), to 3. A value counts everything below it; deeper than the tree is every value by itself.' }) level!: number;
}

@InputType({ description: 'What is asked of one or several metrics.' })
export class MetricQuery {
  @Field(() => [String], { description: '1 to 10 ids of metrics; all of them have the dimensions and filters named here.' }) metrics!: string[];
  @Field(() => LocalDate, { description: 'The first day, by the station’s own clock.' }) from!: string;
  @Field(() => LocalDate, { description: 'The day after the last one.' }) to!: string;
  @Field(() => MetricGranularity, { defaultValue: MetricGranularity.NONE }) granularity!: Granularity;
  @Field(() => Int, { defaultValue: 1, description: 'The day weeks begin on: 1, Monday (ISO 8601), to 7, Sunday.' }) weekStart!: number;
  @Field(() => MetricComparison, { defaultValue: MetricComparison.NONE }) compare!: Comparison;
  @Field(() => [String], { defaultValue: [], description: 'At most 5.' }) dimensions!: string[];
  @Field(() => [MetricFilter], { defaultValue: [], description: 'At most 10; all of them hold.' }) filter!: MetricFilter[];
  @Field(() => [MetricLevel], { defaultValue: [], description: 'Nested dimensions that are shown by a level of their tree, such as the roots of the categories; every value by itself where one is not named.' }) levels!: MetricLevel[];
  @Field(() => DateTime, { nullable: true, description: 'As the figures were known at this moment: of the days that were over then, whatever came late or was corrected since. Errors: FIGURE_NOT_KEPT for what no roll-up holds (metrics that are counted anew each time, hours, dimensions that are not kept), or from before it was kept.' }) asOf?: Date | null;
}

@ObjectType({ description: 'One period of a range.' })
export class MetricPeriod {
  @Field(() => String, { description: 'Its first local date, 2026-03-01; of an hour the moment it begins, UTC: 2026-03-01T05:00:00.000Z.' }) key!: string;
  @Field(() => Boolean, { description: 'False while it goes on at any of the stations, and for one that the range takes only a part of.' }) complete!: boolean;
  @Field(() => String, { nullable: true, description: 'The key of the period it is compared with; null for none: nothing is compared, it has not begun, or the year before had no such day (29 February) or week (the 53rd).' }) previous!: string | null;
}

@ObjectType({ description: 'A stretch of local dates.' })
export class MetricRange {
  @Field(() => LocalDate) from!: string;
  @Field(() => LocalDate, { description: 'The day after the last one.' }) to!: string;
}

@ObjectType({ description: 'The value of one dimension.' })
export class MetricPointDimension {
  @Field(() => String) dimension!: string;
  @Field(() => String, { nullable: true, description: 'Null for what has none; “withheld” for what is not shown by itself.' }) value!: string | null;
  @Field(() => Text) title!: Bilingual;
}

@ObjectType({ description: 'How much something is.' })
export class MetricAmount {
  @Field(() => Float, { nullable: true, description: 'How many rows it is made of; null where that is not told.' }) count!: number | null;
  @Field(() => Float, { nullable: true, description: 'Null where it is not told. The count or the sum; of a ratio the rows for which it holds; of a duration the seconds of all rows together.' }) numerator!: number | null;
  @Field(() => Float, { nullable: true, description: 'What the numerator is divided by, of a ratio and a duration.' }) denominator!: number | null;
  @Field(() => Float, { nullable: true, description: 'In the metric’s unit, not rounded: a ratio is 0 to 1. Null where there is nothing to divide by, and where it is not told: the reason says why.' }) value!: number | null;
  @Field(() => Boolean, { description: 'So few persons, or none, that nothing is told but the bounds: not a zero.' }) suppressed!: boolean;
  @Field(() => Text, { nullable: true, description: 'Why it is not exact, to be shown beside it; null for a figure that is.' }) reason!: Bilingual | null;
  @Field(() => Float, { nullable: true, description: 'The true count is at least this many. Of a band, its beginning; null for an exact figure.' }) atLeast!: number | null;
  @Field(() => Float, { nullable: true, description: 'The true count is at most this many. Of a band, its end; null for an exact figure.' }) atMost!: number | null;
  @Field(() => Float, { nullable: true, description: 'Of a rounded figure: in nineteen cases of twenty the true one is no farther away.' }) margin!: number | null;
  @Field(() => Float, { nullable: true, description: 'Of a band: its place in its period within this answer, 1 for the highest; equal bands share one.' }) rank!: number | null;
}

@ObjectType({ description: 'What a metric is in one period and at one combination of values. Where nothing happened there is no point, unless figures are told in bands or rounded: then every point is there, but for places of which nothing is told in any period; a total without periods and dimensions always has one.' })
export class MetricPoint extends MetricAmount {
  @Field(() => String, { nullable: true, description: 'The key of its period; null without granularity.' }) period!: string | null;
  @Field(() => Boolean, { description: 'As its period; without granularity, whether the range is over.' }) complete!: boolean;
  @Field(() => [MetricPointDimension], { description: 'In the order they were asked for.' }) dimensions!: MetricPointDimension[];
  @Field(() => MetricAmount, { nullable: true, description: 'What it was in the period it is compared with: all of it, or as much of it as has passed of one that still goes on. Null where there is none to compare with.' }) previous!: MetricAmount | null;
  @Field(() => Float, { nullable: true, description: 'value less previous.value, in the metric’s unit. Null where one of them is missing, and for readers of aggregates (P0) while the period goes on.' }) difference!: number | null;
  @Field(() => Float, { nullable: true, description: 'difference over previous.value: -0.714 for 2 against 7. Null, too, where there was nothing before.' }) change!: number | null;
  @Field(() => String, { nullable: true, description: 'change as it is printed: −71.4 %. Null as change.' }) printedChange!: string | null;
}

@ObjectType({ description: 'The answer for one metric.' })
export class MetricSeries {
  @Field(() => Metric) metric!: Metric;
  @Field(() => MetricGranularity) granularity!: Granularity;
  @Field(() => [String], { description: 'The IANA time zones the stations count by.' }) timeZones!: readonly string[];
  @Field(() => [MetricPeriod], { description: 'Every period of the range in order, also those without points; empty without granularity.' }) periods!: readonly ComparedPeriod[];
  @Field(() => MetricRange, { nullable: true, description: 'The dates the earlier figures are counted over; null when nothing is compared.' }) comparedRange!: DateRange | null;
  @Field(() => [MetricPoint], { description: 'By period, then as the dimensions list their values; at most 10,000.' }) points!: readonly MetricPoint[];
}
