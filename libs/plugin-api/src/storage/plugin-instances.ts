import type { Permission } from '@stationhouse/access';
import type { Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import type { ExercisePlan, OwnInstance } from '@stationhouse/workflow-runtime';
import type { PluginRows } from './plugin-store.js';

/** A command of a person for an instance. */
export interface OnOwnInstance {
  readonly instanceId: Id;
  /** The version the command was given on. */
  readonly expectedVersion?: number | undefined;
  /** Made once per intention; a repeated command returns the first answer. */
  readonly idempotencyKey: string;
}

/** Rows of the plugin written together with a step. */
export type Beside = (rows: PluginRows, instanceId: Id) => Promise<void>;

/**
 * A plugin's way to the instances of its own workflows, as whoever asks: for what a form alone cannot say, because it is checked against the plugin's rows, or written together with them. Inject it
 * beside the `PluginStore`. Each way asks for the permission, for the station's use of the plugin and for its reach; an instance of another plugin is not found.
 */
export abstract class PluginInstances {
  /**
   * Starts an instance of the plugin's workflow, also of one that nobody starts by hand (`starts: linked`), and writes the plugin's rows about it: both, or neither.
   * @param beside written in the same transaction, and again when the command is repeated: what is there already stays
   * @throws StationhouseError NOT_FOUND, FORBIDDEN, PLUGIN_DISABLED, FORM_INVALID, DATA_INVALID, EVENT_REFUSED, CONFLICT, STATION_CLOSED
   */
  abstract start(stationId: Id, permission: Permission, start: { readonly workflow: string; readonly data: JsonObject; readonly idempotencyKey: string }, beside?: Beside): Promise<Id>;

  /** One instance. @throws StationhouseError NOT_FOUND, FORBIDDEN, PLUGIN_DISABLED */
  abstract read(stationId: Id, permission: Permission, instanceId: Id): Promise<OwnInstance>;

  /**
   * Lets an instance hear an event, also one that the plugin's server alone reports (`from: plugin`), by whoever asks, and writes the plugin's rows about it: both, or neither.
   * @throws StationhouseError NOT_FOUND, FORBIDDEN, PLUGIN_DISABLED, EVENT_NOT_ACCEPTED, EVENT_REFUSED, FORM_INVALID, STALE_VERSION, INSTANCE_CLOSED
   */
  abstract tell(stationId: Id, permission: Permission, command: OnOwnInstance & { readonly event: string; readonly payload?: JsonObject }, beside?: Beside): Promise<void>;

  /**
   * Plans an exercise that an instance prepares, and lets that hear `event` with `{ exercise }`: both, or neither. Whoever asks directs exercises (`exercise.direct`) as well. Later the instance hears `exerciseStarted`, `exerciseEnded`,
   * `exerciseHalted`, or `exerciseDropped` where it was called off before it started: events of its workflow that are `from: plugin`.
   * @returns the exercise's id
   * @throws StationhouseError as {@link tell}, and BAD_INPUT, FORM_INVALID, DATA_INVALID, PLUGIN_DISABLED for a plan that cannot be played
   */
  abstract planExercise(stationId: Id, permission: Permission, command: OnOwnInstance & { readonly event: string }, plan: ExercisePlan): Promise<Id>;

  /** Looks whether a plan of an exercise could be played at the station as it works now. @throws StationhouseError BAD_INPUT naming the place, FORM_INVALID, DATA_INVALID, NOT_FOUND, PLUGIN_DISABLED */
  abstract checkExercise(stationId: Id, permission: Permission, plan: ExercisePlan): Promise<void>;
}
