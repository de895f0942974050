/** A part of a text that PostgreSQL puts together: SQL of a value, or of what is always the same. */
export type Sql = string | { readonly literal: string };

/** PostgreSQL takes a hundred arguments. */
const MOST_PARTS = 90;

export function literal(text: string): Sql {
  return { literal: text };
}

/** SQL of one text: its parts, one behind another. */
export function textOf(parts: readonly Sql[]): string {
  const joined: Sql[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'object' && typeof last === 'object') joined[joined.length - 1] = literal(last.literal + part.literal);
    else joined.push(part);
  }
  return concat(joined.map((part) => (typeof part === 'string' ? part : quoted(part.literal))));
}

function concat(parts: readonly string[]): string {
  if (parts.length <= MOST_PARTS) return `concat(${parts.join(', ')})`;
  const groups = Array.from({ length: Math.ceil(parts.length / MOST_PARTS) }, (_, group) => parts.slice(group * MOST_PARTS, (group + 1) * MOST_PARTS));
  return concat(groups.map(concat));
}

/** Names of GraphQL, punctuation and marks: nothing that ends a string of SQL. */
function quoted(text: string): string {
  if (/['\\]/.test(text)) throw new Error('A part of a spelled text ends its string.');
  // eslint-disable-next-line no-control-regex -- the marks are control characters
  return `E'${text.replaceAll(/[\u0001\u0002]/g, (mark) => `\\x0${mark.charCodeAt(0)}`)}'`;
}
