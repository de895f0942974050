import { DateTime, Personal, Text } from '@stationhouse/access';
import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';
import { EmergencyFact, EmergencyPhoto } from '../emergency/types.js';
import type { Neighbourhood } from './neighbours.js';
import type { ShareAnswerRow, ShareRequestRow } from './rows.js';

export enum ShareAnswerName {
  RECEIVED = 'RECEIVED',
  SEARCHING = 'SEARCHING',
  NOT_FOUND = 'NOT_FOUND',
  CLUE = 'CLUE',
}
registerEnumType(ShareAnswerName, { name: 'ShareAnswerKind', description: 'What a station that was asked to help answers: 已收到 received, 已派人查找 people are searching, 未发现 nothing found, 发现线索 a clue.' });

@ObjectType({ description: 'An answer of a station that was asked to help.' })
export class ShareAnswer {
  readonly row!: ShareAnswerRow;
  @Field(() => ID) id!: Id;
  @Field(() => ShareAnswerName) answer!: ShareAnswerName;
  @Field(() => DateTime) at!: Date;
  @Personal({ class: 'P2', kind: 'text' })
  @Field(() => String, { nullable: true, description: 'Of a clue: where.' })
  place!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Of a clue: when the person was seen.' }) seenAt!: Date | null;
  @Personal({ class: 'P2', kind: 'text' })
  @Field(() => String, { nullable: true, description: 'Of a clue: what was seen.' })
  words!: string | null;
}

@ObjectType({ description: 'A station that an instance asked to help (协查), and what it answered.' })
export class ShareRequest {
  readonly row!: ShareRequestRow;
  @Field(() => ID) id!: Id;
  @Field(() => String, { description: 'The station that was asked.' }) station!: string;
  @Field(() => DateTime) askedAt!: Date;
  @Field(() => ShareAnswerName, { nullable: true, description: 'The last one; null until it has answered.' }) answer!: ShareAnswerName | null;
  @Field(() => DateTime, { nullable: true }) answeredAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was let go; null while its help is asked for.' }) endedAt!: Date | null;
  @Field(() => Boolean, { description: 'True in an exercise: nobody was rung, it would have been asked.' }) dry!: boolean;
  @Field(() => [ShareAnswer], { description: 'In order; place and words in full for whoever reads the instance with a purpose.' }) answers!: ShareAnswer[];
}

@ObjectType({ description: 'What another station asks help for (协查), as the station that is asked sees it: what is looked for and its own answers. What the card shows is opened, and written down.' })
export class SharedCard {
  readonly row!: ShareRequestRow;
  @Field(() => ID) id!: Id;
  @Field(() => ID, { description: 'The station that is asked.' }) stationId!: Id;
  @Field(() => String, { description: 'The station that asks.' }) fromStation!: string;
  @Field(() => Text, { description: 'What the card is called.' }) title!: Bilingual;
  @Field(() => DateTime) askedAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'When its help was needed no more; null while it is.' }) endedAt!: Date | null;
  @Field(() => ShareAnswerName, { nullable: true, description: 'The last one; null until somebody has answered.' }) answer!: ShareAnswerName | null;
  @Field(() => DateTime, { nullable: true }) answeredAt!: Date | null;
  @Field(() => Boolean, { description: 'True where whoever asks may open the card and answer: in a role that it rings, or rung by it.' }) mayAnswer!: boolean;
  @Field(() => [ShareAnswer], { description: 'Of this station, in order; place and words are masked.' }) answers!: ShareAnswer[];
}

@ObjectType({ description: 'The card of another station’s instance as it was opened just now. Photos: GET /api/stations/{stationId}/shared-cards/{id}/views/{viewId}/photos/{photo}.' })
export class OpenedSharedCard {
  @Field(() => SharedCard) card!: SharedCard;
  @Field(() => ID, { description: 'Of this opening.' }) viewId!: Id;
  @Field(() => DateTime, { description: 'When it was opened, as it is on record at the station that asked.' }) at!: Date;
  @Field(() => [EmergencyFact]) facts!: EmergencyFact[];
  @Field(() => [EmergencyPhoto]) photos!: EmergencyPhoto[];
}

@InputType({ description: 'An answer to a station that asked for help.' })
export class ShareAnswerInput {
  @Field(() => ShareAnswerName) answer!: ShareAnswerName;
  @Field(() => String, { nullable: true, description: 'Of a clue: where; at most 200 characters.' }) place?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Of a clue: when the person was seen.' }) seenAt?: Date | null;
  @Field(() => String, { nullable: true, description: 'Of a clue: what was seen; at most 1,000 characters.' }) words?: string | null;
}

@ObjectType({ description: 'A station with those that adjoin it.' })
export class StationNeighbours implements Neighbourhood {
  @Field(() => ID) stationId!: Id;
  @Field(() => String) stationName!: string;
  @Field(() => [ID], { description: 'Whom it asks for help; none: every other station of the bureau.' }) neighbourIds!: readonly Id[];
  @Field(() => [ID], { description: 'Those whose area touches its own, within 60 metres, where both are drawn.' }) suggestedIds!: readonly Id[];
}
