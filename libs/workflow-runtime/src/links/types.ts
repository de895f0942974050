import { DateTime, Json, Text } from '@stationhouse/access';
import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { ChildStatus, ReferralRow, ReferralStatus } from '../entities.js';
import { InstanceSummary } from '../graphql/types.js';

export const LinkedInstanceStatus: { readonly [Status in Uppercase<ChildStatus>]: Lowercase<Status> } = { STARTING: 'starting', OPEN: 'open', CLOSED: 'closed', FAILED: 'failed' };
registerEnumType(LinkedInstanceStatus, {
  name: 'LinkedInstanceStatus',
  valuesMap: { STARTING: { description: 'It is about to be started.' }, OPEN: { description: 'It runs.' }, CLOSED: { description: 'It has ended.' }, FAILED: { description: 'It could not be started; somebody must see to it.' } },
});

export const ReferralState: { readonly [Status in Uppercase<ReferralStatus>]: Lowercase<Status> } = { SENT: 'sent', WITHDRAWING: 'withdrawing', ACCEPTED: 'accepted', DECLINED: 'declined', WITHDRAWN: 'withdrawn' };
registerEnumType(ReferralState, { name: 'ReferralState', valuesMap: { SENT: { description: 'Not answered yet.' }, WITHDRAWING: { description: 'At the referring station: taken back, unless the other station has accepted first.' } } });

@ObjectType({ description: 'An instance that another one started.' })
export class LinkedInstance {
  @Field(() => ID) id!: Id;
  @Field(() => Text, { description: 'Title of its workflow.' }) workflowTitle!: Bilingual;
  @Field(() => LinkedInstanceStatus) status!: ChildStatus;
  @Field(() => String, { nullable: true, description: 'How it ended.' }) outcome!: string | null;
  @Field(() => String, { nullable: true, description: 'Why it could not be started: the code of the refusal.' }) error!: string | null;
  @Field(() => InstanceSummary, { nullable: true, description: 'Null until it is started.' }) instance!: InstanceSummary | null;
}

/** A referral as one of its stations sees it. */
@ObjectType({ description: 'An instance handed to another station (移交), as one of the two stations sees it. Neither reads the other’s records.' })
export class Referral {
  readonly row!: ReferralRow;
  @Field(() => ID) id!: Id;
  @Field(() => ID) stationId!: Id;
  @Field(() => Boolean, { description: 'True at the receiving station.' }) incoming!: boolean;
  @Field(() => String) otherStation!: string;
  @Field(() => String, { description: 'Id of its workflow.' }) workflow!: string;
  @Field(() => Text) workflowTitle!: Bilingual;
  @Field(() => String, { description: 'Number of the referred instance at the referring station.' }) number!: string;
  @Field(() => Text, { description: 'What names it; nothing personal.' }) title!: Bilingual;
  @Field(() => String, { description: 'Why it was referred; written for the receiving station.' }) reason!: string;
  @Field(() => ReferralState) state!: ReferralStatus;
  @Field(() => String, { nullable: true, description: 'Why it was declined or withdrawn.' }) answer!: string | null;
  @Field(() => ID, { nullable: true, description: 'The station’s own instance: the referred one, or at the receiving station the one that was started for it.' }) instanceId!: Id | null;
  @Field(() => String, { nullable: true, description: 'At the referring station, once accepted: the number it has at the other.' }) otherNumber!: string | null;
  @Field(() => Boolean) exercise!: boolean;
  @Field(() => DateTime) sentAt!: Date;
  @Field(() => DateTime, { nullable: true }) answeredAt!: Date | null;
  @Field(() => Json, { description: 'What came along: answers of the start form that are not personal.' }) data!: unknown;
}

@ObjectType({ description: 'Instances that belong with one.' })
export class InstanceLinks {
  @Field(() => InstanceSummary, { nullable: true, description: 'The one that started it.' }) parent!: InstanceSummary | null;
  @Field(() => [LinkedInstance], { description: 'Those it started, in order.' }) children!: LinkedInstance[];
  @Field(() => [InstanceSummary], { description: 'Others of its series, in the order they were linked.' }) series!: InstanceSummary[];
  @Field(() => Boolean, { description: 'True where what it holds serves its workflow alone: it is never put into a series.' }) apart!: boolean;
  @Field(() => [Referral], { description: 'Referrals of it, and the one it was started for; oldest first.' }) referrals!: Referral[];
}

@ObjectType({ description: 'A station that may be referred to.' })
export class ReferralTarget {
  @Field(() => ID) id!: Id;
  @Field(() => String) name!: string;
}
