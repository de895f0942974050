import type { ApolloServerPlugin } from '@apollo/server';

/**
 * GraphQL over HTTP: a client that accepts `application/json` only is answered 200 when the request was well-formed,
 * also if its document does not parse or validate; a client that accepts `application/graphql-response+json` gets 400.
 * Apollo answers 400 to both.
 */
export const httpStatusPlugin: ApolloServerPlugin = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response }) {
        const accept = request.http?.headers.get('accept') ?? '';
        const legacy = !accept.includes('application/graphql-response+json');
        const wellFormed = typeof request.query === 'string' && request.query !== '';
        if (legacy && wellFormed && response.http.status === 400) response.http.status = 200;
      },
    };
  },
};
