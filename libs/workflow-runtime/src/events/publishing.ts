import type { Database, Tenant } from '@stationhouse/database';
import { defineJob, type JobDefinition, type JobRun, type Jobs } from '@stationhouse/jobs';
import { newId, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { compileSchema, type Effect, type JsonObject } from '@stationhouse/workflow';
import { PUBLISH_TOPIC } from '../steps/step-record.js';
import type { EventBook } from './event-book.js';
import type { PluginEventType } from './event-type.js';

/** Topic of the job that delivers an event to one plugin. */
export const DELIVER_TOPIC = 'plugin-event.deliver';

/** An event about to be published. */
export interface NewEvent {
  readonly event: Pick<PluginEventType, 'type' | 'version'>;
  /** Ids and codes, as the declaration says. */
  readonly data: JsonObject;
  /** What it tells of; published again under the same origin, it is the same event. */
  readonly origin: string;
  readonly incidentId?: Id | null;
  /** The step of an instance that publishes it. */
  readonly step?: { readonly instanceId: Id; readonly serial: number; readonly at: Date; readonly exercise: boolean; readonly exerciseId: Id | null };
}

interface Asked {
  readonly [key: string]: string | number;
  readonly instanceId: Id;
  readonly version: number;
  readonly serial: number;
}

/** An event that a step published, as its history has it. */
interface PublishedStep {
  readonly effect: Extract<Effect, { type: 'publish' }>;
  readonly at: Date;
  readonly exercise: boolean;
  readonly exerciseId: Id | null;
  readonly incidentId: Id | null;
}

/** Publishes events: a row, and for each plugin that hears of it a delivery with its job, all in the transaction of what they tell of. */
export class EventPublisher {
  constructor(
    private readonly database: Database,
    private readonly jobs: Pick<Jobs, 'outbox'>,
    private readonly book: EventBook,
  ) {}

  /** The job that publishes what a step asked for. */
  job(): JobDefinition {
    return defineJob<Asked>({ topic: PUBLISH_TOPIC, title: text('发布插件事件', 'Publish an event of a plugin'), handle: (run) => this.publishSteps(run), retry: { attempts: 10, delay: 'PT1S' } });
  }

  /**
   * Publishes one event within the caller's transaction; once for each origin.
   * @throws StationhouseError EVENT_DATA_INVALID, naming the fields
   */
  async publish(tenant: Tenant, stationId: Id, { event: { type, version }, data, origin, incidentId = null, step }: NewEvent): Promise<void> {
    const declared = this.book.find(type, version);
    // A version that nobody declares any more nobody hears of either: a running instance may still publish it.
    if (declared === undefined) return;
    requireFit(declared, data);
    const id = newId();
    const [written] = await tenant.sql(
      `INSERT INTO plugin_event (station_id, id, type, version, data, origin, instance_id, serial, incident_id, exercise, exercise_id, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (station_id, origin) DO NOTHING RETURNING id`,
      [stationId, id, type, version, JSON.stringify(data), origin, step?.instanceId ?? null, step?.serial ?? null, incidentId, step?.exercise ?? false, step?.exerciseId ?? null, step?.at ?? tenant.now],
    );
    if (written === undefined) return;
    for (const { pluginId } of this.book.hearersOf(type, version)) {
      const deliveryId = newId();
      const jobId = await this.jobs.outbox.enqueue(tenant, { topic: DELIVER_TOPIC, stationId, payload: { deliveryId } });
      await tenant.sql('INSERT INTO plugin_event_delivery (station_id, id, event_id, plugin_id, job_id) VALUES ($1, $2, $3, $4, $5)', [stationId, deliveryId, id, pluginId, jobId]);
    }
  }

  /** What an instance publishes goes out in the order of its steps, whichever of its jobs comes first. */
  private async publishSteps({ context, scopeId: stationId, payload: { instanceId, serial } }: JobRun<Asked>): Promise<void> {
    await this.database.inTenant(context, async (tenant) => {
      await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`publish ${stationId} ${instanceId}`]);
      const waiting = await tenant.sql<{ serial: number; version: number }>(
        `SELECT (payload->>'serial')::int AS serial, (payload->>'version')::int AS version FROM outbox
          WHERE scope_id = $1 AND topic = '${PUBLISH_TOPIC}' AND state = 'pending' AND payload->>'instanceId' = $2 AND (payload->>'serial')::int <= $3 ORDER BY 1`,
        [stationId, instanceId, serial],
      );
      for (const step of waiting) {
        const found = await readPublished(tenant, stationId, instanceId, step);
        const { effect } = found;
        const declared = this.book.find(effect.event, effect.version);
        // Its own job says what is wrong with it; those behind it go on.
        if (step.serial !== serial && declared !== undefined && !fits(declared, effect.data)) continue;
        const { at, exercise, exerciseId, incidentId } = found;
        await this.publish(tenant, stationId, { event: { type: effect.event, version: effect.version }, data: effect.data, origin: `${instanceId}:${step.serial}`, incidentId, step: { instanceId, serial: step.serial, at, exercise, exerciseId } });
      }
    });
  }
}

async function readPublished(tenant: Tenant, stationId: Id, instanceId: Id, { serial, version }: { readonly serial: number; readonly version: number }): Promise<PublishedStep> {
  const [found] = await tenant.sql<PublishedStep>(
    `SELECT e AS effect, h.at, i.exercise, i.exercise_id AS "exerciseId", i.incident_id AS "incidentId" FROM history h CROSS JOIN LATERAL jsonb_array_elements(h.effects) e
       JOIN instance i ON i.station_id = h.station_id AND i.id = h.instance_id
      WHERE h.station_id = $1 AND h.instance_id = $2 AND h.version = $3 AND e->>'type' = 'publish' AND (e->'serial')::int = $4`,
    [stationId, instanceId, version, serial],
  );
  if (found === undefined) throw new Error('An event was to be published, but no step says so.');
  return found;
}

function fits({ data: schema }: PluginEventType, data: JsonObject): boolean {
  return 'value' in compileSchema(schema).check(data);
}

/** @throws StationhouseError EVENT_DATA_INVALID, with the names of the fields alone */
export function requireFit({ type, version, data: schema }: PluginEventType, data: JsonObject): void {
  const checked = compileSchema(schema).check(data);
  if ('value' in checked) return;
  const fields = checked.problems.map(({ field }) => field).slice(0, 5).join('、');
  throw new StationhouseError('EVENT_DATA_INVALID', text(`事件 ${type}@${version} 的数据不符合约定：${fields}。`, `The data of the event ${type}@${version} do not fit its declaration: ${fields}.`));
}
