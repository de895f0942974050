import { printedChange, type Bilingual } from '@stationhouse/kernel';
import type { FigureAmount, FigurePoint } from '../points.js';
import type { MetricAmount, MetricPoint } from './types.js';

/** A figure as its fields are read, one by one: there are thousands in an answer, and a copy of all of them takes longer than reading the figures. */
class ShownFigure<Figure extends FigureAmount> implements MetricAmount {
  constructor(protected readonly figure: Figure) {}

  get count(): number | null {
    return this.figure.count;
  }
  get numerator(): number | null {
    return this.figure.numerator;
  }
  get denominator(): number | null {
    return this.figure.denominator;
  }
  get value(): number | null {
    return this.figure.value;
  }
  get suppressed(): boolean {
    return this.figure.disclosure.suppressed;
  }
  get reason(): Bilingual | null {
    return this.figure.disclosure.reason;
  }
  get atLeast(): number | null {
    return this.figure.disclosure.atLeast;
  }
  get atMost(): number | null {
    return this.figure.disclosure.atMost;
  }
  get margin(): number | null {
    return this.figure.disclosure.margin;
  }
  get rank(): number | null {
    return this.figure.disclosure.rank;
  }
}

/** An amount as GraphQL shows it. */
export class ShownAmount extends ShownFigure<FigureAmount> {}

/** A point as GraphQL shows it. */
export class ShownPoint extends ShownFigure<FigurePoint> implements MetricPoint {
  get period(): string | null {
    return this.figure.period;
  }
  get complete(): boolean {
    return this.figure.complete;
  }
  get dimensions(): MetricPoint['dimensions'] {
    return this.figure.dimensions as MetricPoint['dimensions'];
  }
  get previous(): MetricAmount | null {
    return this.figure.previous === null ? null : new ShownAmount(this.figure.previous);
  }
  get difference(): number | null {
    return this.figure.difference;
  }
  get change(): number | null {
    return this.figure.change;
  }
  get printedChange(): string | null {
    return this.figure.change === null ? null : printedChange(this.figure.change);
  }
}
