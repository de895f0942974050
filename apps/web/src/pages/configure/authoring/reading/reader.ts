import { describeFlow, diffDefinitions, problemsIn, readText, type Authored, type AuthoredMeans, type Change, type Definition, type DefinitionProblem, type Flow, type ReadText } from '@stationhouse/workflow';

/** A text as it reads. Plain data: it comes from beside the page, too. */
export interface Reading {
  readonly text: string;
  /** Of the grammar alone; where there are some, the rest is absent. */
  readonly problems: readonly DefinitionProblem[];
  readonly authored?: Authored;
  readonly flow?: Flow;
  /** Against the edition in force; none where there is none yet. */
  readonly changes?: readonly Change[];
}

/** What a text is read for. */
export interface ReadingScope {
  readonly workflow: string;
  /** The text of the edition in force. */
  readonly published: string | null;
  readonly means: AuthoredMeans;
}

/** Reads a text again and again while it is written; the dearer questions are about what it read last. */
export class Reader {
  private readonly published: Definition | undefined;
  private last: ReadText | undefined;

  constructor(private readonly scope: ReadingScope) {
    this.published = scope.published === null ? undefined : readText(scope.published, scope.workflow).authored?.definition;
  }

  read(text: string): Reading {
    this.last = readText(text, this.scope.workflow);
    const { authored, problems } = this.last;
    if (authored === undefined) return { text, problems };
    const { definition, terms } = authored;
    return { text, problems, authored: { definition, terms }, flow: describeFlow(definition, { every: true }), changes: this.published === undefined ? [] : diffDefinitions(this.published, definition) };
  }

  /** Everything that keeps the text read last from being published. */
  check(): readonly DefinitionProblem[] {
    return this.last === undefined ? [] : problemsIn(this.last, this.scope.means);
  }
}
