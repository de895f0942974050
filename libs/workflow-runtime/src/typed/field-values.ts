import { DateTime, Json, LocalDate, Text } from '@stationhouse/access';
import { createUnionType, Field, Float, ObjectType } from '@nestjs/graphql';
import type { Bilingual } from '@stationhouse/kernel';

@ObjectType()
export class TextValue {
  @Field(() => String) text!: string;
}

@ObjectType()
export class NumberValue {
  @Field(() => Float) number!: number;
}

@ObjectType()
export class BooleanValue {
  @Field(() => Boolean) boolean!: boolean;
}

@ObjectType()
export class DateValue {
  @Field(() => LocalDate) date!: string;
}

@ObjectType()
export class DateTimeValue {
  @Field(() => DateTime) at!: Date;
}

@ObjectType({ description: 'A value out of a list.' })
export class ChoiceValue {
  @Field(() => String) choice!: string;
  @Field(() => Text) title!: Bilingual;
}

@ObjectType({ description: 'Several values out of a list.' })
export class ChoicesValue {
  @Field(() => [ChoiceValue]) choices!: ChoiceValue[];
}

@ObjectType({ description: 'Whatever has no simpler type: an object, a list.' })
export class JsonValue {
  @Field(() => Json) json!: unknown;
}

export type FieldContent = TextValue | NumberValue | BooleanValue | DateValue | DateTimeValue | ChoiceValue | ChoicesValue | JsonValue;

/** Which member it is: each value is an instance of its class. */
export const FieldContentUnion = createUnionType({
  name: 'FieldContent',
  description: 'The value of a field, by its type.',
  types: () => [TextValue, NumberValue, BooleanValue, DateValue, DateTimeValue, ChoiceValue, ChoicesValue, JsonValue] as const,
  resolveType: (value: object) => value.constructor,
});

@ObjectType({ description: 'A field of an instance by its key: one an overlay added, one of a workflow that has no type of its own, or a value that an older version allowed.' })
export class FieldValue {
  @Field(() => String, { description: 'Its key in the data.' }) key!: string;
  @Field(() => Text, { description: 'Its title in the version the instance runs on.' }) title!: Bilingual;
  @Field(() => FieldContentUnion, { nullable: true, description: 'Null without a value you may see.' }) value!: FieldContent | null;
}
