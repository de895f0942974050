import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { Client } from './client.mjs';

/**
 * Open pages: each shows versions of instances of its station, learnt by reading them when the server says that it listens
 * (READY), and from then on by what it is told. Nothing is read at any other time.
 */
const config = JSON.parse(process.argv[2]);
const CHANGES = 'subscription ($s: ID!, $i: ID) { changes(stationId: $s, kinds: [INSTANCE], id: $i) { kind id version } }';
const READ = 'query ($s: ID!) { instances(stationId: $s, first: 100, filter: { workflow: "fault-round", closed: false }) { edges { node { id version } } } }';
process.on('disconnect', () => process.exit(1));

const clients = new Map(config.stations.map(({ id, login }) => [id, new Client(config.url, login, config.password)]));
const reading = new Map();
let [readies, events] = [0, 0];

/** Reads a station's instances; pages that ask while nobody has begun to read share the next reading. */
function read(station) {
  const next = reading.get(station) ?? { running: Promise.resolve() };
  reading.set(station, next);
  next.waiting ??= next.running.then(() => {
    const { waiting } = next;
    next.waiting = undefined;
    next.running = waiting;
    return clients.get(station).ask(READ, { s: station }).then(({ data, refused }) => {
      if (refused !== undefined) throw new Error(refused);
      return data.instances.edges.map(({ node }) => node);
    });
  });
  return next.waiting;
}

function page({ stationId, id }) {
  const shown = new Map();
  const learn = (instance, version) => {
    if ((id === undefined || id === instance) && version > (shown.get(instance) ?? 0)) shown.set(instance, version);
  };
  const socket = createClient({
    url: `${config.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: Number.POSITIVE_INFINITY, shouldRetry: () => true, lazy: false,
    connectionParams: async () => {
      if (clients.get(stationId).token === undefined) await clients.get(stationId).signIn();
      return { accessToken: clients.get(stationId).token };
    },
  });
  const first = new Promise((resolve, reject) => {
    const next = ({ data, errors }) => {
      if (errors !== undefined) return reject(new Error(JSON.stringify(errors)));
      events += 1;
      if (data.changes.kind !== 'READY') return learn(data.changes.id, data.changes.version);
      readies += 1;
      read(stationId).then((instances) => {
        for (const { id: instance, version } of instances) learn(instance, version);
        resolve();
      }, reject);
    };
    socket.subscribe({ query: CHANGES, variables: { s: stationId, ...(id === undefined ? {} : { i: id }) } }, { next, error: (error) => reject(error instanceof Error ? error : new Error(JSON.stringify(error))), complete: () => undefined });
  });
  return { stationId, id, shown, first };
}

await Promise.all([...clients.values()].map((client) => client.signIn()));
const pages = config.pages.map(page);
await Promise.all(pages.map(({ first }) => first));
process.send({ open: pages.length });
process.on('message', () => process.send({ readies, events, pages: pages.map(({ stationId, id, shown }) => ({ stationId, id, shown: [...shown] })) }));
