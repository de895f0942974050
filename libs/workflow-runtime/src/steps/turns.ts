import type { Id } from '@stationhouse/kernel';

/** Lets the commands of this process on the same instance go one after the other, first come, first served. */
export class Turns {
  private readonly last = new Map<Id, Promise<void>>();

  /**
   * Runs `work` when everything that came before it on this instance has ended.
   * @param work told whether it had to wait: what it read before is old then
   */
  async take<Result>(instanceId: Id, work: (waited: boolean) => Promise<Result>): Promise<Result> {
    const { before, end } = this.line(instanceId);
    try {
      await before;
      return await work(before !== undefined);
    } finally {
      end();
    }
  }

  /** Waits for everything that came before. @returns ends the turn */
  async enter(name: string): Promise<() => void> {
    const { before, end } = this.line(name);
    await before;
    return end;
  }

  private line(name: string): { readonly before: Promise<void> | undefined; readonly end: () => void } {
    const before = this.last.get(name);
    let resolve = (): void => undefined;
    const mine = new Promise<void>((ended) => (resolve = ended));
    this.last.set(name, mine);
    return {
      before,
      end: () => {
        resolve();
        if (this.last.get(name) === mine) this.last.delete(name);
      },
    };
  }
}
