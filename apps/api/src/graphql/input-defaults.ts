import { astFromValue, isInputObjectType, isListType, isNonNullType, Kind, typeFromAST, valueFromASTUntyped, visit, type DocumentNode, type GraphQLInputType, type GraphQLSchema, type NamedTypeNode, type OperationDefinitionNode } from 'graphql';

type Variables = Readonly<Record<string, unknown>>;
/** Puts the defaults into a value as a client sends it. */
type Filling = (value: unknown) => unknown;

/**
 * Compiled queries read variables as they come: their own defaults – which such a query forgets of a variable that must not be null –, and those of input
 * fields that are left out – `weekStart` of a query of figures – are put in before. An operation without defaults gets its variables
 * back as they are. Inputs that hold themselves have no end here.
 */
export function defaultsInto(schema: GraphQLSchema, operation: OperationDefinitionNode): (variables: Variables) => Variables {
  const variables = operation.variableDefinitions ?? [];
  const own = Object.fromEntries(variables.flatMap(({ variable, defaultValue }): [string, unknown][] => (defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)]])));
  const fillings = variables.flatMap(({ variable, type }): [string, Filling][] => {
    const input = typeFromAST(schema, type as NamedTypeNode) as GraphQLInputType | undefined;
    const filling = input === undefined ? undefined : fillingOf(input);
    return filling === undefined ? [] : [[variable.name.value, filling]];
  });
  if (fillings.length === 0 && Object.keys(own).length === 0) return (given) => given;
  return (given) => filled(given, own, fillings);
}

/** What is given, over the defaults, with what is left out inside. */
function filled(given: Readonly<Record<string, unknown>>, defaults: Readonly<Record<string, unknown>>, inner: readonly (readonly [string, Filling])[]): Record<string, unknown> {
  const all: Record<string, unknown> = { ...defaults };
  for (const [name, one] of Object.entries(given)) if (one !== undefined) all[name] = one;
  for (const [name, fill] of inner) if (isObject(all[name])) all[name] = fill(all[name]);
  return all;
}

/**
 * Whether a value that is written in a document has a variable inside. Where such a variable is left out the field around it has its default, which
 * compiled code does not know.
 */
export function hasInnerVariables(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    [Kind.OBJECT_FIELD]({ value }) {
      if (value.kind === Kind.VARIABLE) found = true;
    },
  });
  return found;
}

/** Undefined where nothing of a type has a default. */
function fillingOf(type: GraphQLInputType): Filling | undefined {
  if (isNonNullType(type)) return fillingOf(type.ofType as GraphQLInputType);
  if (isListType(type)) {
    const item = fillingOf(type.ofType);
    // One value stands for a list of one.
    return item && ((value) => (Array.isArray(value) ? value.map((one) => (isObject(one) ? item(one) : one)) : isObject(value) ? item(value) : value));
  }
  if (!isInputObjectType(type)) return undefined;
  const fields = Object.values(type.getFields());
  const defaults = Object.fromEntries(fields.flatMap((field): [string, unknown][] => {
    const written = field.defaultValue === undefined ? undefined : astFromValue(field.defaultValue, field.type);
    return written === undefined || written === null ? [] : [[field.name, valueFromASTUntyped(written)]];
  }));
  const inner = fields.flatMap((field): [string, Filling][] => {
    const filling = fillingOf(field.type);
    return filling === undefined ? [] : [[field.name, filling]];
  });
  if (Object.keys(defaults).length === 0 && inner.length === 0) return undefined;
  return (value) => filled(value as Record<string, unknown>, defaults, inner);
}

/** Lists as well. */
function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
