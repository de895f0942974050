import { useLazyQuery } from '@apollo/client/react';
import { newId } from '@stationhouse/kernel';
import { useState } from 'react';
import { SigningDocument } from '../gql/away.js';
import type { Signing } from '../away/store.js';
import type { SigningPlace } from './place.js';

/** What goes into the audit when a text is opened to be signed. */
const PURPOSE = '宣读签署';

/** The place to sign of a task that is answered right away: the text comes from the server, the pictures stay on the page until they are sent. */
export function useSigningPlaceOnline(stationId: string, taskId: string, officer: string): { readonly place: SigningPlace; readonly pictures: ReadonlyMap<string, Blob> } {
  const [ask, { loading }] = useLazyQuery(SigningDocument, { fetchPolicy: 'no-cache' });
  const [signing, setSigning] = useState<Signing>();
  const [failure, setFailure] = useState<unknown>();
  const [pictures, setPictures] = useState<ReadonlyMap<string, Blob>>(new Map());
  const open = async () => {
    setFailure(undefined);
    try {
      const { data, error } = await ask({ variables: { stationId, taskId, purpose: PURPOSE } });
      if (error) setFailure(error);
      else setSigning(data?.signing ?? undefined);
    } catch (error) {
      setFailure(error);
    }
  };
  const keep = (picture: Blob) => {
    const id = newId();
    setPictures((before) => new Map([...before, [id, picture]]));
    return Promise.resolve(id);
  };
  return { place: { signing, open, opening: loading, failure, officer, keep, picture: (id) => pictures.get(id) }, pictures };
}
