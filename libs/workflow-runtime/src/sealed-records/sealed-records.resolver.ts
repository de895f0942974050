import { accountIn, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { parseId, type Id } from '@stationhouse/kernel';
import { liftSeals, readSeals, sealRecords } from '../permissions.js';
import type { SealedRecordRow } from './entities.js';
import { listSealed, sealById, Sealing } from './sealing.js';
import { SealableKind, SealedRecord, SealedRecordConnection } from './types.js';

const STATION = { type: () => ID };
const REASON = { type: () => String, description: 'Kept with the seal and in the audit record; at most 500 characters, nothing personal.' };
const KEY = { type: () => String, description: 'Chosen once per intention; repeated, the command returns its first answer. At most 200 characters.' };

/** Sealed records: their covers, sealing, and lifting a seal. */
@Resolver(() => SealedRecord)
export class SealedRecordsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly sealing: Sealing,
  ) {}

  @Query(() => SealedRecordConnection, { description: 'The covers of what was sealed at a station, the latest first, also of seals that were lifted; nothing of the content. BAD_CURSOR, BAD_INPUT.' })
  @Requires(readSeals)
  sealedRecords(@Args('stationId', STATION) stationId: Id, @Args('first', { type: () => Int, defaultValue: 20 }) first: number, @Args('after', { type: () => String, nullable: true }) after: string | null | undefined): Promise<SealedRecordConnection> {
    return this.gate.inStation(stationId, async (tenant) => {
      const { edges, pageInfo } = await listSealed(tenant, stationId, first, after);
      return { edges: edges.map(({ cursor, node }) => ({ cursor, node: shown(node) })), pageInfo };
    });
  }

  @Mutation(() => SealedRecord, { description: 'Seals a record (治安管理处罚法 136): from then on it is in no list, search, count, figure, export or answer, for nobody; its retention goes on. NOT_FOUND, BAD_INPUT, CONFLICT while it goes on or is on legal hold, or once it is sealed.' })
  @Requires(sealRecords)
  sealRecord(
    @Args('stationId', STATION) stationId: Id,
    @Args('kind', { type: () => SealableKind }) kind: SealableKind,
    @Args('recordId', { type: () => ID, description: 'Of the instance or the incident.' }) recordId: Id,
    @Args('basis', { type: () => String, description: 'The clause it rests on; at most 500 characters.' }) basis: string,
    @Args('reason', REASON) reason: string,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<SealedRecord> {
    return this.changed(stationId, (tenant) => this.sealing.seal(tenant, stationId, { kind: kind === SealableKind.INSTANCE ? 'instance' : 'incident', recordId: parseId(recordId, 'recordId'), basis, reason, idempotencyKey }));
  }

  @Mutation(() => SealedRecord, { description: 'Lifts a seal, for an inquiry that the law allows: the record is there again for whoever may see it. The bureau’s legal department decides. NOT_FOUND, BAD_INPUT, CONFLICT once lifted.' })
  @Requires(liftSeals)
  liftSeal(@Args('stationId', STATION) stationId: Id, @Args('sealId', { type: () => ID }) sealId: Id, @Args('reason', REASON) reason: string, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<SealedRecord> {
    return this.changed(stationId, (tenant) => this.sealing.lift(tenant, stationId, { sealId: parseId(sealId, 'sealId'), reason, idempotencyKey }));
  }

  @ResolveField(() => String, { description: 'Who sealed it.' })
  async sealedBy(@Parent() { row }: SealedRecord): Promise<string> {
    return (await accountIn(this.gate, { stationId: row.stationId }, row.sealedBy)).displayName;
  }

  @ResolveField(() => String, { nullable: true, description: 'Who lifted the seal.' })
  async liftedBy(@Parent() { row }: SealedRecord): Promise<string | null> {
    return row.liftedBy === null ? null : (await accountIn(this.gate, { stationId: row.stationId }, row.liftedBy)).displayName;
  }

  private changed(stationId: Id, command: (tenant: Tenant) => Promise<{ readonly id: Id }>): Promise<SealedRecord> {
    return this.gate.inSealed(stationId, async (tenant) => {
      const { id } = await command(tenant);
      const row = await sealById(tenant, stationId, id);
      if (row === undefined) throw new Error('A seal that was written is there.');
      return shown(row);
    });
  }
}

function shown(row: SealedRecordRow): SealedRecord {
  const { id, instanceId, incidentId, number, basis, reason, sealedAt, liftedAt, liftReason } = row;
  const [kind, recordId] = instanceId === null ? [SealableKind.INCIDENT, incidentId ?? ''] : [SealableKind.INSTANCE, instanceId];
  return Object.assign(new SealedRecord(), { row, id, kind, recordId, number, basis, reason, sealedAt, liftedAt, liftReason });
}
