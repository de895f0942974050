import { DateTime, Json, Text } from '@stationhouse/access';
import { Field, ID, ObjectType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { CardField, CardState } from '../cards/types.js';
import { TaskOutcome } from '../graphql/types.js';

@ObjectType({ description: 'A task that a station’s workflow has given to a role of its bureau: what tells it from others, and nothing personal beyond P1.' })
export class BureauTask {
  @Field(() => ID) id!: Id;
  @Field(() => ID) stationId!: Id;
  @Field(() => String, { description: 'The station that asks.' }) stationName!: string;
  @Field(() => Text) title!: Bilingual;
  @Field(() => String, { description: 'The id of its workflow.' }) workflow!: string;
  @Field(() => Text) workflowTitle!: Bilingual;
  @Field(() => String, { description: 'Of the instance: what the station calls it by.' }) number!: string;
  @Field(() => [CardField], { description: 'At most two fields of its card.' }) about!: CardField[];
  @Field(() => CardState) state!: CardState;
  @Field(() => Boolean, { description: 'True for one that its own role has left too long: the bureau’s leaders were asked, too.' }) escalated!: boolean;
  @Field(() => Boolean) exercise!: boolean;
  @Field(() => DateTime) openedAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'By when it is to be answered; domain time, of an exercise its own.' }) dueAt!: Date | null;
  @Field(() => Boolean, { description: 'It is late, and may still be answered.' }) overdue!: boolean;
  @Field(() => String, { nullable: true, description: 'Who holds it, or answered it.' }) by!: string | null;
  @Field(() => DateTime, { nullable: true }) answeredAt!: Date | null;
  @Field(() => Text, { nullable: true, description: 'How it was answered.' }) answer!: Bilingual | null;
}

@ObjectType({ description: 'A task of the bureau, opened: what its card shows, and the form of the answer.' })
export class OpenedBureauTask {
  @Field(() => BureauTask) task!: BureauTask;
  @Field(() => [CardField], { description: 'What the card opens; personal values in full while the task waits and no colleague holds it, masked otherwise.' }) fields!: CardField[];
  @Field(() => String, { description: 'Stands for what was shown: an answer names it, so that nobody decides on what has been corrected since.' }) seen!: string;
  @Field(() => Text, { nullable: true, description: 'What whoever fills in the form should know.' }) help!: Bilingual | null;
  @Field(() => Json, { nullable: true, description: 'JSON Schema of the answer; null where only the outcome is asked for.' }) form!: unknown;
  @Field(() => Json, { nullable: true, description: 'Hints for the renderer.' }) uiSchema!: unknown;
  @Field(() => [TaskOutcome]) outcomes!: readonly TaskOutcome[];
}
