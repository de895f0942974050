import { Field, ID, ObjectType } from '@nestjs/graphql';
import { Personal } from '@stationhouse/access';

export const FILE = '01890000-0000-7000-8000-00000000000a';

/** A record with a name in it, for what is read of people. */
@ObjectType()
export class CaseFile {
  @Field(() => ID) id!: string;
  @Field(() => String, { nullable: true }) @Personal({ class: 'P2', kind: 'name' }) name!: string | null;
}
