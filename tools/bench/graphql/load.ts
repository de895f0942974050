import { Agent, request } from 'node:http';
import { drive, type Driven } from '../engine/drive.js';

/** One request over a kept connection. */
export interface Asked {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** POSTed when there is one. */
  readonly body?: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** The body of an answer. @throws Error when it is not 200 */
export function ask({ url, headers = {}, body }: Asked): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: body === undefined ? 'GET' : 'POST', headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }) } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const said = Buffer.concat(chunks);
        if (answer.statusCode === 200) resolve(said);
        else reject(new Error(`${url}: ${answer.statusCode} ${said.toString('utf8').slice(0, 300)}`));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sends `count` requests over `connections`, the seats in turn. */
export function load(connections: number, count: number, askedOf: (turn: number) => Asked): Promise<Driven> {
  return drive(connections, Array.from({ length: count }, (_, turn) => askedOf(turn)), ask);
}
