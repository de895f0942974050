import { getArgumentValues, getNamedType, isObjectType, TypeNameMetaFieldDef, type FieldNode, type GraphQLField, type GraphQLResolveInfo } from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';

/** What the fields of an operation are read with; all variables have their values. */
export type Asking = Pick<GraphQLResolveInfo, 'schema' | 'fragments' | 'variableValues'>;

/** A field whose selection is looked into. */
export interface Opened {
  readonly field: GraphQLField<unknown, unknown>;
  readonly nodes: readonly FieldNode[];
}

/** A field as it is asked for: what one name of the answer stands for. */
export interface Asked extends Opened {
  /** Its name in the answer. */
  readonly key: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** The type it is a field of. */
  readonly on: string;
}

/**
 * What is asked for below a field, in the order of the answer: fragments and directives followed, what is asked for twice put together, as
 * graphql-js does it.
 * @returns undefined where the field may be of several types
 */
export function askedBelow(asking: Asking, { field, nodes }: Opened): Asked[] | undefined {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return undefined;
  return [...collectSubfields(asking.schema, asking.fragments, asking.variableValues, type, nodes)].flatMap(([key, found]) => {
    const [node] = found;
    const name = node?.name.value ?? '';
    const below = name === TypeNameMetaFieldDef.name ? TypeNameMetaFieldDef : type.getFields()[name];
    return node === undefined || below === undefined ? [] : [{ key, field: below, args: getArgumentValues(below, node, asking.variableValues), nodes: found, on: type.name }];
  });
}

/** Whether a field is `__typename`, which is known beforehand. */
export function asksType({ field }: Asked): boolean {
  return field === TypeNameMetaFieldDef;
}
