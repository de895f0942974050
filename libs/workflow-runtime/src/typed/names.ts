import { FORBIDDEN_KEYS } from '@stationhouse/kernel';

/** What a typed object, its filter or its order says besides the fields of the data. */
export const RESERVED: ReadonlySet<string> = new Set(['id', 'instance', 'record', 'fields', 'and', 'or', 'not']);

/** Enum values GraphQL keeps for itself. */
const LITERALS: ReadonlySet<string> = new Set(['true', 'false', 'null']);

/** `dispute-mediation` → `DisputeMediation`, `countFrom` → `CountFrom`. */
export function pascalCase(name: string): string {
  return name.split('-').map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
}

/** `dispute-mediation` → `disputeMediation`. */
export function camelCase(id: string): string {
  const name = pascalCase(id);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** The English plural of a name: `disputeMediation` → `disputeMediations`, `entry` → `entries`, `search` → `searches`. */
export function plural(name: string): string {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}

/** One of several: `parties` → `party`, `searches` → `search`; a name that is no plural stays. */
export function singular(name: string): string {
  if (/[^aeiou]ies$/.test(name)) return `${name.slice(0, -3)}y`;
  if (/(ss|x|z|ch|sh)es$/.test(name)) return name.slice(0, -2);
  return /[^s]s$/.test(name) ? name.slice(0, -1) : name;
}

/** Whether GraphQL takes it as the name of a field. */
export function isFieldName(name: string): boolean {
  return /^[A-Za-z][_0-9A-Za-z]*$/.test(name) && !FORBIDDEN_KEYS.has(name);
}

/** Whether GraphQL takes it as the value of an enum. */
export function isEnumValue(value: string): boolean {
  return isFieldName(value) && !LITERALS.has(value);
}
