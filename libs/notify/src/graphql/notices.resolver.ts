import { accountIn, currentRequest, Requires, SignedIn, TenantGate, type Unit } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { parseId, type Id } from '@stationhouse/kernel';
import { countInbox, failedDeliveries, inboxCounts, listInbox, markRead, readNotice, type InboxNotice, type InboxSelection } from '../inbox.js';
import { Notices } from '../notices.js';
import { operateNotices } from '../permissions.js';
import { FailedNoticeDelivery, Notice, NoticeConnection, NoticeCounts, NoticeFilter, NoticeStage, UrgencyName } from './types.js';

const STAGES = { addressed: NoticeStage.ADDRESSED, commander: NoticeStage.COMMANDER, bureau: NoticeStage.BUREAU } as const;
const ONE_STATION = { type: () => ID, nullable: true, description: 'Only notices of this station; of every place the account works at when absent.' };

/** The inbox of whoever is signed in: of every station they work at, and what the bureau told them. */
@Resolver(() => Notice)
export class NoticesResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly service: Notices,
  ) {}

  @Query(() => NoticeConnection, { description: 'My notices, what came last first. At most 200 a page.' })
  @SignedIn()
  async notices(
    @Args('stationId', ONE_STATION) stationId: Id | null | undefined,
    @Args('filter', { type: () => NoticeFilter, nullable: true }) filter: NoticeFilter | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
    @Args('after', { type: () => String, nullable: true }) after: string | null | undefined,
  ): Promise<NoticeConnection> {
    const selection: InboxSelection = { unread: filter?.unread ?? undefined, urgent: filter?.urgent ?? undefined, ringing: filter?.ringing ?? undefined, exercise: filter?.exercise ?? undefined, stationId: this.station(stationId) };
    return this.inInbox(async (tenant, accountId) => {
      const { edges, pageInfo } = await listInbox(tenant, accountId, selection, first, after);
      const count = () => this.inInbox((counting) => countInbox(counting, accountId, selection));
      return Object.assign(new NoticeConnection(), { count, pageInfo, edges: edges.map(({ cursor, node }) => ({ cursor, node: viewNotice(node) })) });
    });
  }

  @Query(() => NoticeCounts, { description: 'How many of my notices are unread, and how many ring; exercises apart.' })
  @SignedIn()
  unreadNotices(): Promise<NoticeCounts> {
    return this.inInbox(inboxCounts);
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
    return this.inInbox(async (tenant, accountId) => {
      await markRead(tenant, accountId, wanted);
      return inboxCounts(tenant, accountId);
    });
  }

  @Mutation(() => Notice, { description: 'Signs an urgent notice of mine, for everybody who was told. The first signature counts: signing again changes nothing. NOT_FOUND, BAD_INPUT.' })
  @SignedIn()
  async signNotice(@Args('id', { type: () => ID }) id: Id): Promise<Notice> {
    const noticeId = parseId(id, 'id');
    const { unitId, bureauId } = await this.inInbox((tenant, accountId) => readNotice(tenant, accountId, noticeId));
    const unit: Unit = unitId === bureauId ? { bureauId } : { stationId: unitId };
    // The signature is recorded where the notice belongs, also when somebody of the bureau signs a station's.
    return this.gate.inScope({ stationIds: unit.stationId === undefined ? [] : [unit.stationId], bureauIds: [bureauId] }, async (tenant) => {
      const { account } = currentRequest();
      await this.service.sign(tenant, unit, noticeId, account.id);
      return viewNotice(await readNotice(tenant, account.id, noticeId));
    });
  }

  @ResolveField(() => String, { nullable: true, description: 'Who signed it.' })
  async signedBy(@Parent() { row }: Notice): Promise<string | undefined> {
    if (row.signedBy === null) return undefined;
    return (await accountIn(this.gate, row.unitId === row.bureauId ? { bureauId: row.bureauId } : { stationId: row.unitId }, row.signedBy)).displayName;
  }

  /** Runs within the places whose notices are in the inbox of whoever asks; the bureau may tell somebody who works at a station alone. */
  private inInbox<Result>(work: (tenant: Tenant, accountId: Id) => Promise<Result>): Promise<Result> {
    const { abilities, account, memberships } = currentRequest();
    const stationIds = [...new Set(memberships.flatMap((held) => held.stationId ?? []))].filter((stationId) => abilities.sees({ stationId }));
    return this.gate.inScope({ stationIds, bureauIds: [account.bureauId] }, (tenant) => work(tenant, account.id));
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

function viewNotice(row: InboxNotice): Notice {
  const { id, kind, title, body, recordKind, recordId, recordNumber, exercise, createdAt, toldAt, readAt, climbAt, signedAt } = row;
  const urgent = row.urgency === 'urgent';
  return Object.assign(new Notice(), {
    row,
    id,
    kind,
    urgency: urgent ? UrgencyName.URGENT : UrgencyName.NORMAL,
    title,
    body,
    stationId: row.unitId === row.bureauId ? null : row.unitId,
    record: recordKind === null || recordId === null ? null : { kind: recordKind, id: recordId, number: recordNumber },
    exercise,
    createdAt,
    toldAt,
    readAt,
    stage: STAGES[row.stage],
    climbsAt: climbAt,
    ringing: urgent && signedAt === null,
    signedAt,
  });
}
