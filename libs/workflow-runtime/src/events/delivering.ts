import type { Database, Tenant } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun, type Jobs } from '@stationhouse/jobs';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { PluginGate } from '../catalog/plugin-gate.js';
import type { PluginSettings } from '../plugins/settings/settings.js';
import type { EventBook } from './event-book.js';
import type { EventConsumer } from './event-type.js';
import { DELIVER_TOPIC } from './publishing.js';
import type { Reacted, Reactions } from './reactions.js';

export interface DeliveryOptions {
  readonly database: Database;
  readonly jobs: Pick<Jobs, 'outbox'>;
  readonly catalog: WorkflowCatalog;
  readonly plugins: PluginGate;
  readonly book: EventBook;
  readonly reactions: Reactions;
  readonly settings: Pick<PluginSettings, 'at'>;
}

/** Topic of the job that delivers what was held while a plugin was disabled. */
export const RELEASE_EVENTS_TOPIC = 'plugin-event.release';

/** An event on its way to one plugin. */
interface Delivery {
  readonly id: Id;
  readonly pluginId: string;
  readonly state: 'waiting' | 'held' | 'done' | 'dropped';
  readonly eventId: Id;
  readonly type: string;
  readonly version: number;
  readonly data: JsonObject;
  readonly instanceId: Id | null;
  readonly serial: number | null;
  readonly incidentId: Id | null;
  readonly exercise: boolean;
  readonly exerciseId: Id | null;
  readonly exerciseStatus: string | null;
  readonly at: Date;
  readonly timeZone: string;
}

const RETRY = { attempts: 8, delay: 'PT1S' } as const;
/** An event behind one that is being tried again comes again after so many seconds; one of a paused exercise after a minute. */
const LATER_SECONDS = 5;
const PAUSED_SECONDS = 60;
const RELEASED_AT_ONCE = 200;

const READ = `SELECT d.id, d.plugin_id AS "pluginId", d.state, e.id AS "eventId", e.type, e.version, e.data, e.instance_id AS "instanceId", e.serial, e.incident_id AS "incidentId", e.exercise, e.exercise_id AS "exerciseId", x.status AS "exerciseStatus", e.at, s.time_zone AS "timeZone"
  FROM plugin_event_delivery d JOIN plugin_event e ON e.station_id = d.station_id AND e.id = d.event_id JOIN station s ON s.id = d.station_id
  LEFT JOIN exercise x ON x.station_id = e.station_id AND x.id = e.exercise_id WHERE d.station_id = $1`;

/**
 * Delivers events to the plugins that hear of them, each in one transaction: what the event leads to and the note of it stand or fall together,
 * so that it has its effect once, however often its job runs. What one instance published arrives in that order. A plugin that fails is tried
 * again, then its job is parked where operators see it; nobody else waits for it.
 */
export class EventDelivery {
  constructor(private readonly options: DeliveryOptions) {}

  /** The jobs of the outbox. */
  definitions(): JobDefinition[] {
    return [
      defineJob<{ deliveryId: Id }>({ topic: DELIVER_TOPIC, title: text('投递插件事件', 'Deliver an event to a plugin'), handle: (run) => this.deliver(run), retry: RETRY }),
      defineJob<{ pluginId: string }>({ topic: RELEASE_EVENTS_TOPIC, title: text('投递留存的插件事件', 'Deliver events that were held'), handle: (run) => this.release(run), retry: RETRY }),
    ];
  }

  /** A plugin is enabled again: what was held for it is delivered now. For the caller's transaction. */
  async resume(tenant: Tenant, stationId: Id, pluginId: string): Promise<void> {
    const [held] = await tenant.sql(`SELECT FROM plugin_event_delivery WHERE station_id = $1 AND plugin_id = $2 AND state = 'held' LIMIT 1`, [stationId, pluginId]);
    if (held !== undefined) await this.options.jobs.outbox.enqueue(tenant, { topic: RELEASE_EVENTS_TOPIC, stationId, payload: { pluginId } });
  }

  /** Delivers an event, after those of its instance that came before it. */
  private async deliver({ context, scopeId: stationId, payload: { deliveryId } }: JobRun<{ deliveryId: Id }>): Promise<void> {
    for (;;) {
      // A place for what the transaction finds, which its failure does not tell.
      const found = { own: true };
      try {
        if ((await this.options.database.inTenant(context, (tenant) => this.turn(tenant, stationId, deliveryId, found))) === 'over') return;
      } catch (error) {
        if (found.own) throw error;
        // Whatever is wrong with an earlier event is told by its own job.
        return this.options.database.inTenant(context, (tenant) => this.later(tenant, stationId, deliveryId));
      }
    }
  }

  /** Handles a delivery, or the one that must come before it. @returns `again` while its own is yet to come */
  private async turn(tenant: Tenant, stationId: Id, deliveryId: Id, found: { own: boolean }): Promise<'over' | 'again'> {
    const [asked] = await tenant.sql<Delivery>(`${READ} AND d.id = $2`, [stationId, deliveryId]);
    if (asked === undefined) return 'over';
    if (asked.instanceId !== null) await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`deliver ${stationId} ${asked.pluginId} ${asked.instanceId}`]);
    const [own] = await tenant.sql<Delivery>(`${READ} AND d.id = $2 AND d.state = 'waiting' FOR UPDATE OF d`, [stationId, deliveryId]);
    if (own === undefined) return 'over';
    if (own.exerciseStatus === 'paused') await this.later(tenant, stationId, own.id, PAUSED_SECONDS);
    else if (own.exerciseStatus === 'halted' || own.exerciseStatus === 'ended') await this.note(tenant, stationId, own.id, 'dropped');
    else if (this.consumerOf(own) === undefined || !(await this.options.plugins.isEnabled(tenant, stationId, own.pluginId))) await this.hold(tenant, stationId, own.id);
    else {
      const earlier = await this.earlier(tenant, stationId, own);
      found.own = earlier === undefined;
      await this.handle(tenant, stationId, earlier ?? own);
      return found.own ? 'over' : 'again';
    }
    return 'over';
  }

  /** What the same instance published before and the plugin has yet to hear. One whose job is parked holds up nobody. */
  private async earlier(tenant: Tenant, stationId: Id, { pluginId, instanceId, serial }: Delivery): Promise<Delivery | undefined> {
    if (instanceId === null) return undefined;
    const [earlier] = await tenant.sql<Delivery>(
      `${READ} AND d.plugin_id = $2 AND e.instance_id = $3 AND e.serial < $4 AND e.type || '@' || e.version = ANY ($5)
        AND (d.state = 'held' OR (d.state = 'waiting' AND EXISTS (SELECT FROM outbox o WHERE o.scope_id = d.station_id AND o.id = d.job_id AND o.state = 'pending'))) ORDER BY e.serial LIMIT 1 FOR UPDATE OF d`,
      [stationId, pluginId, instanceId, serial, this.options.book.heardBy(pluginId)],
    );
    return earlier;
  }

  private async handle(tenant: Tenant, stationId: Id, delivery: Delivery): Promise<void> {
    const { id, pluginId, eventId, type, version, at: time, data, instanceId, incidentId, exercise, timeZone } = delivery;
    const settings = await this.options.settings.at(tenant, stationId, pluginId);
    const reaction = this.consumerOf(delivery)?.react({ id: eventId, type, version, time, data, instanceId, incidentId, exercise, station: { id: stationId, timeZone }, settings });
    if (reaction === undefined) return this.note(tenant, stationId, id, 'done');
    if (this.options.catalog.find(reaction.workflow)?.pluginId !== pluginId) {
      throw new StationhouseError('PLUGIN_FAULT', text(`插件 ${pluginId} 对事件 ${type} 的处理指向了不属于它的流程“${reaction.workflow}”。`, `The plugin ${pluginId} answers the event ${type} with the workflow "${reaction.workflow}", which is not its own.`));
    }
    await this.note(tenant, stationId, id, 'done', await this.options.reactions.carryOut(tenant, stationId, { id, incidentId, exercise, exerciseId: delivery.exerciseId }, reaction));
  }

  private consumerOf({ type, version, pluginId }: Delivery): EventConsumer | undefined {
    return this.options.book.hearersOf(type, version).find((hearer) => hearer.pluginId === pluginId)?.consumer;
  }

  /** Kept until the plugin is enabled: it is off, or hears of this no more. */
  private async hold(tenant: Tenant, stationId: Id, id: Id): Promise<void> {
    await tenant.sql(`UPDATE plugin_event_delivery SET state = 'held' WHERE station_id = $1 AND id = $2`, [stationId, id]);
  }

  private async note(tenant: Tenant, stationId: Id, id: Id, state: 'done' | 'dropped', { instanceId, began }: Reacted = { instanceId: null, began: false }): Promise<void> {
    await tenant.sql('UPDATE plugin_event_delivery SET state = $3, instance_id = $4, began = $5, handled_at = $6 WHERE station_id = $1 AND id = $2', [stationId, id, state, instanceId, began, tenant.now]);
  }

  /** Comes again with a job of its own, so that waiting for another event counts against nobody. */
  private async later(tenant: Tenant, stationId: Id, deliveryId: Id, afterSeconds = LATER_SECONDS): Promise<void> {
    const jobId = await this.options.jobs.outbox.enqueue(tenant, { topic: DELIVER_TOPIC, stationId, payload: { deliveryId }, afterSeconds });
    await tenant.sql('UPDATE plugin_event_delivery SET job_id = $3 WHERE station_id = $1 AND id = $2', [stationId, deliveryId, jobId]);
  }

  private async release({ context, scopeId: stationId, payload: { pluginId } }: JobRun<{ pluginId: string }>): Promise<void> {
    for (;;) {
      const released = await this.options.database.inTenant(context, async (tenant) => {
        const held = await tenant.sql<{ id: Id }>(
          `SELECT d.id FROM plugin_event_delivery d JOIN plugin_event e ON e.station_id = d.station_id AND e.id = d.event_id
            WHERE d.station_id = $1 AND d.plugin_id = $2 AND d.state = 'held' ORDER BY e.at, e.serial LIMIT $3 FOR UPDATE OF d`,
          [stationId, pluginId, RELEASED_AT_ONCE],
        );
        for (const { id } of held) {
          const jobId = await this.options.jobs.outbox.enqueue(tenant, { topic: DELIVER_TOPIC, stationId, payload: { deliveryId: id } });
          await tenant.sql(`UPDATE plugin_event_delivery SET state = 'waiting', job_id = $3 WHERE station_id = $1 AND id = $2`, [stationId, id, jobId]);
        }
        return held.length;
      });
      if (released < RELEASED_AT_ONCE) return;
    }
  }
}
