import { useApolloClient } from '@apollo/client/react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { StationMatrixDocument, type StationMatrixQueryVariables } from '../../gql/matrix.js';
import type { Matrix } from './words.js';

const MORE = 100;

/** Rows that came after a first page. */
interface Later extends Pick<Matrix, 'edges' | 'pageInfo'> {
  readonly of: Matrix;
}

/**
 * The rows a reader scrolls on to, behind those of the first page. This page alone keeps them: a cache would write and read all ten thousand cells anew with
 * every hundred rows that come. With another first page – other stations, another order, the same ones anew – they are forgotten, and what is still on its way is dropped.
 */
export function useLaterRows(first: Matrix | undefined, query: Pick<StationMatrixQueryVariables, 'bureauId' | 'filter' | 'orderBy'>) {
  const client = useApolloClient();
  const [later, setLater] = useState<Later>();
  const [failed, setFailed] = useState<{ readonly of: Matrix; readonly error: unknown }>();
  const [fetching, setFetching] = useState<Matrix>();
  const newest = useRef(first);
  useEffect(() => { newest.current = first; });
  const matrix = useMemo(() => (first === undefined || later?.of !== first ? first : { ...first, edges: [...first.edges, ...later.edges], pageInfo: later.pageInfo }), [first, later]);
  const more = () => {
    if (first === undefined || matrix === undefined || fetching === first) return;
    setFailed(undefined);
    setFetching(first);
    client.query({ query: StationMatrixDocument, variables: { ...query, first: MORE, after: matrix.pageInfo.endCursor ?? null }, fetchPolicy: 'no-cache' })
      .then(({ data }) => {
        if (newest.current === first && data !== undefined) setLater((before) => ({ of: first, edges: [...(before?.of === first ? before.edges : []), ...data.stationMatrix.edges], pageInfo: data.stationMatrix.pageInfo }));
      })
      .catch((error: unknown) => setFailed({ of: first, error }))
      .finally(() => setFetching((now) => (now === first ? undefined : now)));
  };
  return { matrix, more, fetching: first !== undefined && fetching === first, missed: failed?.of === first ? failed?.error : undefined };
}
