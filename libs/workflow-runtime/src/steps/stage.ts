import type { Tenant } from '@stationhouse/database';
import { notFound, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { Snapshot } from '@stationhouse/workflow';
import type { TaskStatus } from '../entities.js';

/** What a command needs to know before it computes its step, read in one statement. */
export interface Stage {
  readonly station: { readonly code: string; readonly timeZone: string };
  /** The first answer to this idempotency key. */
  readonly known: { readonly command: string; readonly answer: { readonly instanceId: Id; readonly version: number } } | null;
  readonly instance: StagedInstance | null;
  readonly task: StagedTask | null;
  readonly timer: { readonly id: Id; readonly serial: number; readonly timer: string; readonly dueAt: string } | null;
  /** The station's own word on plugins. */
  readonly plugins: Readonly<Record<string, boolean>>;
}

export interface StagedInstance {
  readonly id: Id;
  readonly workflow: string;
  readonly definition: string;
  readonly number: string;
  readonly version: number;
  readonly exercise: boolean;
  readonly incidentId: Id | null;
  readonly snapshot: Snapshot;
}

export interface StagedTask {
  readonly id: Id;
  readonly serial: number;
  readonly ref: string;
  readonly status: TaskStatus;
  readonly roles: string[];
  readonly assigneeId: Id | null;
}

/** Which rows to read: an instance by itself, or by one of its tasks or timers. */
export interface Cast {
  readonly instanceId?: Id | undefined;
  readonly taskId?: Id | undefined;
  readonly timerId?: Id | undefined;
  readonly key?: { readonly accountId: Id; readonly key: string } | undefined;
}

const STAGE = `
WITH k AS (SELECT command, answer FROM idempotency WHERE station_id = $1 AND account_id = $2 AND key = $3),
     t AS (SELECT * FROM task WHERE station_id = $1 AND id = $5),
     r AS (SELECT * FROM timer WHERE station_id = $1 AND id = $6),
     i AS (SELECT * FROM instance WHERE station_id = $1 AND id = coalesce($4, (SELECT instance_id FROM t), (SELECT instance_id FROM r)))
SELECT s.code, s.time_zone,
       (SELECT jsonb_build_object('command', command, 'answer', answer) FROM k) AS known,
       (SELECT jsonb_build_object('id', id, 'workflow', workflow, 'definition', definition, 'number', number, 'version', version, 'exercise', exercise, 'incidentId', incident_id, 'snapshot', snapshot) FROM i) AS instance,
       (SELECT jsonb_build_object('id', id, 'serial', serial, 'ref', ref, 'status', status, 'roles', roles, 'assigneeId', assignee_id) FROM t) AS task,
       (SELECT jsonb_build_object('id', id, 'serial', serial, 'timer', timer, 'dueAt', due_at) FROM r) AS timer,
       (SELECT coalesce(jsonb_object_agg(plugin_id, enabled), '{}') FROM plugin_enablement WHERE station_id = $1) AS plugins
  FROM station s WHERE s.id = $1`;

/** Reads the rows of a command. @throws StationhouseError NOT_FOUND when the station is out of reach */
export async function readStage(tenant: Tenant, stationId: Id, cast: Cast): Promise<Stage> {
  const [row] = await tenant.sql<Omit<Stage, 'station'> & { code: string; time_zone: string }>(STAGE, [
    stationId,
    cast.key?.accountId ?? null,
    cast.key?.key ?? null,
    cast.instanceId ?? null,
    cast.taskId ?? null,
    cast.timerId ?? null,
  ]);
  if (row === undefined) throw notFound(text('派出所', 'Station'));
  const { code, time_zone: timeZone, ...rest } = row;
  return { ...rest, station: { code, timeZone } };
}

/** @throws StationhouseError NOT_FOUND */
export function instanceOn(stage: Stage): StagedInstance {
  if (stage.instance === null) throw notFound(text('事项', 'Instance'));
  return stage.instance;
}

/** @throws StationhouseError NOT_FOUND */
export function taskOn(stage: Stage): StagedTask {
  if (stage.task === null) throw notFound(text('任务', 'Task'));
  return stage.task;
}

/** @throws StationhouseError STALE_VERSION when the caller saw an older state */
export function requireVersion(instance: StagedInstance, expected: number | undefined): void {
  if (expected === undefined || expected === instance.version) return;
  throw new StationhouseError(
    'STALE_VERSION',
    text('事项在您打开页面之后已有变化，请刷新后核对再提交。', 'This instance has changed since you opened it. Reload, check, and submit again.'),
    { expectedVersion: expected, version: instance.version },
  );
}
