import type { Unit } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun, type Jobs } from '@stationhouse/jobs';
import { newId, text, type Id } from '@stationhouse/kernel';
import type { Database } from '@stationhouse/database';
import type { DeliveryState, NoticeRow, Stage } from '../entities.js';
import type { NoticeChannel } from './channel.js';

/** Topic of the job that hands one message to a channel. */
export const DELIVERY_TOPIC = 'notice.deliver';

interface DeliveryPayload {
  readonly [key: string]: string;
  readonly deliveryId: Id;
}

interface Pending {
  readonly channel: string;
  readonly accountIds: readonly Id[];
  readonly number: string | null;
  readonly settled: boolean;
  readonly exercise: boolean;
}

/** Word outside the system of urgent notices: a row and a job per channel and stage, written with the notice, sent afterwards. */
export class Deliveries {
  private readonly channels: ReadonlyMap<string, NoticeChannel>;

  constructor(
    private readonly database: Database,
    private readonly jobs: Pick<Jobs, 'outbox'>,
    channels: readonly NoticeChannel[],
  ) {
    this.channels = new Map(channels.map((channel) => [channel.id, channel]));
  }

  /** Plans the messages of a stage. An exercise stays silent, and so does a notice that is not urgent. */
  async send(tenant: Tenant, notice: Pick<NoticeRow, 'unitId' | 'id' | 'bureauId' | 'urgency' | 'exercise'>, stage: Stage, accountIds: readonly Id[]): Promise<void> {
    if (notice.urgency !== 'urgent' || notice.exercise) return;
    const unit: Unit = notice.unitId === notice.bureauId ? { bureauId: notice.bureauId } : { stationId: notice.unitId };
    for (const channel of this.channels.keys()) {
      const deliveryId = newId();
      await tenant.sql('INSERT INTO notice_delivery (unit_id, id, notice_id, channel, stage, account_ids) VALUES ($1, $2, $3, $4, $5, $6)', [notice.unitId, deliveryId, notice.id, channel, stage, [...accountIds]]);
      await this.jobs.outbox.enqueue(tenant, { topic: DELIVERY_TOPIC, payload: { deliveryId }, ...unit });
    }
  }

  /** The job that sends one message, six times at most within eight minutes. */
  job(): JobDefinition {
    return defineJob<DeliveryPayload>({ topic: DELIVERY_TOPIC, title: text('发送短信或推送', 'Send an SMS or a push message'), timeout: 'PT30S', retry: { attempts: 6, delay: 'PT15S' }, handle: (run) => this.deliver(run) });
  }

  private async deliver(run: JobRun<DeliveryPayload>): Promise<void> {
    const pending = await this.read(run);
    // Signed meanwhile: nobody needs to be called out any more. An exercise never gets a row; asked again because silence is a promise.
    if (pending === undefined || pending.settled || pending.exercise) return;
    const channel = this.channels.get(pending.channel);
    try {
      if (channel === undefined) throw new Error(`The channel "${pending.channel}" is not set up any more.`);
      await channel.send({ id: run.payload.deliveryId, accountIds: pending.accountIds, number: pending.number ?? undefined }, run.signal);
    } catch (error) {
      await this.record(run, 'failed', reasonOf(error));
      throw error;
    }
    await this.record(run, 'sent', null);
  }

  private read(run: JobRun<DeliveryPayload>): Promise<Pending | undefined> {
    return this.database.inTenant(run.context, async (tenant) => {
      const [row] = await tenant.sql<Pending>(
        `SELECT d.channel, d.account_ids AS "accountIds", n.record_number AS number, n.exercise, d.state = 'sent' OR n.signed_at IS NOT NULL AS settled
           FROM notice_delivery d JOIN notice n ON n.unit_id = d.unit_id AND n.id = d.notice_id WHERE d.unit_id = $1 AND d.id = $2`,
        [run.scopeId, run.payload.deliveryId],
      );
      return row;
    });
  }

  private async record(run: JobRun<DeliveryPayload>, state: DeliveryState, error: string | null): Promise<void> {
    await this.database.inTenant(run.context, (tenant) =>
      tenant.sql('UPDATE notice_delivery SET state = $3, attempts = $4, error = $5, settled_at = app.now() WHERE unit_id = $1 AND id = $2', [run.scopeId, run.payload.deliveryId, state, run.attempt, error]),
    );
  }
}

/** What an operator reads of a failure: never an address with its secrets, which a network error may quote. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Error';
  const cause: unknown = error.cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  return (code === undefined ? error.message : `${error.message} (${code})`).slice(0, 300);
}
