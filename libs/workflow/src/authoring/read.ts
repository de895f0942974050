import { isStationhouseError } from '@stationhouse/kernel';
import { validateDefinition } from '../compile.js';
import type { Definition } from '../grammar.js';
import { parseDefinition } from '../parse.js';
import type { SourceMap } from '../problems.js';
import type { DefinitionProblem } from '../types.js';

/** A text as far as it can be read. */
export interface ReadText {
  /** Absent while the text breaks the grammar; `problems` say where. */
  readonly definition?: Definition;
  readonly source?: SourceMap;
  /** Of the grammar alone. */
  readonly problems: readonly DefinitionProblem[];
}

/** Reads a text that somebody is writing: never throws for what they wrote. @param fileName named in messages */
export function readText(text: string, fileName: string): ReadText {
  try {
    return { ...parseDefinition(text, fileName), problems: [] };
  } catch (error) {
    if (isStationhouseError(error) && error.code === 'DEFINITION_INVALID') return { problems: error.details?.['problems'] as readonly DefinitionProblem[] };
    throw error;
  }
}

/** Everything that is wrong with a text: its grammar or, where that holds, what must hold between its elements. */
export function problemsIn({ definition, source, problems }: ReadText): readonly DefinitionProblem[] {
  return definition === undefined || source === undefined ? problems : validateDefinition(definition, { source });
}
