import { StationhouseError, text, type Bilingual } from '@stationhouse/kernel';

/** How many pieces of work go on, and how many may wait. */
export interface TurnRules {
  /** What they are, for whoever is refused: `text('统计查询', 'long questions')`. */
  readonly what: Bilingual;
  /** At a time, of everybody. */
  readonly atOnce: number;
  /** At a time, of one asker. */
  readonly each: number;
  /** Of one asker, that wait: more are refused. */
  readonly waiting: number;
  /** How long one waits, in milliseconds: then it is refused. */
  readonly patience: number;
  /** How long nothing begins in the place of a piece that is over, in milliseconds; at once when absent. @param took how long that piece took */
  readonly rest?: (took: number) => number;
}

interface Waiter {
  readonly begin: () => void;
}

/** What one asker has going on, and what waits behind it. */
interface Line {
  running: number;
  readonly waiting: Set<Waiter>;
}

/**
 * Lets work begin a few pieces at a time. Whoever sends much waits behind themselves alone: askers take turns, however many pieces each has
 * waiting. In memory, for one process.
 */
export class Turns {
  private running = 0;
  /** In the order of their turns: whoever began last stands last. */
  private readonly lines = new Map<string, Line>();

  constructor(private readonly rules: TurnRules) {}

  /** How many pieces of work go on, or rest. */
  get underWay(): number {
    return this.running;
  }

  /** How many pieces of work wait. */
  get waiting(): number {
    return [...this.lines.values()].reduce((sum, line) => sum + line.waiting.size, 0);
  }

  /**
   * Runs work when it is the asker's turn.
   * @param asker whose work it is: an account
   * @param gone when it is no longer wanted: it leaves the line, and never begins
   * @throws StationhouseError TOO_MANY_REQUESTS for too many that wait, for one that waited too long, and for one that nobody waits for any more; whatever the work throws
   */
  async run<Result>(asker: string, work: () => Promise<Result>, gone?: AbortSignal): Promise<Result> {
    const line = this.lines.get(asker) ?? { running: 0, waiting: new Set() };
    this.lines.set(asker, line);
    if (this.isFree(line) && line.waiting.size === 0) this.begin(asker, line);
    else await this.wait(line, gone);
    const began = performance.now();
    try {
      return await work();
    } finally {
      const rest = this.rules.rest?.(performance.now() - began) ?? 0;
      if (rest > 0) setTimeout(() => this.end(asker, line), rest).unref();
      else this.end(asker, line);
    }
  }

  private isFree(line: Line): boolean {
    return this.running < this.rules.atOnce && line.running < this.rules.each;
  }

  private wait(line: Line, gone: AbortSignal | undefined): Promise<void> {
    if (gone?.aborted === true || line.waiting.size >= this.rules.waiting) throw this.tooMany();
    return new Promise((resolve, reject) => {
      const leave = () => {
        line.waiting.delete(waiter);
        settle();
        reject(this.tooMany());
      };
      const patience = setTimeout(leave, this.rules.patience);
      const settle = () => {
        clearTimeout(patience);
        gone?.removeEventListener('abort', leave);
      };
      const waiter: Waiter = {
        begin: () => {
          settle();
          resolve();
        },
      };
      gone?.addEventListener('abort', leave);
      line.waiting.add(waiter);
    });
  }

  private begin(asker: string, line: Line): void {
    this.running += 1;
    line.running += 1;
    // Whoever began stands behind the others.
    this.lines.delete(asker);
    this.lines.set(asker, line);
  }

  private end(asker: string, line: Line): void {
    this.running -= 1;
    line.running -= 1;
    if (line.running === 0 && line.waiting.size === 0) this.lines.delete(asker);
    for (let next = this.next(); next !== undefined; next = this.next()) next();
  }

  /** Begins what stands first, when there is room for it. */
  private next(): (() => void) | undefined {
    for (const [asker, line] of this.lines) {
      const [waiter] = line.waiting;
      if (waiter === undefined || !this.isFree(line)) continue;
      line.waiting.delete(waiter);
      this.begin(asker, line);
      return waiter.begin;
    }
    return undefined;
  }

  private tooMany(): StationhouseError {
    const { what, waiting, patience } = this.rules;
    const seconds = Math.ceil(patience / 1000);
    return new StationhouseError(
      'TOO_MANY_REQUESTS',
      text(`您的${what['zh-CN']}正在排队：每人最多 ${waiting} 个等候，每个最多等 ${seconds} 秒。请等前面的完成后再试，或缩小查询范围。`, `Your ${what.en} are waiting in line: at most ${waiting} of one account, each at most ${seconds} seconds. Try again when the others are answered, or ask for less.`),
      { most: waiting, seconds },
    );
  }
}
