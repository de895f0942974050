import type { Tenant } from '@stationhouse/database';
import type { Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import type { WorkflowCatalog } from '../catalog/catalog.js';
import type { MatterKeys } from '../matters/keys.js';
import { noteMatter, type MatterPlace, type RunningOne } from '../matters/matters.js';
import type { WorkflowRuntime } from '../runtime.js';
import { meetMatter } from '../steps/together.js';

/** What becomes of an event, from outside or of another plugin: an instance is started, or one that runs already hears of it. */
export interface Reaction {
  /** A workflow of the plugin. */
  readonly workflow: string;
  /** Data of the start form. Absent: nothing is started, only a running instance of the key hears of it. */
  readonly data?: JsonObject;
  /**
   * Events with the same key belong to the same matter, within a station and workflow: while an instance of it runs, no
   * other is started. Kept as a keyed hash only. Without a key every event starts an instance, unless the workflow itself says by what instances are of one
   * matter (`matter`): what is started joins then as every start does.
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
  /** True when it started its instance, false when it joined one that ran already. */
  readonly began: boolean;
}

/** Carries out reactions, within the transaction of whatever they react to. */
export class Reactions {
  constructor(
    private readonly runtime: Pick<WorkflowRuntime, 'happen' | 'startLinked'>,
    private readonly catalog: Pick<WorkflowCatalog, 'pluginIdOf'>,
    private readonly keys: MatterKeys,
  ) {}

  /**
   * Starts the instance, or tells the one that runs for the same matter.
   * @throws StationhouseError as WorkflowRuntime.startInstance; EXERCISE_NOT_RUNNING while its exercise stands still
   */
  async carryOut(tenant: Tenant, stationId: Id, cause: Cause, reaction: Reaction): Promise<Reacted> {
    const { workflow, key } = reaction;
    if (key === undefined) return this.react(stationId, cause, reaction, undefined);
    const place: MatterPlace = { stationId, workflow, key: this.keys.of(this.catalog.pluginIdOf(workflow), key), exercise: cause.exercise ?? false, exerciseId: cause.exerciseId ?? null };
    const { running, leave } = await meetMatter(tenant, place);
    try {
      const reacted = await this.react(stationId, cause, reaction, running);
      if (running === undefined && reacted.instanceId !== null) await noteMatter(tenant, place, reacted.instanceId);
      return reacted;
    } finally {
      leave();
    }
  }

  private async react(stationId: Id, { id, incidentId, exercise = false, exerciseId = null }: Cause, { workflow, data, again }: Reaction, running: RunningOne | undefined): Promise<Reacted> {
    if (running !== undefined) {
      // What the workflow does not hear now is a repetition and nothing else; it stands where the events are kept.
      if (again !== undefined) await this.runtime.happen(stationId, running.id, { type: 'event', name: again.event, ...(again.payload === undefined ? {} : { payload: again.payload }) }, (result) => (result.ok ? () => ({}) : undefined));
      return { instanceId: running.id, began: false };
    }
    if (data === undefined) return { instanceId: null, began: false };
    const { instanceId, started } = (await this.runtime.startLinked(stationId, { id, parentId: null }, { workflow, data, exercise, exerciseId: exerciseId ?? undefined, incidentId: incidentId ?? undefined })) ?? { instanceId: id, started: true };
    return { instanceId, began: started };
  }
}
