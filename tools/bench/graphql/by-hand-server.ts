/**
 * Bare http and a pool of connections that keep the statement prepared, and nothing else: no sign-in, no permission. `SECURED=1` reads under row-level
 * security with the reach of one station; otherwise as the owner, who passes it by.
 */
import { createServer } from 'node:http';
import pg from 'pg';
import { BY_HAND } from './work.js';

const { URL_OF_DATABASE, PORT, SECURED } = process.env;
const pool = new pg.Pool({ connectionString: URL_OF_DATABASE, max: 8 });
const text = SECURED === '1' ? `SELECT page.* FROM (SELECT set_config('app.station_ids', $1::text, true) AS reach OFFSET 0) scope CROSS JOIN LATERAL (SELECT * FROM (${BY_HAND.replace('$1', '$1::uuid')}) asked WHERE scope.reach IS NOT NULL OFFSET 0) page` : BY_HAND;

createServer((request, response) => {
  const stationId = (request.url ?? '').slice(1);
  if (stationId === '') {
    response.end('ready');
    return;
  }
  pool.query<{ answer: string }>({ name: 'page', text, values: [stationId] }).then(
    ({ rows }) => response.setHeader('content-type', 'application/json').end(rows[0]?.answer),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      response.writeHead(500).end();
    },
  );
}).listen(Number(PORT), '127.0.0.1');
