import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable } from '@nestjs/common';
import { execute, getNamedType, getOperationAST, GraphQLError, isInputObjectType, OperationTypeNode, typeFromAST, type DocumentNode, type ExecutionResult, type GraphQLNamedType, type GraphQLSchema, type NamedTypeNode, type OperationDefinitionNode } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { defaultsInto, hasInnerVariables } from './input-defaults.js';

/** Compiled documents that are kept: the web app has some three hundred, and a compiled list of sixty fields takes about 200 KB. */
const MOST_KEPT = 400;
/** Documents that came once: a line each. */
const MOST_SEEN = 4_000;
/** In the place of what cannot be compiled. */
const WALKED = 'walked';

/** One operation as the protocol read, parsed, validated and priced it. */
export interface Operation {
  readonly document: DocumentNode;
  /** Of the document's text. */
  readonly queryHash: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly context: unknown;
}

/**
 * Answers operations. A query that comes again is compiled to a function of its own: walking over an answer costs more than reading it, and
 * a compiled walk takes a quarter of the time. What comes once, what changes something, and what cannot be compiled is
 * walked by graphql-js; both say the same.
 */
export class Executor {
  private readonly compiled = new LRUCache<string, Compiled | typeof WALKED>({ max: MOST_KEPT });
  private readonly seen = new LRUCache<string, true>({ max: MOST_SEEN });

  constructor(private readonly schema: GraphQLSchema) {}

  /** How many compiled queries are kept. */
  get kept(): number {
    return [...this.compiled.values()].filter((query) => query !== WALKED).length;
  }

  async answer(operation: Operation): Promise<ExecutionResult> {
    const { document, operationName, variables, context } = operation;
    const query = this.compiledOf(operation);
    if (query !== undefined) return withPlainErrors(await query.answer(context, variables ?? {}));
    return execute({ schema: this.schema, document, contextValue: context, variableValues: variables ?? {}, operationName });
  }

  private compiledOf({ document, queryHash, operationName }: Operation): Compiled | undefined {
    const key = `${queryHash} ${operationName ?? ''}`;
    const known = this.compiled.get(key);
    if (known !== undefined) return known === WALKED ? undefined : known;
    if (!this.seen.delete(key)) {
      this.seen.set(key, true);
      return undefined;
    }
    const query = this.compile(document, operationName);
    this.compiled.set(key, query ?? WALKED);
    return query;
  }

  /** Undefined for what is walked each time. */
  private compile(document: DocumentNode, operationName: string | null): Compiled | undefined {
    const operation = getOperationAST(document, operationName);
    if (operation === null || operation === undefined || !isCompilable(this.schema, document, operation)) return undefined;
    const made = compileQuery(this.schema, document, operationName ?? undefined);
    if (!isCompiledQuery(made)) return undefined;
    const filled = defaultsInto(this.schema, operation);
    return { answer: (context, variables) => (made as CompiledQuery).query(undefined, context, filled(variables)) };
  }
}

/** A query as a function of its own. */
interface Compiled {
  answer(context: unknown, variables: Readonly<Record<string, unknown>>): Promise<ExecutionResult> | ExecutionResult;
}

/**
 * Whether an operation can be compiled: a query none of whose variables is of an input type that holds itself – a filter with `and`, `or`, `not` –, since code
 * that reads such a value is written without an end; nor stands inside of a value that is written out.
 */
function isCompilable(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): boolean {
  if (operation.operation !== OperationTypeNode.QUERY || hasInnerVariables(document)) return false;
  return !(operation.variableDefinitions ?? []).some(({ type }) => {
    const input = typeFromAST(schema, type as NamedTypeNode);
    return input !== undefined && holdsItself(getNamedType(input), []);
  });
}

function holdsItself(type: GraphQLNamedType, around: readonly GraphQLNamedType[]): boolean {
  if (around.includes(type)) return true;
  return isInputObjectType(type) && Object.values(type.getFields()).some((field) => holdsItself(getNamedType(field.type), [...around, type]));
}

/** A compiled query has errors of a kind of its own, without extensions where their cause has none: whoever formats and counts errors knows GraphQL's. */
function withPlainErrors(result: ExecutionResult): ExecutionResult {
  if (result.errors === undefined) return result;
  const errors = result.errors.map(({ message, path, originalError, locations }) => Object.assign(new GraphQLError(message, { path, originalError }), { locations }));
  return { ...result, errors };
}

/**
 * The driver of the framework with {@link Executor} in it: as what Apollo calls a gateway, an executor is handed the operation when all checks are
 * done, and its errors go the way of all errors – a plugin that answers operations itself would have to format and count them again.
 */
@Injectable()
export class CompilingDriver extends ApolloDriver {
  override start(options: ApolloDriverConfig & { readonly schema?: GraphQLSchema }): Promise<void> {
    const { schema } = options;
    if (schema === undefined) throw new Error('The schema is made before the server starts.');
    const executor = new Executor(schema);
    const gateway: Gateway = {
      onSchemaLoadOrUpdate: (heard) => {
        heard({ apiSchema: schema });
        return () => undefined;
      },
      load: () => Promise.resolve({ executor: ({ document, queryHash, operationName, request, context }) => executor.answer({ document, queryHash, operationName, variables: request.variables, context }) }),
      stop: () => Promise.resolve(),
    };
    return super.start({ ...options, gateway } as ApolloDriverConfig);
  }
}

/** As much of Apollo's `GatewayInterface` as it calls. */
interface Gateway {
  onSchemaLoadOrUpdate(heard: (loaded: { readonly apiSchema: GraphQLSchema }) => void): () => void;
  load(): Promise<{ readonly executor: (asked: Omit<Operation, 'variables'> & { readonly request: { readonly variables?: Operation['variables'] } }) => Promise<ExecutionResult> }>;
  stop(): Promise<void>;
}
