import { DateTime, Text } from '@stationhouse/access';
import { Field, Float, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Bilingual, Id } from '@stationhouse/kernel';

export enum WhatIfStatusName {
  RUNNING = 'RUNNING',
  DONE = 'DONE',
  CANCELLED = 'CANCELLED',
  FAILED = 'FAILED',
}
registerEnumType(WhatIfStatusName, { name: 'WhatIfStatus' });

export enum MeasureKindName {
  TASK = 'TASK',
  LOAD = 'LOAD',
  DUE = 'DUE',
  OVERDUE = 'OVERDUE',
  REMINDER = 'REMINDER',
  ESCALATION = 'ESCALATION',
  WARNING = 'WARNING',
  CLOCK = 'CLOCK',
  BREACH = 'BREACH',
  NOTICE = 'NOTICE',
  QUESTION = 'QUESTION',
  OUTCOME = 'OUTCOME',
}
registerEnumType(MeasureKindName, {
  name: 'WhatIfMeasureKind',
  valuesMap: {
    TASK: { description: 'Tasks that were opened.' },
    LOAD: { description: 'Tasks of a role, in all; `perWeek` of its amounts says how many a week.' },
    DUE: { description: 'Due moments of a task; the length is the time limit.' },
    OVERDUE: { description: 'Tasks that ran out of time.' },
    REMINDER: { description: 'Reminders sent; the length is how long before the due moment.' },
    ESCALATION: { description: 'Escalations to a role.' },
    WARNING: { description: 'Warnings of a clock; the length is how long before it runs out.' },
    CLOCK: { description: 'Clocks that were started; the length is the time limit.' },
    BREACH: { description: 'Clocks that ran out.' },
    NOTICE: { description: 'Notices sent.' },
    QUESTION: { description: 'Times that somebody is asked a question of a form.' },
    OUTCOME: { description: 'Instances that ended so.' },
  },
});

export enum AssumptionName {
  RHYTHM = 'RHYTHM',
  EXTRA_TASKS = 'EXTRA_TASKS',
  CONDITION = 'CONDITION',
}
registerEnumType(AssumptionName, {
  name: 'WhatIfAssumption',
  description: 'What an estimate rests on.',
  valuesMap: {
    RHYTHM: { description: 'People finish at the same moment as then, or as long before the due moment or after the reminder as then.' },
    EXTRA_TASKS: { description: 'Tasks that nobody had take as long as the station’s tasks of that role took, between the quickest and the slowest quarter.' },
    CONDITION: { description: 'A question under a condition is asked between never and every time.' },
  },
});

@ObjectType({ description: 'A number that is computed (least = most), or a range.' })
export class WhatIfAmount {
  @Field(() => Int) least!: number;
  @Field(() => Int) most!: number;
  @Field(() => Float, { nullable: true, description: 'LOAD: the most of it, a week.' }) perWeek!: number | null;
  @Field(() => Float, { nullable: true, description: 'Median length in seconds: of a time limit, or how long before its end something was sent.' }) seconds!: number | null;
}

@ObjectType({ description: 'One line of a comparison: something that is not as it was.' })
export class WhatIfMeasure {
  @Field(() => String, { description: 'Names it within its comparison.' }) key!: string;
  @Field(() => MeasureKindName) kind!: MeasureKindName;
  @Field(() => Text, { description: 'The task, clock, question, outcome or role.' }) title!: Bilingual;
  @Field(() => Text, { nullable: true, description: 'ESCALATION: to whom.' }) roleTitle!: Bilingual | null;
  @Field(() => WhatIfAmount, { description: 'Under the present version.' }) now!: WhatIfAmount;
  @Field(() => WhatIfAmount, { description: 'Under the draft.' }) draft!: WhatIfAmount;
  @Field(() => [AssumptionName], { description: 'What the draft’s amount rests on; empty: it is computed from what happened.' }) assumptions!: AssumptionName[];
  @Field(() => Int, { description: 'Instances in which it is not as it was: see whatIfInstances.' }) differing!: number;
}

@ObjectType({ description: 'Something that happened and that the draft does not take. Such instances are in no figure.' })
export class WhatIfRefusal {
  @Field(() => String, { description: 'Names it within its comparison.' }) key!: string;
  @Field(() => Text, { description: 'The task, event or clock.' }) title!: Bilingual;
  @Field(() => String, { description: 'FORM_INVALID, EVENT_REFUSED, TASK_NOT_OPEN, …' }) code!: string;
  @Field(() => Text) text!: Bilingual;
  @Field(() => Int) instances!: number;
}

@ObjectType({ description: 'What a comparison found; nothing personal.' })
export class WhatIfOutcome {
  @Field(() => Int, { description: 'Instances that the figures are of.' }) compared!: number;
  @Field(() => Int, { description: 'Instances with any difference.' }) differing!: number;
  @Field(() => Int, { description: 'Instances begun on earlier versions, or whose personal data were erased, that do not play again; in no figure.' }) unplayable!: number;
  @Field(() => Int, { description: 'Instances in which a question had to be answered that nobody was asked then.' }) answered!: number;
  @Field(() => [WhatIfMeasure]) measures!: WhatIfMeasure[];
  @Field(() => [WhatIfRefusal]) refused!: WhatIfRefusal[];
}

@ObjectType({ description: 'What a station’s past would have been under a draft of its overlay. Kept for a week.' })
export class WhatIfComparison {
  @Field(() => ID) id!: Id;
  @Field(() => ID) stationId!: Id;
  @Field(() => String, { description: 'The id of the workflow.' }) workflow!: string;
  @Field(() => WhatIfStatusName) status!: WhatIfStatusName;
  @Field(() => DateTime, { description: 'Instances begun from here on.' }) from!: Date;
  @Field(() => DateTime) until!: Date;
  @Field(() => Int, { description: 'Instances to compare.' }) total!: number;
  @Field(() => Int, { description: 'Compared so far.' }) done!: number;
  @Field(() => Int, { nullable: true, description: 'How long it took.' }) milliseconds!: number | null;
  @Field(() => WhatIfOutcome, { nullable: true, description: 'Null until it is done.' }) result!: WhatIfOutcome | null;
  @Field(() => DateTime) createdAt!: Date;
}
