import { useQuery } from '@apollo/client/react';
import { useChanges, useStation } from '@stationhouse/plugin-web';
import { SearchTallyDocument, SearchUnitsDocument } from '../gql/search.js';
import { latestOfEach, type Question, type VideoAsked } from './tally.js';
import type { Search } from './SearchPage.js';

/** Who was asked, and what they answered; live. */
export interface TallyState {
  /** The latest question to each post. */
  readonly questions: readonly Question[];
  readonly videos: readonly VideoAsked[];
  /** The units of the station that may be asked. */
  readonly units: readonly string[];
  /** The name of a post; empty where the reader may not know it. */
  unitOf(id: string | null): string;
  readonly error: unknown;
  readonly loading: boolean;
  refetch(): unknown;
}

const NONE: readonly never[] = [];

/** @param purpose while one is given, what was answered is read in full, and kept nowhere */
export function useTally(search: Search | undefined, purpose: string | undefined): TallyState {
  const { stationId, may } = useStation();
  const { data, previousData, error, loading, refetch } = useQuery(SearchTallyDocument, { variables: { stationId, id: search?.id ?? '', exercise: search?.instance.exercise ?? false, ...(purpose === undefined ? {} : { purpose }) }, skip: search === undefined, fetchPolicy: purpose === undefined ? 'cache-first' : 'no-cache' });
  const units = useQuery(SearchUnitsDocument, { variables: { stationId }, skip: !may('outside.read') });
  // An answer closes the question, which is an instance of its own.
  useChanges({ kinds: ['INSTANCE'] }, () => (search === undefined ? undefined : refetch()));
  const found = data ?? previousData;
  const names = new Map((units.data?.outsideUnits ?? []).map(({ id, name }) => [id, name]));
  return {
    questions: found === undefined ? NONE : latestOfEach(found.postQuestions.edges.map(({ node }) => node)),
    videos: found === undefined ? NONE : found.videoRequests.edges.map(({ node }) => node),
    units: (units.data?.outsideUnits ?? []).filter(({ active }) => active).map(({ id }) => id),
    unitOf: (id) => (id === null ? '' : (names.get(id) ?? '')),
    error: found === undefined ? error : undefined, loading, refetch,
  };
}
