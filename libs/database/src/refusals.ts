import { StationhouseError, text } from '@stationhouse/kernel';

/** PostgreSQL's code for "the disk is full", and those of a server that goes away, comes up, or takes nobody more in. */
const NO_ROOM = '53100';
const AWAY = /^(08|57P0[1-3]|53300|ECONN|EPIPE|ETIMEDOUT)/;
/** What pg says, without a code, of a connection that broke. */
const BROKEN = /not queryable|Connection terminated|timeout exceeded when trying to connect/;

/**
 * Waits for a piece of work of the database's own and tells what an operator can mend in words: everything else passes through.
 * @throws StationhouseError STORAGE_FULL, DATABASE_UNAVAILABLE, both with the driver's error as their cause
 */
export async function refusing<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (cause) {
    throw refusalOf(cause) ?? cause;
  }
}

/** @returns the refusal behind a failed statement; undefined when it is a fault of ours */
function refusalOf(cause: unknown): StationhouseError | undefined {
  const told = driverError(cause);
  const code = 'code' in told ? String(told.code) : '';
  if (code === NO_ROOM) {
    return new StationhouseError('STORAGE_FULL', text('数据库磁盘已满，操作未完成，没有写入任何内容。清理磁盘后请重试。', 'The database has no disk space left: nothing was written. Free some space, then try again.'), undefined, { cause });
  }
  if (AWAY.test(code) || (code === '' && BROKEN.test(told.message))) {
    return new StationhouseError('DATABASE_UNAVAILABLE', text('数据库暂时无法连接，请稍后重试。', 'The database cannot be reached at the moment. Try again shortly.'), undefined, { cause });
  }
  return undefined;
}

/** What the driver said, which TypeORM wraps. */
export function driverError(cause: unknown): Error {
  const inner: unknown = cause instanceof Error && 'driverError' in cause ? cause.driverError : cause;
  return inner instanceof Error ? inner : new Error('not an error');
}
