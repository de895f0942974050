import { Text } from '@stationhouse/access';
import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';

export enum RowStatus {
  FINE = 'fine',
  STARTED = 'started',
  JOINED = 'joined',
  REFUSED = 'refused',
}

registerEnumType(RowStatus, {
  name: 'RowStatus',
  description: 'What became of a row of a sheet.',
  valuesMap: {
    FINE: { description: 'Nothing is wrong with it; it was only looked at.' },
    STARTED: { description: 'An instance was started for it, now or when the same row came before.' },
    JOINED: { description: 'It belongs to an instance that runs for the same matter.' },
    REFUSED: { description: 'Nothing was written: see code, text and problems.' },
  },
});

@ObjectType({ description: 'What is wrong with one field of a row.' })
export class RowProblem {
  @Field(() => String, { description: 'Its path in the start form: parties.0.name. Empty for the row as a whole.' }) field!: string;
  @Field(() => Text) text!: Bilingual;
}

@ObjectType({ description: 'What became of one row of a sheet, or would.' })
export class RowReceipt {
  @Field(() => Int, { description: 'Its place among the rows that were sent, from 0.' }) row!: number;
  @Field(() => RowStatus) status!: RowStatus;
  @Field(() => ID, { nullable: true, description: 'The instance it started or joined.' }) instanceId!: Id | null;
  @Field(() => String, { nullable: true, description: 'Why it was refused: FORM_INVALID, DATA_INVALID, CREDENTIAL_TYPED, …' }) code!: string | null;
  @Field(() => Text, { nullable: true }) text!: Bilingual | null;
  @Field(() => [RowProblem]) problems!: readonly RowProblem[];
}
