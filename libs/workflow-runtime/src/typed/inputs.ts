import { DateTime, Json, LocalDate } from '@stationhouse/access';
import { Field, Float, ID, InputType, Int, registerEnumType } from '@nestjs/graphql';
import type { Id } from '@stationhouse/kernel';

const MISSING = 'True: those without a value you may see; false: those with one.';

@InputType({ description: 'Conditions on a text; all of them hold. Capitals count.' })
export class TextFilter {
  @Field(() => String, { nullable: true }) equals?: string | null;
  @Field(() => [String], { nullable: true }) in?: string[] | null;
  @Field(() => String, { nullable: true }) startsWith?: string | null;
  @Field(() => Boolean, { nullable: true, description: MISSING }) missing?: boolean | null;
}

@InputType({ description: 'Conditions on a list of texts; all of them hold.' })
export class TextListFilter {
  @Field(() => [String], { nullable: true, description: 'Those that hold at least one of these.' }) includes?: string[] | null;
  @Field(() => Boolean, { nullable: true, description: MISSING }) missing?: boolean | null;
}

@InputType({ description: 'Conditions on a whole number; all of them hold.' })
export class IntFilter {
  @Field(() => [Int], { nullable: true }) in?: number[] | null;
  @Field(() => Int, { nullable: true, description: 'This or more.' }) from?: number | null;
  @Field(() => Int, { nullable: true, description: 'This or less.' }) to?: number | null;
  @Field(() => Boolean, { nullable: true, description: MISSING }) missing?: boolean | null;
}

@InputType({ description: 'Conditions on a number; all of them hold.' })
export class FloatFilter {
  @Field(() => [Float], { nullable: true }) in?: number[] | null;
  @Field(() => Float, { nullable: true, description: 'This or more.' }) from?: number | null;
  @Field(() => Float, { nullable: true, description: 'This or less.' }) to?: number | null;
  @Field(() => Boolean, { nullable: true, description: MISSING }) missing?: boolean | null;
}

@InputType({ description: 'Conditions on a yes or no; all of them hold.' })
export class BooleanFilter {
  @Field(() => Boolean, { nullable: true }) equals?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: MISSING }) missing?: boolean | null;
}

@InputType({ description: 'Conditions on a calendar date; all of them hold.' })
export class LocalDateFilter {
  @Field(() => LocalDate, { nullable: true, description: 'This day or later.' }) from?: string | null;
  @Field(() => LocalDate, { nullable: true, description: 'This day or earlier.' }) to?: string | null;
  @Field(() => Boolean, { nullable: true, description: MISSING }) missing?: boolean | null;
}

@InputType({ description: 'Conditions on a moment; all of them hold.' })
export class DateTimeFilter {
  @Field(() => DateTime, { nullable: true, description: 'From this moment on.' }) from?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Before this moment.' }) to?: Date | null;
  @Field(() => Boolean, { nullable: true, description: MISSING }) missing?: boolean | null;
}

@InputType({ description: 'Conditions on one open task of the instance; all of them hold.' })
export class OpenTaskConditions {
  @Field(() => String, { nullable: true, description: 'Its key in the definition.' }) key?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Due before this moment; those without a due moment are not.' }) dueBefore?: Date | null;
}

@InputType({ description: 'Conditions on a record around its data; all of them hold.' })
export class RecordConditions {
  @Field(() => String, { nullable: true, description: 'Path of an active state, outer or inner.' }) state?: string | null;
  @Field(() => Boolean, { nullable: true }) closed?: boolean | null;
  @Field(() => [String], { nullable: true, description: 'How it ended: one of these.' }) outcome?: string[] | null;
  @Field(() => DateTimeFilter, { nullable: true }) startedAt?: DateTimeFilter | null;
  @Field(() => DateTimeFilter, { nullable: true }) closedAt?: DateTimeFilter | null;
}

@InputType({ description: 'Conditions on the instance around the data; all of them hold.' })
export class InstanceConditions extends RecordConditions {
  @Field(() => ID, { nullable: true, description: 'Started from this incident.' }) incidentId?: Id | null;
  @Field(() => OpenTaskConditions, { nullable: true, description: 'A task of it is open, or taken, and is so.' }) openTask?: OpenTaskConditions | null;
  @Field(() => ID, { nullable: true, description: 'Started by this instance.' }) parentId?: Id | null;
  @Field(() => String, { nullable: true, description: 'An instance of this workflow that it has started is running.' }) openLinked?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'True: those in which somebody appears who appears in another instance of the workflow at the station too, running or closed. Compared are the digits of the fields that the definition marks x-same, seven at least; no value is shown, and names are not compared. Exercises are left out.' }) repeats?: boolean | null;
}

export enum FieldOperator {
  EQUALS = 'EQUALS',
  IN = 'IN',
  STARTS_WITH = 'STARTS_WITH',
  FROM = 'FROM',
  TO = 'TO',
  INCLUDES = 'INCLUDES',
  MISSING = 'MISSING',
}
registerEnumType(FieldOperator, {
  name: 'FieldOperator',
  description: 'How a field is compared.',
  valuesMap: {
    IN: { description: 'One of a list.' },
    FROM: { description: 'This number, day or moment, or a later one.' },
    TO: { description: 'This number or day, or an earlier one; before this moment.' },
    INCLUDES: { description: 'A list that holds at least one of a list.' },
    MISSING: { description: 'True: without a value you may see; false: with one.' },
  },
});

@InputType({ description: 'A condition on a field by its key, for what has no type of its own: fields an overlay adds, workflows of a bureau.' })
export class FieldFilter {
  @Field(() => String, { description: 'The key of the field, at the top of the data.' }) key!: string;
  @Field(() => FieldOperator) operator!: FieldOperator;
  @Field(() => Json, { description: 'In the type of the field: a text, a number, true or false, an ISO 8601 date or moment; a list for IN and INCLUDES; true or false for MISSING.' }) value!: unknown;
}

export enum SortDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}
registerEnumType(SortDirection, { name: 'SortDirection', description: 'Up or down. Those without a value come last either way.' });
