import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/**
 * Closes the network for this process: every way of Node.js's own out or in – `fetch`, `http`, `https`, `tls`, `http2`, `net`, `dgram`,
 * `dns` – ends in one of these. It stops mistakes and what a dependency does unasked; it does not hold against code that means to get round it.
 * @param refusal makes the error they throw
 */
export function closeNetwork(refusal: () => Error): void {
  const closed = () => {
    throw refusal();
  };
  net.Socket.prototype.connect = closed;
  net.Server.prototype.listen = closed;
  for (const method of ['bind', 'connect', 'send'] as const) dgram.Socket.prototype[method] = closed;
  for (const resolver of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) closeMethods(resolver, closed);
  syncBuiltinESMExports();
}

function closeMethods(owner: object, closed: () => never): void {
  for (const name of Object.getOwnPropertyNames(owner)) if (/^(lookup|resolve|reverse)/.test(name)) Object.defineProperty(owner, name, { value: closed, configurable: true, writable: true });
}
