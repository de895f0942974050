import type { Database, DomainClock } from '@stationhouse/database';
import { addDuration, parseDuration, StationhouseError, text, type IsoDuration } from '@stationhouse/kernel';

/** Whether the clock may be moved: only with STATIONHOUSE_TEST_CLOCK=1, never under NODE_ENV=production. */
export interface TestClockSetting {
  readonly enabled: boolean;
  readonly production: boolean;
}

/** @throws StationhouseError SETTING_INVALID for a test clock in production */
export function requireNoTestClockInProduction(setting: TestClockSetting): void {
  if (!setting.enabled || !setting.production) return;
  throw new StationhouseError(
    'SETTING_INVALID',
    text('生产环境（NODE_ENV=production）不允许 STATIONHOUSE_TEST_CLOCK=1，请删除该设置。', 'STATIONHOUSE_TEST_CLOCK=1 is not allowed with NODE_ENV=production. Remove the setting.'),
    { setting: 'STATIONHOUSE_TEST_CLOCK' },
  );
}

/** Something that falls due by itself on domain time: timers, notices that climb. */
export interface DueSource {
  /** The earliest pending due moment; undefined when nothing is pending. */
  nextDue(): Promise<Date | undefined>;
  /** Fires everything that is due now. @returns how much it took up */
  fireDue(): Promise<number>;
}

/** How long one due timer may hold up a jump: longer than the lease of a worker that died with it. */
const PATIENCE_MS = 20_000;

/** Moves domain time for tests of long clocks. */
export class TestClock {
  constructor(
    private readonly options: { readonly database: Database; readonly sources: readonly DueSource[]; readonly clock: DomainClock; readonly setting: TestClockSetting },
  ) {
    requireNoTestClockInProduction(options.setting);
  }

  /**
   * Moves domain time forward, stopping at each due moment on the way, so that everything fires in order and sees its
   * own moment: what a timer sets in its turn still comes before what is due later.
   * @param by ISO 8601, in natural calendar units of UTC: `P3D`
   * @returns domain time after the jump
   * @throws StationhouseError FORBIDDEN without the setting, BAD_INPUT for no duration, CONFLICT when a due timer does not fire
   */
  async advance(by: IsoDuration): Promise<Date> {
    if (!this.options.setting.enabled) throw new StationhouseError('FORBIDDEN', text('测试时钟未启用（STATIONHOUSE_TEST_CLOCK=1）。', 'The test clock is not enabled (STATIONHOUSE_TEST_CLOCK=1).'));
    const { database, clock } = this.options;
    const began = await database.now();
    // From here on the process's own clock says what time it is: a round trip for each question would be most of a long jump.
    clock.observe(began);
    const target = addDuration(began, parseDuration(by, 'by'), 'UTC');
    let [waitsFor, since] = [0, 0];
    for (;;) {
      const due = await this.nextDue();
      if (due === undefined || due > target) break;
      // One millisecond past the due moment, since the database's own time has fractions of it.
      const left = due.getTime() - clock.now().getTime();
      if (left > 0) clock.observe(await database.advanceTestClock(left + 1));
      if (await this.fireDue()) continue;
      // Another worker holds what is due, or it fails: let it finish, but not for ever.
      if (waitsFor !== due.getTime()) [waitsFor, since] = [due.getTime(), performance.now()];
      if (performance.now() - since > PATIENCE_MS) throw stuck(due);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const left = target.getTime() - clock.now().getTime();
    const now = left > 0 ? await database.advanceTestClock(left) : await database.now();
    clock.observe(now);
    return now;
  }

  private async nextDue(): Promise<Date | undefined> {
    const moments = await Promise.all(this.options.sources.map((source) => source.nextDue()));
    return moments.filter((moment) => moment !== undefined).sort((left, right) => left.getTime() - right.getTime())[0];
  }

  /** @returns whether anything was due */
  private async fireDue(): Promise<boolean> {
    let fired = 0;
    for (const source of this.options.sources) fired += await source.fireDue();
    return fired > 0;
  }
}

function stuck(due: Date): StationhouseError {
  return new StationhouseError('CONFLICT', text(`到期时间为 ${due.toISOString()} 的定时未能触发，请查看服务日志。`, `A timer due at ${due.toISOString()} does not fire. See the server's log.`));
}
