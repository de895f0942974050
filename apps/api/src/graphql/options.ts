import type { ApolloDriverConfig } from '@nestjs/apollo';
import { ApolloDriver } from '@nestjs/apollo';
import { findRequest } from '@stationhouse/access';
import { DEFAULT_LOCALE } from '@stationhouse/kernel';
import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import type { Metrics } from '../operations/metrics.js';
import type { Surface } from '../surface.js';
import { errorFacts } from '../logging.js';
import { describingPlugin } from './descriptions/localised.js';
import { formatError, isFault, refusalBehind } from './errors.js';
import { httpStatusPlugin } from './http-status.js';
import { costPlugin, documentLimits, LIMITS } from './limits.js';

/** What every resolver receives; who asks lives in the request's async context, not here. */
export interface GraphqlContext {
  readonly req: FastifyRequest;
  readonly reply: FastifyReply;
}

/** The GraphQL server's configuration. Subscriptions are served by live.ts, not by the framework. */
export function graphqlOptions({ logger, metrics, fieldMiddleware, introspection }: Surface): ApolloDriverConfig {
  const { plugins, validationRules } = documentLimits();
  return {
    driver: ApolloDriver,
    path: '/graphql',
    autoSchemaFile: true,
    sortSchema: true,
    introspection,
    graphiql: false,
    transformSchema: reachable,
    csrfPrevention: true,
    includeStacktraceInErrorResponses: false,
    autoTransformHttpErrors: false,
    allowBatchedHttpRequests: false,
    buildSchemaOptions: { fieldMiddleware, noDuplicatedFields: true, numberScalarMode: 'integer' },
    context: (req: FastifyRequest, reply: FastifyReply): GraphqlContext => ({ req, reply }),
    // The parser itself counts tokens: armor's own parser answers a syntax error with a server fault.
    parseOptions: { maxTokens: LIMITS.tokens },
    validationRules,
    plugins: [...(plugins as ApolloServerPlugin[]), httpStatusPlugin, costPlugin(() => findRequest()?.session !== undefined), watchPlugin(logger, metrics), describingPlugin()],
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
