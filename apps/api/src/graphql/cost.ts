import { StationhouseError, text } from '@stationhouse/kernel';
import { GraphQLError, Kind, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { fieldExtensionsEstimator, getComplexity, simpleEstimator, type ComplexityEstimator } from 'graphql-query-complexity';

/** The most one operation may cost: a 200-row list of some 60 fields each, and a half. */
export const MAX_COMPLEXITY = 20_000;

/** An operation, as a request names it. */
export interface CostQuestion {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly variables?: Record<string, unknown> | undefined;
  readonly operationName?: string | undefined;
}

/** A page of a connection costs its rows; everything else costs one per field. */
const pageEstimator: ComplexityEstimator = ({ args, childComplexity }) => {
  const first = args['first'] as unknown;
  return typeof first === 'number' ? 1 + Math.max(1, first) * childComplexity : undefined;
};

const ESTIMATORS = [fieldExtensionsEstimator(), pageEstimator, simpleEstimator({ defaultComplexity: 1 })];

/**
 * What an operation costs, before it runs.
 * @throws GraphQLError BAD_USER_INPUT, or what the type says of its value: the estimate reads the variables, so it is the first to find one of a wrong type
 */
export function costOf({ schema, document, variables, operationName }: CostQuestion): number {
  try {
    return getComplexity({ schema, query: document, ...(variables === undefined ? {} : { variables }), ...(operationName === undefined ? {} : { operationName }), estimators: ESTIMATORS });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new GraphQLError(error.message, { nodes: error.nodes, originalError: error.originalError, extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } } });
  }
}

/** What each field at the root of an operation costs by itself, the dearest first. */
export function costByField(question: CostQuestion): { readonly field: string; readonly cost: number }[] {
  const operation = operationOf(question);
  const fields = operation.selectionSet.selections.filter((selection) => selection.kind === Kind.FIELD);
  const alone = (field: (typeof fields)[number]): DocumentNode => ({
    ...question.document,
    definitions: question.document.definitions.map((definition) => (definition === operation ? { ...operation, selectionSet: { ...operation.selectionSet, selections: [field] } } : definition)),
  });
  return fields.map((field) => ({ field: field.alias?.value ?? field.name.value, cost: costOf({ ...question, document: alone(field) }) })).sort((left, right) => right.cost - left.cost);
}

function operationOf({ document, operationName }: CostQuestion): OperationDefinitionNode {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const named = operations.find(({ name }) => operationName === undefined || name?.value === operationName);
  if (named !== undefined && (operationName !== undefined || operations.length === 1)) return named;
  throw new GraphQLError('Say which operation of the document is meant.', { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
}

/** The refusal of what costs more than one operation may. */
export function tooCostly(complexity: number): StationhouseError {
  return new StationhouseError(
    'QUERY_TOO_COSTLY',
    text(`查询过大（${complexity}，上限 ${MAX_COMPLEXITY}），请减少条数或字段。`, `The query costs ${complexity}, more than the ${MAX_COMPLEXITY} allowed. Ask for fewer rows or fields.`),
    { complexity, max: MAX_COMPLEXITY },
  );
}
