import { useApolloClient } from '@apollo/client/react';
import { useStation } from '@stationhouse/plugin-web';
import type { PastSearch } from '@stationhouse/scenic-drills-common';
import type { JsonObject } from '@stationhouse/workflow';
import { PastAnswerDocument, PastSearchDocument } from '../gql/review.js';

/** Questions and requests of a search whose answers are asked for; more would be no drill. */
const MOST_ANSWERS = 60;

/** Reads a closed search in full, for a purpose that goes on record, with when what it had asked came back. @throws what the server refused */
export function usePastSearch(): (id: string, purpose: string) => Promise<PastSearch> {
  const client = useApolloClient();
  const { stationId } = useStation();
  return async (id, purpose) => {
    const { data } = await client.query({ query: PastSearchDocument, variables: { stationId, id, purpose }, fetchPolicy: 'no-cache' });
    if (data === undefined) throw new Error('The server answered nothing of the search.');
    const asked = data.instance.links.children.flatMap(({ instance }) => (instance === null ? [] : [instance.id])).slice(0, MOST_ANSWERS);
    const answers = await Promise.all(asked.map(async (one) => (await client.query({ query: PastAnswerDocument, variables: { stationId, id: one } })).data?.instance));
    return { data: data.instance.data as JsonObject, answers: answers.flatMap((one) => (one?.outcome && one.closedAt ? [{ at: one.closedAt, outcome: one.outcome }] : [])) };
  };
}
