import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Starts the throw-away PostgreSQL of one test run; it ends with this process, however that ends. */
export default async function startDatabase() {
  if (process.env.STATIONHOUSE_TEST_SERVER !== undefined) return;
  const server = spawn(
    process.execPath,
    ['--conditions=@stationhouse/source', '--import', '@swc-node/register/esm-register', 'libs/testing/src/serve.ts'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const [line] = await Promise.race([
    createInterface({ input: server.stdout })[Symbol.asyncIterator]().next().then(({ value }) => [value]),
    new Promise((resolve) => server.once('exit', () => resolve([undefined]))),
  ]);
  if (line === undefined) throw new Error('The test database did not start; its reason stands above.');
  process.env.STATIONHOUSE_TEST_SERVER = line;
  globalThis.stationhouseTestServer = server;
}
