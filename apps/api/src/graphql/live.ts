import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GraphQLSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { ServerOptions } from 'graphql-ws';
import { WebSocketServer } from 'ws';

/** The GraphQL protocol's part of a live connection; the caller says who may connect and in which context work runs. */
export type LiveHooks = Pick<ServerOptions, 'onConnect' | 'onClose' | 'context' | 'execute' | 'subscribe'>;

export interface LiveServer {
  /** Open sockets. */
  count(): number;
  close(): Promise<void>;
}

/** A live message is an operation of the web app: a few kilobytes. */
const MAX_MESSAGE_BYTES = 256 * 1024;

/**
 * Serves graphql-ws on one path of an HTTP server. It owns the upgrade event: any other path is refused and its socket
 * destroyed, and a socket that is reset half-way is only closed – an unhandled socket error would end the process.
 */
export function serveLive(http: Server, path: string, schema: GraphQLSchema, hooks: LiveHooks): LiveServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  const protocol = useServer({ ...hooks, schema, connectionInitWaitTimeout: 5_000 }, sockets);
  sockets.on('connection', (socket) => socket.on('error', () => socket.terminate()));

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (pathOf(request) !== path) {
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () => socket.destroy());
      return;
    }
    sockets.handleUpgrade(request, socket, head, (upgraded) => sockets.emit('connection', upgraded, request));
  };
  http.on('upgrade', upgrade);

  return {
    count: () => sockets.clients.size,
    close: async () => {
      http.off('upgrade', upgrade);
      await protocol.dispose();
      for (const client of sockets.clients) client.terminate();
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
    },
  };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?')[0] ?? '';
}
