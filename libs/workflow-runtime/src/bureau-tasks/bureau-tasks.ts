import { accountsById, covers, currentRequest, forbidden, higher, Station, type DataClass, type TenantGate } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { isStationhouseError, StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import { bureauTaskOpened } from '../audit-actions.js';
import { holderOf, isWaiting, type FoundCard } from '../cards/reads.js';
import { aboutOf, fieldsOf, refuseOver, stateOf } from '../cards/shown.js';
import type { CardField } from '../cards/types.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { Keyed } from '../commands.js';
import { once } from '../configuration/once.js';
import { exerciseClocks } from '../exercises/clock.js';
import { callAt } from '../graphql/views.js';
import { workBureauTasks } from '../permissions.js';
import type { Call, CommandAnswer, WorkflowRuntime } from '../runtime.js';
import { fingerprint } from '../steps/fingerprint.js';
import { listBureauTasks, readBureauTask } from './reads.js';
import { BureauTask, OpenedBureauTask } from './types.js';

export interface BureauTasksOptions {
  readonly gate: TenantGate;
  readonly catalog: WorkflowCatalog;
  readonly runtime: WorkflowRuntime;
}

/** An answer as it was sent. */
export interface BureauTaskAnswer extends Keyed {
  readonly taskId: Id;
  readonly outcome: string;
  readonly form: JsonObject;
  /** What had been shown: see {@link OpenedBureauTask.seen}. */
  readonly seen: string;
}

/**
 * The tasks that stations of a bureau have given to whoever is signed in, in a role of the bureau. Each way in first asks whether the task is for one
 * of their roles there; the runtime then asks again whether they may answer it. They hold nothing at the station, and see nothing of it but the card.
 */
export class BureauTasks {
  constructor(private readonly options: BureauTasksOptions) {}

  /** At most 200. */
  list(bureauId: Id, list: 'waiting' | 'answered'): Promise<BureauTask[]> {
    const { gate, catalog } = this.options;
    const stationIds = currentRequest().signedIn.bureauStationIds.filter((stationId) => gate.may(workBureauTasks.id, { stationId }));
    if (stationIds.length === 0) return Promise.resolve([]);
    return gate.inScope({ stationIds, bureauIds: [bureauId] }, async (tenant) => viewTasks(tenant, await listBureauTasks(tenant, catalog, stationIds, rolesAtBureau(), list)));
  }

  /** What tells a task from others; nothing is recorded. @throws StationhouseError NOT_FOUND */
  cover(stationId: Id, id: Id): Promise<BureauTask> {
    return this.options.gate.inStation(stationId, async (tenant) => viewTask(tenant, await this.read(tenant, stationId, id)));
  }

  /** Opens a task's card; who saw which fields is recorded in the same transaction. Sent again under its key it is the same opening. @throws StationhouseError NOT_FOUND, FORBIDDEN for a program */
  open(stationId: Id, { taskId, idempotencyKey }: Keyed & { readonly taskId: Id }): Promise<OpenedBureauTask> {
    requirePerson();
    return this.options.gate.inStation(stationId, async (tenant) => {
      const card = await this.read(tenant, stationId, taskId);
      const { row, task, instance } = card;
      const level = levelOf(card);
      await once(tenant, stationId, `open bureau task ${taskId}`, { idempotencyKey }, async () => {
        const purpose = `${task.title['zh-CN']}（${instance.number}）`;
        const role = row.roles.find((held) => rolesAtBureau().includes(held));
        await audit(tenant, { action: bureauTaskOpened, stationId, record: { kind: 'instance', id: instance.id, number: instance.number }, purpose, details: { taskId, task: row.ref, role, level, fields: opensTo(card) } });
        return {};
      });
      return this.opened(tenant, card);
    });
  }

  /** @throws StationhouseError NOT_FOUND, FORBIDDEN, ALREADY_ANSWERED, TASK_NOT_YOURS, TASK_NOT_OPEN */
  take(stationId: Id, command: Keyed & { readonly taskId: Id }): Promise<BureauTask> {
    return this.deed(stationId, command.taskId, (call) => this.options.runtime.claimTask(call, command));
  }

  /** Gives a taken task back, for a colleague to take. @throws StationhouseError NOT_FOUND, FORBIDDEN, ALREADY_ANSWERED, TASK_NOT_YOURS, TASK_NOT_OPEN */
  giveBack(stationId: Id, command: Keyed & { readonly taskId: Id }): Promise<BureauTask> {
    return this.deed(stationId, command.taskId, (call) => this.options.runtime.releaseTask(call, command, false));
  }

  /** @throws StationhouseError NOT_FOUND, FORBIDDEN, STALE_VERSION where the card shows something else by now, ALREADY_ANSWERED with who and when, TASK_NOT_YOURS, TASK_NOT_OPEN, FORM_INVALID, OUTCOME_UNKNOWN, EVENT_REFUSED */
  answer(stationId: Id, { seen, ...command }: BureauTaskAnswer): Promise<BureauTask> {
    return this.deed(stationId, command.taskId, (call) => this.options.runtime.completeTask(call, command), (card) => {
      if (isWaiting(card.row) && seenOf(card) !== seen) throw new StationhouseError('STALE_VERSION', text('任务卡的内容在您打开之后已有更正，此次未提交。请重新打开任务，核对后再提交。', 'What the card shows was corrected after you opened it; this answer was not sent. Open the task again, check it, and answer then.'));
    });
  }

  /** Commands a task of the bureau. What the runtime refuses because it is over is told with who and when. */
  private async deed(stationId: Id, taskId: Id, command: (call: Call) => Promise<CommandAnswer>, check: (card: FoundCard) => void = () => undefined): Promise<BureauTask> {
    requirePerson();
    await this.options.gate.inStation(stationId, async (tenant) => check(await this.read(tenant, stationId, taskId)));
    try {
      await command(callOfBureau(stationId));
    } catch (cause) {
      if (!isStationhouseError(cause) || (cause.code !== 'TASK_NOT_OPEN' && cause.code !== 'INSTANCE_CLOSED')) throw cause;
      await this.options.gate.inStation(stationId, async (tenant) => refuseOver(tenant, await this.read(tenant, stationId, taskId), currentRequest().account.id));
      throw cause;
    }
    return this.cover(stationId, taskId);
  }

  private read(tenant: Tenant, stationId: Id, id: Id): Promise<FoundCard> {
    return readBureauTask(tenant, this.options.catalog, stationId, rolesAtBureau(), id);
  }

  private async opened(tenant: Tenant, card: FoundCard): Promise<OpenedBureauTask> {
    const form = card.task.form === undefined ? undefined : card.compiled.forms[card.task.form];
    return Object.assign(new OpenedBureauTask(), {
      task: await viewTask(tenant, card),
      fields: shownOf(card),
      seen: seenOf(card),
      help: form?.help ?? null,
      form: form?.schema ?? null,
      uiSchema: form?.ui ?? null,
      outcomes: card.task.outcomes.filter(({ automatic }) => automatic !== true),
    });
  }
}

/** Programs work with figures and lists; what the bureau decides, and what it sees for that, is a person's. */
function requirePerson(): void {
  if (currentRequest().signedIn.key !== undefined) throw forbidden();
}

/** The roles that whoever is signed in holds at their bureau. */
export function rolesAtBureau(): string[] {
  const { abilities, account } = currentRequest();
  return abilities.rolesAt({ bureauId: account.bureauId }).map(({ role }) => role);
}

/** A command of whoever is signed in, in their roles at the bureau. */
function callOfBureau(stationId: Id): Call {
  return { ...callAt(stationId), actor: { accountId: currentRequest().account.id, roles: rolesAtBureau() } };
}

/** How much the card shows: what is personal, P3 among it, in full to a role that reads people in full, while the task waits and no colleague holds it. */
function levelOf({ row }: FoundCard): DataClass {
  const { abilities, account } = currentRequest();
  const readings = abilities.readingsAt({ bureauId: account.bureauId }).filter(({ role }) => role !== undefined && row.roles.includes(role));
  const level = readings.reduce<DataClass>((most, reading) => higher(most, reading.level), 'P0');
  if (!covers(level, 'P2')) return level;
  return isWaiting(row) && (row.assigneeId === null || row.assigneeId === account.id) ? 'P3' : 'P1';
}

/** The fields that the definition opens to the bureau; none of a card that is for people outside. */
function opensTo({ task }: FoundCard): readonly string[] {
  return task.card?.for === 'bureau' ? task.card.fields : [];
}

function shownOf(card: FoundCard): CardField[] {
  return opensTo(card).length === 0 ? [] : fieldsOf(card, levelOf(card));
}

function seenOf(card: FoundCard): string {
  return fingerprint(card.row.id, { idempotencyKey: '', ...Object.fromEntries(shownOf(card).map(({ key, value }) => [key, value])) });
}

async function viewTask(tenant: Tenant, card: FoundCard): Promise<BureauTask> {
  const [view] = await viewTasks(tenant, [card]);
  if (view === undefined) throw new Error(`No task ${card.row.id}.`);
  return view;
}

async function viewTasks(tenant: Tenant, cards: readonly FoundCard[]): Promise<BureauTask[]> {
  const stationIds = [...new Set(cards.map(({ row }) => row.stationId))];
  const stations = new Map((await tenant.sql<Pick<Station, 'id' | 'name'>>('SELECT id, name FROM station WHERE id = ANY ($1)', [stationIds])).map(({ id, name }) => [id, name]));
  const names = new Map((await accountsById(tenant, [...new Set(cards.flatMap(({ row }) => holderOf(row) ?? []))])).map((account) => [account.id, account.displayName]));
  const clocks = new Map<Id, Date | null>();
  for (const stationId of stationIds) {
    const ids = cards.flatMap(({ row, instance }) => (row.stationId === stationId ? (instance.exerciseId ?? []) : []));
    for (const [id, { now }] of await exerciseClocks(tenant, stationId, ids)) clocks.set(id, now);
  }
  return cards.map((card) => {
    const { row, task, instance, compiled } = card;
    const done = row.status === 'DONE';
    const now = clocks.get(instance.exerciseId ?? '') ?? tenant.now;
    return Object.assign(new BureauTask(), {
      id: row.id,
      stationId: row.stationId,
      stationName: stations.get(row.stationId) ?? '',
      title: task.title,
      workflow: compiled.id,
      workflowTitle: compiled.title,
      number: instance.number,
      about: opensTo(card).length === 0 ? [] : aboutOf(card),
      state: stateOf(row, currentRequest().account.id),
      escalated: row.roles.length > 1,
      exercise: row.exercise,
      openedAt: row.openedAt,
      dueAt: row.dueAt,
      overdue: row.dueAt !== null && row.dueAt <= now && isWaiting(row),
      by: names.get(holderOf(row) ?? '') ?? null,
      answeredAt: done ? row.completedAt : null,
      answer: done ? (task.outcomes.find(({ id }) => id === row.outcome)?.title ?? null) : null,
    });
  });
}
