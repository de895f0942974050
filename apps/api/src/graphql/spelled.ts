import { askSpelled, PageSpelling, SpelledPage, spellsFrom, Unspellable, type Asking, type Shelf } from '@stationhouse/access';
import { getArgumentValues, getVariableValues, GraphQLError, isNonNullType, Kind, locatedError, OperationTypeNode, visit, type ASTNode, type DocumentNode, type ExecutionResult, type FieldNode, type FragmentDefinitionNode, type GraphQLField, type GraphQLFieldResolver, type GraphQLObjectType, type GraphQLResolveInfo, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Ways one document is asked: what its variables leave out, and how many rows a relation has. */
const MOST_WAYS = 20;

type Variables = Readonly<Record<string, unknown>>;

/** An answer's data that is JSON already. */
class SpelledData {
  constructor(readonly text: string) {}
}

/** An answer as the text that is sent. */
export function stringifyAnswer(answer: { readonly data?: unknown }): string {
  const { data, ...beside } = answer;
  if (!(data instanceof SpelledData)) return `${JSON.stringify(answer)}\n`;
  const more = JSON.stringify(beside).slice(1, -1);
  return `{"data":${data.text}${more === '' ? '' : `,${more}`}}\n`;
}

/**
 * A query of one list whose page PostgreSQL spells. Everything before the list is as for any query – variables, arguments, the guard, the resolver itself, and
 * how its errors look –; only nobody walks what it answers.
 */
export class SpelledQuery {
  private readonly ways = new LRUCache<string, { readonly spelling: PageSpelling | undefined }>({ max: MOST_WAYS });

  private constructor(
    private readonly schema: GraphQLSchema,
    private readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>,
    private readonly operation: OperationDefinitionNode,
    private readonly on: GraphQLObjectType,
    private readonly node: FieldNode,
    private readonly list: { readonly field: GraphQLField<unknown, unknown>; readonly resolve: GraphQLFieldResolver<unknown, unknown>; readonly shelf: Shelf },
    /** The variables that decide what is asked for, besides the arguments of the list. */
    private readonly deciding: readonly string[],
  ) {}

  /** @returns undefined for everything but one list at the root of a query, written there, that says it can be spelled */
  static of(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): SpelledQuery | undefined {
    const [node, ...others] = operation.selectionSet.selections;
    const on = schema.getQueryType();
    if (operation.operation !== OperationTypeNode.QUERY || !on || node?.kind !== Kind.FIELD || others.length > 0 || (node.directives ?? []).length > 0) return undefined;
    const field = on.getFields()[node.name.value];
    const shelf = field && spellsFrom(field);
    if (field?.resolve === undefined || shelf === undefined || !isNonNullType(field.type)) return undefined;
    const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
    const below = [...(node.selectionSet === undefined ? [] : [node.selectionSet]), ...fragments];
    return new SpelledQuery(schema, Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment])), operation, on, node, { field, resolve: field.resolve, shelf }, variablesIn(below));
  }

  /** @returns undefined where it has to be walked */
  async answer(context: unknown, given: Variables): Promise<ExecutionResult | undefined> {
    const { schema, fragments, operation, node, on, list } = this;
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
    if (coerced === undefined) return undefined;
    const asking = { schema, fragments, variableValues: coerced };
    const spelling = this.spellingFor(asking);
    if (spelling === undefined) return undefined;
    const key = node.alias?.value ?? node.name.value;
    const info = { ...asking, fieldName: node.name.value, fieldNodes: [node], returnType: list.field.type, parentType: on, path: { prev: undefined, key, typename: on.name }, rootValue: undefined, operation } satisfies GraphQLResolveInfo;
    try {
      const page = (await list.resolve(undefined, getArgumentValues(list.field, node, coerced), context, askSpelled(info, spelling))) as unknown;
      return page instanceof SpelledPage ? { data: new SpelledData(`{"${key}":${page.spell()}}`) as never } : undefined;
    } catch (error) {
      if (error instanceof Unspellable) return undefined;
      return { data: null, errors: [locatedError(error, node, [key])] };
    }
  }

  private spellingFor(asking: Asking): PageSpelling | undefined {
    const way = this.deciding.length === 0 ? '' : JSON.stringify(this.deciding.map((name) => asking.variableValues[name] ?? null));
    const known = this.ways.get(way);
    if (known !== undefined) return known.spelling;
    const spelling = this.spellingOf(asking);
    this.ways.set(way, { spelling });
    return spelling;
  }

  private spellingOf(asking: Asking): PageSpelling | undefined {
    try {
      return PageSpelling.of(asking, { field: this.list.field, nodes: [this.node] }, this.list.shelf);
    } catch (error) {
      // An argument further down has no value it may have: the walk says where.
      if (error instanceof GraphQLError) return undefined;
      throw error;
    }
  }
}

function variablesIn(nodes: readonly ASTNode[]): string[] {
  const names = new Set<string>();
  for (const node of nodes) visit(node, { [Kind.VARIABLE]: ({ name }) => void names.add(name.value) });
  return [...names].sort();
}
