import { isStationhouseError } from '@stationhouse/kernel';
import { definitionError, parseAs } from '@stationhouse/workflow';
import { parse, stringify } from 'yaml';
import { z } from 'zod';

/** A value as a file of a configuration. */
export function written(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** A file of a configuration in its grammar. @throws StationhouseError DEFINITION_INVALID with file, line and mend */
export function readIn<Grammar extends z.ZodType>(grammar: Grammar, { path, content }: { readonly path: string; readonly content: string }): z.output<Grammar> {
  return parseAs(grammar, content, path).value as z.output<Grammar>;
}

/** Carries out what a place of a file says. What refuses it by itself is told with the line of that place. @throws StationhouseError */
export async function carriedOut<Done>({ path, content }: { readonly path: string; readonly content: string }, place: readonly string[], work: () => Promise<Done>): Promise<Done> {
  try {
    return await work();
  } catch (error) {
    // A list of problems or conflicts has its own places.
    if (!isStationhouseError(error) || error.details?.['problems'] !== undefined || error.details?.['conflicts'] !== undefined) throw error;
    const line = parseAs(z.unknown(), content, path).source.lineOf(place);
    throw definitionError([{ code: error.code, path: place.join('.'), fileName: path, text: error.text, ...(line === undefined ? {} : { line }) }]);
  }
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
