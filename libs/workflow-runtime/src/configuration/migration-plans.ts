import type { Tenant } from '@stationhouse/database';
import { badInput, text, type Id } from '@stationhouse/kernel';
import { planMigration, type CompiledWorkflow, type MigrationDecisions, type MigrationPlan } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';

/** Instances that run on one version and would move to another, and how. */
export interface PlannedWay {
  readonly from: CompiledWorkflow;
  readonly to: CompiledWorkflow;
  readonly plan: MigrationPlan;
  readonly stationIds: readonly Id[];
  readonly instances: number;
  /** How many of them are in each state, outer or inner. */
  readonly inState: Readonly<Record<string, number>>;
}

interface Running {
  readonly station_id: Id;
  readonly definition: string;
  readonly states: string[];
  readonly count: number;
}

/** The version each station starts instances of a workflow on. @throws StationhouseError NOT_FOUND for a workflow no plugin brings */
export async function targetsOf(tenant: Tenant, catalog: WorkflowCatalog, stationIds: readonly Id[], workflow: string): Promise<ReadonlyMap<Id, string>> {
  const present = (await catalog.seen(tenant)).get(workflow).compiled.hash;
  const rows = await tenant.sql<{ id: Id; hash: string | null }>(
    `SELECT s.id, coalesce(v.hash, o.hash) AS hash FROM station s
       LEFT JOIN station_version v ON v.station_id = s.id AND v.workflow = $2 LEFT JOIN overlay o ON o.scope_id = s.bureau_id AND o.workflow = $2 WHERE s.id = ANY ($1)`,
    [[...stationIds], workflow],
  );
  const own = new Map(rows.map(({ id, hash }) => [id, hash]));
  return new Map(stationIds.map((id) => [id, own.get(id) ?? present]));
}

/**
 * How all running instances of a workflow at some stations would get to the versions their stations work with now: one way per pair of versions,
 * each proposed by the engine and completed by a person's decisions.
 * @throws StationhouseError NOT_FOUND, BAD_INPUT for a decision about something no version has
 */
export async function planWays(tenant: Tenant, catalog: WorkflowCatalog, stationIds: readonly Id[], workflow: string, decisions: MigrationDecisions): Promise<PlannedWay[]> {
  const targets = await targetsOf(tenant, catalog, stationIds, workflow);
  const running = await tenant.sql<Running>(
    `SELECT station_id, definition, states, count(*)::int AS count FROM instance WHERE station_id = ANY ($1) AND workflow = $2 AND status = 'running' GROUP BY station_id, definition, states ORDER BY station_id, definition`,
    [[...stationIds], workflow],
  );
  const groups = new Map<string, Running[]>();
  for (const row of running) {
    const target = targets.get(row.station_id) ?? '';
    const key = `${row.definition} ${target}`;
    if (row.definition !== target) groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const versions = await catalog.versionsOf(tenant, [...groups.keys()].flatMap((key) => key.split(' ')));
  const ways = [...groups].flatMap(([key, rows]) => {
    const [from, to] = key.split(' ').map((hash) => versions.get(hash));
    return from === undefined || to === undefined ? [] : [wayOf(from, to, rows, decisions)];
  });
  requireKnown(ways, decisions);
  return ways;
}

function wayOf(from: CompiledWorkflow, to: CompiledWorkflow, rows: readonly Running[], decisions: MigrationDecisions): PlannedWay {
  const inState: Record<string, number> = {};
  for (const { states, count } of rows) for (const path of states) inState[path] = (inState[path] ?? 0) + count;
  return { from, to, plan: planMigration(from, to, decisions), stationIds: [...new Set(rows.map((row) => row.station_id))], instances: rows.reduce((sum, { count }) => sum + count, 0), inState };
}

/** Decisions hold for every pair of versions that has what they speak of. @throws StationhouseError BAD_INPUT */
function requireKnown(ways: readonly PlannedWay[], { states = {}, tasks = {}, clocks = {} }: MigrationDecisions): void {
  const check = (field: string, given: Readonly<Record<string, string | null>>, known: (compiled: CompiledWorkflow, ref: string) => boolean, fits: (compiled: CompiledWorkflow, ref: string) => boolean) => {
    for (const [from, to] of Object.entries(given)) {
      const concerned = ways.filter((way) => known(way.from, from));
      if (ways.length > 0 && concerned.length === 0) throw badInput(field, text(`旧版中没有“${from}”，请核对。`, `No old version has "${from}". Check it.`));
      if (to !== null && concerned.some((way) => !fits(way.to, to))) throw badInput(field, text(`新版中没有可去的“${to}”，请另选。`, `The new version has no "${to}" to go to. Choose another.`));
    }
  };
  const state = (compiled: CompiledWorkflow, path: string) => compiled.states[path] !== undefined;
  const task = (compiled: CompiledWorkflow, ref: string) => compiled.tasks[ref] !== undefined;
  const clock = (compiled: CompiledWorkflow, ref: string) => compiled.clocks[ref] !== undefined;
  check('decisions.states', states, state, (compiled, path) => state(compiled, path) && !RESTLESS.has(compiled.states[path]?.kind ?? ''));
  check('decisions.tasks', tasks, task, task);
  check('decisions.clocks', clocks, clock, clock);
}

/** Kinds of states in which no instance is ever found. */
const RESTLESS: ReadonlySet<string> = new Set(['choose', 'history']);
