import { Json, maskBySchema, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { parseId, text, type Id } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';
import { WorkflowCatalog } from '../catalog/catalog.js';
import type { AutomationCallRow } from '../entities.js';
import { callAt } from '../graphql/call.js';
import { Instance, InstanceSummary } from '../graphql/types.js';
import { batched, parseObject, summariesOf } from '../graphql/views.js';
import { repairAutomations } from '../permissions.js';
import { instancesById } from '../reads/instances.js';
import { AutomationBook } from './book.js';
import { listBreakers } from './breaker.js';
import { callsOfInstances, listCalls } from './reads.js';
import { AutomationRepair, isRepairable, readCall } from './repair.js';
import { AutomationBreaker, AutomationCall, AutomationCallConnection, AutomationCallFilter } from './types.js';

const STATION = { type: () => ID };
const CALL = { type: () => ID };
const REASON = { type: () => String, description: 'Kept in the audit record. At most 500 characters.' };
const KEY = { type: () => String, description: 'Chosen once per intention; repeated, the command returns its first answer. At most 200 characters.' };

/** Calls of automations, for their instances and for whoever repairs them. */
@Resolver(() => AutomationCall)
export class AutomationsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly catalog: WorkflowCatalog,
    private readonly automations: AutomationBook,
    private readonly repair: AutomationRepair,
  ) {}

  @Query(() => AutomationCallConnection, { description: 'The station’s calls of automations, newest first. At most 200 a page.' })
  @Requires(repairAutomations)
  async automationCalls(
    @Args('stationId', STATION) stationId: Id,
    @Args('filter', { type: () => AutomationCallFilter, nullable: true }) filter: AutomationCallFilter | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<AutomationCallConnection> {
    const selection = { statuses: filter?.statuses ?? undefined, automation: filter?.automation ?? undefined, instanceId: filter?.instanceId ?? undefined };
    const page = await this.gate.inStation(stationId, (tenant) => listCalls(tenant, stationId, selection, first, after));
    return { pageInfo: page.pageInfo, edges: page.edges.map(({ node, cursor }) => ({ cursor, node: this.view(node) })) };
  }

  @Query(() => [AutomationBreaker], { description: 'The station’s automations with failures behind them.' })
  @Requires(repairAutomations)
  async automationBreakers(@Args('stationId', STATION) stationId: Id): Promise<AutomationBreaker[]> {
    const breakers = await this.gate.inStation(stationId, (tenant) => listBreakers(tenant, stationId));
    return breakers.map((breaker) => ({ ...breaker, title: this.titleOf(breaker.automation) }));
  }

  @Mutation(() => AutomationCall, { description: 'Tries a failed call again, or one that waits for its next attempt at once. CALL_NOT_PENDING, NOT_FOUND, BAD_INPUT.' })
  @Requires(repairAutomations)
  async retryAutomation(@Args('stationId', STATION) stationId: Id, @Args('callId', CALL) callId: Id, @Args('reason', REASON) reason: string): Promise<AutomationCall> {
    return this.view(await this.repair.retryAutomation(callAt(stationId), { callId: parseId(callId, 'callId'), reason }));
  }

  @Mutation(() => AutomationCall, { description: 'Changes fields of a call’s input and tries it again; fields that are not named keep their values. FORM_INVALID, CALL_NOT_PENDING, NOT_FOUND, BAD_INPUT.' })
  @Requires(repairAutomations)
  async editAndRetryAutomation(
    @Args('stationId', STATION) stationId: Id,
    @Args('callId', CALL) callId: Id,
    @Args('input', { type: () => Json, description: 'The fields that change.' }) input: unknown,
    @Args('reason', REASON) reason: string,
  ): Promise<AutomationCall> {
    return this.view(await this.repair.editAndRetryAutomation(callAt(stationId), { callId: parseId(callId, 'callId'), input: parseObject(input, 'input'), reason }));
  }

  @Mutation(() => AutomationCall, { description: 'Goes on without the handler: the instance gets the output as if it were the result. OUTPUT_INVALID when its workflow needs other fields, CALL_NOT_PENDING, NOT_FOUND, BAD_INPUT.' })
  @Requires(repairAutomations)
  async skipAutomation(
    @Args('stationId', STATION) stationId: Id,
    @Args('callId', CALL) callId: Id,
    @Args('output', { type: () => Json, nullable: true }) output: unknown,
    @Args('reason', REASON) reason: string,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<AutomationCall> {
    const id = parseId(callId, 'callId');
    await this.repair.skipAutomation(callAt(stationId), { callId: id, reason, idempotencyKey, ...(output === null || output === undefined ? {} : { output: parseObject(output, 'output') }) });
    return this.view(await this.gate.inStation(stationId, (tenant) => readCall(tenant, stationId, id)));
  }

  @ResolveField(() => Json, { description: 'Masked by the x-personal classes of the automation’s input schema.' })
  input(@Parent() { row }: AutomationCall): JsonObject {
    return maskBySchema(this.automations.find(row.automation)?.input ?? HIDDEN, row.input, this.gate.reader(row.stationId).level) as JsonObject;
  }

  @ResolveField(() => InstanceSummary, { nullable: true })
  async instance(@Parent() { stationId, instanceId }: AutomationCall): Promise<InstanceSummary | null> {
    const [summary] = await batched('instances of calls', this.gate, stationId, async (tenant, ids) => summariesOf(tenant, this.catalog, await instancesById(tenant, stationId, ids)), ({ id }) => id).load(instanceId);
    return summary ?? null;
  }

  private view(row: AutomationCallRow): AutomationCall {
    return viewCall(row, this.automations);
  }

  private titleOf(automation: string) {
    return this.automations.find(automation)?.title ?? text(automation, automation);
  }
}

/** What no plugin describes any more is shown to nobody. */
const HIDDEN: JsonObject = { type: 'object', 'x-personal': 'P3' };

/** The calls of an instance. */
@Resolver(() => Instance)
export class InstanceAutomationsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly automations: AutomationBook,
  ) {}

  @ResolveField(() => [AutomationCall], { description: 'What it called, oldest first.' })
  async automationCalls(@Parent() { id, stationId }: Instance): Promise<AutomationCall[]> {
    const rows = await batched('calls', this.gate, stationId, (tenant, ids) => callsOfInstances(tenant, stationId, ids), (row) => row.instanceId).load(id);
    return rows.map((row) => viewCall(row, this.automations));
  }
}

function viewCall(row: AutomationCallRow, automations: AutomationBook): AutomationCall {
  const { id, stationId, instanceId, automation, action, status, attempts, nextAt, error, compensates, exercise, madeAt, startedAt, finishedAt } = row;
  const known = automations.find(automation);
  const view = { row, id, stationId, instanceId, automation, title: known?.title ?? text(automation, automation), action, status, attempts, nextAt, error, errorText: known?.failures?.[/^\w+/.exec(error ?? '')?.[0] ?? ''] ?? null, compensating: compensates !== null, repairable: isRepairable(row), exercise, madeAt, startedAt, finishedAt, inputSchema: known?.input ?? null };
  return Object.assign(new AutomationCall(), view);
}
