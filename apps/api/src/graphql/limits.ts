import { createHash } from 'node:crypto';
import { findRequest } from '@stationhouse/access';
import { text, StationhouseError } from '@stationhouse/kernel';
import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloArmor } from '@escape.tech/graphql-armor';
import { GraphQLError, NoSchemaIntrospectionCustomRule, validate } from 'graphql';
import { costOf, MAX_COMPLEXITY } from './cost.js';

/** Depth, aliases, tokens and directives at most; the documents of the web app stay far below. */
export const LIMITS = { depth: 10, aliases: 20, tokens: 2_000, directives: 20 } as const;

/** Refuses a document for its shape, before it runs. */
export function documentLimits(): Pick<ReturnType<ApolloArmor['protect']>, 'plugins' | 'validationRules'> {
  const armor = new ApolloArmor({
    // What tools ask of a schema is deeper than any question; how far it may go round in it is a rule of GraphQL’s own.
    maxDepth: { enabled: true, n: LIMITS.depth, ignoreIntrospection: true },
    maxAliases: { enabled: true, n: LIMITS.aliases },
    maxTokens: { enabled: false },
    maxDirectives: { enabled: true, n: LIMITS.directives },
    costLimit: { enabled: false },
    blockFieldSuggestion: { enabled: true },
  });
  const { plugins, validationRules } = armor.protect();
  return { plugins, validationRules };
}

/** Refuses an operation whose cost is over the limit, and the schema's introspection to whoever is not signed in. */
export function costPlugin(isSignedIn: () => boolean): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, request }) {
          if (!isSignedIn()) refuseIntrospection(validate(schema, document, [NoSchemaIntrospectionCustomRule]));
          const complexity = costOf({ schema, document, variables: request.variables, operationName: request.operationName });
          if (complexity > MAX_COMPLEXITY) throw asGraphql(tooCostly(complexity));
          const asking = findRequest();
          if (asking !== undefined) asking.operation = { hash: createHash('sha256').update(request.query ?? '').digest('hex'), cost: complexity };
        },
      };
    },
  };
}

function refuseIntrospection(errors: readonly GraphQLError[]): void {
  if (errors.length === 0) return;
  throw asGraphql(new StationhouseError('UNAUTHENTICATED', text('请先登录再查看接口定义。', 'Sign in to read the schema.')));
}

/** Apollo takes the HTTP status of a refusal before execution from the error's extensions. */
function asGraphql(refusal: StationhouseError): GraphQLError {
  return new GraphQLError(refusal.message, { originalError: refusal, extensions: { code: refusal.code, http: { status: refusal.status } } });
}

function tooCostly(complexity: number): StationhouseError {
  return new StationhouseError(
    'QUERY_TOO_COSTLY',
    text(`查询过大（${complexity}，上限 ${MAX_COMPLEXITY}），请减少条数或字段。`, `The query costs ${complexity}, more than the ${MAX_COMPLEXITY} allowed. Ask for fewer rows or fields.`),
    { complexity, max: MAX_COMPLEXITY },
  );
}
