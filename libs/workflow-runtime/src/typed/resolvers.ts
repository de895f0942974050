import { below, PageInfo, Requires, selectionOf, TenantGate } from '@stationhouse/access';
import type { Provider, Type } from '@nestjs/common';
import { Args, createUnionType, ID, Info, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { badInput, parseId, parseText, text, type Id } from '@stationhouse/kernel';
import type { GraphQLResolveInfo } from 'graphql';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { maskedData } from '../graphql/views.js';
import { Instance } from '../graphql/types.js';
import { readInstances } from '../permissions.js';
import type { TypedClasses } from './classes.js';
import { FieldValue } from './field-values.js';
import type { SortDirection } from './inputs.js';
import { TypedInstances, type ListedInstances } from './listing.js';
import { fieldValues, typedValues } from './values.js';

/** A typed object: the run, and its data under their own names. */
interface TypedNode {
  readonly id: Id;
  readonly instance: Instance;
}

const PURPOSE = 'Why personal data are needed; at most 200 characters. Recorded.';

/** The typed workflows of a composition, by their ids. */
export class TypedWorkflows {
  private readonly byId: ReadonlyMap<string, TypedClasses>;

  constructor(readonly all: readonly TypedClasses[]) {
    this.byId = new Map(all.map((classes) => [classes.shape.workflow, classes]));
  }

  find(workflow: string): TypedClasses | undefined {
    return this.byId.get(workflow);
  }
}

/** The services and resolvers of typed workflows. */
export function typedProviders(all: readonly TypedClasses[]): Provider[] {
  return [
    { provide: TypedWorkflows, useValue: new TypedWorkflows(all) },
    { provide: TypedInstances, useFactory: (gate: TenantGate, catalog: WorkflowCatalog) => new TypedInstances(gate, catalog), inject: [TenantGate, WorkflowCatalog] },
    InstanceFields,
    ...(all.length === 0 ? [] : [typedOfInstances(all)]),
    ...all.flatMap(resolversOf),
  ];
}

/** The queries of a workflow, and what its objects say besides their data. */
function nodeResolver(classes: TypedClasses): Type {
  const { shape, node, connection, filter, order } = classes;
  @Resolver(() => node)
  class TypedNodes {
    constructor(private readonly instances: TypedInstances) {}

    @Query(() => connection, {
      name: shape.many,
      description: `The instances of ${shape.workflow} at one station or several, the newest first; personal data masked; exercises only when asked for. At most 200 a page. Errors: BAD_CURSOR, QUERY_TOO_COSTLY; PERSONAL_DATA_MASKED and PURPOSE_REQUIRED for conditions on personal data.`,
    })
    @Requires(readInstances)
    async list(
      @Args('stationIds', { type: () => [ID] }) stationIds: Id[],
      @Args('filter', { type: () => filter, nullable: true }) conditions: Readonly<Record<string, unknown>> | null | undefined,
      @Args('orderBy', { type: () => order, nullable: true, description: 'By the start, the newest first, when absent.' }) orderBy: { by: string; direction: SortDirection } | null | undefined,
      @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
      @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
      @Args('exercise', { type: () => Boolean, defaultValue: false, description: 'True: exercises alone.' }) exercise: boolean,
      @Args('purpose', { type: () => String, nullable: true, description: PURPOSE }) purpose: string | null | undefined,
      @Info() info: GraphQLResolveInfo,
    ) {
      const page = await this.instances.list(shape, { stationIds: stationIds.map((id) => parseId(id, 'stationIds')), filter: conditions, orderBy, first, after, exercise, purpose, instance: below(selectionOf(info), 'edges', 'node', 'instance') });
      return { ...page, edges: page.edges.map(({ cursor, node: instance }) => ({ cursor, node: typedNode(classes, instance) })) };
    }

    @Query(() => node, { name: shape.one, description: `One instance of ${shape.workflow}, by its id or its number. With a purpose, and a role that reads P2, in full; that read is recorded. Errors: NOT_FOUND, BAD_INPUT, PURPOSE_REQUIRED.` })
    @Requires(readInstances)
    async one(
      @Args('stationId', { type: () => ID }) stationId: Id,
      @Args('id', { type: () => ID, nullable: true }) id: Id | null | undefined,
      @Args('number', { type: () => String, nullable: true }) number: string | null | undefined,
      @Args('purpose', { type: () => String, nullable: true, description: PURPOSE }) purpose: string | null | undefined,
    ): Promise<TypedNode> {
      return typedNode(classes, await this.instances.read(shape, stationId, named(id, number), purpose));
    }

    @ResolveField(() => [FieldValue])
    fields(@Parent() { instance }: TypedNode): FieldValue[] {
      return fieldValues(instance.compiled.dataSchema, instance.row.snapshot.data, instance.reader.level, shape.fields);
    }
  }
  return TypedNodes;
}

function connectionResolver({ connection }: TypedClasses): Type {
  @Resolver(() => connection)
  class TypedConnections {
    @ResolveField(() => Int, { description: 'Over all pages.' })
    totalCount(@Parent() page: ListedInstances): Promise<number> {
      return page.count();
    }

    @ResolveField(() => PageInfo)
    pageInfo(@Parent() page: ListedInstances): PageInfo {
      return page.pageInfo;
    }
  }
  return TypedConnections;
}

const made = new WeakMap<TypedClasses, readonly Type[]>();

function resolversOf(classes: TypedClasses): readonly Type[] {
  const resolvers = made.get(classes) ?? [nodeResolver(classes), connectionResolver(classes)];
  made.set(classes, resolvers);
  return resolvers;
}

@Resolver(() => Instance)
export class InstanceFields {
  constructor(private readonly workflows: TypedWorkflows) {}

  @ResolveField(() => [FieldValue], { description: 'What its typed object does not say: fields an overlay added, values an older version allowed; of a workflow without a type, everything. In the order of the data schema; masked as `data` is.' })
  fields(@Parent() { row, compiled, reader }: Instance): FieldValue[] {
    return fieldValues(compiled.dataSchema, row.snapshot.data, reader.level, this.workflows.find(row.workflow)?.shape.fields ?? []);
  }
}

/** Nest keeps one book of types per process, and every field of Instance stands in it once: the union is that of the composition put together last. */
const union: { members: readonly Type<object>[]; resolver?: Type } = { members: [] };

/** A union needs a member, so the field is there as soon as one workflow is. */
function typedOfInstances(all: readonly TypedClasses[]): Type {
  union.members = all.map(({ node }) => node);
  union.resolver ??= typedResolver();
  return union.resolver;
}

function typedResolver(): Type {
  const data = createUnionType({ name: 'InstanceData', description: 'The typed object of an instance, by its workflow.', types: () => union.members as [Type<object>], resolveType: (value: object) => value.constructor });
  @Resolver(() => Instance)
  class InstanceTyped {
    constructor(private readonly workflows: TypedWorkflows) {}

    @ResolveField(() => data, { nullable: true, description: 'Its data, typed; null for a workflow without a type.' })
    typed(@Parent() instance: Instance): TypedNode | undefined {
      const classes = this.workflows.find(instance.row.workflow);
      return classes === undefined ? undefined : typedNode(classes, instance);
    }
  }
  return InstanceTyped;
}

function typedNode({ node, shape }: TypedClasses, instance: Instance): TypedNode {
  const values = typedValues(shape.fields, maskedData(instance.row, instance.compiled, instance.reader));
  return Object.assign(new node(), values, { id: instance.id, instance });
}

function named(id: Id | null | undefined, number: string | null | undefined): { id: Id } | { number: string } {
  const given = [id, number].filter((one) => one !== undefined && one !== null);
  if (given.length !== 1) throw badInput('id', text('请提供 id 或 number 之一。', 'Give either the id or the number.'));
  return number === undefined || number === null ? { id: parseId(id, 'id') } : { number: parseText(number, 'number', 100) };
}
