import { ANY_ITEM, type Leaf } from '@stationhouse/access';
import type { Bilingual } from '@stationhouse/kernel';
import type { JsonObject } from '@stationhouse/workflow';

/** Somebody whom data name. */
export interface FoundPerson {
  /** Where: `parties`, `reporter`; empty at the top of the data. */
  readonly place: string;
  readonly title: Bilingual | undefined;
  /** Which of several at the place, from 0. */
  readonly index: number;
  /** What tells the same person in other data: the digits of a phone, an identity number; undefined where there is neither. Never to be shown. */
  readonly known: string | undefined;
}

/** Digits of a phone that are too few to tell anybody apart. */
const FEWEST_DIGITS = 7;

const PERSONAL_KINDS: ReadonlySet<string> = new Set(['name', 'phone', 'idNumber']);

/**
 * The people that data name: every object with a name, a phone or an identity number. Names alone tell nobody apart.
 * @param leaves of the schema of the data
 */
export function personsIn(leaves: readonly Leaf[], data: JsonObject): FoundPerson[] {
  const places = new Map<string, Leaf[]>();
  for (const leaf of leaves.filter(({ kind, dataClass }) => PERSONAL_KINDS.has(kind) && dataClass !== 'P0')) {
    const place = JSON.stringify(leaf.path.slice(0, -1));
    places.set(place, [...(places.get(place) ?? []), leaf]);
  }
  return [...places].flatMap(([written, own]) => {
    const path = JSON.parse(written) as string[];
    return objectsAt(data, path).flatMap((found, index): FoundPerson[] => {
      const values = own.flatMap(({ kind, path: whole }) => { const value = found[whole.at(-1) ?? '']; return typeof value === 'string' && value.trim() !== '' ? [{ kind, value }] : []; });
      if (values.length === 0) return [];
      return [{ place: path.filter((step) => step !== ANY_ITEM).join('.'), title: own[0]?.titles.at(-2), index, known: knownBy(values) }];
    });
  });
}

/** What tells somebody apart: an identity number before a phone. The same phone written in two ways is one. */
export function knownBy(values: readonly { readonly kind: string; readonly value: string }[]): string | undefined {
  const identity = values.find(({ kind }) => kind === 'idNumber')?.value.normalize('NFKC').replaceAll(/[^\p{L}\p{N}]/gu, '').toUpperCase();
  if (identity !== undefined && identity.length >= FEWEST_DIGITS) return `id ${identity}`;
  const phone = values.find(({ kind }) => kind === 'phone')?.value.normalize('NFKC').replaceAll(/\D/g, '').replace(/^(?:00)?86(?=1\d{10}$)/, '');
  return phone !== undefined && phone.length >= FEWEST_DIGITS ? `phone ${phone}` : undefined;
}

function objectsAt(data: unknown, path: readonly string[]): Readonly<Record<string, unknown>>[] {
  const [step, ...rest] = path;
  if (step === undefined) return typeof data === 'object' && data !== null && !Array.isArray(data) ? [data as Record<string, unknown>] : [];
  if (step === ANY_ITEM) return Array.isArray(data) ? data.flatMap((item) => objectsAt(item, rest)) : [];
  return typeof data === 'object' && data !== null && Object.hasOwn(data, step) ? objectsAt((data as Record<string, unknown>)[step], rest) : [];
}
