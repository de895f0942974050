import type { Tenant } from '@stationhouse/database';
import { StationhouseError, text } from '@stationhouse/kernel';

/** How long the reads of one transaction may take together, in milliseconds: a filter is written by whoever asks. */
const TOGETHER_MS = 10_000;

/** So much later a statement may be stopped, in milliseconds: its limit is not said anew while less of it has passed. */
const NEAR_MS = 200;

/** The time of a transaction, in milliseconds of the process's own clock: when it is up, and when PostgreSQL was told how much was left. */
const times = new WeakMap<Tenant, { readonly end: number; told: number }>();

/** PostgreSQL's code for a statement that was cancelled. */
const CANCELLED = '57014';

/**
 * Runs the reads of a list whose filter somebody wrote: those of one transaction have ten seconds together, from the first on.
 * @throws StationhouseError QUERY_TOO_COSTLY when they took longer
 */
export async function bounded<Result>(tenant: Tenant, read: () => Promise<Result>): Promise<Result> {
  const now = performance.now();
  const time = times.get(tenant) ?? { end: now + TOGETHER_MS, told: -Infinity };
  times.set(tenant, time);
  if (now - time.told > NEAR_MS) {
    await tenant.prepared(`SELECT set_config('statement_timeout', $1, true)`, [String(Math.max(1, Math.ceil(time.end - now)))]);
    time.told = now;
  }
  try {
    return await read();
  } catch (cause) {
    const driver: unknown = cause instanceof Error && 'driverError' in cause ? cause.driverError : cause;
    if (!(driver instanceof Error) || !('code' in driver) || driver.code !== CANCELLED) throw cause;
    throw new StationhouseError('QUERY_TOO_COSTLY', text('查询耗时过长，请缩小筛选范围，例如限定登记时间。', 'The query took too long. Narrow the filter, by the start for example.'), undefined, { cause });
  }
}
