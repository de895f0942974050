import type { Database, Tenant } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun } from '@stationhouse/jobs';
import { inLocale, text, type Bilingual, type Id } from '@stationhouse/kernel';
import { isWithinReach, type NewNotice, type Notices } from '@stationhouse/notify';
import type { CompiledWorkflow, Effect, Gap } from '@stationhouse/workflow';
import type { WorkflowCatalog } from './catalog/catalog.js';
import { reviewAsked } from './emergency/closing.js';
import type { HistoryRow, TaskRow } from './entities.js';
import { takeoverOf } from './plugins/takeover.js';
import { isForOutside, missingFor, NOTICES_TOPIC } from './steps/step-record.js';

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
  /** Who sees the instance; null for everybody of the station who may. */
  readonly team: readonly Id[] | null;
}

type TellingTask = Pick<TaskRow, 'ref' | 'roles' | 'assigneeId' | 'status'>;

/** What the notices of a step are about. */
type About = Pick<NewNotice, 'unit' | 'exercise' | 'outsideUnitIds' | 'within'> & { readonly record: { readonly kind: string; readonly id: Id; readonly number: string } };

/** What a notice says and to whom; instance, key and exercise mark are the step's. */
type Said = Pick<NewNotice, 'kind' | 'urgency' | 'title' | 'body' | 'roles' | 'accountIds' | 'priority' | 'climbAfter' | 'silentAfter' | 'bureauRoles' | 'completes'>;

/**
 * Tells people what a step of a workflow asks of them: its `notify` actions, reminders and escalations of tasks, clocks that run
 * out, a task that somebody assigned or that nobody outside can do, and the calendar a clock waits for. Texts are the definition's own and the instance's number; its data never reach a notice.
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
      const about: About = { unit: { stationId }, record: { kind: 'instance', id: instanceId, number: step.number }, exercise: step.exercise, outsideUnitIds: await unitsOf(tenant, compiled, instanceId), within: step.team ?? undefined };
      const takeover = await takeoverOf(tenant, stationId, compiled.id);
      const deed = step.event;
      const given = deed.type === 'assign-task' ? await this.given(tenant, about.record, { ...deed, to: deed.accountId }, compiled, step) : undefined;
      if (given !== undefined) await this.options.notices.notify(tenant, { ...about, ...given, key: `${instanceId}:${version}:assigned` });
      for (const missing of step.effects.flatMap((effect) => missingFor(effect) ?? [])) await this.options.notices.notify(tenant, { unit: about.unit, exercise: about.exercise, ...asked(missing) });
      for (const effect of step.effects) {
        // Whoever took over what runs reviews nothing.
        const said = effect.type === 'close-instance' ? await reviewAsked(tenant, about.record, compiled, placeOf(compiled, step)) : withTakeover(await this.said(tenant, about, effect, compiled, step), takeover);
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

  /** What the officers on duty hear of a task that only people outside can do, where none of them is within reach. An exercise never asks them. */
  private async unreached(tenant: Tenant, { unit, record, exercise, outsideUnitIds }: About, effect: Extract<Effect, { type: 'open-task' }>, compiled: CompiledWorkflow, step: TellingStep): Promise<Said | undefined> {
    if (exercise || !isForOutside(effect)) return undefined;
    const task = await readTask(tenant, record.id, effect.serial);
    if (task?.status !== 'OPEN' || (await isWithinReach(tenant, unit, { roles: effect.roles, outsideUnitIds }))) return undefined;
    return { kind: 'task.unreached', title: joined(text('外部无人可办理', 'Nobody outside can do this'), taskTitle(compiled, effect.task)), body: placeOf(compiled, step), roles: ['duty-officer'] };
  }

  private async said(tenant: Tenant, about: About, effect: Effect, compiled: CompiledWorkflow, step: TellingStep): Promise<Said | undefined> {
    const instance = about.record;
    const body = placeOf(compiled, step);
    if (effect.type === 'notify') return this.told(tenant, instance, effect, body);
    if (effect.type === 'warn-clock' || effect.type === 'breach-clock') return this.ofClock(tenant, instance, effect, compiled, step);
    if (effect.type === 'open-task') return this.unreached(tenant, about, effect, compiled, step);
    if (effect.type === 'delegate-task') return this.given(tenant, instance, effect, compiled, step);
    if (effect.type !== 'remind-task' && effect.type !== 'escalate-task') return undefined;
    const task = await readTask(tenant, instance.id, effect.serial);
    // Done while the job waited: nobody needs to be reminded of it.
    if (task === undefined || (task.status !== 'OPEN' && task.status !== 'CLAIMED')) return undefined;
    if (effect.type === 'escalate-task') return { kind: 'task.escalated', title: joined(text('逾期上报', 'Overdue'), taskTitle(compiled, task.ref)), body, roles: [effect.role] };
    const whom = task.assigneeId === null ? { roles: task.roles } : { accountIds: [task.assigneeId] };
    return { kind: 'task.reminder', title: joined(text('即将到期', 'Due soon'), taskTitle(compiled, task.ref)), body, ...whom };
  }

  /** What a definition says itself. One that rings for a task says nothing once that is done: nobody is called out for what somebody has signed. */
  private async told(tenant: Tenant, { id }: { readonly id: Id }, effect: Extract<Effect, { type: 'notify' }>, body: Bilingual): Promise<Said | undefined> {
    const { text: title, roles, urgent, priority, climbAfter, silentAfter, bureau: bureauRoles, signedBy } = effect;
    const said: Said = { kind: 'workflow.notice', urgency: urgent === true ? 'urgent' : 'normal', title, body, roles, priority, climbAfter, silentAfter, bureauRoles };
    if (signedBy === undefined) return said;
    const serial = await holdOpenTask(tenant, id, signedBy.task);
    return serial === undefined ? undefined : { ...said, completes: { serial, outcome: signedBy.outcome } };
  }

  /**
   * A clock that is about to run out, or has: told to whoever holds the tasks it runs for, a breach to the duty commander too.
   * A breach whose definition tells somebody itself is left to it.
   */
  private async ofClock(tenant: Tenant, { id }: { readonly id: Id }, effect: OnClock, compiled: CompiledWorkflow, step: TellingStep): Promise<Said | undefined> {
    const breached = effect.type === 'breach-clock';
    if (breached && step.effects.slice(step.effects.indexOf(effect)).some(({ type }) => type === 'notify')) return undefined;
    const [clock] = await tenant.sql<{ state: string }>('SELECT state FROM clock WHERE station_id = ANY ($1) AND instance_id = $2 AND serial = $3 AND stopped_at IS NULL', [tenant.context.stationIds, id, effect.serial]);
    // Stopped, paused or put off while the job waited: nobody needs to hear of it.
    if (clock?.state !== (breached ? 'breached' : 'running')) return undefined;
    const tasks = (await readOpenTasks(tenant, id)).filter(({ ref }) => isWithin(compiled, ref, effect.clock));
    const roles = tasks.filter(({ assigneeId }) => assigneeId === null).flatMap((task) => task.roles);
    const accountIds = tasks.flatMap(({ assigneeId }) => assigneeId ?? []);
    const inCharge = breached ? ['duty-commander'] : tasks.length === 0 ? ['duty-officer'] : [];
    const title = joined(breached ? text('超过时限', 'Clock breached') : text('时限将到', 'Clock runs out soon'), compiled.clocks[effect.clock]?.title ?? text('时限', 'Clock'));
    return { kind: breached ? 'clock.breached' : 'clock.warning', title, body: placeOf(compiled, step), roles: [...new Set([...roles, ...inCharge])], accountIds: [...new Set(accountIds)] };
  }
}

/** Of a disabled plugin, whoever took over is told as well: nobody else may act. */
function withTakeover(said: Said | undefined, takeover: Awaited<ReturnType<typeof takeoverOf>>): Said | undefined {
  if (said === undefined || takeover === undefined) return said;
  return { ...said, roles: [...new Set([...(said.roles ?? []), ...takeover.roles])], accountIds: [...new Set([...(said.accountIds ?? []), ...takeover.accountIds])] };
}

/** The version of the step that a notice of an instance tells of, by its key; undefined for a notice of something else. */
export function stepOfNotice(key: string, instanceId: Id): number | undefined {
  const [of, version] = key.split(':');
  return of === instanceId && version !== undefined && /^\d+$/.test(version) ? Number(version) : undefined;
}

type OnClock = Extract<Effect, { type: 'warn-clock' | 'breach-clock' }>;

/** Whether a task belongs to the state a clock runs in; a clock of the whole workflow has all of them. */
function isWithin(compiled: CompiledWorkflow, task: string, clock: string): boolean {
  const parts = clock.split('.');
  const around = parts.map((_, index) => parts.slice(0, parts.length - index).join('.')).find((path) => path in compiled.states);
  const state = compiled.tasks[task]?.state ?? '';
  return around === undefined || state === around || state.startsWith(`${around}.`);
}

/** What somebody must bring before a clock can be determined; asked for once. */
function asked(gap: Gap): Pick<NewNotice, 'kind' | 'key' | 'roles' | 'title' | 'body'> {
  const body = text('补齐后自动确定，办理不受影响。', 'What waits is determined by itself then; work goes on meanwhile.');
  if (gap.missing === 'shifts') return { kind: 'calendar.shifts', key: 'calendar:shifts', roles: ['chief'], title: text('请设置本所班次：有时限无法确定', 'Set the station’s shifts: a clock cannot be determined'), body };
  return { kind: 'calendar.notice', key: `calendar:${gap.year}`, roles: ['bureau-admin'], title: text(`请导入 ${gap.year} 年放假通知：有时限无法确定`, `Import the holiday notice of ${gap.year}: a clock cannot be determined`), body };
}

/** The units whose cards the instance holds; undefined for a workflow whose cards are for every holder of a role. */
async function unitsOf(tenant: Tenant, compiled: CompiledWorkflow, instanceId: Id): Promise<readonly Id[] | undefined> {
  const fields = new Set(Object.values(compiled.tasks).flatMap(({ card }) => card?.unit ?? []));
  if (fields.size === 0) return undefined;
  const rows = await tenant.sql<{ unit: Id }>(`SELECT DISTINCT f.value AS unit FROM instance i, jsonb_each_text(i.snapshot->'data') f WHERE i.station_id = ANY ($1) AND i.id = $2 AND f.key = ANY ($3)`, [tenant.context.stationIds, instanceId, [...fields]]);
  return rows.map(({ unit }) => unit);
}

/** Nothing of an exercise that has stopped: nobody is to be called out for it any more. */
async function readStep(tenant: Tenant, stationId: Id, instanceId: Id, version: number): Promise<TellingStep | undefined> {
  const [step] = await tenant.sql<TellingStep>(
    `SELECT h.event, h.effects, h.actor_id AS "actorId", h.definition, i.number, i.exercise, i.team
       FROM history h JOIN instance i ON i.station_id = h.station_id AND i.id = h.instance_id WHERE h.station_id = $1 AND h.instance_id = $2 AND h.version = $3
        AND NOT EXISTS (SELECT FROM exercise x WHERE x.station_id = i.station_id AND x.id = i.exercise_id AND x.status IN ('halted', 'ended'))`,
    [stationId, instanceId, version],
  );
  return step;
}

/** Within the one station of the job. */
async function readTask(tenant: Tenant, instanceId: Id, serial: number): Promise<TellingTask | undefined> {
  const [task] = await tenant.sql<TellingTask>('SELECT ref, roles, assignee_id AS "assigneeId", status FROM task WHERE station_id = ANY ($1) AND instance_id = $2 AND serial = $3', [tenant.context.stationIds, instanceId, serial]);
  return task;
}

/** The open task of a name, held until the commit: a step that ends it comes after the notice is written, and ends that, too. */
async function holdOpenTask(tenant: Tenant, instanceId: Id, ref: string): Promise<number | undefined> {
  const [task] = await tenant.sql<{ serial: number }>(`SELECT serial FROM task WHERE station_id = ANY ($1) AND instance_id = $2 AND ref = $3 AND status IN ('OPEN', 'CLAIMED') FOR SHARE`, [tenant.context.stationIds, instanceId, ref]);
  return task?.serial;
}

function readOpenTasks(tenant: Tenant, instanceId: Id): Promise<TellingTask[]> {
  return tenant.sql<TellingTask>(`SELECT ref, roles, assignee_id AS "assigneeId", status FROM task WHERE station_id = ANY ($1) AND instance_id = $2 AND status IN ('OPEN', 'CLAIMED') ORDER BY serial`, [tenant.context.stationIds, instanceId]);
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
