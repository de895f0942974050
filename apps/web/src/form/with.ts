/** A node of hints, of a schema, or of what was written. */
type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of an object that a hint (`ui:with: minor`) asks only together with another one beside them, which is not ticked. */
function unasked(hints: Node, value: unknown): ReadonlySet<string> {
  const written = isNode(value) ? value : {};
  return new Set(Object.entries(hints).flatMap(([field, hint]) => (isNode(hint) && typeof hint['ui:with'] === 'string' && written[hint['ui:with']] !== true ? [field] : [])));
}

/** The schema as it is asked: without what nobody needs to fill in yet. A guardian is asked for where somebody is under 18. */
export function schemaAsked(schema: unknown, hints: unknown, value: unknown): unknown {
  if (!isNode(schema) || !isNode(schema['properties']) || !isNode(hints)) return schema;
  const left = unasked(hints, value);
  const properties = Object.entries(schema['properties']).filter(([field]) => !left.has(field)).map(([field, property]) => [field, schemaAsked(property, hints[field], isNode(value) ? value[field] : undefined)]);
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** What was written, without what is not asked: whoever takes the tick back takes back what was filled in below it. */
export function valueAsked(value: unknown, hints: unknown): unknown {
  if (!isNode(value) || !isNode(hints)) return value;
  const left = unasked(hints, value);
  return Object.fromEntries(Object.entries(value).filter(([field]) => !left.has(field)).map(([field, part]) => [field, valueAsked(part, hints[field])]));
}
