import { Account, accountIn, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { badInput, parseId, parseText, text, type Id } from '@stationhouse/kernel';
import { readOperations, repairAutomations, repairOperations } from '../permissions.js';
import type { RepairRow } from './entities.js';
import { failedItems, listRepairs, Repairs } from './repairs.js';
import { Repair, RepairFailure, RepairKindName, RepairStatusName } from './types.js';

const STATION = { type: () => ID };
const REPAIR = { type: () => ID };
/** Repairs of one answer at most. */
const MOST = 100;
const MOST_ITEMS = 500;
/** Kinds that may be narrowed to a topic or an automation. */
const NARROWED: readonly RepairKindName[] = [RepairKindName.RESEND_JOBS, RepairKindName.RETRY_CALLS];
const KEY_LENGTH = 200;

/** Bulk repairs: started, watched, suspended, cancelled. */
@Resolver(() => Repair)
export class RepairsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly service: Repairs,
  ) {}

  @Query(() => [Repair], { description: 'The latest repairs of some stations, newest first; at most 100.' })
  @Requires(readOperations)
  async repairs(@Args('stationIds', { type: () => [ID] }) stationIds: Id[], @Args('first', { type: () => Int, defaultValue: 20 }) first: number): Promise<Repair[]> {
    if (first < 1 || first > MOST) throw badInput('first', text(`“first”须为 1 至 ${MOST}。`, `"first" must be 1 to ${MOST}.`));
    const rows = await this.gate.inStations(stationIds, (tenant) => listRepairs(tenant, stationIds, first));
    return rows.map(viewRepair);
  }

  @Mutation(() => [Repair], { description: 'Starts a repair at each of some stations; one with nothing to mend is done at once. Each item is audited as a deed of whoever started it. BAD_INPUT.' })
  @Requires(repairOperations)
  async startRepair(
    @Args('stationIds', { type: () => [ID] }) stationIds: Id[],
    @Args('kind', { type: () => RepairKindName }) kind: RepairKindName,
    @Args('onlyOf', { type: () => String, nullable: true, description: 'RESEND_JOBS: only this topic. RETRY_CALLS: only this automation.' }) onlyOf: string | null | undefined,
    @Args('itemIds', { type: () => [ID], nullable: true, description: 'Only these timers, instances, jobs or calls; at most 500.' }) itemIds: Id[] | null | undefined,
    @Args('idempotencyKey', { type: () => String, description: 'Chosen by the sender, once per intention; a repeated start answers the first repairs.' }) idempotencyKey: string,
  ): Promise<Repair[]> {
    const key = parseText(idempotencyKey, 'idempotencyKey', KEY_LENGTH);
    if (key === '') throw badInput('idempotencyKey', text('“idempotencyKey”不能为空，请为每次操作生成一个唯一值。', '"idempotencyKey" must not be empty: make a unique value for each intention.'));
    if (onlyOf !== null && onlyOf !== undefined && !NARROWED.includes(kind)) throw badInput('onlyOf', text('“onlyOf”只用于重发任务和重试自动步骤。', '"onlyOf" narrows RESEND_JOBS and RETRY_CALLS only.'));
    if (kind === RepairKindName.RETRY_CALLS) for (const stationId of stationIds) this.gate.require(repairAutomations.id, { stationId });
    if (itemIds !== null && itemIds !== undefined && itemIds.length > MOST_ITEMS) throw badInput('itemIds', text(`“itemIds”最多 ${MOST_ITEMS} 项。`, `"itemIds" names at most ${MOST_ITEMS}.`));
    const command = { kind, onlyOf: onlyOf ?? undefined, itemIds: itemIds?.map((id) => parseId(id, 'itemIds')), idempotencyKey: key };
    const rows: RepairRow[] = [];
    // A transaction a station: none waits for the others' lists.
    for (const stationId of new Set(stationIds)) rows.push(await this.gate.inStation(stationId, (tenant) => this.service.start(tenant, stationId, command)));
    return rows.map(viewRepair);
  }

  @Mutation(() => Repair, { description: 'Stops a repair before its next item; resumeRepair goes on. NOT_FOUND, CONFLICT.' })
  @Requires(repairOperations)
  suspendRepair(@Args('stationId', STATION) stationId: Id, @Args('repairId', REPAIR) repairId: Id): Promise<Repair> {
    return this.change(stationId, repairId, 'suspended');
  }

  @Mutation(() => Repair, { description: 'Goes on with a suspended repair. NOT_FOUND, CONFLICT.' })
  @Requires(repairOperations)
  resumeRepair(@Args('stationId', STATION) stationId: Id, @Args('repairId', REPAIR) repairId: Id): Promise<Repair> {
    return this.change(stationId, repairId, 'running');
  }

  @Mutation(() => Repair, { description: 'Ends a repair before its next item; what is mended stays so. NOT_FOUND, CONFLICT.' })
  @Requires(repairOperations)
  cancelRepair(@Args('stationId', STATION) stationId: Id, @Args('repairId', REPAIR) repairId: Id): Promise<Repair> {
    return this.change(stationId, repairId, 'cancelled');
  }

  @ResolveField(() => Account, { description: 'Who started it.' })
  startedBy(@Parent() { stationId, startedById }: Repair): Promise<Account> {
    return accountIn(this.gate, { stationId }, startedById);
  }

  @ResolveField(() => [RepairFailure], { description: 'What could not be mended, latest first; at most 50.' })
  async failures(@Parent() { stationId, id }: Repair): Promise<RepairFailure[]> {
    const items = await this.gate.inStation(stationId, (tenant) => failedItems(tenant, stationId, id));
    return items.map(({ itemId, instanceId, code, error }) => ({ itemId, instanceId, code: code ?? 'INTERNAL', error: error ?? text('原因不明。', 'The cause is not known.') }));
  }

  private async change(stationId: Id, repairId: Id, to: 'running' | 'suspended' | 'cancelled'): Promise<Repair> {
    return viewRepair(await this.gate.inStation(stationId, (tenant) => this.service.change(tenant, stationId, parseId(repairId, 'repairId'), to)));
  }
}

function viewRepair({ id, stationId, kind, onlyOf, status, total, done, failed, startedBy, startedAt, finishedAt }: RepairRow): Repair {
  return Object.assign(new Repair(), { id, stationId, kind: kind as RepairKindName, onlyOf, status: status as RepairStatusName, total, done, failed, startedById: startedBy, startedAt, finishedAt });
}
