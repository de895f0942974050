import { Requires, SignedIn, TenantGate } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { countInbox, failedDeliveries, inboxCounts, listInbox, markRead, type InboxSelection } from '../inbox.js';
import { operateNotices } from '../permissions.js';
import { FailedNoticeDelivery, Notice, NoticeConnection, NoticeCounts, NoticeFilter } from './types.js';
import { inInbox, viewNotice } from './views.js';

const ONE_STATION = { type: () => ID, nullable: true, description: 'Only notices of this station; of every place the account works at when absent.' };

/** The inbox of whoever is signed in: of every station they work at, and what the bureau told them. */
@Resolver(() => Notice)
export class NoticesResolver {
  constructor(private readonly gate: TenantGate) {}

  @Query(() => NoticeConnection, { description: 'My notices, what came last first. At most 200 a page.' })
  @SignedIn()
  async notices(
    @Args('stationId', ONE_STATION) stationId: Id | null | undefined,
    @Args('filter', { type: () => NoticeFilter, nullable: true }) filter: NoticeFilter | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<NoticeConnection> {
    const selection: InboxSelection = { unread: filter?.unread ?? undefined, urgent: filter?.urgent ?? undefined, ringing: filter?.ringing ?? undefined, exercise: filter?.exercise ?? undefined, stationId: this.station(stationId) };
    return inInbox(this.gate, async (tenant, accountId) => {
      const { edges, pageInfo } = await listInbox(tenant, accountId, selection, first, after);
      const count = () => inInbox(this.gate, (counting) => countInbox(counting, accountId, selection));
      return Object.assign(new NoticeConnection(), { count, pageInfo, edges: edges.map(({ cursor, node }) => ({ cursor, node: viewNotice(node) })) });
    });
  }

  @Query(() => NoticeCounts, { description: 'How many of my notices are unread, and how many ring; exercises apart.' })
  @SignedIn()
  unreadNotices(): Promise<NoticeCounts> {
    return inInbox(this.gate, inboxCounts);
  }

  @Query(() => [FailedNoticeDelivery], { description: 'SMS and push messages that were not delivered, newest first: of a station, or of the bureau’s own notices when no station is named. At most 200.' })
  @Requires(operateNotices)
  async failedNoticeDeliveries(
    @Args('bureauId', { type: () => ID }) bureauId: Id,
    @Args('stationId', { type: () => ID, nullable: true }) stationId: Id | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
  ): Promise<FailedNoticeDelivery[]> {
    if (stationId === null || stationId === undefined) return this.gate.inBureau(bureauId, (tenant) => failedDeliveries(tenant, bureauId, first));
    return this.gate.inStation(stationId, (tenant) => failedDeliveries(tenant, stationId, first));
  }

  @Mutation(() => NoticeCounts, { description: 'Marks notices of mine as read: those named, at most 500, or all. An urgent one rings on until it is signed.' })
  @SignedIn()
  markNoticesRead(@Args('ids', { type: () => [ID], nullable: true, description: 'All unread ones when absent.' }) ids: Id[] | null | undefined): Promise<NoticeCounts> {
    const wanted = ids?.map((id) => parseId(id, 'ids'));
    return inInbox(this.gate, async (tenant, accountId) => {
      await markRead(tenant, accountId, wanted);
      return inboxCounts(tenant, accountId);
    });
  }

  /** @throws StationhouseError NOT_FOUND when the account cannot see the station */
  private station(stationId: Id | null | undefined): Id | undefined {
    if (stationId === null || stationId === undefined) return undefined;
    const id = parseId(stationId, 'stationId');
    this.gate.require('station.read', { stationId: id });
    return id;
  }
}

@Resolver(() => NoticeConnection)
export class NoticeConnectionResolver {
  @ResolveField(() => Int, { description: 'Over all pages.' })
  totalCount(@Parent() connection: NoticeConnection): Promise<number> {
    return connection.count();
  }
}
