import { parseFirst, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { readIncidents } from '@stationhouse/incidents';
import { parseId, type Id } from '@stationhouse/kernel';
import { readInstances } from '@stationhouse/workflow-runtime';
import type { RecordKind } from '../facts.js';
import { FigureRecordKind } from '../graphql/types.js';
import { readMetrics } from '../permissions.js';
import { FigureOrigins, type FigureRecord as Found, type OriginCount } from './origins.js';
import { FigureCell, FigureRecord, FigureRecordConnection } from './types.js';

/** What it takes to read a record of a kind. */
const READING = { incident: readIncidents, instance: readInstances } as const satisfies Record<RecordKind, object>;

interface FoundPage {
  /** Read once, when one of its fields is asked for. */
  readonly counted: () => Promise<OriginCount>;
}

/** From a figure to the records it was counted from. */
@Resolver(() => FigureRecordConnection)
export class FigureOriginsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly origins: FigureOrigins,
  ) {}

  @Query(() => FigureRecordConnection, {
    description:
      'The records behind one figure, the latest first; at most 200 a page. For whoever reads such records at every station named (incident.read, instance.read); analysts read them within a study, by the argument “behind”. Figures about persons lead to no record. Errors: METRIC_UNKNOWN, DIMENSION_UNKNOWN, BAD_INPUT, BAD_CURSOR, PERSONAL_DATA_MASKED, QUERY_TOO_COSTLY.',
  })
  @Requires(readMetrics)
  async figureRecords(
    @Args('stationIds', { type: () => [ID] }) stationIds: Id[],
    @Args('cell', { type: () => FigureCell }) cell: FigureCell,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<object> {
    const [stations, most] = [[...new Set(stationIds.map((one) => parseId(one, 'stationIds')))], parseFirst(first)];
    const { id } = READING[this.origins.kindOf(cell.metric)];
    for (const stationId of stations) this.gate.require(id, { stationId });
    const sight = { persons: stations.every((one) => this.gate.mayRead(one, 'P2')), fine: true };
    const page = await this.gate.inStations(stations, (tenant) => this.origins.page(tenant, stations, cell, sight, most, after), 'long');
    let count: Promise<OriginCount> | undefined;
    const counted = () => (count ??= this.gate.inStations(stations, (tenant) => this.origins.count(tenant, stations, cell, sight), 'long'));
    return { ...page, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: shown(node) })), counted } satisfies FoundPage & FigureRecordConnection;
  }

  @ResolveField(() => Int, { description: 'How many records there are over all pages, each once.' })
  async totalCount(@Parent() page: FoundPage): Promise<number> {
    return (await page.counted()).records;
  }

  @ResolveField(() => Int, { description: 'How many rows they stand for: the count of the point; of counted rows its numerator, or what the seconds are divided by.' })
  async rowCount(@Parent() page: FoundPage): Promise<number> {
    return (await page.counted()).rows;
  }
}

function shown({ kind, ...record }: Found): FigureRecord {
  return { kind: FigureRecordKind[kind.toUpperCase() as Uppercase<RecordKind>], ...record };
}
