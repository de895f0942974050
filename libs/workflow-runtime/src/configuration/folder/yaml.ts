import { parseAs } from '@stationhouse/workflow';
import { parse, stringify } from 'yaml';
import type { z } from 'zod';

/** A value as a file of a configuration. */
export function written(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** A file of a configuration in its grammar. @throws StationhouseError DEFINITION_INVALID with file, line and mend */
export function readIn<Grammar extends z.ZodType>(grammar: Grammar, { path, content }: { readonly path: string; readonly content: string }): z.output<Grammar> {
  return parseAs(grammar, content, path).value as z.output<Grammar>;
}

/** A value in one line, for words: `{ visits: true }`. */
export function inLine(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
}

/** Whether two values say the same, in whatever order their keys stand. */
export function same(left: unknown, right: unknown): boolean {
  return canonical(left) === canonical(right);
}

function canonical(value: unknown): string {
  return stringify(parse(JSON.stringify(value ?? null)), { sortMapEntries: true, aliasDuplicateObjects: false });
}
