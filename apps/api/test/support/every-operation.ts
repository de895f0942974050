import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLUnionType,
} from 'graphql';

export type Root = 'query' | 'mutation' | 'subscription';

/** One operation of the schema. */
export interface Operation {
  readonly root: Root;
  readonly name: string;
  readonly field: GraphQLField<unknown, unknown>;
}

/** Supplies the value of a scalar argument; throws for one it does not know, which fails the test that uses it. */
export type Values = (scalar: string, name: string, operation: string) => unknown;

/** Every query, mutation and subscription of a schema. */
export function operationsOf(schema: GraphQLSchema): Operation[] {
  const roots: [Root, GraphQLObjectType | null | undefined][] = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ];
  return roots.flatMap(([root, type]) => Object.values(type?.getFields() ?? {}).map((field) => ({ root, name: field.name, field })));
}

/** Whether an operation can be called with less than all of its arguments. */
export function hasOptional({ field }: Operation): boolean {
  return field.args.some(({ type }) => !isNonNullType(type));
}

/**
 * A document that calls the operation and selects every field below it to the given depth, with variables.
 * @param optional whether arguments that may be left out are filled as well
 */
export function documentFor(operation: Operation, values: Values, optional = true, depth = 4): { query: string; variables: Record<string, unknown> } {
  const args = operation.field.args.filter(({ type }) => optional || isNonNullType(type));
  const variables = Object.fromEntries(args.map((argument) => [argument.name, valueFor(argument, values, operation.name)]));
  const declared = args.map((argument) => `$${argument.name}: ${argument.type.toString()}`).join(', ');
  const passed = args.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  const selection = selectionOf(operation.field, depth, []);
  const query = `${operation.root} ${operation.name}${declared === '' ? '' : `(${declared})`} { ${operation.name}${passed === '' ? '' : `(${passed})`}${selection} }`;
  // As deep as one document holds: an instance has more and more beside it, and what lies deeper is asked for by operations of its own.
  if (depth > 2 && (query.match(/\w+|[^\s\w]/g)?.length ?? 0) >= MOST_TOKENS) return documentFor(operation, values, optional, depth - 1);
  return { query, variables };
}

/** What the server takes in one document, in tokens. */
const MOST_TOKENS = 2_000;

/** How deep a member of a union is looked into: each has operations of its own that go deeper, and all of them together make one document too long. */
const IN_UNION = 1;

function selectionOf(field: GraphQLField<unknown, unknown>, depth: number, path: readonly string[]): string {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return '';
  if (isUnionType(type)) return ` { __typename ${type.getTypes().filter((member) => depth > 1 && !path.includes(member.name)).map((member) => `... on ${member.name}${selectionIn(member, Math.min(depth, IN_UNION), path, unlessOthersDiffer(type, member))}`).join(' ')} }`;
  if (!isObjectType(type)) throw new Error(`${field.name}: selecting from ${type.name} is unknown to this test`);
  return selectionIn(type, depth, path);
}

/** Members of a union may have fields of one name and several types: these are asked for by the member's own operations. */
function unlessOthersDiffer(union: GraphQLUnionType, member: GraphQLObjectType): (field: GraphQLField<unknown, unknown>) => boolean {
  return ({ name, type }) => union.getTypes().every((other) => other === member || [undefined, type.toString()].includes(other.getFields()[name]?.type.toString()));
}

function selectionIn(type: GraphQLObjectType, depth: number, path: readonly string[], asked: (field: GraphQLField<unknown, unknown>) => boolean = () => true): string {
  const inner = Object.values(type.getFields())
    .filter((candidate) => asked(candidate) && candidate.args.every((argument) => !isNonNullType(argument.type) || argument.defaultValue !== undefined))
    .filter((candidate) => isLeafType(getNamedType(candidate.type)) || (depth > 1 && !path.includes(getNamedType(candidate.type).name)))
    .map((candidate) => `${candidate.name}${selectionOf(candidate, depth - 1, [...path, type.name])}`);
  return ` { __typename ${inner.join(' ')} }`;
}

function valueFor(argument: GraphQLArgument | GraphQLInputField, values: Values, operation: string, path: readonly string[] = []): unknown {
  return valueOf(argument.type, argument.name, values, operation, path);
}

/** @param path the input types around: one that holds itself is filled once */
function valueOf(type: GraphQLInputType, name: string, values: Values, operation: string, path: readonly string[]): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType, name, values, operation, path);
  if (isListType(type)) return [valueOf(type.ofType, name, values, operation, path)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => ![...path, type.name].includes(getNamedType(field.type).name));
    return Object.fromEntries(fields.map((field) => [field.name, valueFor(field, values, operation, [...path, type.name])]));
  }
  if (!isScalarType(type)) throw new Error(`${operation}.${name}: unknown input type`);
  return values(type.name, name, operation);
}
