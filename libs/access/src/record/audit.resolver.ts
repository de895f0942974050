import { Args, Field, ID, InputType, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { auditActionTitle, AuditEntryRow } from '@stationhouse/audit';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { Requires } from '../guard/decorators.js';
import { TenantGate } from '../guard/tenant-gate.js';
import type { Page } from '../graphql/cursor.js';
import { DateTime, Json } from '../graphql/scalars.js';
import { PageInfo, Text } from '../graphql/types.js';
import { loadAccount } from '../organisation/loaders.js';
import { readAudit } from '../permissions/catalogue.js';
import { currentRequest } from '../request/context.js';
import { readAuditPage, type AuditQuery } from './audit-page.js';

/** The platform itself, where no account acted. */
const PLATFORM = 'Stationhouse';

@InputType()
export class AuditFilter {
  @Field(() => DateTime, { nullable: true, description: 'From this moment on.' }) from?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Before this moment.' }) to?: Date | null;
  @Field(() => ID, { nullable: true }) actorId?: Id | null;
  @Field(() => String, { nullable: true, description: 'Id of an action.' }) action?: string | null;
  @Field(() => ID, { nullable: true }) recordId?: Id | null;
}

@ObjectType({ description: 'One line of the record: who did what, when, from where, to which record, and why.' })
export class AuditEntry {
  @Field(() => ID) id!: Id;
  @Field(() => DateTime) at!: Date;
  @Field(() => String, { description: 'Id of the action.' }) action!: string;
  @Field(() => ID, { nullable: true }) actorId!: Id | null;
  @Field(() => String, { nullable: true }) recordKind!: string | null;
  @Field(() => ID, { nullable: true }) recordId!: Id | null;
  @Field(() => String, { nullable: true, description: 'The number people know the record by.' }) recordNumber!: string | null;
  @Field(() => String, { nullable: true }) purpose!: string | null;
  @Field(() => String, { nullable: true, description: 'Network address.' }) address!: string | null;
  @Field(() => ID, { nullable: true, description: 'Null for a deed of the bureau.' }) stationId!: Id | null;
  @Field(() => Json, { nullable: true }) details!: Record<string, unknown> | null;
  /** The bureau or station it is read at. */
  readAt!: { stationId: Id } | { bureauId: Id };
}

@ObjectType()
export class AuditEdge {
  @Field(() => String) cursor!: string;
  @Field(() => AuditEntry) node!: AuditEntry;
}

@ObjectType()
export class AuditConnection {
  @Field(() => [AuditEdge]) edges!: AuditEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}

/** Reads the audit record. */
@Resolver(() => AuditEntry)
export class AuditResolver {
  constructor(private readonly gate: TenantGate) {}

  @Query(() => AuditConnection, { description: 'A station’s record, newest first.' })
  @Requires(readAudit)
  async auditEntries(
    @Args('stationId', { type: () => ID }) stationId: Id,
    @Args('filter', { type: () => AuditFilter, nullable: true }) filter: AuditFilter | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<AuditConnection> {
    const query: AuditQuery = { unitIds: [stationId], filter: filter ?? {}, first, after };
    return connection(await this.gate.inStation(stationId, (tenant) => readAuditPage(tenant, query)), { stationId });
  }

  @Query(() => AuditConnection, { description: 'The record of a bureau and its stations, newest first.' })
  @Requires(readAudit)
  async bureauAuditEntries(
    @Args('bureauId', { type: () => ID }) bureauId: Id,
    @Args('filter', { type: () => AuditFilter, nullable: true }) filter: AuditFilter | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<AuditConnection> {
    const stationIds = currentRequest().signedIn.bureauStationIds.filter((stationId) => this.gate.may(readAudit.id, { stationId }));
    const query: AuditQuery = { unitIds: [bureauId, ...stationIds], filter: filter ?? {}, first, after };
    return connection(await this.gate.inScope({ stationIds, bureauIds: [bureauId] }, (tenant) => readAuditPage(tenant, query)), { bureauId });
  }

  @ResolveField(() => String, { description: 'The name of who acted.' })
  async actor(@Parent() entry: AuditEntry): Promise<string> {
    if (entry.actorId === null) return PLATFORM;
    return (await loadAccount(this.gate, entry.readAt, entry.actorId))?.displayName ?? entry.actorId;
  }

  @ResolveField(() => Text)
  actionTitle(@Parent() entry: AuditEntry): Bilingual {
    return auditActionTitle(entry.action);
  }
}

function connection(page: Page<AuditEntryRow>, readAt: AuditEntry['readAt']): AuditConnection {
  return { pageInfo: page.pageInfo, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: { ...node, stationId: node.unitKind === 'station' ? node.unitId : null, readAt } })) };
}
