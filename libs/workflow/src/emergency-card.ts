import { text, type Bilingual } from '@stationhouse/kernel';
import { internalsOf } from './compile.js';
import type { CompiledWorkflow, EmergencyField } from './compiled-types.js';
import { holdsForData } from './data-condition.js';
import type { Json, JsonObject, Snapshot } from './types.js';
import { schemaAt, titleOfValue, valueAt } from './values.js';

/** A field of an open card with what it holds. */
export interface EmergencyFact extends EmergencyField {
  /** As people call it; a moment as ISO 8601 with offset, a date as YYYY-MM-DD. Null while nobody has filled it in. */
  readonly value: Bilingual | null;
}

/** Whether the card of an instance is open: the instance runs and its condition holds. False for a workflow without one. */
export function emergencyOpen(compiled: CompiledWorkflow, snapshot: Pick<Snapshot, 'status' | 'data'>, timeZone: string): boolean {
  const plan = internalsOf(compiled).emergency;
  return plan !== undefined && snapshot.status === 'running' && holdsForData(plan.when, snapshot.data, timeZone);
}

/** What a card shows, in its order. The caller has asked {@link emergencyOpen}, and whoever reads. */
export function emergencyFacts(compiled: CompiledWorkflow, data: JsonObject): readonly EmergencyFact[] {
  return factsOf(compiled, compiled.emergency?.fields ?? [], data);
}

/** Fields with what they hold, in their order. */
export function factsOf(compiled: CompiledWorkflow, fields: readonly EmergencyField[], data: JsonObject): readonly EmergencyFact[] {
  return fields.map((field) => {
    const keys = field.path.split('.');
    const value = valueAt(data, keys);
    return { ...field, value: value === undefined || value === null || value === '' ? null : saidOf(schemaAt(compiled.dataSchema, keys) ?? {}, value) };
  });
}

function saidOf(schema: JsonObject, value: Json): Bilingual {
  return typeof value === 'boolean' ? (value ? text('是', 'Yes') : text('否', 'No')) : titleOfValue(schema, value);
}
