import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import { multipartOptions, multipartPlugin } from '@stationhouse/incidents';
import { requireNothingFound, type TextScreen } from '@stationhouse/workflow';
import { purposeOf } from '@stationhouse/workflow-runtime';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Metrics } from './operations/metrics.js';
import type { Traffic } from './operations/traffic.js';
import type { Logger } from 'pino';
import { RestErrorFilter } from './rest-errors.js';
import { serveWebFiles, type WebApp } from './web-files.js';

/** What the browser may load: this origin only. antd writes style elements, hence inline styles. */
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    mediaSrc: ["'self'", 'blob:'],
    fontSrc: ["'self'"],
    connectSrc: ["'self'", 'ws:', 'wss:'],
    workerSrc: ["'self'", 'blob:'],
    objectSrc: ["'none'"],
    frameAncestors: ["'none'"],
    baseUri: ["'self'"],
    formAction: ["'self'"],
  },
};

/** What a surface serves HTTP with. */
interface HttpOptions {
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly traffic: Traffic;
  readonly uploadBytes: number;
  /** What must never stand in a purpose. */
  readonly screens: readonly TextScreen[];
  /** How long a client may take nothing of what waits for it, in milliseconds. */
  readonly stalledMs: number;
}

/** Cookies, uploads, security headers, measures, errors, and the web app; the API's paths are left alone. */
export async function serveHttp(app: NestFastifyApplication, webApp: WebApp | undefined, { metrics, logger, traffic, uploadBytes, screens, stalledMs }: HttpOptions): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.requests.observe({ route, method: request.method, status: `${Math.floor(reply.statusCode / 100)}xx` }, reply.elapsedTime / 1000);
    done();
  });
  fastify.addHook('onRequest', async (request) => requireNothingFound(screens, purposeOf(request) ?? '', 'purpose'));
  endStalled(fastify.server, stalledMs);
  // Once it leaves, a connection is not kept for another request: the next one goes to a process that stays.
  fastify.addHook('onSend', (_request, reply, payload, done) => {
    if (traffic.leaving) void reply.header('connection', 'close');
    done(null, payload);
  });
  await app.register(cookie as never);
  await app.register(multipartPlugin as never, multipartOptions(uploadBytes) as never);
  await app.register(helmet as never, { contentSecurityPolicy: CONTENT_SECURITY_POLICY, hsts: false } as never);
  app.useGlobalFilters(new RestErrorFilter(logger));
  if (webApp !== undefined) await serveWebFiles(app, webApp);
}

/**
 * Ends connections whose clients take nothing of what waits for them, and idle ones, as Node does when nobody listens; one on which nothing moves because
 * its answer is still made goes on.
 */
function endStalled(server: Server, stalledMs: number): void {
  const answering = new WeakMap<Socket, number>();
  const count = (socket: Socket, more: 1 | -1) => answering.set(socket, (answering.get(socket) ?? 0) + more);
  server.on('request', ({ socket }: IncomingMessage, answer: ServerResponse) => {
    count(socket, 1);
    answer.once('close', () => count(socket, -1));
  });
  server.setTimeout(stalledMs, (socket) => {
    if (socket.writableLength > 0 || (answering.get(socket) ?? 0) === 0) socket.destroy();
    else socket.setTimeout(stalledMs);
  });
}
