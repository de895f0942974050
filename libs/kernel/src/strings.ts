import { text } from './bilingual.js';
import { StationhouseError } from './errors.js';

/** Object keys that would reach a prototype; no input may carry them. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'prototype', 'constructor', '__caslSubjectType__']);

/** True when every surrogate has its partner and there is no NUL, so that UTF-8 and PostgreSQL can carry the text. */
export function isStorableText(value: string): boolean {
  return value.isWellFormed() && !value.includes('\u0000');
}

/**
 * Checks a text from outside: well-formed Unicode without NUL, at most `max` code points.
 * @throws StationhouseError TEXT_NOT_UNICODE or TEXT_TOO_LONG naming the field
 */
export function parseText(value: string, field: string, max: number): string {
  if (!isStorableText(value)) {
    throw new StationhouseError(
      'TEXT_NOT_UNICODE',
      text(`“${field}”含有无法保存的字符，请删除后重试。`, `"${field}" contains characters that cannot be stored. Remove them and try again.`),
      { field },
    );
  }
  // A string of n UTF-16 units has between n/2 and n code points, so the common case needs no walk.
  if (value.length > max && (value.length > 2 * max || [...value].length > max)) {
    throw new StationhouseError(
      'TEXT_TOO_LONG',
      text(`“${field}”过长，最多 ${max} 个字。`, `"${field}" is too long: at most ${max} characters.`),
      { field, max },
    );
  }
  return value;
}

const XML_ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\n': '&#10;', '\t': '&#9;', '\r': '&#13;' };

/** Text as it stands in XML, between tags or in an attribute; what XML 1.0 cannot carry is left out. */
export function xmlText(value: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  return value.toWellFormed().replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replaceAll(/[&<>"'\n\t\r]/g, (sign) => XML_ENTITIES[sign] ?? '');
}
