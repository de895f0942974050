import { findRequest } from '@stationhouse/access';
import { text, StationhouseError } from '@stationhouse/kernel';
import type { ApolloServerPlugin } from '@apollo/server';
import { ApolloArmor } from '@escape.tech/graphql-armor';
import { NoSchemaIntrospectionCustomRule, validate, type GraphQLError } from 'graphql';
import { asGraphql } from './as-graphql.js';
import { MAX_COMPLEXITY, tooCostly } from './cost.js';
import { KnownCosts } from './known-costs.js';

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
  const costs = new KnownCosts();
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, request, queryHash }) {
          if (!isSignedIn()) refuseIntrospection(validate(schema, document, [NoSchemaIntrospectionCustomRule]));
          const complexity = costs.of(queryHash, { schema, document, variables: request.variables, operationName: request.operationName });
          if (complexity > MAX_COMPLEXITY) throw asGraphql(tooCostly(complexity));
          const asking = findRequest();
          if (asking !== undefined) asking.operation = { hash: queryHash, cost: complexity };
        },
      };
    },
  };
}

function refuseIntrospection(errors: readonly GraphQLError[]): void {
  if (errors.length === 0) return;
  throw asGraphql(new StationhouseError('UNAUTHENTICATED', text('请先登录再查看接口定义。', 'Sign in to read the schema.')));
}
