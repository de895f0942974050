/** How a {@link Batcher} works. */
export interface BatcherOptions<Item, Answer> {
  /** Answers each item, in order; throws when the batch as a whole failed and nothing of it was done. */
  readonly run: (items: readonly Item[]) => Promise<readonly Answer[]>;
  /** Items of one batch at most. */
  readonly most: number;
  /** Batches at a time: while one is with the database, the next is being filled. */
  readonly lanes: number;
  /** True when a failure may be one item's fault, so that the batch is tried again in halves. */
  readonly mayBeOnesFault: (error: unknown) => boolean;
}

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets items share a call. Alone, an item leaves at once; a batch forms by itself while earlier ones are under way. An
 * item that makes its batch fail is found by halving, and fails alone.
 */
export class Batcher<Item, Answer> {
  private readonly waiting: Waiting<Item, Answer>[] = [];
  private busy = 0;
  private scheduled = false;

  constructor(private readonly options: BatcherOptions<Item, Answer>) {}

  submit(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.schedule();
    });
  }

  /** Everything the present turn of the event loop still submits shares the batch. */
  private schedule(): void {
    if (this.scheduled || this.busy >= this.options.lanes) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.dispatch();
    });
  }

  private dispatch(): void {
    while (this.waiting.length > 0 && this.busy < this.options.lanes) {
      // What waits is shared between the free lanes, so that one computes while the other waits for the database.
      const share = Math.max(LEAST_SHARE, Math.ceil(this.waiting.length / (this.options.lanes - this.busy)));
      const batch = this.waiting.splice(0, Math.min(share, this.options.most));
      this.busy += 1;
      void this.settle(batch).finally(() => {
        this.busy -= 1;
        if (this.waiting.length > 0) this.schedule();
      });
    }
  }

  private async settle(batch: readonly Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.options.run(batch.map(({ item }) => item));
      if (answers.length !== batch.length) throw new Error(`${answers.length} answers for a batch of ${batch.length}.`);
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index] as Answer);
    } catch (error) {
      if (batch.length === 1 || !this.options.mayBeOnesFault(error)) {
        for (const { reject } of batch) reject(error);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await this.settle(batch.slice(0, middle));
      await this.settle(batch.slice(middle));
    }
  }
}

/** Fewer are not worth a call of their own. */
const LEAST_SHARE = 8;
