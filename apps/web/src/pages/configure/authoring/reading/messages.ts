import { explanationAt, suggestionsAt, type DefinitionProblem, type Surroundings } from '@stationhouse/workflow';
import { Reader, type Reading, type ReadingScope } from './reader.js';

/** A place in a text, and what the platform has around it. */
export interface At {
  readonly text: string;
  readonly offset: number;
  readonly surroundings: Surroundings;
}

/** What may be asked, by kind. */
export interface Questions {
  readonly begin: ReadingScope;
  readonly read: string;
  /** Of the text read last. */
  readonly check: null;
  readonly suggest: At;
  readonly explain: At;
}

/** What is answered, by kind. */
export interface Answers {
  readonly begin: null;
  readonly read: Reading;
  readonly check: readonly DefinitionProblem[];
  readonly suggest: ReturnType<typeof suggestionsAt>;
  readonly explain: ReturnType<typeof explanationAt>;
}

export type Asked = { readonly [Kind in keyof Questions]: { readonly kind: Kind; readonly of: Questions[Kind] } }[keyof Questions];
export type Answer = Answers[keyof Answers];

/** Answers everything that is asked about a text, wherever it runs. */
export function answering(): (asked: Asked) => Answer {
  let begun: Reader | undefined;
  const reader = () => {
    if (begun === undefined) throw new Error('Nothing was said of the workflow first.');
    return begun;
  };
  return (asked) => {
    switch (asked.kind) {
      case 'begin':
        begun = new Reader(asked.of);
        return null;
      case 'read':
        return reader().read(asked.of);
      case 'check':
        return reader().check();
      case 'suggest':
        return suggestionsAt(asked.of.text, asked.of.offset, asked.of.surroundings);
      case 'explain':
        return explanationAt(asked.of.text, asked.of.offset, asked.of.surroundings);
    }
  };
}
