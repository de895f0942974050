import { badInput, isTimeZone, parseText, StationhouseError, text, type Bilingual } from '@stationhouse/kernel';

/** Checks a name people gave: trimmed, not empty, at most `max` characters. */
export function parseName(value: string, field: string, max = 100): string {
  const name = parseText(value, field, max).trim();
  if (name === '') throw badInput(field, text(`“${field}”不能为空。`, `"${field}" must not be empty.`));
  return name;
}

/** Checks a code: capital letters, digits and hyphens, part of the numbers people read. */
export function parseCode(value: string, field: string): string {
  if (/^[A-Z0-9][A-Z0-9-]{0,19}$/.test(value)) return value;
  throw badInput(field, text('代码须为 1 至 20 个大写字母、数字或连字符。', 'A code has 1 to 20 capital letters, digits or hyphens.'));
}

/** Checks a login: 2 to 64 letters, digits and . _ - @, unique in the installation. */
export function parseLogin(value: string): string {
  if (/^[\p{L}\p{N}][\p{L}\p{N}._@-]{1,63}$/u.test(value)) return value;
  throw badInput('login', text('登录名须为 2 至 64 个文字、字母、数字或 . _ - @。', 'A login has 2 to 64 letters, digits or . _ - @.'));
}

/** @throws StationhouseError BAD_INPUT for a time zone the runtime does not know */
export function parseTimeZone(value: string): string {
  if (isTimeZone(value)) return value;
  throw badInput('timeZone', text('时区无效，例如 Asia/Shanghai。', 'Not a time zone. Write it like Asia/Shanghai.'));
}

const UNIQUE_VIOLATION = '23505';

/** Runs an insert and turns a broken unique key into a refusal that says what is taken. */
export async function refuseTaken<Result>(insert: () => Promise<Result>, taken: Bilingual): Promise<Result> {
  try {
    return await insert();
  } catch (cause) {
    if ((cause as { code?: unknown }).code === UNIQUE_VIOLATION) throw new StationhouseError('CONFLICT', taken, undefined, { cause });
    throw cause;
  }
}
