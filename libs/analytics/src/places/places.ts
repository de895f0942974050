import type { Tenant } from '@stationhouse/database';
import { badInput, localDate, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { Column } from '../columns.js';
import type { Comparison } from '../comparison.js';
import { addDays, addMonths, daysBetween, monthsBetween, type LocalDate } from '../dates.js';
import { boundsOf, isWholeMonths, type DateRange } from '../periods.js';
import type { FigureAmount } from '../points.js';
import { EXACT } from '../privacy/disclosure.js';
import type { FigureSight } from '../query.js';
import type { MetricRegistry } from '../registry.js';
import { mapped, patrolled } from './categories.js';
import { gridOf, type Grid, type GridShape, type Outline } from './grid.js';
import { hotSpots, type CellCount, type Change, type Heat } from './hot-spots.js';
import { cellNames } from './localities.js';
import { hotSpotMethod, patrolMethod } from './method.js';
import { recommend, type Recommendation, type Shift } from './patrol/recommend.js';
import type { PlacedIncident } from './patrol/timed.js';
import { placeCounts, placedIncidents, stationsOnMap, type MappedStation, type PlaceCount } from './reader.js';
import { saidOf, tellingOf, type ToldCell } from './sight.js';

/** What is asked of a map of hot spots. */
export interface HotSpotQuery extends DateRange {
  /** Codes with everything below them; none: every category that may be on a map. */
  readonly categories: readonly string[];
  readonly grid: GridShape;
  readonly compare: Comparison;
}

/** One cell of the answer. */
export interface HotCell {
  readonly cell: string;
  /** What lies in its middle, by the bureau’s communities and grid cells; null where none is drawn. */
  readonly name: string | null;
  readonly outline: Outline;
  readonly amount: FigureAmount;
  readonly score: number | null;
  readonly heat: Heat;
  readonly previous: FigureAmount | null;
  readonly change: Change | null;
}

/** Where incidents gather. */
export interface HotSpotMap {
  readonly method: Bilingual;
  /** The cells with something in them, now or before, the hottest first. */
  readonly cells: readonly HotCell[];
  /** How many cells were looked at, the empty ones too, and how large each is, km². */
  readonly cellsInArea: number;
  readonly cellArea: number;
  readonly comparedRange: DateRange | null;
  /** Incidents without a place, or whose place was erased; null where counts are not told. */
  readonly withoutPlace: number | null;
}

/** What is asked of a directed patrol. */
export interface PatrolQuery {
  /** The first of seven days. */
  readonly from: LocalDate;
  readonly categories: readonly string[];
  readonly grid: GridShape;
  /** How many hours of patrol, at all places together, 1 to 200. */
  readonly hours: number;
  /** The hours of the day it is for; all when absent. */
  readonly shift?: Shift | null | undefined;
}

/** What a patrol is recommended from. */
export interface PatrolPast {
  readonly query: PatrolQuery;
  readonly grid: Grid;
  readonly categories: readonly string[];
  /** The day after the last one that is known in full. */
  readonly until: LocalDate;
  readonly incidents: readonly PlacedIncident[];
}

/** A recommendation for a week. */
export interface DirectedPatrol extends Recommendation {
  readonly method: Bilingual;
  readonly grid: Grid;
  readonly categories: readonly string[];
}

const DAY_MS = 86_400_000;
const EPOCH = '1970-01-01';
const MOST_CELLS = 20_000;
/** A year and the weeks that are measured. */
const PAST_WEEKS = 52;
const MOST_HOURS = 200;
const FURTHEST_DAYS = 28;

/** Maps of what happened where, and what patrols may make of it. Events alone: exercises and what is sealed are not in `fact.place`. */
export class Places {
  constructor(private readonly registry: MetricRegistry) {}

  /**
   * Where incidents gather over the areas of stations.
   * @throws StationhouseError BAD_INPUT, FIGURE_TOO_FINE, PERSONAL_DATA_MASKED, QUERY_TOO_COSTLY, NOT_FOUND
   */
  async hotSpots(tenant: Tenant, stationIds: readonly Id[], query: HotSpotQuery, sight: FigureSight): Promise<HotSpotMap> {
    if (query.from >= query.to) throw badInput('query.to', text('结束日期须晚于开始日期；结束日期当天不计。', 'The range must end after it begins; the day it ends on does not count.'));
    const grid = gridOf(query.grid);
    const before = rangeBefore(query);
    const ranges = before === null ? [query] : [query, before];
    const tell = tellingOf(sight, query.grid, ranges, query.categories);
    const stations = await stationsOnMap(tenant, stationIds);
    const places = await placeCounts(tenant, stations, ranges, mapped(this.categoryColumn(), query.categories));
    const told = ranges.map((_, range) => toldCells(places, range, grid, tell));
    const counts = [...new Set(told.flatMap((cells) => [...cells.keys()]))].map((cell): CellCount => ({ cell, now: told[0]?.get(cell)?.value ?? 0, before: before === null ? undefined : (told[1]?.get(cell)?.value ?? 0) }));
    const area = areaCells(stations, counts, grid);
    const spots = hotSpots(counts, area, grid, lengthsOf(query, before, stations, tenant.now));
    const shown = spots.filter(({ now, before: then }) => now > 0 || (then ?? 0) > 0).sort((left, right) => right.now - left.now || (right.score ?? 0) - (left.score ?? 0) || (left.cell < right.cell ? -1 : 1));
    const amount = (cells: ReadonlyMap<string, ToldCell> | undefined, cell: string, value: number): FigureAmount => {
      const exact = sight.fine ? value : null;
      const disclosure = sight.fine ? EXACT : saidOf(sight, cells?.get(cell) ?? tell([0]), rankOf(shown, value));
      return { count: exact, numerator: exact, denominator: null, value: exact, disclosure };
    };
    const names = await cellNames(tenant, stationIds, grid, shown.map(({ cell }) => cell));
    return {
      method: hotSpotMethod(grid, spots.length, sight.fine),
      cells: shown.map(({ cell, now, before: then, score, heat, change }) => ({ cell, name: names.get(cell) ?? null, outline: grid.outlineOf(cell), amount: amount(told[0], cell, now), score, heat, previous: then === undefined ? null : amount(told[1], cell, then), change: sight.fine ? (change ?? null) : null })),
      cellsInArea: spots.length,
      cellArea: grid.cellArea,
      comparedRange: before,
      withoutPlace: sight.fine ? places.filter(({ longitude, range }) => longitude === null && range === 0).reduce((sum, { count }) => sum + count, 0) : null,
    };
  }

  /**
   * Reads what a patrol is recommended from: nothing after yesterday, and nothing but place, time and category.
   * @throws StationhouseError BAD_INPUT, PERSONAL_DATA_MASKED, QUERY_TOO_COSTLY, NOT_FOUND
   */
  async patrolPast(tenant: Tenant, stationId: Id, query: PatrolQuery): Promise<PatrolPast> {
    const { from, hours, shift } = query;
    if (shift && !(Number.isInteger(shift.from) && Number.isInteger(shift.until) && shift.from >= 0 && shift.from < 24 && shift.until > 0 && shift.until <= 24)) throw badInput('query.shift', text('时段须为整点：从 0 至 23 时，到 1 至 24 时。', 'A shift begins at an hour from 0 to 23 and ends at one from 1 to 24.'));
    if (!Number.isInteger(hours) || hours < 1 || hours > MOST_HOURS) throw badInput('query.hours', text(`巡逻时数须为 1 至 ${MOST_HOURS}。`, `Ask for 1 to ${MOST_HOURS} hours of patrol.`), { most: MOST_HOURS });
    const grid = gridOf(query.grid);
    const categories = patrolled(this.categoryColumn(), query.categories);
    const [station] = await stationsOnMap(tenant, [stationId]);
    if (station === undefined) throw new Error('A station on the map was found.');
    const today = localDate(tenant.now, station.zone);
    if (daysBetween(today, from) > FURTHEST_DAYS) throw badInput('query.from', text(`最多提前 ${FURTHEST_DAYS} 天。`, `At most ${FURTHEST_DAYS} days ahead.`), { most: FURTHEST_DAYS });
    const until = from < today ? from : today;
    return { query, grid, categories, until, incidents: await placedIncidents(tenant, station, { from: addDays(until, -7 * PAST_WEEKS), to: until }, categories, grid) };
  }

  /** Recommends from a past. It takes a second or two of computing, and no connection. @throws StationhouseError BAD_INPUT for too many cells */
  async patrol({ query, grid, categories, until, incidents }: PatrolPast): Promise<DirectedPatrol> {
    const days = { from: daysBetween(EPOCH, query.from), until: daysBetween(EPOCH, until) };
    const recommendation = await recommend(incidents, grid, { ...days, count: query.hours, shift: query.shift ?? undefined });
    const weeks = Math.ceil((days.until - incidents.reduce((first, { day }) => Math.min(first, day), days.until)) / 7);
    return { ...recommendation, method: patrolMethod(grid, weeks, recommendation.parameters), grid, categories };
  }

  private categoryColumn(): Column {
    const column = this.registry.get('incident.received').dimensions.get('category');
    if (column === undefined) throw new Error('Incidents are counted by category.');
    return column;
  }
}

/** A local day of its number since 1970-01-01. */
export function dayOf(number: number): LocalDate {
  return addDays(EPOCH, number);
}

/** What is told of each cell of a range; nothing where nothing is told. */
function toldCells(places: readonly PlaceCount[], range: number, grid: Grid, tell: (months: readonly number[]) => ToldCell): Map<string, ToldCell> {
  const months = new Map<string, Map<string, number>>();
  for (const place of places) {
    if (place.range !== range || place.longitude === null || place.latitude === null) continue;
    const cell = grid.cellOf({ longitude: place.longitude, latitude: place.latitude });
    const counts = months.get(cell) ?? new Map<string, number>();
    months.set(cell, counts.set(place.month, (counts.get(place.month) ?? 0) + place.count));
  }
  return new Map([...months].map(([cell, counts]) => [cell, tell([...counts.values()])] as const).filter(([, { value }]) => value > 0));
}

/** The cells of the stations' areas; where none is drawn, those around what happened. @throws StationhouseError BAD_INPUT for too many */
function areaCells(stations: readonly MappedStation[], counts: readonly CellCount[], grid: Grid): Set<string> {
  const cells = new Set(stations.every(({ area }) => area.length > 0) ? stations.flatMap(({ area }) => grid.within(area)) : counts.flatMap(({ cell }) => grid.around(cell)));
  if (cells.size > MOST_CELLS) throw badInput('query.grid', text(`网格超过 ${MOST_CELLS} 个，请用更大的网格。`, `That is more than ${MOST_CELLS} cells. Choose larger ones.`), { most: MOST_CELLS });
  return cells;
}

/** The range a map is compared with; whole months with months. */
function rangeBefore({ from, to, compare }: HotSpotQuery): DateRange | null {
  if (compare === 'NONE') return null;
  if (compare === 'SAME_PERIOD_LAST_YEAR') return { from: addMonths(from, -12), to: addMonths(to, -12) };
  const months = isWholeMonths({ from, to }) ? monthsBetween(from, to) : 0;
  return { from: months > 0 ? addMonths(from, -months) : addDays(from, -daysBetween(from, to)), to: from };
}

/** Days of both ranges, as far as they are over. */
function lengthsOf(range: DateRange, before: DateRange | null, [station]: readonly MappedStation[], now: Date): { readonly now: number; readonly before: number } {
  const days = (of: DateRange) => {
    const bounds = boundsOf(of, station?.zone ?? 'UTC');
    return bounds === undefined ? 0 : Math.max(0, Math.min(bounds.ends.getTime(), now.getTime()) - bounds.begins.getTime()) / DAY_MS;
  };
  return { now: days(range), before: before === null ? 1 : Math.max(1, days(before)) };
}

function rankOf(cells: readonly { readonly now: number }[], value: number): number {
  return cells.filter(({ now }) => now > value).length + 1;
}
