import { text, type Bilingual } from '@stationhouse/kernel';

/** Why a row, or one value of it, could not be imported. Codes are stable; the wording is not. */
export const REASONS = {
  TOO_FEW_COLUMNS: text('这一行的列数少于表头', 'The row has fewer columns than the header'),
  TOO_MANY_COLUMNS: text('这一行的列数多于表头', 'The row has more columns than the header'),
  QUOTE_NOT_CLOSED: text('引号没有闭合，从这一行起无法读取', 'A quote is never closed; nothing can be read from this row on'),
  NOT_STORABLE: text('含有无法解码或无法保存的字符', 'Contains characters that could not be decoded or cannot be stored'),
  REQUIRED: text('此项不能为空', 'A value is required'),
  TOO_LONG: text('文字过长', 'The text is too long'),
  NOT_A_TIME: text('不是可识别的日期时间', 'Not a date and time that can be read'),
  NOT_A_NUMBER: text('不是数字', 'Not a number'),
  OUT_OF_RANGE: text('数值超出允许范围', 'The number is out of range'),
  NOT_MAPPED: text('该值未在对应表中', 'The value is not in the value table'),
  NOT_ROUTED: text('该值没有对应的派出所', 'No station is set for this value'),
  STATION_CLOSED: text('接警时该派出所已撤并，请改对应到承接的派出所', 'The station had closed when the call came; route it to the one that took it over'),
} as const satisfies Record<string, Bilingual>;

export type ReasonCode = keyof typeof REASONS;

/** One line of the error file. */
export interface Rejection {
  /** Line of the source file, counted from 1; the header is line 1. */
  readonly line: number;
  /** The column's name; '' when the row as a whole is wrong. */
  readonly column: string;
  /** The value as it came, cut to 200 characters. */
  readonly value: string;
  readonly code: ReasonCode;
}

const SHOWN_CHARACTERS = 200;

/** A rejection whose value can be stored and shown whatever it holds. */
export function rejection(line: number, column: string, value: string, code: ReasonCode): Rejection {
  const shown = value.slice(0, SHOWN_CHARACTERS).toWellFormed().replaceAll('\0', '\uFFFD');
  return { line, column, value: shown, code };
}
