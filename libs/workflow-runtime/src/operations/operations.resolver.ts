import { Requires, SignedIn, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Query, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { queueFigures } from '@stationhouse/jobs';
import { text, type Bilingual, type Id } from '@stationhouse/kernel';
import { AutomationBook } from '../automations/book.js';
import { WorkflowCatalog, type Workflows } from '../catalog/catalog.js';
import { readInstances, readOperations } from '../permissions.js';
import { countInstances, stationFigures } from './counts.js';
import type { RepairKind } from './entities.js';
import { STUCK_RULES, StuckFinder, type Stuck } from './stuck.js';
import { InstanceCount, StationOperations, StuckInstance, StuckInstanceConnection, StuckRuleName, StuckRuleWords, type RepairKindName } from './types.js';
import { findingInWords, RULE_WORDS } from './words.js';

const STATIONS = { type: () => [ID], description: 'At most 1,000.' };

/** How stations run: counts for whoever answers for them, what is stuck for those who may read it. */
@Resolver()
export class OperationsResolver {
  private readonly stuck: StuckFinder;

  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    private readonly automations: AutomationBook,
  ) {
    this.stuck = new StuckFinder(catalog);
  }

  @Query(() => [StationOperations], { description: 'How some stations run, in figures.' })
  @Requires(readOperations)
  async stationOperations(@Args('stationIds', STATIONS) stationIds: Id[]): Promise<StationOperations[]> {
    return this.gate.inStations(stationIds, async (tenant) => {
      const [figures, stuck, queue] = [await stationFigures(tenant, stationIds), await this.stuck.count(tenant, stationIds), await queueFigures(tenant, stationIds)];
      return figures.map((station) => {
        const jobs = queue.filter(({ scopeId }) => scopeId === station.stationId);
        return {
          ...station,
          stuck: stuck.filter(({ stationId }) => stationId === station.stationId).map(({ rule, count }) => ({ rule: rule as StuckRuleName, count })),
          jobsWaiting: sum(jobs.map(({ waiting }) => waiting)),
          jobsParked: sum(jobs.map(({ parked }) => parked)),
          jobLagSeconds: Math.max(0, ...jobs.map(({ lagSeconds }) => lagSeconds)),
        };
      });
    });
  }

  @Query(() => [InstanceCount], { description: 'Running instances of some stations by workflow, version and state.' })
  @Requires(readOperations)
  async instanceCounts(@Args('stationIds', STATIONS) stationIds: Id[]): Promise<InstanceCount[]> {
    return this.gate.inStations(stationIds, (tenant) => countInstances(tenant, this.catalog, stationIds));
  }

  @Query(() => [StuckRuleWords], { description: 'The rules that find what is stuck.' })
  @SignedIn()
  stuckRules(): StuckRuleWords[] {
    return STUCK_RULES.map((rule) => ({ rule: rule as StuckRuleName, title: RULE_WORDS[rule].title, mend: RULE_WORDS[rule].mend, repair: (RULE_WORDS[rule].repair ?? null) as RepairKindName | null }));
  }

  @Query(() => StuckInstanceConnection, { description: 'What is stuck at a station, longest first, for those who also read instances. At most 200 a page. BAD_CURSOR, BAD_INPUT, FORBIDDEN.' })
  @Requires(readOperations)
  async stuckInstances(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('rule', { type: () => StuckRuleName, nullable: true }) rule: StuckRuleName | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<StuckInstanceConnection> {
    this.gate.require(readInstances.id, { stationId });
    return this.gate.inStation(stationId, async (tenant) => {
      const page = await this.stuck.list(tenant, [stationId], { rule: rule ?? undefined }, first, after);
      const nodes = await viewStuck(tenant, this.catalog, this.automations, page.edges.map(({ node }) => node));
      return { pageInfo: page.pageInfo, edges: nodes.map((node, index) => ({ node, cursor: page.edges[index]?.cursor ?? '' })) };
    });
  }
}

/** Findings as GraphQL shows them; a version that does not load leaves the titles of the present one. */
export async function viewStuck(tenant: Tenant, catalog: WorkflowCatalog, automations: AutomationBook, rows: readonly Stuck[]): Promise<StuckInstance[]> {
  const workflows = await catalog.seen(tenant);
  const shown: StuckInstance[] = [];
  for (const row of rows) {
    const compiled = (await catalog.loads(tenant, row.definition)) ? await catalog.version(tenant, row.definition) : undefined;
    const { repair } = RULE_WORDS[row.rule];
    shown.push({
      stationId: row.stationId,
      instanceId: row.instanceId,
      number: row.number,
      workflowTitle: (compiled ?? workflows.find(row.workflow)?.compiled)?.title ?? text(row.workflow, row.workflow),
      rule: row.rule as StuckRuleName,
      finding: findingInWords(row, compiled, calledOf(row, workflows, automations)),
      since: row.since,
      subjectId: row.subject,
      itemId: itemOf(row, repair),
      taskId: row.rule === 'task-unattended' ? row.subject : null,
    });
  }
  return shown;
}

/** What a repair of the finding takes as its item. A linked instance that could not be started is mended on its parent's page. */
function itemOf(row: Stuck, repair: RepairKind | undefined): Id | null {
  if (repair === undefined || row.place === 'linked') return null;
  return repair === 'determine' ? row.instanceId : row.subject;
}

function calledOf({ place, roles }: Stuck, workflows: Workflows, automations: AutomationBook): Bilingual {
  const [name = ''] = roles ?? [];
  return (place === 'linked' ? workflows.find(name)?.compiled.title : automations.find(name)?.title) ?? text(name, name);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
