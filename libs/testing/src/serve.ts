import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbedded } from '@stationhouse/database';
import type { TestServer } from './database.js';

/** Serves one throw-away cluster until standard input closes; prints its connection data as one line of JSON. */
const folder = mkdtempSync(path.join(tmpdir(), 'stationhouse-test-'));
// As root the server runs as another user, who must be able to reach the folder.
chmodSync(folder, 0o711);
const server = await startEmbedded({ folder, throwAway: true });
const facts: TestServer = { superuserUrl: server.superuserUrl, passwords: server.passwords, run: path.basename(folder) };
process.stdout.write(`${JSON.stringify(facts)}\n`);

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await server.stop();
  rmSync(server.home.folder, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}
process.stdin.resume().once('end', () => void stop());
process.once('SIGTERM', () => void stop());
process.on('SIGINT', () => undefined);
