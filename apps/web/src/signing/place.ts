import { createContext, useContext } from 'react';
import type { Signing } from '../away/store.js';

/** What the signature field of a form needs from the page around it. */
export interface SigningPlace {
  /** The text and its signers; undefined until they were opened. */
  readonly signing: Signing | undefined;
  /** Opens the text for its purpose, or opens it anew; absent where that needs a network and there is none. */
  readonly open: (() => Promise<void>) | undefined;
  readonly opening: boolean;
  /** Why it could not be opened. */
  readonly failure: unknown;
  /** Who holds the phone: reads out, unless somebody else is named. */
  readonly officer: string;
  /** Keeps a picture until the answer is sent. @returns the id that stands for it in the answer */
  readonly keep: (picture: Blob) => Promise<string>;
  readonly picture: (id: string) => Blob | undefined;
}

export const SigningPlaceContext = createContext<SigningPlace | undefined>(undefined);

/** @throws Error where a form with signatures stands on a page that has no place to sign */
export function useSigningPlace(): SigningPlace {
  const place = useContext(SigningPlaceContext);
  if (place === undefined) throw new Error('useSigningPlace: no place to sign around this form');
  return place;
}

/** Whether a form holds signatures. */
export function hasSignatures(schema: unknown): boolean {
  const properties = (schema as { properties?: Record<string, unknown> } | null | undefined)?.properties ?? {};
  return Object.values(properties).some((field) => (field as { 'x-signature'?: unknown })['x-signature'] !== undefined);
}
