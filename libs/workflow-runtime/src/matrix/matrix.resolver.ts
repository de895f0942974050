import { Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { text, type Id } from '@stationhouse/kernel';
import type { CompiledWorkflow } from '@stationhouse/workflow';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { nameOf } from '../graphql/configuration.resolver.js';
import { readConfiguration } from '../permissions.js';
import { PluginAssessmentState, PluginBecause, PluginPolicyName } from '../plugins/types.js';
import { rateOf, readMatrix, withinBureau, withStations, type MatrixCell as Cell, type MatrixOrder, type MatrixRow, type MostOverdue } from './matrix.js';
import { MatrixCell, MatrixFilter, MatrixOrderName, MatrixStation, MatrixWorkflow, OverdueClocks, StationMatrix, WorkflowLateness } from './types.js';
import { workflowPunctualityOf } from './reads.js';

const ORDERS: Readonly<Record<MatrixOrderName, MatrixOrder>> = { NAME: 'name', PROBLEMS: 'problems', OVERDUE: 'overdue', CHANGES: 'changes', CHANGED_AT: 'changedAt', LATE_RATE: 'lateRate' };

/** The bureau's overview of its stations: versions and counts. */
@Resolver(() => StationMatrix)
export class MatrixResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
  ) {}

  @Query(() => StationMatrix, { description: 'The bureau’s stations × workflows: what is on, how far each deviates, what waits and what is overdue. Counts and versions, nothing of a record. At most 200 stations a page. NOT_FOUND, BAD_INPUT, BAD_CURSOR.' })
  @Requires(readConfiguration)
  async stationMatrix(
    @Args('bureauId', { type: () => ID }) bureauId: Id,
    @Args('filter', { type: () => MatrixFilter, nullable: true }) filter: MatrixFilter | null | undefined,
    @Args('orderBy', { type: () => MatrixOrderName, defaultValue: MatrixOrderName.NAME }) orderBy: MatrixOrderName,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<StationMatrix> {
    const { wanting, closed, search, kind, workflow } = filter ?? {};
    const selection = { wanting: wanting ?? undefined, closed: closed ?? undefined, search: search ?? undefined, kind: kind ?? undefined, workflow: workflow ?? undefined, orderBy: ORDERS[orderBy], first, after };
    const { page, workflows, mostOverdue, ...counts } = await readMatrix(withinBureau(this.gate, bureauId), this.catalog, bureauId, selection);
    const known = mostOverdue.length === 0 ? undefined : await this.gate.inBureau(bureauId, (tenant) => this.catalog.seen(tenant));
    return Object.assign(new StationMatrix(), counts, {
      workflows: workflows.map((one) => Object.assign(new MatrixWorkflow(), one, { policy: PluginPolicyName[upper(one.policy)] })),
      mostOverdue: mostOverdue.map((one) => clocksOf(one, known?.find(one.workflow)?.compiled)),
      edges: page.edges.map(({ cursor, node }) => ({ cursor, node: shownRow(node, bureauId) })),
      pageInfo: page.pageInfo,
    });
  }

  @Query(() => [WorkflowLateness], { description: 'How late the bureau’s stations together were in the last 30 days, by workflow; those without a task that fell due are left out. NOT_FOUND.' })
  @Requires(readConfiguration)
  async workflowLateness(@Args('bureauId', { type: () => ID }) bureauId: Id): Promise<WorkflowLateness[]> {
    const rows = await withStations(this.gate, bureauId, workflowPunctualityOf);
    return rows.map(({ workflow, due, late }) => Object.assign(new WorkflowLateness(), { workflow, tasksDue: due, tasksLate: late, lateRate: late / due }));
  }
}

function clocksOf({ workflow, clock, count, stations }: MostOverdue, compiled: CompiledWorkflow | undefined): OverdueClocks {
  return Object.assign(new OverdueClocks(), { workflow, count, stations, workflowTitle: compiled?.title ?? text(workflow, workflow), title: compiled?.clocks[clock]?.title ?? text('时限', 'Clock') });
}

function shownRow({ punctuality, cells, ...row }: MatrixRow, bureauId: Id): MatrixStation {
  const rate = rateOf(punctuality);
  const before = rateOf({ due: punctuality.dueBefore, late: punctuality.lateBefore });
  return Object.assign(new MatrixStation(), row, { tasksDue: punctuality.due, lateRate: rate ?? null, lateTrend: rate === undefined || before === undefined ? null : rate - before, cells: cells.map((cell) => shownCell(cell, bureauId)) });
}

function shownCell({ standing, waiting, lack, changed, tasks, ...cell }: Cell, bureauId: Id): MatrixCell {
  return Object.assign(new MatrixCell(), cell, {
    enabled: standing.enabled, because: PluginBecause[upper(standing.because)], bureauId, changedAt: changed?.at ?? null, changedById: changed?.by ?? null, tasksDue: tasks.due, lateRate: rateOf(tasks) ?? null,
    conflicts: waiting?.places ?? 0, conflictsSince: waiting?.since ?? null,
    lack: lack === undefined ? null : PluginAssessmentState[upper(lack.state) as keyof typeof PluginAssessmentState], lackSince: lack?.since ?? null,
  });
}

const upper = <Name extends string>(name: Name) => name.toUpperCase() as Uppercase<Name>;

/** Of a cell: who changed it last. */
@Resolver(() => MatrixCell)
export class MatrixCellResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => String, { nullable: true, description: 'Who changed it last; null where it followed by itself, or never changed.' })
  changedBy(@Parent() { bureauId, changedById }: MatrixCell): Promise<string | undefined> {
    return nameOf(this.gate, bureauId, changedById);
  }
}
