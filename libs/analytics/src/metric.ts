import { text, type Bilingual, type IsoDuration } from '@stationhouse/kernel';

/** What a figure is counted in, and which measures may use it. */
export const UNITS = {
  incidents: { title: text('起', 'incidents'), measures: ['count', 'distinct', 'sum'] },
  cases: { title: text('件', 'cases'), measures: ['count', 'distinct', 'sum'] },
  times: { title: text('次', 'times'), measures: ['count', 'sum'] },
  tasks: { title: text('项', 'tasks'), measures: ['count', 'distinct'] },
  persons: { title: text('人', 'persons'), measures: ['count', 'distinct', 'sum'] },
  personTimes: { title: text('人次', 'person-times'), measures: ['count', 'sum'] },
  pieces: { title: text('个', 'pieces'), measures: ['count', 'distinct', 'sum'] },
  yuan: { title: text('元', 'yuan'), measures: ['sum'] },
  seconds: { title: text('秒', 'seconds'), measures: ['duration', 'sum'] },
  ratio: { title: text('占比', 'share'), measures: ['ratio'] },
} as const satisfies Readonly<Record<string, { readonly title: Bilingual; readonly measures: readonly MeasureKind[] }>>;

/** The id of a unit: `cases`, `seconds`, `ratio`. */
export type UnitId = keyof typeof UNITS;

/** The ways of measuring. */
export type MeasureKind = 'count' | 'distinct' | 'sum' | 'duration' | 'ratio';

/**
 * What is asked of one column: a value, one of several, whether there is one at all, a bound of a number, or that a moment came within so
 * long after another one.
 */
export type Test =
  | string
  | boolean
  | readonly string[]
  | { readonly present: boolean }
  | { readonly atLeast: number }
  | { readonly atMost: number }
  | { readonly within: IsoDuration; readonly of: string };

/** Which rows: every test holds. Columns by name, the data of a workflow as `data.risk`. */
export type Rows = Readonly<Record<string, Test>>;

/**
 * What is measured over the rows of a metric. A rate is never stored and never averaged: it is two counts.
 * - `count`: how many rows there are
 * - `distinct`: how many different values of an identifier, such as `instance`
 * - `sum`: of a number
 * - `duration`: the mean seconds from one moment to another, over the rows that have both, in this order; with `median` the middle ones, which a single long case does not move
 * - `ratio`: the share of the rows for which more holds
 */
export type Measure = 'count' | { readonly distinct: string } | { readonly sum: string } | { readonly duration: { readonly from: string; readonly to: string; readonly median?: true } } | { readonly ratio: Rows };

/** The parts of the platform that figures are made of: base views without exercises. See {@link FACT_SOURCES}. */
export type FactName = 'incident' | 'instance' | 'item' | 'task' | 'entry' | 'clock' | 'flag';

/** A base view of the platform. */
export interface FactSource {
  readonly fact: FactName;
  /** The workflow whose rows they are, and whose data are dimensions; of all workflows when absent (the platform's own metrics). */
  readonly workflow?: string;
  /** Of `item`: the list in the workflow's data whose entries are counted, such as `parties`; their fields are columns, `item.role`. */
  readonly list?: string;
}

/** A column of a plugin's own table or view. Declare none that is personal: what is not declared cannot be counted by. */
export type OwnColumn =
  | { readonly type: 'moment' | 'number' | 'id' }
  | { readonly type: 'boolean'; readonly title: Bilingual }
  | { readonly type: 'choice'; readonly title: Bilingual; readonly values: readonly { readonly value: string; readonly title: Bilingual; readonly sensitive?: boolean }[] };

/** A table or a view of the plugin's own schema. Its SQL runs as the plugin's role, under row-level security. */
export interface OwnSource {
  /** Its bare name, `loan`; its rows carry `station_id`. */
  readonly table: string;
  /** What is read of it, by name in camelCase: `lentAt` is the column `lent_at`. */
  readonly columns: Readonly<Record<string, OwnColumn>>;
  /**
   * The column with the id of the workflow instance a row belongs to, whose exercises then do not count (the plugin declares `reads: ['instance']`);
   * null for rows that belong to none.
   */
  readonly instance: string | null;
  /**
   * Boolean columns that mark somebody under special protection (P3: minors, health, what is sealed): where one of them holds, the row is in no figure
   * that goes to a reader below P2. A metric with a lattice names them, or an empty list.
   */
  readonly protects?: readonly string[];
}

/** One metric: what is counted, when, by what, and how personal it is. */
export interface Metric {
  /** Whose it is and its name: `dispute-mediation.agreed`. */
  readonly id: string;
  readonly title: Bilingual;
  /** One sentence: what exactly is counted. */
  readonly description: Bilingual;
  readonly unit: UnitId;
  /**
   * `events`: things that happened. `persons`: people, their age, sex or health. `sensitive`: events that say something of one person, such as
   * domestic violence. The latter two are exact for officers of the station alone; other readers see them by their `lattice`, if there is one.
   */
  readonly personalData: 'events' | 'persons' | 'sensitive';
  /**
   * Of a count of persons: the dimensions that together make the cells which other readers are told of, rounded, by station and whole ISO week
   * (docs/adr/0037). Few: the more cells, the less is told. One lattice over the same rows, since two would tell more than each of them.
   */
  readonly lattice?: readonly string[];
  readonly source: FactSource | OwnSource;
  readonly measure: Measure;
  /** The column whose moment decides the period a row falls into. */
  readonly time: string;
  /** Which rows count; all when absent. */
  readonly where?: Rows;
  /** Columns with a finite list of values, or one of the platform's dimensions; station, hour, weekday and month come with every metric. */
  readonly dimensions?: readonly string[];
  /**
   * The finest period that may be kept rolled up and added together; `never` for what cannot be added, which is counted from the rows each time.
   * A day when absent, never for a distinct count or a median. Kept are the total and each dimension alone (`hour`: the hour of the day, too), and those named
   * `together`, three at most: station, weekday and month come with every one of them. Whatever else is asked is counted from the rows.
   */
  readonly rollUp?: 'hour' | 'day' | 'never' | { readonly by: 'hour' | 'day'; readonly together: readonly (readonly string[])[] };
}

/** Declares a metric. It is checked with its plugin when the server starts. */
export function defineMetric(metric: Metric): Metric {
  return Object.freeze(metric);
}

/** The kind of a measure. */
export function measureKind(measure: Measure): MeasureKind {
  if (measure === 'count') return 'count';
  return (['distinct', 'sum', 'duration', 'ratio'] as const).find((kind) => kind in measure) ?? 'count';
}

/** Whether figures of parts add up to the figure of the whole: different values and medians do not. */
export function addsUp(measure: Measure): boolean {
  return typeof measure !== 'object' || !('distinct' in measure || ('duration' in measure && measure.duration.median === true));
}

/** The finest period of a metric that may be kept and added. */
export function rollUpOf({ rollUp, measure }: Metric): 'hour' | 'day' | 'never' {
  if (typeof rollUp === 'object') return rollUp.by;
  return rollUp ?? (addsUp(measure) ? 'day' : 'never');
}

/** Dimensions of a metric that are kept together, by the names queries give. */
export function togetherOf({ rollUp }: Metric): readonly (readonly string[])[] {
  return typeof rollUp === 'object' ? rollUp.together.map((names) => names.map((name) => name.replace(/^data\./, ''))) : [];
}
