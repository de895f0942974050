import { isStationhouseError, StationhouseError, text, type Bilingual } from '@stationhouse/kernel';

/** What a row keeps of a failure, for whoever operates the house. */
export interface Fault {
  /** One of our codes; `INTERNAL` for everything else. */
  readonly code: string;
  readonly text: Bilingual;
}

/**
 * A failure in words without personal data. Our own errors say what is wrong and quote nothing of a record; of any other only
 * its kind, the database's code and the place in the program are kept, since its message may quote what it stumbled over.
 */
export function faultOf(error: unknown): Fault {
  if (isStationhouseError(error)) return { code: error.code, text: error.text };
  const kind = [error instanceof Error ? error.name : typeof error, sqlState(error), placeOf(error)].filter((part) => part !== undefined).join(' · ');
  return { code: 'INTERNAL', text: text(`程序内部错误（${kind}），详见服务日志。`, `A fault of the program (${kind}). See the server's log.`) };
}

/** The failure of a run that did not end in time. */
export function tookTooLong(milliseconds: number): StationhouseError {
  return new StationhouseError('JOB_TIMEOUT', text(`运行超过 ${milliseconds / 1000} 秒，已中止。请查明原因后重试。`, `It took longer than ${milliseconds / 1000} s and was stopped. Find the cause, then retry.`));
}

/** The failure of a job whose process was killed at every attempt. */
export function diedEveryTime(): StationhouseError {
  return new StationhouseError('JOB_DIED', text('每次运行时进程都异常退出，已搁置。请先查看服务日志。', 'The process died every time it ran this job, so it was parked. See the server’s log first.'));
}

/** Five letters or digits, as PostgreSQL and its drivers put them on an error. */
function sqlState(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{3,40}$/.test(code) ? code : undefined;
}

/** The first frame of ours, without folders: `Deliveries.deliver deliveries.ts:60`. */
function placeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // What stands before the frames is the message, however many lines it has.
  const frames = (error.stack ?? '').replace(error.message, '').split('\n').filter((line) => /^\s+at /.test(line));
  const frame = frames.find((line) => !line.includes('node_modules') && !line.includes('node:')) ?? frames[0];
  const [, name, file, line] = /at (?:async )?(?:(.+?) \()?(?:.*[/\\])?([^/\\:]+):(\d+):\d+\)?$/.exec(frame ?? '') ?? [];
  return file === undefined ? undefined : [name, `${file}:${line ?? ''}`].filter(Boolean).join(' ');
}
