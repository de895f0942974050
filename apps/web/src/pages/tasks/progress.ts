import type { Words } from '@stationhouse/plugin-web';

/** How far a task has come that several people answer. */
export interface Progress {
  readonly given: number;
  readonly need: number;
  readonly of?: number | null;
}

/** `已签 2/3`; where fewer than all must agree, also how many. */
export function progressInWords({ given, need, of }: Progress, { say }: Pick<Words, 'say'>): string {
  if (of === undefined || of === null || of === need) return say('已签 {given}/{need}', 'Signed {given} of {need}', { given, need });
  return say('已签 {given}/{of}，{need} 人一致即可', 'Signed {given} of {of}; {need} must agree', { given, need, of });
}
