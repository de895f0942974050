import type { Tenant } from '@stationhouse/database';
import { StationhouseError, text } from '@stationhouse/kernel';

/** How long one statement of a list may take, in milliseconds: a filter is written by whoever asks. */
const STATEMENT_MS = 10_000;

/** PostgreSQL's code for a statement that was cancelled. */
const CANCELLED = '57014';

/**
 * Runs the reads of a list whose filter somebody wrote: every statement of the transaction from here on ends after ten seconds.
 * @throws StationhouseError QUERY_TOO_COSTLY when one took longer
 */
export async function bounded<Result>(tenant: Tenant, read: () => Promise<Result>): Promise<Result> {
  await tenant.sql(`SELECT set_config('statement_timeout', $1, true)`, [String(STATEMENT_MS)]);
  try {
    return await read();
  } catch (cause) {
    const driver: unknown = cause instanceof Error && 'driverError' in cause ? cause.driverError : cause;
    if (!(driver instanceof Error) || !('code' in driver) || driver.code !== CANCELLED) throw cause;
    throw new StationhouseError('QUERY_TOO_COSTLY', text('查询耗时过长，请缩小筛选范围，例如限定登记时间。', 'The query took too long. Narrow the filter, by the start for example.'), undefined, { cause });
  }
}
