import { DateTime, PageInfo, Personal, Text } from '@stationhouse/access';
import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import type { CardState } from './cards.js';
import type { EmergencyReviewRow, EmergencyViewRow } from './entities.js';

export enum EmergencyReasonName {
  TASK = 'TASK',
  CANDIDATE = 'CANDIDATE',
  NOTICE = 'NOTICE',
  BUREAU = 'BUREAU',
}
registerEnumType(EmergencyReasonName, { name: 'EmergencyReason', description: 'Why a card was open to somebody: a task they held, one they could take, an urgent notice that rang at them, a role of the bureau that the card names.' });

export enum EmergencyFactKind {
  NAME = 'NAME',
  PHONE = 'PHONE',
  ID_NUMBER = 'ID_NUMBER',
  ADDRESS = 'ADDRESS',
  MOMENT = 'MOMENT',
  DATE = 'DATE',
  TEXT = 'TEXT',
}
registerEnumType(EmergencyFactKind, { name: 'EmergencyFactKind', description: 'What a fact is, for showing it: a phone is rung, an address copied.' });

export enum EmergencyReviewStateName {
  OPEN = 'OPEN',
  WAITING = 'WAITING',
  QUESTIONED = 'QUESTIONED',
  CLEAR = 'CLEAR',
}
registerEnumType(EmergencyReviewStateName, { name: 'EmergencyReviewState', description: 'Openings of a card: of an instance that still runs; of one that has closed and waits for a review; questioned; found in order.' });

export enum EmergencyVerdict {
  CLEAR = 'CLEAR',
  QUESTION = 'QUESTION',
}
registerEnumType(EmergencyVerdict, { name: 'EmergencyVerdict', description: 'What a reviewer made of the openings of a card.' });

@ObjectType({ description: 'One opening of an emergency card; nothing of what it showed.' })
export class EmergencyView {
  readonly row!: EmergencyViewRow;
  @Field(() => ID) id!: Id;
  @Field(() => DateTime) at!: Date;
  @Field(() => EmergencyReasonName) reason!: EmergencyReasonName;
  @Field(() => Text, { description: 'The role it was opened in.' }) roleTitle!: Bilingual;
  @Field(() => [Text], { description: 'What the fields it showed are called.' }) fields!: Bilingual[];
}

@ObjectType({ description: 'What a reviewer made of the openings of a card; a question is about one of them, and whoever opened it may answer.' })
export class EmergencyReview {
  readonly row!: EmergencyReviewRow;
  @Field(() => ID) id!: Id;
  @Field(() => EmergencyVerdict) verdict!: EmergencyVerdict;
  @Field(() => String, { nullable: true }) remark!: string | null;
  @Field(() => ID, { nullable: true, description: 'The opening that is questioned.' }) viewId!: Id | null;
  @Field(() => DateTime) at!: Date;
  @Field(() => String, { nullable: true, description: 'Of whoever opened it; null until then.' }) answer!: string | null;
  @Field(() => DateTime, { nullable: true }) answeredAt!: Date | null;
}

/** A card with what its fields are computed from. */
@ObjectType({ description: '应急卡: the least facts about a person, open in need and without prior approval to those who are called out. This is its cover: nothing of what it shows.' })
export class EmergencyCard {
  readonly state!: CardState;
  @Field(() => ID) stationId!: Id;
  @Field(() => ID) instanceId!: Id;
  @Field(() => String, { description: 'The number of the instance.' }) number!: string;
  @Field(() => Text, { description: 'What the card is called.' }) title!: Bilingual;
  @Field(() => Text) workflowTitle!: Bilingual;
  @Field(() => Boolean) exercise!: boolean;
  @Field(() => Boolean, { description: 'True while there is need: the instance runs and the condition of its workflow holds.' }) open!: boolean;
  @Field(() => Boolean, { description: 'True where the instance has closed, and the card with it.' }) ended!: boolean;
  @Field(() => Boolean, { description: 'True where whoever asks may open it now; each opening is written down.' }) mayView!: boolean;
  @Field(() => EmergencyReasonName, { nullable: true, description: 'Why it would be open to whoever asks; null where it is not.' }) reason!: EmergencyReasonName | null;
  @Field(() => [Text], { description: 'What the fields it shows are called.' }) fields!: Bilingual[];
}

@ObjectType({ description: 'A fact of an opened card.' })
export class EmergencyFact {
  @Field(() => String, { description: 'In the data: person.phone.' }) path!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => EmergencyFactKind) kind!: EmergencyFactKind;
  @Personal({ class: 'P2', kind: 'text' })
  @Field(() => String, { nullable: true, description: 'In the language of the request; a moment as ISO 8601, a date as YYYY-MM-DD. Null while nobody has filled it in.' })
  value!: string | null;
}

@ObjectType({ description: 'A photo of an opened card. Its bytes: GET /api/stations/{stationId}/emergency-views/{viewId}/photos/{id}, for whoever opened it, while the card is open.' })
export class EmergencyPhoto {
  @Field(() => ID) id!: Id;
  @Field(() => String, { description: 'image/jpeg or image/png.' }) mediaType!: string;
}

@ObjectType({ description: 'An emergency card as it was opened just now.' })
export class OpenedEmergencyCard {
  @Field(() => EmergencyCard) card!: EmergencyCard;
  @Field(() => ID, { description: 'Of this opening.' }) viewId!: Id;
  @Field(() => DateTime, { description: 'When it was opened, as it is on record.' }) at!: Date;
  @Field(() => [EmergencyFact], { description: 'In the order the workflow gives.' }) facts!: EmergencyFact[];
  @Field(() => [EmergencyPhoto], { description: 'Photos of the person, the last one first; at most three.' }) photos!: EmergencyPhoto[];
}

@ObjectType()
export class EmergencyCardEdge {
  @Field(() => String) cursor!: string;
  @Field(() => EmergencyCard) node!: EmergencyCard;
}

@ObjectType()
export class EmergencyCardConnection {
  readonly countWaiting!: () => Promise<number>;
  @Field(() => [EmergencyCardEdge]) edges!: EmergencyCardEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
  @Field(() => Int, { description: 'How many instances of the station wait for a review, over all pages.' }) waiting?: number;
}
