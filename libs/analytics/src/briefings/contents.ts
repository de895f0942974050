import type { Bilingual, Id } from '@stationhouse/kernel';
import type { LocalDate } from '../dates.js';
import type { DateRange } from '../periods.js';
import type { GridShape, Position } from '../places/grid.js';
import type { Heat } from '../places/hot-spots.js';

/** A count of the week beside those it is compared with. Changes are shares: 0.127 is +12.7 %; null where there was nothing. */
export interface ComparedCount {
  readonly value: number;
  readonly previous: number;
  readonly change: number | null;
  readonly lastYear: number;
  readonly yearChange: number | null;
}

/** A category of the highest level. `category` is null for those that say something of one person: they are one sum. */
export interface CategoryCount extends ComparedCount {
  readonly category: string | null;
  readonly title: Bilingual;
}

/** A task or a clock of an instance, by its number: nothing that somebody wrote. */
export interface DueItem {
  readonly instanceId: Id;
  readonly number: string;
  readonly workflow: Bilingual;
  readonly title: Bilingual;
  /** ISO 8601, UTC. */
  readonly dueAt: string;
  readonly overdue: boolean;
}

/** An objective that an exercise did not reach. */
export interface DrillAction {
  readonly exerciseId: Id;
  readonly exercise: string;
  readonly objective: string;
  readonly targetSeconds: number;
  /** Null where it never came. */
  readonly measuredSeconds: number | null;
}

/** How much of a list is kept. */
export const MOST_LISTED = 30;

/** The beginning of a list, and how long it is. */
export interface Listed<Item> {
  readonly total: number;
  readonly items: readonly Item[];
}

/** A cell of the map in which something happened. */
export interface BriefingCell {
  readonly cell: string;
  readonly count: number;
  readonly previous: number;
  readonly heat: Heat;
}

/** Where incidents of four weeks gathered. */
export interface BriefingMap extends DateRange {
  readonly grid: GridShape;
  readonly method: Bilingual;
  /** Those with most first. */
  readonly cells: readonly BriefingCell[];
  /** The station's area as it was drawn then. */
  readonly area: readonly (readonly Position[])[];
}

/** What was computed of a week, as it is published. The days are the station's. */
export interface BriefingFigures {
  /** When it was computed; ISO 8601, UTC. */
  readonly asOf: string;
  readonly timeZone: string;
  readonly incidents: { readonly total: ComparedCount; readonly categories: readonly CategoryCount[] };
  readonly map: BriefingMap;
  readonly clocks: Listed<DueItem>;
  readonly followUps: Listed<DueItem>;
  readonly drills: Listed<DrillAction>;
}

/** What people write: a text to each section, and the tasking. */
export const TEXT_NAMES = ['overview', 'incidents', 'map', 'clocks', 'followUps', 'drills', 'tasking'] as const;
export type BriefingTexts = { readonly [Name in (typeof TEXT_NAMES)[number]]: string };

export const NO_TEXTS: BriefingTexts = { overview: '', incidents: '', map: '', clocks: '', followUps: '', drills: '', tasking: '' };

/** The day after the last of seven, and the first. */
export interface BriefingWeek {
  readonly from: LocalDate;
  readonly to: LocalDate;
}
