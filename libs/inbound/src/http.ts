import { isStationhouseError, isId, StationhouseError, text } from '@stationhouse/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Receipt, Reception } from './reception.js';

/** A request with its events, in bytes. */
const BODY_LIMIT = 1024 * 1024;
/** Requests of one source per minute and process, whoever sends them from one address, and those that were signed; its batches may hold a hundred events each. */
const PER_MINUTE = 600;

/**
 * Serves `POST /api/bureaus/:bureauId/events/:sourceId`: CloudEvents 1.0 over HTTP in all three modes, signed as
 * standardwebhooks.com has it. Answers `{events: [{id, status, code?, message?}]}`, in the order they came: 202 when all were taken, 422
 * when none was, 207 otherwise.
 * @param answer shapes an error as every other route does
 */
export async function serveInboundEvents(fastify: FastifyInstance, reception: Pick<Reception, 'receive'>, answer: (error: unknown, reply: FastifyReply) => unknown): Promise<void> {
  // Counted apart, so that a stranger who knows its address uses up nothing of a source's.
  const [knocking, signed] = [new RateLimiterMemory({ points: PER_MINUTE, duration: 60 }), new RateLimiterMemory({ points: PER_MINUTE, duration: 60 })];
  // A scope of its own: nothing but bytes is read here, since the signature is over them.
  await fastify.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request: FastifyRequest, body: Buffer, parsed: (error: Error | null, body: Buffer) => void) => parsed(null, body));
    scope.setErrorHandler((error, _request, reply) => void answer(error, reply));
    scope.post<{ Params: { bureauId: string; sourceId: string }; Body: Buffer | undefined }>('/api/bureaus/:bureauId/events/:sourceId', async ({ params: { bureauId, sourceId }, headers, body, ip }, reply) => {
      if (!isId(bureauId) || !isId(sourceId)) throw new StationhouseError('NOT_FOUND', text('没有这个地址。', 'There is nothing at this address.'));
      await admit(knocking, `${sourceId} ${ip}`, reply);
      const receipts = await reception.receive(bureauId, sourceId, { headers, body: body ?? Buffer.alloc(0), onSigned: () => admit(signed, sourceId, reply) });
      return reply.status(statusOf(receipts)).send({ events: receipts.map(shown) });
    });
    done();
  });
}

async function admit(rate: RateLimiterMemory, who: string, reply: FastifyReply): Promise<void> {
  try {
    await rate.consume(who);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const seconds = Math.ceil(refusal.msBeforeNext / 1000);
    void reply.header('retry-after', String(seconds));
    throw new StationhouseError('TOO_MANY_REQUESTS', text(`请求过于频繁，请 ${seconds} 秒后再试；可成批发送。`, `Too many requests. Try again in ${seconds} seconds, or send events in batches.`), { seconds });
  }
}

function statusOf(receipts: readonly Receipt[]): number {
  const refused = receipts.filter(({ status }) => status === 'refused').length;
  if (refused === 0) return 202;
  return refused === receipts.length ? 422 : 207;
}

function shown(receipt: Receipt): Readonly<Record<string, unknown>> {
  if (receipt.status !== 'refused') return receipt;
  const { id, status, stored, fault } = receipt;
  if (!isStationhouseError(fault)) throw fault;
  return { id: id ?? null, status, stored, code: fault.code, message: { zhCN: fault.text['zh-CN'], en: fault.text.en }, ...(fault.details === undefined ? {} : { details: fault.details }) };
}
