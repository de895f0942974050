import { AccountKeys, currentRequest, findRole, Json, Requires, SignedIn, Station, TenantGate } from '@stationhouse/access';
import { Args, Field, ID, Mutation, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { parseId, type Id } from '@stationhouse/kernel';
import { actorAt, parseObject } from '../graphql/views.js';
import { TaskSigning } from '../signing/signing.resolver.js';
import { TaskCards } from './cards.js';
import { workCards } from './permissions.js';
import { readOutsider } from './reads.js';
import { CardList, Myself, OpenedCard, TaskCardView } from './types.js';

const STATION = { type: () => ID };
const TASK = { type: () => ID };
const KEY = { type: () => String, description: 'Chosen once per intention; repeated, the command returns its first answer. At most 200 characters.' };

@ObjectType({ description: 'A second factor that is not active before a code confirms it.' })
export class MySecondFactor {
  @Field(() => String, { description: 'Base32, for typing in.' }) secret!: string;
  @Field(() => String, { description: 'otpauth:// address, for a QR code.' }) uri!: string;
}

/** Everything that people outside the police network can ask for. */
@Resolver(() => OpenedCard)
export class CardsResolver {
  constructor(
    private readonly cards: TaskCards,
    private readonly gate: TenantGate,
    private readonly keys: AccountKeys,
  ) {}

  @Query(() => Myself, { description: 'Who is signed in, and which station they work with.' })
  @SignedIn({ whileRestricted: true })
  async myself(): Promise<Myself> {
    const { account, memberships, restriction, secondFactor } = currentRequest().signedIn;
    const known = { name: account.displayName, login: account.login, restriction: restriction ?? null, secondFactor };
    const stationId = memberships.find((held) => held.stationId !== undefined)?.stationId;
    if (restriction !== undefined || stationId === undefined) return Object.assign(new Myself(), { ...known, roleTitle: null, unit: null, stationId: null, station: null });
    return this.gate.inStation(stationId, async (tenant) => {
      const { person, unit } = await readOutsider(tenant, stationId, actorAt(stationId));
      const station = await tenant.repository(Station).findOneByOrFail({ id: stationId });
      return Object.assign(new Myself(), { ...known, roleTitle: findRole(person.role)?.title ?? null, unit: unit.name, stationId, station: station.name });
    });
  }

  @Query(() => [TaskCardView], { name: 'cards', description: 'My task cards: those that wait, soonest due first, or those I answered, the latest first. At most 200.' })
  @Requires(workCards)
  async list(@Args('stationId', STATION) stationId: Id, @Args('list', { type: () => CardList, defaultValue: CardList.WAITING }) list: CardList): Promise<TaskCardView[]> {
    return this.cards.list(stationId, list === CardList.WAITING ? 'waiting' : 'answered');
  }

  @Query(() => OpenedCard, { description: 'One task card. That you opened it is recorded. NOT_FOUND for what is not yours.' })
  @Requires(workCards)
  async card(@Args('stationId', STATION) stationId: Id, @Args('id', TASK) id: Id): Promise<OpenedCard> {
    return this.cards.open(stationId, parseId(id, 'id'));
  }

  @Query(() => TaskSigning, { nullable: true, description: 'What an accepted card asks to be read out and signed; null where its form holds no signatures. That you opened it is recorded. NOT_FOUND, FORBIDDEN, ALREADY_ANSWERED, TASK_NOT_YOURS, TASK_NOT_OPEN.' })
  @Requires(workCards)
  async cardSigning(@Args('stationId', STATION) stationId: Id, @Args('id', TASK) id: Id): Promise<TaskSigning | null> {
    return (await this.cards.signing(stationId, parseId(id, 'id'))) ?? null;
  }

  @Mutation(() => OpenedCard, { description: 'Accepts a card: it is yours to answer. NOT_FOUND, ALREADY_ANSWERED, TASK_NOT_YOURS, TASK_NOT_OPEN.' })
  @Requires(workCards)
  async acceptCard(@Args('stationId', STATION) stationId: Id, @Args('id', TASK) id: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<OpenedCard> {
    const taskId = parseId(id, 'id');
    await this.cards.accept(stationId, { taskId, idempotencyKey });
    return this.cards.open(stationId, taskId);
  }

  @Mutation(() => Boolean, { description: 'Gives an accepted card back, for a colleague or the station to take. NOT_FOUND, TASK_NOT_YOURS, TASK_NOT_OPEN.' })
  @Requires(workCards)
  async giveCardBack(@Args('stationId', STATION) stationId: Id, @Args('id', TASK) id: Id, @Args('idempotencyKey', KEY) idempotencyKey: string): Promise<boolean> {
    await this.cards.giveBack(stationId, { taskId: parseId(id, 'id'), idempotencyKey });
    return true;
  }

  @Mutation(() => Boolean, { description: 'Answers a card, once: ALREADY_ANSWERED says who did and when, and nothing is overwritten. NOT_FOUND, FORM_INVALID, OUTCOME_UNKNOWN, TASK_NOT_YOURS, TASK_NOT_OPEN, EVENT_REFUSED.' })
  @Requires(workCards)
  async answerCard(
    @Args('stationId', STATION) stationId: Id,
    @Args('id', TASK) id: Id,
    @Args('outcome', { type: () => String }) outcome: string,
    @Args('form', { type: () => Json }) form: unknown,
    @Args('idempotencyKey', KEY) idempotencyKey: string,
  ): Promise<boolean> {
    await this.cards.answer(stationId, { taskId: parseId(id, 'id'), outcome, form: parseObject(form, 'form'), idempotencyKey });
    return true;
  }

  @Mutation(() => MySecondFactor, { description: 'Begins setting up a second factor; it is active once a code confirms it.' })
  @SignedIn({ whileRestricted: true })
  async enrolMySecondFactor(): Promise<MySecondFactor> {
    return this.keys.enrol(currentRequest().signedIn);
  }

  @Mutation(() => Boolean, { description: 'Confirms the second factor with its first code. SIGN_IN_FAILED, CONFLICT.' })
  @SignedIn({ whileRestricted: true })
  async confirmMySecondFactor(@Args('code', { type: () => String }) code: string): Promise<boolean> {
    await this.keys.confirm(currentRequest().signedIn, code);
    return true;
  }
}
