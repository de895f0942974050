import type { Database } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun, type Jobs } from '@stationhouse/jobs';
import { text, type Id } from '@stationhouse/kernel';
import { auditOf } from '../steps/step-record.js';
import * as deeds from '../audit-actions.js';
import type { WorkflowRuntime } from '../runtime.js';
import type { PluginTakeoverRow } from './entities.js';

/** Topic of the job that calls off what runs of a disabled plugin; its payload names plugin and workflow. */
export const CALL_OFF_TOPIC = 'workflow.call-off';

/** Instances of one run of the job; the next run goes on where it ended. */
const SLICE = 200;

interface Wanted {
  readonly pluginId: string;
  readonly workflow: string;
  /** The instance the last run ended with; empty at first. */
  readonly after: string;
  readonly [key: string]: string;
}

/** An instance to be called off, why, and who said so. */
export interface Called extends Pick<PluginTakeoverRow, 'reason' | 'madeBy'> {
  readonly id: Id;
}

/** Those of an exercise that does not run are left: nothing of it moves. */
const NEXT = `
  SELECT i.id, o.reason, o.made_by AS "madeBy" FROM plugin_takeover o JOIN instance i ON i.station_id = o.station_id AND i.workflow = o.workflow AND i.status = 'running'
   WHERE o.station_id = $1 AND o.plugin_id = $2 AND o.workflow = $3 AND o.how = 'cancel' AND ($4::uuid IS NULL OR i.id > $4)
     AND NOT EXISTS (SELECT FROM exercise x WHERE x.station_id = i.station_id AND x.id = i.exercise_id AND x.status <> 'running') ORDER BY i.id LIMIT 1`;

/** Calls off, one by one, what runs of a workflow whose plugin was disabled so; it stops where the plugin is enabled again, or somebody takes the rest over. */
export class CallOff {
  constructor(
    private readonly database: Database,
    private readonly runtime: WorkflowRuntime,
    private readonly jobs: Pick<Jobs, 'outbox'>,
  ) {}

  job(): JobDefinition {
    return defineJob<Wanted>({ topic: CALL_OFF_TOPIC, title: text('撤销停用插件的在办事项', 'Call off what runs of a disabled plugin'), handle: (run) => this.run(run), timeout: 'PT10M', retry: { attempts: 20, delay: 'PT5S' }, concurrency: 2 });
  }

  private async run({ scopeId: stationId, payload, context, signal }: JobRun<Wanted>): Promise<void> {
    const after = await callOffSlice({ runtime: this.runtime, stationId, after: payload.after, signal }, (last) =>
      this.database.inTenant(context, async (tenant) => (await tenant.sql<Called>(NEXT, [stationId, payload.pluginId, payload.workflow, last === '' ? null : last]))[0]),
    );
    if (after !== undefined) await this.database.inTenant(context, (tenant) => this.jobs.outbox.enqueue(tenant, { topic: CALL_OFF_TOPIC, stationId, payload: { ...payload, after } }));
  }
}

/**
 * Calls instances of a station off, one by one. Called off again, one stays as it is.
 * @param next the one that comes after an id; undefined when there is none left
 * @returns the last one's id where another run must go on; undefined when all are called off
 */
export async function callOffSlice({ runtime, stationId, after: first, signal }: { readonly runtime: WorkflowRuntime; readonly stationId: Id; readonly after: string; readonly signal: AbortSignal }, next: (after: string) => Promise<Called | undefined>): Promise<string | undefined> {
  let after = first;
  for (let done = 0; done < SLICE; done += 1) {
    signal.throwIfAborted();
    const called = await next(after);
    if (called === undefined) return undefined;
    await callOff(runtime, stationId, called);
    after = called.id;
  }
  return after;
}

async function callOff(runtime: WorkflowRuntime, stationId: Id, { id, reason, madeBy }: Called): Promise<void> {
  const why = reason ?? '';
  const by = madeBy === null ? {} : { by: { accountId: madeBy, roles: [] } };
  const audited = auditOf({ stationIds: [stationId], bureauIds: [], ...(madeBy === null ? {} : { accountId: madeBy }) }, deeds.instanceCancelled, {}, why);
  await runtime.happen(stationId, id, { type: 'cancel', reason: why, ...by }, (result) => (result.ok ? () => ({ audit: audited }) : undefined));
}
