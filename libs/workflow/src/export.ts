import { internalsOf } from './compile.js';
import type { CompiledWorkflow, EffectiveParameter, Effect, IsoMoment, JsonObject, Snapshot, StartEvent, WorkflowEvent } from './types.js';

/** A definition as it leaves the house: plain JSON that `definitionFromJson` and `compile` read back to the same version. */
export interface ExportedDefinition {
  readonly format: 'stationhouse-definition/1';
  /** The name of this version. */
  readonly hash: string;
  /** The definition with the values of its parameters put in. */
  readonly definition: JsonObject;
}

/** A running or closed instance as it leaves the house. Carries personal data: the caller masks, or asks for a purpose. */
export interface ExportedInstance {
  readonly format: 'stationhouse-instance/1';
  readonly workflow: string;
  readonly definition: ExportedDefinition;
  readonly snapshot: Snapshot;
  /** What happened, in order, as far as the caller hands it over: enough to replay the instance. */
  readonly history: readonly HistoryEntry[];
}

export interface HistoryEntry {
  readonly at: IsoMoment;
  readonly timeZone: string;
  readonly event: StartEvent | WorkflowEvent;
  readonly effects: readonly Effect[];
}

/** A compiled workflow as plain JSON. */
export function exportDefinition(compiled: CompiledWorkflow): ExportedDefinition {
  const { definition } = internalsOf(compiled);
  const set = (name: string): EffectiveParameter['value'] | undefined => compiled.parameters[name]?.value;
  const parameters = Object.entries(definition.parameters ?? {}).map(([name, parameter]) => [name, { ...parameter, default: set(name) ?? parameter.default }]);
  return {
    format: 'stationhouse-definition/1',
    hash: compiled.hash,
    definition: JSON.parse(JSON.stringify({ ...definition, ...(parameters.length === 0 ? {} : { parameters: Object.fromEntries(parameters) as unknown }) })) as JsonObject,
  };
}

/** An instance as plain JSON, with the version it runs on and what happened to it. */
export function exportInstance(compiled: CompiledWorkflow, snapshot: Snapshot, history: readonly HistoryEntry[] = []): ExportedInstance {
  if (snapshot.definition !== compiled.hash) throw new Error(`the snapshot runs on definition ${snapshot.definition}, not on ${compiled.hash}`);
  return { format: 'stationhouse-instance/1', workflow: compiled.id, definition: exportDefinition(compiled), snapshot, history };
}
