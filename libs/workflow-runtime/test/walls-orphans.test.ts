import { spawn } from 'node:child_process';
import path from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildWalls, steady } from '@stationhouse/testing/walls';
import { ProcessWalls } from '@stationhouse/workflow-runtime';
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

  it('run from source too, where the worker does', async () => {
    const [behave] = steady.automations ?? [];
    if (behave === undefined) throw new Error('The steady plugin has an automation.');
    const walls = new ProcessWalls();
    const never = new AbortController().signal;
    const closed = () => Promise.reject(new Error('No door is open here.'));
    const context = { callId: 'call', instanceId: 'instance', number: 'WT-1', station: { name: '测试所', timeZone: 'Asia/Shanghai' }, input: { deed: 'work' }, settings: {}, attempt: 1, now: new Date(), signal: never, attach: closed, exercise: closed, withdrawFiles: closed, fetch: closed, document: closed };
    try {
      expect(await walls.run('steady', behave, () => context, never)).toEqual({ said: 'done for WT-1' });
    } finally {
      await walls.close();
    }
    expect([...walls.pids().values()].flat()).toEqual([]);
  });
});
