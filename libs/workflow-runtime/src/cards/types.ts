import { DateTime, Json, Text } from '@stationhouse/access';
import { Field, Float, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';

export enum CardState {
  OPEN = 'OPEN',
  ACCEPTED = 'ACCEPTED',
  WITH_COLLEAGUE = 'WITH_COLLEAGUE',
  ANSWERED = 'ANSWERED',
  WITHDRAWN = 'WITHDRAWN',
}
registerEnumType(CardState, {
  name: 'CardState',
  valuesMap: { ACCEPTED: { description: 'You have accepted it.' }, WITH_COLLEAGUE: { description: 'Somebody of your unit has accepted it.' }, WITHDRAWN: { description: 'The station has taken it back.' } },
});

export enum CardList {
  WAITING = 'WAITING',
  ANSWERED = 'ANSWERED',
}
registerEnumType(CardList, { name: 'CardList', valuesMap: { ANSWERED: { description: 'Those you answered.' } } });

@ObjectType({ description: 'Who is signed in outside the police network.' })
export class Myself {
  @Field(() => String) name!: string;
  @Field(() => String) login!: string;
  @Field(() => Text, { nullable: true, description: 'Null until the first password is changed.' }) roleTitle!: Bilingual | null;
  @Field(() => String, { nullable: true, description: 'The name of one’s unit; null until the first password is changed.' }) unit!: string | null;
  @Field(() => ID, { nullable: true, description: 'The station one works with; null until the first password is changed.' }) stationId!: Id | null;
  @Field(() => String, { nullable: true }) station!: string | null;
  @Field(() => String, { nullable: true, description: 'What must be done before anything else: passwordChange or secondFactorEnrolment.' }) restriction!: string | null;
  @Field(() => Boolean) secondFactor!: boolean;
}

@ObjectType({ description: 'A field of the data that the workflow opens on a card.' })
export class CardField {
  @Field(() => String) key!: string;
  @Field(() => Json, { description: 'Its JSON Schema: titles in both languages.' }) schema!: unknown;
  @Field(() => Json, { nullable: true, description: 'Masked by one’s role; what is personal is seen in full only by whoever may answer the card.' }) value!: unknown;
}

@ObjectType({ description: 'A way to answer.' })
export class CardOutcome {
  @Field(() => String) id!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => [String], { description: 'Fields of the form that it needs.' }) requires!: readonly string[];
}

@ObjectType({ description: 'A photo you attached.' })
export class CardPhoto {
  @Field(() => ID) id!: Id;
  @Field(() => String) name!: string;
  @Field(() => Float) bytes!: number;
  @Field(() => DateTime) addedAt!: Date;
}

@ObjectType({ description: 'A task card: what somebody outside the police network sees of a task, and nothing more.' })
export class TaskCardView {
  @Field(() => ID) id!: Id;
  @Field(() => Text) title!: Bilingual;
  @Field(() => [CardField], { description: 'What tells it from others: at most two fields, nothing personal beyond P1.' }) about!: CardField[];
  @Field(() => CardState) state!: CardState;
  @Field(() => DateTime) openedAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'By when it is to be answered; domain time.' }) dueAt!: Date | null;
  @Field(() => Boolean, { description: 'It is late, and may still be answered.' }) overdue!: boolean;
  @Field(() => String, { nullable: true, description: 'Who of your unit accepted or answered it.' }) by!: string | null;
  @Field(() => DateTime, { nullable: true }) answeredAt!: Date | null;
  @Field(() => Text, { nullable: true, description: 'How it was answered.' }) answer!: Bilingual | null;
}

@ObjectType({ description: 'A task card opened: with what is asked, and the form of the answer. Opening it is recorded.' })
export class OpenedCard extends TaskCardView {
  @Field(() => [CardField]) fields!: CardField[];
  @Field(() => Boolean, { description: 'More is shown once you accept it.' }) moreOnceAccepted!: boolean;
  @Field(() => Text, { nullable: true, description: 'What whoever fills in the form should know.' }) help!: Bilingual | null;
  @Field(() => Json, { nullable: true, description: 'JSON Schema of the answer; null where only the outcome is asked for.' }) form!: unknown;
  @Field(() => Json, { nullable: true, description: 'Hints for the renderer.' }) uiSchema!: unknown;
  @Field(() => [CardOutcome]) outcomes!: CardOutcome[];
  @Field(() => [CardPhoto], { description: 'What you attached, oldest first.' }) photos!: CardPhoto[];
  @Field(() => Float, { description: 'Bytes of one photo, at most.' }) photoBytes!: number;
}
