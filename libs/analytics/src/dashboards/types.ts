import { DateTime, LocalDate } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { RANGE_PRESETS, type Id, type RangePreset } from '@stationhouse/kernel';
import type { Comparison } from '../comparison.js';
import type { LocalDate as Day } from '../dates.js';
import { MetricComparison, MetricFilter, MetricGranularity } from '../graphql/types.js';
import type { Granularity } from '../periods.js';
import { MapGrid, MapGridInput } from '../places/types.js';
import { SharedWith } from '../sharing.js';
import type { DashboardRow } from './dashboards.js';
import { DRAWINGS, type Drawing } from './tile.js';

const enumOf = <Name extends string>(names: readonly Name[]) => Object.fromEntries(names.map((name) => [name, name])) as { readonly [One in Name]: One };

export const DashboardDrawing = enumOf(DRAWINGS);
registerEnumType(DashboardDrawing, {
  name: 'DashboardDrawing',
  description: 'How a tile is drawn.',
  valuesMap: {
    FIGURE: { description: 'One figure per metric, with its change: no dimension, no periods.' },
    LINE: { description: 'By periods, and at most one dimension.' },
    BAR: { description: 'By periods or by one dimension.' },
    STACKED: { description: 'By two: dimensions, or one and periods.' },
    HEAT: { description: 'By two, such as weekday and hour.' },
    TABLE: { description: 'Rows and figures.' },
    MAP: { description: 'Hot spots by cells, as hotSpots answers them.' },
  },
});

export const DashboardRangePreset = enumOf(RANGE_PRESETS);
registerEnumType(DashboardRangePreset, { name: 'DashboardRangePreset', description: 'A stretch that moves with the day, by the clock of the place. LAST_… are whole weeks (from Monday) and months that are over.' });

@ObjectType({ description: 'When: a stretch that moves with the day, or dates.' })
export class DashboardRange {
  @Field(() => DashboardRangePreset, { nullable: true }) preset!: RangePreset | null;
  @Field(() => LocalDate, { nullable: true, description: 'Null with a preset.' }) from!: Day | null;
  @Field(() => LocalDate, { nullable: true, description: 'The day after the last one; null with a preset.' }) to!: Day | null;
}

@InputType({ description: 'When: a stretch that moves with the day, or dates.' })
export class DashboardRangeInput {
  @Field(() => DashboardRangePreset, { nullable: true, description: 'Or else both dates.' }) preset!: RangePreset | null;
  @Field(() => LocalDate, { nullable: true }) from!: Day | null;
  @Field(() => LocalDate, { nullable: true, description: 'The day after the last one.' }) to!: Day | null;
}

@ObjectType({ description: 'Values of one dimension that count.' })
export class DashboardFilter {
  @Field(() => String) dimension!: string;
  @Field(() => [String]) in!: readonly string[];
}

@ObjectType({ description: 'One tile: what is asked, and how it is drawn. It carries no figure: those are asked with metricSeries and hotSpots, under the rights of whoever looks.' })
export class DashboardTile {
  @Field(() => String, { description: 'Unique in its dashboard, and in nothing else.' }) key!: string;
  @Field(() => String, { description: 'Empty for the title of its metric.' }) title!: string;
  @Field(() => DashboardDrawing) drawing!: Drawing;
  @Field(() => Int, { description: 'Columns of twelve.' }) width!: number;
  @Field(() => Int, { description: 'Rows of the grid, 1 to 4.' }) height!: number;
  @Field(() => [String], { description: 'None for a map.' }) metrics!: readonly string[];
  @Field(() => [String]) dimensions!: readonly string[];
  @Field(() => [DashboardFilter]) filter!: readonly DashboardFilter[];
  @Field(() => DashboardRange) range!: DashboardRange;
  @Field(() => MetricGranularity) granularity!: Granularity;
  @Field(() => MetricComparison) compare!: Comparison;
  @Field(() => [ID], { description: 'Empty for the place where the dashboard is looked at.' }) stationIds!: readonly Id[];
  @Field(() => MapGrid, { description: 'Of a map.' }) grid!: MapGrid;
  @Field(() => [String], { description: 'Of a map: codes of categories; empty for all.' }) categories!: readonly string[];
}

@InputType({ description: 'One tile of a dashboard.' })
export class DashboardTileInput {
  @Field(() => String, { description: '1 to 36 letters, digits or hyphens, unique in the dashboard.' }) key!: string;
  @Field(() => String, { defaultValue: '', description: 'At most 60 characters; empty for the title of its metric.' }) title!: string;
  @Field(() => DashboardDrawing) drawing!: Drawing;
  @Field(() => Int, { defaultValue: 6, description: 'Columns of twelve, 3 to 12.' }) width!: number;
  @Field(() => Int, { defaultValue: 2, description: 'Rows of the grid, 1 to 4.' }) height!: number;
  @Field(() => [String], { defaultValue: [], description: '1 to 4 ids of metrics, of one unit where they are drawn in one chart; none for a map.' }) metrics!: string[];
  @Field(() => [String], { defaultValue: [], description: 'At most 2.' }) dimensions!: string[];
  @Field(() => [MetricFilter], { defaultValue: [], description: 'As in MetricQuery.' }) filter!: MetricFilter[];
  @Field(() => DashboardRangeInput) range!: DashboardRangeInput;
  @Field(() => MetricGranularity, { defaultValue: MetricGranularity.NONE }) granularity!: Granularity;
  @Field(() => MetricComparison, { defaultValue: MetricComparison.NONE }) compare!: Comparison;
  @Field(() => [ID], { defaultValue: [], description: 'Empty for the place where the dashboard is looked at.' }) stationIds!: Id[];
  @Field(() => MapGridInput, { defaultValue: { kind: 'SQUARE', size: 500 }, description: 'Of a map.' }) grid!: MapGridInput;
  @Field(() => [String], { defaultValue: [], description: 'Of a map: at most 20 codes of categories; none for all.' }) categories!: string[];
}

@ObjectType({ description: 'A dashboard: tiles on a grid of twelve columns, one after another. Shared, it shows everybody what they may see.' })
export class Dashboard {
  @Field(() => ID) id!: Id;
  @Field(() => Int, { description: 'Grows by one with every change.' }) version!: number;
  @Field(() => String) title!: string;
  @Field(() => SharedWith) sharing!: keyof typeof SharedWith;
  @Field(() => Boolean, { description: 'Whether the reader keeps it: others look at it and copy it.' }) mine!: boolean;
  @Field(() => [DashboardTile]) tiles!: readonly DashboardTile[];
  @Field(() => DateTime, { description: 'When it was changed last; domain time.' }) changedAt!: Date;
  row!: DashboardRow;
}

@InputType({ description: 'A dashboard to keep.' })
export class DashboardInput {
  @Field(() => String, { description: '1 to 100 characters.' }) title!: string;
  @Field(() => [DashboardTileInput], { description: 'At most 24.' }) tiles!: DashboardTileInput[];
  @Field(() => SharedWith, { defaultValue: SharedWith.OWN }) sharing!: keyof typeof SharedWith;
  @Field(() => ID, { nullable: true, description: 'The station it is shared with, for STATION.' }) withStationId!: Id | null | undefined;
}

@ObjectType({ description: 'Filters over all tiles of a dashboard; what is null leaves each tile its own.' })
export class DashboardFilters {
  @Field(() => DashboardRangePreset, { nullable: true }) preset!: RangePreset | null;
  @Field(() => LocalDate, { nullable: true }) from!: Day | null;
  @Field(() => LocalDate, { nullable: true, description: 'The day after the last one.' }) to!: Day | null;
  @Field(() => [ID], { description: 'Empty: each tile its own.' }) stationIds!: readonly Id[];
  @Field(() => String, { nullable: true, description: 'Code of a category, with everything below it.' }) category!: string | null;
}

@InputType({ description: 'Filters over all tiles of a dashboard; what is left out leaves each tile its own.' })
export class DashboardFiltersInput {
  @Field(() => DashboardRangePreset, { nullable: true }) preset!: RangePreset | null;
  @Field(() => LocalDate, { nullable: true }) from!: Day | null;
  @Field(() => LocalDate, { nullable: true, description: 'The day after the last one.' }) to!: Day | null;
  @Field(() => [ID], { defaultValue: [] }) stationIds!: Id[];
  @Field(() => String, { nullable: true }) category!: string | null;
}

@ObjectType({ description: 'A name that the reader gave to filters of a dashboard. Nobody else sees it.' })
export class DashboardView {
  @Field(() => ID) id!: Id;
  @Field(() => String) name!: string;
  @Field(() => DashboardFilters) filters!: DashboardFilters;
}
