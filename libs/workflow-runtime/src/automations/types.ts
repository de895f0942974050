import { DateTime, Json, PageInfo, Text } from '@stationhouse/access';
import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { AutomationCallRow, CallStatus } from '../entities.js';
import type { BreakerState } from './breaker.js';

export const AutomationCallStatus: { readonly [Status in Uppercase<CallStatus>]: Lowercase<Status> } = {
  WAITING: 'waiting',
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  SKIPPED: 'skipped',
  ABANDONED: 'abandoned',
};
registerEnumType(AutomationCallStatus, {
  name: 'AutomationCallStatus',
  valuesMap: {
    WAITING: { description: 'An attempt is queued, or planned for nextAt.' },
    RUNNING: { description: 'The handler is at work.' },
    SUCCEEDED: { description: 'The workflow has its result.' },
    FAILED: { description: 'Every attempt failed.' },
    SKIPPED: { description: 'Somebody gave the result by hand, or there was nothing to make good.' },
    ABANDONED: { description: 'Nobody waits for it any more.' },
  },
});

export const AutomationBreakerState: { readonly [State in Uppercase<BreakerState>]: Lowercase<State> } = { CLOSED: 'closed', OPEN: 'open', TRYING: 'trying' };
registerEnumType(AutomationBreakerState, {
  name: 'AutomationBreakerState',
  valuesMap: { CLOSED: { description: 'It is called.' }, OPEN: { description: 'Nothing is called until tryAt.' }, TRYING: { description: 'One call finds out whether it works again.' } },
});

/** A call with what its fields are computed from. */
@ObjectType({ description: 'One call of an automation by an instance.' })
export class AutomationCall {
  readonly row!: AutomationCallRow;
  @Field(() => ID) id!: Id;
  @Field(() => ID) stationId!: Id;
  @Field(() => ID) instanceId!: Id;
  @Field(() => String, { description: 'Id of the automation.' }) automation!: string;
  @Field(() => Text, { description: 'What the plugin calls it.' }) title!: Bilingual;
  @Field(() => String, { description: 'The action of the workflow that called it.' }) action!: string;
  @Field(() => AutomationCallStatus) status!: CallStatus;
  @Field(() => Int, { description: 'Attempts that were begun, since the last repair.' }) attempts!: number;
  @Field(() => DateTime, { nullable: true, description: 'When the next attempt is due; null while one is queued or under way, and once it is over.' }) nextAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Why the last attempt failed: a code (timeout, memoryExceeded, processEnded, workerDied, handlerFailed, crowded, egressUndeclared, egressNotAllowed, egressInvalid, egressAddressRefused, egressFailed, egressTooLarge, inputInvalid, outputInvalid, breakerOpen, unknownAutomation, or the plugin’s own), and at most a static note.' }) error!: string | null;
  @Field(() => Text, { nullable: true, description: 'What that means and what to do, where the plugin says so.' }) errorText!: Bilingual | null;
  @Field(() => Boolean, { description: 'True for a call that makes another one good.' }) compensating!: boolean;
  @Field(() => Boolean, { description: 'True when it may be retried or skipped now.' }) repairable!: boolean;
  @Field(() => Boolean, { description: 'True in an exercise: nothing was called.' }) exercise!: boolean;
  @Field(() => DateTime, { description: 'When the instance called.' }) madeAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'When the last attempt began.' }) startedAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was over.' }) finishedAt!: Date | null;
  @Field(() => Json, { nullable: true, description: 'JSON Schema of its input; titles in both languages. Null when no plugin brings the automation any more.' }) inputSchema!: unknown;
}

@ObjectType()
export class AutomationCallEdge {
  @Field(() => String) cursor!: string;
  @Field(() => AutomationCall) node!: AutomationCall;
}

@ObjectType()
export class AutomationCallConnection {
  @Field(() => [AutomationCallEdge]) edges!: AutomationCallEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}

@ObjectType({ description: 'How an automation fares at a station: after several failures in a row nothing is called for a while.' })
export class AutomationBreaker {
  @Field(() => String) automation!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => AutomationBreakerState) state!: BreakerState;
  @Field(() => Int, { description: 'Failures in a row.' }) failures!: number;
  @Field(() => DateTime, { nullable: true }) openedAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it is tried again.' }) tryAt!: Date | null;
}

@InputType()
export class AutomationCallFilter {
  @Field(() => [AutomationCallStatus], { nullable: true }) statuses?: CallStatus[] | null;
  @Field(() => String, { nullable: true, description: 'Id of the automation.' }) automation?: string | null;
  @Field(() => ID, { nullable: true }) instanceId?: Id | null;
}
