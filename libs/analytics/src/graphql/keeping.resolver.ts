import { DateTime, LocalDate, Requires, TenantGate } from '@stationhouse/access';
import { Args, Field, Float, ID, Int, Mutation, ObjectType, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import type { Id } from '@stationhouse/kernel';
import { keepFigures } from '../permissions.js';
import { Rebuilds, type Rebuild } from '../rollups/rebuild.js';
import { faultsFound, type Cell, type FoundFault } from '../rollups/verification.js';

enum FigureRebuildStatus {
  RUNNING = 'running',
  DONE = 'done',
  CANCELLED = 'cancelled',
}
registerEnumType(FigureRebuildStatus, { name: 'FigureRebuildStatus', description: 'Where a rebuild stands.' });

enum FigureStep {
  DAY = 'day',
  MONTH = 'month',
}
registerEnumType(FigureStep, { name: 'FigureStep', description: 'What figures are kept by.' });

@ObjectType({ description: 'Everything that is kept of a bureau’s figures, counted anew. Figures are exact meanwhile.' })
class FigureRebuild {
  @Field(() => ID) id!: Id;
  @Field(() => FigureRebuildStatus) status!: FigureRebuildStatus;
  @Field(() => Float, { description: 'Of the months of all stations, how many have been counted: 0 to 1.' }) progress!: number;
  @Field(() => DateTime) startedAt!: Date;
  @Field(() => DateTime, { nullable: true }) finishedAt!: Date | null;
}

@ObjectType({ description: 'What is told of a cell: how many rows, and the two numbers a figure is made of.' })
class FigureCount {
  @Field(() => Int) count!: number;
  @Field(() => Float) numerator!: number;
  @Field(() => Float, { nullable: true, description: 'Null for what is not divided.' }) denominator!: number | null;
}

@ObjectType({ description: 'A cell that was kept otherwise than its rows counted. It was counted anew when it was found.' })
class FigureFault {
  @Field(() => ID) id!: Id;
  @Field(() => ID) stationId!: Id;
  @Field(() => ID, { description: 'The metric it was kept for.' }) metric!: string;
  @Field(() => [String], { description: 'The dimensions it was kept by; none for a total.' }) dimensions!: readonly string[];
  @Field(() => FigureStep) step!: FigureStep;
  @Field(() => LocalDate, { description: 'The day at the station, or the first of the month.' }) day!: string;
  @Field(() => [String], { nullable: 'itemsAndList', description: 'The values of the dimensions. Null, as are the counts, for readers of aggregates (P0).' }) value!: readonly (string | null)[] | null;
  @Field(() => FigureCount, { nullable: true, description: 'What was kept; null for nothing.' }) kept!: Cell | null;
  @Field(() => FigureCount, { nullable: true, description: 'What the rows count; null for nothing.' }) counted!: Cell | null;
  @Field(() => DateTime) foundAt!: Date;
}

/** What keeps figures in order: counting them anew, and where they differed from their rows. */
@Resolver(() => FigureRebuild)
export class KeepingResolver {
  constructor(
    private readonly rebuilds: Rebuilds,
    private readonly gate: TenantGate,
  ) {}

  @Query(() => FigureRebuild, { nullable: true, description: 'The newest rebuild of a bureau’s figures; null when there was none.' })
  @Requires(keepFigures)
  async figureRebuild(@Args('bureauId', { type: () => ID }) bureauId: Id): Promise<FigureRebuild | null> {
    const rebuild = await this.rebuilds.newest(bureauId);
    return rebuild === undefined ? null : shownRebuild(rebuild);
  }

  @Mutation(() => FigureRebuild, { description: 'Counts everything that is kept of the bureau’s figures anew; answers the running one where there is one, so that it may be sent twice.' })
  @Requires(keepFigures)
  async rebuildFigures(@Args('bureauId', { type: () => ID }) bureauId: Id): Promise<FigureRebuild> {
    return shownRebuild(await this.rebuilds.start(bureauId));
  }

  @Mutation(() => FigureRebuild, { description: 'Stops the running rebuild; what it has counted stays. Errors: CONFLICT when none is running.' })
  @Requires(keepFigures)
  async cancelFigureRebuild(@Args('bureauId', { type: () => ID }) bureauId: Id): Promise<FigureRebuild> {
    return shownRebuild(await this.rebuilds.cancel(bureauId));
  }

  @Query(() => [FigureFault], { description: 'Cells of stations that were found to be kept otherwise than their rows count, the newest first, at most 200. Everything that is kept is compared once a day.' })
  @Requires(keepFigures)
  async figureFaults(@Args('stationIds', { type: () => [ID] }) stationIds: Id[]): Promise<FigureFault[]> {
    const faults = await this.gate.inStations(stationIds, (tenant) => faultsFound(tenant, stationIds));
    return faults.map((fault) => shownFault(fault, this.gate.mayRead(fault.stationId, 'P2')));
  }
}

function shownRebuild({ id, status, done, total, startedAt, finishedAt }: Rebuild): FigureRebuild {
  return { id, status: status as FigureRebuildStatus, progress: status === 'done' ? 1 : total === 0 ? 0 : done / total, startedAt, finishedAt };
}

/** Which cell, but not what it holds, for a reader who is not told of a day by itself. */
function shownFault({ rollUp, step, value, kept, counted, ...fault }: FoundFault, exact: boolean): FigureFault {
  return { ...fault, metric: rollUp.split('#')[0] ?? rollUp, step: step as FigureStep, value: exact ? value : null, kept: exact ? kept : null, counted: exact ? counted : null };
}
