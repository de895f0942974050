import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { text } from '@stationhouse/kernel';
import { egressProblems, isOrigin, type EgressDeclaration } from '@stationhouse/workflow-runtime';
import { isPermitted, requestOutside, type OutsideRequest } from '../src/automations/egress/client.js';

/** Serves while `work` asks. */
async function serving<Result>(listener: RequestListener, work: (port: number) => Promise<Result>): Promise<Result> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const ask = (url: string, change: Partial<OutsideRequest> = {}) => requestOutside({ url: new URL(url), method: 'GET', headers: {}, body: new Uint8Array(), mostBytes: 100, networks: [], signal: new AbortController().signal, ...change });

describe('a request to the outside', () => {
  it.each(['10.1.2.3', '127.0.0.1', '169.254.169.254', '192.168.0.1', '172.20.0.1', '100.64.0.1', '0.0.0.0', '::1', 'fd00::1', 'fe80::1', '::ffff:10.0.0.1', '64:ff9b::a00:1'])('does not go where a name leads into a private network: %s', (address) => {
    expect(isPermitted(address, [])).toBe(false);
  });

  it('goes to the internet, and into networks that are named', () => {
    expect([isPermitted('93.184.216.34', []), isPermitted('2606:2800:220:1::1', []), isPermitted('10.20.1.1', ['10.20.0.0/16']), isPermitted('10.21.1.1', ['10.20.0.0/16'])]).toEqual([true, true, true, false]);
  });

  it('asks the address that was checked: a name of this machine is refused unless its network is named', () =>
    serving((_, response) => response.end('here'), async (port) => {
      await expect(ask(`http://localhost:${port}/`)).rejects.toMatchObject({ code: 'egressAddressRefused', options: { final: true } });
      expect((await ask(`http://localhost:${port}/`, { networks: ['127.0.0.0/8', '::1/128'] })).text()).toBe('here');
    }));

  it('hands back any status and reads JSON; an answer that is too long is refused while it comes', () =>
    serving((request, response) => (request.url === '/long' ? void response.write('x'.repeat(200)) : response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"none"}')), async (port) => {
      const answer = await ask(`http://127.0.0.1:${port}/`);
      expect([answer.status, answer.ok, answer.contentType, answer.json()]).toEqual([404, false, 'application/json', { error: 'none' }]);
      await expect(ask(`http://127.0.0.1:${port}/long`)).rejects.toMatchObject({ code: 'egressTooLarge' });
    }));

  it('says by a code alone that nobody answered, and ends with its call', async () => {
    const port = await serving(() => undefined, (one) => Promise.resolve(one));
    await expect(ask(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'egressFailed', options: { note: 'ECONNREFUSED' } });
    await serving(() => undefined, async (silent) => {
      const ended = new AbortController();
      const asked = ask(`http://127.0.0.1:${silent}/`, { signal: ended.signal });
      ended.abort(new Error('The call is over.'));
      await expect(asked).rejects.toThrow('The call is over.');
    });
  });
});

describe('a declared destination', () => {
  const destination = (change: Partial<EgressDeclaration>): EgressDeclaration => ({ id: 'court', title: text('法院', 'Court'), purpose: text('送达', 'Service'), ...change });

  it.each<[string, Partial<EgressDeclaration>, RegExp]>([
    ['an id that is none', { id: 'The Court' }, /kebab-case/],
    ['an origin with a path', { origin: 'https://court.example/api' }, /is not an origin/],
    ['an origin without encryption', { origin: 'http://court.example' }, /is not an origin/],
    ['no method', { methods: [] }, /methods are some of/],
    ['more bytes than anybody may ask', { mostBytes: 1e9 }, /mostBytes is a whole number/],
  ])('is refused with %s', (_, change, message) => {
    expect(egressProblems([destination(change)]).map(({ en }) => en)).toEqual([expect.stringMatching(message)]);
  });

  it('is declared once, and fine otherwise', () => {
    expect(egressProblems([destination({ origin: 'https://court.example:8443', methods: ['GET'] })])).toEqual([]);
    expect(egressProblems([destination({}), destination({})])).toHaveLength(1);
    expect([isOrigin('http://127.0.0.1:8080'), isOrigin('http://localhost:8080'), isOrigin('https://court.example/')]).toEqual([true, false, true]);
  });
});
