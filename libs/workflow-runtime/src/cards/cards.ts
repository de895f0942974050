import { accountsById, covers, currentRequest, forbidden, Station, type DataClass, type TenantGate } from '@stationhouse/access';
import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import { badInput, isStationhouseError, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { signatureFieldOf, signingOf, type JsonObject, type Signing } from '@stationhouse/workflow';
import type { Attachments } from '../attachments/attachments.js';
import { ATTACHMENT_COLUMNS, type AttachmentRow } from '../attachments/entity.js';
import { cardRead } from '../audit-actions.js';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { NewAttachment } from '../attachments/attachments.js';
import { actorAt, callAt } from '../graphql/views.js';
import type { Call, CommandAnswer, WorkflowRuntime } from '../runtime.js';
import { SIGNATURE_PURPOSE } from '../signing/images.js';
import { holderOf, isWaiting, listCardIds, readCard, readCards, readOutsider, type FoundCard, type Outsider } from './reads.js';
import { aboutOf, fieldsOf, refuseOver, stateOf } from './shown.js';
import { OpenedCard, TaskCardView, type CardPhoto } from './types.js';

/** What a photo may be, and how large: a phone's picture, not a film. */
const PHOTO_TYPES = ['jpg', 'png', 'webp', 'heic'];

export interface TaskCardsOptions {
  readonly gate: TenantGate;
  readonly catalog: WorkflowCatalog;
  readonly runtime: WorkflowRuntime;
  readonly attachments: Attachments;
  /** Bytes of one photo, at most. */
  readonly photoBytes: number;
}

/** An answer as it was sent. */
export interface CardAnswer {
  readonly taskId: Id;
  readonly outcome: string;
  readonly form: JsonObject;
  readonly idempotencyKey: string;
}

/**
 * The task cards of whoever is signed in outside the police network. Each way in first asks whether the task is their card;
 * the runtime then asks again whether they may answer it.
 */
export class TaskCards {
  constructor(private readonly options: TaskCardsOptions) {}

  /** Bytes of one photo, at most. */
  get photoBytes(): number {
    return this.options.photoBytes;
  }

  /** At most 200. */
  list(stationId: Id, which: 'waiting' | 'answered'): Promise<TaskCardView[]> {
    return this.inStation(stationId, async (tenant, outsider) => {
      const ids = await listCardIds(tenant, this.options.catalog, stationId, outsider, which);
      const views = await viewCards(tenant, await readCards(tenant, this.options.catalog, stationId, ids), outsider);
      // What limits a task without a due moment of its own is a clock around it.
      return which === 'waiting' ? views.sort((left, right) => (left.dueAt?.getTime() ?? Infinity) - (right.dueAt?.getTime() ?? Infinity)) : views;
    });
  }

  /** The ids of the cards that wait for the caller, at most 200. */
  async waiting(tenant: Tenant, stationId: Id): Promise<Id[]> {
    return listCardIds(tenant, this.options.catalog, stationId, await readOutsider(tenant, stationId, actorAt(stationId)), 'waiting');
  }

  /** Opens a card; who saw it is recorded in the same transaction. @throws StationhouseError NOT_FOUND */
  open(stationId: Id, id: Id): Promise<OpenedCard> {
    return this.inStation(stationId, async (tenant, outsider) => {
      const card = await readCard(tenant, this.options.catalog, stationId, outsider, id);
      await audit(tenant, { action: cardRead, stationId, record: { kind: 'task', id }, details: { unitId: outsider.unit.id } });
      return this.opened(tenant, card, outsider);
    });
  }

  /** @throws StationhouseError NOT_FOUND, ALREADY_ANSWERED, TASK_NOT_YOURS, TASK_NOT_OPEN */
  async accept(stationId: Id, command: { readonly taskId: Id; readonly idempotencyKey: string }): Promise<void> {
    await this.deed(stationId, command.taskId, (call) => this.options.runtime.claimTask(call, command));
  }

  /** Gives an accepted card back. @throws StationhouseError NOT_FOUND, ALREADY_ANSWERED, TASK_NOT_YOURS, TASK_NOT_OPEN */
  async giveBack(stationId: Id, command: { readonly taskId: Id; readonly idempotencyKey: string }): Promise<void> {
    await this.deed(stationId, command.taskId, (call) => this.options.runtime.releaseTask(call, command, false));
  }

  /** @throws StationhouseError NOT_FOUND, ALREADY_ANSWERED with who and when, TASK_NOT_YOURS, TASK_NOT_OPEN, FORM_INVALID, OUTCOME_UNKNOWN, EVENT_REFUSED */
  async answer(stationId: Id, command: CardAnswer): Promise<void> {
    await this.deed(stationId, command.taskId, (call) => this.options.runtime.completeTask(call, command));
  }

  /**
   * What a card asks to be read out and signed; undefined where its form holds no signatures. The text is personal: whoever reads P2 sees
   * it while the card is theirs, and that they opened it is recorded.
   * @throws StationhouseError NOT_FOUND, FORBIDDEN, ALREADY_ANSWERED, TASK_NOT_OPEN, TASK_NOT_YOURS before it is accepted
   */
  signing(stationId: Id, id: Id): Promise<Signing | undefined> {
    return this.inStation(stationId, async (tenant, outsider) => {
      const card = await readCard(tenant, this.options.catalog, stationId, outsider, id);
      await requireSigner(tenant, card, outsider);
      const { timeZone } = await tenant.repository(Station).findOneByOrFail({ id: stationId });
      const signing = signingOf(card.compiled, card.row.ref, { data: card.instance.snapshot.data, now: tenant.now, timeZone });
      if (signing !== undefined) await audit(tenant, { action: cardRead, stationId, record: { kind: 'task', id }, details: { unitId: outsider.unit.id, signing: signing.sha256 } });
      return signing;
    });
  }

  /**
   * Attaches a photo of the spot or, with the purpose of signatures, the picture of one.
   * @throws StationhouseError NOT_FOUND, BAD_INPUT for another purpose, ALREADY_ANSWERED, TASK_NOT_OPEN, TASK_NOT_YOURS, FORBIDDEN, FILE_TYPE_REFUSED, FILE_TOO_LARGE, STORAGE_FULL
   */
  async attach(stationId: Id, taskId: Id, photo: Omit<NewAttachment, 'instanceId'>): Promise<CardPhoto> {
    if (photo.purpose !== undefined && photo.purpose !== SIGNATURE_PURPOSE) throw badInput('purpose', text('用途只能是“签名”，照片不填用途。', `The purpose is "${SIGNATURE_PURPOSE}", for the picture of a signature; a photo has none.`));
    const { row } = await this.inStation(stationId, async (tenant, outsider) => {
      const card = await readCard(tenant, this.options.catalog, stationId, outsider, taskId);
      await (photo.purpose === undefined ? refuseOver(tenant, card, outsider.actor.accountId) : requireSigner(tenant, card, outsider));
      return card;
    });
    return this.options.attachments.add(callAt(stationId), { ...photo, instanceId: row.instanceId }, { maxBytes: this.options.photoBytes, types: PHOTO_TYPES });
  }

  /** Commands a task that is a card of the caller. What the runtime refuses because it is over is told with who and when. */
  private async deed(stationId: Id, taskId: Id, command: (call: Call) => Promise<CommandAnswer>): Promise<void> {
    await this.inStation(stationId, (tenant, outsider) => readCard(tenant, this.options.catalog, stationId, outsider, taskId));
    try {
      await command(callAt(stationId));
    } catch (cause) {
      if (!isStationhouseError(cause) || (cause.code !== 'TASK_NOT_OPEN' && cause.code !== 'INSTANCE_CLOSED')) throw cause;
      await this.inStation(stationId, async (tenant, outsider) => refuseOver(tenant, await readCard(tenant, this.options.catalog, stationId, outsider, taskId), outsider.actor.accountId));
      throw cause;
    }
  }

  private inStation<Result>(stationId: Id, work: (tenant: Tenant, outsider: Outsider) => Promise<Result>): Promise<Result> {
    return this.options.gate.inStation(stationId, async (tenant) => work(tenant, await readOutsider(tenant, stationId, actorAt(stationId))));
  }

  private async opened(tenant: Tenant, card: FoundCard, outsider: Outsider): Promise<OpenedCard> {
    const { task, compiled, row } = card;
    const form = task.form === undefined ? undefined : compiled.forms[task.form];
    const photos = await tenant.sql<AttachmentRow>(`SELECT ${ATTACHMENT_COLUMNS} FROM attachment WHERE station_id = $1 AND instance_id = $2 AND added_by = $3 AND added_at >= $4 AND removed_at IS NULL AND purpose IS DISTINCT FROM $5 ORDER BY id`, [row.stationId, row.instanceId, outsider.actor.accountId, row.openedAt, SIGNATURE_PURPOSE]);
    const full = currentRequest().abilities.levelAt(row.stationId);
    const level = levelOf(card, outsider, full);
    const [view] = await viewCards(tenant, [card], outsider);
    return Object.assign(new OpenedCard(), view, {
      fields: fieldsOf(card, level),
      moreOnceAccepted: isWaiting(row) && !covers(level, full) && JSON.stringify(fieldsOf(card, level)) !== JSON.stringify(fieldsOf(card, full)),
      help: form?.help ?? null,
      uiSchema: form?.ui ?? null,
      ...answerOf(card, full),
      photos,
      photoBytes: this.options.photoBytes,
    });
  }
}

/** What is personal is seen in full by whoever has accepted the card, and only while it is theirs. */
function levelOf({ row }: FoundCard, { actor }: Outsider, full: DataClass): DataClass {
  if (!covers(full, 'P2')) return full;
  return row.status === 'CLAIMED' && row.assigneeId === actor.accountId ? full : 'P1';
}

/** How a card may be answered. What is signed is personal: who never reads it is not asked for signatures, nor given the outcomes that need them. */
function answerOf({ row, task, compiled }: FoundCard, full: DataClass): Pick<OpenedCard, 'form' | 'outcomes'> {
  const schema = task.form === undefined ? undefined : compiled.forms[task.form]?.schema;
  const outcomes = task.outcomes.filter(({ automatic }) => automatic !== true).map(({ id, title, requires }) => ({ id, title, requires }));
  const signed = signatureFieldOf(compiled, row.ref);
  if (schema === undefined || signed === undefined || covers(full, 'P2')) return { form: schema ?? null, outcomes };
  const left = Object.entries((schema['properties'] ?? {}) as JsonObject).filter(([key]) => key !== signed);
  return { form: { ...schema, properties: Object.fromEntries(left) }, outcomes: outcomes.filter(({ requires }) => !requires.includes(signed)) };
}

/** Signatures are taken by whoever reads P2 and has accepted the card. @throws StationhouseError FORBIDDEN, ALREADY_ANSWERED, TASK_NOT_OPEN, TASK_NOT_YOURS */
async function requireSigner(tenant: Tenant, card: FoundCard, outsider: Outsider): Promise<void> {
  const full = currentRequest().abilities.levelAt(card.row.stationId);
  if (!covers(full, 'P2')) throw forbidden();
  await refuseOver(tenant, card, outsider.actor.accountId);
  if (!covers(levelOf(card, outsider, full), 'P2')) throw new StationhouseError('TASK_NOT_YOURS', text('请先接收此任务，再打开文本签署。', 'Accept this task first: then open the text to be signed.'));
}

async function viewCards(tenant: Tenant, cards: readonly FoundCard[], { actor }: Outsider): Promise<TaskCardView[]> {
  const names = new Map((await accountsById(tenant, [...new Set(cards.flatMap(({ row }) => holderOf(row) ?? []))])).map((account) => [account.id, account.displayName]));
  return cards.map((card) => {
    const { row, task } = card;
    const done = row.status === 'DONE';
    return Object.assign(new TaskCardView(), {
      id: row.id,
      title: task.title,
      about: aboutOf(card),
      state: stateOf(row, actor.accountId),
      openedAt: row.openedAt,
      dueAt: row.dueAt,
      overdue: row.dueAt !== null && row.dueAt <= tenant.now && isWaiting(row),
      by: names.get(holderOf(row) ?? '') ?? null,
      answeredAt: done ? row.completedAt : null,
      answer: done ? (task.outcomes.find(({ id }) => id === row.outcome)?.title ?? null) : null,
    });
  });
}
