// PostGraphile over its own HTTP server, run by a Node it supports; everything comes from the folder of peers.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const { PEERS, URL_OF_DATABASE, PORT } = process.env;
const peers = createRequire(path.join(PEERS, 'package.json'));
const peer = (name) => import(pathToFileURL(peers.resolve(name)).href);
const [{ postgraphile }, { PostGraphileAmberPreset }, { makePgService }, { grafserv }] = await Promise.all(['postgraphile', 'postgraphile/presets/amber', 'postgraphile/adaptors/pg', 'postgraphile/grafserv/node'].map(peer));

const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: URL_OF_DATABASE, schemas: ['peer'], poolConfig: { max: 8 } })],
  grafserv: { graphiql: false, watch: false },
  grafast: { explain: false, context: ({ node }) => ({ pgSettings: { 'app.station_ids': String(node?.req.headers['x-station'] ?? '') } }) },
};
const instance = postgraphile(preset);
const server = createServer();
await instance.createServ(grafserv).addTo(server);
if (process.env.PRINT_SCHEMA === '1') {
  const { printSchema } = await peer('postgraphile/graphql');
  process.stdout.write(printSchema((await instance.getSchemaResult()).schema));
}
server.listen(Number(PORT), '127.0.0.1');
