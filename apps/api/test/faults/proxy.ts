import { createServer, request as ask, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

const LOOK_EVERY = 250;
const LOOK_PATIENCE = 2_000;
const SILENT_MOST = 10;
/** How long a request may wait for somebody who is ready. */
const HOLD = 10_000;

interface Backend {
  readonly name: string;
  readonly url: URL;
  healthy: boolean;
  /** Looks in a row without any answer: a busy process is not a dead one. */
  silent: number;
}

/**
 * The reverse proxy of a real set-up, in little: round robin over the API processes that say they are ready, a request that
 * cannot be connected goes to the next one or waits for one, one that breaks in the middle is answered 502.
 */
export class Proxy {
  /** Requests answered, by the name of the process. */
  readonly answered = new Map<string, number>();
  private backends: Backend[] = [];
  private turn = 0;
  private readonly sockets = new Set<Duplex>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(): Promise<Proxy> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new Proxy(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => void proxy.serve(request, response));
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => proxy.upgrade(request, socket as Socket, head));
    proxy.look = setInterval(() => proxy.backends.forEach((backend) => proxy.examine(backend)), LOOK_EVERY);
    return proxy;
  }

  private look: NodeJS.Timeout | undefined;

  /** Names the processes there are; a new one counts as healthy once it has said so. */
  to(named: readonly { readonly name: string; readonly url: string }[]): void {
    this.backends = named.map(({ name, url }) => this.backends.find((known) => known.name === name && known.url.href === new URL(url).href) ?? { name, url: new URL(url), healthy: false, silent: 0 });
    for (const backend of this.backends) if (!backend.healthy) this.examine(backend);
  }

  get healthy(): number {
    return this.backends.filter(({ healthy }) => healthy).length;
  }

  async close(): Promise<void> {
    clearInterval(this.look);
    for (const socket of this.sockets) socket.destroy();
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private examine(backend: Backend): void {
    const { hostname, port } = backend.url;
    const look = ask({ hostname, port, path: '/health/ready', timeout: LOOK_PATIENCE, agent: false }, (answer) => {
      backend.healthy = answer.statusCode === 200;
      backend.silent = 0;
      answer.resume();
    });
    look.on('timeout', () => look.destroy());
    look.on('error', (error: NodeJS.ErrnoException) => {
      backend.silent += 1;
      if (error.code === 'ECONNREFUSED' || backend.silent >= SILENT_MOST) backend.healthy = false;
    });
    look.end();
  }

  /** The healthy processes, beginning with the one whose turn it is. */
  private order(): Backend[] {
    const healthy = this.backends.filter((backend) => backend.healthy);
    this.turn += 1;
    return healthy.map((_, index) => healthy[(this.turn + index) % healthy.length] as Backend);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    for (const until = performance.now() + HOLD; performance.now() < until; await new Promise((resolve) => setTimeout(resolve, 50))) {
      for (const backend of this.order()) {
        const outcome = await this.forward(backend, request, body, response);
        if (outcome !== 'unreached') return;
        backend.healthy = false;
      }
    }
    response.writeHead(503).end('nobody is ready');
  }

  private forward({ name, url }: Backend, request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<'done' | 'unreached'> {
    return new Promise((resolve) => {
      const onward = ask({ hostname: url.hostname, port: url.port, path: request.url, method: request.method, headers: { ...request.headers, connection: 'close' }, agent: false }, (answer) => {
        this.answered.set(name, (this.answered.get(name) ?? 0) + 1);
        const { connection: _, ...headers } = answer.headers;
        response.writeHead(answer.statusCode ?? 502, headers);
        answer.on('error', () => response.destroy());
        answer.pipe(response).on('close', () => resolve('done'));
      });
      onward.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNREFUSED') return resolve('unreached');
        if (response.headersSent) response.destroy();
        else response.writeHead(502).end(`${name}: ${error.message}`);
        resolve('done');
      });
      onward.end(body);
    });
  }

  private upgrade(request: IncomingMessage, client: Socket, head: Buffer): void {
    const [backend] = this.order();
    if (backend === undefined) return void client.destroy();
    const server = connect(Number(backend.url.port), backend.url.hostname);
    for (const [socket, other] of [[client, server], [server, client]] as const) {
      this.sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    server.once('connect', () => {
      const headers = request.rawHeaders.flatMap((value, index) => (index % 2 === 0 ? [`${value}: ${request.rawHeaders[index + 1]}`] : []));
      server.write(`${request.method} ${request.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
      server.write(head);
      client.pipe(server);
      server.pipe(client);
    });
  }
}
