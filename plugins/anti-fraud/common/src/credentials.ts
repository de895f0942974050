import { findCards, type Span } from './credentials-cards.js';
import { plainOf } from './credentials-plain.js';
import { findCardSecrets, findCodes, findPasswords } from './credentials-secrets.js';

/** What nobody may write down of a citizen: a password, a one-time code, the number of a card, or what stands on its back. */
export type Credential = 'password' | 'code' | 'card' | 'cardSecret';

/** A credential in a text: its kind and where it stands; never what it is. */
export interface FoundCredential {
  readonly kind: Credential;
  /** Index of its first character, and of what follows it. */
  readonly from: number;
  readonly to: number;
}

const FINDERS: readonly (readonly [Credential, (text: string) => Span[]])[] = [
  ['card', findCards],
  ['code', findCodes],
  ['cardSecret', findCardSecrets],
  ['password', findPasswords],
];

/**
 * Finds what must never be written down in free text, Chinese or English, in figures of any width, spelled, or broken by spaces, dashes
 * and lines. Telephone and identity numbers, amounts, times, and numbers of cases and orders are none.
 * @returns in the order of the text; what overlaps is named once, a card before a code before a password
 */
export function findCredentials(text: string): readonly FoundCredential[] {
  const plain = plainOf(text);
  const found: FoundCredential[] = [];
  for (const [kind, find] of FINDERS) {
    for (const [from, to] of find(plain.text)) {
      const here = { kind, from: plain.places[from]!, to: plain.places[to]! };
      if (!found.some((other) => here.from < other.to && other.from < here.to)) found.push(here);
    }
  }
  return found.sort((one, other) => one.from - other.from);
}
