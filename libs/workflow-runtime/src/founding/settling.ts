import type { Database } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun, type Jobs } from '@stationhouse/jobs';
import { isStationhouseError, text, type ErrorCode, type Id } from '@stationhouse/kernel';
import { callOffSlice, type Called } from '../plugins/call-off.js';
import type { WorkflowRuntime } from '../runtime.js';

/** Topic of the job that ends and gives back what a station's reorganisation left; its payload names the reorganisation. */
export const SETTLE_TOPIC = 'station.settle';

interface Wanted {
  readonly reorganisationId: Id;
  /** The instance the last run ended with; empty at first. */
  readonly after: string;
  readonly [key: string]: string;
}

/** What a closing ends is everything that runs there; a merger ends what its plan names. */
const NEXT = `
  SELECT i.id, r.because AS reason, r.set_by AS "madeBy" FROM reorganisation r JOIN instance i ON i.station_id = r.station_id AND i.status = 'running'
   WHERE r.station_id = $1 AND r.id = $2 AND r.state = 'done' AND (r.kind = 'close' OR r.plan -> 'ends' ? i.workflow) AND ($3::uuid IS NULL OR i.id > $3)
     AND NOT EXISTS (SELECT FROM exercise x WHERE x.station_id = i.station_id AND x.id = i.exercise_id AND x.status <> 'running') ORDER BY i.id LIMIT 1`;

/** Tasks in the hands of officers who do not serve the station any more. */
const LEFT = `
  SELECT t.id, r.set_by AS "madeBy" FROM reorganisation r JOIN task t ON t.station_id = r.station_id AND t.status = 'CLAIMED' JOIN account a ON a.id = t.assignee_id AND a.surface = 'internal'
   WHERE r.station_id = $1 AND r.id = $2 AND r.state = 'done' AND NOT EXISTS (SELECT FROM serving s WHERE s.station_id = t.station_id AND s.account_id = t.assignee_id) ORDER BY t.id`;

/** Refusals that say that there is nothing left to give back. */
const SETTLED: ReadonlySet<ErrorCode> = new Set(['TASK_NOT_OPEN', 'INSTANCE_CLOSED', 'PLUGIN_DISABLED', 'EXERCISE_HALTED', 'EXERCISE_NOT_RUNNING']);

/** Ends, after a station's reorganisation, what was to end, and gives back the tasks of people who left. Run again, it goes on where it stopped. */
export class Settling {
  constructor(
    private readonly database: Database,
    private readonly runtime: WorkflowRuntime,
    private readonly jobs: Pick<Jobs, 'outbox'>,
  ) {}

  job(): JobDefinition {
    return defineJob<Wanted>({ topic: SETTLE_TOPIC, title: text('办结机构调整的遗留事项', 'Settle what a reorganisation left'), handle: (run) => this.run(run), timeout: 'PT10M', retry: { attempts: 20, delay: 'PT5S' }, concurrency: 2 });
  }

  private async run({ scopeId: stationId, payload, context, signal }: JobRun<Wanted>): Promise<void> {
    const { reorganisationId } = payload;
    const after = await callOffSlice({ runtime: this.runtime, stationId, after: payload.after, signal }, (last) =>
      this.database.inTenant(context, async (tenant) => (await tenant.sql<Called>(NEXT, [stationId, reorganisationId, last === '' ? null : last]))[0]),
    );
    if (after !== undefined) return void (await this.database.inTenant(context, (tenant) => this.jobs.outbox.enqueue(tenant, { topic: SETTLE_TOPIC, stationId, payload: { ...payload, after } })));
    for (const { id: taskId, madeBy } of await this.database.inTenant(context, (tenant) => tenant.sql<{ id: Id; madeBy: Id }>(LEFT, [stationId, reorganisationId]))) {
      signal.throwIfAborted();
      await this.release(stationId, taskId, madeBy, `settle:${reorganisationId}:${taskId}`);
    }
  }

  private async release(stationId: Id, taskId: Id, accountId: Id, idempotencyKey: string): Promise<void> {
    const call = { context: { stationIds: [stationId], bureauIds: [], accountId }, stationId, actor: { accountId, roles: [] } };
    try {
      await this.runtime.releaseTask(call, { taskId, idempotencyKey }, true);
    } catch (error) {
      if (!isStationhouseError(error) || !SETTLED.has(error.code)) throw error;
    }
  }
}
