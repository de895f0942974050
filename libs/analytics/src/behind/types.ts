import { DateTime, LocalDate, PageInfo, Text } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { FigureRecordKind, MetricFilter, MetricGranularity } from '../graphql/types.js';
import type { Granularity } from '../periods.js';
import type { CellValue } from './cell.js';

@InputType({ description: 'The value of one dimension in a point of metricSeries, as it stands there.' })
export class FigureCellValue implements CellValue {
  @Field(() => String) dimension!: string;
  @Field(() => String, { nullable: true, description: 'Null for what has none. “withheld” is not listed.' }) value?: string | null;
}

@InputType({ description: 'One figure: what was asked of metricSeries, and which of its points.' })
export class FigureCell {
  @Field(() => String, { description: 'Its id: incident.received.' }) metric!: string;
  @Field(() => LocalDate, { description: 'As in the query.' }) from!: string;
  @Field(() => LocalDate, { description: 'As in the query: the day after the last one.' }) to!: string;
  @Field(() => MetricGranularity, { defaultValue: MetricGranularity.NONE, description: 'As in the query.' }) granularity!: Granularity;
  @Field(() => Int, { defaultValue: 1, description: 'As in the query.' }) weekStart!: number;
  @Field(() => [MetricFilter], { defaultValue: [], description: 'As in the query.' }) filter!: MetricFilter[];
  @Field(() => String, { nullable: true, description: 'The period of the point; absent without granularity.' }) period?: string | null;
  @Field(() => [FigureCellValue], { defaultValue: [], description: 'The dimensions of the point.' }) values!: FigureCellValue[];
  @Field(() => Boolean, { defaultValue: false, description: 'True: of a share the rows for which it holds, of a duration those that have both moments, alone.' }) counted!: boolean;
}

@ObjectType({ description: 'A record behind a figure. What it says is read with incident or instance, under the reader’s own rights.' })
export class FigureRecord {
  @Field(() => FigureRecordKind) kind!: FigureRecordKind;
  @Field(() => ID) stationId!: Id;
  @Field(() => ID) id!: Id;
  @Field(() => String) number!: string;
  @Field(() => Text, { description: 'The category of an incident; how an instance is called.' }) title!: Bilingual;
  @Field(() => Text, { description: 'Where it stands now.' }) stateTitle!: Bilingual;
  @Field(() => DateTime, { description: 'When the last of its rows fell into the figure.' }) at!: Date;
  @Field(() => Int, { description: 'How many rows of the figure are of it: mediations of one dispute.' }) rows!: number;
}

@ObjectType() export class FigureRecordEdge {
  @Field(() => String) cursor!: string;
  @Field(() => FigureRecord) node!: FigureRecord;
}

@ObjectType() export class FigureRecordConnection {
  @Field(() => [FigureRecordEdge]) edges!: FigureRecordEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}
