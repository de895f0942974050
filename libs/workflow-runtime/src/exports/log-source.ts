import type { Database, Tenant, TenantContext } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import { noticesAbout } from '@stationhouse/notify';
import type { CompiledWorkflow } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { ClockChanged } from '../entities.js';
import { stepOfNotice } from '../notices.js';
import { activitiesOf, LOGGED_EFFECTS, type Activity, type LoggedNotice, type LoggedStep } from './activities.js';

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
  /** The run it was part of; null for one that was an exercise by itself. */
  readonly exerciseId: Id | null;
  readonly outcome: string | null;
  readonly startedAt: Date;
  readonly closedAt: Date | null;
  readonly incidentId: Id | null;
  /** The instance that started it. */
  readonly parentId: Id | null;
  /** Instances it started, and others of its series; referrals of it, or the one it was started for. */
  readonly children: readonly Id[];
  readonly series: readonly Id[];
  readonly referrals: readonly Id[];
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

/** What belongs to a page of cases beside its activities. */
export interface LoggedThings {
  readonly tasks: readonly LoggedTask[];
  readonly clocks: readonly LoggedClock[];
  readonly attachments: readonly LoggedAttachment[];
  readonly notices: readonly LoggedNotice[];
  /** The versions titles stand in. */
  readonly versions: ReadonlyMap<string, CompiledWorkflow>;
}

/** One running of a clock, with every moment it was due at and since when. */
export interface LoggedClock {
  readonly instanceId: Id;
  readonly serial: number;
  readonly ref: string;
  readonly state: string;
  readonly startedAt: Date;
  readonly dueAt: Date | null;
  readonly changes: readonly ClockChanged[];
}

export interface LoggedAttachment {
  readonly id: Id;
  readonly instanceId: Id;
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
  readonly addedAt: Date;
}

/** Cases read at a time, and steps of theirs: a log of any length passes through memory in pieces of this size. */
const CASES = 200;
const STEPS = 1_000;

/** A moment that an effect keeps by itself, or as a clock's reading. */
const momentOf = (key: string) => `CASE jsonb_typeof(e->'${key}') WHEN 'object' THEN e->'${key}'->'dueAt' ELSE e->'${key}' END`;

const EFFECT = `jsonb_strip_nulls(jsonb_build_object('type', e->'type', 'task', e->'task', 'serial', e->'serial', 'clock', e->'clock', 'as', e->'as', 'role', coalesce(e->'roles'->0, e->'role'), 'action', e->'action', 'cause', e->'cause',
  'before', ${momentOf('before')}, 'after', ${momentOf('after')}, 'dueAt', coalesce(e->'due'->'at', e->'running'->'dueAt', e->'dueAt'), 'outcome', e->'outcome', 'instanceId', e->'instanceId'))`;

const STEP_COLUMNS = `instance_id AS "instanceId", version, at, kind, definition, actor_id AS "actorId", event->>'task' AS task, (event->>'serial')::int AS serial, event->>'name' AS name, states_entered AS entered,
  CASE WHEN kind IN ('attach-file', 'remove-file') THEN jsonb_build_object('attachment', event->'attachment', 'sha256', event->'sha256', 'bytes', event->'bytes', 'mediaType', event->'mediaType') END AS file,
  CASE WHEN kind = 'migrate' THEN jsonb_build_object('from', event->'plan'->'from', 'to', event->'plan'->'to') END AS moved,
  (SELECT coalesce(jsonb_agg(${EFFECT} ORDER BY place), '[]') FROM jsonb_array_elements(effects) WITH ORDINALITY AS f (e, place) WHERE e->>'type' = ANY ($5)) AS effects`;

const CASE_COLUMNS = `i.id, i.number, i.definition, i.exercise, i.exercise_id AS "exerciseId", i.outcome, i.started_at AS "startedAt", i.closed_at AS "closedAt", i.incident_id AS "incidentId", i.parent_id AS "parentId",
  ARRAY (SELECT c.id FROM instance_child c WHERE c.station_id = i.station_id AND c.parent_id = i.id ORDER BY c.serial) AS children,
  ARRAY (SELECT o.instance_id FROM instance_series s JOIN instance_series o ON o.station_id = s.station_id AND o.series_id = s.series_id AND o.instance_id <> s.instance_id AND o.ended_at IS NULL
          WHERE s.station_id = i.station_id AND s.instance_id = i.id AND s.ended_at IS NULL ORDER BY o.linked_at, o.id) AS series,
  ARRAY (SELECT r.id FROM referral r WHERE r.station_id = i.station_id AND r.instance_id = i.id ORDER BY r.id) AS referrals`;

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
          `SELECT ${CASE_COLUMNS} FROM instance i
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
    const told = new Map<string, LoggedNotice[]>();
    for (const notice of await this.read((tenant) => readLoggedNotices(tenant, this.selection.stationId, page))) {
      const step = `${notice.instanceId} ${notice.version}`;
      told.set(step, [...(told.get(step) ?? []), notice]);
    }
    for (let after: { instanceId: Id | null; version: number } = { instanceId: null, version: 0 }; ; ) {
      const last = after;
      const { steps, versions } = await this.read(async (tenant) => {
        const found = await tenant.sql<LoggedStep & { instanceId: Id }>(
          `SELECT ${STEP_COLUMNS} FROM history WHERE station_id = $1 AND instance_id = ANY ($2) AND ($3::uuid IS NULL OR (instance_id, version) > ($3, $4)) ORDER BY instance_id, version LIMIT ${STEPS}`,
          [this.selection.stationId, ids, last.instanceId, last.version, [...LOGGED_EFFECTS]],
        );
        return { steps: found, versions: await this.catalog.versionsOf(tenant, found.map(({ definition }) => definition)) };
      });
      for (const step of steps) yield { instanceId: step.instanceId, activities: placed(step, versions, told.get(`${step.instanceId} ${step.version}`)) };
      const end = steps.at(-1);
      if (end === undefined || steps.length < STEPS) return;
      after = end;
    }
  }

  /** The things that the activities of a page of cases are about. */
  async things(page: readonly LoggedCase[]): Promise<LoggedThings> {
    const of = [this.selection.stationId, page.map(({ id }) => id)];
    return this.read(async (tenant) => ({
      tasks: await tenant.sql<LoggedTask>('SELECT instance_id AS "instanceId", serial, ref, opened_at AS "openedAt" FROM task WHERE station_id = $1 AND instance_id = ANY ($2) ORDER BY instance_id, serial', of),
      clocks: await tenant.sql<LoggedClock>('SELECT instance_id AS "instanceId", serial, ref, state, started_at AS "startedAt", due_at AS "dueAt", changes FROM clock WHERE station_id = $1 AND instance_id = ANY ($2) ORDER BY instance_id, serial', of),
      attachments: await tenant.sql<LoggedAttachment>('SELECT id, instance_id AS "instanceId", sha256, bytes::float8 AS bytes, media_type AS "mediaType", added_at AS "addedAt" FROM attachment WHERE station_id = $1 AND instance_id = ANY ($2) ORDER BY id', of),
      notices: await readLoggedNotices(tenant, this.selection.stationId, page),
      versions: await this.catalog.versionsOf(tenant, page.map(({ definition }) => definition)),
    }));
  }

  /** Which of some instances are cases of this log. */
  async within(ids: readonly Id[]): Promise<ReadonlySet<Id>> {
    if (ids.length === 0) return new Set();
    const { stationId, workflow, from, to, exercises } = this.selection;
    const rows = await this.read((tenant) => tenant.sql<{ id: Id }>('SELECT id FROM instance WHERE station_id = $1 AND id = ANY ($2) AND workflow = $3 AND started_at >= $4 AND started_at < $5 AND ($6 OR NOT exercise)', [stationId, [...ids], workflow, from, to, exercises]));
    return new Set(rows.map(({ id }) => id));
  }

  private read<Result>(work: (tenant: Tenant) => Promise<Result>): Promise<Result> {
    return this.database.inTenant(this.context, work);
  }
}

/** The notices that steps of some cases led to; those about something else, such as a calendar, have no step. */
async function readLoggedNotices(tenant: Tenant, stationId: Id, page: readonly LoggedCase[]): Promise<LoggedNotice[]> {
  const notices = await noticesAbout(tenant, { stationId }, page.map(({ id }) => id));
  return notices.flatMap(({ id, key, recordId, kind, urgency, title, createdAt }) => {
    const version = stepOfNotice(key, recordId);
    return version === undefined ? [] : [{ id, instanceId: recordId, version, kind, urgency, title, at: createdAt }];
  });
}

function placed(step: LoggedStep & { readonly instanceId: Id }, versions: ReadonlyMap<string, CompiledWorkflow>, notices: readonly LoggedNotice[] | undefined): LoggedActivity[] {
  const compiled = versions.get(step.definition);
  if (compiled === undefined) return [];
  return activitiesOf(step, compiled, notices).map((activity, index) => ({ ...activity, at: step.at, id: `${step.instanceId}-${step.version}-${index}` }));
}
