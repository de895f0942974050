import { parseFirst } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { badInput, notFound, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { CompiledWorkflow } from '@stationhouse/workflow';
import { bounded, instancesById, summariesOf, versionsAt, type InstanceSummary, type WorkflowCatalog } from '@stationhouse/workflow-runtime';
import { boundsOf, isWholeMonths, type DateRange } from '../../periods.js';
import { Paths } from '../paths/paths.js';
import { readClockShares, readTaskTimes, type ClockShare, type TaskTimes } from './read-times.js';
import { drawMap, variantOf, type DrawnMap } from './draw.js';
import { placesOf, waysAllowed, workStates } from './places.js';
import { casesOf, CHOSEN, readMap, type MapCases } from './read-map.js';
import { drawTold, toldWays } from './told.js';

/** What a map is asked of. */
export interface MapQuery extends DateRange {
  readonly workflow: string;
  /** Hash of a version; null for all of them. */
  readonly version: string | null;
  readonly outcome: string | null;
}

/** A version that instances of the map run on, or ended on. */
export interface MapVersion {
  readonly hash: string;
  readonly instances: number;
  /** Whether it is the one that is drawn. */
  readonly drawn: boolean;
}

export interface ProcessMapView extends DrawnMap {
  readonly workflow: string;
  readonly title: Bilingual;
  readonly versions: readonly MapVersion[];
  /** Endings with their titles, by value. */
  readonly outcomes: ReadonlyMap<string, Bilingual>;
  /** Instances whose ways are not brought in yet: in none of the figures. */
  readonly behind: number;
  readonly cases: MapCases;
  readonly drawnBy: CompiledWorkflow;
  readonly compiled: ReadonlyMap<string, CompiledWorkflow>;
}

/** Which of a map's instances a list shows. */
export interface Behind {
  readonly place: string | null;
  readonly went: string | null;
  readonly variant: string | null;
}

const CANCELLED = 'cancelled';

/** The map of what really happened to instances of a workflow, against its definition. */
export class ProcessMaps {
  constructor(
    private readonly catalog: WorkflowCatalog,
    private readonly paths: Paths,
  ) {}

  /**
   * The map of some stations. Exercises are in none.
   * @param exact a reader of the stations; readers of aggregates (P0) see whole months, and counts that are sums of rounded cells
   * @throws StationhouseError NOT_FOUND, BAD_INPUT, FIGURE_TOO_FINE, QUERY_TOO_COSTLY
   */
  async read(tenant: Tenant, stationIds: readonly Id[], query: MapQuery, exact: boolean): Promise<ProcessMapView> {
    if (!exact && !isWholeMonths(query)) throw new StationhouseError('FIGURE_TOO_FINE', text('您的角色只能按整月查看流程执行情况，请改选整月。', 'Your role sees what happened by whole months. Choose whole months.'));
    const present = (await this.catalog.seen(tenant)).get(query.workflow).compiled;
    const cases = await this.cases(tenant, stationIds, query);
    return bounded(tenant, async () => {
      const behind = await this.paths.bringIn(tenant, stationIds, query.workflow);
      const { stays, ways } = await readMap(tenant, cases, !exact);
      const told = exact ? ways : await toldWays(tenant, query.workflow, ways);
      const counts = new Map<string, number>();
      for (const { definition, count } of told) counts.set(definition, (counts.get(definition) ?? 0) + count);
      const compiled = await this.loaded(tenant, [...counts.keys()]);
      const drawn = await this.drawn(tenant, stationIds, query, compiled, present);
      const places = placesOf(drawn, [...compiled.values()].filter(({ hash }) => hash !== drawn.hash));
      const allowed = waysAllowed(drawn, places);
      return {
        ...(exact ? drawMap(stays, ways, places, allowed) : drawTold(told, stays, ways, places, allowed)),
        workflow: query.workflow,
        title: drawn.title,
        versions: [...counts].map(([hash, instances]) => ({ hash, instances, drawn: hash === drawn.hash })).sort((left, right) => right.instances - left.instances),
        outcomes: outcomesOf([drawn, ...compiled.values()]),
        behind,
        cases,
        drawnBy: drawn,
        compiled,
      };
    });
  }

  /** The workflows that instances of the stations began on, in the order of the installation. */
  async workflows(tenant: Tenant, stationIds: readonly Id[]): Promise<{ workflow: string; title: Bilingual }[]> {
    const published = (await this.catalog.seen(tenant)).all();
    const begun = await tenant.sql<{ workflow: string }>(
      'SELECT w.workflow FROM unnest($1::text[]) AS w (workflow) WHERE EXISTS (SELECT FROM unnest($2::uuid[]) AS s (id) JOIN fact.instance i ON i.station_id = s.id WHERE i.workflow = w.workflow)',
      [published.map(({ compiled }) => compiled.id), [...stationIds]],
    );
    const found = new Set(begun.map(({ workflow }) => workflow));
    return published.filter(({ compiled }) => found.has(compiled.id)).map(({ compiled }) => ({ workflow: compiled.id, title: compiled.title }));
  }

  /** Which places took the time of clocks that were kept, and of those that were not. */
  async clockShares(tenant: Tenant, { cases, places, drawnBy, compiled }: Pick<ProcessMapView, 'cases' | 'places' | 'drawnBy' | 'compiled'>): Promise<ClockShare[]> {
    return bounded(tenant, () => readClockShares(tenant, cases, workStates([drawnBy, ...compiled.values()], places)));
  }

  /** How long tasks waited for somebody, and were worked on. */
  taskTimes(tenant: Tenant, { cases }: Pick<ProcessMapView, 'cases'>): Promise<TaskTimes[]> {
    return bounded(tenant, () => readTaskTimes(tenant, cases));
  }

  /** The instances behind a place, a way or a variant of a station's map, newest first. @throws StationhouseError NOT_FOUND, BAD_INPUT */
  async behind(tenant: Tenant, stationId: Id, query: MapQuery, { place, went, variant }: Behind, first: number, after: Id | null): Promise<InstanceSummary[]> {
    const cases = await this.cases(tenant, [stationId], query);
    const ways = variant === null ? null : await this.waysOf(tenant, stationId, query, cases, variant);
    const rows = await bounded(tenant, () => tenant.sql<{ id: Id }>(
      `WITH ${CHOSEN} SELECT c.id FROM chosen c JOIN instance_path p ON p.station_id = c.station_id AND p.instance_id = c.id JOIN instance_way w ON w.station_id = p.station_id AND w.id = p.way_id
        WHERE ($7::uuid IS NULL OR c.id < $7) AND ($8::uuid[] IS NULL OR w.id = ANY ($8)) AND ($9::text IS NULL OR $9 = ANY (w.states))
          AND ($10::text IS NULL OR EXISTS (SELECT FROM unnest(w.states, w.went) AS e (state, went) WHERE e.state = $9 AND e.went = $10)) ORDER BY c.id DESC LIMIT $11`,
      [...casesOf(cases), after, ways, place, went, parseFirst(first)],
    ));
    const instances = await instancesById(tenant, stationId, rows.map(({ id }) => id));
    return summariesOf(tenant, this.catalog, instances.sort((left, right) => (left.id < right.id ? 1 : -1)));
  }

  /** The ways of a station that make one variant. */
  private async waysOf(tenant: Tenant, stationId: Id, query: MapQuery, cases: MapCases, variant: string): Promise<Id[]> {
    const present = (await this.catalog.seen(tenant)).get(query.workflow).compiled;
    const { ways } = await readMap(tenant, cases);
    const compiled = await this.loaded(tenant, [...new Set(ways.map(({ definition }) => definition))]);
    const drawn = await this.drawn(tenant, [stationId], query, compiled, present);
    const paths = new Set(placesOf(drawn, [...compiled.values()]).map(({ path }) => path));
    const all = await tenant.sql<{ id: Id; states: string[] }>('SELECT id, states FROM instance_way WHERE station_id = $1', [stationId]);
    const found = all.filter(({ states }) => variantOf(states, paths).id === variant).map(({ id }) => id);
    if (found.length === 0) throw notFound(text('该路径', 'This way'));
    return found;
  }

  private async cases(tenant: Tenant, stationIds: readonly Id[], { from, to, workflow, version, outcome }: MapQuery): Promise<MapCases> {
    if (from >= to) throw badInput('query.to', text('结束日期须晚于开始日期；结束日期当天不计。', 'The range must end after it begins; the day it ends on does not count.'));
    const rows = await tenant.sql<{ id: Id; zone: string }>('SELECT id, time_zone AS zone FROM station WHERE id = ANY ($1) ORDER BY code', [[...stationIds]]);
    const stations = rows.map(({ id, zone }) => {
      const bounds = boundsOf({ from, to }, zone);
      if (bounds === undefined) throw badInput('query.from', text('日期无效，请核对。', 'There is no such date. Check the range.'));
      return { id, zone, ...bounds };
    });
    return { stations, workflow, version, outcome };
  }

  /** The versions that still read; instances of one whose plugin is gone are counted, but it adds no places. */
  private async loaded(tenant: Tenant, hashes: readonly string[]): Promise<ReadonlyMap<string, CompiledWorkflow>> {
    const found = new Map<string, CompiledWorkflow>();
    for (const hash of hashes) if (await this.catalog.loads(tenant, hash)) found.set(hash, await this.catalog.version(tenant, hash));
    return found;
  }

  /** The version that was asked for; else what the one station works with now, and of several the plugin's own. */
  private async drawn(tenant: Tenant, stationIds: readonly Id[], { workflow, version }: MapQuery, compiled: ReadonlyMap<string, CompiledWorkflow>, present: CompiledWorkflow): Promise<CompiledWorkflow> {
    if (version !== null) return compiled.get(version) ?? present;
    const [only, ...more] = stationIds;
    const hash = only === undefined || more.length > 0 ? undefined : (await versionsAt(tenant, only)).get(workflow);
    return hash !== undefined && (await this.catalog.loads(tenant, hash)) ? this.catalog.version(tenant, hash) : present;
  }
}

function outcomesOf(workflows: readonly CompiledWorkflow[]): Map<string, Bilingual> {
  const found = new Map<string, Bilingual>([[CANCELLED, text('已撤销', 'Called off')]]);
  for (const { states } of workflows) for (const { outcome, title } of Object.values(states)) if (outcome !== undefined && !found.has(outcome)) found.set(outcome, title);
  return found;
}
