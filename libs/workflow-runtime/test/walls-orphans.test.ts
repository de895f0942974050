import { spawn } from 'node:child_process';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildWalls } from '@stationhouse/testing/walls';
import { isAlive, untilGone } from './walls-world.js';

describe('the processes of a worker', () => {
  beforeAll(buildWalls);

  it('end when it is killed, also those that loop; nothing of what handlers print comes out', async () => {
    const worker = spawn(process.execPath, [path.join(import.meta.dirname, 'process/worker.mjs')], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' } });
    let printed = '';
    const pids = await new Promise<number[]>((resolve, reject) => {
      worker.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
      worker.stdout.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        if (printed.includes(']\n')) resolve(JSON.parse(printed.slice(printed.indexOf('['))) as number[]);
      });
      worker.once('exit', () => reject(new Error(`The worker ended by itself:\n${printed}`)));
    });
    try {
      expect(pids).toHaveLength(4);
      expect(pids.every(isAlive)).toBe(true);
    } finally {
      worker.kill('SIGKILL');
    }
    await untilGone(pids);
    expect(printed).not.toContain('张三');
  });
});
