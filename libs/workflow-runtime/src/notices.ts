import type { Database, Tenant } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun } from '@stationhouse/jobs';
import { inLocale, text, type Bilingual, type Id } from '@stationhouse/kernel';
import type { NewNotice, Notices } from '@stationhouse/notify';
import type { CompiledWorkflow, Effect } from '@stationhouse/workflow';
import type { WorkflowCatalog } from './catalog/catalog.js';
import type { HistoryRow, TaskRow } from './entities.js';
import { NOTICES_TOPIC } from './steps/step-record.js';

export interface InstanceNoticesOptions {
  readonly database: Database;
  readonly catalog: WorkflowCatalog;
  readonly notices: Notices;
}

interface NoticesPayload {
  readonly [key: string]: string | number;
  readonly instanceId: Id;
  /** The version the step led to. */
  readonly version: number;
}

/** A step and what it is a step of. */
interface TellingStep extends Pick<HistoryRow, 'event' | 'effects' | 'actorId' | 'definition'> {
  readonly number: string;
  readonly exercise: boolean;
}

type TellingTask = Pick<TaskRow, 'ref' | 'roles' | 'assigneeId' | 'status'>;

/** What a notice says and to whom; instance, key and exercise mark are the step's. */
type Said = Pick<NewNotice, 'kind' | 'urgency' | 'title' | 'body' | 'roles' | 'accountIds' | 'climbAfter'>;

/**
 * Tells people what a step of a workflow asks of them: its `notify` actions, reminders and escalations of tasks, and a task
 * that somebody assigned. Texts are the definition's own and the instance's number; its data never reach a notice.
 */
export class InstanceNotices {
  constructor(private readonly options: InstanceNoticesOptions) {}

  /** The outbox job that writes the notices of one step. Run twice, it writes nothing twice. */
  job(): JobDefinition {
    return defineJob<NoticesPayload>({ topic: NOTICES_TOPIC, title: text('事项通知', 'Notices of an instance'), handle: (run) => this.tell(run) });
  }

  private async tell({ scopeId: stationId, context, payload: { instanceId, version } }: JobRun<NoticesPayload>): Promise<void> {
    await this.options.database.inTenant(context, async (tenant) => {
      const step = await readStep(tenant, stationId, instanceId, version);
      if (step === undefined) return;
      const compiled = await this.options.catalog.version(tenant, step.definition);
      const about = { unit: { stationId }, record: { kind: 'instance', id: instanceId, number: step.number }, exercise: step.exercise };
      const deed = step.event;
      const given = deed.type === 'assign-task' ? await this.given(tenant, about.record, { ...deed, to: deed.accountId }, compiled, step) : undefined;
      if (given !== undefined) await this.options.notices.notify(tenant, { ...about, ...given, key: `${instanceId}:${version}:assigned` });
      for (const effect of step.effects) {
        const said = await this.said(tenant, about.record, effect, compiled, step);
        if (said !== undefined) await this.options.notices.notify(tenant, { ...about, ...said, key: `${instanceId}:${version}:${effect.type}:${'serial' in effect ? effect.serial : ''}` });
      }
    });
  }

  /** What somebody hears whom another one gave a task; nothing when it has moved on. */
  private async given(tenant: Tenant, { id }: { readonly id: Id }, deed: { readonly task: string; readonly serial: number; readonly to?: Id | undefined }, compiled: CompiledWorkflow, step: TellingStep): Promise<Said | undefined> {
    if (deed.to === undefined || deed.to === step.actorId) return undefined;
    const task = await readTask(tenant, id, deed.serial);
    if (task?.status !== 'CLAIMED' || task.assigneeId !== deed.to) return undefined;
    return { kind: 'task.assigned', title: joined(text('指派给您的任务', 'A task for you'), taskTitle(compiled, deed.task)), body: placeOf(compiled, step), accountIds: [deed.to] };
  }

  private async said(tenant: Tenant, instance: { readonly id: Id }, effect: Effect, compiled: CompiledWorkflow, step: TellingStep): Promise<Said | undefined> {
    const body = placeOf(compiled, step);
    if (effect.type === 'notify') return { kind: 'workflow.notice', urgency: effect.urgent === true ? 'urgent' : 'normal', title: effect.text, body, roles: effect.roles, climbAfter: effect.climbAfter };
    if (effect.type === 'delegate-task') return this.given(tenant, instance, effect, compiled, step);
    if (effect.type !== 'remind-task' && effect.type !== 'escalate-task') return undefined;
    const task = await readTask(tenant, instance.id, effect.serial);
    // Done while the job waited: nobody needs to be reminded of it.
    if (task === undefined || (task.status !== 'OPEN' && task.status !== 'CLAIMED')) return undefined;
    if (effect.type === 'escalate-task') return { kind: 'task.escalated', title: joined(text('逾期上报', 'Overdue'), taskTitle(compiled, task.ref)), body, roles: [effect.role] };
    const whom = task.assigneeId === null ? { roles: task.roles } : { accountIds: [task.assigneeId] };
    return { kind: 'task.reminder', title: joined(text('即将到期', 'Due soon'), taskTitle(compiled, task.ref)), body, ...whom };
  }
}

async function readStep(tenant: Tenant, stationId: Id, instanceId: Id, version: number): Promise<TellingStep | undefined> {
  const [step] = await tenant.sql<TellingStep>(
    `SELECT h.event, h.effects, h.actor_id AS "actorId", h.definition, i.number, i.exercise
       FROM history h JOIN instance i ON i.station_id = h.station_id AND i.id = h.instance_id WHERE h.station_id = $1 AND h.instance_id = $2 AND h.version = $3`,
    [stationId, instanceId, version],
  );
  return step;
}

/** Within the one station of the job. */
async function readTask(tenant: Tenant, instanceId: Id, serial: number): Promise<TellingTask | undefined> {
  const [task] = await tenant.sql<TellingTask>('SELECT ref, roles, assignee_id AS "assigneeId", status FROM task WHERE station_id = ANY ($1) AND instance_id = $2 AND serial = $3', [tenant.context.stationIds, instanceId, serial]);
  return task;
}

function taskTitle(compiled: CompiledWorkflow, ref: string): Bilingual {
  return compiled.tasks[ref]?.title ?? text('任务', 'Task');
}

/** The workflow and the number: where a notice leads, in words. */
function placeOf(compiled: CompiledWorkflow, { number }: TellingStep): Bilingual {
  return text(`${inLocale(compiled.title, 'zh-CN')} ${number}`, `${inLocale(compiled.title, 'en')} ${number}`);
}

function joined(left: Bilingual, right: Bilingual): Bilingual {
  return text(`${left['zh-CN']}：${right['zh-CN']}`, `${left.en}: ${right.en}`);
}
