import { getOperationAST, Kind, type OperationDefinitionNode, type TypeNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { costOf, type CostQuestion } from './cost.js';

/** Operations with their variables that are kept: a line each. */
const MOST_KEPT = 4_000;
/** Longer variables are estimated each time, in characters. */
const LONGEST_KEY = 2_000;

/** Types whose values cost the same, whatever they say; of the wrong kind they are refused by the estimate. */
const WORDS: ReadonlySet<string> = new Set(['ID', 'String']);

/** What operations cost that came before: an estimate visits the whole document, while it depends on the document and on what its variables count. */
export class KnownCosts {
  private readonly kept = new LRUCache<string, number>({ max: MOST_KEPT });

  /** As {@link costOf}. @param queryHash of the document's text */
  of(queryHash: string, question: CostQuestion): number {
    const { document, variables, operationName } = question;
    const operation = getOperationAST(document, operationName);
    const key = operation && `${queryHash} ${operationName ?? ''} ${counting(operation, variables ?? {})}`;
    if (!key || key.length > LONGEST_KEY) return costOf(question);
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const cost = costOf(question);
    this.kept.set(key, cost);
    return cost;
  }
}

/** The variables of an operation as far as they count. */
function counting({ variableDefinitions = [] }: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(variableDefinitions.map(({ variable, type }) => {
    const value = variables[variable.name.value];
    if (value === undefined) return 0;
    return typeof value === 'string' && isWords(type) ? 1 : [value];
  }));
}

function isWords(type: TypeNode): boolean {
  const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  return named.kind === Kind.NAMED_TYPE && WORDS.has(named.name.value);
}
