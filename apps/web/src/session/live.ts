import { useSubscription } from '@apollo/client/react';
import { useScope } from '@stationhouse/plugin-web';
import { useEffect, useRef } from 'react';
import { BureauChangesDocument, ChangesDocument, type ChangeKind, type ChangesSubscription } from '../gql/session.js';

type Change = ChangesSubscription['changes'];

/**
 * Calls back when something of these kinds changed, at most every 200 ms: a step changes an instance and its tasks at once. Also once the
 * server listens, at first and after every reconnection (READY): what was read before that may be old.
 * Changes carry ids only; the page reads again under the reader's own rights.
 */
export function useChanges(options: { kinds: readonly ChangeKind[]; id?: string | undefined }, onChange: (change: Change) => void): void {
  const { bureauId, stationId } = useScope();
  const latest = useRef(onChange);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => () => clearTimeout(timer.current), []);
  const tell = (change: Change | undefined) => {
    if (change === undefined) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current(change), 200);
  };
  const { kinds, id } = options;
  useSubscription(ChangesDocument, {
    variables: { stationId: stationId ?? '', kinds, ...(id ? { id } : {}) },
    skip: stationId === undefined, fetchPolicy: 'no-cache', ignoreResults: true,
    onData: ({ data }) => tell(data.data?.changes as Change | undefined),
  });
  useSubscription(BureauChangesDocument, {
    variables: { bureauId, kinds, ...(id ? { id } : {}) },
    skip: stationId !== undefined, fetchPolicy: 'no-cache', ignoreResults: true,
    onData: ({ data }) => tell(data.data?.bureauChanges as Change | undefined),
  });
}
