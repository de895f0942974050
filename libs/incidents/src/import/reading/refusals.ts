import { StationhouseError, text, type Bilingual, type ErrorCode } from '@stationhouse/kernel';

function refusal(code: ErrorCode, message: Bilingual, details?: Record<string, unknown>, cause?: unknown): StationhouseError {
  return new StationhouseError(code, message, details, cause === undefined ? undefined : { cause });
}

/** The bytes make no table; `why` says in both languages what is wrong and what to do. */
export function unreadable(why: Bilingual, cause?: unknown): StationhouseError {
  return refusal('IMPORT_FILE_UNREADABLE', why, undefined, cause);
}

export function truncatedArchive(cause?: unknown): StationhouseError {
  return unreadable(
    text('压缩文件不完整或已损坏，请重新导出或重新上传。', 'The archive is incomplete or damaged. Export or upload it again.'),
    cause,
  );
}

export function damagedWorkbook(cause?: unknown): StationhouseError {
  return unreadable(
    text('Excel 工作簿不完整或已损坏，请在表格软件中打开并另存后重试。', 'The workbook is incomplete or damaged. Open it in a spreadsheet program, save it again and retry.'),
    cause,
  );
}

export function unsafeArchive(why: Bilingual): StationhouseError {
  return refusal('IMPORT_ARCHIVE_UNSAFE', why);
}

export function expandsTooFar(): StationhouseError {
  return unsafeArchive(
    text('压缩文件解压后过大，疑似压缩炸弹，已拒绝。请上传未压缩的文件或拆分后上传。', 'The archive unpacks to far more than a table would; it was refused. Upload the file unpacked, or split it.'),
  );
}

export function tooManyColumns(columns: number, most: number): StationhouseError {
  return refusal(
    'IMPORT_TOO_MANY_COLUMNS',
    text(`表格超过 ${most} 列，请删去不需要的列后重新上传。`, `The table has more than ${most} columns. Remove those you do not need and upload it again.`),
    { columns, most },
  );
}

export function fileTooLarge(maxBytes: number): StationhouseError {
  const mebibytes = Math.floor(maxBytes / 1024 / 1024);
  return refusal(
    'IMPORT_FILE_TOO_LARGE',
    text(`文件超过 ${mebibytes} MiB 的上限，请拆分后上传。`, `The file is larger than ${mebibytes} MiB. Split it and upload the parts.`),
    { maxBytes },
  );
}

export function emptyTable(): StationhouseError {
  return unreadable(
    text('文件中没有数据：需要一行列名和至少一行数据。', 'The file holds no data: it needs a row of column names and at least one row below it.'),
  );
}

export function otherKind(kind: string): StationhouseError {
  return unreadable(
    text(`这是 ${kind} 文件，不是表格。请导出为 CSV、TSV 或 XLSX 后上传。`, `This is a ${kind} file, not a table. Export it as CSV, TSV or XLSX and upload that.`),
  );
}
