import type { DomainClock } from '@stationhouse/database';

/** Nobody sleeps longer without a look at the database: another process may have set a moment, or moved the test clock. */
const LONGEST_SLEEP = 1_000;

/** Sleeps until a moment of domain time, or until it is woken. For one sleeper. */
export class Alarm {
  private ring: (() => void) | undefined;
  private until = 0;

  constructor(private readonly clock: Pick<DomainClock, 'now'>) {}

  /** When the sleeper gets up, in milliseconds of domain time; 0 while it is awake. */
  get sleepsUntil(): number {
    return this.until;
  }

  /** @param until milliseconds of domain time; a second from now at the latest */
  async sleep(until: number | undefined): Promise<void> {
    const now = this.clock.now().getTime();
    this.until = Math.min(until ?? Number.POSITIVE_INFINITY, now + LONGEST_SLEEP);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, this.until - now));
      this.ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.ring = undefined;
    this.until = 0;
  }

  wake(): void {
    this.ring?.();
  }
}
