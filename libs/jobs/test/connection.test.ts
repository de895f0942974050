import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startDyingServer } from '@stationhouse/testing';
import { connectQueue } from '../src/connection.js';

describe('the queue on a PostgreSQL that goes away as it connects', () => {
  let dying: Awaited<ReturnType<typeof startDyingServer>>;

  beforeAll(async () => {
    dying = await startDyingServer();
  });

  afterAll(() => dying.stop());

  it.each(['queue', 'listen', 'relay'] as const)('ends no process: %s', async (part) => {
    const connection = connectQueue(dying.url);
    const built = part === 'listen' ? connection.listen(() => Promise.resolve()) : connection[part]();
    // Told as well; who asks is refused all the same.
    if ('on' in built) built.on('error', () => undefined);
    await expect('count' in built ? built.count() : built.waitUntilReady()).rejects.toThrow('not queryable');
    await built.close();
  });
});
