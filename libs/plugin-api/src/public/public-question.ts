import type { JsonObject } from '@stationhouse/workflow';
import type { PluginPublicRows } from '../storage/saying.js';

/** Something that anybody may ask a plugin on the external surface, without an account: closed until a bureau opens it. */
export interface PublicQuestion {
  /** kebab-case; part of the address `/public/<bureau's code>/<plugin>/<question>`. */
  readonly id: string;
  /** Whether a bureau has opened it, by the plugin's settings of the bureau; until then nothing shows that it is there. */
  readonly open: (settings: JsonObject) => boolean;
  /**
   * Answers a stranger: nothing personal, nothing that tells who asked before. Requests are counted per network address before it is asked; what a guesser could find out, it brakes itself.
   * @param question what was sent, at most 1 kB; whoever reads it trusts none of it
   * @throws StationhouseError what the asker is told
   */
  readonly answer: (rows: PluginPublicRows, question: JsonObject) => Promise<JsonObject>;
}

/** Declares something that anybody may ask: for a plugin's `publicQuestions`. */
export function definePublicQuestion(question: PublicQuestion): PublicQuestion {
  return Object.freeze(question);
}
