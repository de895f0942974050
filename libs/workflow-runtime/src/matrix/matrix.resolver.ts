import { Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Query, Resolver } from '@nestjs/graphql';
import { text, type Id } from '@stationhouse/kernel';
import type { CompiledWorkflow } from '@stationhouse/workflow';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { readConfiguration } from '../permissions.js';
import { PluginAssessmentState, PluginBecause, PluginPolicyName } from '../plugins/types.js';
import { rateOf, readMatrix, withinBureau, type MatrixCell as Cell, type MatrixOrder, type MatrixRow, type MostOverdue } from './matrix.js';
import { MatrixCell, MatrixFilter, MatrixOrderName, MatrixStation, MatrixWorkflow, OverdueClocks, StationMatrix } from './types.js';

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
    const { wanting, search, kind, workflow } = filter ?? {};
    const selection = { wanting: wanting ?? undefined, search: search ?? undefined, kind: kind ?? undefined, workflow: workflow ?? undefined, orderBy: ORDERS[orderBy], first, after };
    const { page, workflows, mostOverdue, ...counts } = await readMatrix(withinBureau(this.gate, bureauId), this.catalog, bureauId, selection);
    const known = mostOverdue.length === 0 ? undefined : await this.gate.inBureau(bureauId, (tenant) => this.catalog.seen(tenant));
    return Object.assign(new StationMatrix(), counts, {
      workflows: workflows.map((one) => Object.assign(new MatrixWorkflow(), one, { policy: PluginPolicyName[upper(one.policy)] })),
      mostOverdue: mostOverdue.map((one) => clocksOf(one, known?.find(one.workflow)?.compiled)),
      edges: page.edges.map(({ cursor, node }) => ({ cursor, node: shownRow(node) })),
      pageInfo: page.pageInfo,
    });
  }
}

function clocksOf({ workflow, clock, count, stations }: MostOverdue, compiled: CompiledWorkflow | undefined): OverdueClocks {
  return Object.assign(new OverdueClocks(), { workflow, count, stations, workflowTitle: compiled?.title ?? text(workflow, workflow), title: compiled?.clocks[clock]?.title ?? text('时限', 'Clock') });
}

function shownRow({ punctuality, cells, ...row }: MatrixRow): MatrixStation {
  const rate = rateOf(punctuality);
  const before = rateOf({ due: punctuality.dueBefore, late: punctuality.lateBefore });
  return Object.assign(new MatrixStation(), row, { tasksDue: punctuality.due, lateRate: rate ?? null, lateTrend: rate === undefined || before === undefined ? null : rate - before, cells: cells.map(shownCell) });
}

function shownCell({ standing, waiting, lack, changedAt, ...cell }: Cell): MatrixCell {
  return Object.assign(new MatrixCell(), cell, {
    enabled: standing.enabled, because: PluginBecause[upper(standing.because)], changedAt: changedAt ?? null,
    conflicts: waiting?.places ?? 0, conflictsSince: waiting?.since ?? null,
    lack: lack === undefined ? null : PluginAssessmentState[upper(lack.state) as keyof typeof PluginAssessmentState], lackSince: lack?.since ?? null,
  });
}

const upper = <Name extends string>(name: Name) => name.toUpperCase() as Uppercase<Name>;
