import { changeStationPermission, currentRequest, readStation, Requires, TenantGate, withReader, type Reader } from '@stationhouse/access';
import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Tenant } from '@stationhouse/database';
import { notFound, parseId, StationhouseError, text, type Id } from '@stationhouse/kernel';
import { dutyAt, isCandidate } from '../candidates.js';
import { viewOpened } from '../emergency/views.js';
import { callAt } from '../graphql/call.js';
import { Instance } from '../graphql/types.js';
import { batched } from '../graphql/views.js';
import { openEmergencyCards } from '../permissions.js';
import { SharesAnswering } from './answering.js';
import { SharedCards, type ShareAsker } from './cards.js';
import { neighbourhoods, setNeighbours } from './neighbours.js';
import { answersOf, incomingRequests, readRequest, requestsOf, type ShareAnswerKind, type ShareAnswerRow, type ShareRequestRow } from './rows.js';
import { OpenedSharedCard, ShareAnswer, ShareAnswerInput, ShareAnswerName, SharedCard, ShareRequest, StationNeighbours } from './types.js';

const STATION = { type: () => ID };
const REQUEST = { type: () => ID, description: 'SharedCard.id.' };
const KEY = { type: () => String, description: 'Chosen once per intention; repeated, the command returns its first answer. At most 200 characters.' };
const KINDS: Readonly<Record<ShareAnswerName, ShareAnswerKind>> = { RECEIVED: 'received', SEARCHING: 'searching', NOT_FOUND: 'notFound', CLUE: 'clue' };
const NAMES = { received: ShareAnswerName.RECEIVED, searching: ShareAnswerName.SEARCHING, notFound: ShareAnswerName.NOT_FOUND, clue: ShareAnswerName.CLUE } as const;

/** 协查: what other stations ask of this one. */
@Resolver(() => SharedCard)
export class SharedCardsResolver {
  constructor(
    private readonly gate: TenantGate,
    private readonly cards: SharedCards,
    private readonly answering: SharesAnswering,
  ) {}

  @Query(() => [SharedCard], { description: 'What other stations ask this one to help with: open ones first, then newest first; at most 200.' })
  @Requires(openEmergencyCards)
  sharedCards(@Args('stationId', STATION) stationId: Id, @Args('open', { type: () => Boolean, defaultValue: true, description: 'Only those where help is still asked for.' }) open: boolean): Promise<SharedCard[]> {
    return this.gate.inStation(stationId, async (tenant) => {
      const rows = await incomingRequests(tenant, stationId, open);
      const cards: SharedCard[] = [];
      for (const row of rows) cards.push(await this.view(tenant, row));
      return cards;
    });
  }

  @Query(() => SharedCard, { description: 'What another station asks this one to help with. NOT_FOUND.' })
  @Requires(openEmergencyCards)
  sharedCard(@Args('stationId', STATION) stationId: Id, @Args('sharedCardId', REQUEST) sharedCardId: Id): Promise<SharedCard> {
    const id = parseId(sharedCardId, 'sharedCardId');
    return this.gate.inStation(stationId, async (tenant) => this.view(tenant, await readRequest(tenant, stationId, id, 'in')));
  }

  @Mutation(() => OpenedSharedCard, { description: 'Opens the emergency card that another station shares, without prior approval; it is written down at both, and the chief of the station that asked reviews it. NOT_FOUND, NOT_CALLED_OUT, SHARE_ENDED, EMERGENCY_CLOSED.' })
  @Requires(openEmergencyCards)
  async openSharedCard(@Args('stationId', STATION) stationId: Id, @Args('sharedCardId', REQUEST) sharedCardId: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<OpenedSharedCard> {
    const id = parseId(sharedCardId, 'sharedCardId');
    const asker = await shareAsker(this.gate, stationId, id);
    const { state, opened } = await this.cards.open(callAt(stationId).context, stationId, id, asker, { idempotencyKey });
    const { viewId, at, facts, photos } = viewOpened(state, opened);
    return Object.assign(new OpenedSharedCard(), { card: await this.sharedCard(stationId, id), viewId, at, facts, photos });
  }

  @Mutation(() => SharedCard, { description: 'Answers a station that asked for help, for one’s own station; the first answer ends the ringing. NOT_FOUND, NOT_CALLED_OUT, SHARE_ENDED, BAD_INPUT.' })
  @Requires(openEmergencyCards)
  async answerSharedCard(@Args('stationId', STATION) stationId: Id, @Args('sharedCardId', REQUEST) sharedCardId: Id, @Args('input') input: ShareAnswerInput, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<SharedCard> {
    const requestId = parseId(sharedCardId, 'sharedCardId');
    const { accountId } = await shareAsker(this.gate, stationId, requestId);
    const { answer, place, seenAt, words } = input;
    return this.gate.inStation(stationId, async (tenant) => this.view(tenant, await this.answering.answer(tenant, stationId, accountId, { requestId, answer: KINDS[answer], place: place ?? undefined, seenAt: seenAt ?? undefined, words: words ?? undefined, idempotencyKey })));
  }

  @ResolveField(() => [ShareAnswer], { description: 'Of this station, in order; place and words are masked.' })
  async answers(@Parent() { row }: SharedCard): Promise<ShareAnswer[]> {
    return answersIn(this.gate, row, this.gate.reader(row.stationId));
  }

  private async view(tenant: Tenant, row: ShareRequestRow): Promise<SharedCard> {
    const { id, stationId, otherStationName, title, askedAt, endedAt, answer, answeredAt } = row;
    const role = await roleIn(tenant, row);
    return Object.assign(new SharedCard(), { row, id, stationId, fromStation: otherStationName, title, askedAt, endedAt, answer: answer === null ? null : NAMES[answer], answeredAt, mayAnswer: endedAt === null && role !== undefined });
  }
}

/** Whom an instance asked, beside it. */
@Resolver(() => Instance)
export class InstanceSharesResolver {
  constructor(private readonly gate: TenantGate) {}

  @ResolveField(() => [ShareRequest], { description: 'The stations that it asked to help, and what they answered; in order.' })
  async shares(@Parent() { row: { id, stationId }, compiled, reader }: Instance): Promise<ShareRequest[]> {
    if (compiled.share === undefined) return [];
    const rows = await batched('shares', this.gate, stationId, (tenant, ids) => requestsOf(tenant, stationId, ids), ({ instanceId }) => instanceId).load(id);
    return Promise.all(rows.map(async (row) => {
      const { otherStationName: station, askedAt, answer, answeredAt, endedAt, exercise: dry } = row;
      return Object.assign(new ShareRequest(), { row, id: row.id, station, askedAt, answer: answer === null ? null : NAMES[answer], answeredAt, endedAt, dry, answers: await answersIn(this.gate, row, reader) });
    }));
  }
}

/** Which stations adjoin which: the bureau administrator's. */
@Resolver(() => StationNeighbours)
export class NeighboursResolver {
  constructor(private readonly gate: TenantGate) {}

  @Query(() => [StationNeighbours], { description: 'The stations of a bureau that work, by code, with those that adjoin each.' })
  @Requires(readStation)
  stationNeighbours(@Args('bureauId', STATION) bureauId: Id): Promise<StationNeighbours[]> {
    return this.gate.inBureau(bureauId, async (tenant) => (await neighbourhoods(tenant, bureauId)).map((one) => Object.assign(new StationNeighbours(), one)));
  }

  @Mutation(() => [StationNeighbours], { description: 'Says which stations adjoin one; written for both. None: it asks every other station of the bureau. NOT_FOUND, BAD_INPUT.' })
  @Requires(changeStationPermission)
  setStationNeighbours(@Args('bureauId', STATION) bureauId: Id, @Args('stationId', STATION) stationId: Id, @Args('neighbourIds', { type: () => [ID] }) neighbourIds: Id[]): Promise<StationNeighbours[]> {
    const [id, ids] = [parseId(stationId, 'stationId'), neighbourIds.map((one) => parseId(one, 'neighbourIds'))];
    return this.gate.inBureau(bureauId, async (tenant) => {
      await setNeighbours(tenant, bureauId, id, ids);
      return (await neighbourhoods(tenant, bureauId)).map((one) => Object.assign(new StationNeighbours(), one));
    });
  }
}

/** Whoever is signed in, as a request asks for them: nobody through a program's key. @throws StationhouseError NOT_FOUND, NOT_CALLED_OUT */
export async function shareAsker(gate: TenantGate, stationId: Id, requestId: Id): Promise<ShareAsker> {
  const { account } = currentRequest();
  return gate.inStation(stationId, async (tenant) => {
    const role = await roleIn(tenant, await readRequest(tenant, stationId, requestId, 'in'));
    if (role === undefined) throw new StationhouseError('NOT_CALLED_OUT', text('协查只由接到协查通知的岗位办理，请联系值班民警。', 'Help is given by those whom the request rings. Ask the officer on duty.'));
    const [station] = await tenant.sql<{ name: string }>('SELECT name FROM station WHERE id = $1', [stationId]);
    if (station === undefined) throw notFound(text('派出所', 'Station'));
    return { accountId: account.id, name: `${account.displayName}（${station.name}）`, role };
  });
}

/** In which role somebody answers for the station: one that it rings, as the roster has it, or rung by it; undefined for everybody else. */
async function roleIn(tenant: Tenant, { stationId, id, roles }: ShareRequestRow): Promise<string | undefined> {
  if (currentRequest().signedIn.key !== undefined) return undefined;
  const { actor } = callAt(stationId);
  const duty = await dutyAt(tenant, stationId);
  const held = roles.find((role) => isCandidate({ roles: [role] }, actor, duty));
  if (held !== undefined) return held;
  const [rang] = await tenant.sql(`SELECT 1 FROM notice n JOIN notice_recipient r ON r.unit_id = n.unit_id AND r.notice_id = n.id WHERE n.unit_id = $1 AND n.record_kind = 'share' AND n.record_id = $2 AND n.urgency = 'urgent' AND r.account_id = $3 LIMIT 1`, [stationId, id, actor.accountId]);
  return rang === undefined ? undefined : actor.roles[0];
}

async function answersIn(gate: TenantGate, { stationId, id }: ShareRequestRow, reader: Reader): Promise<ShareAnswer[]> {
  const rows = await batched('answers of shares', gate, stationId, (tenant, ids) => answersOf(tenant, stationId, ids), ({ requestId }) => requestId).load(id);
  return rows.map((row: ShareAnswerRow) => withReader(Object.assign(new ShareAnswer(), { row, id: row.id, answer: NAMES[row.answer], at: row.at, place: row.place, seenAt: row.seenAt, words: row.words }), reader));
}
