import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { localeFromHeader, StationhouseError, text } from '@stationhouse/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isApiKey } from '../keys/key-tokens.js';
import { runAsRequest, type RequestFacts } from './context.js';
import type { Sessions } from './sessions.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Requests of one sign-in or key that one process has under way: a browser sends six at a time. */
const MOST_UNDER_WAY = 100;

/** A request id from a proxy in front is kept when it is harmless to log. */
const PLAIN_ID = /^[\w.:-]{8,64}$/;

/**
 * Gives every HTTP request its context, before any route runs. Sets `x-request-id` on the answer.
 * A request with the header `x-stationhouse-background: 1` does not count as a person's activity.
 * @param isApi paths that carry a session; others (the web app's files, health) are not looked at
 */
export function serveRequestContext(fastify: FastifyInstance, sessions: Sessions, isApi: (path: string) => boolean): void {
  const resources = new WeakMap<FastifyRequest, AsyncResource>();
  const underWay = new Map<string, number>();
  fastify.addHook('onRequest', (request, reply, done) => {
    const gone = new AbortController();
    const facts = { ...factsOf(request), gone: gone.signal };
    void reply.header('x-request-id', facts.requestId);
    const path = request.url.split('?')[0] ?? '';
    const signingIn = path.startsWith('/auth/');
    const sent = isApi(path) ? bearerOf(request.headers.authorization) : undefined;
    // A key signs nobody in or out.
    const bearer = signingIn && sent !== undefined && isApiKey(sent) ? undefined : sent;
    // Before anything is read for it: a flood of one costs the others nothing but the refusals.
    if (bearer !== undefined && (underWay.get(bearer) ?? 0) >= MOST_UNDER_WAY) return done(tooManyUnderWay());
    if (bearer !== undefined) count(underWay, bearer, 1);
    reply.raw.once('close', () => {
      if (bearer !== undefined) count(underWay, bearer, -1);
      if (!reply.raw.writableFinished) gone.abort();
    });
    // A page refreshes its token by itself: that is no sign of a person either.
    const touch = request.headers['x-stationhouse-background'] === undefined && !signingIn;
    sessions.open(facts, bearer, touch).then(
      (context) =>
        runAsRequest(context, () => {
          resources.set(request, new AsyncResource('stationhouse:request'));
          done();
        }),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    );
  });
  // Reading the body continues in the socket's own async context, so the request's is entered again after it.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const resource = resources.get(request);
    if (resource === undefined) done();
    else resource.runInAsyncScope(done);
  });
}

function count(underWay: Map<string, number>, who: string, more: 1 | -1): void {
  const left = (underWay.get(who) ?? 0) + more;
  if (left === 0) underWay.delete(who);
  else underWay.set(who, left);
}

function tooManyUnderWay(): StationhouseError {
  return new StationhouseError('TOO_MANY_REQUESTS', text(`同一登录或密钥同时最多 ${MOST_UNDER_WAY} 个请求，请等前面的完成后再试。`, `One sign-in or key has at most ${MOST_UNDER_WAY} requests under way. Try again when the others are answered.`), { most: MOST_UNDER_WAY, seconds: 1 });
}

/** The token of an `Authorization: Bearer …` header. */
export function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer ([\w.-]+)$/i.exec(header ?? '')?.[1];
}

/**
 * Refuses a state-changing REST request that another site could have caused: it must carry `x-stationhouse: 1`, which
 * a cross-site form cannot, and its `Origin`, when sent, must be ours.
 * @throws StationhouseError CROSS_SITE_REFUSED
 */
export function refuseCrossSite(request: Pick<FastifyRequest, 'method' | 'headers' | 'host'>, publicUrl: string | undefined): void {
  if (SAFE_METHODS.has(request.method)) return;
  const origin = request.headers.origin;
  if (request.headers['x-stationhouse'] === '1' && (origin === undefined || isOurs(origin, request.host, publicUrl))) return;
  throw new StationhouseError(
    'CROSS_SITE_REFUSED',
    text('请求来源不被接受：请带上请求头 x-stationhouse: 1，并从本系统页面发起。', 'The request does not come from this application. Send the header x-stationhouse: 1 from its own origin.'),
  );
}

function isOurs(origin: string, host: string, publicUrl: string | undefined): boolean {
  if (!URL.canParse(origin)) return false;
  if (publicUrl !== undefined && new URL(publicUrl).origin === origin) return true;
  return new URL(origin).host === host;
}

function factsOf(request: FastifyRequest): RequestFacts {
  const given = request.headers['x-request-id'];
  return {
    requestId: typeof given === 'string' && PLAIN_ID.test(given) ? given : randomUUID(),
    address: request.ip,
    locale: localeFromHeader(request.headers['accept-language']),
    transport: 'http',
  };
}
