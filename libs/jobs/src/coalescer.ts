/** What a {@link Coalescer} does with what it gathered. */
export interface CoalescerOptions<Item> {
  readonly flush: (items: readonly Item[]) => Promise<void>;
  /** Told about a failed flush; the items stay and are tried again. */
  readonly onError: (error: unknown) => void;
  /** Items in one flush at most. */
  readonly most: number;
  /** Milliseconds between two flushes: one for every item under way would cost more than what it tells of. */
  readonly apart: number;
  /** Items kept at most while the flush keeps failing; the oldest go first. */
  readonly keep?: number;
}

const RETRY_AFTER = 500;

/**
 * Gathers items and flushes them with one call in flight at a time: alone an item leaves at once, those close behind it
 * leave together, and under load hundreds share a flush. This is what keeps wake-ups from costing a `pg_notify` per transaction.
 */
export class Coalescer<Item> {
  private waiting: Item[] = [];
  private flushing: Promise<void> | undefined;
  private closed = false;

  constructor(private readonly options: CoalescerOptions<Item>) {}

  add(...items: readonly Item[]): void {
    for (const item of items) this.waiting.push(item);
    const keep = this.options.keep ?? 100_000;
    if (this.waiting.length > keep) this.waiting.splice(0, this.waiting.length - keep);
    if (this.flushing === undefined && this.waiting.length > 0) this.flushing = this.run();
  }

  /** Waits until everything added so far has been flushed, or was given up because of a failure while closing. */
  async settled(): Promise<void> {
    while (this.flushing !== undefined) await this.flushing;
  }

  /** Flushes what waits, then rests for good. */
  async close(): Promise<void> {
    this.closed = true;
    await this.settled();
  }

  private async run(): Promise<void> {
    // Everything the present turn of the event loop still adds shares the first flush.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, this.options.most);
      try {
        await this.options.flush(batch);
        if (!this.closed) await new Promise((resolve) => setTimeout(resolve, this.options.apart));
      } catch (error) {
        this.options.onError(error);
        if (this.closed) break;
        this.waiting.unshift(...batch);
        await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER));
      }
    }
    this.flushing = undefined;
  }
}
