import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { serveInboundEvents, type Reception } from '@stationhouse/inbound';
import { isStationhouseError, newId, StationhouseError, text } from '@stationhouse/kernel';
import fastify, { type FastifyInstance } from 'fastify';

const BUREAU = newId();
const [FLOODING, CALM] = [newId(), newId()];
const PER_MINUTE = 600;

describe('the door for events', () => {
  let server: FastifyInstance;
  beforeEach(async () => {
    server = fastify();
    const receive: Reception['receive'] = async (_bureauId, _sourceId, { headers, onSigned }) => {
      if (headers['x-signed'] !== 'yes') throw new StationhouseError('EVENT_SIGNATURE_INVALID', text('签名无效', 'not signed'));
      await onSigned?.();
      return [{ id: 'a', status: 'accepted' }];
    };
    await serveInboundEvents(server, { receive }, (error, reply) => reply.status(isStationhouseError(error) && error.code === 'TOO_MANY_REQUESTS' ? 429 : 401).send());
  });
  afterEach(() => server.close());

  const send = async (sourceId: string, { signed = true, from = '10.0.0.1' } = {}) =>
    server.inject({ method: 'POST', url: `/api/bureaus/${BUREAU}/events/${sourceId}`, remoteAddress: from, headers: { 'content-type': 'application/cloudevents+json', 'x-signed': signed ? 'yes' : 'no' }, payload: '{}' });
  const flood = async (how: { signed?: boolean; from?: string }) => {
    for (let sent = 0; sent < PER_MINUTE; sent += 1) await send(FLOODING, how);
  };

  it('tells a source that floods when to come again, wherever it sends from, and takes the others’ events', async () => {
    await flood({});
    const refused = await send(FLOODING);
    expect([refused.statusCode, Number(refused.headers['retry-after']) > 0]).toEqual([429, true]);
    expect((await send(FLOODING, { from: '10.0.0.2' })).statusCode).toBe(429);
    expect((await send(CALM)).statusCode).toBe(202);
  });

  it('lets a stranger use up nothing of a source’s limit', async () => {
    await flood({ signed: false, from: '10.9.9.9' });
    expect((await send(FLOODING, { signed: false, from: '10.9.9.9' })).statusCode).toBe(429);
    expect((await send(FLOODING)).statusCode).toBe(202);
  });
});
