import type { ApolloServerPlugin } from '@apollo/server';

/**
 * GraphQL over HTTP: a client that accepts `application/json` only is answered 200 when the request was well-formed,
 * also if its document does not parse or validate; a client that accepts `application/graphql-response+json` gets 400.
 * Apollo answers 400 to both. What came too soon is told in how many seconds it may come again.
 */
export const httpStatusPlugin: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response }) {
        const accept = request.http?.headers.get('accept') ?? '';
        const legacy = !accept.includes('application/graphql-response+json');
        const wellFormed = typeof request.query === 'string' && request.query !== '';
        if (legacy && wellFormed && response.http.status === 400) response.http.status = 200;
        const tooSoon = response.body.kind === 'single' ? response.body.singleResult.errors?.find(({ extensions }) => extensions?.['code'] === 'TOO_MANY_REQUESTS') : undefined;
        if (tooSoon !== undefined) response.http.headers.set('retry-after', String(secondsOf(tooSoon.extensions)));
      },
    };
  },
};

function secondsOf(extensions: Readonly<Record<string, unknown>> | undefined): number {
  return (extensions?.['details'] as { readonly seconds?: number } | undefined)?.seconds ?? 1;
}
