import type { Id } from '@stationhouse/kernel';

/** Lets the commands of this process on the same instance go one after the other, first come, first served. */
export class Turns {
  private readonly last = new Map<Id, Promise<void>>();

  /**
   * Runs `work` when everything that came before it on this instance has ended.
   * @param work told whether it had to wait: what it read before is old then
   */
  async take<Result>(instanceId: Id, work: (waited: boolean) => Promise<Result>): Promise<Result> {
    const before = this.last.get(instanceId);
    let end = (): void => undefined;
    const mine = new Promise<void>((resolve) => (end = resolve));
    this.last.set(instanceId, mine);
    try {
      await before;
      return await work(before !== undefined);
    } finally {
      end();
      if (this.last.get(instanceId) === mine) this.last.delete(instanceId);
    }
  }
}
