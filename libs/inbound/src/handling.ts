import type { Database, Tenant } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun, type Jobs } from '@stationhouse/jobs';
import { isStationhouseError, text, type Bilingual, type ErrorCode, type Id } from '@stationhouse/kernel';
import type { Notices } from '@stationhouse/notify';
import { compileSchema, type JsonObject } from '@stationhouse/workflow';
import { together, type PluginGate, type Reacted, type Reaction, type Reactions } from '@stationhouse/workflow-runtime';
import type { InboundTypes, TakenIn } from './event-type.js';
import { EVENT_TOPIC } from './reception.js';

export interface HandlingOptions {
  readonly database: Database;
  readonly reactions: Pick<Reactions, 'carryOut'>;
  readonly plugins: PluginGate;
  readonly types: InboundTypes;
  readonly notices: Notices;
  readonly jobs: Pick<Jobs, 'outbox'>;
}

/** Topic of the job that hands the held events of a plugin on again. */
export const RELEASE_TOPIC = 'inbound.release';

/** An event that lies in the database. */
interface Stored {
  readonly stationId: Id;
  readonly id: Id;
  readonly bureauId: Id;
  readonly origin: string;
  readonly eventId: string;
  readonly type: string;
  readonly subject: string | null;
  readonly occurredAt: Date;
  readonly data: JsonObject | null;
  readonly state: string;
  readonly reason: string | null;
  readonly timeZone: string;
}

/** The job of one event. */
type Run = JobRun<{ eventId: Id; bureauId: Id }>;

/** An event and who takes it in. */
interface Taken {
  readonly event: Stored;
  readonly taken: TakenIn | undefined;
}

const placeOf = (stationId: Id, { pluginId }: TakenIn): string => `${stationId} ${pluginId}`;

/** Why an event could not be handled. */
type Setback = { readonly state: 'held' | 'refused' | 'failed'; readonly reason: string; readonly details?: string };

/** Refusals that another attempt may not meet. */
const PASSING: ReadonlySet<ErrorCode> = new Set(['CONFLICT', 'DATABASE_UNAVAILABLE', 'STORAGE_FULL', 'EXERCISE_NOT_RUNNING', 'INTERNAL', 'LOOKUP_FAILED']);
/** Held events that are handed on in one transaction. */
const RELEASED_AT_ONCE = 500;
/** Events that are handled in one transaction. */
const HANDLED_AT_ONCE = 40;
const READ = `SELECT e.station_id AS "stationId", e.id, e.bureau_id AS "bureauId", e.origin, e.event_id AS "eventId", e.type, e.subject, e.occurred_at AS "occurredAt", e.data, e.state, e.reason, s.time_zone AS "timeZone"
  FROM inbound_event e JOIN station s ON s.id = e.station_id WHERE e.station_id = ANY ($1) AND e.id = ANY ($2) ORDER BY e.station_id, e.id FOR UPDATE OF e`;
const DONE = `UPDATE inbound_event e SET state = 'done', reason = NULL, details = NULL, plugin_id = d.plugin_id, instance_id = d.instance_id, began = d.began
  FROM jsonb_to_recordset($1) AS d (station_id uuid, id uuid, plugin_id text, instance_id uuid, began boolean) WHERE e.station_id = d.station_id AND e.id = d.id`;

/**
 * Handles stored events: the step that one leads to and the note of it stand or fall together, so that an event is handled once however often its job
 * is delivered. Many share a transaction. What cannot be handled stays, and finds somebody.
 */
export class Handling {
  constructor(private readonly options: HandlingOptions) {}

  /** The jobs of the outbox. */
  definitions(): JobDefinition[] {
    const retry = { attempts: 10, delay: 'PT1S' };
    return [
      defineJob<Run['payload']>({ topic: EVENT_TOPIC, title: text('处理外部事件', 'Handle an inbound event'), handle: (run) => this.handle([run]), together: { most: HANDLED_AT_ONCE, handle: (runs) => this.handle(runs) }, retry }),
      defineJob<{ pluginId: string }>({ topic: RELEASE_TOPIC, title: text('处理留存的外部事件', 'Handle events that were held'), handle: ({ context, scopeId, payload }) => this.release(context, scopeId, payload.pluginId), retry }),
    ];
  }

  /** A plugin is enabled again: what was held for it is handled now. For the caller's transaction. */
  async resume(tenant: Tenant, stationId: Id, pluginId: string): Promise<void> {
    await this.options.jobs.outbox.enqueue(tenant, { topic: RELEASE_TOPIC, stationId, payload: { pluginId } });
  }

  /** Each bureau's events by themselves: nothing reaches beyond one. */
  private async handle(runs: readonly Run[]): Promise<void> {
    for (const bureauId of new Set(runs.map(({ payload }) => payload.bureauId))) await this.handleOf(bureauId, runs.filter(({ payload }) => payload.bureauId === bureauId));
  }

  private async handleOf(bureauId: Id, runs: readonly Run[]): Promise<void> {
    const [stationIds, ids] = [[...new Set(runs.map(({ scopeId }) => scopeId))], runs.map(({ payload }) => payload.eventId)];
    await this.options.database.inTenant({ stationIds, bureauIds: [bureauId] }, async (tenant) => {
      const events = await tenant.sql<Stored>(READ, [stationIds, ids]);
      const fresh = events.filter(({ state }) => state === 'received').map((event) => ({ event, taken: this.options.types.find(event.type) }));
      // Before, so that they set out together: each lock is taken once then, in the order in which other transactions take them.
      const enabled = await this.enabledFor(tenant, fresh);
      const met = await together(tenant, fresh, async ({ event, taken }) => ({ event, taken, met: await this.meet(tenant, event, taken, enabled) }));
      const done = met.flatMap(({ event, taken, met: reacted }) => ('state' in reacted ? [] : [{ station_id: event.stationId, id: event.id, plugin_id: taken?.pluginId ?? null, instance_id: reacted.instanceId, began: reacted.began }]));
      if (done.length > 0) await tenant.prepared(DONE, [JSON.stringify(done)]);
      for (const { event, taken, met: setback } of met) if ('state' in setback) await this.setBack(tenant, event, taken, setback);
      // Refused at the door: somebody must see it, and nobody else will be told.
      for (const event of events) if (event.state === 'refused') await this.tell(tenant, event, this.options.types.find(event.type), { state: 'refused', reason: event.reason ?? '' });
    });
  }

  /** The plugins that each station works with, of those that take these events in. */
  private async enabledFor(tenant: Tenant, events: readonly Taken[]): Promise<ReadonlySet<string>> {
    const enabled = new Set<string>();
    const asked = new Set<string>();
    for (const { event: { stationId }, taken } of events) {
      const place = taken === undefined ? undefined : placeOf(stationId, taken);
      if (taken === undefined || place === undefined || asked.has(place)) continue;
      asked.add(place);
      if (await this.options.plugins.isEnabled(tenant, stationId, taken.pluginId)) enabled.add(place);
    }
    return enabled;
  }

  private async meet(tenant: Tenant, event: Stored, taken: TakenIn | undefined, enabled: ReadonlySet<string>): Promise<Setback | Reacted> {
    const { stationId } = event;
    if (taken === undefined) return { state: 'held', reason: 'unknownType' };
    if (!enabled.has(placeOf(stationId, taken))) return { state: 'held', reason: 'PLUGIN_DISABLED' };
    if (event.data === null) return { state: 'failed', reason: 'dataGone' };
    const checked = compileSchema(taken.type.data).check(event.data);
    if ('problems' in checked) return { state: 'refused', reason: 'EVENT_DATA_INVALID', details: checked.problems.map(({ field }) => field).slice(0, 20).join(', ').slice(0, 500) };
    const { eventId: id, origin: source, subject, occurredAt: time, timeZone } = event;
    let reaction: Reaction;
    try {
      reaction = taken.type.receive({ id, source, subject, time, data: checked.value as JsonObject, station: { id: stationId, timeZone } });
    } catch (error) {
      // The name alone: a message may speak of data.
      return { state: 'failed', reason: 'handlerFailed', details: error instanceof Error ? error.name : 'fault' };
    }
    try {
      return await this.options.reactions.carryOut(tenant, stationId, { id: event.id }, reaction);
    } catch (error) {
      if (!isStationhouseError(error) || PASSING.has(error.code)) throw error;
      return { state: 'failed', reason: error.code };
    }
  }

  private async setBack(tenant: Tenant, event: Stored, taken: TakenIn | undefined, setback: Setback): Promise<void> {
    const { state, reason, details = null } = setback;
    await tenant.sql('UPDATE inbound_event SET state = $3, reason = $4, details = $5, plugin_id = coalesce($6, plugin_id) WHERE station_id = $1 AND id = $2', [event.stationId, event.id, state, reason, details, taken?.pluginId ?? null]);
    await this.tell(tenant, event, taken, setback);
  }

  /**
   * Whoever commands the shift and the bureau's leaders are told. An urgent type rings for every event, until somebody signs; of the
   * others one notice a day speaks for all.
   */
  private async tell(tenant: Tenant, event: Stored, taken: TakenIn | undefined, { state, reason }: Setback): Promise<void> {
    const urgent = taken?.type.urgent ?? false;
    const day = tenant.now.toISOString().slice(0, 10);
    const key = urgent ? `inbound:${event.id}` : `inbound:${state}:${reason}:${event.type}:${day}`;
    const what = taken?.type.title ?? text(event.type, event.type);
    const notice = {
      key,
      kind: 'inbound.waiting',
      title: text(`外部事件待人工处置：${what['zh-CN']}`, `An inbound event needs a person: ${what.en}`),
      body: BODIES[state],
      record: { kind: 'inboundEvent', id: event.id },
    };
    await this.options.notices.notify(tenant, { ...notice, unit: { stationId: event.stationId }, roles: ['duty-commander'], urgency: urgent ? 'urgent' : 'normal' });
    await this.options.notices.notify(tenant, { ...notice, unit: { bureauId: event.bureauId }, roles: ['bureau-leader'] });
  }

  private async release(context: JobRun['context'], stationId: Id, pluginId: string): Promise<void> {
    const types = this.options.types.all().filter((taken) => taken.pluginId === pluginId).map(({ type }) => type.type);
    for (;;) {
      const released = await this.options.database.inTenant(context, async (tenant) => {
        const rows = await tenant.sql<{ id: Id; bureauId: Id }>(
          `UPDATE inbound_event e SET state = 'received', reason = NULL FROM (SELECT id FROM inbound_event WHERE station_id = $1 AND state = 'held' AND type = ANY ($2) ORDER BY id LIMIT $3 FOR UPDATE) held
            WHERE e.station_id = $1 AND e.id = held.id RETURNING e.id, e.bureau_id AS "bureauId"`,
          [stationId, types, RELEASED_AT_ONCE],
        );
        for (const { id: eventId, bureauId } of rows) await this.options.jobs.outbox.enqueue(tenant, { topic: EVENT_TOPIC, stationId, payload: { eventId, bureauId } });
        return rows.length;
      });
      if (released < RELEASED_AT_ONCE) return;
    }
  }
}

const BODIES: Readonly<Record<Setback['state'], Bilingual>> = {
  held: text('接收它的功能未启用，事件已留存，请人工处置或启用后自动补办。', 'The feature that takes it in is not enabled. It is kept: see to it, or enable the feature and it is handled.'),
  refused: text('事件数据有误，已留存，请人工处置并告知发送方。', 'Its data are wrong. It is kept: see to it, and tell the sender.'),
  failed: text('事件未能自动办理，已留存，请人工处置。', 'It could not be handled. It is kept: see to it.'),
};
