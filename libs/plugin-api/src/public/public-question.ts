import type { JsonObject } from '@stationhouse/workflow';
import type { PluginPublicRows } from '../storage/saying.js';

/** A page of a plugin on the external surface, for anybody, without an account: closed until a bureau opens it. */
interface PublicPlace {
  /** kebab-case; part of the address `/public/<bureau's code>/<plugin>/<question>`. */
  readonly id: string;
  /** Whether a bureau has opened it, by the plugin's settings of the bureau; until then nothing shows that it is there. */
  readonly open: (settings: JsonObject) => boolean;
}

/** Something that anybody may ask the plugin. */
export interface AskedQuestion extends PublicPlace {
  /**
   * Answers a stranger: nothing personal, nothing that tells who asked before. Requests are counted per network address before it is asked; what a guesser could find out, it brakes itself.
   * @param question what was sent, at most 1 kB; whoever reads it trusts none of it
   * @throws StationhouseError what the asker is told
   */
  readonly answer: (rows: PluginPublicRows, question: JsonObject) => Promise<JsonObject>;
}

/**
 * What the instances of a workflow show anybody, as its definition says (`public`). The platform answers: `{}` → `{ notices }`; `{ notice, say }` lets the instance of a notice hear something →
 * `{ result: heard | withdrawn | full }`.
 */
export interface ShownNotices extends PublicPlace {
  /** Of the plugin. */
  readonly shows: string;
}

/** What anybody may open of a plugin. */
export type PublicQuestion = AskedQuestion | ShownNotices;

/** Declares something that anybody may ask: for a plugin's `publicQuestions`. */
export function definePublicQuestion(question: PublicQuestion): PublicQuestion {
  return Object.freeze(question);
}
