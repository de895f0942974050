import type { Database } from '@stationhouse/database';
import { StationhouseError, text, type Id } from '@stationhouse/kernel';
import type { CompiledWorkflow, JsonObject, WorkflowEvent } from '@stationhouse/workflow';
import type { SystemCall } from './commands.js';

/**
 * Every unit that a form names is one the station works with: another station's, or one that nothing new is asked of, would be asked and never answer.
 * @throws StationhouseError FORM_INVALID naming the field
 */
export async function requireUnits(database: Database, call: SystemCall, compiled: CompiledWorkflow, event: WorkflowEvent): Promise<void> {
  const [form, value] = answered(compiled, event);
  const named = Object.entries((form?.['properties'] ?? {}) as Readonly<Record<string, JsonObject>>).flatMap(([field, schema]) => unitsIn(schema, value?.[field]).map((id) => ({ field, id })));
  if (named.length === 0) return;
  const ids = named.map(({ id }) => id);
  const known = await database.inTenant(call.context, (tenant) => tenant.sql<{ id: Id }>('SELECT id FROM outside_unit WHERE station_id = $1 AND id::text = ANY ($2) AND active', [call.stationId, ids]));
  const strange = named.find(({ id }) => !known.some((unit) => unit.id === id));
  if (strange === undefined) return;
  const message = text('所选的岗位或单位不是本所在用的联动单位，请重新选择。', 'A post or unit that was chosen is none that this station works with. Choose again.');
  throw new StationhouseError('FORM_INVALID', message, { problems: [{ field: strange.field, text: message }] });
}

/** The form of what somebody said, and what stands in it. */
function answered(compiled: CompiledWorkflow, event: WorkflowEvent): readonly [JsonObject | undefined, JsonObject | undefined] {
  if (event.type === 'complete-task') return [compiled.forms[compiled.tasks[event.task]?.form ?? '']?.schema, event.form];
  if (event.type === 'event') return [compiled.forms[compiled.events[event.name]?.form ?? '']?.schema, event.payload];
  return [undefined, undefined];
}

function unitsIn(schema: JsonObject, value: unknown): readonly string[] {
  if (schema['x-kind'] === 'outsideUnit') return typeof value === 'string' ? [value] : [];
  const { items } = schema;
  return Array.isArray(value) && typeof items === 'object' && items !== null ? value.flatMap((one) => unitsIn(items as JsonObject, one)) : [];
}
