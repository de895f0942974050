import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, text } from '@stationhouse/kernel';
import { failedDeliveries, inboxCounts, signature, webhookChannel, type NoticeChannel, type OutgoingMessage } from '@stationhouse/notify';
import { openNotify, type NotifyWorld } from './notify-world.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe('channels', () => {
  const sent: OutgoingMessage[] = [];
  let broken: Error | undefined;
  const sms: NoticeChannel = {
    id: 'sms',
    send: (message) => {
      if (broken !== undefined) return Promise.reject(broken);
      sent.push(message);
      return Promise.resolve();
    },
  };
  let world: NotifyWorld;
  beforeAll(async () => {
    world = await openNotify([sms]);
  });
  afterAll(() => world.close());
  afterEach(() => {
    sent.length = 0;
    broken = undefined;
  });
  const urgent = { urgency: 'urgent' as const, title: text('张三 13900001111', 'Zhang San'), record: { kind: 'instance', id: newId(), number: 'N-7' } };

  it('carry the number and the accounts of an urgent notice, nothing of its words, and each stage to those it adds', async () => {
    const station = await world.station();
    const id = await world.notify(station, urgent);
    await world.notify(station);
    expect(await world.runDeliveries(station)).toEqual([]);
    expect(sent).toEqual([{ id: expect.any(String), accountIds: [station.officer('duty-officer').accountId], number: 'N-7' }]);
    await world.later(3 * 60_000);
    await world.notices.climb({ stationId: station.id }, id);
    await world.runDeliveries(station, 2);
    expect(sent.map(({ accountIds }) => accountIds)).toEqual([[station.officer('duty-officer').accountId], [station.officer('duty-commander').accountId]]);
  });

  it('stay silent in an exercise, at every stage', async () => {
    const station = await world.station();
    const id = await world.notify(station, { ...urgent, exercise: true });
    await world.later(3 * 60_000);
    await world.notices.climb({ stationId: station.id }, id);
    await world.later(3 * 60_000);
    await world.notices.climb({ stationId: station.id }, id);
    expect(await world.told(id)).toHaveLength(3);
    expect((await world.test.owner.query('SELECT 1 FROM outbox WHERE scope_id = $1', [station.id])).rows).toEqual([]);
    expect((await world.test.owner.query('SELECT 1 FROM notice_delivery WHERE unit_id = $1', [station.id])).rows).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('that fail say so to an operator, are tried again with the same id, and never take the notice out of the inbox', async () => {
    const station = await world.station();
    broken = new Error('The gateway answered 502.');
    const id = await world.notify(station, urgent);
    expect(await world.runDeliveries(station)).toEqual([broken]);
    expect(await world.at(station, (tenant) => failedDeliveries(tenant, station.id, 10))).toMatchObject([{ noticeId: id, channel: 'sms', attempts: 1, error: 'The gateway answered 502.', recordNumber: 'N-7', recipients: 1 }]);
    expect(await world.at(station, (tenant) => inboxCounts(tenant, station.officer('duty-officer').accountId))).toEqual({ unread: 1, ringing: 1, exerciseUnread: 0, exerciseRinging: 0 });
    broken = undefined;
    expect(await world.runDeliveries(station, 2)).toEqual([]);
    expect(sent).toHaveLength(1);
    expect(await world.at(station, (tenant) => failedDeliveries(tenant, station.id, 10))).toEqual([]);
    await world.runDeliveries(station, 3);
    expect(sent).toHaveLength(1);
  });

  it('no longer call anybody once somebody has signed', async () => {
    const station = await world.station();
    const id = await world.notify(station, urgent);
    await world.at(station, (tenant) => world.notices.sign(tenant, { stationId: station.id }, id, station.officer('duty-officer').accountId));
    expect(await world.runDeliveries(station)).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('need not be there at all', async () => {
    const bare = await openNotify();
    const station = await bare.station();
    await bare.notify(station, urgent);
    expect((await bare.test.owner.query('SELECT 1 FROM outbox')).rows).toEqual([]);
    await bare.close();
  });
});

describe('the webhook', () => {
  let gateway: Server;
  let status = 200;
  const got: { headers: IncomingMessage['headers']; body: string }[] = [];
  beforeAll(async () => {
    gateway = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        got.push({ headers: request.headers, body });
        // 0 stands for a gateway that never answers.
        if (status !== 0) response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('ok');
      });
    });
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    gateway.closeAllConnections();
    gateway.close();
  });
  const channel = (timeout?: number) => webhookChannel({ id: 'push', url: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/in`, secret: SECRET, clock: { now: () => new Date('2026-11-22T06:00:00.500Z') }, ...(timeout === undefined ? {} : { timeout }) });
  const message = { id: newId(), accountIds: [newId()], number: 'N-7' };
  const send = (timeout?: number) => channel(timeout).send(message, new AbortController().signal);

  it('signs as the published example of standardwebhooks does', () => {
    expect(signature(SECRET, 'msg_p5jXN8AQM9LWM0D4loKWxJek', '1614265330', '{"test": 2432232314}')).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('posts one signed message', async () => {
    status = 200;
    await send();
    const [{ headers, body } = { headers: {}, body: '' }] = got.splice(0);
    expect(headers).toMatchObject({ 'webhook-id': message.id, 'webhook-timestamp': '1795327200', 'webhook-signature': signature(SECRET, message.id, '1795327200', body) });
    expect(JSON.parse(body)).toEqual({ type: 'notice.urgent', channel: 'push', accountIds: message.accountIds, number: 'N-7', text: { 'zh-CN': '您有一项紧急任务，编号 N-7，请打开平台查看并签收。', en: 'You have an urgent task, number N-7. Open the platform to read and sign it.' } });
  });

  it.each([[500, 'answered 500'], [302, 'fetch failed']])('takes %i for a failure', async (answer, words) => {
    status = answer;
    await expect(send()).rejects.toThrow(words);
    expect(got.splice(0)).toHaveLength(1);
  });

  it('gives up on a gateway that does not answer', async () => {
    status = 0;
    await expect(send(50)).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});
