import { DateTime, PageInfo } from '@stationhouse/access';
import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Id } from '@stationhouse/kernel';
import type { SealedRecordRow } from './entities.js';

export enum SealableKind {
  INSTANCE = 'INSTANCE',
  INCIDENT = 'INCIDENT',
}
registerEnumType(SealableKind, { name: 'SealableKind', description: 'What can be sealed: an instance that has closed, an incident that was disposed of.' });

@ObjectType({ description: '封存 (治安管理处罚法 136): the cover of a record that nobody sees. Its content is in no answer until the seal is lifted.' })
export class SealedRecord {
  row!: SealedRecordRow;
  @Field(() => ID) id!: Id;
  @Field(() => SealableKind) kind!: SealableKind;
  @Field(() => ID, { description: 'Of the instance or the incident. NOT_FOUND while it is sealed.' }) recordId!: Id;
  @Field(() => String, { description: 'The number of the instance or of the incident.' }) number!: string;
  @Field(() => String, { description: 'The clause it rests on.' }) basis!: string;
  @Field(() => String) reason!: string;
  @Field(() => DateTime) sealedAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'Null while it is sealed.' }) liftedAt!: Date | null;
  @Field(() => String, { nullable: true }) liftReason!: string | null;
}

@ObjectType()
export class SealedRecordEdge {
  @Field(() => String) cursor!: string;
  @Field(() => SealedRecord) node!: SealedRecord;
}

@ObjectType()
export class SealedRecordConnection {
  @Field(() => [SealedRecordEdge]) edges!: SealedRecordEdge[];
  @Field(() => PageInfo) pageInfo!: PageInfo;
}
