import { decodeCursor, pageOf, parseFirst, type Page } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { badInput, StationhouseError, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { StatePath } from '@stationhouse/workflow';
import type { WorkflowCatalog, WorkflowPlugin } from '../catalog/catalog.js';
import { placeOf } from '../operations/counts.js';

/** What runs of one workflow at a station: counts only. */
export interface RunningWorkflow {
  readonly stationId: Id;
  readonly workflow: string;
  readonly title: Bilingual;
  /** Running instances, exercises among them. */
  readonly running: number;
  readonly exercises: number;
  /** Open tasks by the role they are for; a task for several roles counts for each. */
  readonly tasks: readonly { readonly role: string; readonly count: number }[];
  readonly states: readonly { readonly state: StatePath; readonly title: Bilingual; readonly count: number }[];
  /** Clocks that have not stopped. */
  readonly clocks: number;
  readonly overdueClocks: number;
  readonly nextDue: Date | null;
  /** Instances with an open tie to a workflow of another plugin. */
  readonly linked: number;
  /** Referrals that nobody has answered: sent from its instances, or received for it. */
  readonly referrals: number;
}

/** What runs, and the version of the list: a decision made on another list is refused. */
export interface RunningList {
  readonly version: string;
  readonly workflows: readonly RunningWorkflow[];
}

/** An open clock of a running instance. */
export interface OpenClock {
  readonly id: Id;
  readonly instanceId: Id;
  readonly number: string;
  readonly workflow: string;
  readonly definition: string;
  readonly ref: string;
  readonly state: string;
  readonly dueAt: Date | null;
}

/** A set of running instances: how many, and a sum over their ids. */
interface Tally {
  readonly stationId: Id;
  readonly workflow: string;
  readonly running: number;
  readonly exercises: number;
  readonly sum: string;
}

const TALLIES = `SELECT i.station_id AS "stationId", i.workflow, count(*)::int AS running, (count(*) FILTER (WHERE i.exercise))::int AS exercises, bit_xor(hashtextextended(i.id::text, 0))::text AS sum
  FROM instance i WHERE i.station_id = ANY ($1) AND i.workflow = ANY ($2) AND i.status = 'running' GROUP BY 1, 2 ORDER BY 1, 2`;

const workflowsOf = (plugin: WorkflowPlugin) => plugin.workflows.map(({ workflow }) => workflow);

/** The version of a list alone, for those who only compare. */
export async function tally(tenant: Tenant, plugin: WorkflowPlugin, stationIds: readonly Id[]): Promise<{ readonly version: string; readonly tallies: readonly Tally[] }> {
  const tallies = await tenant.sql<Tally>(TALLIES, [[...stationIds], workflowsOf(plugin)]);
  return { version: versionOf(tallies), tallies };
}

function versionOf(tallies: readonly Tally[]): string {
  return Buffer.from(JSON.stringify(tallies.map(({ stationId, workflow, running, sum }) => [stationId, workflow, running, sum]))).toString('base64url');
}

/**
 * @param seen the version of the list a decision was made on
 * @throws StationhouseError STALE_VERSION with what has changed
 */
export function requireSeen(seen: string, plugin: WorkflowPlugin, { version, tallies }: Awaited<ReturnType<typeof tally>>): void {
  if (seen === version) return;
  const before = new Map(readVersion(seen).map(([stationId, workflow, running, sum]) => [`${stationId} ${workflow}`, { stationId, workflow, running, sum }]));
  const now = new Map(tallies.map((one) => [`${one.stationId} ${one.workflow}`, one]));
  const changes = [...new Set([...before.keys(), ...now.keys()])].flatMap((key) => {
    const [old, present] = [before.get(key), now.get(key)];
    const { stationId = '', workflow = '' } = present ?? old ?? {};
    return old?.sum === present?.sum ? [] : [{ stationId, workflow, before: old?.running ?? 0, now: present?.running ?? 0 }];
  });
  const title = (workflow: string) => plugin.workflows.find((one) => one.workflow === workflow)?.title ?? text(workflow, workflow);
  const zhCN = changes.map(({ workflow, before: was, now: is }) => `${title(workflow)['zh-CN']} ${was} → ${is} 件`).join('、');
  const en = changes.map(({ workflow, before: was, now: is }) => `${title(workflow).en} ${was} → ${is}`).join(', ');
  throw new StationhouseError('STALE_VERSION', text(`在办事项已有变化（${zhCN}），请核对新的清单后再提交。`, `What runs has changed (${en}). Check the new list and submit again.`), { changes, version });
}

function readVersion(seen: string): (readonly [Id, string, number, string])[] {
  try {
    const read: unknown = JSON.parse(Buffer.from(seen, 'base64url').toString('utf8'));
    if (Array.isArray(read) && read.every((one) => Array.isArray(one) && one.length === 4)) return read as (readonly [Id, string, number, string])[];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw badInput('seen', text('“seen”须为在办清单给出的版本。', '"seen" is the version that the list of what runs gave.'));
}

interface StateGroup {
  readonly stationId: Id;
  readonly workflow: string;
  readonly definition: string;
  readonly states: readonly StatePath[];
  readonly count: number;
}

type Counted<Row> = Row & { readonly stationId: Id; readonly workflow: string };

const RUNNING = `i.station_id = ANY ($1) AND i.workflow = ANY ($2) AND i.status = 'running'`;

/** What runs of a plugin at some stations, by station and workflow; workflows of which nothing runs are listed too. */
export async function readRunning(tenant: Tenant, catalog: WorkflowCatalog, plugin: WorkflowPlugin, stationIds: readonly Id[]): Promise<RunningList> {
  const parameters = [[...stationIds], workflowsOf(plugin)];
  const { version, tallies } = await tally(tenant, plugin, stationIds);
  const states = await tenant.sql<StateGroup>(`SELECT i.station_id AS "stationId", i.workflow, i.definition, i.states, count(*)::int AS count FROM instance i WHERE ${RUNNING} GROUP BY 1, 2, 3, 4`, parameters);
  const tasks = await tenant.sql<Counted<{ role: string; count: number }>>(
    `SELECT i.station_id AS "stationId", i.workflow, r.role, count(*)::int AS count FROM task t JOIN instance i ON i.station_id = t.station_id AND i.id = t.instance_id CROSS JOIN LATERAL unnest(t.roles) AS r (role)
      WHERE t.station_id = ANY ($1) AND t.status IN ('OPEN', 'CLAIMED') AND ${RUNNING} GROUP BY 1, 2, 3 ORDER BY 4 DESC, 3`, parameters);
  const clocks = await tenant.sql<Counted<{ clocks: number; overdueClocks: number; nextDue: Date | null }>>(
    `SELECT i.station_id AS "stationId", i.workflow, count(*)::int AS clocks, (count(*) FILTER (WHERE c.due_at <= $3))::int AS "overdueClocks", min(c.due_at) FILTER (WHERE c.due_at > $3) AS "nextDue"
       FROM clock c JOIN instance i ON i.station_id = c.station_id AND i.id = c.instance_id WHERE c.station_id = ANY ($1) AND c.stopped_at IS NULL AND ${RUNNING} GROUP BY 1, 2`, [...parameters, tenant.now]);
  const ties = await tenant.sql<Counted<{ linked: number; referrals: number }>>(TIES, parameters);
  const placed = await statesInWords(tenant, catalog, states);
  const here = <Row extends { readonly stationId: Id; readonly workflow: string }>(rows: readonly Row[], stationId: Id, workflow: string) => rows.filter((row) => row.stationId === stationId && row.workflow === workflow);
  const workflows = stationIds.flatMap((stationId) => plugin.workflows.map(({ workflow, title }): RunningWorkflow => {
    const [counted] = here(tallies, stationId, workflow);
    const [ticking] = here(clocks, stationId, workflow);
    const [tied] = here(ties, stationId, workflow);
    return {
      stationId, workflow, title, running: counted?.running ?? 0, exercises: counted?.exercises ?? 0, tasks: here(tasks, stationId, workflow).map(({ role, count }) => ({ role, count })),
      states: here(placed, stationId, workflow).map(({ state, title: words, count }) => ({ state, title: words, count })),
      clocks: ticking?.clocks ?? 0, overdueClocks: ticking?.overdueClocks ?? 0, nextDue: ticking?.nextDue ?? null, linked: tied?.linked ?? 0, referrals: tied?.referrals ?? 0,
    };
  }));
  return { version, workflows };
}

const TIES = `
  SELECT "stationId", workflow, sum(linked)::int AS linked, sum(referrals)::int AS referrals FROM (
    SELECT i.station_id AS "stationId", i.workflow, 1 AS linked, 0 AS referrals FROM instance i WHERE ${RUNNING} AND (
      EXISTS (SELECT FROM instance_child c WHERE c.station_id = i.station_id AND c.parent_id = i.id AND c.status <> 'closed' AND c.workflow <> ALL ($2))
      OR EXISTS (SELECT FROM instance p WHERE p.station_id = i.station_id AND p.id = i.parent_id AND p.status = 'running' AND p.workflow <> ALL ($2)))
    UNION ALL
    SELECT r.station_id, r.workflow, 0, 1 FROM referral r WHERE r.station_id = ANY ($1) AND r.workflow = ANY ($2) AND r.status IN ('sent', 'withdrawing')) t
  GROUP BY 1, 2`;

/** Versions of a station that lie in the same state are one line. */
async function statesInWords(tenant: Tenant, catalog: WorkflowCatalog, groups: readonly StateGroup[]) {
  const lines = new Map<string, { stationId: Id; workflow: string; state: StatePath; title: Bilingual; count: number }>();
  for (const { stationId, workflow, definition, states, count } of groups) {
    const compiled = (await catalog.loads(tenant, definition)) ? await catalog.version(tenant, definition) : undefined;
    const [state, title] = placeOf(states, compiled);
    const key = `${stationId} ${workflow} ${state}`;
    lines.set(key, { stationId, workflow, state, title, count: (lines.get(key)?.count ?? 0) + count });
  }
  return [...lines.values()].sort((left, right) => right.count - left.count);
}

/** One page of the open clocks of a plugin's running instances, the next due first. @throws StationhouseError BAD_CURSOR */
export async function listOpenClocks(tenant: Tenant, plugin: WorkflowPlugin, stationId: Id, first: number, after: string | null | undefined): Promise<Page<OpenClock>> {
  const most = parseFirst(first);
  const key = decodeCursor(after, ['string', 'id']);
  const rows = await tenant.sql<OpenClock & { place: string }>(
    `SELECT * FROM (SELECT c.id, c.instance_id AS "instanceId", i.number, i.workflow, i.definition, c.ref, c.state, c.due_at AS "dueAt", coalesce(to_char(c.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), 'never') AS place
       FROM clock c JOIN instance i ON i.station_id = c.station_id AND i.id = c.instance_id WHERE c.station_id = $1 AND c.stopped_at IS NULL AND i.workflow = ANY ($2) AND i.status = 'running') o
      WHERE $3::text IS NULL OR (o.place, o.id) > ($3, $4::uuid) ORDER BY o.place, o.id LIMIT $5`,
    [stationId, workflowsOf(plugin), key?.[0] ?? null, key?.[1] ?? null, most + 1],
  );
  return pageOf(rows, most, ({ place, id }) => [place, id]);
}

/** An exercise that is planned or runs and would start, or has started, instances of a plugin. */
export interface TouchedExercise {
  readonly id: Id;
  readonly title: string;
  readonly status: string;
}

export function exercisesWith(tenant: Tenant, plugin: WorkflowPlugin, stationId: Id): Promise<TouchedExercise[]> {
  return tenant.sql<TouchedExercise>(
    `SELECT x.id, x.title, x.status FROM exercise x WHERE x.station_id = $1 AND x.status IN ('planned', 'running', 'paused') AND (
       EXISTS (SELECT FROM instance i WHERE i.station_id = x.station_id AND i.exercise_id = x.id AND i.status = 'running' AND i.workflow = ANY ($2))
       OR EXISTS (SELECT FROM exercise_inject e WHERE e.station_id = x.station_id AND e.exercise_id = x.id AND e.status = 'planned' AND e.content->>'kind' = 'start' AND e.content->>'workflow' = ANY ($2)))
      ORDER BY x.id LIMIT 50`,
    [stationId, workflowsOf(plugin)],
  );
}
