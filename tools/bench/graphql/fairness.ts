import { connect, type Socket } from 'node:net';
import { drive, percentile } from '../engine/drive.js';
import { report } from '../result.js';
import { ask, type Asked } from './load.js';
import type { ListsWorld, Seat } from './world.js';

/** Clients that ask for long lists and read nothing of the answers. */
const SLOW = 40;
/** Requests each of them sends down its connection. */
const PIPELINED = 25;
/** Others, at their ordinary pace. */
const OTHERS = 4;
const LONG = 'query Long($stationId: ID!) { incidents(stationId: $stationId, first: 200) { edges { node { id number receivedAt address category { code title { zhCN en } } reporterName instances { id number title tasks(first: 3) { id key status openedAt } } } } } }';

/**
 * Twice the quiet p99 of some officers over their p99 while others ask for the longest lists there are and leave the answers lying: what nobody
 * reads waits in the kernel's buffers and the connection's, and the next request of such a connection is not begun before.
 */
export async function fairness(world: ListsWorld, ours: (world: ListsWorld, seat: Seat) => Asked, requests: number): Promise<number> {
  const [greedy, ...rest] = world.seats as [Seat, ...Seat[]];
  const works = Array.from({ length: requests }, (_, index) => ours(world, rest[index % rest.length] as Seat));
  await drive(OTHERS, works.slice(0, 200), ask);
  const quiet = await drive(OTHERS, works, ask);
  const before = await world.resident();
  const sockets = await Promise.all(Array.from({ length: SLOW }, () => lingering(world, greedy)));
  try {
    const busy = await drive(OTHERS, works, ask);
    const grown = ((await world.resident()) - before) / 2 ** 20;
    const [p99, disturbed] = [percentile(quiet.latencies, 0.99), percentile(busy.latencies, 0.99)];
    report(`p99 ${p99.toFixed(1)} ms quiet, ${disturbed.toFixed(1)} ms beside ${SLOW} clients that do not read; ${grown.toFixed(0)} MB more memory`);
    return (2 * p99) / disturbed;
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

/** A connection that asks again and again and never reads. */
function lingering(world: ListsWorld, { stationId, token }: Seat): Promise<Socket> {
  const { hostname, port } = new URL(world.url);
  const body = JSON.stringify({ query: LONG, variables: { stationId } });
  const request = `POST /graphql HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.pause();
      socket.write(request.repeat(PIPELINED));
      resolve(socket);
    });
    socket.once('error', reject);
  });
}
