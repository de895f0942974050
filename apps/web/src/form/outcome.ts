/** An outcome of a task with the fields it needs. */
export interface OutcomeNeeds {
  readonly id: string;
  readonly requires: readonly string[];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The form of a task as one outcome needs it: its fields must be filled in, and those that only other outcomes need are gone
 * (nobody is asked for the terms of an agreement that failed).
 */
export function schemaForOutcome(schema: unknown, outcomes: readonly OutcomeNeeds[], chosen: string): unknown {
  const needed = outcomes.find(({ id }) => id === chosen)?.requires;
  if (!isRecord(schema) || !isRecord(schema['properties']) || needed === undefined) return schema;
  const elsewhere = new Set(outcomes.flatMap(({ requires }) => requires).filter((field) => !needed.includes(field)));
  const always = Array.isArray(schema['required']) ? schema['required'].filter((field) => typeof field === 'string') : [];
  const properties = Object.fromEntries(Object.entries(schema['properties']).filter(([field]) => always.includes(field) || !elsewhere.has(field)));
  return { ...schema, properties, required: [...new Set([...always, ...needed.filter((field) => field in properties)])] };
}

/** What was written, without the fields that the form does not show. */
export function shownPart(value: Record<string, unknown>, schema: unknown): Record<string, unknown> {
  const properties = isRecord(schema) && isRecord(schema['properties']) ? schema['properties'] : undefined;
  return properties === undefined ? value : Object.fromEntries(Object.entries(value).filter(([field]) => field in properties));
}
