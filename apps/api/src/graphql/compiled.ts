import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Injectable } from '@nestjs/common';
import { execute, getNamedType, getOperationAST, GraphQLError, isInputObjectType, OperationTypeNode, typeFromAST, type DocumentNode, type ExecutionResult, type GraphQLNamedType, type GraphQLSchema, type NamedTypeNode, type OperationDefinitionNode } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { defaultsInto, hasInnerVariables } from './input-defaults.js';
import { SpelledQuery } from './spelled.js';

/** Compiled documents that are kept: the web app has some three hundred, and a compiled list of sixty fields takes about 200 KB. */
const MOST_KEPT = 400;
/** Documents that came once: a line each. */
const MOST_SEEN = 4_000;

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
 * Answers operations. A query that comes again is prepared: a list that PostgreSQL can spell is spelled; any other is compiled to a function of its own, since
 * walking over an answer costs more than reading it, and a compiled walk takes a quarter of the time. What comes once, what
 * changes something, and what cannot be compiled is walked by graphql-js; all say the same.
 */
export class Executor {
  private readonly prepared = new LRUCache<string, Prepared>({ max: MOST_KEPT });
  private readonly seen = new LRUCache<string, true>({ max: MOST_SEEN });

  constructor(private readonly schema: GraphQLSchema) {}

  async answer(operation: Operation): Promise<ExecutionResult> {
    const { context, variables = {} } = operation;
    return (await this.preparedOf(operation)?.answer(context, variables)) ?? this.walk(operation);
  }

  private walk({ document, operationName, variables, context }: Operation): Promise<ExecutionResult> | ExecutionResult {
    return execute({ schema: this.schema, document, contextValue: context, variableValues: variables ?? {}, operationName });
  }

  /** Undefined for what comes for the first time. */
  private preparedOf({ document, queryHash, operationName }: Operation): Prepared | undefined {
    const key = `${queryHash} ${operationName ?? ''}`;
    const known = this.prepared.get(key);
    if (known !== undefined) return known;
    if (!this.seen.delete(key)) {
      this.seen.set(key, true);
      return undefined;
    }
    const prepared = this.prepare(document, operationName);
    this.prepared.set(key, prepared);
    return prepared;
  }

  private prepare(document: DocumentNode, operationName: string | null): Prepared {
    const operation = getOperationAST(document, operationName);
    if (operation === null || operation === undefined) return { answer: () => undefined };
    const spelled = SpelledQuery.of(this.schema, document, operation);
    let compiled: Prepared | undefined;
    const walked: Prepared = { answer: (context, variables) => (compiled ??= this.compile(document, operation, operationName)).answer(context, variables) };
    return spelled === undefined ? walked : { answer: async (context, variables) => (await spelled.answer(context, variables)) ?? walked.answer(context, variables) };
  }

  private compile(document: DocumentNode, operation: OperationDefinitionNode, operationName: string | null): Prepared {
    const made = isCompilable(this.schema, document, operation) ? compileQuery(this.schema, document, operationName ?? undefined) : undefined;
    if (made === undefined || !isCompiledQuery(made)) return { answer: () => undefined };
    const filled = defaultsInto(this.schema, operation);
    return { answer: async (context, variables) => withPlainErrors(await (made as CompiledQuery).query(undefined, context, filled(variables))) };
  }
}

/** A query that came before. */
interface Prepared {
  /** Undefined for what graphql-js walks. */
  answer(context: unknown, variables: Readonly<Record<string, unknown>>): Promise<ExecutionResult | undefined> | ExecutionResult | undefined;
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
