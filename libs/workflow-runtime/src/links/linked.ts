import { audit } from '@stationhouse/audit';
import type { Database, Tenant } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun, type Jobs } from '@stationhouse/jobs';
import { isStationhouseError, notFound, StationhouseError, text, type ErrorCode, type Id } from '@stationhouse/kernel';
import type { Effect, WorkflowEvent } from '@stationhouse/workflow';
import * as deeds from '../audit-actions.js';
import { atStation, type Alarms } from '../automations/alarms.js';
import { reasonOf } from '../automations/repair.js';
import type { Call } from '../commands.js';
import type { InstanceChildRow } from '../entities.js';
import { HALTED } from '../exercises/alone.js';
import type { WorkflowRuntime } from '../runtime.js';
import { LINKED_CLOSED_TOPIC, START_LINKED_TOPIC } from '../steps/step-record.js';
import { LinkedTellings } from './telling.js';

export interface LinkedInstancesOptions {
  readonly database: Database;
  readonly runtime: WorkflowRuntime;
  readonly jobs: Pick<Jobs, 'outbox'>;
  readonly alarms: Pick<Alarms, 'raise'>;
}

/** A start that an instance asked for. */
interface Asked {
  readonly [key: string]: string | number;
  readonly instanceId: Id;
  readonly serial: number;
}

/** A child with what its parent must hear of it. */
interface Child extends InstanceChildRow {
  /** Null until it is started. */
  readonly instanceStatus: 'running' | 'closed' | null;
  readonly instanceOutcome: string | null;
}

export const CHILD_COLUMNS = `c.station_id AS "stationId", c.id, c.parent_id AS "parentId", c.serial, c.action, c.workflow, c.status, c.outcome, c.error, c.asked_at AS "askedAt", c.closed_at AS "closedAt"`;

const READ_CHILD = `SELECT ${CHILD_COLUMNS}, i.status AS "instanceStatus", i.outcome AS "instanceOutcome" FROM instance_child c
  LEFT JOIN instance i ON i.station_id = c.station_id AND i.id = c.id WHERE c.station_id = $1`;

/** Refusals that another attempt may not meet. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['CONFLICT', 'DATABASE_UNAVAILABLE', 'EXERCISE_NOT_RUNNING', 'INTERNAL', 'LOOKUP_FAILED']);

/** How a start that was given up is told to the parent. */
const SKIPPED = 'skipped';
/** How one that joined another instance of its matter is told to the parent. */
const JOINED = 'joined';

/**
 * Starts the instances that others ask for (`startLinked`), at the same station, and tells each parent what becomes of
 * them. A child's id is given with the step that asks for it, so that it is started once; what the parent has heard stands
 * in the engine's own books, so that it hears each thing once.
 */
export class LinkedInstances {
  private readonly tellings: LinkedTellings;

  constructor(private readonly options: LinkedInstancesOptions) {
    this.tellings = new LinkedTellings(options);
  }

  /** The jobs of the outbox. */
  jobs(): JobDefinition[] {
    const retry = { attempts: 10, delay: 'PT1S' };
    return [
      defineJob<Asked>({ topic: START_LINKED_TOPIC, title: text('发起关联事项', 'Start a linked instance'), handle: (run) => this.start(run), retry }),
      defineJob<{ childId: Id }>({ topic: LINKED_CLOSED_TOPIC, title: text('告知关联事项已办结', 'Tell that a linked instance closed'), handle: async ({ scopeId, payload }) => this.tellParent(scopeId, await this.child(scopeId, 'c.id = $2', payload.childId)), retry }),
      this.tellings.job(),
    ];
  }

  /**
   * Asks again for an instance that could not be started.
   * @throws StationhouseError NOT_FOUND, BAD_INPUT without a reason, LINK_NOT_OPEN unless it has failed
   */
  async retry(call: Call, { childId, reason }: { readonly childId: Id; readonly reason: string }): Promise<void> {
    const why = reasonOf(reason);
    return this.options.database.inTenant(call.context, async (tenant) => {
      const child = await failedChild(tenant, call.stationId, childId);
      await tenant.sql(`UPDATE instance_child SET status = 'starting', error = NULL WHERE station_id = $1 AND id = $2`, [call.stationId, childId]);
      await this.options.jobs.outbox.enqueue(tenant, { topic: START_LINKED_TOPIC, stationId: call.stationId, payload: { instanceId: child.parentId, serial: child.serial } });
      await audit(tenant, { action: deeds.childRetried, stationId: call.stationId, record: { kind: 'instance', id: child.parentId, number: child.parentNumber }, purpose: why, details: { workflow: child.workflow } });
    });
  }

  /**
   * Goes on without an instance that could not be started: its parent hears that it closed with the outcome `skipped`.
   * @throws StationhouseError as retry
   */
  async skip(call: Call, { childId, reason }: { readonly childId: Id; readonly reason: string }): Promise<void> {
    const why = reasonOf(reason);
    return this.options.database.inTenant(call.context, async (tenant) => {
      const failed = await failedChild(tenant, call.stationId, childId);
      await tenant.sql(`UPDATE instance_child SET status = 'closed', outcome = $3, closed_at = app.now() WHERE station_id = $1 AND id = $2`, [call.stationId, childId, SKIPPED]);
      await audit(tenant, { action: deeds.childSkipped, stationId: call.stationId, record: { kind: 'instance', id: failed.parentId, number: failed.parentNumber }, purpose: why, details: { workflow: failed.workflow } });
      await this.options.jobs.outbox.enqueue(tenant, { topic: LINKED_CLOSED_TOPIC, stationId: call.stationId, payload: { childId } });
    });
  }

  private async start({ scopeId: stationId, payload: { instanceId: parentId, serial } }: JobRun<Asked>): Promise<void> {
    const child = await this.child(stationId, 'c.parent_id = $2 AND c.serial = $3', parentId, serial);
    if (child === undefined || child.status === 'closed') return;
    if (child.instanceStatus === null) {
      try {
        const answer = await this.options.runtime.startLinked(stationId, child, await this.wanted(child));
        if (answer?.started === false) await this.joined(child);
        if (await this.haltedMeanwhile(child)) return;
      } catch (error) {
        // What the workflow refuses it refuses again: somebody must see it.
        if (!isStationhouseError(error) || PASSING.has(error.code)) throw error;
        return this.failed(child, error.code);
      }
    }
    await this.tellParent(stationId, await this.child(stationId, 'c.id = $2', child.id));
    await this.tellings.deliver(stationId, { instanceId: parentId, link: serial });
  }

  /** It joined an instance that ran already, which goes its own way: the link is over. */
  private async joined({ stationId, id }: Child): Promise<void> {
    await atStation(this.options.database, stationId, (tenant) => tenant.sql(`UPDATE instance_child SET status = 'closed', outcome = $3, closed_at = app.now() WHERE station_id = $1 AND id = $2 AND status = 'starting'`, [stationId, id, JOINED]));
  }

  /** An exercise that was halted while this began takes it along. */
  private async haltedMeanwhile({ stationId, id }: Child): Promise<boolean> {
    // Waits for a halt under way; one that comes later finds the instance.
    const [row] = await atStation(this.options.database, stationId, (tenant) => tenant.sql<Pick<Child, 'outcome'>>('SELECT outcome FROM instance_child WHERE station_id = $1 AND id = $2 FOR UPDATE', [stationId, id]));
    if (row?.outcome !== HALTED) return false;
    await this.options.runtime.happen(stationId, id, { type: 'cancel', reason: HALTED }, (result) => (result.ok ? () => ({}) : undefined));
    return true;
  }

  /** What the parent asked for stands in its history, with whatever is personal in it. */
  private wanted(child: Child) {
    return atStation(this.options.database, child.stationId, async (tenant) => {
      const [asked] = await tenant.sql<{ data: Extract<Effect, { type: 'start-linked' }>['data']; exercise: boolean; exerciseId: Id | null; incidentId: Id | null }>(
        `SELECT e->'data' AS data, i.exercise, i.exercise_id AS "exerciseId", i.incident_id AS "incidentId" FROM history h CROSS JOIN LATERAL jsonb_array_elements(h.effects) e
           JOIN instance i ON i.station_id = h.station_id AND i.id = h.instance_id
          WHERE h.station_id = $1 AND h.instance_id = $2 AND e->>'type' = 'start-linked' AND (e->'serial')::int = $3`,
        [child.stationId, child.parentId, child.serial],
      );
      if (asked === undefined) throw new Error('A linked instance was asked for, but no step says so.');
      return { workflow: child.workflow, data: asked.data, exercise: asked.exercise, exerciseId: asked.exerciseId ?? undefined, incidentId: asked.incidentId ?? undefined };
    });
  }

  private failed(child: Child, code: string): Promise<void> {
    return atStation(this.options.database, child.stationId, async (tenant) => {
      const [failed] = await tenant.sql(`UPDATE instance_child SET status = 'failed', error = $3 WHERE station_id = $1 AND id = $2 AND status IN ('starting', 'failed') RETURNING id`, [child.stationId, child.id, code]);
      if (failed === undefined) return;
      const what = text(child.workflow, child.workflow);
      await this.options.alarms.raise(tenant, { stationId: child.stationId, instanceId: child.parentId, key: `linked:${child.id}:${tenant.now.toISOString()}`, kind: 'linked.failed', what });
    });
  }

  /** Tells the parent what it has not heard: that the child began, and how it ended. */
  private async tellParent(stationId: Id, child: Child | undefined): Promise<void> {
    if (child === undefined) return;
    if (child.instanceStatus === null) return child.status === 'closed' ? this.tell(child, { status: 'closed', outcome: child.outcome ?? SKIPPED }) : undefined;
    if (child.status === 'starting') await this.tell(child, { status: 'started' });
    if (child.instanceStatus === 'closed') await this.tell(child, { status: 'closed', outcome: child.instanceOutcome ?? '' });
  }

  private async tell({ stationId, id, parentId, serial }: InstanceChildRow, what: { readonly status: 'started' } | { readonly status: 'closed'; readonly outcome: string }): Promise<void> {
    const event: WorkflowEvent = { type: 'linked', serial, instanceId: id, ...what };
    let refused: string | undefined;
    await this.options.runtime.happen(stationId, parentId, event, (result) => {
      refused = result.ok ? undefined : result.refusal.code;
      return result.ok ? () => ({}) : undefined;
    });
    // Heard before; or the parent is closed, and only the link's row still tells how it went.
    if (refused === undefined || refused === 'LINK_NOT_OPEN') return;
    if (refused !== 'INSTANCE_CLOSED') throw new StationhouseError('EVENT_NOT_ACCEPTED', text('上级事项无法处理关联事项的消息。', 'The parent cannot take what its linked instance tells.'), { refused });
    const [status, outcome] = what.status === 'started' ? ['open', null] : ['closed', what.outcome];
    await atStation(this.options.database, stationId, (tenant) =>
      tenant.sql(`UPDATE instance_child SET status = $3, outcome = $4, closed_at = CASE WHEN $3 = 'closed' THEN app.now() END WHERE station_id = $1 AND id = $2 AND status <> 'closed'`, [stationId, id, status, outcome]),
    );
  }

  private child(stationId: Id, where: string, ...parameters: (string | number)[]): Promise<Child | undefined> {
    return atStation(this.options.database, stationId, async (tenant) => (await tenant.sql<Child>(`${READ_CHILD} AND ${where}`, [stationId, ...parameters]))[0]);
  }
}

/** @throws StationhouseError NOT_FOUND, LINK_NOT_OPEN */
async function failedChild(tenant: Tenant, stationId: Id, id: Id): Promise<InstanceChildRow & { readonly parentNumber: string }> {
  const [row] = await tenant.sql<InstanceChildRow & { readonly parentNumber: string }>(
    `SELECT ${CHILD_COLUMNS}, p.number AS "parentNumber" FROM instance_child c JOIN instance p ON p.station_id = c.station_id AND p.id = c.parent_id WHERE c.station_id = $1 AND c.id = $2 FOR UPDATE OF c`,
    [stationId, id],
  );
  if (row === undefined) throw notFound(text('关联事项', 'Linked instance'));
  if (row.status === 'failed') return row;
  throw new StationhouseError('LINK_NOT_OPEN', text('该关联事项已发起或已结束，无需处理，请刷新页面。', 'This linked instance has started or is over. There is nothing to repair: reload the page.'), { status: row.status });
}
