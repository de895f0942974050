import { Account, accountIn, LocalDate, Requires, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import type { LocalDate as Day } from '../dates.js';
import { composeBriefing, correctBriefing, listBriefings, readBriefing, refreshBriefing, writeTexts } from './briefings.js';
import { BriefingDesk, BriefingSourcesOfHouse } from './desk.js';
import { readBriefings, sendBriefings, writeBriefings } from './permissions.js';
import { Briefing, BriefingRecipients, BriefingRecipientsInput, BriefingTextsInput } from './types.js';
import { viewBriefing } from './view.js';

const STATION = { type: () => ID };
const BRIEFING = { type: () => ID };
const VERSION = { type: () => Int, description: 'The version it was read in.' };
const KEY = { type: () => String, description: 'Made once per intention, at most 200 characters; a repeated command returns the first answer.' };

/** Weekly analysis briefings: composed by themselves, read and written by people, sent. */
@Resolver(() => Briefing)
export class BriefingsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly sources: BriefingSourcesOfHouse,
    private readonly desk: BriefingDesk,
  ) {}

  @Query(() => [Briefing], { description: 'The weekly briefings of a station, the latest week first; about two years of them. Readers of the bureau see what was sent to it.' })
  @Requires(readBriefings)
  async briefings(@Args('stationId', STATION) stationId: Id): Promise<Briefing[]> {
    return (await this.gate.inStation(stationId, (tenant) => listBriefings(tenant, stationId, this.desk.sightAt(stationId)))).map(viewBriefing);
  }

  @Query(() => Briefing, { description: 'One weekly briefing. NOT_FOUND.' })
  @Requires(readBriefings)
  async briefing(@Args('stationId', STATION) stationId: Id, @Args('briefingId', BRIEFING) briefingId: Id): Promise<Briefing> {
    return viewBriefing(await this.gate.inStation(stationId, (tenant) => readBriefing(tenant, stationId, parseId(briefingId, 'briefingId'), this.desk.sightAt(stationId))));
  }

  @Mutation(() => Briefing, { description: 'Composes the briefing of seven days that has none yet; the schedule weekly-briefing does it by itself. BAD_INPUT, CONFLICT, STATION_CLOSED.' })
  @Requires(writeBriefings)
  async composeBriefing(
    @Args('stationId', STATION) stationId: Id,
    @Args('last', { type: () => LocalDate, nullable: true, description: 'The last of the seven days; yesterday when null.' }) last: Day | null | undefined,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<Briefing> {
    return viewBriefing(await this.gate.inStation(stationId, (tenant) => composeBriefing(tenant, this.sources, stationId, last ?? undefined, idempotencyKey)));
  }

  @Mutation(() => Briefing, { description: 'Begins the next edition of a briefing that went out, with its texts and the figures as they are known now. CONFLICT for a draft, and where a later edition is there. NOT_FOUND.' })
  @Requires(writeBriefings)
  async correctBriefing(@Args('stationId', STATION) stationId: Id, @Args('briefingId', BRIEFING) briefingId: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<Briefing> {
    return viewBriefing(await this.gate.inStation(stationId, (tenant) => correctBriefing(tenant, this.sources, stationId, parseId(briefingId, 'briefingId'), idempotencyKey)));
  }

  @Mutation(() => Briefing, { description: 'Writes the texts of a draft. STALE_VERSION, CONFLICT for what went out, TEXT_TOO_LONG, NOT_FOUND.' })
  @Requires(writeBriefings)
  async writeBriefing(@Args('stationId', STATION) stationId: Id, @Args('briefingId', BRIEFING) briefingId: Id, @Args('texts', { type: () => BriefingTextsInput }) texts: BriefingTextsInput, @Args('expectedVersion', VERSION) expectedVersion: number): Promise<Briefing> {
    return viewBriefing(await this.gate.inStation(stationId, (tenant) => writeTexts(tenant, stationId, parseId(briefingId, 'briefingId'), texts, expectedVersion)));
  }

  @Mutation(() => Briefing, { description: 'Computes the figures of a draft anew; its texts stay. STALE_VERSION, CONFLICT for what went out, NOT_FOUND.' })
  @Requires(writeBriefings)
  async refreshBriefing(@Args('stationId', STATION) stationId: Id, @Args('briefingId', BRIEFING) briefingId: Id, @Args('expectedVersion', VERSION) expectedVersion: number): Promise<Briefing> {
    return viewBriefing(await this.gate.inStation(stationId, (tenant) => refreshBriefing(tenant, this.sources, stationId, parseId(briefingId, 'briefingId'), expectedVersion)));
  }

  @Mutation(() => Briefing, { description: 'Sends a draft in the version that was read: it does not change after that, its files are kept, and whoever it is for is told. STALE_VERSION, CONFLICT for what went out, BAD_INPUT, NOT_FOUND, TOO_MANY_REQUESTS, STORAGE_FULL, STORAGE_UNAVAILABLE.' })
  @Requires(sendBriefings)
  async sendBriefing(
    @Args('stationId', STATION) stationId: Id,
    @Args('briefingId', BRIEFING) briefingId: Id,
    @Args('recipients', { type: () => BriefingRecipientsInput }) recipients: BriefingRecipientsInput,
    @Args('expectedVersion', VERSION) expectedVersion: number,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<Briefing> {
    return viewBriefing(await this.desk.send(stationId, { briefingId: parseId(briefingId, 'briefingId'), recipients, expectedVersion, idempotencyKey }));
  }

  @ResolveField(() => Account, { nullable: true, description: 'Who changed it last; null for the schedule.' })
  changedBy(@Parent() { row }: Briefing): Promise<Account> | null {
    return row.changedBy === null ? null : accountIn(this.gate, { stationId: row.stationId }, row.changedBy);
  }

  @ResolveField(() => Account, { nullable: true, description: 'Who sent it.' })
  sentBy(@Parent() { row }: Briefing): Promise<Account> | null {
    return row.sentBy === null ? null : accountIn(this.gate, { stationId: row.stationId }, row.sentBy);
  }

  @ResolveField(() => BriefingRecipients, { nullable: true, description: 'Whom it was sent to; null for a draft, and for readers of the bureau.' })
  async recipients(@Parent() { row }: Briefing): Promise<BriefingRecipients | null> {
    if (row.recipients === null || !this.desk.sightAt(row.stationId).ofStation) return null;
    const { roles, accountIds, bureau } = row.recipients;
    return { roles, bureau, accounts: await Promise.all(accountIds.map((id) => accountIn(this.gate, { stationId: row.stationId }, id))) };
  }
}
