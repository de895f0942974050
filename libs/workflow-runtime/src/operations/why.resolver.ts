import { covers, findRole, loadStation, TenantGate, type DataClass, type Reader } from '@stationhouse/access';
import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { text } from '@stationhouse/kernel';
import type { CompiledWorkflow, JsonObject, Way } from '@stationhouse/workflow';
import { AutomationBook } from '../automations/book.js';
import { WorkflowCatalog } from '../catalog/catalog.js';
import { namedEntry } from '../graphql/timeline-views.js';
import { Instance } from '../graphql/types.js';
import { viewStuck } from './operations.resolver.js';
import { StuckFinder } from './stuck.js';
import { InstanceWay, InstanceWhy, WaitingTask } from './types.js';
import { readWhy, type WaitingTask as Waiting } from './why.js';

/** Names of people in one answer. */
const MOST_PEOPLE = 10;

/** Why an instance stands where it does. */
@Resolver(() => Instance)
export class WhyResolver {
  private readonly stuck: StuckFinder;

  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    private readonly automations: AutomationBook,
  ) {
    this.stuck = new StuckFinder(catalog);
  }

  @ResolveField(() => InstanceWhy, { description: 'What it waits for, who may act, what would move it on and what holds it.' })
  async why(@Parent() { row, compiled, reader }: Instance): Promise<InstanceWhy> {
    const { stationId, id } = row;
    const station = await loadStation(this.gate, stationId);
    const [why, stuck] = await this.gate.inStation(stationId, async (tenant) => {
      const found = await this.stuck.list(tenant, [stationId], { instanceId: id }, STUCK_AT_MOST, undefined);
      return [await readWhy(tenant, this.catalog, row, station?.timeZone ?? 'UTC'), await viewStuck(tenant, this.catalog, this.automations, found.edges.map(({ node }) => node))] as const;
    });
    const [nextTimer] = why.timers;
    return {
      summary: why.summary,
      lastEvents: await Promise.all(why.lastEvents.map((line) => namedEntry(this.gate, stationId, line))),
      tasks: why.tasks.map(viewWaiting),
      nextTimer: nextTimer ?? null,
      timers: why.timers.length,
      calls: [...why.calls],
      links: [...why.links],
      ways: why.ways.flatMap((way) => viewWay(way, compiled, reader)),
      stuck,
    };
  }
}

/** Findings about one instance. */
const STUCK_AT_MOST = 20;

function viewWaiting({ task, title, people }: Waiting): WaitingTask {
  const roles = task.roles.map((role) => findRole(role)?.title ?? text(role, role));
  return { taskId: task.id, title, roles, claimed: task.assigneeId !== null, people: people.slice(0, MOST_PEOPLE), peopleCount: people.length, since: task.openedAt, dueAt: task.dueAt };
}

/** Whether a guard holds says something of the data it reads: only to readers who see those. */
function viewWay({ from, kind, title, to, guard, refusal }: Way, compiled: CompiledWorkflow, reader: Reader): InstanceWay[] {
  const told = guard === undefined || guard.reads.every((field) => seen(compiled.dataSchema, field, reader));
  if (refusal !== undefined && !told) return [];
  const titleOf = (path: string) => compiled.states[path]?.title ?? text(path, path);
  return [
    {
      kind,
      title,
      fromTitle: titleOf(from),
      toTitle: to === undefined ? null : titleOf(to),
      when: guard?.source ?? null,
      whenWords: guard?.words ?? null,
      because: guard?.because ?? null,
      holds: told ? (guard?.holds ?? null) : null,
      refusal: refusal ?? null,
    },
  ];
}

function seen(schema: JsonObject, field: string, reader: Reader): boolean {
  const part = field === '*' ? schema : ((schema['properties'] ?? {}) as JsonObject)[field];
  const classes = [...JSON.stringify(part ?? null).matchAll(/"x-personal":"(P[0-3])"/g)].map(([, dataClass]) => dataClass as DataClass);
  return classes.every((dataClass) => covers(reader.level, dataClass));
}
