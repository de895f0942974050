import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { CompiledWorkflow, JsonObject } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '@stationhouse/workflow-runtime';
import { shinglesOf, type Deed, type Point } from './deed.js';

/** At most this many tasks of a station are looked at, the latest. */
const MOST_DEEDS = 20_000;

interface DeedRow {
  readonly id: Id;
  readonly instanceId: Id;
  readonly accountId: Id;
  readonly workflow: string;
  readonly definition: string;
  readonly ref: string;
  readonly openedAt: Date;
  readonly takenAt: Date | null;
  readonly completedAt: Date;
  readonly dueAt: Date | null;
  readonly form: JsonObject | null;
  readonly data: JsonObject | null;
}

const DEEDS = `SELECT t.id, t.instance_id AS "instanceId", t.completed_by AS "accountId", i.workflow, coalesce(h.definition, i.definition) AS definition, t.ref, t.opened_at AS "openedAt", k.at AS "takenAt", t.completed_at AS "completedAt", t.due_at AS "dueAt",
    h.form, i.snapshot->'data' AS data
  FROM fact.task t JOIN fact.instance i ON i.station_id = t.station_id AND i.id = t.instance_id
  LEFT JOIN LATERAL (SELECT h.definition, h.event->'form' AS form FROM history h WHERE h.station_id = t.station_id AND h.instance_id = t.instance_id AND h.kind = 'complete-task' AND h.event->>'serial' = t.serial::text ORDER BY h.version DESC LIMIT 1) h ON true
  LEFT JOIN LATERAL (SELECT min(h.at) AS at FROM history h WHERE h.station_id = t.station_id AND h.instance_id = t.instance_id AND h.kind IN ('claim-task', 'assign-task') AND h.event->>'serial' = t.serial::text) k ON true
 WHERE t.station_id = $1 AND t.status = 'DONE' AND t.completed_by IS NOT NULL AND t.completed_at >= $2 AND i.workflow <> ALL ($3::text[]) ORDER BY t.completed_at DESC, t.id LIMIT ${MOST_DEEDS}`;

/** What one station's people completed since then, as the rules see it; nothing of what is uncounted. What was written leaves here as hashes alone. */
export async function readDeeds(tenant: Tenant, catalog: WorkflowCatalog, stationId: Id, since: Date): Promise<Deed[]> {
  const uncounted = catalog.all().filter(({ compiled }) => compiled.uncounted).map(({ compiled }) => compiled.id);
  const rows = await tenant.sql<DeedRow>(DEEDS, [stationId, since, uncounted]);
  const versions = new Map<string, CompiledWorkflow | undefined>();
  for (const { definition } of rows) if (!versions.has(definition)) versions.set(definition, (await catalog.loads(tenant, definition)) ? await catalog.version(tenant, definition) : undefined);
  return rows.reverse().map((row) => {
    const compiled = versions.get(row.definition);
    const answered = compiled === undefined ? NOTHING : answeredIn(row.form ?? {}, compiled, row.ref);
    return { id: row.id, instanceId: row.instanceId, accountId: row.accountId, task: `${row.workflow} ${row.ref}`, openedAt: row.openedAt, takenAt: row.takenAt, completedAt: row.completedAt, dueAt: row.dueAt, ...answered, point: pointIn(row.form) ?? pointIn(row.data) };
  });
}

const NOTHING = { happenedAt: null, words: new Set<number>() };

/** When it happened, by the first field of the form that asks for a moment, and what was written in free words. */
function answeredIn(answers: JsonObject, compiled: CompiledWorkflow, ref: string): Pick<Deed, 'happenedAt' | 'words'> {
  const form = compiled.forms[compiled.tasks[ref]?.form ?? ''];
  const fields = Object.entries((form?.schema['properties'] ?? {}) as Record<string, JsonObject>);
  const moments = fields.filter(([, { format }]) => format === 'date-time').map(([key]) => momentOf(answers[key]));
  const words = fields.filter(([, field]) => isFreeText(field)).flatMap(([key]) => (typeof answers[key] === 'string' ? [answers[key]] : []));
  return { happenedAt: moments.find((moment) => moment !== undefined) ?? null, words: shinglesOf(words.join('')) };
}

function momentOf(value: unknown): Date | undefined {
  const moment = typeof value === 'string' ? new Date(value) : undefined;
  return moment === undefined || Number.isNaN(moment.getTime()) ? undefined : moment;
}

function isFreeText(field: JsonObject): boolean {
  return field['type'] === 'string' && field['format'] === undefined && field['enum'] === undefined && field['oneOf'] === undefined && field['const'] === undefined;
}

/** The first place on a map among the values of some data. */
function pointIn(data: JsonObject | null): Point | null {
  for (const value of Object.values(data ?? {})) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    const { longitude, latitude } = value as JsonObject;
    if (typeof longitude === 'number' && typeof latitude === 'number') return { longitude, latitude };
  }
  return null;
}
