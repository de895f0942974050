import { getArgumentValues, getNamedType, isInterfaceType, isObjectType, Kind, type FieldNode, type GraphQLNamedType, type GraphQLResolveInfo, type SelectionNode } from 'graphql';

/** What an operation asks for below a field, by the names of the fields; several askings of one field are put together. */
export type Selection = ReadonlyMap<string, SelectedField>;

export interface SelectedField {
  /** The arguments of each asking, variables and defaults filled in. */
  readonly args: readonly Readonly<Record<string, unknown>>[];
  readonly below: Selection;
}

/**
 * What is asked for below the field that is being resolved. Fragments are followed; what a variable may skip counts as asked for: it is read
 * in vain, never missed.
 */
export function selectionOf(info: GraphQLResolveInfo): Selection {
  return gathered(info, getNamedType(info.returnType), info.fieldNodes);
}

function gathered(info: GraphQLResolveInfo, type: GraphQLNamedType, nodes: readonly FieldNode[]): Selection {
  const found = new Map<string, { readonly args: Readonly<Record<string, unknown>>[]; readonly nodes: FieldNode[]; readonly type: GraphQLNamedType }>();
  const visit = (on: GraphQLNamedType, selections: readonly SelectionNode[]): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const field = isObjectType(on) || isInterfaceType(on) ? on.getFields()[node.name.value] : undefined;
        if (field === undefined) continue; // __typename, and what validation refuses
        const known = found.get(node.name.value) ?? { args: [], nodes: [], type: getNamedType(field.type) };
        known.args.push(getArgumentValues(field, node, info.variableValues));
        known.nodes.push(node);
        found.set(node.name.value, known);
      } else {
        const { typeCondition, selectionSet } = node.kind === Kind.INLINE_FRAGMENT ? node : (info.fragments[node.name.value] ?? {});
        if (selectionSet !== undefined) visit((typeCondition === undefined ? on : info.schema.getType(typeCondition.name.value)) ?? on, selectionSet.selections);
      }
    }
  };
  for (const node of nodes) visit(type, node.selectionSet?.selections ?? []);
  return new Map([...found].map(([name, field]) => [name, { args: field.args, below: gathered(info, field.type, field.nodes) }]));
}

/** What is asked for along a way of fields: `['edges', 'node']`. */
export function below(selection: Selection, ...way: readonly string[]): Selection {
  return way.reduce<Selection>((at, name) => at.get(name)?.below ?? NOTHING, selection);
}

const NOTHING: Selection = new Map();
