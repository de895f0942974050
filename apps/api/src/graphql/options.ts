import type { ApolloDriverConfig } from '@nestjs/apollo';
import { answerAhead, findRequest, maskPersonalFields } from '@stationhouse/access';
import { DEFAULT_LOCALE } from '@stationhouse/kernel';
import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLSchema, isObjectType, type GraphQLField } from 'graphql';
import type { Logger } from 'pino';
import type { Metrics } from '../operations/metrics.js';
import type { Surface } from '../surface.js';
import { errorFacts } from '../logging.js';
import { CompilingDriver } from './compiled.js';
import { describingPlugin } from './descriptions/localised.js';
import { formatError, isFault, refusalBehind } from './errors.js';
import { httpStatusPlugin } from './http-status.js';
import { stringifyAnswer } from './spelled.js';
import { costPlugin, documentLimits, LIMITS } from './limits.js';

/** What every resolver receives; who asks lives in the request's async context, not here. */
export interface GraphqlContext {
  readonly req: FastifyRequest;
  readonly reply: FastifyReply;
}

/** The GraphQL server's configuration. Subscriptions are served by live.ts, not by the framework. */
export function graphqlOptions({ logger, metrics, introspection }: Surface): ApolloDriverConfig {
  const { plugins, validationRules } = documentLimits();
  return {
    driver: CompilingDriver,
    path: '/graphql',
    autoSchemaFile: true,
    sortSchema: true,
    introspection,
    graphiql: false,
    transformSchema: (schema) => maskPersonalFields(answerAhead(withoutEcho(reachable(schema)))),
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    autoTransformHttpErrors: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    buildSchemaOptions: { noDuplicatedFields: true, numberScalarMode: 'integer' },
    context: (req: FastifyRequest, reply: FastifyReply): GraphqlContext => ({ req, reply }),
    // The parser itself counts tokens: armor's own parser answers a syntax error with a server fault.
    parseOptions: { maxTokens: LIMITS.tokens },
    validationRules,
    // Nothing is cached between client and server; the plugin that would say so listens at every field.
    plugins: [ApolloServerPluginCacheControlDisabled(), ...(plugins as ApolloServerPlugin[]), httpStatusPlugin, costPlugin(() => findRequest()?.session !== undefined), watchPlugin(logger, metrics), describingPlugin()],
    stringifyResult: stringifyAnswer,
    formatError: (formatted, error) => {
      const request = findRequest();
      return formatError(formatted, error, { locale: request?.locale ?? DEFAULT_LOCALE, requestId: request?.requestId });
    },
  };
}

/** The framework puts every type of the process into every schema; a surface shows those its own operations lead to. */
function reachable(schema: GraphQLSchema): GraphQLSchema {
  return new GraphQLSchema({ query: schema.getQueryType() ?? null, mutation: schema.getMutationType() ?? null, subscription: schema.getSubscriptionType() ?? null });
}

/**
 * The framework gives every field a resolver, also where it only hands out the property of the field's name. Without it a compiled query
 * reads the property itself.
 */
function withoutEcho(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) if (isEcho(field)) delete field.resolve;
  }
  return schema;
}

function isEcho({ name, resolve }: GraphQLField<unknown, unknown>): boolean {
  if (resolve?.name !== 'rootFieldResolver') return false;
  const probe = resolve as (source: object) => unknown;
  return probe({ [name]: probe }) === probe && probe({}) === undefined;
}

/** Counts and times every operation by its root field, and logs faults with their request id – never variables. */
function watchPlugin(logger: Logger, metrics: Metrics): ApolloServerPlugin {
  return {
    async requestDidStart() {
      const began = performance.now();
      let field = 'none';
      return {
        async didResolveOperation({ operation }) {
          const [first] = operation?.selectionSet.selections ?? [];
          field = first?.kind === 'Field' ? first.name.value : 'fragment';
        },
        async didEncounterErrors({ errors }) {
          for (const error of errors) {
            const refusal = refusalBehind(error);
            const code = refusal?.code ?? String(error.extensions['code'] ?? 'INTERNAL');
            metrics.errors.inc({ code });
            // A full disk or a database out of reach is refused in words, and still for whoever runs the house to mend.
            if (refusal === undefined ? isFault({ message: '', extensions: { code } }) : refusal.status >= 500) {
              logger.error({ requestId: findRequest()?.requestId, field, path: error.path, err: errorFacts(refusal ?? error.originalError ?? error) }, 'graphql fault');
            }
          }
        },
        async willSendResponse({ response }) {
          const failed = response.body.kind === 'single' && response.body.singleResult.errors !== undefined;
          metrics.operations.observe({ field, result: failed ? 'refused' : 'answered' }, (performance.now() - began) / 1000);
        },
      };
    },
  };
}
