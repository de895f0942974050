import { compile, definitionFromJson, WhatIf, type Calendars, type Habit, type Rules, type WhatIfPart } from '@stationhouse/workflow';
import { pastOf, type WrittenPast } from './past.js';

/** What a comparison is about, as it travels to where it is computed. Plain JSON. */
export interface Question {
  /** Definitions as JSON: the present version and the draft. */
  readonly now: unknown;
  readonly draft: unknown;
  /** The present, ISO 8601. */
  readonly until: string;
  readonly calendars: Readonly<Record<string, Calendars>>;
  readonly habits: Readonly<Record<string, readonly [number, number]>>;
}

/** What is taken where no task of the station was ever completed. */
const AN_HOUR = 3_600_000;

/** Compares instances, a few at a time. */
export class Reckoner {
  private readonly whatIf: WhatIf;

  constructor(
    private readonly question: Question,
    rules: Rules,
  ) {
    const [now, draft] = [question.now, question.draft].map((definition) => compile(definitionFromJson(definition), { rules }));
    if (now === undefined || draft === undefined) throw new Error('Two versions are compared.');
    this.whatIf = new WhatIf({ now, draft, until: new Date(question.until), habits: { quick: this.habit(0), slow: this.habit(1) } });
  }

  /** Sums so far. */
  get part(): WhatIfPart {
    return this.whatIf.part;
  }

  add(written: WrittenPast): void {
    const past = pastOf(written, this.question.calendars);
    if (past === undefined) this.whatIf.part.unplayable += 1;
    else this.whatIf.add(past);
  }

  /** Of the first role that has any experience. */
  private habit(quarter: 0 | 1): Habit {
    const { habits } = this.question;
    return (roles) => [...roles, ''].map((role) => habits[role]?.[quarter]).find((took) => took !== undefined) ?? AN_HOUR;
  }
}
