import { createHash } from 'node:crypto';

/** Names a command by its content, so that a key cannot stand for two intentions. Holds nothing that could be read back. */
export function fingerprint(name: string, command: { readonly idempotencyKey: string }): string {
  const { idempotencyKey: _, ...content } = command;
  return createHash('sha256').update(JSON.stringify([name, sorted(content)])).digest('base64url');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, inner]) => [key, sorted(inner)]);
}
