import { createHmac } from 'node:crypto';
import { deriveKey } from '@stationhouse/access';
import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import type { WorkflowRuntime } from '../runtime.js';

/** What becomes of an event, from outside or of another plugin: an instance is started, or one that runs already hears of it. */
export interface Reaction {
  /** A workflow of the plugin. */
  readonly workflow: string;
  /** Data of the start form. Absent: nothing is started, only a running instance of the key hears of it. */
  readonly data?: JsonObject;
  /**
   * Events with the same key belong to the same matter, within a station and workflow: while an instance of it runs, no
   * other is started. Kept as a keyed hash only. Without a key every event starts an instance.
   */
  readonly key?: string;
  /** The named event that the running instance of the key hears; when absent, or not accepted now, the repetition is noted and nothing else. */
  readonly again?: { readonly event: string; readonly payload?: JsonObject };
}

/** Where a reaction comes from. */
export interface Cause {
  /** The id an instance gets that it starts, so that it starts once. */
  readonly id: Id;
  readonly incidentId?: Id | null;
  /** What it leads to is part of the exercise too, and meets nothing outside of it. */
  readonly exercise?: boolean;
  readonly exerciseId?: Id | null;
}

/** What a reaction came to. */
export interface Reacted {
  /** Null when there was nothing to start and nobody to tell. */
  readonly instanceId: Id | null;
  /** True when it started its instance, false when one that ran already heard of it. */
  readonly began: boolean;
}

/** Carries out reactions, within the transaction of whatever they react to. */
export class Reactions {
  private readonly key: Uint8Array;

  /** @param tokenKey of the installation: keys of matters are kept as hashes under a key derived from it */
  constructor(
    private readonly runtime: Pick<WorkflowRuntime, 'happen' | 'startLinked'>,
    tokenKey: string,
  ) {
    this.key = deriveKey(tokenKey, 'event-source');
  }

  /**
   * Starts the instance, or tells the one that runs for the same matter.
   * @throws StationhouseError as WorkflowRuntime.startInstance; EXERCISE_NOT_RUNNING while its exercise stands still
   */
  async carryOut(tenant: Tenant, stationId: Id, { id, incidentId, exercise = false, exerciseId = null }: Cause, { workflow, data, key, again }: Reaction): Promise<Reacted> {
    const matter = key === undefined ? undefined : this.hash([stationId, workflow, key, ...(exercise ? [exerciseId ?? 'exercise'] : [])]);
    const running = matter === undefined ? undefined : await runningOf(tenant, stationId, workflow, matter);
    if (running !== undefined) {
      // What the workflow does not hear now is a repetition and nothing else; it stands where the events are kept.
      if (again !== undefined) await this.runtime.happen(stationId, running, { type: 'event', name: again.event, ...(again.payload === undefined ? {} : { payload: again.payload }) }, (result) => (result.ok ? () => ({}) : undefined));
      return { instanceId: running, began: false };
    }
    if (data === undefined) return { instanceId: null, began: false };
    await this.runtime.startLinked(stationId, { id, parentId: null }, { workflow, data, exercise, exerciseId: exerciseId ?? undefined, incidentId: incidentId ?? undefined });
    if (matter !== undefined) {
      await tenant.sql('INSERT INTO matter (station_id, workflow, key, instance_id) VALUES ($1, $2, $3, $4) ON CONFLICT (station_id, workflow, key) DO UPDATE SET instance_id = excluded.instance_id', [stationId, workflow, matter, id]);
    }
    return { instanceId: id, began: true };
  }

  private hash(parts: readonly string[]): string {
    return createHmac('sha256', this.key).update(JSON.stringify(parts)).digest('hex');
  }
}

/** The running instance of a matter. Two events of one matter at the same time take turns. */
async function runningOf(tenant: Tenant, stationId: Id, workflow: string, matter: string): Promise<Id | undefined> {
  await tenant.sql('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${stationId} ${workflow} ${matter}`]);
  const [row] = await tenant.sql<{ id: Id }>(
    `SELECT i.id FROM matter m JOIN instance i ON i.station_id = m.station_id AND i.id = m.instance_id WHERE m.station_id = $1 AND m.workflow = $2 AND m.key = $3 AND i.status = 'running'`,
    [stationId, workflow, matter],
  );
  return row?.id;
}
