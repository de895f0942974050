import { requestOfLive } from '@stationhouse/access';
import { StationhouseError, text } from '@stationhouse/kernel';
import { GraphQLError, OperationTypeNode, getOperationAST, parse, specifiedRules, validate, type DocumentNode, type ExecutionArgs, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { Context, ServerOptions, SubscribePayload } from 'graphql-ws';
import { asGraphql } from './as-graphql.js';
import { costOf, MAX_COMPLEXITY, tooCostly } from './cost.js';
import { formatError } from './errors.js';
import { documentLimits, LIMITS } from './limits.js';

/** Subscriptions of one connection: a page has a handful. */
const MOST_SUBSCRIPTIONS = 50;

/** What a live connection may be asked, and the words in which it refuses: those of HTTP. */
export function liveRules(schema: GraphQLSchema): Required<Pick<ServerOptions, 'onSubscribe' | 'onError' | 'onNext'>> {
  const rules = [...specifiedRules, ...documentLimits().validationRules];
  const shown = (context: Context, error: GraphQLError): GraphQLFormattedError => formatError(error.toJSON(), error, requestOfLive(context));
  return {
    onSubscribe: (context, _id, payload) => {
      try {
        // This one is among them already.
        if (Object.keys(context.subscriptions).length > MOST_SUBSCRIPTIONS) throw asGraphql(tooManySubscriptions());
        return checked(schema, rules, payload);
      } catch (error) {
        if (error instanceof GraphQLError) return [error];
        throw error;
      }
    },
    onError: (context, _id, _payload, errors) => errors.map((error) => shown(context, error)),
    onNext: (context, _id, _payload, _args, { errors, ...result }) => (errors === undefined ? undefined : { ...result, errors: errors.map((error) => shown(context, error)) }),
  };
}

/** @throws GraphQLError for what a live connection does not answer */
function checked(schema: GraphQLSchema, rules: Parameters<typeof validate>[2], { query, variables, operationName }: SubscribePayload): ExecutionArgs {
  const document = parsed(query);
  const [wrong] = validate(schema, document, rules);
  if (wrong !== undefined) throw coded('GRAPHQL_VALIDATION_FAILED', wrong);
  // What is asked once goes over HTTP, with its limits, its turns and its log.
  if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION) throw asGraphql(notLive());
  const cost = costOf({ schema, document, variables: variables ?? {}, operationName: operationName ?? undefined });
  if (cost > MAX_COMPLEXITY) throw asGraphql(tooCostly(cost));
  return { schema, document, variableValues: variables, operationName };
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: LIMITS.tokens });
  } catch (error) {
    throw error instanceof GraphQLError ? coded('GRAPHQL_PARSE_FAILED', error) : error;
  }
}

/** GraphQL's own refusals have no code; over HTTP the server adds it. */
function coded(code: string, { message, nodes, source, positions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { nodes, source, positions, extensions: { code } });
}

function notLive(): StationhouseError {
  return new StationhouseError('BAD_INPUT', text('实时连接只接受订阅（subscription），查询和操作请用 HTTP 发送。', 'A live connection takes subscriptions alone. Send queries and mutations over HTTP.'), { field: 'query' });
}

function tooManySubscriptions(): StationhouseError {
  return new StationhouseError('TOO_MANY_REQUESTS', text(`一个实时连接最多 ${MOST_SUBSCRIPTIONS} 个订阅，请先结束不用的。`, `One live connection has at most ${MOST_SUBSCRIPTIONS} subscriptions. End those you do not need.`), { most: MOST_SUBSCRIPTIONS, seconds: 1 });
}
