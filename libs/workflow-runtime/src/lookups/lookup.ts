import type { Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import type { PractisedExercise } from '../exercises/practised.js';
import type { CallersIncident } from '../incident-reference.js';

/** An instance of a matter, at this station or another one of the bureau. */
export interface KnownMatter {
  /** One of the plugin's workflows. */
  readonly workflow: string;
  /** Null for one of another station: nothing of it can be read here. */
  readonly instanceId: Id | null;
  readonly here: boolean;
  readonly beganAt: Date;
  readonly running: boolean;
}

/** Something that happened to an instance of a matter. What was taken back did not happen. */
export interface KnownEvent {
  readonly workflow: string;
  /** `contacted` for a named event, `call.reached` for a task that ended so. */
  readonly event: string;
  readonly instanceId: Id | null;
  readonly here: boolean;
  readonly at: Date;
}

/** What a look-up may read: it writes nothing, and what is asked here is asked one thing after the other. */
export interface LookupRows {
  /** The station whose step asks. */
  readonly stationId: Id;
  /** One reading statement as the plugin's own role: over its tables, and the views it declares in `reads`. @throws StationhouseError STATEMENT_TIMEOUT, PLUGIN_FAULT */
  sql<Row = Record<string, unknown>>(statement: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** The keyed hash by which this plugin's matters are known: for comparing what is the same without keeping what it is. */
  keyed(value: string): string;
  /** The instances of this plugin's workflows in the bureau whose matter is `value`, the latest first, at most 500; neither exercises nor what is sealed. */
  matters(value: string): Promise<readonly KnownMatter[]>;
  /** What happened to them since a moment, the latest first, at most 1,000. */
  happened(value: string, since: Date): Promise<readonly KnownEvent[]>;
  /**
   * Incidents of the station that somebody with this telephone number reported, the latest first, at most 20. Nothing personal comes back.
   * The plugin declares `reads: ['incident']`. @throws StationhouseError PLUGIN_FAULT when it does not
   */
  incidentsOfCaller(phone: string, since: Date): Promise<readonly CallersIncident[]>;
  /** An exercise of the station as it went so far, measured by its history; undefined where there is none. Nothing in it is personal. */
  exercise(id: Id): Promise<PractisedExercise | undefined>;
}

/** The step that asks. */
export interface LookupQuestion {
  readonly workflow: string;
  /** The data before the step; of a start, those it begins with. */
  readonly data: JsonObject;
  /** What was filled in for the step; empty at a start. */
  readonly event: JsonObject;
  /** Null at a start. */
  readonly instanceId: Id | null;
  /** Who takes the step: an account; null where nobody does. */
  readonly by: Id | null;
  readonly now: Date;
}

/** A fact from outside of an instance that steps of the plugin's workflows read: `found.<id>`. */
export interface Lookup {
  /** The name its definitions give it under `lookups`, in camelCase. */
  readonly id: string;
  /** Reads and answers, as the definition's `output` says; in a few seconds. Its failures are never told to whoever acts: they may speak of data. */
  readonly find: (rows: LookupRows, question: LookupQuestion) => Promise<JsonObject>;
}

/** Declares a look-up for a plugin's `lookups`. */
export function defineLookup(lookup: Lookup): Lookup {
  return Object.freeze(lookup);
}

/** What a plugin brings for its look-ups. */
export interface LookupsOfPlugin {
  readonly id: string;
  readonly lookups?: readonly Lookup[];
  /** What its SQL reads of the platform. */
  readonly reads?: readonly string[];
}
