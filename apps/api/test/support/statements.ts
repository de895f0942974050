import { findRequest } from '@stationhouse/access';
import pg from 'pg';

type Query = (this: pg.Client, ...given: unknown[]) => unknown;

/** Notes the statements that requests send to PostgreSQL, once who asks is known; what else the house does is left out. */
export class Statements {
  private readonly texts: string[] = [];
  private readonly query = pg.Client.prototype.query as Query;

  /** Before the house opens its connections: each keeps the method it was made with. */
  constructor() {
    const { texts, query } = this;
    pg.Client.prototype.query = function noted(this: pg.Client, ...given: unknown[]) {
      const [first] = given;
      if (findRequest() !== undefined) texts.push(typeof first === 'string' ? first : String((first as { readonly text?: string }).text));
      return query.apply(this, given);
    } as Query as typeof pg.Client.prototype.query;
  }

  /** The statements of the requests that `work` makes. */
  async during(work: () => Promise<unknown>): Promise<string[]> {
    this.texts.length = 0;
    await work();
    return [...this.texts];
  }

  restore(): void {
    pg.Client.prototype.query = this.query as typeof pg.Client.prototype.query;
  }
}
