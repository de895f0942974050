import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '@stationhouse/database';
import { report } from '../result.js';
import type { Asked } from './load.js';
import { MASKED_NAME, MASKED_PHONE, PAGE, type Row } from './work.js';
import { startProcess, stopProcess, type ListsWorld, type Seat } from './world.js';

/** What it needs, and a Node that it runs on: the binaries that the package `node` consists of. */
const PEERS = { postgraphile: '5.1.5', graphql: '16.15.0', [`node-${process.platform}-${process.arch}`]: '24.9.0' };

/** PostGraphile as it answers the same page. */
export interface Peer {
  asked(seat: Seat): Asked;
  rowsOf(said: unknown): Row[];
}

const DOCUMENT = `query List($stationId: UUID!) {
  allIncidents(condition: { stationId: $stationId }, orderBy: [RECEIVED_AT_DESC, ROW_ID_DESC], first: ${PAGE}) {
    nodes {
      id: rowId number receivedAt status address
      station { id: rowId name }
      category
      reporterName reporterPhone
      instances(orderBy: ROW_ID_ASC) { nodes { id: rowId number tasks(first: 3, orderBy: SERIAL_ASC) { nodes { id: rowId key status openedAt } } } }
    }
    pageInfo { endCursor hasNextPage }
  }
}`;

/**
 * What it sees: views with the rights of whoever reads, so that row-level security holds, and reporters masked by hand. It is told the station's
 * reach with each request, and nobody signs in.
 */
const VIEWS = [
  'CREATE SCHEMA peer',
  'CREATE VIEW peer.station WITH (security_invoker = true) AS SELECT id, name FROM public.station',
  `CREATE VIEW peer.incident WITH (security_invoker = true) AS SELECT i.station_id, i.id, i.number, i.received_at, i.status, i.address, i.category, ${MASKED_NAME} AS reporter_name, ${MASKED_PHONE} AS reporter_phone FROM public.incident i`,
  'CREATE VIEW peer.instance WITH (security_invoker = true) AS SELECT station_id, id, number, incident_id FROM public.instance WHERE NOT exercise',
  'CREATE VIEW peer.task WITH (security_invoker = true) AS SELECT station_id, id, instance_id, serial, key, status, opened_at FROM public.task',
  `COMMENT ON VIEW peer.station IS E'@primaryKey id'`,
  `COMMENT ON VIEW peer.incident IS E'@primaryKey station_id,id\\n@foreignKey (station_id) references peer.station (id)|@fieldName station'`,
  `COMMENT ON VIEW peer.instance IS E'@primaryKey station_id,id\\n@foreignKey (station_id, incident_id) references peer.incident (station_id, id)|@foreignFieldName instances'`,
  `COMMENT ON VIEW peer.task IS E'@primaryKey station_id,id\\n@foreignKey (station_id, instance_id) references peer.instance (station_id, id)|@foreignFieldName tasks'`,
  'GRANT USAGE ON SCHEMA peer TO PUBLIC',
  'GRANT SELECT ON ALL TABLES IN SCHEMA peer TO PUBLIC',
];

/** Starts it on the world's database beside the product. */
export async function withPostgraphile<Result>(world: ListsWorld, work: (peer: Peer) => Promise<Result>): Promise<Result> {
  const peers = installed();
  for (const statement of VIEWS) await world.owner.query(statement);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/graphql`;
  const node = path.join(peers, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin/node');
  const up = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query: '{ __typename }' }) };
  const child = await startProcess(node, ['tools/bench/graphql/postgraphile-server.mjs'], { PEERS: peers, URL_OF_DATABASE: world.server.urls.app, PORT: String(port), PRINT_SCHEMA: process.env['PRINT_SCHEMA'] }, url, up);
  try {
    return await work({
      asked: ({ stationId }) => ({ url, headers: { 'x-station': stationId, accept: 'application/json' }, body: JSON.stringify({ query: DOCUMENT, variables: { stationId } }) }),
      rowsOf,
    });
  } finally {
    await stopProcess(child);
    await world.owner.query('DROP SCHEMA peer CASCADE');
  }
}

type Listed<Node> = { readonly nodes: readonly Node[] };
type Said = { readonly data?: { readonly allIncidents: Listed<Omit<Row, 'category' | 'instances'> & { readonly category: string; readonly instances: Listed<Omit<Row['instances'][number], 'tasks'> & { readonly tasks: Listed<Row['instances'][number]['tasks'][number]> }> }> } };

function rowsOf(said: unknown): Row[] {
  const { data } = said as Said;
  if (data === undefined) throw new Error(`PostGraphile: ${JSON.stringify(said).slice(0, 1_000)}`);
  const moment = (at: string) => new Date(at).toISOString();
  return data.allIncidents.nodes.map((node) => ({
    ...node,
    receivedAt: moment(node.receivedAt),
    category: { code: node.category },
    instances: node.instances.nodes.map(({ id, number, tasks }) => ({ id, number, tasks: tasks.nodes.map((task) => ({ ...task, openedAt: moment(task.openedAt) })) })),
  }));
}

/** Installs it once, beside the repository's own packages. @returns the folder */
function installed(): string {
  const folder = path.resolve('.cache/bench-peers/graphql');
  mkdirSync(folder, { recursive: true });
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  const missing = Object.entries(PEERS).filter(([name]) => !existsSync(path.join(folder, 'node_modules', name, 'package.json')));
  if (missing.length > 0) {
    report(`installing ${missing.map(([name, version]) => `${name} ${version}`).join(', ')} …`);
    const { status } = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...Object.entries(PEERS).map(([name, version]) => `${name}@${version}`)], { cwd: folder, stdio: 'inherit' });
    if (status !== 0) throw new Error('PostGraphile could not be installed.');
  }
  return folder;
}
