/** A process's sign of life. */
export interface Beat {
  /** By topic, how many items it has said so far. */
  readonly said: Readonly<Record<string, number>>;
  /** It ends, and has sent everything it said. */
  readonly leaves: boolean;
}

interface Known {
  /** When it was last heard of, on this process's monotonic clock in milliseconds. */
  at: number;
  /** By topic, the number of the last item that was heard, or that a beat has told of. */
  readonly heard: Map<string, number>;
  /** What its last beat had said: what is not here by the next one is lost. Undefined before its first. */
  said: Readonly<Record<string, number>> | undefined;
}

/**
 * What a process knows of the others on the bus: who lives, and which of their items came. A silent one has died, with
 * what it had no time to say; when our own beats are silent, we are deaf ourselves.
 */
export class Roll {
  private readonly known = new Map<string, Known>();
  /** Own beats were not heard for too long: what others said meanwhile may be lost. */
  private deaf = false;

  /**
   * @param own name of this process
   * @param patience milliseconds of silence after which a process counts as dead
   */
  constructor(
    private readonly own: string,
    private readonly patience: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Notes items of a topic, numbered from `first`. @returns false when some before them are missing */
  heard(from: string, topic: string, first: number, count: number): boolean {
    const process = this.process(from);
    // Of one that was never heard of nothing was expected.
    const last = process.heard.get(topic) ?? (process.said === undefined ? first - 1 : 0);
    process.heard.set(topic, Math.max(last, first + count - 1));
    return first <= last + 1;
  }

  /** Notes a sign of life. @returns false when something it told of has not come, or when we were deaf until now */
  beaten(from: string, { said, leaves }: Beat): boolean {
    const process = this.process(from);
    if (from === this.own) {
      const hears = !this.deaf;
      this.deaf = false;
      return hears;
    }
    if (process.said === undefined) for (const [topic, number] of Object.entries(said)) if (!process.heard.has(topic)) process.heard.set(topic, number);
    // A beat overtakes the items that still wait to be sent: its numbers are due with the next one.
    const due = leaves ? said : (process.said ?? {});
    let complete = true;
    for (const [topic, number] of Object.entries(due)) {
      const last = process.heard.get(topic) ?? 0;
      if (last < number) complete = false;
      process.heard.set(topic, Math.max(last, number));
    }
    process.said = said;
    if (leaves) this.known.delete(from);
    return complete;
  }

  /** Strikes off who was silent for too long. @returns whether there was any such process */
  missing(): boolean {
    const before = this.now() - this.patience;
    const silent = [...this.known].filter(([, { at }]) => at < before).map(([from]) => from);
    for (const from of silent) this.known.delete(from);
    this.deaf ||= silent.includes(this.own);
    return silent.length > 0;
  }

  private process(from: string): Known {
    const known = this.known.get(from) ?? { at: 0, heard: new Map<string, number>(), said: undefined };
    known.at = this.now();
    this.known.set(from, known);
    return known;
  }
}
