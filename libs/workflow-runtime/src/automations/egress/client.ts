import { lookup } from 'node:dns';
import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { AutomationFailure } from '../automation.js';
import { EgressAnswer, type EgressMethod } from './declaration.js';

/** One request as it leaves. */
export interface OutsideRequest {
  /** Checked: its origin is the destination's. */
  readonly url: URL;
  readonly method: EgressMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly mostBytes: number;
  /** Networks that are not the internet's and may be reached all the same, when a name leads there. */
  readonly networks: readonly string[];
  readonly signal: AbortSignal;
}

/** What is not the internet: IANA's special-purpose registries for IPv4 and IPv6. A name may lead there only by leave of the installation. */
const SPECIAL = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24',
  '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4', '::/128', '::1/128', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/32', '2001:db8::/32', '2002::/16', 'fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8',
];
const special = networkList(SPECIAL);

/**
 * Makes one request and reads the whole answer. Follows no redirect: a 3xx is an answer like any other. The address that a name
 * leads to is checked and is the one that is called, so that the name cannot lead elsewhere in between.
 * @throws AutomationFailure `egressAddressRefused`, `egressTooLarge` (final), `egressFailed`
 */
export async function requestOutside(request: OutsideRequest): Promise<EgressAnswer> {
  try {
    const answer = await send(request);
    const body = await readUpTo(answer, request.mostBytes);
    return new EgressAnswer(answer.statusCode ?? 0, answer.headers['content-type'] ?? '', body);
  } catch (error) {
    if (error instanceof AutomationFailure) throw error;
    request.signal.throwIfAborted();
    // The code alone: a message names addresses.
    const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    throw new AutomationFailure('egressFailed', typeof code === 'string' ? { note: code } : {});
  }
}

/** True for an address that a name may lead to. */
export function isPermitted(address: string, networks: readonly string[]): boolean {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  return !special.check(address, family) || networkList(networks).check(address, family);
}

/** True for a network in CIDR notation: `10.20.0.0/16`, `fd00::/8`. */
export function isNetwork(value: string): boolean {
  const [, address = '', prefix = ''] = /^([^/]+)\/(\d{1,3})$/.exec(value) ?? [];
  return isIP(address) !== 0 && Number(prefix) <= (isIP(address) === 6 ? 128 : 32);
}

function networkList(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix = ''] = network.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

function send({ url, method, headers, body, networks, signal }: OutsideRequest): Promise<IncomingMessage> {
  const options: RequestOptions = { method, headers: { ...headers, 'content-length': String(body.byteLength) }, agent: false, lookup: guarded(networks), signal };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'http:' ? http : https).request(url, options, resolve);
    request.once('error', reject);
    request.end(body);
  });
}

/** The system's look-up, with a refusal of what lies in a special network. */
function guarded(networks: readonly string[]): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      if (addresses.length === 0 || !addresses.every(({ address }) => isPermitted(address, networks))) {
        return callback(new AutomationFailure('egressAddressRefused', { note: 'its name leads into a private network', final: true }), []);
      }
      const [first] = addresses;
      if (options.all === true || first === undefined) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

async function readUpTo(answer: IncomingMessage, mostBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    // Leaving the loop ends the connection.
    if (bytes > mostBytes) throw new AutomationFailure('egressTooLarge', { note: `more than ${mostBytes} bytes`, final: true });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
