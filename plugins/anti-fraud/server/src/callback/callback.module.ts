import { Module } from '@nestjs/common';
import { Args, Field, ID, Mutation, ObjectType, Query, registerEnumType, Resolver } from '@nestjs/graphql';
import { parseId, parseText, type Id } from '@stationhouse/kernel';
import { DateTime, PluginStore, Requires, type PluginBureauRows } from '@stationhouse/plugin-api';
import { parseCode, spelledCode } from './code.js';
import { checkCode, issueCode, requireGenuine } from './codes.js';
import { checkCallbackCodes, issueCallbackCodes } from './permissions.js';
import { CallbackCodeRow } from './rows.js';

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
    const heard = { code: parseCode(parseText(code, 'code', 40)), by: heardAt, idempotencyKey: parseText(idempotencyKey, 'idempotencyKey', 200) };
    const work = async (rows: PluginBureauRows) => ({ checked: await checkCode(rows, heard), now: rows.now });
    const { checked, now } = await (stationId === undefined || stationId === null
      ? this.store.inBureau(bureauId, checkCallbackCodes, work)
      : this.store.inStation(stationId as Id, checkCallbackCodes, work, { withBureau: true }));
    return requireGenuine(checked, now);
  }
}

@Module({ providers: [CallbackResolver] })
export class CallbackModule {}
