/** An outcome of a task with the fields it needs. */
export interface OutcomeNeeds {
  readonly id: string;
  readonly requires: readonly string[];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The form of a task as one outcome needs it. A field the outcome needs must be filled in; one that only other outcomes need, or that a
 * hint (`ui:outcomes`) keeps for others, is gone: nobody is asked for the terms of an agreement that failed.
 */
export function schemaForOutcome(schema: unknown, hints: unknown, outcomes: readonly OutcomeNeeds[], chosen: string): unknown {
  const needed = outcomes.find(({ id }) => id === chosen)?.requires;
  if (!isRecord(schema) || !isRecord(schema['properties']) || needed === undefined) return schema;
  const always = Array.isArray(schema['required']) ? schema['required'].filter((field) => typeof field === 'string') : [];
  const asked = (field: string) => {
    if (always.includes(field) || needed.includes(field)) return true;
    const hint = isRecord(hints) && isRecord(hints[field]) ? hints[field]['ui:outcomes'] : undefined;
    return Array.isArray(hint) ? hint.includes(chosen) : !outcomes.some(({ requires }) => requires.includes(field));
  };
  const properties = Object.fromEntries(Object.entries(schema['properties']).filter(([field]) => asked(field)));
  return { ...schema, properties, required: [...new Set([...always, ...needed.filter((field) => field in properties)])] };
}

/** What was written, without the fields that the form does not show. */
export function shownPart(value: Record<string, unknown>, schema: unknown): Record<string, unknown> {
  const properties = isRecord(schema) && isRecord(schema['properties']) ? schema['properties'] : undefined;
  return properties === undefined ? value : Object.fromEntries(Object.entries(value).filter(([field]) => field in properties));
}
