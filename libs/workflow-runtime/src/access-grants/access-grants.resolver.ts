import {
  accessGrant, accessGrantRule, accessGrants, accessGrantState, ACCESS_SETTINGS, accountIn, askAccess, askForAccess, currentRequest, decideAccess, decideAccessGrants, endAccess, loadStation, openingsOf, personalReadsOf,
  readAccessGrants, Requires, ruleAccessGrants, setAccessGrantRule, Account, Station, TenantGate, type AccessGrantRow, type AccessSettings,
} from '@stationhouse/access';
import type { AuditRecord } from '@stationhouse/audit';
import { Inject, Optional } from '@nestjs/common';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { notFound, parseId, parseText, text, type Id } from '@stationhouse/kernel';
import { Notices } from '@stationhouse/notify';
import { batched } from '../graphql/views.js';
import { IncidentReference } from '../incident-reference.js';
import { AccessGrant, AccessGrantOpening, AccessGrantReading, AccessGrantRule } from './types.js';
import { sayDecided, sayEnded, sayStarted, sayWaiting } from './words.js';

const STATION = { type: () => ID };
const GRANT = { type: () => ID };

/** 授权查看: access of the bureau's people to a station, for a purpose and a time; the station is told and sees what was read. */
@Resolver(() => AccessGrant)
export class AccessGrantsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly notices: Notices,
    @Inject(ACCESS_SETTINGS) private readonly settings: Pick<AccessSettings, 'clock'>,
    @Optional() private readonly incidents?: IncidentReference,
  ) {}

  @Query(() => [AccessGrant], { description: 'Access granted to or asked for at a station, the latest first; at most 200.' })
  @Requires(readAccessGrants)
  async accessGrants(@Args('stationId', STATION) stationId: Id): Promise<AccessGrant[]> {
    return (await this.gate.inStation(stationId, (tenant) => accessGrants(tenant, [stationId]))).map((row) => this.view(row));
  }

  @Query(() => [AccessGrant], { description: 'Access granted or asked for in the whole bureau, the latest first; at most 200.' })
  @Requires(readAccessGrants)
  async bureauAccessGrants(@Args('bureauId', { type: () => ID }) bureauId: Id): Promise<AccessGrant[]> {
    const stationIds = currentRequest().signedIn.bureauStationIds.filter((stationId) => this.gate.may(readAccessGrants.id, { stationId }));
    return (await this.gate.inScope({ stationIds, bureauIds: [bureauId] }, (tenant) => accessGrants(tenant, stationIds))).map((row) => this.view(row));
  }

  @Query(() => AccessGrantRule, { description: 'What the bureau allows.' })
  @Requires(readAccessGrants)
  accessGrantRule(@Args('bureauId', { type: () => ID }) bureauId: Id): Promise<AccessGrantRule> {
    return this.gate.inBureau(bureauId, (tenant) => accessGrantRule(tenant, bureauId));
  }

  @Mutation(() => AccessGrantRule, { description: 'Changes what the bureau allows; what was granted before stays as it is. BAD_INPUT beyond 1 to 168 hours.' })
  @Requires(ruleAccessGrants)
  setAccessGrantRule(@Args('bureauId', { type: () => ID }) bureauId: Id, @Args('mostHours', { type: () => Int }) mostHours: number, @Args('alwaysDecided', { type: () => Boolean }) alwaysDecided: boolean): Promise<AccessGrantRule> {
    return this.gate.inBureau(bureauId, (tenant) => setAccessGrantRule(tenant, bureauId, { mostHours, alwaysDecided }));
  }

  @Mutation(() => AccessGrant, { description: 'Asks for access for the caller. One record opens at once, unless the bureau wants it decided; a whole station waits for a second person. The chief is told. PURPOSE_REQUIRED, BEYOND_BOUND, CONFLICT, NOT_FOUND for no such number.' })
  @Requires(askForAccess)
  async askForAccess(
    @Args('stationId', STATION) stationId: Id,
    @Args('recordNumber', { type: () => String, nullable: true, description: 'The number of one instance or incident, exactly; the whole station when absent.' }) recordNumber: string | null | undefined,
    @Args('purpose', { type: () => String, description: 'Why; the station reads it. At most 300 characters, nothing personal.' }) purpose: string,
    @Args('hours', { type: () => Int }) hours: number,
  ): Promise<AccessGrant> {
    const { id: accountId, bureauId, displayName } = currentRequest().account;
    return this.gate.inStation(stationId, async (tenant) => {
      const record = await this.recordOf(tenant, stationId, recordNumber);
      const row = await askAccess(tenant, { stationId, bureauId, accountId, record, purpose, hours }, this.settings.clock.now());
      await (row.startsAt === null ? sayWaiting : sayStarted)(tenant, this.notices, row, displayName);
      return this.view(row);
    }, { withBureau: true });
  }

  @Mutation(() => AccessGrant, { description: 'Decides a request of somebody else. Granted, it begins now and the chief is told. SECOND_PERSON_NEEDED for one’s own, CONFLICT when it no longer waits.' })
  @Requires(decideAccessGrants)
  async decideAccess(@Args('stationId', STATION) stationId: Id, @Args('grantId', GRANT) grantId: Id, @Args('refusal', { type: () => String, nullable: true, description: 'Why not; absent, it is granted. At most 500 characters.' }) refusal: string | null | undefined): Promise<AccessGrant> {
    return this.gate.inStation(stationId, async (tenant) => {
      const row = await decideAccess(tenant, stationId, parseId(grantId, 'grantId'), refusal ?? undefined, this.settings.clock.now());
      if (row.startsAt !== null) await sayStarted(tenant, this.notices, row, await nameOf(tenant, row));
      await sayDecided(tenant, this.notices, row);
      return this.view(row);
    }, { withBureau: true });
  }

  @Mutation(() => AccessGrant, { description: 'Ends access before its time, or takes a request back: one’s own, or anybody’s for whoever decides. Over already, it stays as it is. FORBIDDEN, NOT_FOUND.' })
  @Requires(readAccessGrants)
  async endAccess(@Args('stationId', STATION) stationId: Id, @Args('grantId', GRANT) grantId: Id): Promise<AccessGrant> {
    return this.gate.inStation(stationId, async (tenant) => {
      const before = await accessGrant(tenant, stationId, parseId(grantId, 'grantId'));
      if (before.accountId !== currentRequest().account.id) this.gate.require(decideAccessGrants.id, { stationId });
      const row = await endAccess(tenant, stationId, before.id, this.settings.clock.now());
      if (before.startsAt !== null && before.endedAt === null && row.endedAt !== null) await sayEnded(tenant, this.notices, row, await nameOf(tenant, row));
      return this.view(row);
    }, { withBureau: true });
  }

  @ResolveField(() => Station)
  async station(@Parent() { row }: AccessGrant): Promise<Station> {
    const found = await loadStation(this.gate, row.stationId);
    if (found === undefined) throw notFound(text('派出所', 'Station'));
    return found;
  }

  @ResolveField(() => Account, { description: 'Who asked, and who reads.' })
  account(@Parent() { row }: AccessGrant): Promise<Account> {
    return accountIn(this.gate, { stationId: row.stationId }, row.accountId);
  }

  @ResolveField(() => Account, { nullable: true, description: 'Who decided.' })
  async decidedBy(@Parent() { row }: AccessGrant): Promise<Account | null> {
    return row.decidedBy === null ? null : accountIn(this.gate, { stationId: row.stationId }, row.decidedBy);
  }

  @ResolveField(() => [AccessGrantOpening], { description: 'What was opened, the latest first.' })
  openings(@Parent() { row }: AccessGrant): Promise<AccessGrantOpening[]> {
    return batched('openings of access grants', this.gate, row.stationId, (tenant, ids) => openingsOf(tenant, row.stationId, ids), ({ grantId }) => grantId).load(row.id);
  }

  @ResolveField(() => [AccessGrantReading], { description: 'Whose personal data were read in full, the latest first; at most 500.' })
  personalReads(@Parent() { row }: AccessGrant): Promise<AccessGrantReading[]> {
    return batched('readings of access grants', this.gate, row.stationId, (tenant, ids) => personalReadsOf(tenant, row.stationId, ids), ({ grantId }) => grantId).load(row.id);
  }

  private view(row: AccessGrantRow): AccessGrant {
    const state = accessGrantState(row, this.settings.clock.now());
    const own = row.accountId === currentRequest().account.id;
    const decides = this.gate.may(decideAccessGrants.id, { stationId: row.stationId });
    return Object.assign(new AccessGrant(), { ...row, row, state, mayDecide: decides && !own && state === 'WAITING', mayEnd: (own || decides) && (state === 'WAITING' || state === 'ACTIVE') });
  }

  private async recordOf(tenant: Tenant, stationId: Id, given: string | null | undefined): Promise<AuditRecord | undefined> {
    const number = parseText(given ?? '', 'recordNumber', 60).trim();
    if (number === '') return undefined;
    const [instance] = await tenant.sql<{ id: Id }>('SELECT id FROM instance WHERE station_id = $1 AND number = $2', [stationId, number]);
    if (instance !== undefined) return { kind: 'instance', id: instance.id, number };
    const incident = await this.incidents?.byNumber(tenant, stationId, number);
    if (incident !== undefined) return { kind: 'incident', id: incident, number };
    throw notFound(text('该编号的事项或警情', 'Instance or incident of that number'));
  }
}

async function nameOf(tenant: Tenant, row: AccessGrantRow): Promise<string> {
  return (await tenant.repository(Account).findOneBy({ bureauId: row.bureauId, id: row.accountId }))?.displayName ?? '–';
}
