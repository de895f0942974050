import { useLazyQuery } from '@apollo/client/react';
import { SigningDocument } from '../gql/away.js';
import { useOpenedPlace } from './useOpened.js';

/** What goes into the audit when a text is opened to be signed. */
const PURPOSE = '宣读签署';

/** The place to sign of a task of the inside. */
export function useSigningPlaceOnline(stationId: string, taskId: string, officer: string): ReturnType<typeof useOpenedPlace> {
  const [ask] = useLazyQuery(SigningDocument, { fetchPolicy: 'no-cache' });
  return useOpenedPlace(async () => {
    const { data, error } = await ask({ variables: { stationId, taskId, purpose: PURPOSE } });
    if (error) throw error;
    return data?.signing;
  }, officer);
}
