import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { ServerOptions } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { liveRules } from './live-rules.js';

/** The GraphQL protocol's part of a live connection; the caller says who may connect and in which context work runs. */
export type LiveHooks = Pick<ServerOptions, 'onConnect' | 'onClose' | 'context' | 'execute' | 'subscribe'>;

export interface LiveServer {
  /** Open sockets. */
  count(): number;
  close(): Promise<void>;
}

/** A live message is an operation of the web app: a few kilobytes. */
const MAX_MESSAGE_BYTES = 256 * 1024;
/** How long a client may take to say good-bye. */
const CLOSING_MILLISECONDS = 1_000;

/**
 * Serves graphql-ws on one path of an HTTP server. It owns the upgrade event: any other path is refused and its socket
 * destroyed, and a socket that is reset half-way is only closed – an unhandled socket error would end the process.
 * @param admits false while no new connection is wanted: the client tries again, and reaches another process
 */
export function serveLive(http: Server, path: string, schema: GraphQLSchema, hooks: LiveHooks, admits: () => boolean = () => true): LiveServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  const protocol = useServer({ ...hooks, ...liveRules(schema), schema, connectionInitWaitTimeout: 5_000 }, sockets);
  sockets.on('connection', (socket) => socket.on('error', () => socket.terminate()));

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (pathOf(request) !== path) {
      refuse(socket, '404 Not Found');
      return;
    }
    if (!admits()) {
      refuse(socket, '503 Service Unavailable');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (upgraded) => sockets.emit('connection', upgraded, request));
  };
  http.on('upgrade', upgrade);

  return {
    count: () => sockets.clients.size,
    close: async () => {
      http.off('upgrade', upgrade);
      const gone = [...sockets.clients].map((client) => new Promise((resolve) => client.once('close', resolve)));
      // Tells each client to connect anew (1001, going away); who does not answer is not waited for.
      await protocol.dispose();
      const patience = setTimeout(() => sockets.clients.forEach((client) => client.terminate()), CLOSING_MILLISECONDS);
      await Promise.all(gone);
      clearTimeout(patience);
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
    },
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?')[0] ?? '';
}
