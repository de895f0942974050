import { accountIn, currentRequest, loadStation, Requires, SignedIn, TenantGate, type Unit } from '@stationhouse/access';
import { Args, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { badInput, isStationhouseError, localDateTime, parseId, StationhouseError, text, type Id } from '@stationhouse/kernel';
import DataLoader from 'dataloader';
import { listRinging, readNotice, recipientsOfNotices, silentNotices, type InboxNotice } from '../inbox.js';
import { Notices } from '../notices.js';
import { operateNotices } from '../permissions.js';
import { RungTasks } from '../rung-tasks.js';
import { CoveredRinging, Notice, NoticeReader, SilentNotice } from './types.js';
import { inInbox, STAGES, viewNotice } from './views.js';

/** Notices one page may say it rings for at once. */
const MOST_HEARD = 50;

/** What rings, for whoever is signed in: the queue, the word that a page rings, and the signature. */
@Resolver(() => Notice)
export class RingingResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly service: Notices,
    private readonly tasks: RungTasks,
  ) {}

  @Query(() => [Notice], { description: 'What rings for me, in the order to turn to it: real ones before exercises, then by priority, then what has rung longest. At most 50.' })
  @SignedIn()
  async ringingNotices(): Promise<Notice[]> {
    return (await inInbox(this.gate, listRinging)).map(viewNotice);
  }

  @Query(() => [SilentNotice], { description: 'Ringing notices that no device of those told was heard from, the oldest first: of a station, or of every station of the bureau I may look after when none is named. At most 200.' })
  @Requires(operateNotices)
  async silentNotices(
    @Args('bureauId', { type: () => ID }) bureauId: Id,
    @Args('stationId', { type: () => ID, nullable: true }) stationId: Id | null | undefined,
    @Args('first', { type: () => Int, defaultValue: 50 }) first: number,
  ): Promise<SilentNotice[]> {
    // What came to the bureau lies within its own reach: no station need be opened.
    const rows = stationId === null || stationId === undefined ? await this.gate.inBureau(bureauId, (tenant) => silentNotices(tenant, undefined, first)) : await this.gate.inStation(stationId, (tenant) => silentNotices(tenant, stationId, first));
    return rows.map((row) => Object.assign(new SilentNotice(), { ...row, stationId: row.unitId === row.bureauId ? null : row.unitId, stage: STAGES[row.stage] }));
  }

  @Mutation(() => CoveredRinging, { description: 'Also while my session is locked: how much rings for me and how urgently, without a word of what it is. With rings, says that this page rings for it.' })
  @SignedIn({ whileLocked: true })
  ringCovered(@Args('rings', { type: () => Boolean, description: 'True where the device sounds: nobody looks at a covered screen.' }) rings: boolean): Promise<CoveredRinging> {
    return this.gate.inOwnPlaces(async (tenant, accountId) => {
      const queue = await listRinging(tenant, accountId);
      if (rings) await this.service.heard(tenant, accountId, queue.map(({ id }) => id));
      const practised = queue.filter(({ exercise }) => exercise).length;
      return Object.assign(new CoveredRinging(), { ringing: queue.length - practised, exerciseRinging: practised, priority: queue[0]?.priority ?? null });
    });
  }

  @Mutation(() => Int, { description: 'Says that a page of mine rings for these notices, at most 50: they were heard of, and climb by their own time. Whose page it was is not kept. Answers how many nobody had heard of before.' })
  @SignedIn()
  heardNotices(@Args('ids', { type: () => [ID] }) ids: Id[]): Promise<number> {
    if (ids.length > MOST_HEARD) throw badInput('ids', text(`一次最多 ${MOST_HEARD} 条通知。`, `At most ${MOST_HEARD} notices at a time.`));
    const wanted = ids.map((id) => parseId(id, 'ids'));
    return inInbox(this.gate, (tenant, accountId) => this.service.heard(tenant, accountId, wanted));
  }

  @Mutation(() => Notice, {
    description: 'Signs an urgent notice of mine, for everybody who was told; signature says what else that does. Signing what I have signed changes nothing. NOTICE_SIGNED with who and when, where somebody else completed its task first; NOTICE_OVER where nothing needs to be signed any more; NOT_FOUND, BAD_INPUT, FORBIDDEN.',
  })
  @SignedIn()
  async signNotice(@Args('id', { type: () => ID }) id: Id): Promise<Notice> {
    const noticeId = parseId(id, 'id');
    const read = () => inInbox(this.gate, (tenant, accountId) => readNotice(tenant, accountId, noticeId));
    const notice = await read();
    const unit: Unit = notice.unitId === notice.bureauId ? { bureauId: notice.bureauId } : { stationId: notice.unitId };
    if (notice.taskSerial === null || notice.toBureau) await this.settle(notice, unit);
    else await this.complete(notice, read);
    return viewNotice(await read());
  }

  @ResolveField(() => String, { nullable: true, description: 'Who signed it.' })
  async signedBy(@Parent() { row }: Notice): Promise<string | undefined> {
    return row.signedBy === null ? undefined : nameOf(this.gate, row, row.signedBy);
  }

  @ResolveField(() => String, { nullable: true, description: 'Who at the bureau took it on, while the station has not signed.' })
  async takenBy(@Parent() { row }: Notice): Promise<string | undefined> {
    return row.takenBy === null ? undefined : nameOf(this.gate, row, row.takenBy);
  }

  @ResolveField(() => [NoticeReader], { description: 'Everybody who was told, those of the bureau last.' })
  async told(@Parent() { row }: Notice): Promise<NoticeReader[]> {
    const people = await currentRequest().once('told of notices', () => new DataLoader<Id, Told[]>(async (ids) => {
      const rows = await inInbox(this.gate, (tenant) => recipientsOfNotices(tenant, ids));
      return ids.map((noticeId) => rows.filter((one) => one.noticeId === noticeId));
    })).load(row.id);
    return Promise.all(people.map(async ({ accountId, atBureau }) => Object.assign(new NoticeReader(), { name: await nameOf(this.gate, row, accountId), atBureau })));
  }

  /** The signature is recorded where the notice belongs, also when somebody of the bureau signs a station's. */
  private settle({ id, taskSerial, toBureau, bureauId }: InboxNotice, unit: Unit): Promise<void> {
    const { account } = currentRequest();
    const scope = { stationIds: unit.stationId === undefined ? [] : [unit.stationId], bureauIds: toBureau || unit.stationId === undefined ? [bureauId] : [] };
    return this.gate.inScope(scope, (tenant) => (taskSerial === null ? this.service.sign(tenant, unit, id, account.id) : this.service.take(tenant, unit, id, account.id)));
  }

  /** Completes the task it rings for: the step that does so ends the ringing for everybody. */
  private async complete(notice: InboxNotice, read: () => Promise<InboxNotice>): Promise<void> {
    const { id: noticeId, unitId: stationId, recordId, taskSerial, taskOutcome } = notice;
    if (await this.isOver(notice)) return;
    try {
      await this.tasks.complete({ stationId, instanceId: recordId ?? '', serial: taskSerial ?? 0, outcome: taskOutcome ?? '', noticeId });
    } catch (error) {
      // Somebody was quicker: whoever pressed hears who.
      if (!isStationhouseError(error) || !(await this.isOver(await read()))) throw error;
    }
  }

  /** True for what I have signed. @throws StationhouseError NOTICE_SIGNED, NOTICE_OVER for what is over otherwise */
  private async isOver(notice: InboxNotice): Promise<boolean> {
    const { overAs, signedBy, signedAt } = notice;
    if (overAs === null || signedAt === null) return false;
    if (signedBy === null) throw new StationhouseError('NOTICE_OVER', text('此通知已无需签收：事项已另行处理，或演练已停止。', 'Nothing is left to sign: the matter went on without it, or its exercise stopped.'));
    if (signedBy === currentRequest().account.id) return true;
    const who = await nameOf(this.gate, notice, signedBy);
    const zone = (await loadStation(this.gate, notice.unitId))?.timeZone ?? 'UTC';
    const at = localDateTime(signedAt, zone).slice(11, 16);
    throw new StationhouseError('NOTICE_SIGNED', text(`${who} 已于 ${at} 签收，您无需再签。`, `${who} signed it at ${at}: you need not.`), { signedBy: who, signedAt: signedAt.toISOString() });
  }
}

type Told = Awaited<ReturnType<typeof recipientsOfNotices>>[number];

/** Of somebody who has to do with a notice, as its place sees them. */
async function nameOf(gate: TenantGate, { unitId, bureauId, toBureau }: Pick<InboxNotice, 'unitId' | 'bureauId' | 'toBureau'>, accountId: Id): Promise<string> {
  return (await accountIn(gate, toBureau || unitId === bureauId ? { bureauId } : { stationId: unitId }, accountId)).displayName;
}
