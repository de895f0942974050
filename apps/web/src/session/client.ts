import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { ErrorLink } from '@apollo/client/link/error';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { codeOf, serverClock } from '@stationhouse/plugin-web';
import { createClient } from 'graphql-ws';
import { from, mergeMap } from 'rxjs';
import { isBackground } from './activity.js';
import { OWN_REQUEST } from './rest.js';
import { session } from './session.js';

/** Every answer tells the server's time; "time left" is counted on that clock. */
const timedFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  serverClock.learnFromHeader(response.headers.get('date'));
  return response;
};

const authorise = new SetContextLink(async ({ covered }) => ({
  // Some names (an instance's title) are put together by the server, in the reader's language.
  headers: { ...OWN_REQUEST, 'accept-language': document.documentElement.lang, ...(isBackground() ? { 'x-stationhouse-background': '1' } : {}), authorization: `Bearer ${await (covered === true ? session.coveredToken() : session.freshToken())}` },
}));

/** A token that ran out is renewed and the request sent once more; a locked session waits for the password, then goes on. */
const mend = new ErrorLink(({ error, operation, forward }) => {
  const code = codeOf(error);
  if (code === 'SESSION_LOCKED') {
    session.lock();
    return from(session.untilUnlocked()).pipe(mergeMap(() => forward(operation)));
  }
  if ((code === 'UNAUTHENTICATED' || code === 'SESSION_EXPIRED') && operation.getContext()['renewed'] !== true) {
    operation.setContext({ renewed: true });
    return from(session.refresh()).pipe(mergeMap(() => forward(operation)));
  }
  return undefined;
});

const LONGEST_WAIT_MS = 4_000;

const socket = createClient({
  url: () => new URL('/graphql', location.href.replace(/^http/, 'ws')).href,
  lazy: true,
  retryAttempts: Number.POSITIVE_INFINITY,
  // Soon again, however long it has been down: what is urgent waits for no doubling. Apart from each other, since all pages lose a server at once.
  retryWait: (retries) => new Promise((resolve) => setTimeout(resolve, Math.min(1_000 * 2 ** retries, LONGEST_WAIT_MS) + Math.random() * 2_000)),
  shouldRetry: () => session.state.status === 'signed-in',
  connectionParams: async () => ({ authorization: `Bearer ${await session.freshToken()}` }),
});

let down = false;
const onLine = new Set<() => void>();
const lineIs = (isDown: boolean) => {
  down = isDown;
  for (const listener of onLine) listener();
};
socket.on('connected', () => lineIs(false));
// Closed on purpose it is not down: nobody listens, nobody is signed in, or the screen is locked.
socket.on('closed', (event) => lineIs((event as Partial<CloseEvent>).code !== 1000 && session.state.status === 'signed-in' && !session.state.locked));

/** Whether changes reach this page: down between a connection that dropped and the next. */
export const liveLine = {
  isDown: (): boolean => down,
  subscribe: (listener: () => void): (() => void) => {
    onLine.add(listener);
    return () => onLine.delete(listener);
  },
};

const http = ApolloLink.from([mend, authorise, new HttpLink({ uri: '/graphql', fetch: timedFetch })]);

export const client = new ApolloClient({
  cache: new InMemoryCache({
    typePolicies: {
      // These have no id of their own, or one that means something else elsewhere (the outcome `accepted` of another task, a workflow's
      // earlier version, an account as another station sees it): never merge two of them.
      Me: { keyFields: false },
      StationAccess: { keyFields: false },
      OnDuty: { keyFields: false },
      Account: { keyFields: false },
      AcceptedEvent: { keyFields: false },
      TaskOutcome: { keyFields: false },
      Workflow: { keyFields: false },
    },
  }),
  link: ApolloLink.split(({ operationType }) => String(operationType) === 'subscription', new GraphQLWsLink(socket), http),
  // Whoever asks again has heard of a change: an answer that is still under way may be from before it. And each page that listens is told
  // on its own when the server does (READY).
  queryDeduplication: false,
  defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' } },
});

/** Nothing of one reader stays for the next. */
session.subscribe(() => {
  if (session.state.status !== 'signed-out') return;
  void client.clearStore();
});
