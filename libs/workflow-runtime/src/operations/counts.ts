import type { Tenant } from '@stationhouse/database';
import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import { stateTitle, type CompiledWorkflow, type StatePath, type StateValue } from '@stationhouse/workflow';
import type { WorkflowCatalog, Workflows } from '../catalog/catalog.js';

/** How many running instances of a version stand in a state. Exercises are not counted. */
export interface InstanceCount {
  readonly workflow: string;
  readonly workflowTitle: Bilingual;
  /** Hash of the version. */
  readonly definition: string;
  readonly pluginVersion: string | null;
  readonly publishedAt: Date | null;
  /** False when a newer version has been published. */
  readonly present: boolean;
  /** The innermost state that says where they are: with parallel states, the one around them. */
  readonly state: StatePath;
  readonly stateTitle: Bilingual;
  readonly count: number;
  /** When the one that has run longest was started. */
  readonly oldestStartedAt: Date;
  /** Clocks past their due moment that have not stopped. */
  readonly overdueClocks: number;
}

/** The state of affairs of one station in figures. */
export interface StationFigures {
  readonly stationId: Id;
  readonly running: number;
  readonly overdueClocks: number;
  readonly timersPending: number;
  readonly timersLate: number;
  /** Seconds the latest timer is past due; 0 when none is. */
  readonly timerLatenessSeconds: number;
}

const RUNNING = `i.status = 'running' AND NOT i.exercise`;

interface Group {
  readonly workflow: string;
  readonly definition: string;
  readonly states: readonly StatePath[];
  readonly count: number;
  readonly oldest: Date;
  readonly overdue: number;
  readonly plugin_version: string | null;
  readonly published_at: Date | null;
}

const GROUPS = `
  WITH overdue AS (
    SELECT c.station_id, c.instance_id, count(*) AS clocks FROM clock c WHERE c.station_id = ANY ($1) AND c.stopped_at IS NULL AND c.due_at <= $2 GROUP BY 1, 2
  ), grouped AS (
    SELECT i.workflow, i.definition, i.states, count(*)::int AS count, min(i.started_at) AS oldest, coalesce(sum(o.clocks), 0)::int AS overdue
      FROM instance i LEFT JOIN overdue o ON o.station_id = i.station_id AND o.instance_id = i.id WHERE i.station_id = ANY ($1) AND ${RUNNING} GROUP BY 1, 2, 3
  )
  SELECT g.*, d.plugin_version, d.published_at FROM grouped g LEFT JOIN LATERAL (SELECT d.plugin_version, d.published_at FROM definition d WHERE d.hash = g.definition LIMIT 1) d ON true`;

/** Running instances of some stations by workflow, version and state; the present version first, then the fullest state. */
export async function countInstances(tenant: Tenant, catalog: WorkflowCatalog, stationIds: readonly Id[]): Promise<InstanceCount[]> {
  const groups = await tenant.sql<Group>(GROUPS, [[...stationIds], tenant.now]);
  const workflows = await catalog.seen(tenant);
  const counts = new Map<string, InstanceCount>();
  for (const group of groups) {
    const compiled = (await catalog.loads(tenant, group.definition)) ? await catalog.version(tenant, group.definition) : undefined;
    const [state, title] = placeOf(group.states, compiled);
    const key = `${group.definition} ${state}`;
    const known = counts.get(key);
    const more = { count: group.count, oldestStartedAt: group.oldest, overdueClocks: group.overdue };
    counts.set(key, known === undefined ? { ...headOf(group, workflows, compiled), state, stateTitle: title, ...more } : added(known, more));
  }
  return [...counts.values()].sort((left, right) => compare(left.workflow, right.workflow) || Number(right.present) - Number(left.present) || compare(left.definition, right.definition) || right.count - left.count);
}

type Figures = Pick<InstanceCount, 'count' | 'oldestStartedAt' | 'overdueClocks'>;

function added(known: InstanceCount, { count, oldestStartedAt, overdueClocks }: Figures): InstanceCount {
  const oldest = oldestStartedAt < known.oldestStartedAt ? oldestStartedAt : known.oldestStartedAt;
  return { ...known, count: known.count + count, oldestStartedAt: oldest, overdueClocks: known.overdueClocks + overdueClocks };
}

function headOf({ workflow, definition, plugin_version: pluginVersion, published_at: publishedAt }: Group, workflows: Workflows, compiled: CompiledWorkflow | undefined) {
  const published = workflows.find(workflow);
  return { workflow, definition, pluginVersion, publishedAt, workflowTitle: (compiled ?? published?.compiled)?.title ?? text(workflow, workflow), present: published?.compiled.hash === definition };
}

/** The place a set of active states comes down to, with its title. A version that does not load has no titles. */
/** The innermost state that says where an instance is, and its title. */
export function placeOf(states: readonly StatePath[], compiled: CompiledWorkflow | undefined): readonly [StatePath, Bilingual] {
  const within = (around: StatePath) => states.filter((path) => (around === '' ? !path.includes('.') : path.startsWith(`${around}.`) && !path.slice(around.length + 1).includes('.')));
  let place = '';
  for (let inner = within(place); inner.length === 1; inner = within(place)) place = inner[0] ?? '';
  const title = compiled === undefined ? text(place, place) : stateTitle(compiled, { value: valueOf(place.split('.')) });
  return [place, title];
}

function valueOf([first = '', ...rest]: readonly string[]): StateValue {
  return rest.length === 0 ? first : { [first]: valueOf(rest) };
}

const compare = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);

/** Figures of some stations, every station with a line. */
export function stationFigures(tenant: Tenant, stationIds: readonly Id[]): Promise<StationFigures[]> {
  return tenant.sql<StationFigures>(
    `SELECT s.id AS "stationId",
            (SELECT count(*)::int FROM instance i WHERE i.station_id = s.id AND ${RUNNING}) AS running,
            (SELECT count(*)::int FROM clock c JOIN instance i ON i.station_id = c.station_id AND i.id = c.instance_id WHERE c.station_id = s.id AND c.stopped_at IS NULL AND c.due_at <= $2 AND ${RUNNING}) AS "overdueClocks",
            (SELECT count(*)::int FROM timer t WHERE t.station_id = s.id) AS "timersPending",
            (SELECT count(*)::int FROM timer t WHERE t.station_id = s.id AND t.due_at < $2::timestamptz - interval '1 minute') AS "timersLate",
            coalesce((SELECT greatest(0, extract(epoch FROM $2 - min(t.due_at))) FROM timer t WHERE t.station_id = s.id), 0)::float8 AS "timerLatenessSeconds"
       FROM station s WHERE s.id = ANY ($1) ORDER BY s.code`,
    [[...stationIds], tenant.now],
  );
}
