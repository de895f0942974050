import type { Database, Tenant, TenantContext } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { CompiledWorkflow } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import { activitiesOf, LOGGED_EFFECTS, type Activity, type LoggedStep } from './activities.js';

/** Which cases a log tells of: whole ones that began in the period. */
export interface LogSelection {
  readonly stationId: Id;
  readonly workflow: string;
  /** Began at this moment or later. */
  readonly from: Date;
  /** Began before this moment. */
  readonly to: Date;
  /** Exercises are told too, and marked. */
  readonly exercises: boolean;
}

/** A case of the log: an instance. */
export interface LoggedCase {
  readonly id: Id;
  readonly number: string;
  readonly definition: string;
  readonly exercise: boolean;
  readonly outcome: string | null;
  readonly startedAt: Date;
  readonly closedAt: Date | null;
  readonly incidentId: Id | null;
}

/** An activity of a case at its place: `id` is unique in the station. */
export interface LoggedActivity extends Activity {
  readonly id: string;
  readonly at: Date;
}

/** A task of a case: one opening of it. */
export interface LoggedTask {
  readonly instanceId: Id;
  readonly serial: number;
  readonly ref: string;
  readonly openedAt: Date;
}

/** Cases read at a time, and steps of theirs: a log of any length passes through memory in pieces of this size. */
const CASES = 200;
const STEPS = 1_000;

const STEP_COLUMNS = `instance_id AS "instanceId", version, at, kind, definition, actor_id AS "actorId", event->>'task' AS task, (event->>'serial')::int AS serial, event->>'name' AS name,
  (SELECT coalesce(jsonb_agg(jsonb_build_object('type', e->'type', 'task', e->'task', 'serial', e->'serial', 'clock', e->'clock', 'as', e->'as', 'role', e->'roles'->0) ORDER BY place), '[]')
     FROM jsonb_array_elements(effects) WITH ORDINALITY AS f (e, place) WHERE e->>'type' = ANY ($5)) AS effects`;

/** Reads a station's history for its event log, page after page, each in a transaction of its own. Nothing personal leaves the database. */
export class LogSource {
  constructor(
    private readonly database: Database,
    private readonly catalog: WorkflowCatalog,
    private readonly context: TenantContext,
    private readonly selection: LogSelection,
  ) {}

  /** The cases in the order they began, in pages. */
  async *cases(): AsyncGenerator<readonly LoggedCase[]> {
    const { stationId, workflow, from, to, exercises } = this.selection;
    for (let after: Id | null = null; ; ) {
      const last: Id | null = after;
      const page: LoggedCase[] = await this.read((tenant) =>
        tenant.sql<LoggedCase>(
          `SELECT id, number, definition, exercise, outcome, started_at AS "startedAt", closed_at AS "closedAt", incident_id AS "incidentId" FROM instance
            WHERE station_id = $1 AND workflow = $2 AND started_at >= $3 AND started_at < $4 AND ($5 OR NOT exercise) AND ($6::uuid IS NULL OR id > $6) ORDER BY id LIMIT ${CASES}`,
          [stationId, workflow, from, to, exercises, last],
        ),
      );
      if (page.length > 0) yield page;
      if (page.length < CASES) return;
      after = page.at(-1)?.id ?? null;
    }
  }

  /** What happened in a page of cases, case by case in its order. */
  async *activities(page: readonly LoggedCase[]): AsyncGenerator<{ readonly instanceId: Id; readonly activities: readonly LoggedActivity[] }> {
    const ids = page.map(({ id }) => id);
    for (let after: { instanceId: Id | null; version: number } = { instanceId: null, version: 0 }; ; ) {
      const last = after;
      const { steps, versions } = await this.read(async (tenant) => {
        const found = await tenant.sql<LoggedStep & { instanceId: Id }>(
          `SELECT ${STEP_COLUMNS} FROM history WHERE station_id = $1 AND instance_id = ANY ($2) AND ($3::uuid IS NULL OR (instance_id, version) > ($3, $4)) ORDER BY instance_id, version LIMIT ${STEPS}`,
          [this.selection.stationId, ids, last.instanceId, last.version, [...LOGGED_EFFECTS]],
        );
        return { steps: found, versions: await this.catalog.versionsOf(tenant, found.map(({ definition }) => definition)) };
      });
      for (const step of steps) yield { instanceId: step.instanceId, activities: placed(step, versions) };
      const end = steps.at(-1);
      if (end === undefined || steps.length < STEPS) return;
      after = end;
    }
  }

  /** The tasks of a page of cases, with the versions their titles stand in. */
  async tasks(page: readonly LoggedCase[]): Promise<{ tasks: readonly LoggedTask[]; versions: ReadonlyMap<string, CompiledWorkflow> }> {
    return this.read(async (tenant) => ({
      tasks: await tenant.sql<LoggedTask>('SELECT instance_id AS "instanceId", serial, ref, opened_at AS "openedAt" FROM task WHERE station_id = $1 AND instance_id = ANY ($2) ORDER BY instance_id, serial', [this.selection.stationId, page.map(({ id }) => id)]),
      versions: await this.catalog.versionsOf(tenant, page.map(({ definition }) => definition)),
    }));
  }

  private read<Result>(work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
    return this.database.inTenant(this.context, work);
  }
}

function placed(step: LoggedStep & { readonly instanceId: Id }, versions: ReadonlyMap<string, CompiledWorkflow>): LoggedActivity[] {
  const compiled = versions.get(step.definition);
  if (compiled === undefined) return [];
  return activitiesOf(step, compiled).map((activity, index) => ({ ...activity, at: step.at, id: `${step.instanceId}-${step.version}-${index}` }));
}
