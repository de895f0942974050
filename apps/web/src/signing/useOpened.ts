import { newId } from '@stationhouse/kernel';
import { useState } from 'react';
import type { Signing } from '../away/store.js';
import type { SigningPlace } from './place.js';

/**
 * The place to sign of a task that is answered right away: the text comes from the server, the pictures stay on the page until they are sent.
 * @param ask opens the text; throws what the server refused
 * @param holder who holds the phone
 */
export function useOpenedPlace(ask: () => Promise<Signing | null | undefined>, holder: string): { readonly place: SigningPlace; readonly pictures: ReadonlyMap<string, Blob> } {
  const [signing, setSigning] = useState<Signing>();
  const [opening, setOpening] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [pictures, setPictures] = useState<ReadonlyMap<string, Blob>>(new Map());
  const open = async () => {
    setFailure(undefined);
    setOpening(true);
    try {
      setSigning((await ask()) ?? undefined);
    } catch (error) {
      setFailure(error);
    } finally {
      setOpening(false);
    }
  };
  const keep = (picture: Blob) => {
    const id = newId();
    setPictures((before) => new Map([...before, [id, picture]]));
    return Promise.resolve(id);
  };
  return { place: { signing, open, opening, failure, officer: holder, keep, picture: (id) => pictures.get(id) }, pictures };
}
