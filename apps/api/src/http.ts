import { existsSync } from 'node:fs';
import path from 'node:path';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import { multipartOptions, multipartPlugin } from '@stationhouse/incidents';
import { StationhouseError, text } from '@stationhouse/kernel';
import { NotFoundException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Metrics } from './operations/metrics.js';
import type { Logger } from 'pino';
import { restError, RestErrorFilter } from './rest-errors.js';

/** What the browser may load: this origin only. antd writes style elements, hence inline styles. */
const CONTENT_SECURITY_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    fontSrc: ["'self'"],
    connectSrc: ["'self'", 'ws:', 'wss:'],
    workerSrc: ["'self'", 'blob:'],
    objectSrc: ["'none'"],
    frameAncestors: ["'none'"],
    baseUri: ["'self'"],
    formAction: ["'self'"],
  },
};

/** Cookies, security headers and the web app with its client-side routes; the API's paths are left alone. */
export async function serveHttp(app: NestFastifyApplication, webFolder: string | undefined, { metrics, logger, uploadBytes }: { metrics: Metrics; logger: Logger; uploadBytes: number }): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.requests.observe({ route, method: request.method, status: `${Math.floor(reply.statusCode / 100)}xx` }, reply.elapsedTime / 1000);
    done();
  });
  await app.register(cookie as never);
  await app.register(multipartPlugin as never, multipartOptions(uploadBytes) as never);
  await app.register(helmet as never, { contentSecurityPolicy: CONTENT_SECURITY_POLICY, hsts: false } as never);
  app.useGlobalFilters(new RestErrorFilter(logger));
  if (webFolder === undefined) return;
  if (!existsSync(path.join(webFolder, 'index.html'))) {
    throw new StationhouseError('SETTING_INVALID', text('网页尚未构建，请先运行 npm run build。', 'The web app is not built. Run npm run build first.'));
  }
  await app.register(fastifyStatic as never, { root: webFolder, wildcard: false, immutable: true, maxAge: '365d', setHeaders: neverCacheEntry } as never);
  // The web app's own routes: a page asked for by its address is the app itself.
  fastify.get('/*', (request, reply) => {
    const wantsPage = (request.headers.accept ?? '').includes('text/html') && !isApiPath(request.url);
    if (wantsPage) return reply.sendFile('index.html', { immutable: false, maxAge: 0 });
    const { status, body } = restError(new NotFoundException());
    return reply.status(status).send(body);
  });
}

/** Paths of the API; every other path belongs to the web app. */
export function isApiPath(url: string): boolean {
  return /^\/(graphql|api|auth|health|metrics)(\/|\?|$)/.test(url);
}

function neverCacheEntry(reply: { header(name: string, value: string): unknown }, file: string): void {
  if (file.endsWith('index.html')) reply.header('cache-control', 'no-cache');
}
