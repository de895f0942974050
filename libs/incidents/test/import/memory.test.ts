import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

/** The full form, 1 GiB against a database: `npm run bench -- import-memory`. */
it('reads a large table in bounded memory', async () => {
  const root = path.resolve(import.meta.dirname, '../../../..');
  const child = path.join(import.meta.dirname, 'memory-child.ts');
  // A heap smaller than the file: holding it would end the process.
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=64', '--conditions=@stationhouse/source', '--import', './tools/register.mjs', child, '40'], { cwd: root });
  const { rows, growthMebi } = JSON.parse(stdout) as { rows: number; growthMebi: number };
  expect(rows).toBeGreaterThan(200_000);
  expect(growthMebi).toBeLessThan(250);
}, 240_000);
