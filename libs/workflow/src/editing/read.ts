import { isStationhouseError } from '@stationhouse/kernel';
import { checkAuthored, type AuthoredMeans } from '../authored/check.js';
import { parseAuthored, type ParsedAuthored } from '../authored/grammar.js';
import type { DefinitionProblem } from '../types.js';

/** A text as far as it can be read. */
export interface ReadText {
  /** Absent while the text breaks the grammar; `problems` say where. */
  readonly authored?: ParsedAuthored;
  /** Of the grammar alone. */
  readonly problems: readonly DefinitionProblem[];
}

/** Reads a text that somebody is writing: never throws for what they wrote. @param workflow the id it belongs to, which names it in messages */
export function readText(text: string, workflow: string): ReadText {
  try {
    return { authored: parseAuthored(text, `${workflow}.yaml`, workflow), problems: [] };
  } catch (error) {
    if (isStationhouseError(error) && error.code === 'DEFINITION_INVALID') return { problems: error.details?.['problems'] as readonly DefinitionProblem[] };
    throw error;
  }
}

/** Everything that is wrong with a text: its grammar or, where that holds, what keeps it from being published. */
export function problemsIn({ authored, problems }: ReadText, means: AuthoredMeans): readonly DefinitionProblem[] {
  return authored === undefined ? problems : checkAuthored(authored, means);
}
