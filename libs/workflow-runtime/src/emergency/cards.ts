import { audit } from '@stationhouse/audit';
import type { Tenant } from '@stationhouse/database';
import type { LiveEvents } from '@stationhouse/jobs';
import { newId, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { emergencyFacts, emergencyOpen, type CompiledEmergency, type CompiledWorkflow, type EmergencyFact } from '@stationhouse/workflow';
import type { AttachmentRow } from '../attachments/entity.js';
import * as deeds from '../audit-actions.js';
import type { Keyed } from '../commands.js';
import { once } from '../configuration/once.js';
import type { InstanceRow } from '../entities.js';
import { calledAs, type Asker, type Called } from './called.js';
import { likenessesOf } from './photos.js';

/** A card of an instance before it is opened: nothing of what it shows. */
export interface CardState {
  readonly row: InstanceRow;
  readonly compiled: CompiledWorkflow;
  readonly card: CompiledEmergency;
  readonly open: boolean;
  /** Why it is open to whoever asks, or would be; undefined where it is not. */
  readonly called: Called | undefined;
}

/** An opened card. */
export interface OpenedCard {
  readonly viewId: Id;
  readonly seenAt: Date;
  readonly facts: readonly EmergencyFact[];
  readonly photos: readonly Pick<AttachmentRow, 'id' | 'mediaType'>[];
}

/**
 * Emergency cards (DOMAIN: opened in need without prior approval, looked at afterwards). A card is no copy: whether it is open and what it shows is
 * worked out of the instance each time it is asked for, so that it closes with the step that ends the need. This is the one way by which anybody
 * reads personal data without a purpose of their own: each opening is a row and an audit line in the transaction that reads.
 */
export class EmergencyCards {
  constructor(private readonly live: Pick<LiveEvents, 'publish'>) {}

  /** The card of an instance as somebody finds it; undefined for a workflow without one. @param asker undefined for whoever may open none */
  async state(tenant: Tenant, row: InstanceRow, compiled: CompiledWorkflow, asker: Asker | undefined): Promise<CardState | undefined> {
    const card = compiled.emergency;
    if (card === undefined) return undefined;
    const [place] = await tenant.sql<{ timeZone: string }>('SELECT time_zone AS "timeZone" FROM station WHERE id = $1', [row.stationId]);
    const open = emergencyOpen(compiled, row.snapshot, place?.timeZone ?? 'UTC');
    return { row, compiled, card, open, called: asker === undefined ? undefined : await calledAs(tenant, row.stationId, row.id, card, asker) };
  }

  /** The card of an instance whose openings are looked at, also where its version has none any more. */
  async past(tenant: Tenant, row: InstanceRow, compiled: CompiledWorkflow): Promise<CardState> {
    return (await this.state(tenant, row, compiled, undefined)) ?? { row, compiled, card: { title: compiled.title, fields: [], likeness: false, bureau: [] }, open: false, called: undefined };
  }

  /**
   * Opens a card and writes down that it was. Sent again under its key it is the same opening.
   * @param state of an instance that {@link lockInstance} holds in this transaction: it cannot close meanwhile
   * @throws StationhouseError NOT_CALLED_OUT, EMERGENCY_CLOSED
   */
  async open(tenant: Tenant, state: CardState, command: Keyed): Promise<OpenedCard> {
    const { row, compiled, card, called } = state;
    requireCalled(called);
    requireOpen(state);
    const fields = card.fields.map(({ path }) => path);
    const { stationId, id: instanceId, number } = row;
    const shown = card.likeness ? await likenessesOf(tenant, stationId, instanceId) : [];
    const photos = shown.map(({ id }) => id);
    const { viewId } = await once(tenant, stationId, `open emergency card ${instanceId}`, command, async () => {
      const id = newId();
      await tenant.sql(
        `INSERT INTO emergency_view (station_id, id, instance_id, serial, account_id, reason, role, fields, photos, seen_at)
         SELECT $1, $2, $3, 1 + coalesce(max(serial), 0), $4, $5, $6, $7, $8, $9 FROM emergency_view WHERE station_id = $1 AND instance_id = $3`,
        [stationId, id, instanceId, tenant.context.accountId, called.reason, called.role, fields, photos, tenant.now],
      );
      await audit(tenant, { action: deeds.emergencyOpened, stationId, record: { kind: 'instance', id: instanceId, number }, purpose: PURPOSE, details: { viewId: id, reason: called.reason, role: called.role, fields, ...(card.likeness ? { photos } : {}) } });
      tenant.afterCommit(() => this.live.publish({ kind: 'INSTANCE', id: instanceId, stationId }));
      return { viewId: id };
    });
    const [view] = await tenant.sql<{ seenAt: Date; photos: Id[] }>('SELECT seen_at AS "seenAt", photos FROM emergency_view WHERE station_id = $1 AND id = $2', [stationId, viewId]);
    return { viewId, seenAt: view?.seenAt ?? tenant.now, facts: emergencyFacts(compiled, row.snapshot.data), photos: shown.filter(({ id }) => view?.photos.includes(id)) };
  }
}

/** Makes sure that a card lies open to whoever asks. @throws StationhouseError NOT_CALLED_OUT, EMERGENCY_CLOSED */
export function requireShown(state: CardState): void {
  requireCalled(state.called);
  requireOpen(state);
}

/** Nobody is asked for one: it is the card's own. */
const PURPOSE = '应急处置';

function requireCalled(called: Called | undefined): asserts called is Called {
  if (called !== undefined) return;
  throw new StationhouseError('NOT_CALLED_OUT', text('应急卡只对正在办理此事的人员开放：有此事项任务的、收到其紧急通知的，以及流程指定的分局岗位。请先领取任务，或请带班领导指派。', 'The card is open to those who are called out: whoever has a task of this instance, was rung by a notice about it, or holds a role of the bureau that it names. Take a task, or ask the duty commander for one.'));
}

function requireOpen({ open, row }: CardState): void {
  if (open) return;
  throw new StationhouseError('EMERGENCY_CLOSED', row.status === 'closed'
    ? text('事项已办结，应急卡已关闭。需要查阅的，请在事项中填写用途。', 'The instance has closed, and the card with it. To read its data, give a purpose at the instance.')
    : text('紧急情况已解除，应急卡未开启。需要查阅的，请在事项中填写用途。', 'There is no emergency at present, so the card is not open. To read the data, give a purpose at the instance.'));
}
