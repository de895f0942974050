import { Args, Field, ID, Int, Mutation, ObjectType, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import { badInput, parseId, parseText, text, type Id } from '@stationhouse/kernel';
import { DateTime, PluginStore, Requires, type PluginBureauRows } from '@stationhouse/plugin-api';
import { parseCode, spelledCode } from './code.js';
import { checkCode, checksOf, issueCode, requireGenuine } from './codes.js';
import { checkCallbackCodes, issueCallbackCodes, overseeCallbackChecks } from './permissions.js';
import { CallbackCodeRow, type CallbackOutcome, type CallbackWay } from './rows.js';

export enum CallbackHeard {
  PHONE = 'PHONE',
  IN_PERSON = 'IN_PERSON',
}
registerEnumType(CallbackHeard, { name: 'CallbackHeard', description: 'How a call-back code was read back.', valuesMap: { PHONE: { description: 'By phone, to 110 or 96110.' }, IN_PERSON: { description: 'At a police station.' } } });

@ObjectType({ description: 'A call-back code as it is read to the person: shown once, to whoever issued it.' })
export class IssuedCallbackCode {
  @Field(() => String, { description: 'Eight digits in two groups: “1234 5678”.' }) code!: string;
  @Field(() => DateTime, { description: 'From then on it is refused.' }) expiresAt!: Date;
}

@ObjectType({ description: 'What became of the latest call-back code of an alert.' })
export class CallbackCodeState {
  @Field(() => DateTime) issuedAt!: Date;
  @Field(() => DateTime, { description: 'From then on it is refused.' }) expiresAt!: Date;
  @Field(() => String, { description: 'The officer it was issued to.' }) officerName!: string;
  @Field(() => DateTime, { nullable: true, description: 'When somebody read it back and it was found genuine; null while nobody has.' }) usedAt!: Date | null;
}

@ObjectType({ description: 'A call-back code that is genuine: who called. Nothing about the person or the alert.' })
export class GenuineCallback {
  @Field(() => String, { description: 'The station that called, by its name.' }) stationName!: string;
  @Field(() => String, { description: 'The officer who called.' }) officerName!: string;
  @Field(() => [String], { description: 'Ids of the roles the officer holds at the station; titles stand under `roles`.' }) officerRoles!: string[];
  @Field(() => DateTime) issuedAt!: Date;
  @Field(() => Boolean, { description: 'True for an exercise: no real person is called.' }) exercise!: boolean;
}

export enum CallbackCheckWay {
  PHONE = 'PHONE',
  IN_PERSON = 'IN_PERSON',
  PUBLIC = 'PUBLIC',
}
registerEnumType(CallbackCheckWay, { name: 'CallbackCheckWay', description: 'How a code came to be checked.', valuesMap: { PHONE: { description: 'By phone, to 110 or 96110.' }, IN_PERSON: { description: 'At a police station.' }, PUBLIC: { description: 'On the public page, by the person alone.' } } });

export enum CallbackResult {
  GENUINE = 'genuine',
  UNKNOWN = 'unknown',
  USED = 'used',
  EXPIRED = 'expired',
  LOCKED = 'locked',
}
registerEnumType(CallbackResult, {
  name: 'CallbackResult', description: 'What a check of a code came to.',
  valuesMap: { GENUINE: { description: 'An officer did call.' }, UNKNOWN: { description: 'Nobody issued it: somebody may be posing as an officer.' }, USED: { description: 'It was checked before.' }, EXPIRED: { description: 'Its time was over, or a newer one had taken its place.' }, LOCKED: { description: 'Nothing was looked at: too many codes had been wrong.' } },
});

@ObjectType({ description: 'A check of a call-back code: when, where, what came of it. Nobody is named.' })
export class CallbackCheck {
  @Field(() => ID) id!: string;
  @Field(() => DateTime) at!: Date;
  @Field(() => CallbackCheckWay) way!: CallbackWay;
  @Field(() => CallbackResult) outcome!: CallbackOutcome;
  @Field(() => String, { nullable: true, description: 'The station where it was checked; null at the bureau and on the public page.' }) checkedAt!: string | null;
  @Field(() => String, { nullable: true, description: 'The station that had called; null for a code that nobody issued.' }) issuedBy!: string | null;
}

/** Checks in one answer at most. */
const MOST_CHECKS = 100;

/** The hang-up-and-call-back check (DOMAIN: never a link in a message): the person hangs up, dials 110 or 96110 or comes by, and reads a code back. */
@Resolver()
export class CallbackResolver {
  constructor(private readonly store: PluginStore) {}

  @Mutation(() => IssuedCallbackCode, { description: 'Issues a call-back code for an alert that runs; one it has already counts no more, so a repetition answers a new one. Fails with NOT_FOUND and INSTANCE_CLOSED.' })
  @Requires(issueCallbackCodes)
  async issueCallbackCode(@Args('stationId', { type: () => ID }) stationId: string, @Args('instanceId', { type: () => ID }) instanceId: string): Promise<IssuedCallbackCode> {
    const alertId = parseId(instanceId, 'instanceId');
    const { code, expiresAt } = await this.store.inStation(stationId, issueCallbackCodes, (rows) => issueCode(rows, alertId), { withBureau: true });
    return { code: spelledCode(code), expiresAt };
  }

  @Query(() => CallbackCodeState, { nullable: true, description: 'The latest call-back code of an alert, without its digits; null when none was issued.' })
  @Requires(issueCallbackCodes)
  callbackCode(@Args('stationId', { type: () => ID }) stationId: string, @Args('instanceId', { type: () => ID }) instanceId: string): Promise<CallbackCodeState | null> {
    const alertId = parseId(instanceId, 'instanceId');
    return this.store.inStation(stationId, issueCallbackCodes, ({ bureauId, repository }) => repository(CallbackCodeRow).findOne({ where: { bureauId, alertStationId: stationId, alertId }, order: { issuedAt: 'DESC' } }), { withBureau: true });
  }

  @Mutation(() => GenuineCallback, {
    description: 'Checks a code that somebody reads back, and uses it up; the alert learns it. Refused with CALLBACK_CODE_UNKNOWN (forged), CALLBACK_CODE_USED (details `usedAt`), CALLBACK_CODE_EXPIRED, and TOO_MANY_REQUESTS (details `seconds`) after five wrong codes in ten minutes.',
  })
  @Requires(checkCallbackCodes)
  async checkCallbackCode(
    @Args('bureauId', { type: () => ID }) bureauId: string,
    @Args('code', { type: () => String, description: 'As it was heard; blanks and dashes do not matter.' }) code: string,
    @Args('heardAt', { type: () => CallbackHeard }) heardAt: CallbackHeard,
    @Args('idempotencyKey', { type: () => String }) idempotencyKey: string,
    @Args('stationId', { type: () => ID, nullable: true, description: 'Where whoever checks it is on duty; the bureau itself when absent.' }) stationId?: string | null,
  ): Promise<GenuineCallback> {
    const heard = { code: parseCode(parseText(code, 'code', 40)), way: heardAt, idempotencyKey: parseText(idempotencyKey, 'idempotencyKey', 200), stationId: (stationId ?? undefined) as Id | undefined };
    const work = async (rows: PluginBureauRows) => ({ checked: await checkCode(rows, heard), now: rows.now });
    const { checked, now } = await (stationId === undefined || stationId === null
      ? this.store.inBureau(bureauId, checkCallbackCodes, work)
      : this.store.inStation(stationId as Id, checkCallbackCodes, work, { withBureau: true }));
    return requireGenuine(checked, now);
  }

  @Query(() => [CallbackCheck], { description: 'The checks of call-back codes in the bureau, the latest first; they are kept for 30 days. BAD_INPUT for more than 100 at once.' })
  @Requires(overseeCallbackChecks)
  callbackChecks(
    @Args('bureauId', { type: () => ID }) bureauId: Id,
    @Args('first', { type: () => Int, defaultValue: 50, description: '1 to 100.' }) first: number,
    @Args('before', { type: () => ID, nullable: true, description: 'Only those before this one: the last of the page before.' }) before?: string | null,
  ): Promise<CallbackCheck[]> {
    if (first < 1 || first > MOST_CHECKS) throw badInput('first', text(`须为 1 到 ${MOST_CHECKS}。`, `From 1 to ${MOST_CHECKS}.`));
    const after = before === undefined || before === null ? undefined : parseId(before, 'before');
    return this.store.inBureau(bureauId, overseeCallbackChecks, (rows) => checksOf(rows, first, after));
  }
}
