import { Module } from '@nestjs/common';
import { Args, Field, Info, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { Json, parseJson, SignedIn } from '@stationhouse/access';
import { badInput, parseText, text } from '@stationhouse/kernel';
import { GraphQLError, parse, specifiedRules, validate, type DocumentNode, type GraphQLResolveInfo, type GraphQLSchema } from 'graphql';
import { costByField, costOf, MAX_COMPLEXITY } from './cost.js';
import { documentLimits, LIMITS } from './limits.js';

/** The longest document whose cost is told, in characters. */
const LONGEST_DOCUMENT = 50_000;

@ObjectType({ description: 'What one field at the root of a query costs.' })
export class QueryCostPart {
  @Field(() => String, { description: 'The name it has in the answer.' }) field!: string;
  @Field(() => Int) cost!: number;
}

@ObjectType({ description: 'Why a query would be refused before it runs.' })
export class QueryProblem {
  @Field(() => String, { description: 'In GraphQL’s own words, which name the field and the place.' }) message!: string;
  @Field(() => Int, { nullable: true, description: 'The line of the document, from 1.' }) line!: number | null;
  @Field(() => Int, { nullable: true, description: 'The column of the line, from 1.' }) column!: number | null;
}

@ObjectType({ description: 'What a query would cost, by the estimate that decides whether it runs. One per field; a page of a list costs its rows.' })
export class QueryCost {
  @Field(() => Int, { nullable: true, description: 'Null where the query would be refused for another reason.' }) cost!: number | null;
  @Field(() => Int, { description: 'The most one query may cost.' }) limit!: number;
  @Field(() => Int, { description: 'The deepest a query may go.' }) depthLimit!: number;
  @Field(() => Boolean, { description: 'Whether it would run as far as its cost and shape go; what it may read is decided when it does.' }) runs!: boolean;
  @Field(() => [QueryCostPart], { description: 'The fields at its root, the dearest first.' }) parts!: QueryCostPart[];
  @Field(() => [QueryProblem]) problems!: QueryProblem[];
}

/** What a query would cost. */
@Resolver()
export class QueryCostResolver {
  private readonly rules = [...specifiedRules, ...documentLimits().validationRules];

  @Query(() => QueryCost, { description: 'What a query would cost, without running it. BAD_INPUT for a document that is too long.' })
  @SignedIn({ byKey: true })
  queryCost(
    @Args('document', { type: () => String, description: 'The query as it would be sent; at most 50,000 characters.' }) document: string,
    @Args('variables', { type: () => Json, nullable: true, description: 'Its variables: how many rows a page has may be one of them.' }) variables: unknown,
    @Args('operationName', { type: () => String, nullable: true, description: 'Which one, where the document holds several.' }) operationName: string | null | undefined,
    @Info() { schema }: GraphQLResolveInfo,
  ): QueryCost {
    const said = parseText(document, 'document', LONGEST_DOCUMENT);
    const given = variables === undefined || variables === null ? {} : parseJson(variables, 'variables');
    if (typeof given !== 'object' || given === null || Array.isArray(given)) throw badInput('variables', text('“variables”须为对象。', '"variables" must be an object.'));
    return estimate(schema, this.rules, said, given as Record<string, unknown>, operationName ?? undefined);
  }
}

/** What queries cost on the surface that carries it. */
@Module({ providers: [QueryCostResolver] })
export class QueryCostModule {}

function estimate(schema: GraphQLSchema, rules: NonNullable<Parameters<typeof validate>[2]>, document: string, variables: Record<string, unknown>, operationName: string | undefined): QueryCost {
  const told = { limit: MAX_COMPLEXITY, depthLimit: LIMITS.depth };
  const problems = (errors: readonly GraphQLError[]): QueryCost => ({ ...told, cost: null, runs: false, parts: [], problems: errors.map(({ message, locations }) => ({ message, line: locations?.[0]?.line ?? null, column: locations?.[0]?.column ?? null })) });
  try {
    const parsed: DocumentNode = parse(document, { maxTokens: LIMITS.tokens });
    const errors = validate(schema, parsed, rules);
    if (errors.length > 0) return problems(errors);
    const question = { schema, document: parsed, variables, operationName };
    const parts = costByField(question);
    const cost = costOf(question);
    return { ...told, cost, runs: cost <= MAX_COMPLEXITY, parts, problems: [] };
  } catch (error) {
    // A syntax error, a limit of the document, a variable of a wrong type: what the asker wrote.
    if (error instanceof GraphQLError) return problems([error]);
    throw error;
  }
}
