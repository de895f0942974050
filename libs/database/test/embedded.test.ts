import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmbedded } from '@stationhouse/database';
import pg from 'pg';

async function connected(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // The server is killed under it.
  await client.connect();
  try {
    await client.query('SELECT 1');
  } finally {
    await client.end();
  }
}

/** Whether a server that was killed is there again, on the same address. */
async function answersAgain(url: string): Promise<boolean> {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await connected(url).then(() => true, () => false)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

describe('the embedded server', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'stationhouse-embedded-'));
    // As root the server runs as another user, who must be able to reach the folder.
    chmodSync(folder, 0o711);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('lets connections that are closing say good-bye, waits for no other, is started again when it was killed, and refuses the files of another major', async () => {
    const server = await startEmbedded({ folder, throwAway: true });
    const errors: unknown[] = [];
    const pool = new pg.Pool({ connectionString: server.superuserUrl, max: 20 });
    pool.on('error', (error) => errors.push(error));
    const open = await Promise.all(Array.from({ length: 20 }, () => pool.connect()));
    for (const client of open) {
      client.on('error', (error) => errors.push(error));
      client.release();
    }
    await pool.end();
    await server.stop();
    expect(errors).toEqual([]);
    expect(readFileSync(path.join(server.home.folder, 'postgres.log'), 'utf8')).not.toContain('terminating connection');

    const again = await startEmbedded({ folder, throwAway: true });
    const stays = new pg.Client({ connectionString: again.superuserUrl });
    const ended = new Promise<string | undefined>((resolve) => stays.on('error', (error) => resolve((error as { code?: string }).code)));
    await stays.connect();
    await again.stop();
    expect(await ended).toBe('57P01');

    const survives = await startEmbedded({ folder, throwAway: true });
    const [pid = ''] = readFileSync(path.join(survives.dataFolder, 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
    expect(await answersAgain(survives.superuserUrl)).toBe(true);
    await survives.stop();
    await expect(connected(survives.superuserUrl)).rejects.toThrow();

    writeFileSync(path.join(server.dataFolder, 'PG_VERSION'), '17\n');
    await expect(startEmbedded({ folder, throwAway: true })).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', message: expect.stringMatching(/belongs to PostgreSQL 17.*Back up with the version that wrote it/) });
    rmSync(server.home.folder, { recursive: true, force: true });
  }, 120_000);
});
