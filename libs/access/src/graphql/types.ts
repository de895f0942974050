import { Field, ObjectType } from '@nestjs/graphql';
import type { Bilingual } from '@stationhouse/kernel';

/** A text in both languages; resolves straight from a kernel `Bilingual`. */
@ObjectType('Text', { description: 'A text in both languages.' })
export class Text implements Bilingual {
  @Field(() => String, { name: 'zhCN', description: 'Simplified Chinese.' })
  'zh-CN'!: string;

  @Field(() => String, { description: 'English.' })
  en!: string;
}

/** Where a page of a connection ends. */
@ObjectType({ description: 'Where a page of a connection ends.' })
export class PageInfo {
  @Field(() => String, { nullable: true, description: 'Pass it as `after` for the next page; null on an empty page.' })
  endCursor!: string | null;

  @Field(() => Boolean, { description: 'True when another page follows.' })
  hasNextPage!: boolean;
}
