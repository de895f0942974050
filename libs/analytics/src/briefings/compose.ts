import type { Tenant } from '@stationhouse/database';
import { isStationhouseError, text, type Id } from '@stationhouse/kernel';
import type { WorkflowCatalog } from '@stationhouse/workflow-runtime';
import type { Comparison } from '../comparison.js';
import { addDays } from '../dates.js';
import type { Figures } from '../figures.js';
import type { GridShape } from '../places/grid.js';
import type { HotSpotMap, Places } from '../places/places.js';
import { stationsOnMap, type MappedStation } from '../places/reader.js';
import type { FigurePoint } from '../points.js';
import type { MetricRegistry } from '../registry.js';
import { WITHHELD } from '../statement.js';
import { MOST_LISTED, type BriefingFigures, type BriefingMap, type BriefingWeek, type CategoryCount, type ComparedCount, type DueItem, type Listed } from './contents.js';
import { missedObjectives } from './drills.js';

/** What a briefing is computed with. */
export interface BriefingSources {
  readonly registry: MetricRegistry;
  readonly figures: Figures;
  readonly places: Places;
  readonly catalog: WorkflowCatalog;
}

/** The station's own sight of events; what says something of one person is summed up, since briefings are handed round. */
const SIGHT = { persons: false, fine: true } as const;
/** A week is too short for a map. */
const MAP_DAYS = 28;
/** Squares of so many metres; a station too large for one takes the next. */
const SQUARES = [500, 1_000, 2_000, 5_000] as const;
const MOST_MAPPED = 300;
const AHEAD_DAYS = 7;
const DAY_MS = 86_400_000;

/** Computes what a briefing says of seven days of a station. @throws StationhouseError NOT_FOUND for an unknown station */
export async function composeFigures(tenant: Tenant, sources: BriefingSources, stationId: Id, week: BriefingWeek): Promise<BriefingFigures> {
  const [station] = await stationsOnMap(tenant, [stationId]);
  if (station === undefined) throw new Error('A station on the map was found.');
  return {
    asOf: tenant.now.toISOString(),
    timeZone: station.zone,
    incidents: await incidentsOf(tenant, sources, stationId, week),
    map: await mapOf(tenant, sources.places, station, week),
    clocks: await overdueClocks(tenant, sources.catalog, stationId),
    followUps: await dueTasks(tenant, sources.catalog, stationId),
    drills: await missedObjectives(tenant, sources.catalog, stationId),
  };
}

async function incidentsOf(tenant: Tenant, { registry, figures }: BriefingSources, stationId: Id, { from, to }: BriefingWeek): Promise<BriefingFigures['incidents']> {
  const points = async (compare: Comparison): Promise<readonly FigurePoint[]> => {
    const [series] = await figures.read(tenant, [stationId], { metrics: ['incident.received'], from, to, granularity: 'NONE', weekStart: 1, compare, dimensions: ['category'], filter: [] }, SIGHT);
    return series?.points ?? [];
  };
  const counts = new Map<string | null, { value: number; previous: number; lastYear: number }>();
  const add = (point: FigurePoint, part: 'value' | 'previous' | 'lastYear', amount: number | null | undefined) => {
    const category = highestOf(point);
    const count = counts.get(category) ?? { value: 0, previous: 0, lastYear: 0 };
    count[part] += amount ?? 0;
    counts.set(category, count);
  };
  for (const point of await points('PREVIOUS_PERIOD')) {
    add(point, 'value', point.value);
    add(point, 'previous', point.previous?.value);
  }
  for (const point of await points('SAME_PERIOD_LAST_YEAR')) add(point, 'lastYear', point.previous?.value);
  const known = registry.get('incident.received').dimensions.get('category')?.values ?? [];
  const titleOf = (category: string | null) => (category === null ? text('不单列的类别（涉及个人情况，合计）', 'Categories not shown by themselves (about persons, summed up)') : (known.find(({ value }) => value === category)?.title ?? text(category, category)));
  const categories = [...counts].map(([category, count]): CategoryCount => ({ category, title: titleOf(category), ...compared(count) }));
  const sum = (part: 'value' | 'previous' | 'lastYear') => [...counts.values()].reduce((total, count) => total + count[part], 0);
  return {
    total: compared({ value: sum('value'), previous: sum('previous'), lastYear: sum('lastYear') }),
    categories: categories.sort((left, right) => Number(left.category === null) - Number(right.category === null) || right.value - left.value || right.previous - left.previous || (left.category ?? '').localeCompare(right.category ?? '')),
  };
}

/** The category of the highest level; null for what is not shown by itself. */
function highestOf({ dimensions: [category] }: FigurePoint): string | null {
  const value = category?.value ?? null;
  return value === null || value === WITHHELD ? null : (value.split('.')[0] ?? value);
}

function compared({ value, previous, lastYear }: { readonly value: number; readonly previous: number; readonly lastYear: number }): ComparedCount {
  const share = (before: number) => (before === 0 ? null : (value - before) / before);
  return { value, previous, change: share(previous), lastYear, yearChange: share(lastYear) };
}

async function mapOf(tenant: Tenant, places: Places, station: MappedStation, { to }: BriefingWeek): Promise<BriefingMap> {
  const range = { from: addDays(to, -MAP_DAYS), to };
  const [grid, spots] = await fitting((shape) => places.hotSpots(tenant, [station.id], { ...range, categories: [], grid: shape, compare: 'PREVIOUS_PERIOD' }, SIGHT));
  const cells = spots.cells.filter(({ amount }) => (amount.value ?? 0) > 0).slice(0, MOST_MAPPED);
  return { ...range, grid, method: spots.method, cells: cells.map(({ cell, amount, previous, heat }) => ({ cell, count: amount.value ?? 0, previous: previous?.value ?? 0, heat })), area: station.area };
}

/** The map by the smallest squares that the station's area has room for. */
async function fitting(read: (shape: GridShape) => Promise<HotSpotMap>): Promise<readonly [GridShape, HotSpotMap]> {
  for (const size of SQUARES.slice(0, -1)) {
    try {
      return [{ kind: 'SQUARE', size }, await read({ kind: 'SQUARE', size })];
    } catch (refusal) {
      if (!isStationhouseError(refusal) || refusal.code !== 'BAD_INPUT') throw refusal;
    }
  }
  const largest: GridShape = { kind: 'SQUARE', size: SQUARES.at(-1) ?? 5_000 };
  return [largest, await read(largest)];
}

/** What is due of an instance, as the statements below read it. */
interface DueRow {
  readonly instanceId: Id;
  readonly number: string;
  readonly definition: string;
  readonly ref: string;
  readonly dueAt: Date;
  readonly total: number;
}

/** Clocks that ran out and have not stopped, the longest overdue first. */
async function overdueClocks(tenant: Tenant, catalog: WorkflowCatalog, stationId: Id): Promise<Listed<DueItem>> {
  const rows = await tenant.sql<DueRow>(
    `SELECT i.id AS "instanceId", i.number, i.definition, c.ref, c.due_at AS "dueAt", count(*) OVER ()::int AS total
       FROM clock c JOIN instance i ON i.station_id = c.station_id AND i.id = c.instance_id
      WHERE c.station_id = $1 AND c.stopped_at IS NULL AND c.state IN ('running', 'breached') AND c.due_at <= $2 AND i.status = 'running' AND NOT i.exercise
      ORDER BY c.due_at, c.id LIMIT ${MOST_LISTED}`,
    [stationId, tenant.now],
  );
  return listed(tenant, catalog, rows, 'clocks');
}

/** Open tasks that are overdue or due in the next seven days, by when they are due. */
async function dueTasks(tenant: Tenant, catalog: WorkflowCatalog, stationId: Id): Promise<Listed<DueItem>> {
  const rows = await tenant.sql<DueRow>(
    `SELECT i.id AS "instanceId", i.number, i.definition, t.ref, t.due_at AS "dueAt", count(*) OVER ()::int AS total
       FROM task t JOIN instance i ON i.station_id = t.station_id AND i.id = t.instance_id
      WHERE t.station_id = $1 AND t.status IN ('OPEN', 'CLAIMED') AND NOT t.exercise AND t.due_at <= $2
      ORDER BY t.due_at, t.id LIMIT ${MOST_LISTED}`,
    [stationId, new Date(tenant.now.getTime() + AHEAD_DAYS * DAY_MS)],
  );
  return listed(tenant, catalog, rows, 'tasks');
}

async function listed(tenant: Tenant, catalog: WorkflowCatalog, rows: readonly DueRow[], kind: 'clocks' | 'tasks'): Promise<Listed<DueItem>> {
  const versions = await catalog.versionsOf(tenant, rows.map(({ definition }) => definition));
  const items = rows.map(({ instanceId, number, definition, ref, dueAt }): DueItem => {
    const compiled = versions.get(definition);
    if (compiled === undefined) throw new Error('A version that was looked up is there.');
    const titles: Readonly<Record<string, { readonly title: DueItem['title'] } | undefined>> = kind === 'clocks' ? compiled.clocks : compiled.tasks;
    const { title = kind === 'clocks' ? text('时限', 'Clock') : text('任务', 'Task') } = titles[ref] ?? {};
    return { instanceId, number, workflow: compiled.title, title, dueAt: dueAt.toISOString(), overdue: dueAt <= tenant.now };
  });
  return { total: rows[0]?.total ?? 0, items };
}
