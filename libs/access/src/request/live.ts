import type { IncomingMessage } from 'node:http';
import { randomUUID } from 'node:crypto';
import { localeFromHeader, type Id, type Locale } from '@stationhouse/kernel';
import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql';
import type { Context, ServerOptions } from 'graphql-ws';
import { RequestContext, runAsRequest, type RequestFacts, type Session } from './context.js';
import { bearerOf } from './http.js';
import type { Sessions } from './sessions.js';

const CHECK_MILLISECONDS = 15_000;
/** As `readyState` of a socket says it. */
const OPEN = 1;
/** Live connections of one account in a process: one for each open window. */
const MOST_CONNECTIONS = 30;

/** The close code of a sign-in that is over: a client signs in again, or unlocks, before it connects anew. */
export const SIGN_IN_OVER = 4403;

/** The close code of one connection too many: "try again later", as clients of the protocol understand it. */
export const TOO_MANY_CONNECTIONS = 1013;

interface Extra {
  readonly request: IncomingMessage;
  readonly socket: { readonly readyState: number; close(code: number, reason: string): void };
}

/** What stays with one connection. */
interface Connection {
  readonly sessionId: Id;
  readonly accountId: Id;
  readonly facts: Omit<RequestFacts, 'requestId'>;
  readonly watch: NodeJS.Timeout;
  /** The rights its open subscriptions began with. */
  readonly subscribed: Map<symbol, string>;
}

/** The context value of operations on a live connection. */
export interface LiveContext {
  readonly request: RequestContext;
  /** Where the framework keeps its own per-request things. */
  readonly req: IncomingMessage;
  /** Closes the connection: what was allowed when it began no longer is. */
  close(): void;
  /** Notes the rights a subscription begins with: the connection closes once they have changed, also while nothing happens. @returns forgets them */
  subscribed(rights: string): () => void;
}

/** The hooks graphql-ws takes. */
export type LiveHooks = Required<Pick<ServerOptions, 'onConnect' | 'onClose' | 'context' | 'execute' | 'subscribe'>>;

/**
 * Live connections with the same rights as everything else. The client sends `{ accessToken }` (or
 * `{ authorization: "Bearer …" }`) when it connects; afterwards the session's row counts, not the token. Each operation
 * and each event runs with the rights of that moment; when the session ends, locks, or its rights change – an access grant
 * ends by itself –, the socket closes and the client connects anew.
 * @param addressOf the network address of an upgrade request, behind the same proxies as HTTP
 * @param checkMilliseconds how often an open connection, also a silent one, looks whether its sign-in still holds
 */
export function liveHooks(sessions: Sessions, addressOf: (request: IncomingMessage) => string | undefined, checkMilliseconds = CHECK_MILLISECONDS): LiveHooks {
  const connections = new WeakMap<object, Connection>();
  const open = new Map<Id, number>();
  const count = (accountId: Id, more: 1 | -1) => open.set(accountId, (open.get(accountId) ?? 0) + more);
  return {
    onConnect: async (context) => {
      const { request, socket } = context.extra as Extra;
      const facts = { address: addressOf(request), locale: localeFromHeader(request.headers['accept-language']), transport: 'websocket' } as const;
      const opened = await sessions.open({ ...facts, requestId: randomUUID() }, tokenOf(context.connectionParams), false);
      // Who has gone meanwhile is told of by no further event.
      if (opened.session === undefined || socket.readyState !== OPEN) return false;
      const { id: sessionId, account: { id: accountId } } = opened.session;
      if ((open.get(accountId) ?? 0) >= MOST_CONNECTIONS) {
        socket.close(TOO_MANY_CONNECTIONS, 'too many connections');
        return false;
      }
      count(accountId, 1);
      const subscribed = new Map<symbol, string>();
      const watch = setInterval(() => void closeWhenOver(sessions, sessionId, subscribed, socket), checkMilliseconds).unref();
      connections.set(socket, { sessionId, accountId, facts, watch, subscribed });
      return true;
    },
    onClose: (context) => {
      const connection = connections.get((context.extra as Extra).socket);
      if (connection === undefined) return;
      clearInterval(connection.watch);
      if (count(connection.accountId, -1).get(connection.accountId) === 0) open.delete(connection.accountId);
    },
    context: async (context) => {
      const { request, socket } = context.extra as Extra;
      const connection = connectionOf(connections, context);
      const opened = await sessions.openSession({ ...connection.facts, requestId: randomUUID() }, connection.sessionId, false);
      const close = () => socket.close(SIGN_IN_OVER, 'signed out');
      if (opened.session === undefined) close();
      const subscribed = (began: string) => {
        const key = Symbol('subscription');
        connection.subscribed.set(key, began);
        return () => void connection.subscribed.delete(key);
      };
      return { request: opened, req: request, close, subscribed } satisfies LiveContext;
    },
    execute: (args) => runAsRequest(requestOf(args), () => execute(args)),
    subscribe: (args) => subscribeAs(sessions, args),
  };
}

/** What is known of whoever holds a live connection, before any operation: enough to word a refusal. */
export function requestOfLive(context: Pick<Context, 'extra'>): { readonly locale: Locale } {
  return { locale: localeFromHeader((context.extra as Extra).request.headers['accept-language']) };
}

async function subscribeAs(sessions: Sessions, args: ExecutionArgs): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult> {
  const request = requestOf(args);
  const source = await runAsRequest(request, () => createSourceEventStream(args));
  if (!(Symbol.asyncIterator in source)) return source;
  const over = (args.contextValue as LiveContext).subscribed(rights(request.session));
  return events(sessions, args, request, source[Symbol.asyncIterator](), over);
}

/**
 * Each event is answered with the rights of its moment; when they are no longer those of the subscription, the socket
 * closes. Not a generator: its `return` would wait for an event that may never come.
 */
function events(sessions: Sessions, args: ExecutionArgs, request: RequestContext, source: AsyncIterator<unknown>, ended: () => void): AsyncIterableIterator<ExecutionResult> {
  const over: IteratorResult<ExecutionResult> = { done: true, value: undefined };
  const iterator: AsyncIterableIterator<ExecutionResult> = {
    [Symbol.asyncIterator]: () => iterator,
    next: async () => {
      const event = await runAsRequest(request, () => source.next());
      if (event.done === true) {
        ended();
        return over;
      }
      const renewed = await sessions.renew({ ...factsOf(request), requestId: randomUUID() }, request.signedIn.id);
      if (rights(renewed.session) !== rights(request.session)) {
        (args.contextValue as LiveContext).close();
        await source.return?.();
        return over;
      }
      const contextValue: LiveContext = { ...(args.contextValue as LiveContext), request: renewed };
      return { done: false, value: await runAsRequest(renewed, () => execute({ ...args, rootValue: event.value, contextValue })) };
    },
    return: async () => {
      ended();
      await source.return?.();
      return over;
    },
  };
  return iterator;
}

/** Everything that decides what a session may see. */
function rights(session: Session | undefined): string {
  return JSON.stringify([session?.id, session?.memberships, session?.bureauStationIds, session?.tightenings, session?.delegations, session?.accessGrants, session?.restriction]);
}

async function closeWhenOver(sessions: Sessions, sessionId: Id, subscribed: ReadonlyMap<symbol, string>, socket: Extra['socket']): Promise<void> {
  // A database that cannot answer now will be asked again; nothing is shown meanwhile without asking it.
  const found = await sessions.find(sessionId, false).catch(() => undefined);
  if (found === undefined) return;
  if ('refusal' in found || [...subscribed.values()].some((began) => began !== rights(found.session))) socket.close(SIGN_IN_OVER, 'signed out');
}

function tokenOf(parameters: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const { accessToken, authorization } = parameters ?? {};
  if (typeof accessToken === 'string') return bearerOf(`Bearer ${accessToken}`);
  return typeof authorization === 'string' ? bearerOf(authorization) : undefined;
}

function connectionOf(connections: WeakMap<object, Connection>, context: Context): Connection {
  const connection = connections.get((context.extra as Extra).socket);
  if (connection === undefined) throw new Error('An operation came before its connection was accepted.');
  return connection;
}

function requestOf(args: ExecutionArgs): RequestContext {
  return (args.contextValue as LiveContext).request;
}

function factsOf(request: RequestContext): Omit<RequestFacts, 'requestId'> {
  return { address: request.address, locale: request.locale, transport: request.transport };
}
