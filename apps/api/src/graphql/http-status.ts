import type { ApolloServerPlugin } from '@apollo/server';

/** What a client that waited may ask again. */
const LATER: ReadonlySet<unknown> = new Set(['TOO_MANY_REQUESTS']);

/**
 * GraphQL over HTTP: a client that accepts `application/json` only is answered 200 when the request was well-formed,
 * also if its document does not parse or validate; a client that accepts `application/graphql-response+json` gets 400.
 * Apollo answers 400 to both. A request that came too soon is answered 429, with the seconds to wait.
 */
export const httpStatusPlugin: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response }) {
        const accept = request.http?.headers.get('accept') ?? '';
        const legacy = !accept.includes('application/graphql-response+json');
        const wellFormed = typeof request.query === 'string' && request.query !== '';
        if (legacy && wellFormed && response.http.status === 400) response.http.status = 200;
        const tooSoon = response.body.kind === 'single' ? response.body.singleResult.errors?.find(({ extensions }) => LATER.has(extensions?.['code'])) : undefined;
        if (tooSoon === undefined) return;
        response.http.headers.set('retry-after', String(secondsOf(tooSoon.extensions)));
        if (response.body.kind === 'single' && !isAnswered(response.body.singleResult.data)) response.http.status = 429;
      },
    };
  },
};

/** Whether any part of a query was answered. */
function isAnswered(data: Readonly<Record<string, unknown>> | null | undefined): boolean {
  return Object.values(data ?? {}).some((value) => value !== null);
}

function secondsOf(extensions: Readonly<Record<string, unknown>> | undefined): number {
  return (extensions?.['details'] as { readonly seconds?: number } | undefined)?.seconds ?? 1;
}
