import { StationhouseError, text } from '@stationhouse/kernel';

/** The code of a system error (`ENOENT`); '' when there is none. Errors may come from another realm: no instanceof. */
export function systemCode(cause: unknown): string {
  return typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '';
}

const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** A full disk becomes its own refusal; everything else stays as it is. */
export function refusalOf(cause: unknown): unknown {
  return NO_ROOM.has(systemCode(cause)) ? storageFull(cause) : cause;
}

/** The storage has no room; whoever runs the server has to make some. */
export function storageFull(cause: unknown): StationhouseError {
  return new StationhouseError(
    'STORAGE_FULL',
    text('存储空间不足，文件未保存。请联系管理员清理磁盘后重试。', 'The storage is full; the file was not saved. Ask an administrator to free disk space, then try again.'),
    undefined,
    { cause },
  );
}

/** The storage does not answer, or refuses us. What it said is the cause, for the log. */
export function storageUnavailable(cause: unknown): StationhouseError {
  return new StationhouseError(
    'STORAGE_UNAVAILABLE',
    text('文件存储暂时不可用，操作未完成，请稍后重试；若持续出现请联系管理员。', 'The file storage does not answer; nothing was done. Try again shortly, and tell an administrator if it lasts.'),
    undefined,
    { cause },
  );
}

/** A content that is longer than its limit. */
export function fileTooLarge(maxBytes: number): StationhouseError {
  const mebibytes = Math.floor(maxBytes / 1024 / 1024);
  return new StationhouseError(
    'FILE_TOO_LARGE',
    text(`文件超过 ${mebibytes} MiB 的上限，未保存。请压缩或拆分后重试。`, `The file is larger than ${mebibytes} MiB and was not saved. Compress or split it, then try again.`),
    { maxBytes },
  );
}
