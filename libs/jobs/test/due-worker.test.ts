import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DomainClock, type Database } from '@stationhouse/database';
import { Bus, DueWorker, type DueRow } from '@stationhouse/jobs';

interface Row extends DueRow {
  readonly name: string;
}

/** Nobody else is on the bus. */
const SILENT: ConstructorParameters<typeof Bus>[0] = { nodeId: 'alone', on: () => undefined, publish: () => Promise.resolve(), subscribe: () => Promise.resolve(() => Promise.resolve()), close: () => Promise.resolve(), waitUntilReady: () => Promise.resolve() } as never;

/** Rows in memory, claimed and fired as a database's would be. */
class Rows extends DueWorker<Row> {
  readonly pending: Row[] = [];
  /** What fired, and how many milliseconds after its moment. */
  readonly fired: [string, number][] = [];
  readonly claims: number[] = [];
  most = 0;
  private underWay = 0;

  constructor(
    atOnce: number,
    errors: unknown[] = [],
    private readonly lasts = 0,
    readonly bus = new Bus(SILENT, (error) => errors.push(error)),
  ) {
    const database = { now: () => Promise.resolve(new Date()) } as Partial<Database> as Database;
    super({ database, clock: new DomainClock(), jobs: { bus }, topic: 'rows', next: 'next_timer', atOnce, onError: (error) => errors.push(error) });
  }

  protected claim(until: Date, most: number): Promise<readonly Row[]> {
    const due = this.pending.filter(({ due_at: at }) => at <= until).slice(0, most);
    for (const row of due) this.pending.splice(this.pending.indexOf(row), 1);
    this.claims.push(due.length);
    return Promise.resolve(due);
  }

  protected async fire({ name, due_at: at }: Row): Promise<void> {
    this.most = Math.max(this.most, ++this.underWay);
    this.fired.push([name, Date.now() - at.getTime()]);
    if (this.lasts > 0) await new Promise((resolve) => setTimeout(resolve, this.lasts));
    this.underWay -= 1;
    if (name === 'broken') throw new Error('broken');
  }
}

describe('a worker of due rows', () => {
  beforeEach(() => void jest.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z') }));
  afterEach(() => void jest.useRealTimers());

  const within = (milliseconds: number) => new Date(Date.now() + milliseconds);
  const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

  it('has rows in hand before they are due, and fires each at its moment', async () => {
    const rows = new Rows(10);
    for (const soon of [5, 120, 121, 730, 999, 1_600, 2_345]) rows.pending.push({ name: String(soon), due_at: within(soon) });
    rows.start();
    await pass(3_000);
    expect(rows.fired.map(([name]) => name)).toEqual(['5', '120', '121', '730', '999', '1600', '2345']);
    for (const [, late] of rows.fired) expect(late).toBe(0);
    // It looked at the database because time had passed, not for each row.
    expect(rows.claims.length).toBeLessThanOrEqual(8);
  });

  it('looks at once when a row is set that is due before it would look', async () => {
    const rows = new Rows(10);
    rows.start();
    await pass(10);
    rows.pending.push({ name: 'sudden', due_at: within(30) });
    rows.bus.publish('rows', within(30).toISOString());
    await pass(40);
    expect(rows.fired).toEqual([['sudden', 0]]);
    const looks = rows.claims.length;
    rows.bus.publish('rows', within(60_000).toISOString());
    await pass(1);
    expect(rows.claims).toHaveLength(looks);
  });

  it('fires no more at once than it may, and claims the rest as there is room', async () => {
    const rows = new Rows(4, [], 100);
    for (let number = 1; number <= 30; number += 1) rows.pending.push({ name: String(number), due_at: within(-number) });
    rows.start();
    await pass(5_000);
    expect(rows.fired).toHaveLength(30);
    expect(rows.most).toBe(4);
    expect(Math.max(...rows.claims)).toBeLessThanOrEqual(8);
  });

  it('stops once what is in hand has fired at its moment', async () => {
    const rows = new Rows(10);
    for (const soon of [400, 5_000]) rows.pending.push({ name: String(soon), due_at: within(soon) });
    rows.start();
    await pass(10);
    let stopped = false;
    const stop = rows.stop().then(() => (stopped = true));
    await pass(300);
    expect(stopped).toBe(false);
    await pass(100);
    await stop;
    expect(rows.fired).toEqual([['400', 0]]);
  });

  it('tells of what could not be fired, and goes on', async () => {
    const errors: unknown[] = [];
    const rows = new Rows(10, errors);
    rows.pending.push({ name: 'broken', due_at: within(20) }, { name: 'whole', due_at: within(21) });
    rows.start();
    await pass(50);
    expect(errors).toEqual([expect.objectContaining({ message: 'broken' })]);
    expect(rows.fired.map(([name]) => name)).toEqual(['broken', 'whole']);
  });

  it('claims nothing ahead when it is asked to fire what is due', async () => {
    const rows = new Rows(10);
    rows.pending.push({ name: 'due', due_at: within(-1) }, { name: 'soon', due_at: within(500) });
    expect(await rows.fireDue()).toBe(1);
    expect(rows.pending.map(({ name }) => name)).toEqual(['soon']);
  });
});
