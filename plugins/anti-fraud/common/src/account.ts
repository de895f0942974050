import type { Json } from '@stationhouse/workflow';
import { textOf } from '@stationhouse/workflow/json';

/** The digits and letters of an account number: by them two requests are known to be about one account, however it was typed. Empty for a text that is none. */
export function accountKey(number: Json | undefined): string {
  return textOf(number).normalize('NFKC').replace(/[^\p{L}\p{N}]/gu, '').toUpperCase();
}
