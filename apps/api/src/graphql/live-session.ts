import { currentRequest, findRequest, RequestContext, runAsRequest, type Sessions } from '@stationhouse/access';
import { DEFAULT_LOCALE, isStationhouseError, localeFromHeader } from '@stationhouse/kernel';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { execute, GraphQLError, subscribe } from 'graphql';
import type { Context } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { formatError } from './errors.js';
import type { LiveHooks } from './live.js';

interface SocketExtra {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  context?: RequestContext;
}

/** graphql-ws's own code for a connection that may not be. */
const FORBIDDEN = 4403;
const CHECK_EVERY_MS = 5_000;

/**
 * Who may open a live connection, and as whom its operations run: the access token in the connection's first message.
 * A connection ends when its session does: every open session is looked at every five seconds.
 */
export function liveHooks(sessions: Sessions): { hooks: LiveHooks; stop: () => void } {
  const open = new Set<SocketExtra>();
  const timer = setInterval(() => void closeEnded(sessions, open), CHECK_EVERY_MS);
  timer.unref();
  const hooks: LiveHooks = {
    onConnect: async (context) => {
      const extra = context.extra as SocketExtra;
      extra.context = await sessions.open(factsOf(extra.request), tokenOf(context.connectionParams), true);
      if (extra.context.session === undefined) return false;
      open.add(extra);
      return true;
    },
    onDisconnect: (context) => void open.delete(context.extra as SocketExtra),
    onClose: (context) => void open.delete(context.extra as SocketExtra),
    context: (context) => ({ live: contextOf(context) }),
    execute: (args) => runAsRequest((args.contextValue as { live: RequestContext }).live, () => execute(args)),
    subscribe: (args) => runAsRequest((args.contextValue as { live: RequestContext }).live, () => subscribe(args)),
    onError: (_context, _id, _payload, errors) => errors.map((error) => new GraphQLError(...shaped(error))),
  };
  return { hooks, stop: () => clearInterval(timer) };
}

function contextOf(context: Context): RequestContext {
  const { context: request } = context.extra as SocketExtra;
  return request ?? currentRequest();
}

function tokenOf(parameters: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const said = parameters?.['authorization'] ?? parameters?.['accessToken'];
  return typeof said === 'string' ? said.replace(/^Bearer /i, '') : undefined;
}

function factsOf(request: IncomingMessage): ConstructorParameters<typeof RequestContext>[0] {
  return { requestId: randomUUID(), address: request.socket.remoteAddress, locale: localeFromHeader(request.headers['accept-language']), transport: 'websocket' };
}

async function closeEnded(sessions: Sessions, open: Set<SocketExtra>): Promise<void> {
  for (const extra of [...open]) {
    const id = extra.context?.session?.id;
    const over = id === undefined || (await isOver(sessions, id));
    if (!over) continue;
    open.delete(extra);
    extra.socket.close(FORBIDDEN, 'Session ended');
  }
}

/** A database that does not answer ends no session. */
async function isOver(sessions: Sessions, sessionId: string): Promise<boolean> {
  try {
    return 'refusal' in (await sessions.find(sessionId, false));
  } catch (error) {
    if (isStationhouseError(error)) throw error;
    return false;
  }
}

function shaped(error: unknown): ConstructorParameters<typeof GraphQLError> {
  const request = findRequest();
  const original = error instanceof GraphQLError ? error : new GraphQLError(String(error));
  const formatted = formatError(original.toJSON(), original, { locale: request?.locale ?? DEFAULT_LOCALE, requestId: request?.requestId });
  return [formatted.message, { ...(formatted.extensions === undefined ? {} : { extensions: formatted.extensions }) }];
}
