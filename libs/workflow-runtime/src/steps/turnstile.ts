import type { Id } from '@stationhouse/kernel';

/** How many commands may be under way. */
export interface TurnstileOptions {
  /** In all: what was read is written before it is old. */
  readonly most: number;
  /** Of one station: a station that floods the house leaves room for the others. */
  readonly perStation: number;
}

/**
 * The door commands enter by. Within the limits they enter at once; beyond, they wait in a queue of their station, and the
 * queues are served in turn.
 */
export class Turnstile {
  private readonly inside = new Map<Id, number>();
  /** In the order the stations will be served. */
  private readonly queues = new Map<Id, (() => void)[]>();
  private total = 0;

  constructor(private readonly options: TurnstileOptions) {}

  /** Runs `work` inside. */
  async pass<Result>(stationId: Id, work: () => Promise<Result>): Promise<Result> {
    if (this.total >= this.options.most || !this.hasRoom(stationId)) await new Promise<void>((enter) => this.queue(stationId).push(enter));
    else this.enter(stationId);
    try {
      return await work();
    } finally {
      this.leave(stationId);
    }
  }

  private hasRoom(stationId: Id): boolean {
    return (this.inside.get(stationId) ?? 0) < this.options.perStation;
  }

  private enter(stationId: Id): void {
    this.total += 1;
    this.inside.set(stationId, (this.inside.get(stationId) ?? 0) + 1);
  }

  private leave(stationId: Id): void {
    this.total -= 1;
    const left = (this.inside.get(stationId) ?? 1) - 1;
    if (left > 0) this.inside.set(stationId, left);
    else this.inside.delete(stationId);
    this.admit();
  }

  /** Lets the next in, one of each station in turn. */
  private admit(): void {
    for (const [stationId, queue] of this.queues) {
      if (this.total >= this.options.most) return;
      if (!this.hasRoom(stationId)) continue;
      this.queues.delete(stationId);
      this.enter(stationId);
      queue.shift()?.();
      if (queue.length > 0) this.queues.set(stationId, queue);
    }
  }

  private queue(stationId: Id): (() => void)[] {
    const known = this.queues.get(stationId) ?? [];
    this.queues.set(stationId, known);
    return known;
  }
}
